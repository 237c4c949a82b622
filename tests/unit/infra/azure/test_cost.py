"""What a deployment costs is calculated, and said in the documents."""

import json
from decimal import Decimal

from infra.azure.checks.counterparts.functions import ROOT
from infra.azure.cost import PRICES, a_thousand, idle, load_prices, tables


def test_the_document_says_what_the_program_calculates():
    """A change of the template or a price changes the page as well: python -m infra.azure.cost."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")

    assert f"<!-- cost -->\n{tables()}<!-- /cost -->" in page


def test_every_price_has_a_unit_a_source_and_a_date():
    """A number without them cannot be verified."""
    for price in json.loads(PRICES.read_bytes())["prices"].values():
        assert set(price) == {"usd", "unit", "source", "date"}
        assert Decimal(price["usd"]) > 0


def test_every_price_is_used():
    """One that is not would be out of date before anybody saw it."""
    asked = set()

    class Asked(dict):
        def __getitem__(self, name):
            asked.add(name)
            return super().__getitem__(name)

    prices = Asked(load_prices())
    lines = [*idle("standard", prices), *idle("enterprise", prices), *a_thousand(prices)]

    assert asked == set(prices)
    assert all(line.usd >= 0 for line in lines)
