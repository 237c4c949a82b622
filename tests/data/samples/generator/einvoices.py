"""Electronic invoices: pure XML in both syntaxes of EN 16931, and a PDF that carries one."""

from dataclasses import replace
from datetime import date

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.cii import render_cii
from tests.data.samples.generator.hybrid import embed
from tests.data.samples.generator.layouts import classic
from tests.data.samples.generator.sample import Entry, Sample, Sheet, bill_entry
from tests.data.samples.generator.ubl import render_ubl
from tests.data.samples.generator.units import coded


def samples() -> list[Sample]:
    """Return the hybrid PDF, then CII, UBL invoice and UBL credit note."""
    return [_hybrid(), _cii(), _ubl(), _ubl_credit_note()]


def _hybrid() -> Sample:
    file = "de-factur-x.pdf"
    bill = Bill(
        vendor=companies.WIRING_DE,
        buyer=companies.BUYER_DE,
        number="KE-261022",
        day=date(2026, 11, 16),
        due=date(2026, 12, 16),
        order="4500124410",
        language="de",
        lines=(
            line("Prüfung ortsfester Anlagen nach Plan", "6.5", "Std", "74.00", "19", code="P100"),
            line("Rauchwarnmelder mit Langzeitbatterie", "14", "Stk", "23.90", "19", code="E7201"),
            line("Prüfhandbuch, gedruckt", "1", "Stk", "28.04", "7", code="B12"),
        ),
    )
    page, pages = Sheet(file=file, bill=bill, layout=classic, family="InvoiceSans", note="").print()
    content = embed(page, render_cii(bill), title=f"Rechnung {bill.number}", author=bill.vendor.name)
    note = "Factur-X, profile EN 16931: page and XML agree. Units in the truth are the XML's codes."
    return Sample(file=file, content=content, entries={file: _entry(bill, pages=pages, note=note)})


def _cii() -> Sample:
    file = "fr-cii.xml"
    bill = Bill(
        vendor=companies.PRINT_FR,
        buyer=companies.BUYER_FR,
        number="FA-2026/0914",
        day=date(2026, 11, 12),
        due=date(2026, 12, 31),
        order="CDE-5561",
        language="fr",
        lines=(
            line("Affiches A2, papier couché 135 g", "500", "C62", "0.92", "20", code="AFF2"),
            line("Livret « Été à l'île », 48 pages", "250", "C62", "3.10", "5.5", code="LIV48"),
        ),
    )
    note = "UN/CEFACT Cross Industry Invoice, profile EN 16931."
    return Sample(file=file, content=render_cii(bill), entries={file: _entry(bill, pages=0, note=note)})


def _ubl() -> Sample:
    file = "nl-ubl.xml"
    bill = Bill(
        vendor=companies.HOSTING_NL,
        buyer=companies.BUYER_NL,
        number="2026.1203",
        day=date(2026, 11, 17),
        due=date(2026, 12, 1),
        order="RH-5521",
        period=(date(2026, 12, 1), date(2026, 12, 31)),
        language="nl",
        lines=(
            line("Beheerde server, per maand", "4", "MON", "129.00", "21", code="SRV-M"),
            line("Inrichting op afstand", "2.5", "HUR", "92.50", "21", code="UUR"),
            line("Handleiding op papier", "1", "C62", "19.00", "9", code="BOEK"),
        ),
    )
    note = "UBL 2.1 invoice, shaped as Peppol BIS Billing 3."
    return Sample(file=file, content=render_ubl(bill), entries={file: _entry(bill, pages=0, note=note)})


def _ubl_credit_note() -> Sample:
    file = "sv-ubl-credit-note.xml"
    bill = Bill(
        vendor=companies.TIMBER_SE,
        buyer=companies.BUYER_SE,
        number="K-88244",
        day=date(2026, 11, 18),
        order="IO-5120",
        language="sv",
        currency="SEK",
        doc_type="credit_note",
        lines=(line("Retur: hyvlad furu 45 x 95 mm, skadad", "16", "H87", "89.50", "25", code="F4595"),),
    )
    note = "UBL 2.1 credit note of invoice 88231; amounts are positive."
    content = render_ubl(bill, preceding="88231")
    return Sample(file=file, content=content, entries={file: _entry(bill, pages=0, note=note)})


def _entry(bill: Bill, *, pages: int, note: str) -> Entry:
    with_codes = replace(bill, lines=tuple(replace(item, unit=coded(item.unit)) for item in bill.lines))
    entry = bill_entry(with_codes, kind="e-invoice", pages=pages, expect="processed", note=note)
    # Both syntaxes always state the amount due.
    return {**entry, "truth": {**entry["truth"], "amount_due": str(bill.due_amount)}}
