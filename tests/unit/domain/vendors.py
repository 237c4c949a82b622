"""Builders of vendors, their invoices and what is remembered of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shared.domain.ids import InvoiceId, parse_tenant_id, vendor_id_for
from shared.domain.memory import VendorMemory, past_invoice, remember
from shared.domain.money import Currency
from shared.domain.reading import LineItem, Read, ReadInvoice
from shared.domain.vendor import KeyKind, Vendor, VendorKey

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def read(value):
    return None if value is None else Read(value=value, confidence=0.9)


def key(kind, value):
    return VendorKey(kind=kind, value=value)


def vendor(name, *keys, **changes):
    return Vendor(vendor_id=vendor_id_for(TENANT, "name", name), name=name, keys=keys, **changes)


TAX = key(KeyKind.TAX_ID, "DE136695976")
OTHER_TAX = key(KeyKind.TAX_ID, "DE811569869")
IBAN = key(KeyKind.IBAN, "DE02120300000000202051")
OTHER_IBAN = key(KeyKind.IBAN, "DE02500105170137075030")
DOMAIN = key(KeyKind.MAIL_DOMAIN, "muster-bau.de")
NAME = key(KeyKind.NAME, "muster baustoffe")
GMBH = key(KeyKind.LEGAL_FORM, "gmbh")


def bill(number="R-1", day=date(2026, 3, 1), total="119.00", *, lines=None, **changes):
    items = lines if lines is not None else (("Zement 25 kg", 1, "100.00"),)
    fields = {
        "vendor_name": read("Muster Baustoffe GmbH"),
        "invoice_number": read(number),
        "invoice_date": read(day),
        "total": read(total and Decimal(total)),
        "currency": read(Currency("EUR")),
        "line_items": tuple(
            LineItem(
                description=text,
                quantity=Decimal(quantity),
                unit_price=Decimal(price),
                amount=Decimal(quantity) * Decimal(price),
            )
            for text, quantity, price in items
        ),
    }
    return ReadInvoice(**{**fields, **changes})


def past(name, *args, **kwargs):
    return past_invoice(InvoiceId(name), bill(*args, **kwargs))


def memory_of(*invoices):
    memory = VendorMemory(vendor_id=vendor("Muster").vendor_id)
    for each in invoices:
        memory = remember(memory, each)
    return memory


def codes(findings):
    return [finding.code for finding in findings]
