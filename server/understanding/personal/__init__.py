"""Personal data in a text: found, named by kind, and replaced by typed placeholders."""

from server.understanding.personal.mask import Masked, mask
from server.understanding.personal.spans import Span

__all__ = ["Masked", "Span", "mask"]
