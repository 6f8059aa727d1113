"""The shipped intents: our own seed utterances, the head made from them, and the script that makes it."""
