"""Live data of the product's own services: declared look-ups, asked while a turn is considered, told as sentences."""

from server.lookups.asking import Asked, Question
from server.lookups.lookups import Looked, Lookups

__all__ = ["Asked", "Looked", "Lookups", "Question"]
