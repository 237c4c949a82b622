"""
What a deployment costs: at rest, and for each thousand invoices.

`python -m infra.azure.cost` prints the tables of `docs/deploy.md`. What is counted comes out of the template;
what it costs out of `prices.json`, each price with source and date; how an invoice uses it is assumed below.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from infra.azure.build import FOLDER, TEMPLATE
from infra.azure.checks.evaluation import Deployment, evaluate
from infra.azure.checks.scenarios import NEEDED

PRICES = FOLDER / "prices.json"

CENT = Decimal("0.01")

MINUTES_A_MONTH = 43_800
"""Of 365 days and a twelfth."""

INVOICES = 1_000

GB_S_FREE = 100_000
EXECUTIONS_FREE = 250_000
"""A month's grant of Flex Consumption, once per subscription. The timers use it up before invoices come."""

PAGES = 2
"""Of an invoice. Those that our own readers prove do not go to Document Intelligence; here all do."""

INSTANCE_S = 8
"""Of one instance for an invoice, all stages together; more where the app's own reader looks at pictures."""

EXECUTIONS = 8
"""For an invoice: the request or event, three stages, and a share of what people ask."""

DOCUMENT_GB = Decimal("0.0015")
"""Kept for an invoice: the document, its reading, and page pictures."""

BLOB_WRITES = 6

REQUEST_UNITS = 500
"""For an invoice: some forty writes and reads, at strong consistency."""

COSMOS_GB = Decimal("0.00003")
"""Kept for an invoice: its state, and its entries in the log."""

KEY_OPERATIONS = Decimal("0.1")
"""For an invoice: keys certify a session an hour, and sign a checkpoint for many."""

LOG_GB = Decimal("0.0001")

TIMER_REQUEST_UNITS = 20
"""Of sweep and notary together in a quiet minute."""


class Line(NamedTuple):
    """One part of the bill."""

    what: str
    usd: Decimal


def load_prices() -> Mapping[str, Decimal]:
    """Return the prices by name."""
    document = json.loads(PRICES.read_bytes())
    return {name: Decimal(each["usd"]) for name, each in document["prices"].items()}


def idle(tier: str, prices: Mapping[str, Decimal]) -> Iterator[Line]:
    """Give what a month costs in which nothing arrives."""
    made = _deployment(tier)
    bus = "service_bus_premium_month" if tier == "enterprise" else "service_bus_standard_month"
    yield Line("Service Bus", prices[bus])
    yield Line("Timers: sweep and notary each minute", _timers(made, prices))
    yield Line("Alerts", _alerts(made, prices))
    if tier == "enterprise":
        endpoints = len(made.of("Microsoft.Network/privateEndpoints"))
        yield Line(f"{endpoints} private endpoints", endpoints * prices["private_endpoint_month"])
        zones = len(made.of("Microsoft.Network/privateDnsZones"))
        yield Line(f"{zones} private DNS zones", zones * prices["dns_zone_month"])
        keys = len(made.of("Microsoft.KeyVault/vaults/keys"))
        yield Line(f"{keys} keys in hardware", keys * prices["key_vault_hsm_key_month"])


def a_thousand(prices: Mapping[str, Decimal]) -> Iterator[Line]:
    """Give what a thousand invoices cost on top; the same in both tiers."""
    memory_gb = Decimal(2)
    pages = Line("Document Intelligence, every page", INVOICES * PAGES * prices["document_intelligence_page"])
    yield pages
    work = INVOICES * (
        INSTANCE_S * memory_gb * prices["functions_gb_s"] + EXECUTIONS * prices["functions_execution"]
    )
    yield Line("Functions, nothing free", work)
    yield Line("Cosmos DB requests", INVOICES * REQUEST_UNITS * prices["cosmos_million_ru"] / 1_000_000)
    yield Line("Blob writes", INVOICES * BLOB_WRITES * prices["blob_write"])
    yield Line("Key Vault", INVOICES * KEY_OPERATIONS * prices["key_vault_operation"])
    yield Line("Logs, nothing free", INVOICES * LOG_GB * prices["log_gb"])
    kept = DOCUMENT_GB * prices["blob_gb_month"] + COSMOS_GB * prices["cosmos_gb_month"]
    yield Line("Kept, each month after", INVOICES * kept)


def _deployment(tier: str) -> Deployment:
    return evaluate(json.loads(TEMPLATE.read_bytes()), {**NEEDED, "securityTier": tier})


def _timers(made: Deployment, prices: Mapping[str, Decimal]) -> Decimal:
    """Each runs a second at least by Azure's count."""
    memory_mb = sum(
        each.body["properties"]["functionAppConfig"]["scaleAndConcurrency"]["instanceMemoryMB"]
        for each in made.of("Microsoft.Web/sites")
    )
    gb_s = max(Decimal(0), Decimal(memory_mb) / 1024 * MINUTES_A_MONTH - GB_S_FREE)
    executions = max(0, 2 * MINUTES_A_MONTH - EXECUTIONS_FREE)
    requests = TIMER_REQUEST_UNITS * MINUTES_A_MONTH * prices["cosmos_million_ru"] / 1_000_000
    return gb_s * prices["functions_gb_s"] + executions * prices["functions_execution"] + requests


def _alerts(made: Deployment, prices: Mapping[str, Decimal]) -> Decimal:
    rules = len(made.of("Microsoft.Insights/scheduledQueryRules"))
    series = len(made.of("Microsoft.Insights/metricAlerts"))
    return rules * prices["log_alert_month"] + series * prices["metric_alert_month"]


def tables() -> str:
    """Return both tables as Markdown."""
    prices = load_prices()
    standard, enterprise = dict(idle("standard", prices)), dict(idle("enterprise", prices))
    rows = ["| a month in which nothing arrives | standard | enterprise |", "|---|--:|--:|"]
    every = {**standard, **enterprise}
    rows += [f"| {what} | {_usd(standard.get(what))} | {_usd(enterprise.get(what))} |" for what in every]
    totals = [_usd(sum(each.values(), Decimal(0))) for each in (standard, enterprise)]
    rows.append(f"| **together** | **{totals[0]}** | **{totals[1]}** |")
    lines = list(a_thousand(prices))
    rows += ["", "| a thousand invoices, either tier | |", "|---|--:|"]
    rows += [f"| {line.what} | {_usd(line.usd)} |" for line in lines]
    rows.append(f"| **together** | **{_usd(sum((line.usd for line in lines), Decimal(0)))}** |")
    without = sum((line.usd for line in lines[1:]), Decimal(0))
    rows.append(f"| **together, if the app's own readers prove every page** | **{_usd(without)}** |")
    return "\n".join(rows) + "\n"


def _usd(value: Decimal | None) -> str:
    return "–" if value is None else f"${value.quantize(CENT)}"  # noqa: RUF001 - a dash for nothing


if __name__ == "__main__":
    sys.stdout.write(tables())
