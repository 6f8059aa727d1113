import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.knowledge.web.urls import Refused, joined, normalise, split

PIECES = st.sampled_from(
    (
        *(
            "http://",
            "HTTPS://",
            "a.example",
            "BÜCHER.example",
            "127.0.0.1",
            "[::1]",
            ":80",
            ":8080",
            ":443",
            "@",
            "//",
        ),
        *("/", "/../", "/./", "/..", "%2e%2E", "%41", "%4", "%", "%zz", "%25", "%2F", "a b", "ü", "\t", "\\", ";"),
        *("?", "&", "=", "utm_source=x", "&gclid=1", ";jsessionid=1", ";JSESSIONID=.", "#frag", "a=1", "+", "[", "|"),
    )
)
WEB = st.lists(PIECES, max_size=12).map("".join)
ANY = st.text(max_size=60)


@given(st.one_of(WEB, WEB.map("http://h.example/".__add__), ANY, ANY.map("https://h.example/".__add__)))
def test_what_is_normal_stays_as_it_is(url: str) -> None:
    try:
        once = normalise(url)
    except Refused:
        return
    assert normalise(once) == once
    assert once.isascii()
    assert not {*" \t\n#\\"} & set(once)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Docs.Example:80", "http://docs.example/"),
        ("https://docs.example:443/a/./b/../c#top", "https://docs.example/a/c"),
        ("https://docs.example:8443/a", "https://docs.example:8443/a"),
        ("https://docs.example./a", "https://docs.example/a"),
        ("https://docs.example/%7Euser/%c3%bc/ü", "https://docs.example/~user/%C3%BC/%C3%BC"),
        ("https://docs.example/a%2fb", "https://docs.example/a%2Fb"),
        ("https://docs.example/a?utm_source=mail&b=1&gclid=x&&c", "https://docs.example/a?b=1&c"),
        ("https://docs.example/a?utm_source=mail", "https://docs.example/a"),
        ("https://docs.example/a;jsessionid=0815/b?c=1", "https://docs.example/a/b?c=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://docs.example//a", "https://docs.example//a"),
        ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
        (" https://docs.example/a b\n", "https://docs.example/a%20b"),
        ("https://docs.example/100%", "https://docs.example/100%25"),
    ],
)
def test_the_same_page_is_written_the_same(url: str, normal: str) -> None:
    assert normalise(url) == normal


def test_what_tells_pages_apart_stays() -> None:
    assert normalise("https://h.example/a?b=1&a=2") == "https://h.example/a?b=1&a=2"
    assert normalise("https://h.example/A") != normalise("https://h.example/a")
    assert normalise("https://h.example/a/") != normalise("https://h.example/a")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://h.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://h.example:6379/_x", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("h.example/a", "only http and https"),
        ("https://me:secret@h.example/", "password"),
        ("https://me@h.example/", "user name"),
        ("https://good.example\\@evil.example/", "user name|backslash|no name"),
        ("https://h.example/a\\b", "backslash"),
        ("https://h.example:0/", "port 0"),
        ("https://h.example:99999/", "no address"),
        ("https:///a", "no name"),
        ("https://h..example/", "no name"),
        ("https://-h.example/", "no name"),
        ("https://%31%32%37.0.0.1/", "no name"),
        ("https://" + "a" * 64 + ".example/", "no name"),
        ("https://" + "a." * 127 + "example/", "no name"),
        ("https://h.example/" + "a" * 2_000, "characters"),
        ("https://h.example/" + "ü" * 1_000, "characters"),
        ("https://[::1/", "no address"),
        ("https://h.example/\ud800", "no address"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        split(url)


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0", "127.0.0.01"),
        *("①②⑦.0.0.1x.1", "127。1", "[fe80::1%25eth0]", "1.2.3.4.5", "256.1.1.1", "a.0x1", "٣.example.1"),
    ],
)
def test_odd_spellings_of_addresses_are_refused(host: str) -> None:
    with pytest.raises(Refused):
        split(f"http://{host}/")


def test_full_width_digits_are_the_address_they_spell() -> None:
    assert split("http://①②⑦.0.0.1/").host == "127.0.0.1"


def test_links_are_joined_to_their_page() -> None:
    page = "https://h.example/help/a"
    assert joined(page, " b?c=1#d ") == "https://h.example/help/b?c=1"
    assert joined(page, "//other.example/x") == "https://other.example/x"
    assert joined(page, "../../../x") == "https://h.example/x"
    for href in ("mailto:a@b.example", "tel:1", "javascript:void(0)", "data:text/html,x", "http://[", "http://a:b/"):
        assert joined(page, href) is None
