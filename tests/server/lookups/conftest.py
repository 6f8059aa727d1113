"""A stubborn service, and files of look-ups that ask it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from server.lookups import Lookups
from tests.server.lookups.stub import Service, service

AT = 1_763_733_780_000  # 21 November 2025, 14:03 UTC
SECRET = "Bearer s3cr3t-of-the-service"
ENVIRONMENT = {"ORDERS_TOKEN": SECRET}

ORDERS = """
[[lookup]]
name = "order"
title = "Shop orders"
words = ["order", "parcel"]
intents = ["order_delivery"]
url = "{url}/customers/{{customer}}/orders/{{number}}"
headers = {{ Authorization = "ORDERS_TOKEN" }}
timeout_ms = 300
needs.customer = {{ from = "visitor" }}
needs.number = {{ from = "turn", pattern = '[A-Z]-\\d{{3,6}}', case = "upper" }}
fields.status = "status"
fields.eta = {{ path = "delivery.eta", kind = "date" }}
not_found = "I find no order {{number}} of yours."

[[lookup.say]]
when = {{ status = "delivered" }}
text = "Order {{number}} has been delivered."

[[lookup.say]]
text = "Order {{number}} is {{status}}; it should arrive on {{eta}}."

[[lookup.say]]
text = "Order {{number}} is {{status}}."
"""
STOCK = """
[[lookup]]
name = "stock"
title = "Stock"
words = ["stock"]
public = true
url = "{url}/stock/{{item}}"
timeout_ms = 300
needs.item = {{ from = "turn", pattern = 'item (\\w+)' }}
fields.left = "left"
say = [{{ text = "{{left}} of item {{item}} are left." }}]
"""

Make = Callable[..., Lookups]


@pytest.fixture
async def shop() -> AsyncIterator[Service]:
    async with service() as stub:
        yield stub


@pytest.fixture
async def make(shop: Service, tmp_path: Path) -> AsyncIterator[Make]:
    """Writes the file and opens the look-ups on it."""
    made: list[Lookups] = []

    def look_ups(*tables: str, environment: dict[str, str] = ENVIRONMENT) -> Lookups:
        path = tmp_path / "lookups.toml"
        path.write_text("".join(tables or (ORDERS, STOCK)).format(url=shop.url))
        made.append(Lookups(path, lambda: AT, environment))
        return made[-1]

    yield look_ups
    for one in made:
        await one.close()
