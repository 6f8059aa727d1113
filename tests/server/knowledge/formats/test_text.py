"""Plain text: paragraphs, headings as people underline or shout them, lists."""

from server.knowledge.documents import Block
from server.knowledge.formats import read

GUIDE = """Router guide
============

WHAT IT DOES

It routes packets from one network to another one and back again,
all day long and without any pause, until somebody pulls the plug
out.

Reset
-----
1) Hold the button
   for ten seconds.
2. Wait.
Step 3: Look.

* one
\u2022 two

Opening hours:
Mon 9-17
Tue 9-12
"""


def test_structure_is_read_as_people_write_it() -> None:
    document = read("guide.txt", GUIDE.encode())
    assert document.title == "Router guide"
    assert document.blocks == (
        Block("heading", "Router guide", 1),
        Block("heading", "WHAT IT DOES", 2),
        Block(
            "text",
            "It routes packets from one network to another one and back again, all day long and without any pause,"
            " until somebody pulls the plug out.",
        ),
        Block("heading", "Reset", 2),
        Block("step", "1. Hold the button for ten seconds."),
        Block("step", "2. Wait."),
        Block("step", "3. Look."),
        Block("bullet", "- one"),
        Block("bullet", "- two"),
        Block("text", "Opening hours:"),
        Block("text", "Mon 9-17"),
        Block("text", "Tue 9-12"),
    )


def test_a_loud_sentence_is_no_heading() -> None:
    assert {block.kind for block in read("a.txt", b"DO NOT PULL THE PLUG.\n\nOK\n\nText").blocks} == {"text"}


def test_what_looks_like_markdown_is_read_as_such_unless_its_name_says_otherwise() -> None:
    assert read("readme", b"# Title\n\nText").format == "markdown"
    assert read("readme.txt", b"# Title\n\nText").format == "text"
