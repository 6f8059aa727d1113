"""Web pages: the main content, with anchors, lists, tables and code; nothing of what stands around it."""

import pytest

from server.errors import Unreadable
from server.knowledge.documents import Block
from server.knowledge.formats import read
from server.knowledge.passages import cut

PAGE = """<!doctype html><html lang="en-GB"><head><title>Change your card | Quillbook help</title>
<link rel="canonical" href="https://q.example/help/card"><meta name="robots" content="index, follow">
<meta property="article:modified_time" content="2026-09-14T10:00:00+02:00"><style>p { color: red }</style></head>
<body class="has-sidebar"><header><a href="/">Quillbook</a><nav><ul><li><a href="/a">Home</a></ul></nav></header>
<div class="cookie-banner">We use cookies. <button>Accept</button></div>
<div id="page" class="page with-sidebar"><aside class="sidebar"><ul><li><a href="/b">Other article</a></ul></aside>
<main><div class="breadcrumbs"><a href="/help">Help</a> / Billing</div><article>
<h1>Change your card</h1><p>The <b>Replace card</b> button is
 on <a href="/billing">Billing</a>.</p>
<h2 id="do-it">Do it<a class="headerlink" href="#do-it">¶</a></h2><p>To change it:</p>
<ol start="2"><li>Open <i>Billing</i>.<li><p>Press <button>Replace card</button>.</p><p>The form opens.</p>
<ul><li>inner</ul><li value="7">Save.</ol>
<section id="fails"><h3>When it fails</h3><table><caption>Cards</caption><thead><tr><th>Card<th>Digits</thead>
<tr><td rowspan="2">Visa<td>16<tr><td>19</table></section>
<pre><code>a = 1
  b = 2</code></pre></article><div class="was-this-helpful helpful">Was this helpful? <button>Yes</button></div></main>
</div><footer>© Quillbook</footer><script>track("cookies")</script></body></html>"""


def blocks(body: str, head: str = "") -> list[Block]:
    return list(read("a.html", f"<html><head>{head}</head><body>{body}</body></html>".encode()).blocks)


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def test_the_main_content_is_read_and_nothing_around_it() -> None:
    document = read("https://q.example/help/card?x=1", PAGE.encode(), "text/html; charset=utf-8")
    assert list(document.blocks) == [
        Block("heading", "Change your card", 1),
        Block("text", "The Replace card button is on Billing."),
        Block("heading", "Do it", 2, "do-it"),
        Block("text", "To change it:"),
        Block("step", "2. Open Billing."),
        Block("step", "3. Press Replace card."),
        Block("text", "The form opens."),
        Block("bullet", "- inner"),
        Block("step", "7. Save."),
        Block("heading", "When it fails", 3, "fails"),
        Block("text", "Cards"),
        Block("row", "Card | Digits", 1),
        Block("row", "Visa | 16"),
        Block("row", "Visa | 19"),
        Block("code", "a = 1"),
        Block("code", "  b = 2"),
    ]


def test_the_head_says_language_address_and_date() -> None:
    document = read("https://q.example/help/card?x=1", PAGE.encode(), "text/html")
    assert (document.title, document.head.language) == ("Change your card", "en")
    assert (document.head.canonical, document.head.updated) == ("https://q.example/help/card", "2026-09-14")
    assert document.head.published


@pytest.mark.parametrize("robots", ["noindex", "NOINDEX, follow", "none"])
def test_a_page_that_wants_in_no_index_is_not_published(robots: str) -> None:
    page = f'<html><head><meta name="Robots" content="{robots}"></head><body><p>Text</p></body></html>'
    assert not read("a.html", page.encode()).head.published


def test_without_a_heading_the_title_serves_without_the_sites_name() -> None:
    page = "<html><head><title>Reset a password - Quillbook</title></head><body><p>Open the mail.</p></body></html>"
    assert read("a.html", page.encode()).title == "Reset a password"


def test_of_several_main_headings_none_is_the_title() -> None:
    page = "<html><head><title>The manual</title></head><body><h1>One</h1><p>x<h1>Two</h1><p>y</body></html>"
    assert read("a.html", page.encode()).title == "The manual"


def test_who_wrote_it_when_is_no_text_of_it() -> None:
    found = texts("<main><h1>T</h1><p>Last updated 3 May 2026 by Ann</p><p>Updated prices are shown.</p></main>")
    assert found == ["T", "Updated prices are shown."]


def test_a_page_without_landmarks_loses_its_menu_and_keeps_its_lists_of_links() -> None:
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Menu entry {n}</a></li>" for n in range(6)) + "</ul>"
    body = "<h1>T</h1><p>" + "Words of the article. " * 20 + "</p><ul><li>See <a href='/x'>this</a> first</ul>"
    found = texts(f"<div>{menu}</div><div>{body}</div>")
    assert not any("Menu entry" in text for text in found)
    assert "- See this first" in found


def test_a_name_like_furniture_does_not_take_the_article_away() -> None:
    found = texts('<div class="social related sidebar"><h1>T</h1><p>The article itself is here.</p></div>')
    assert "The article itself is here." in found


def test_a_cookie_notice_is_told_by_what_it_says() -> None:
    notice = "<div class='x1'><p>We and our partners use cookies to improve this.</p><button>Accept all</button></div>"
    assert texts(f"{notice}<h1>T</h1><p>{'About the product. ' * 30}</p>") == [
        "T",
        ("About the product. " * 30).strip(),
    ]


def test_an_article_about_cookies_stays() -> None:
    article = "<main><h1>Cookies</h1><div><p>Cookies keep you signed in.</p><a href='/x'>Accept</a></div></main>"
    assert "Cookies keep you signed in." in texts(article)


def test_what_is_hidden_is_left_out_but_what_a_press_opens_is_read() -> None:
    body = """<main><h1>FAQ</h1><p hidden>Never shown</p><p style="display: none">Nor this</p>
    <h2><button aria-controls="one">How long?</button></h2><div id="one" hidden>Ten days.</div></main>"""
    assert texts(body) == ["FAQ", "How long?", "Ten days."]


def test_a_summary_and_a_question_are_headings() -> None:
    body = """<main><h1>FAQ</h1><details><summary>Is it safe?</summary><p>Yes.</p></details>
    <dl><dt>How long?</dt><dd>Ten days.</dd><dt>PIN</dt><dd>A secret number.</dd></dl></main>"""
    assert blocks(body)[1:] == [
        Block("heading", "Is it safe?", 6),
        Block("text", "Yes."),
        Block("heading", "How long?", 2),
        Block("text", "Ten days."),
        Block("text", "PIN: A secret number."),
    ]


def test_a_heading_after_an_unfolded_section_is_no_part_of_it() -> None:
    body = """<main><h1>FAQ</h1><details><summary>Is it safe?</summary><p>Yes.</p></details>
    <h3>How much is it?</h3><p>Ten.</p><details><summary>More</summary><h5>On taxes</h5><p>None.</p></details></main>"""
    found = cut(read("a.html", f"<html><body>{body}</body></html>".encode()))
    assert [one.heading for one in found] == ["Is it safe?", "How much is it?", "How much is it? › More › On taxes"]


def test_broken_lines_of_an_author_stay_apart_and_steps_written_so_are_steps() -> None:
    assert blocks("<main><p>1. Open it.<br>2. Save it.</p><p>Mon 9-17<br/>Tue 9-12</p></main>") == [
        Block("step", "1. Open it."),
        Block("step", "2. Save it."),
        Block("text", "Mon 9-17"),
        Block("text", "Tue 9-12"),
    ]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    assert texts("<table><tr><td><h1>T</h1><p>Text of it.</p></td><td><p>Beside it.</p></td></tr></table>") == [
        "T",
        "Text of it.",
        "Beside it.",
    ]


def test_letters_number_a_list_that_is_lettered() -> None:
    assert texts("<main><ol type='a'><li>One<li>Two</ol></main>") == ["a. One", "b. Two"]


def test_a_picture_within_a_sentence_says_what_it_shows() -> None:
    assert texts("<main><p>Press <img src=x alt='the gear'> above.</p></main>") == ["Press the gear above."]


def test_a_page_that_scripts_fill_is_told_as_such() -> None:
    with pytest.raises(Unreadable, match="scripts"):
        read("a.html", b"<html><body><div id=root></div><script>render()</script></body></html>")


def test_what_lies_deep_is_read_and_what_lies_deeper_than_can_be_read_is_not_lost_in_silence() -> None:
    assert texts("<div>" * 250 + "<p>Deep text.</p>") == ["Deep text."]
    with pytest.raises(Unreadable, match="nested too deeply"):
        texts("<div>" * 5_000 + "<p>Deep text.</p>")


def test_nothing_of_a_script_or_comment_is_text() -> None:
    body = "<main><!-- secret --><p>Hi <script>alert(1)</script>there</p><svg><text>no</text></svg></main>"
    assert texts(body) == ["Hi there"]


def test_anchors_of_headings_are_those_of_the_page() -> None:
    page = "<main><h1>T</h1><h2><a name='old-way'></a>Old</h2><p>One</p><h2>None</h2><p>Two</p></main>"
    assert [draft.anchor for draft in cut(read("a.html", page.encode()))] == ["old-way", "none"]
