"""The demonstration product: its documents, its policy, its help centre, and its honest defects in a real browser."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import uvicorn
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, Page, expect

from server.demo.help_articles import INTENTS, Article, read_articles
from server.demo.product_app import PAGES, PLACEHOLDER, compose_documents, create_product_app

ORIGIN = "http://127.0.0.1:8700"
ROUTES = sorted(compose_documents())
ARTICLES = read_articles()


class Document(HTMLParser):
    """Collects what the policy forbids, where the document points, and which ids it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.targets: set[str] = set()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        inline_script = tag == "script" and "src" not in given
        if tag == "style" or inline_script or any(name == "style" or name.startswith("on") for name in given):
            self.inline.append(self.get_starttag_text() or tag)
        self.targets |= {given[name] for name in ("href", "src") if name in given}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in ("input", "select", "textarea") and "id" in given:
            self.fields.add(given["id"])


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with TestClient(create_product_app(ORIGIN, "demo")) as client:
        yield client


@pytest.mark.parametrize("route", ROUTES)
def test_every_page_is_served_with_its_policy_and_the_one_tag(client: TestClient[Litestar], route: str) -> None:
    answer = client.get(route)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert f"script-src 'self' {ORIGIN} 'wasm-unsafe-eval'" in policy
    assert f"connect-src 'self' {ORIGIN} ws://127.0.0.1:8700;" in policy
    assert "unsafe-inline" not in policy
    assert answer.text.count(f'<script async src="{ORIGIN}/widget/handrail.js" data-site="demo"></script>') == 1
    assert PLACEHOLDER not in answer.text


@pytest.mark.parametrize("route", ROUTES)
def test_every_page_obeys_the_policy_and_every_link_resolves(client: TestClient[Litestar], route: str) -> None:
    document = Document(client.get(route).text)
    assert document.inline == []
    assert len(document.ids) == len(set(document.ids))
    assert document.fields - document.labelled - {"digest", "reminders", "rounding"} == set()
    local = {target.partition("#")[0] for target in document.targets if target.startswith("/")}
    assert document.targets - {f"{ORIGIN}/widget/handrail.js", "#content"} == {
        target for target in document.targets if target.startswith("/")
    }
    assert [target for target in local if client.get(target).status_code != 200] == []


def test_without_handrail_there_is_no_tag_and_no_foreign_origin() -> None:
    with TestClient(create_product_app(None, "demo")) as client:
        answer = client.get("/billing")
    assert "handrail.js" not in answer.text
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "wasm" not in answer.headers["content-security-policy"]


def test_a_given_policy_replaces_the_own_one() -> None:
    with TestClient(create_product_app(ORIGIN, "demo", csp="default-src 'self'")) as client:
        assert client.get("/").headers["content-security-policy"] == "default-src 'self'"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://a.example/path", 'http://a"b', "http://a.example;x", ""]
)
def test_a_url_that_is_no_origin_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        create_product_app(url, "demo")


def test_a_site_key_that_could_break_out_of_its_attribute_is_refused() -> None:
    with pytest.raises(ValueError, match="site_key"):
        create_product_app(ORIGIN, '"><script>')


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/help/nowhere", "/billing.html", "/assets/%2e%2e/pages/billing.html", "/%2e%2e/product_app.py"],
)
def test_unknown_and_climbing_paths_get_the_missing_page(client: TestClient[Litestar], path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no page here" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_goal_forms_carry_their_step() -> None:
    everything = "".join(compose_documents().values())
    steps = "sign-in profile-settings billing-details checkout-plan checkout-details checkout-payment import-csv"
    for step in [*steps.split(), "invite-member", "run-report", "send-invoice"]:
        assert f'data-handrail-step="{step}"' in everything


def test_articles_are_many_distinct_and_cover_every_page_and_intent() -> None:
    assert len(ARTICLES) >= 44
    assert len({article.slug for article in ARTICLES}) == len(ARTICLES)
    assert len({article.title for article in ARTICLES}) == len(ARTICLES)
    assert {article.intent for article in ARTICLES} == INTENTS
    routes = {page.route for page in PAGES} | {"/help"}
    assert {page for article in ARTICLES for page in article.pages} == routes


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.slug)
def test_an_article_is_complete_and_of_readable_length(article: Article) -> None:
    assert all([article.title, article.category, article.pages, article.owner])
    assert (article.updated.year, article.updated.month) == (2026, 9)
    assert 120 <= len(article.body.split()) <= 350
    assert article.body.count("\n## ") >= 2


def test_articles_lead_through_numbered_steps() -> None:
    assert [article.slug for article in ARTICLES if "\n1. " not in article.body] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# No front matter", "front matter"),
        ("---\ntitle: A\n---\nText", "slug"),
        (
            "---\ntitle: A\nslug: a\ncategory: C\npages: [/]\nintent: moon\nupdated: 2026-09-01\nowner: O\n---\nText",
            "moon",
        ),
    ],
)
def test_an_incomplete_article_is_refused_with_its_file_name(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"a\.md.*{reason}"):
        read_articles(tmp_path)


@pytest.fixture(scope="module")
def product_url() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_product_app(None, "demo"), host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(chromium: Browser, product_url: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=product_url)
    page = context.new_page()
    page.set_default_timeout(5000)
    yield page
    context.close()


@pytest.mark.browser
def test_three_wrong_vat_numbers_switch_save_off_and_the_right_one_saves(page: Page) -> None:
    page.goto("/billing")
    page.evaluate(
        "() => { window.shown = 0; new MutationObserver(() => {"
        " if (document.querySelector('#vat-error').textContent) window.shown += 1;"
        "}).observe(document.querySelector('#vat-error'), {childList: true}); }"
    )
    for wrong in ("123456789", "DE12345", "Steuernummer"):
        page.fill("#vat", wrong)
        page.press("#vat", "Enter")
        expect(page.locator("#vat-error")).to_have_text("Invalid VAT number")
        expect(page.locator("#vat")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#save-billing")).to_be_disabled()
    assert page.evaluate("window.shown") == 3
    page.click("#save-billing", force=True)
    expect(page.locator("#billing-status")).to_have_text("")

    page.fill("#vat", "DE123456789")
    expect(page.locator("#save-billing")).to_be_enabled()
    expect(page.locator("#vat-error")).to_have_text("")
    page.click("#save-billing")
    expect(page.locator("#billing-status")).to_have_text("Billing details saved")
    assert page.url.endswith("/billing")
    page.reload()
    expect(page.locator("#vat")).to_have_value("DE123456789")


@pytest.mark.browser
def test_the_tax_is_first_seen_at_the_last_step_and_the_order_is_placed(page: Page) -> None:
    page.goto("/checkout?plan=atelier")
    page.click("#plan-next")
    page.click("#details-next")
    page.wait_for_url("**/checkout/payment")
    expect(page.locator("#order-price")).to_have_text("€49.00 a month")
    page.fill("#card-number", "4242 4242 4242 4242")
    page.fill("#card-expiry", "04/2031")
    page.fill("#card-cvc", "123")
    page.click("#payment-next")
    expect(page.locator("#card-expiry-error")).to_have_text("Invalid expiry date")
    page.fill("#card-expiry", "04/31")
    page.click("#payment-next")
    expect(page.locator("#order-price")).to_have_text("€58.31 a month")
    page.go_back()
    expect(page.locator("#checkout-payment-form")).to_be_visible()
    page.go_forward()
    page.click("#place-order")
    expect(page.locator("#checkout-status")).to_contain_text("Your Atelier plan is active")


@pytest.mark.browser
def test_the_example_import_stops_at_row_41_until_its_date_is_corrected(page: Page) -> None:
    page.goto("/import")
    page.click("#load-example")
    expect(page.locator("#csv-rows")).to_have_value(re.compile("09/24/2026"))
    page.click("#start-import")
    expect(page.locator("#csv-rows-error")).to_have_text("Row 41 could not be imported")
    page.fill("#csv-rows", page.input_value("#csv-rows").replace("09/24/2026", "2026-09-24"))
    page.click("#start-import")
    expect(page.locator("#import-status")).to_have_text("48 time entries imported")


@pytest.mark.browser
def test_an_invitation_goes_out_once_a_seat_is_free(page: Page) -> None:
    page.goto("/team")
    page.fill("#invite-email", "new@halden.example")
    page.click("#send-invite")
    expect(page.locator("#invite-email-error")).to_have_text("The invitation could not be sent")
    page.click("text=Take back")
    page.click("#send-invite")
    expect(page.locator("#invite-status")).to_have_text("Invitation sent to new@halden.example")
    expect(page.locator("#invite-role")).to_be_disabled()


@pytest.mark.browser
def test_export_is_dead_until_a_report_with_points_in_its_dates_was_run(page: Page) -> None:
    page.goto("/reports")
    page.click("#export-report")
    expect(page.locator("#report-status")).to_have_text("")
    page.fill("#range-from", "2026-09-01")
    page.fill("#range-to", "2026-09-30")
    page.click("#run-report")
    expect(page.locator("#range-from-error")).to_have_text("Enter a valid range")
    page.fill("#range-from", "01.09.2026")
    page.fill("#range-to", "30.09.2026")
    page.click("#run-report")
    expect(page.locator("#report-status")).to_have_text("Report ready")
    with page.expect_download() as download:
        page.click("#export-report")
    assert download.value.suggested_filename == "report.csv"


@pytest.mark.browser
def test_sending_to_a_client_without_an_address_throws_until_it_has_one(page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/invoices")
    page.click("#send-invoice")
    expect(page.locator("#send-status")).to_have_text("")
    assert len(errors) == 1
    page.click("text=Client details")
    page.fill("#client-email", "backstube@lindenhof.example")
    page.click("#save-client")
    page.click("#send-invoice")
    expect(page.locator("#send-status")).to_have_text("QB-1046 sent to backstube@lindenhof.example")
    assert len(errors) == 1


@pytest.mark.browser
def test_sign_in_spins_for_capitals_and_opens_for_the_right_password(page: Page) -> None:
    page.goto("/sign-in?next=//elsewhere.example/")
    page.fill("#email", "mara@halden.example")
    page.fill("#password", "QUILLBOOK-DEMO")
    page.click("#sign-in-button")
    expect(page.locator("#sign-in-button")).to_have_attribute("aria-busy", "true")
    page.fill("#password", "quillbook-demo")
    page.click("#sign-in-button")
    expect(page.locator("#greeting")).to_contain_text("Mara")
    assert "elsewhere" not in page.url


@pytest.mark.browser
def test_settings_are_saved_at_the_far_end_and_switches_in_silence(page: Page) -> None:
    page.goto("/settings")
    page.check("#reminders")
    expect(page.locator("#settings-status")).to_have_text("")
    page.reload()
    expect(page.locator("#reminders")).to_be_checked()
    page.fill("#rate", "90")
    page.click("#save-settings")
    expect(page.locator("#settings-status")).to_have_text("Settings saved")


@pytest.mark.browser
@pytest.mark.parametrize("route", [*(page.route for page in PAGES), "/help", "/help/vat-number-format"])
def test_pages_open_without_a_complaint_and_fit_320_pixels(page: Page, route: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(route, wait_until="networkidle")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
