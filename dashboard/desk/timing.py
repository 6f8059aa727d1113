"""How long an answer took, step by step: a small bar with the figures in words."""

from collections.abc import Mapping
from html import escape

from server.api.views.desk import DecisionView

SHADES = {"received": 0.3, "searched": 0.5, "decided": 0.7, "answered": 0.9}  # opacity: one hue, in the order of time


def timing(decision: DecisionView) -> str:
    """The bar as HTML; nothing for a decision whose steps were not timed."""
    return spans_bar(decision.spans, decision.first_ms)


def spans_bar(spans: Mapping[str, float], first_ms: float = 0.0) -> str:
    """The bar of these steps (ms); nothing where there are none."""
    total = sum(spans.values())
    if total <= 0:
        return ""
    steps = "".join(_step(step, ms, ms / total) for step, ms in spans.items())
    said = escape(words(spans, first_ms))
    return f'<p class="timing"><span role="img" aria-label="{said}">{steps}</span><small>{said}</small></p>'


def _step(step: str, ms: float, share: float) -> str:
    style = f"width:{100 * share:.1f}%;opacity:{SHADES.get(step, 0.4)}"
    return f'<i style="{style}" title="{escape(step)} {ms:.0f} ms"></i>'


def words(spans: Mapping[str, float], first_ms: float = 0.0) -> str:
    """The same in words: the whole, its steps, and when the first words went out."""
    steps = ", ".join(f"{step} {ms:.0f}" for step, ms in spans.items())
    first = f"; first words after {first_ms:.0f}" if first_ms else ""
    return f"{sum(spans.values()):.0f} ms: {steps}{first}"
