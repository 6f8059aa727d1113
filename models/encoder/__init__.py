"""The sentence encoder's files and the script that makes them; `models.encode` runs it."""
