import time

import pytest

from server.knowledge.web.links import MOST_LINKS, Page, read_page

AT = "https://h.example/help/a"


def read(html: str, directives: str = "", content_type: str = "text/html") -> Page:
    return read_page(AT, html.encode(), content_type, directives)


def test_links_in_order_each_once() -> None:
    page = read(
        "<a href=b>b</a><a href='/c#x'>c</a><map><area href=d></map><a href=b>again</a><a>none</a><a href='#x'>"
    )
    assert page.links == ("https://h.example/help/b", "https://h.example/c", "https://h.example/help/d")


def test_a_base_moves_them() -> None:
    assert read("<head><base href='/docs/'></head><a href=b>").links == ("https://h.example/docs/b",)
    assert read("<base href='http://['><a href=b>").links == ("https://h.example/help/b",)


def test_frames_and_next_pages_are_links() -> None:
    assert read("<link rel=next href=p2><frameset><frame src=f></frameset>").links == (
        "https://h.example/help/p2",
        "https://h.example/help/f",
    )


def test_nofollow_is_honoured_on_links_and_pages() -> None:
    assert read("<a rel='external NOFOLLOW' href=b><a href=c>").links == ("https://h.example/help/c",)
    assert read("<meta name=ROBOTS content='index, NoFollow'><a href=b>") == Page()
    assert read("<a href=b>", "nofollow") == Page()


@pytest.mark.parametrize(
    ("html", "header", "noindex"),
    [
        ("<meta name=robots content=noindex>", "", True),
        ("<META NAME='Robots' CONTENT='none'>", "", True),
        ("<meta name=handrail content='noindex'>", "", True),
        ("<meta name=googlebot content='noindex'>", "", False),
        ("<meta name=robots content='index,follow'>", "", False),
        ("", "noindex", True),
        ("", "handrail: noindex", True),
        ("", "otherbot: noindex", False),
        ("", "otherbot: nofollow, noindex", True),
        ("", "unavailable_after: 25 Jun 2030 15:00:00 GMT", False),
        ("<!-- <meta name=robots content=noindex> -->", "", False),
        ("<script>'<meta name=robots content=noindex>'</script>", "", False),
    ],
)
def test_noindex(html: str, header: str, noindex: bool) -> None:
    assert read(html, header).noindex is noindex


def test_the_address_that_a_page_names_in_its_stead() -> None:
    assert read("<link rel=canonical href=/help/b>").lead == "https://h.example/help/b"
    assert read("<link rel=canonical href=/help/a#x>").lead == ""
    assert read("<meta http-equiv=Refresh content=\"0; URL='b'\">").lead == "https://h.example/help/b"
    assert read("<meta http-equiv=refresh content='300; url=b'>").lead == ""
    assert read("<meta http-equiv=refresh content=30>").lead == ""
    assert read("<link rel=canonical href='http://['>").lead == ""


BROKEN = [
    "<a href=b><b><i><a href='c'><table><td></a><p",
    "<a href='b'></p></div></html><a href=c>",
    "<html><a href=b><head>\x00<body><a href='c'",
    "<a href=b><!-- never closed <a href=x>",
    "<<<>>><a href=b>&&&#xFFFFFFF;<a href=c>",
]


@pytest.mark.parametrize("html", BROKEN)
def test_broken_html_is_read_as_far_as_it_goes(html: str) -> None:
    assert read(html).links[:1] == ("https://h.example/help/b",)


@pytest.mark.parametrize(
    "piece", ["<!--", "<", "<div>", "<a x ", "&a", "<table><tr><td>", "<b><p>", "<title>", "<a href='"]
)
def test_html_made_to_be_slow_is_not(piece: str) -> None:
    began = time.process_time()
    read(piece * (2_000_000 // len(piece)))
    assert time.process_time() - began < 3.0


def test_a_page_of_links_is_bounded() -> None:
    assert len(read("".join(f"<a href='/{n}'>" for n in range(5_000))).links) == MOST_LINKS


def test_charsets() -> None:
    page = read_page(AT, "<a href='/ä'>".encode("latin-1"), "text/html; charset=ISO-8859-1")
    assert page.links == ("https://h.example/%C3%A4",)
    assert read("<a href=b>", content_type="text/html; charset=nobody-knows").links == ("https://h.example/help/b",)


def test_what_is_not_html_has_no_links_but_may_say_noindex() -> None:
    assert read_page(AT, b"<a href=b>", "application/pdf", "noindex") == Page(noindex=True)
    assert read_page(AT, b"", "text/html") == Page()
