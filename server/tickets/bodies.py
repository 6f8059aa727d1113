"""The words that somebody wrote for this message: without markup, quoted earlier mails, signatures and small print."""

import re
from html.parser import HTMLParser

MOST_CHARACTERS = 20_000  # of a body; what follows is quoted history
_SKIPPED = {"script", "style", "head", "title", "blockquote", "svg", "noscript", "template"}
_BREAKING = {"p", "div", "br", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "pre", "hr"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track"}
_QUOTING = re.compile(r"\b(?:gmail_quote|gmail_signature|yahoo_quoted|moz-cite-prefix|zmail_extra|signature)\b", re.I)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:[\s/][^<>]{0,500})?>|<!--", re.IGNORECASE)

_QUOTED_FROM = re.compile(  # a line from which on everything is an earlier mail
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original).*"
    r"|_{10,}\s*"
    r"|(?:on|am|le|el|il|op)\b.{4,160}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,80}:"
    r"|(?:from|von|de|da)\s?:\s.{1,160}(?:@|\[email).*"
    r"|#{2,}-\s?please type your reply above this line.*"
    r")\s*$",
    re.IGNORECASE,
)
_SIGNED_FROM = re.compile(
    r"^\s*(?:--\s?|sent from my \w.{0,60}|get outlook for .{1,40}|von meinem \w.{0,40} gesendet|"
    r"(?:this (?:e-?mail|message)|the information) .{0,80}(?:confidential|intended|privileged).*)$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:kind|best|warm|many|with kind|with best)\s+(?:regards|wishes|thanks)|regards|best|cheers|sincerely|"
    r"yours (?:sincerely|truly|faithfully)|thanks(?: again| in advance)?|thank you|thx|mit freundlichen grüßen|"
    r"viele grüße|lg|cordialement|saludos|cordiali saluti|met vriendelijke groet)\s*[,.!]?\s*$",
    re.IGNORECASE,
)
MOST_SIGNATURE = 8  # lines after a closing that may be a signature; a longer rest is a postscript
LONGEST_SIGNATURE_LINE = 60
_AUTOMATIC = re.compile(
    r"\b(?:we(?:'ve| have)? received your (?:request|message|ticket|e-?mail)|this is an automat(?:ic|ed)|do not reply"
    r"|your (?:request|ticket) (?:\S+ )?(?:has been|was) (?:received|created)|out of (?:the )?office"
    r"|automatic reply|we will get back to you)\b",
    re.IGNORECASE,
)
LONGEST_AUTOMATIC = 400  # characters of an acknowledgement; a person's answer that says so goes on


def written(body: str) -> str:
    """What was written, a paragraph a line or more; "" where nothing is left."""
    body = body[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    text = _without_markup(body) if _MARKUP.search(body) else body
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept: list[str] = []
    for place, line in enumerate(lines):
        if _QUOTED_FROM.match(line) or _SIGNED_FROM.match(line):
            break
        # Some programs break the line that introduces a quote in two.
        if place + 1 < len(lines) and _QUOTED_FROM.match(f"{line} {lines[place + 1]}") and line:
            break
        if not line.startswith(">"):
            kept.append(line)
    kept = _unsigned(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def is_automatic(text: str) -> bool:
    """Whether a reply only says that something has come in."""
    return not text or (len(text) <= LONGEST_AUTOMATIC and _AUTOMATIC.search(text) is not None)


def _unsigned(lines: list[str]) -> list[str]:
    """Without a closing ("Best regards,") and the few short lines that follow it."""
    for place in range(len(lines) - 1, max(-1, len(lines) - 2 - 2 * MOST_SIGNATURE), -1):
        after = [line for line in lines[place + 1 :] if line]
        short = all(len(line) <= LONGEST_SIGNATURE_LINE and not line.endswith("?") for line in after)
        if place and _CLOSING.match(lines[place]) and len(after) <= MOST_SIGNATURE and short:
            return lines[:place]
    return lines


def _without_markup(body: str) -> str:
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Text of what is shown; `_inside` counts open elements within one that is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside:
            self._inside += tag not in _VOID
            return
        if tag in _SKIPPED or any(name in ("class", "id") and _QUOTING.search(value or "") for name, value in attrs):
            self._inside = int(tag not in _VOID)
        elif tag in _BREAKING:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self._inside:
            self._inside -= tag not in _VOID
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.parts.append(data.replace("\n", " "))
