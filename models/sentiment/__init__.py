"""The shipped sentiment and frustration heads: our own seed turns and the script that makes both."""
