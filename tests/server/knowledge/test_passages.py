"""A document is cut along its own structure: by headings, between blocks, and within one only if it must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.knowledge.documents import Block, Document, Head, Kind
from server.knowledge.formats import read
from server.knowledge.passages import MOST_CHARACTERS, Draft, cut

BODY = """# Change your card

The **Replace card** button is on [Billing](/billing). It takes
effect at once.

## Do it

1. Open *Billing*.
2. Press `Replace card`.

   The form opens.

3. Press Save.

### When it fails

- Look at the date.
- Try again.

| Card | Digits |
|---|---|
| Visa | 16 |

## Do it

Again.
"""
LONG = "This sentence is here to fill the passage with words. "


def passages(body: str) -> list[Draft]:
    return cut(read("change-your-card.md", body.encode()))


def made(*blocks: Block, **head: str) -> Document:
    return Document(title="T", format="text", blocks=blocks, head=Head(**head))  # type: ignore[arg-type]


def test_passages_follow_the_headings_with_path_and_anchor() -> None:
    assert [(draft.heading, draft.anchor) for draft in passages(BODY)] == [
        ("", ""),
        ("Do it", "do-it"),
        ("Do it › When it fails", "when-it-fails"),
        ("Do it", "do-it-2"),
    ]


def test_text_has_no_markup_and_a_line_for_each_step() -> None:
    drafts = passages(BODY)
    assert drafts[0].text == "The Replace card button is on Billing. It takes effect at once."
    assert drafts[1].text == "1. Open Billing.\n2. Press Replace card.\nThe form opens.\n3. Press Save."
    assert drafts[2].text == "- Look at the date.\n- Try again.\nCard | Digits\nVisa | 16"


def test_a_later_heading_of_the_highest_level_is_a_section() -> None:
    drafts = passages("# A\n\nOne.\n\n# B\n\nTwo.")
    assert [(draft.heading, draft.text) for draft in drafts] == [("", "One."), ("B", "Two.")]


def test_long_section_is_cut_between_blocks() -> None:
    drafts = passages("\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(12)))
    assert len(drafts) > 2
    assert all(len(draft.text) <= MOST_CHARACTERS for draft in drafts)
    assert all(line.startswith("Paragraph") for draft in drafts for line in draft.text.split("\n"))


def test_a_list_of_steps_that_fits_is_never_cut() -> None:
    steps = "\n".join(f"{n}. Do the thing number {n} as it is written." for n in range(1, 11))
    drafts = passages(f"{LONG * 15}\n\nThen:\n\n{steps}\n\n{LONG * 10}")
    assert any("Then:\n1. Do" in draft.text and "10. Do" in draft.text for draft in drafts)


def test_a_longer_list_is_cut_between_steps_and_each_keeps_what_belongs_to_it() -> None:
    steps = "\n".join(f"{n}. {LONG * 4}\n\n    Shown by step {n}." for n in range(1, 13))
    drafts = passages(f"To do it:\n\n{steps}")
    assert len(drafts) > 2
    for draft in drafts:
        assert draft.text.startswith("To do it:") or draft.text[0].isdigit()
        assert draft.text.split("\n")[-1].startswith("Shown by step")


def test_a_table_names_its_columns_again_when_it_is_cut() -> None:
    rows = "\n".join(f"| Plan {n} | {n} EUR a month and user, billed yearly |" for n in range(60))
    drafts = passages(f"| Plan | Price |\n|---|---|\n{rows}")
    assert len(drafts) > 1
    assert all(draft.text.startswith("Plan | Price\nPlan ") for draft in drafts)
    assert sum(draft.text.count("Plan 59 |") for draft in drafts) == 1


def test_rows_that_name_their_columns_themselves_are_just_rows() -> None:
    drafts = cut(made(*(Block("row", f"Plan: P{n} | Price: {n} EUR a month and user") for n in range(60))))
    assert all(line.startswith("Plan: P") for draft in drafts for line in draft.text.split("\n"))


def test_a_single_long_block_is_cut_at_sentences() -> None:
    drafts = passages(LONG * 60)
    assert len(drafts) > 2
    assert all(draft.text.endswith("words.") and len(draft.text) <= MOST_CHARACTERS for draft in drafts)


def test_a_word_longer_than_a_passage_is_cut_all_the_same() -> None:
    drafts = passages("x" * (3 * MOST_CHARACTERS))
    assert "".join(draft.text for draft in drafts) == "x" * (3 * MOST_CHARACTERS)


def test_a_blocks_own_anchor_goes_before_its_sections() -> None:
    blocks = [Block("heading", "Reset", 2, "page=3")]
    blocks += [Block("text", LONG * 15, 0, f"page={page}") for page in (3, 4, 5)]
    assert [draft.anchor for draft in cut(made(*blocks))] == ["page=3", "page=4", "page=5"]


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("Öffnen Sie die Abrechnung und drücken Sie auf die Karte, die Sie nicht mehr haben wollen.", "en", "de"),
        ("Open Billing and press the card that you do not want to have any more, then save.", "", "en"),
        ("Apfelstrudel", "de", "de"),
        ("404", "", ""),
    ],
)
def test_a_passage_has_its_own_language_if_it_speaks_clearly_else_its_documents(
    text: str, said: str, language: str
) -> None:
    assert [draft.language for draft in cut(made(Block("text", text), language=said))] == [language]


def test_a_german_passage_in_an_english_document_is_german() -> None:
    german = "Öffnen Sie die Abrechnung und drücken Sie auf die Karte, die Sie nicht mehr haben wollen."
    drafts = passages(f"{LONG * 5}\n\n## Auf Deutsch\n\n{german}")
    assert [draft.language for draft in drafts] == ["en", "de"]


def test_headings_alone_make_no_passage() -> None:
    assert cut(made(Block("heading", "A", 1), Block("heading", "B", 2))) == []


def test_markup_that_runs_is_plain_text_or_gone() -> None:
    assert all("<script>" not in draft.text for draft in passages("Hi <script>alert(1)</script> there"))


KINDS: list[Kind] = ["heading", "text", "step", "bullet", "row", "code"]
blocks = st.builds(
    Block,
    st.sampled_from(KINDS),
    st.text("ab .:1|", min_size=1, max_size=900).filter(str.strip),
    st.integers(0, 3),
    st.sampled_from(["", "page=1"]),
)


@given(st.lists(blocks, max_size=12))
def test_nothing_is_lost_or_too_long_whatever_the_blocks(drawn: list[Block]) -> None:
    drafts = cut(made(*drawn))
    assert all(0 < len(draft.text) <= MOST_CHARACTERS for draft in drafts)
    wanted = "".join("".join(block.text.split()) for block in drawn if block.kind != "heading")
    got = "".join("".join(draft.text.split()) for draft in drafts)
    assert len(got) >= len(wanted)  # a table's columns may be named again
    if not any(block.kind == "row" and block.level for block in drawn):
        assert got == wanted
