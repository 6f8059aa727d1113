"""Finds what opens a door: keys and tokens by their make, passwords and one-time codes by what is said before them."""

import re
from collections.abc import Iterator

from server.understanding.personal.spans import Span

_MADE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:sk|pk|rk)[-_](?:(?:live|test|proj|ant|or|svcacct)[-_])?[A-Za-z0-9_-]{16,200}"
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{16,64}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,200}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,40}"
    r"|ya29\.[A-Za-z0-9_-]{20,400}"
    r"|SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,60}|npm_[A-Za-z0-9]{30,60}|pypi-[A-Za-z0-9_-]{30,300}"
    r"|whsec_[A-Za-z0-9+/=]{16,100}|shpat_[a-fA-F0-9]{24,64}|hf_[A-Za-z0-9]{20,64}"
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,2000})?"
    r")(?![A-Za-z0-9])"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^\0]*?"
    r"(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
)
_IN_ADDRESS = re.compile(r"://[^\s/:@\0]{1,100}:([^\s/@\0]{1,200})@")
_KEY_SAID = re.compile(
    r"(?:\bbearer|\bauthorization: ?\w{0,10}"
    r"|(?:\b|_)(?:api[ _-]?keys?|access[ _-]?(?:key|token)|secret[ _-]?(?:key|token)?|client[ _-]?secret"
    r"|auth[ _-]?token"
    r"|session[ _-]?(?:id|token)|refresh[ _-]?token|private[ _-]?key|license[ _-]?key|token|key))\b"
    r"[\"']?(?: (?:is|was|ist)\b)?[ :=\"'`(]{1,4}([A-Za-z0-9_+/=.~-]{12,400})",
    re.IGNORECASE,
)
# A long run of capitals, small letters and digits was drawn by a machine; a checksum in hex is not secret.
_DRAWN = re.compile(r"(?<![\w./+=-])[A-Za-z0-9_+=-]{28,500}(?![\w./+=-])")
_HEX = re.compile(r"[0-9a-fA-F-]+")
_LEAST_OF_EACH = 3

_WORDS_FOR_IT = (
    r"(?:pass ?words?|pass ?phrase|passwd|pwd|pw|pass|kennwort|passwort|mot de passe|mdp|contraseña|clave|senha"
    r"|wachtwoord|hasło)"
)
_CODE = (
    r"(?:(?:verification|security|sms|2fa|mfa|tfa|otp|one[- ]time|log-?in|sign-?in|confirmation|authenticator|backup"
    r"|recovery|reset|unlock|access) (?:code|pin|password)|otp|pass ?code|pin(?: ?code| number)?|tan)"
)
_BETWEEN = (
    r"(?: for (?:it|this|the \w{1,20}|my \w{1,20}))?(?: i (?:use|used|typed|entered|set))?(?: (?:is|was"
    r"|to|ist|est|es|é|è|are)\b)?"
)
_OPEN = r"[ :=]{1,3}[\"'`(]?"
_PASSWORD_SAID = re.compile(
    rf"\b(?:{_WORDS_FOR_IT}){_BETWEEN}(?P<open>{_OPEN}) ?(?P<value>[^\s\0\"'`]{{3,100}})", re.IGNORECASE
)
_CODE_SAID = re.compile(
    rf"\b(?:{_CODE}){_BETWEEN}{_OPEN} ?(?P<value>\d(?:[ -]?\d){{3,9}}|"
    rf"(?=[A-Z-]{{0,14}}\d)[A-Z0-9]{{2,6}}-[A-Z0-9]{{2,8}}|(?=[A-Z]*\d)[A-Z0-9]{{5,10}})"
    r"(?![\w%/]|[.,:-]\w)",
    re.IGNORECASE,
)
_LOGIN_PAIR = re.compile(
    r"\b(?:log-?in|user(?:name)?|credentials)\b[ :=]{1,3}[^\s\0]{2,60} ?(?:/|\|) ?([^\s\0]{4,60})", re.IGNORECASE
)
_ENDS = ".,;:?)]}"  # an exclamation mark may be the password's own
# What a password is said to be without being told: "my password is wrong".
_UNTOLD = """
a an the not no now still also too very so just wrong incorrect invalid correct right good bad weak strong long
short expired reset changed set saved stored unknown forgotten lost missing empty required needed protected rejected
refused accepted working broken secure safe unsafe compromised leaked stolen hacked and or but for from with without
that this it they my your our his her their what which why how when where if because field box page form link mail
email button manager change changes policy rules rule requirements requirement again already always never only same
different new old one two more must should can cannot can't could would will won't doesn't does did didn't isn't
wasn't is was are has have had being been on in at to of off out up down by as like about after before fine okay ok
true false null none failed fails failing known visible hidden shown blank there here gone locked recovery
protection hint hints length falsch richtig weg vergessen abgelaufen ungültig nicht incorrecto incorrecta olvidada
expirée oublié
"""
_NOT_TOLD = frozenset(_UNTOLD.split())


def keys(text: str) -> Iterator[Span]:
    """API keys, tokens, private keys, and the password within an address."""
    for found in _MADE.finditer(text):
        if sum(one.isdigit() for one in found.group()) >= 2:
            yield Span(found.start(), found.end(), "token")
    for found in _PRIVATE_KEY.finditer(text):
        yield Span(found.start(), found.end(), "token")
    for found in _IN_ADDRESS.finditer(text):
        yield Span(found.start(1), found.end(1), "password")
    for found in _KEY_SAID.finditer(text):
        value = found.group(1).rstrip(".")
        if _mixed(value):
            yield Span(found.start(1), found.start(1) + len(value), "token")
    for found in _DRAWN.finditer(text):
        if _drawn(found.group()):
            yield Span(found.start(), found.end(), "token")


def passwords(text: str) -> Iterator[Span]:
    """Passwords, PINs and one-time codes that somebody tells."""
    for found in _CODE_SAID.finditer(text):
        yield Span(found.start("value"), found.end("value"), "password")
    for found in _PASSWORD_SAID.finditer(text):
        value = found.group("value").rstrip(_ENDS) or found.group("value")
        if _is_told(text, found, value):
            yield Span(found.start("value"), found.start("value") + len(value), "password")
    for found in _LOGIN_PAIR.finditer(text):
        yield Span(found.start(1), found.start(1) + len(found.group(1).rstrip(_ENDS) or found.group(1)), "password")


def _is_told(text: str, found: re.Match[str], value: str) -> bool:
    """Whether the value is the password itself: it looks drawn or quoted, or a lone word ends what is said of it."""
    before, opened = found.group(), found.group("open")
    if len(value) < 3 or value.casefold() in _NOT_TOLD or value.endswith("n't"):
        return False
    if any(one.isdigit() or (not one.isalnum() and one not in "-/'") for one in value):
        return bool(re.search(r"[^\W_]", value)) and not value.startswith(("http", "/", "("))
    if any(mark in opened for mark in "\"'`"):
        return True
    said = (
        "=" in opened
        or ":" in opened
        or re.search(r"\b(?:is|was|ist|est|es|é|è)[ \"']*$", before[: -len(found.group("value"))])
    )
    end = found.start("value") + len(value)
    rest = text[end : end + 12]
    ends = not rest.strip() or rest[0] in ".,;!?\n" or re.match(r" (?:and|but|pls|please|und|for)\b", rest)
    adjective = value.casefold().endswith(("ing", "ed", "able", "ible", "ly", "ive"))
    return bool(said and ends and not adjective and len(value) >= 4)


def _mixed(value: str) -> bool:
    """Digits and letters: a word or a path is no key."""
    digits = sum(one.isdigit() for one in value)
    letters = sum(one.isalpha() for one in value)
    return digits >= _LEAST_OF_EACH and letters >= _LEAST_OF_EACH


def _drawn(value: str) -> bool:
    upper = sum(one.isupper() for one in value)
    lower = sum(one.islower() for one in value)
    digits = sum(one.isdigit() for one in value)
    return min(upper, lower, digits) >= _LEAST_OF_EACH and not _HEX.fullmatch(value)
