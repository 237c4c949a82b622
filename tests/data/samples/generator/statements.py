"""Papers that vendors send beside their invoices: nothing on them is to be booked."""

from datetime import date
from typing import Any

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, Party, compact
from tests.data.samples.generator.paper import Paper, gray
from tests.data.samples.generator.parts import bank_lines, contact_lines, draw_pairs, party_lines
from tests.data.samples.generator.sample import Entry, Sample
from tests.data.samples.generator.words import words_of

LEFT, RIGHT = 20.0, 190.0


def samples() -> list[Sample]:
    """Return a reminder, a statement of account and a delivery note."""
    return [_reminder(), _statement(), _delivery_note()]


def _reminder() -> Sample:
    return _letter(
        "de-reminder.pdf",
        vendor=companies.PAPER_DE,
        buyer=companies.BUYER_DE,
        language="de",
        doc_type="reminder",
        title="Zahlungserinnerung",
        facts=[("Datum", "16.11.2026"), ("Kundennummer", "K-20815")],
        intro="Sehr geehrte Damen und Herren, sicher ist es Ihrer Aufmerksamkeit entgangen: die folgende "
        "Rechnung ist noch offen. Bitte überweisen Sie den Betrag bis zum 26.11.2026.",
        rows=(
            ("Rechnung", "vom", "fällig am", "offen"),
            ("RE-2026-09950", "24.09.2026", "24.10.2026", "412,80 €"),
        ),
        closing="Sollten Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben als gegenstandslos.",
    )


def _statement() -> Sample:
    return _letter(
        "en-statement.pdf",
        vendor=companies.TOOLS_GB,
        buyer=companies.BUYER_GB,
        language="en",
        doc_type="statement",
        title="Statement of account",
        facts=[("Statement date", "31 October 2026"), ("Account", "BH-0077")],
        intro="This statement lists the movements of your account in October 2026. It is not an invoice.",
        rows=(
            ("Document", "Date", "Charged", "Paid", "Balance"),
            ("Opening balance", "1 October 2026", "", "", "214.00"),
            ("TA/26/5518", "12 October 2026", "1,319.60", "", "1,533.60"),
            ("Payment received", "20 October 2026", "", "214.00", "1,319.60"),
            ("Closing balance", "31 October 2026", "", "", "1,319.60"),
        ),
        closing="Please tell us within 14 days if this does not agree with your books.",
    )


def _delivery_note() -> Sample:
    return _letter(
        "fr-delivery-note.pdf",
        vendor=companies.FOOD_FR,
        buyer=companies.BUYER_FR,
        language="fr",
        doc_type="delivery_note",
        title="Bon de livraison BL-26-2210",
        facts=[
            ("Date de livraison", "02/11/2026"),
            ("N° de commande", "CDE-5530"),
            ("Transporteur", "à la ferme"),
        ],
        intro="Marchandises livrées ce jour. La facture suivra par courrier séparé.",
        rows=(
            ("Désignation", "Colis", "Quantité livrée"),
            ("Pommes reinettes, caisse de 10 kg", "18", "18 caisses"),
            ("Jus de pomme trouble, bouteille 1 l", "10", "60 bouteilles"),
        ),
        closing="Reçu en bon état, date et signature : ____________________",
    )


def _letter(
    file: str,
    *,
    vendor: Party,
    buyer: Party,
    language: str,
    doc_type: str,
    title: str,
    facts: list[tuple[str, str]],
    intro: str,
    rows: tuple[tuple[str, ...], ...],
    closing: str,
) -> Sample:
    # The words of the foot are a bill's; the bill itself is never shown.
    bill = Bill(vendor=vendor, buyer=buyer, number="", day=date(2026, 11, 1), lines=(), language=language)
    words, paper = words_of(bill), Paper(family="Helvetica", title=title)
    paper.text(LEFT, 22, vendor.name, size=14, bold=True)
    paper.block(LEFT, 28, (*vendor.address, *contact_lines(words, vendor)), size=8, color=gray(0.3))
    paper.block(LEFT, 55, party_lines(buyer), size=10)
    draw_pairs(paper, 122, 55, facts, value_x=154)
    paper.text(LEFT, 92, title, size=15, bold=True)
    y = paper.block(LEFT, 102, paper.wrap(intro, RIGHT - LEFT, size=9.5), size=9.5)
    y = _rows(paper, rows, y + 8)
    y = paper.block(LEFT, y + 10, paper.wrap(closing, RIGHT - LEFT, size=9.5), size=9.5)
    paper.block(LEFT, 275, bank_lines(words, vendor), size=8)
    entry = _entry(bill, doc_type=doc_type, note=f"{title}: nothing to book.")
    return Sample(file=file, content=paper.finish(), entries={file: entry})


def _rows(paper: Paper, rows: tuple[tuple[str, ...], ...], y: float) -> float:
    width = (RIGHT - LEFT - 40) / (len(rows[0]) - 1)
    for number, row in enumerate(rows):
        paper.text(LEFT, y, row[0], size=9, bold=number == 0)
        for column, text in enumerate(row[1:], start=1):
            paper.text(LEFT + 40 + column * width, y, text, size=9, bold=number == 0, align="right")
        if number == 0:
            paper.rule(LEFT, y + 1.8, RIGHT)
        y += 6
    return y


def _entry(bill: Bill, *, doc_type: str, note: str) -> Entry:
    """Only who wrote to whom is certain: the numbers on the page are those of other documents."""
    truth: dict[str, Any] = {
        **dict.fromkeys(bill.truth()),
        "vendor_name": bill.vendor.name,
        "vendor_tax_id": compact(bill.vendor.tax_id),
        "iban": bill.vendor.ibans[0],
        "buyer_name": bill.buyer.name if bill.buyer else None,
        "doc_type": doc_type,
        "line_items": [],
    }
    return {
        "truth": truth,
        "kind": "not_a_bill",
        "lang": bill.language,
        "pages": 1,
        "expect": "review",
        "note": note,
    }
