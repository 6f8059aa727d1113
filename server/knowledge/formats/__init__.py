"""Formats of knowledge: the bytes of a file to a Document, and a reason for every file that is not read."""

from server.knowledge.formats.reading import read

__all__ = ["read"]
