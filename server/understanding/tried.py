"""What a visitor says to have tried already, as names of steps, so that nobody suggests it again.

A step counts when its words stand in a clause that reports the past ("I cleared the cache", "already tried another
browser", "reinstalling didn't help") and neither denies it nor asks how to do it.
"""

import re

_OTHER = r"(?:another|other|different|second|two|three|several|all|both|new|smaller|colleague's)"
_STEPS = (
    ("clear_cache", r"(?:clear|empt|delet|wip|remov)\w* (?:\w+ ){0,3}?(?:cache|cookies|browser data|history)"),
    (
        "other_browser",
        rf"{_OTHER} browsers?",
        r"(?:in|with|on|using|tried|and|to) (?:firefox|chrome|safari|edge|opera)",
    ),
    ("private_window", r"incognito", r"private (?:window|mode|tab|browsing)"),
    ("other_device", rf"{_OTHER} (?:device|computer|laptop|pc|phone|machine)s?"),
    ("reload", r"(?:reload|refresh)(?:ed|ing)?", r"(?:hit|pressed) f5"),
    ("restart", r"(?:restart|reboot)(?:ed|ing)?", r"off and on", r"clos(?:ed|ing) and (?:re)?open(?:ed|ing)"),
    ("reinstall", r"(?:re-?install|uninstall)(?:ed|ing)?"),
    ("sign_in_again", r"(?:log|sign)\w* ?(?:out|off)\b.{0,20}\b(?:in|on)", r"(?:logged|signed) in again"),
    ("reset_password", r"(?:reset|resetting|changed|changing|new) (?:\w+ ){0,2}?password"),
    ("check_spam", r"(?:spam|junk)"),
    ("other_card", rf"{_OTHER} (?:\w+ )?cards?", r"all my cards"),
    (
        "other_network",
        rf"{_OTHER} (?:network|wi-?fi|connection)s?",
        r"mobile data",
        r"hot ?spot",
        r"without (?:\w+ )?vpn",
    ),
    (
        "switch_off_add_ons",
        r"(?:disabl|turn|switch)\w*(?: off)? (?:\w+ ){0,3}?(?:ad ?-?block\w*|extensions?|add-?ons?|plug-?ins?|vpn)",
    ),
    ("update", r"(?:updated|updating|latest version|newest version|up to date)"),
    (
        "read_help",
        r"(?:read|reading|followed|(?:went|going) through) (?:\w+ ){0,4}?(?:article|guide|faq|help|docs?|manual)",
        r"followed (?:\w+ ){0,3}?(?:steps|instructions)",
    ),
    (
        "ask_bank",
        r"(?:called|asked|spoke|phoned|contacted|talked)\b.{0,20}\bbank",
        r"bank (?:said|says|confirmed|told)",
    ),
    ("other_file", rf"{_OTHER} (?:file|csv|spreadsheet|format)s?", r"saved it as", r"split the file"),
    ("retype", r"(?:typed|entered|retyped|re-?entered|copied|pasted)\b.{0,40}\b(?:again|twice|times|by hand|fresh)"),
)
_READERS = tuple((step, re.compile(rf"\b(?:{'|'.join(ways)})\b")) for step, *ways in _STEPS)
_PAST = re.compile(
    r"\b(?:tried|already|have|'ve|ive|has|had|did|didn't|doesn't|does not|no luck|same|still|after|even)\b|"
    r"\b(?:\w{3,}ed|went|said|says|spoke|read|saved|split|reset)\b"
)
_DENIED = re.compile(
    r"\b(?:haven't|have not|hasn't|not yet|never|didn't (?:try|clear|reset|check|restart|reload|read))\b|"
    r"\b(?:how (?:do|can|to|could|should)|should i|do i (?:need|have)|can i|could i|shall i|what if|do you want)\b|"
    r"\b(?:would it help|want to|need to|going to|will)\b"
)
_CLAUSE = re.compile(r"[.!?;\n]+| but | so (?=i |we )")


def tried_steps(text: str) -> tuple[str, ...]:
    """The steps that the case-folded text reports as done, in the order of the list above, each once."""
    told = [clause for clause in _CLAUSE.split(text) if _PAST.search(clause) and not _DENIED.search(clause)]
    return tuple(step for step, reader in _READERS if any(reader.search(clause) for clause in told))
