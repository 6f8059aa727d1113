"""What a visitor's turn means: intent, sentiment, frustration, urgency, sensitive topics, tried steps, out of scope."""

from server.understanding.pool import UnderstandingPool
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood

__all__ = ["Understanding", "UnderstandingPool", "Understood"]
