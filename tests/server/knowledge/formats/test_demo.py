"""The demo's help centre: the page of an article says what its Markdown says, passage by passage."""

import pytest

from server.demo.help_articles import HELP_FOLDER, Article, read_articles
from server.demo.help_pages import render_article
from server.knowledge.formats import read
from server.knowledge.passages import cut

ARTICLES = read_articles()
ROUTES = {route: route for article in ARTICLES for route in article.pages}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_an_article_is_the_same_as_a_page_and_as_a_file(article: Article) -> None:
    body = render_article(article, ARTICLES, ROUTES)
    page = f"<html lang=en><body><nav><a href=/>Home</a></nav><main>{body}</main></body></html>"
    name = f"{article.slug}.md"
    from_file = read(name, (HELP_FOLDER / name).read_bytes())
    from_page = read(f"https://quillbook.example/help/{article.slug}", page.encode(), "text/html")
    assert from_page.title == article.title
    assert cut(from_page) == cut(from_file)
