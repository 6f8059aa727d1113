"""Tickets that people answered before Handrail: read from other systems' exports, made anonymous, labelled, counted."""
