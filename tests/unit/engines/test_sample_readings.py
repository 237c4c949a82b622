"""Our own samples are read as their truth says."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from shared.domain.checks import check_reading
from shared.domain.document import Document, sniff
from shared.engines.router import local_reader

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TRUTH = {
    name: entry
    for name, entry in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")).items()
    if entry["expect"] != "refused" and entry["kind"] not in {"scan", "mail"}
}
AMOUNTS = ("subtotal", "tax_total", "total")
TEXTS = ("invoice_number", "invoice_date", "currency")

UNREAD = {
    "it-receipt.pdf": {"invoice_number"},  # "Documento n."
    "nl-two-in-one.pdf": {"subtotal", "tax_total", "total"},  # two invoices, not separated
}
"""What is known to be read wrong, and why."""


def read(runner, name):
    content = (SAMPLES / name).read_bytes()
    return local_reader(runner).extract(Document(kind=sniff(content), content=content))


@pytest.mark.parametrize(
    "name", sorted(name for name, entry in TRUTH.items() if entry["kind"] != "not_a_bill")
)
def test_the_header_is_read(runner, name):
    """Number, date, currency and amounts are exactly those printed."""
    truth = TRUTH[name]["truth"]

    invoice = read(runner, name).invoices[0]

    found = {field: getattr(invoice, field) for field in (*AMOUNTS, *TEXTS)}
    wrong = {
        field
        for field, value in found.items()
        if (value and str(value.value)) != truth[field]
        and not (field in AMOUNTS and value and truth[field] and value.value == Decimal(truth[field]))
    }
    assert wrong == UNREAD.get(name, set())


@pytest.mark.parametrize(
    "name", sorted(name for name, entry in TRUTH.items() if entry["expect"] == "processed")
)
def test_what_should_be_processed_gives_no_finding(runner, name):
    """Nobody is called to look at an invoice that is right."""
    assert check_reading(read(runner, name)) == ()
