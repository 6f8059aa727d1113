"""What documentation tools add to Markdown is told as it is seen: no marks, and no word lost."""

import time

import pytest

from server.knowledge.documents import Block
from server.knowledge.formats import read

NOTE = [Block("text", "Note: You need a key.")]


def blocks(text: str) -> list[Block]:
    return list(read("a.md", text.encode()).blocks)


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]\n> You need a key.",  # GitHub
        "> [!note]+\n>\n> You need a key.",  # Obsidian
        ":::note\nYou need a key.\n:::",  # Docusaurus
        ":::note\n\nYou need a key.\n\n:::",
        "::: {.note}\nYou need a key.\n:::",  # Pandoc, Quarto
        "!!! note\n    You need a key.",  # MkDocs
        "??? note\n    You need a key.",
        "/// note\nYou need a key.\n///",
        '{% hint style="success" %}\nYou need a key.\n{% endhint %}',  # GitBook
        "{{< note >}}\nYou need a key.\n{{< /note >}}",  # Hugo
        "{{% alert %}}\nYou need a key.\n{{% /alert %}}",
        '{% include note.html content="You need a key." %}',  # Jekyll
        "{: .note }\nYou need a key.",  # Just the Docs
        "<Note>You need a key.</Note>",  # Mintlify
        "<Note>\n\nYou need a key.\n\n</Note>",
        '<div class="note">\n<div><img alt="Note Icon" src="n.svg"></div>\n<p>You need a key.</p>\n</div>',
    ],
)
def test_a_box_is_told_with_what_it_is(text: str):
    assert blocks(text) == NOTE


@pytest.mark.parametrize(
    "text",
    [
        ":::tip Mind the heat\nWear gloves.\n:::",
        ":::tip[Mind the heat]\nWear gloves.\n:::",
        '!!! tip "Mind the heat"\n    Wear gloves.',
        '{{% alert title="Mind the heat" color="warning" %}}\nWear gloves.\n{{% /alert %}}',
        '<Card title="Mind the heat" href="/heat">\n  Wear gloves.\n</Card>',
        '<Tabs>\n<TabItem value="a" label="Mind the heat">\nWear gloves.\n</TabItem>\n</Tabs>',
        '{% tab title="Mind the heat" %}\nWear gloves.\n{% endtab %}',
        '=== "Mind the heat"\n\n    Wear gloves.',
        "/// tip | Mind the heat\nWear gloves.\n///",
        "Mind the heat\n: Wear gloves.",
    ],
)
def test_a_title_stands_before_what_it_is_the_title_of(text: str):
    assert blocks(text) == [Block("text", "Mind the heat: Wear gloves.")]


@pytest.mark.parametrize(
    "text",
    [
        '??? question "How do I pay?"\n    By card.',
        ":::details How do I pay?\nBy card.\n:::",
        "<details>\n<summary>How do I pay?</summary>\n\nBy card.\n\n</details>",
        "<details><summary>How do I pay?</summary>By card.</details>",
        '<Accordion title="How do I pay?">\nBy card.\n</Accordion>',
        "How do I pay?\n: By card.",
    ],
)
def test_a_question_that_unfolds_is_a_heading(text: str):
    heading, answer = blocks(text)
    assert (heading.kind, heading.text) == ("heading", "How do I pay?")
    assert answer == Block("text", "By card.")


def test_html_within_it_is_read():
    table = "<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Solo</td><td>€9</td></tr></table>"
    told = blocks(f"# Plans\n\n{table}\n\nEnd.")
    assert [(one.kind, one.text) for one in told] == [
        ("heading", "Plans"),
        ("row", "Plan | Price"),
        ("row", "Solo | €9"),
        ("text", "End."),
    ]
    assert blocks('<p align="center">Call us.</p>\n\n<!-- not this -->') == [Block("text", "Call us.")]


def test_components_leave_their_markdown():
    steps = "<Steps>\n\n1. Press **Save**.\n2. Wait.\n\n</Steps>"
    told = blocks(f"import Tabs from '@theme/Tabs';\n\n{steps}\n\n{{/* later */}}")
    assert told == [Block("step", "1. Press Save."), Block("step", "2. Wait.")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Use the `<Link>` component and `{% raw %}`.", "Use the <Link> component and {% raw %}."),
        ("A Map<String> holds {{ site.name }}.", "A Map holds {{ site.name }}."),
        ('See [plans]({{< ref "plans.md" >}}) first.', "See plans first."),
        ("It is blue.{: .blue }", "It is blue."),
        ("[Go](go.md){ .md-button } :material-cog: now", "Go now"),
        ("[TOC]\n\nBegin.", "Begin."),
        ('Press <Button label="Save" /> or <Tooltip label="later">wait</Tooltip>.', "Press Save or wait."),
        ('{{< figure src="a.png" title="The first page" >}}\n\nBegin.', "The first page"),
        ("Write `x` and <Note>y</Note>.", "Write x and y."),
        ("- <Note>Begin.</Note>", "- Note: Begin."),
        ("Write `{ .md-button }` and `:material-cog:`.", "Write { .md-button } and :material-cog:."),
        ("It is told.\n{: .note }", "It is told."),
        ("As measured[^1].\n\n[^1]: In May.", "As measured."),
    ],
)
def test_what_only_lays_out_leaves_no_trace(text: str, said: str):
    assert blocks(text)[0].text == said


def test_fences_stay_as_they_are():
    text = "```mdx\nimport A from 'a';\n<Note>\n{% hint %}\n:::tip\n```"
    assert [one.text for one in blocks(text)] == ["import A from 'a';", "<Note>", "{% hint %}", ":::tip"]


def test_tasks_and_ids_are_no_words():
    told = blocks("## Pay {: .big #pay}\n\n- [ ] Open it\n- [x] Press it\n\n## Go {#go}")
    assert [(one.text, one.anchor) for one in told] == [
        ("Pay", "pay"),
        ("- Open it", ""),
        ("- Press it", ""),
        ("Go", "go"),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "{{<",
        "{%",
        "{/*",
        "<A ",
        "`",
        "[!a]",
        ":::a\n",
        "!!! a\n",
        "{:",
        "<p>\n\n",
        "<Note>",
        "{{< a title='",
        "{ .a",
        '=== "a"\n',
    ],
)
def test_a_long_row_of_openings_is_read_in_time(piece: str):
    started = time.monotonic()
    read("a.md", ("Begin.\n\n" + piece * (200_000 // len(piece)) + "\n\nEnd.").encode())
    assert time.monotonic() - started < 20
