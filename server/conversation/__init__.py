"""Conversation: what a visitor says and does is considered, decided, answered, handed over, and its outcome kept."""
