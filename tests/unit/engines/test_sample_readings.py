"""Our own samples are read as their truth says."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from shared.domain.checks import check_reading
from shared.domain.document import Document, sniff
from shared.domain.reading import LineItem
from shared.engines.router import local_reader

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TRUTH = {
    name: entry
    for name, entry in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")).items()
    if entry["expect"] != "refused" and entry["kind"] not in {"scan", "mail"}
}
BILLS = sorted(name for name, entry in TRUTH.items() if entry["kind"] != "not_a_bill")
AMOUNTS = ("subtotal", "tax_total", "total", "amount_due")
TEXTS = (
    "vendor_name",
    "vendor_tax_id",
    "invoice_number",
    "invoice_date",
    "due_date",
    "currency",
    "iban",
    "order_number",
    "buyer_name",
)
LINE_AMOUNTS = ("quantity", "unit_price", "amount", "tax_rate")
LINE_TEXTS = ("description", "unit", "product_code")

UNREAD = {
    "de-duplicate-2-again.pdf": {"vendor_name"},  # "& Co. KG" on a third line of the letterhead
    "de-long-table.pdf": {"order_number"},  # the name of a building site
    "de-utility.pdf": {"lines"},  # a group's name under an item that fills its column
    "en-jpy-borderless.pdf": {"vendor_tax_id"},  # "Registration number"
    "it-receipt.pdf": {"lines"},  # quantity and price on a line of their own
}
"""What is known to be read wrong, and why."""


def read(runner, name):
    content = (SAMPLES / name).read_bytes()
    return local_reader(runner).extract(Document(kind=sniff(content), content=content))


def wrong_in(invoice, truth):
    """The fields that differ from their truth."""
    wrong = set()
    for field in TEXTS:
        value = getattr(invoice, field)
        if (value and str(value.value)) != truth[field]:
            wrong.add(field)
    for field in AMOUNTS:
        value = getattr(invoice, field)
        if (value and value.value) != (truth[field] and Decimal(truth[field])):
            wrong.add(field)
    if invoice.doc_type.value != truth["doc_type"]:
        wrong.add("doc_type")
    if [line(item) for item in invoice.line_items] != [told_line(item) for item in truth["line_items"]]:
        wrong.add("lines")
    return wrong


def line(item: LineItem):
    return (
        *(getattr(item, field) for field in LINE_TEXTS),
        *(getattr(item, field) for field in LINE_AMOUNTS),
    )


def told_line(item):
    return (
        *(item[field] for field in LINE_TEXTS),
        *(item[field] and Decimal(item[field]) for field in LINE_AMOUNTS),
    )


@pytest.mark.parametrize("name", BILLS)
def test_every_field_is_read(runner, name):
    """Header and lines are exactly those printed."""
    invoices = read(runner, name).invoices

    truths = [TRUTH[name]["truth"], *([TRUTH[name]["also"]] if "also" in TRUTH[name] else [])]
    assert len(invoices) == len(truths)
    for invoice, truth in zip(invoices, truths, strict=True):
        assert wrong_in(invoice, truth) == UNREAD.get(name, set())


@pytest.mark.parametrize(
    "name", sorted(name for name, entry in TRUTH.items() if entry["expect"] == "processed")
)
def test_what_should_be_processed_gives_no_finding(runner, name):
    """Nobody is called to look at an invoice that is right."""
    assert check_reading(read(runner, name)) == ()


@pytest.mark.parametrize("name", sorted(set(TRUTH) - set(BILLS)))
def test_what_is_no_bill_is_recognised(runner, name):
    """A reminder, a statement, a delivery note: nothing to book."""
    reading = read(runner, name)

    assert reading.invoices[0].doc_type.value == TRUTH[name]["truth"]["doc_type"]
    assert [finding.code.value for finding in check_reading(reading)] == ["document.not_a_bill"]
