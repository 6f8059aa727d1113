"""Answering: a question and what the page shows are considered, decided and answered in quotes. Knows of no session."""
