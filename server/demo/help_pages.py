"""Turns help articles into the content of the help centre's pages."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise

from markdown_it import MarkdownIt

from server.demo.help_articles import Article
from server.knowledge.passages import anchor_of

_RELATED_SHOWN = 5
# Raw HTML stays off: an article is text, whoever wrote it.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")

# The order in which a newcomer meets the topics.
_CATEGORIES = (
    "Getting in",
    "Time",
    "Invoices",
    "Reports",
    "Import and export",
    "Team",
    "Billing",
    "Taxes",
    "Plans and checkout",
    "Settings and data",
    "When something is wrong",
)


def render_index(articles: Sequence[Article]) -> str:
    """The list of all articles by category, with a filter above it."""
    ordered = sorted(articles, key=lambda article: (_CATEGORIES.index(article.category), article.title))
    groups = "".join(
        f'<section data-group="{escape(category)}"><h2>{escape(category)}</h2>{_links(group)}</section>'
        for category, group in groupby(ordered, key=lambda article: article.category)
    )
    return (
        '<header class="page-head centred"><div><h1>How can we help?</h1>'
        f'<p class="muted">{len(articles)} short articles, kept up to date by the people who build Quillbook.</p>'
        '</div></header><div class="help-search"><label class="hidden" for="help-filter">Find an article</label>'
        '<input id="help-filter" type="search" placeholder="VAT number, CSV row, invitation" autocomplete="off">'
        '<p class="muted" id="help-found" role="status"></p></div>'
        f'<div class="help-groups">{groups}</div><script type="module" src="/assets/help.js"></script>'
    )


def render_article(article: Article, articles: Sequence[Article], page_titles: Mapping[str, str]) -> str:
    """One article with its pages and its neighbours in the category beside it."""
    concerned = "".join(
        f'<li><a href="{escape(route)}">{escape(page_titles[route])}</a></li>' for route in article.pages
    )
    related = [each for each in articles if each.category == article.category and each.slug != article.slug]
    updated = f"{article.updated.day} {article.updated:%B %Y}"
    return (
        '<div class="help-page"><article class="article">'
        f'<p class="crumbs"><a href="/help">Help centre</a> / {escape(article.category)}</p>'
        f'<h1>{escape(article.title)}</h1><p class="muted">Updated {updated} by {escape(article.owner)}</p>'
        f"{_rendered(article.body)}</article>"
        f'<aside class="beside"><h2>In Quillbook</h2><ul>{concerned}</ul>'
        f"<h2>{escape(article.category)}</h2>{_links(related[:_RELATED_SHOWN])}</aside></div>"
    )


def _rendered(body: str) -> str:
    """HTML whose headings bear the anchors that citations point to."""
    tokens = _MARKDOWN.parse(body)
    seen: dict[str, int] = {}
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", anchor_of(inline.content, seen))
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


def _links(articles: Iterable[Article]) -> str:
    items = "".join(
        f'<li><a href="/help/{escape(article.slug)}">{escape(article.title)}</a></li>' for article in articles
    )
    return f"<ul>{items}</ul>"
