"""Turns the bytes of a text file into text, whatever encoding it was saved in."""

import re

from server.errors import Unreadable, Unsupported

SAMPLE_BYTES = 64 * 1024  # that an unknown encoding is guessed from
FALLBACK = "cp1252"  # what old Windows programs write in the languages that the guess confuses with each other
LEAST_FOREIGN = 0.25  # of the bytes above ASCII among the letters from which a text is in another script than Latin
# What text files are found in, other than UTF-8 and Windows-1252.
GUESSED = [
    *["cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_7"],
    *["shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"],
]
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
MOST_CONTROLS = 3  # of them a text may hold: a form feed's neighbour that a typewriter program left behind

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
          (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))  # fmt: skip
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_DECLARED_WITHIN = 4_096


def decoded(data: bytes, content_type: str = "") -> str:
    """The text with "\\n" as its line end. Raises Unsupported for what is no text, Unreadable for a broken one."""
    text = _decoded(data, content_type).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if len(NOT_TEXT.findall(text[:SAMPLE_BYTES])) > MOST_CONTROLS or "\0" in text:
        raise Unsupported("This is no text but binary data of a kind that is not read.")
    return text


def _decoded(data: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if wide := _unmarked_wide(data):
        return _strictly(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\0" in data:
        raise Unsupported("This is no text but binary data of a kind that is not read.")
    for encoding in (*_named(data, content_type), _guessed(data)):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(FALLBACK, "replace")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        name = encoding.removesuffix("-sig").upper()
        raise Unreadable(
            f"The text says that it is {name} and is not (byte {problem.start:,}): save it as UTF-8."
        ) from None


def _unmarked_wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is nought."""
    sample = data[:SAMPLE_BYTES]
    half = max(1, len(sample) // 2)
    if len(data) % 2 == 0 and sample[1::2].count(0) > 0.4 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if len(data) % 2 == 0 and sample[::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return ""


def _named(data: bytes, content_type: str) -> list[str]:
    """Encodings that the web server or the page itself names. What calls itself Latin-1 is Windows-1252."""
    found = [match.group(1) for match in [_CHARSET.search(content_type)] if match]
    found += [match.group(1).decode("ascii") for match in [_DECLARED.search(data[:_DECLARED_WITHIN])] if match]
    return [FALLBACK if name.lower() in {"iso-8859-1", "latin1", "latin-1", "us-ascii"} else name for name in found]


def _guessed(data: bytes) -> str:
    sample = data[:SAMPLE_BYTES]
    high = sum(byte > 127 for byte in sample)
    letters = high + sum(97 <= byte | 32 <= 122 for byte in sample)
    if high < LEAST_FOREIGN * letters:
        return FALLBACK
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=GUESSED).best()
    return best.encoding if best is not None else FALLBACK
