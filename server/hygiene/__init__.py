"""Hygiene: what wants tending in a site's knowledge, found by rule and shown side by side with its evidence."""
