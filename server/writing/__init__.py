"""Answers in a model's words: asked of any OpenAI-compatible endpoint, held to the passages sentence by sentence."""

from server.writing.endpoint import Bounds, Endpoint, WritingFailed
from server.writing.prompt import Source, Task
from server.writing.support import Check, Support
from server.writing.writer import Dropped, Kept, Writer

__all__ = ["Bounds", "Check", "Dropped", "Endpoint", "Kept", "Source", "Support", "Task", "Writer", "WritingFailed"]
