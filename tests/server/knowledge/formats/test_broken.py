"""Whatever is broken, locked, hostile or unknown is refused with its reason, and never read in part."""

import warnings
from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.knowledge.documents import Document
from server.knowledge.formats import read
from tests.server.knowledge.formats.broken import BOOK, CASES, DECK, PAGE, WORD
from tests.server.knowledge.formats.legacy.packed import NAMES as NAMES_OF_LEGACY
from tests.server.knowledge.formats.legacy.packed import made
from tests.server.knowledge.formats.test_facts import FILES

LONGEST_S = 1.0  # of processor time; the longest of these files takes 0.1
NAMES = ["a.md", "a.html", "a.csv", "a.txt", "a.pdf", "a.docx", "a.doc", "a", "https://x.example/help?a=b"]


@pytest.mark.parametrize("case", CASES)
def test_each_is_refused_with_its_reason(case: str) -> None:
    name, made, error, reason = CASES[case]
    data = made if isinstance(made, bytes) else made()
    with pytest.raises(error, match=reason) as refused:
        read(name, data)
    assert type(refused.value) is error
    assert refused.value.message[0].isupper()
    assert refused.value.message.endswith(".")


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 40


def quietly(name: str, data: bytes, content_type: str = "") -> None:
    """Reads, or is refused: anything else fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries, about files that are broken
        with suppress(Unreadable, TooLarge, Unsupported):
            document = read(name, data, content_type)
            assert isinstance(document, Document)
            assert all(block.text and "\n" not in block.text for block in document.blocks)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(NAMES), st.binary(max_size=400), st.sampled_from(["", "text/html", "text/csv", "text/markdown"]))
def test_no_bytes_are_too_much(name: str, data: bytes, content_type: str) -> None:
    quietly(name, data, content_type)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(NAMES), st.text(st.sampled_from("<>/ahp=\"'#-|,;\n\t 1.&{}[]()!*_`~\\:"), max_size=300))
def test_no_markup_is_too_much(name: str, text: str) -> None:
    quietly(name, text.encode())


@settings(deadline=None, max_examples=120)
@given(
    st.sampled_from([PAGE, WORD, DECK, BOOK, FILES["guide.pdf"]]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
    st.floats(0.5, 1),
)
def test_no_change_of_a_sound_file_is_too_much(data: bytes, changes: list[tuple[float, bytes]], kept: float) -> None:
    changed = bytearray(data)
    for place, new in changes:
        at = int(place * (len(changed) - 1))
        changed[at : at + len(new)] = new
    quietly("a", bytes(changed[: int(len(changed) * kept)] if kept < 0.6 else changed))


@settings(deadline=None, max_examples=400)
@given(
    st.sampled_from([made(name) for name in NAMES_OF_LEGACY]),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.sampled_from([b"\xff\xff\xff\xff", bytes(4)]) | st.binary(min_size=1, max_size=8)
        ),
        min_size=1,
        max_size=8,
    ),
    st.floats(0.1, 9),
)
def test_no_change_of_an_old_file_takes_a_second(data: bytes, changes: list[tuple[float, bytes]], kept: float) -> None:
    changed, full = bytearray(data), [at for at in range(0, len(data), 16) if any(data[at : at + 16])]
    for place, new in changes:
        at = full[int(place * (len(full) - 1))] + len(new) % 16  # not into the zeros that fill a sector up
        changed[at : at + len(new)] = new
    before = process_time()
    quietly("a", bytes(changed[: int(len(changed) * kept)] if kept < 1 else changed))
    assert process_time() - before < LONGEST_S


def test_an_error_is_never_a_bare_one() -> None:
    with pytest.raises(HandrailError):
        read("a.pdf", b"%PDF-1.4\n" + b"1 0 obj <<" * 2_000)
