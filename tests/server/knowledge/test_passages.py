from server.knowledge.passages import MOST_CHARACTERS, cut

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


def test_passages_follow_the_headings_with_path_and_anchor():
    drafts = cut(BODY, "Change your card")
    assert [(draft.heading, draft.anchor) for draft in drafts] == [
        ("", ""),
        ("Do it", "do-it"),
        ("Do it › When it fails", "when-it-fails"),
        ("Do it", "do-it-2"),
    ]


def test_text_has_no_markup_and_a_line_for_each_step():
    drafts = cut(BODY, "Change your card")
    assert drafts[0].text == "The Replace card button is on Billing. It takes effect at once."
    assert drafts[1].text == "1. Open Billing.\n2. Press Replace card.\nThe form opens.\n3. Press Save."
    assert drafts[2].text == "- Look at the date.\n- Try again.\nCard | Digits\nVisa | 16"


def test_long_section_is_cut_between_blocks():
    drafts = cut("\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(12)), "T")
    assert len(drafts) > 2
    assert all(len(draft.text) <= MOST_CHARACTERS for draft in drafts)


def test_headings_alone_make_no_passage():
    assert cut("# A\n\n## B\n", "A") == []


def test_markup_that_runs_is_plain_text_or_gone():
    assert all("<script>" not in draft.text for draft in cut("Hi <script>alert(1)</script> there", "T"))
