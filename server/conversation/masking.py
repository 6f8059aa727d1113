"""Takes what names or reaches a person out of a visitor's text before it is stored; a typed placeholder stays.

Every table gets a visitor's words through here, and every place that shows or logs them reads the tables.
"""

from server.understanding.personal import mask


def masked(text: str) -> str:
    """`text` with personal data replaced, such as "[email]"; masking it again changes nothing."""
    return mask(text).text
