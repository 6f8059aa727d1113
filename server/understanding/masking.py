"""Takes what names or reaches a person out of a visitor's text before it is stored; a typed placeholder stays.

Every table and the event log get a visitor's words through here; every place that shows them reads those.
"""

from functools import lru_cache

from server.understanding.personal import mask

MOST_RECENT = 256  # texts: one turn is masked for the log, for its own row and as its episode's question


@lru_cache(MOST_RECENT)
def masked(text: str) -> str:
    """`text` with personal data replaced, such as "[email]"; masking it again changes nothing."""
    return mask(text).text
