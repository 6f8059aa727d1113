"""Conversation: what a visitor says and does is heard, answered, handed over, and its outcome kept."""
