"""The terms that a search compares words by: stems, the parts of compounds beside the whole, no question words.

Coarser than `words`, which others compare quotes and labels by. Measured while the weights were fitted (COVID-QA's
development half, training questions of BANKING77): nDCG@10 of BM25 alone rises by 2.6 points on question -> passage and
by 6.2 on paraphrases.
"""

import re

from server.knowledge.words import words

# What a question is put with, and a passage hardly ever tells by.
QUESTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "what which who whom how why when where can could would should may might many much any some other also about"
        " between during such than",
    )
)
# Ending -> what stays of it. Rough on purpose: a stem need not be a word, only the same for its forms.
_ENDINGS = (
    *(("ational", "ate"), ("ization", "ize"), ("fulness", "ful"), ("ations", ""), ("ation", ""), ("ions", "ion")),
    *(("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("ies", "y"), ("ly", ""), ("es", ""), ("e", "")),
    *(("al", ""), ("ment", "")),
)
LEAST_STEM = 4  # letters that stay before an ending; shorter ones fall together with others
_JOINTS = re.compile("[-_.]")


def terms(text: str) -> list[str]:
    """The terms of `text`; a compound's parts follow it."""
    found = []
    for word in words(text):
        if word in QUESTION_WORDS:
            continue
        found.append(_stem(word))
        if not word.isalnum():
            found += [_stem(part) for part in _JOINTS.split(word) if len(part) > 1 and part not in QUESTION_WORDS]
    return found


def _stem(word: str) -> str:
    if word.isalpha() and len(word) > LEAST_STEM:
        for ending, rest in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
                return word[: -len(ending)] + rest
    return word
