"""Quillbook's service for invoices: its own customer's, for who has the token, and one that changes while one looks."""

import pytest
from litestar.testing import TestClient

from server.demo.books import CLEARING_S, CUSTOMER, ENTRIES, Books
from server.demo.product_app import Secrets, create_product_app
from server.lookups.proof import prove

AT = 1_763_733_780.0  # 21 November 2025


def test_a_transfer_arrives_a_while_after_it_was_first_asked_for() -> None:
    now = [AT]
    books = Books(lambda: now[0])
    told = []
    for later in (0.0, CLEARING_S / 2, CLEARING_S):
        now[0] = AT + later
        found = books.invoice(CUSTOMER, "QB-1042")
        assert found is not None
        told.append((found.status, found.paid_on))
    assert told == [("processing", ""), ("processing", ""), ("paid", "2025-11-21")]


@pytest.mark.parametrize("number", ENTRIES)
def test_every_invoice_has_what_its_sentences_say(number: str) -> None:
    found = Books(lambda: AT).invoice(CUSTOMER, number)
    assert found is not None
    assert bool(found.paid_on) == (found.status == "paid")
    assert bool(found.due) == (found.status != "draft")


def test_another_customers_and_unknown_invoices_are_none() -> None:
    books = Books(lambda: AT)
    assert books.invoice("studio-other", "QB-1042") is None
    assert books.invoice(CUSTOMER, "QB-9999") is None


def test_only_who_has_the_token_is_answered_and_nobody_without_one() -> None:
    path = f"/api/customers/{CUSTOMER}/invoices/QB-1041"
    with TestClient(create_product_app(None, "key", secrets=Secrets(token="Bearer t"))) as client:
        assert client.get(path, headers={"authorization": "Bearer t"}).json()["status"] == "paid"
        assert client.get(path, headers={"authorization": "Bearer u"}).status_code == 401
        assert client.get(path).status_code == 401
        assert client.get(path.replace("1041", "1"), headers={"authorization": "Bearer t"}).status_code == 404
    with TestClient(create_product_app(None, "key")) as client:
        assert client.get(path, headers={"authorization": ""}).status_code == 401


def test_a_page_says_who_is_signed_in_with_the_proof_of_its_server() -> None:
    with TestClient(create_product_app("http://127.0.0.1:1", "key", secrets=Secrets(proof="s3cr3t"))) as client:
        text = client.get("/invoices").text
    assert f'content="{CUSTOMER}" data-proof="{prove("s3cr3t", CUSTOMER)}"' in text
    assert "s3cr3t" not in text
    with TestClient(create_product_app("http://127.0.0.1:1", "key")) as client:
        assert "quillbook-visitor" not in client.get("/invoices").text
