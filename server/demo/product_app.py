"""The demonstration product, Quillbook, as a web application: pages, assets and help centre, with the widget's one tag.

All documents are put together once, at the start: a frame, its navigation, the page's content, and the script tag in
the place of the `<!-- handrail -->` comment. Nothing is read from a path that a visitor names.
"""

import re
import time
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from litestar import Litestar, MediaType, Request, Response, get
from litestar.datastructures import MutableScopeHeaders, State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.static_files import create_static_files_router
from litestar.types import Message, Scope

from server.demo.books import CUSTOMER, Books, books_handler
from server.demo.help_articles import read_articles
from server.demo.help_pages import render_article, render_index
from server.lookups.proof import prove

PRODUCT_FOLDER = Path(__file__).parent / "product"

CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'{script}; "
    "connect-src 'self'{connect}; worker-src {worker}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""The policy of every page: no inline script or style, no foreign origin but Handrail's.

With the widget `script` is its origin and 'wasm-unsafe-eval' (Python in the page is WebAssembly), `connect` its
origin over HTTP and websocket, and `worker` is blob: (a worker from another origin starts from a blob).
"""

PLACEHOLDER = "<!-- handrail -->"

_SITE_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")

Navigation = Literal["public", "workspace", "either"]
AnyRequest = Request[object, object, State]


@dataclass(frozen=True)
class Page:
    """One document: its route, file under product/pages, title, navigation and description for search engines."""

    route: str
    file: str
    title: str
    navigation: Navigation
    description: str


PAGES = (
    Page("/", "home.html", "Today", "either", "Time tracking and invoicing for small studios."),
    Page("/sign-in", "sign-in.html", "Sign in", "public", "Sign in to your studio."),
    Page("/invoices", "invoices.html", "Invoices", "workspace", "Write, send and follow invoices."),
    Page("/reports", "reports.html", "Reports", "workspace", "Where the hours of a period went."),
    Page("/import", "import.html", "Import", "workspace", "Bring time entries from a CSV file."),
    Page("/team", "team.html", "Team", "workspace", "People, roles and invitations."),
    Page("/settings", "settings.html", "Settings", "workspace", "Profile, time, notifications and data."),
    Page("/billing", "billing.html", "Billing", "workspace", "Plan, VAT number, payment method and receipts."),
    Page("/checkout", "checkout.html", "Choose a plan", "workspace", "Change the studio's plan."),
    Page("/checkout/details", "checkout.html", "Your details", "workspace", "Change the studio's plan."),
    Page("/checkout/payment", "checkout.html", "Payment", "workspace", "Change the studio's plan."),
    Page("/checkout/confirm", "checkout.html", "Check and order", "workspace", "Change the studio's plan."),
    Page("/pricing", "pricing.html", "Plans", "either", "One price for the whole studio."),
)


@dataclass(frozen=True)
class Secrets:
    """What only Quillbook's server knows: how it proves its visitors to Handrail, and what asks its books."""

    proof: str = ""  # the site's secret; "": nobody is proven
    token: str = ""  # the header Authorization of who may ask; "": nobody may


def create_product_app(
    handrail_url: str | None, site_key: str, csp: str | None = None, secrets: Secrets | None = None
) -> Litestar:
    """Quillbook, with Handrail's widget from `handrail_url`, or without it (None).

    `handrail_url` is an origin such as http://127.0.0.1:8700; `csp` replaces the policy that follows from it.
    Raises ValueError when `handrail_url` is not an origin or `site_key` holds anything but letters, digits, `-`
    and `_` (both are written into every page).
    """
    origin = None if handrail_url is None else _origin(handrail_url)
    if not _SITE_KEY.fullmatch(site_key):
        raise ValueError("site_key must be 1 to 64 letters, digits, '-' or '_'")
    policy = csp or content_security_policy(origin)
    tag = f'<script async src="{origin}/widget/handrail.js" data-site="{site_key}"></script>' if origin else ""
    secrets = secrets or Secrets()
    tag += _signed_in(secrets) if origin else ""
    documents = {route: text.replace(PLACEHOLDER, tag) for route, text in compose_documents().items()}
    missing = _document(Page("", "missing.html", "Not found", "either", "")).replace(PLACEHOLDER, tag)

    @get(["/", "/{path:path}"], media_type=MediaType.HTML, sync_to_thread=False, include_in_schema=False)
    def page(path: FromPath[str] = "/") -> str:
        if path not in documents:
            raise NotFoundException
        return documents[path]

    def not_found(_: AnyRequest, __: Exception) -> Response[str]:
        return Response(missing, status_code=404, media_type=MediaType.HTML)

    async def secure(message: Message, _: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        headers["content-security-policy"] = policy
        headers["x-content-type-options"] = "nosniff"
        headers["cache-control"] = "no-cache"

    assets = create_static_files_router(path="/assets", directories=[PRODUCT_FOLDER / "assets"])
    return Litestar(
        [page, assets, books_handler(Books(time.time), secrets.token)],
        openapi_config=None,
        exception_handlers={NotFoundException: not_found},
        before_send=[secure],
    )


def _signed_in(secrets: Secrets) -> str:
    """Who is signed in, for assets/shell.js: there is one studio, and who opens the demo is in it."""
    if not secrets.proof:
        return ""
    return f'<meta name="quillbook-visitor" content="{CUSTOMER}" data-proof="{prove(secrets.proof, CUSTOMER)}">'


def content_security_policy(origin: str | None) -> str:
    """The policy for pages that load the widget from `origin`, or none (see CSP)."""
    if origin is None:
        return CSP.format(script="", connect="", worker="'none'")
    websocket = re.sub("^http", "ws", origin)
    return CSP.format(script=f" {origin} 'wasm-unsafe-eval'", connect=f" {origin} {websocket}", worker="blob:")


def compose_documents() -> dict[str, str]:
    """Every document by its route, help centre included, each with the widget's placeholder before `</head>`."""
    documents = {page.route: _document(page) for page in PAGES}
    articles = read_articles()
    titles = {page.route: page.title for page in PAGES} | {"/help": "Help centre"}
    index = Page("/help", "", "Help centre", "either", "Short articles about everything in Quillbook.")
    documents[index.route] = _document(index, render_index(articles))
    for article in articles:
        page = Page(f"/help/{article.slug}", "", article.title, "either", article.title)
        documents[page.route] = _document(page, render_article(article, articles, titles))
    return documents


def _document(page: Page, content: str | None = None) -> str:
    frame = PRODUCT_FOLDER / "frame"
    kinds = ("public", "workspace") if page.navigation == "either" else (page.navigation,)
    navigation = "".join((frame / f"{kind}.html").read_text(encoding="utf-8") for kind in kinds)
    # /checkout has no entry of its own; it is reached from Billing. Help articles belong to the help centre.
    here = {"checkout": "/billing", "help": "/help"}.get(page.route.split("/")[1] if page.route else "", page.route)
    navigation = navigation.replace(f'<li><a href="{here}">', f'<li><a href="{here}" aria-current="page">')
    parts = {
        "frame": page.navigation,
        "title": escape(page.title),
        "description": escape(page.description),
        "navigation": navigation,
        "content": content or (PRODUCT_FOLDER / "pages" / page.file).read_text(encoding="utf-8"),
    }
    text = (frame / "document.html").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], text)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    host_is_plain = re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc) is not None
    if parts.scheme not in ("http", "https") or not host_is_plain or parts.path not in ("", "/") or parts.query:
        raise ValueError(f"handrail_url must be an origin such as http://127.0.0.1:8700, not {url!r}")
    return f"{parts.scheme}://{parts.netloc}"
