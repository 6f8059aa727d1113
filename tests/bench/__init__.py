"""Measurements: `make bench` runs each and prints its figures; nothing here passes or fails."""
