"""Reads mistyped words as the few words that must not be missed: "suicde" is read as "suicide", "layer" stays.

A word is taken for another when one slip of the keyboard lies between them (a letter missing, doubled, wrong, or two
swapped), two in long words, and it is no English word itself.
"""

import re
from functools import lru_cache

_WATCHED = """
suicide suicidal myself overdose overdosed hospital ambulance emergency depressed depression lawyer lawyers attorney
lawsuit solicitor court illegal police legal sue ombudsman regulator hacked hacker hijacked stolen compromised
phishing unauthorized unauthorised suspicious unrecognized breach breached fraud fraudulent scam scammed scammers
dispute disputing disputed chargeback charged twice double refund refuse cancel cancelled canceled cancelling
cancellation subscription membership terminate account password without permission consent authorize authorized
money harassment discrimination allergic reaction medication poisoned injured someone somebody
"""
WATCHED = tuple(_WATCHED.split())
# English words of everyday turns that are one slip away from a watched one.
_EVERYDAY = """
layer layers player payers cancer lawyered courts count counts curt scan scans scanned scammer hospitals legally
regal police policy policies polite disputes charge charges charger change changed changes chance twine twin refunds
refused refuses refused reused reuse fuse accounts accounted discount count amount passwords money monkey honey
hacks hackers hooked packed tracked stacked hatched hacked racked backed locked stole solen fraught frauds scams
scum seam steam permissions consents content convent intent sue use due cue sub she see legal reason reasons
reactions direction action actions medications medical cancels cancel council cancelable cancellations canceling
subscriptions memberships member members terminated terminates terminal emergencies emerging breaches branch reach
beach preach bleach somebody's someone's double doubled doubles bubble trouble authorizes authorizing author
authored authority authorised recognized recognised recognize recognise regular regulars regulate regulated reached
tacked indication indications decreased education dedication meditation medicated medicine hashed blocked chatted
stoked stole depress expressed pressed impressed impression expression compression injure injuries insured without
within thrice twist charging charted chatted charmed shared sharped recharged uncharged changed legend unauthorised
court courted coin coat cart short sort myself himself itself tour hour your four stolen token swollen doubt suite
suites precise hospitable illegible poison poisonous hijack refined rotated attorneys
"""
_REAL = frozenset(_EVERYDAY.split())
_LEAST, _LONG = 5, 9  # letters from which one slip and two are forgiven
_WORD = re.compile(r"[a-z]{4,20}")
_SET = frozenset(WATCHED)


def corrected(folded: str) -> str:
    """The case-folded text with slips in watched words put right; every other word stays."""
    return _WORD.sub(lambda found: _word(found.group()), folded)


@lru_cache(16_384)
def _word(word: str) -> str:
    if word in _SET or word in _REAL or len(word) < _LEAST:
        return word
    near = [(slips(word, one), one) for one in WATCHED if abs(len(one) - len(word)) <= _forgiven(one)]
    fit = [(count, one) for count, one in near if 0 < count <= _forgiven(one)]
    return min(fit)[1] if fit else word


def _forgiven(watched: str) -> int:
    return 2 if len(watched) >= _LONG else 1 if len(watched) >= _LEAST else 0


def slips(one: str, other: str) -> int:
    """Letters added, left out, exchanged, and neighbours swapped, that lead from one word to the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
