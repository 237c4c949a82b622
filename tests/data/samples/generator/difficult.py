"""Invoices with one difficulty each: what people complain that readers get wrong."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, Line, adjustment, line
from tests.data.samples.generator.identifiers import iban
from tests.data.samples.generator.layouts import borderless, classic, draw, grid, sidebar, two_column
from tests.data.samples.generator.paper import Paper
from tests.data.samples.generator.sample import Sample, Sheet, bill_entry, print_sheet

LONG_TABLE_LINES = 66
"""Lines of the long table: three pages of it."""

_WIRES = (
    ("Mantelleitung NYM-J 3x1,5 mm², Ring 100 m", "Ring", "58.40"),
    ("Mantelleitung NYM-J 5x2,5 mm², Ring 50 m", "Ring", "96.75"),
    ("Leitungsschutzschalter", "Stk", "3.18"),
    ("FI-Schutzschalter 40 A, 30 mA, vierpolig", "Stk", "38.90"),
    ("Schalterdose tief, luftdicht", "Stk", "1.07"),
    ("Steckdoseneinsatz reinweiß mit Berührungsschutz", "Stk", "4.36"),
    ("Verteilerkasten Aufputz, 24 Module", "Stk", "64.20"),
    ("Kabelkanal 40 x 60 mm", "m", "5.95"),
    ("Aderendhülsen 1,5 mm², Beutel 100 Stück", "Btl", "2.49"),
    ("LED-Leuchte 36 W", "Stk", "27.80"),
    ("Bewegungsmelder IP54", "Stk", "22.15"),
)


def samples() -> list[Sample]:
    """Return one sample per difficulty."""
    sheets = (*_tables(), *_sums(), *_taxes(), *_accounts(), *_doubles())
    return [*(print_sheet(replace(sheet, kind="difficult")) for sheet in sheets), _two_in_one()]


def _tables() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="de-long-table.pdf",
            layout=classic,
            note=f"{LONG_TABLE_LINES} lines on three pages; the sum so far is carried forward.",
            bill=Bill(
                vendor=companies.WIRING_DE,
                buyer=companies.BUYER_DE,
                number="KE-260977",
                day=date(2026, 10, 22),
                due=date(2026, 11, 21),
                order="BV Speicherstraße 7",
                language="de",
                lines=tuple(_wire(number) for number in range(LONG_TABLE_LINES)),
            ),
        ),
        Sheet(
            file="es-negative-line.pdf",
            layout=two_column,
            note="One line takes back what was delivered before.",
            bill=Bill(
                vendor=companies.CLEANING_ES,
                buyer=companies.BUYER_ES,
                number="2026-A-0340",
                day=date(2026, 11, 10),
                due=date(2026, 12, 10),
                language="es",
                lines=(
                    line("Detergente industrial, bidón de 20 l", "6", "ud.", "41.30", "21", code="DET20"),
                    line("Papel secamanos, caja", "15", "caja", "18.90", "21", code="PSM"),
                    line("Devolución: bidón dañado", "-2", "ud.", "41.30", "21", code="DET20"),
                ),
            ),
        ),
    )


def _wire(number: int) -> Line:
    description, unit, price = _WIRES[number % len(_WIRES)]
    # A cent more every time, so that no two lines are alike.
    cents = Decimal(number) / 100
    quantity = str(1 + number * 7 % 12)
    code = f"E{4100 + number}"
    return line(description, quantity, unit, str(Decimal(price) + cents), "19", code=code)


def _sums() -> tuple[Sheet, ...]:
    wrong = Bill(
        vendor=companies.FOOD_FR,
        buyer=companies.BUYER_FR,
        number="F26-1190",
        day=date(2026, 11, 4),
        due=date(2026, 12, 4),
        language="fr",
        lines=(
            line("Pommes reinettes, caisse de 10 kg", "18", "caisse", "21.50", "5.5"),
            line("Jus de pomme trouble, bouteille 1 l", "60", "bt", "2.85", "5.5"),
            line("Location de palox", "4", "pièce", "12.00", "20"),
        ),
    )
    return (
        Sheet(
            file="en-discounts.pdf",
            layout=borderless,
            note="Discounts on lines, an allowance and a charge on the whole.",
            bill=Bill(
                vendor=companies.TOOLS_GB,
                buyer=companies.BUYER_GB,
                number="TA/26/5518",
                day=date(2026, 10, 12),
                due=date(2026, 11, 11),
                order="PO-77093",
                language="en",
                currency="GBP",
                adjustments=(
                    adjustment("Loyalty discount", "-35.00", "20"),
                    adjustment("Carriage", "18.50", "20"),
                ),
                lines=(
                    line(
                        "Blacksmith's hammer, 1.5 kg", "12", "each", "34.90", "20", code="H15", discount="10"
                    ),
                    line("Leg vice, refurbished", "1", "each", "415.00", "20", code="LV1", discount="5"),
                    line("Coke, smithy grade, 25 kg bag", "20", "bag", "17.25", "20", code="CK25"),
                ),
            ),
        ),
        Sheet(
            file="fr-total-wrong.pdf",
            layout=grid,
            expect="review",
            note="The total is 18.00 more than subtotal and tax: somebody must look.",
            bill=replace(wrong, total_printed=wrong.total + 18),
        ),
    )


def _taxes() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="nl-reverse-charge.pdf",
            layout=two_column,
            note="No tax: it is the buyer's, in another member state.",
            bill=Bill(
                vendor=companies.HOSTING_NL,
                buyer=companies.BUYER_DE,
                number="2026.1187",
                day=date(2026, 11, 9),
                due=date(2026, 11, 23),
                language="nl",
                lines=(
                    line("Beheerde database, per maand", "2", "mnd", "189.00", "0"),
                    line("Migratie en inrichting", "12", "uur", "92.50", "0"),
                ),
                notes=(
                    "Btw verlegd naar de afnemer / Steuerschuldnerschaft des Leistungsempfängers (art. 196).",
                ),
            ),
        ),
        Sheet(
            file="de-tax-included.pdf",
            layout=classic,
            note="Prices and line amounts include tax; the tax is named below the total.",
            bill=Bill(
                vendor=companies.BAKERY_DE,
                buyer=companies.BUYER_DE,
                number="2026-118",
                day=date(2026, 11, 13),
                due=date(2026, 11, 20),
                language="de",
                prices_include_tax=True,
                wording=(
                    ("price", "Einzelpreis brutto"),
                    ("amount", "Betrag brutto"),
                    ("total", "Gesamtbetrag brutto"),
                    ("tax", "enthaltene MwSt."),
                ),
                lines=(
                    line("Belegte Brötchen, gemischt", "60", "Stk", "2.90", "7"),
                    line("Butterkuchen, Blech", "3", "Blech", "34.00", "7"),
                    line("Kaffee, Kanne 1,5 l", "8", "Kanne", "14.50", "19"),
                ),
            ),
        ),
        Sheet(
            file="de-credit-note.pdf",
            layout=classic,
            note="A credit note; amounts are positive, as printed.",
            bill=Bill(
                vendor=companies.PAPER_DE,
                buyer=companies.BUYER_DE,
                number="GS-2026-00231",
                day=date(2026, 10, 21),
                customer="K-20815",
                language="de",
                doc_type="credit_note",
                wording=(
                    ("number", "Gutschriftsnummer"),
                    ("day", "Gutschriftsdatum"),
                    ("total", "Gutschriftbetrag"),
                ),
                facts=(("Zu Rechnung", "RE-2026-10417"),),
                lines=(line("Tonerkartusche schwarz, Rückgabe", "1", "Stk", "84.50", "19", code="MX-77"),),
                notes=("Der Betrag wird mit Ihrer nächsten Zahlung verrechnet.",),
            ),
        ),
    )


def _accounts() -> tuple[Sheet, ...]:
    first = Bill(
        vendor=companies.MOVED_GB,
        buyer=companies.BUYER_GB,
        number="KR-3301",
        day=date(2026, 9, 15),
        due=date(2026, 10, 15),
        language="en",
        currency="GBP",
        lines=(
            line("Pallet storage, September", "38", "pallet", "6.20", "20"),
            line("Inbound handling", "14", "pallet", "4.75", "20"),
        ),
    )
    moved = replace(companies.MOVED_GB, ibans=(iban("GB", "ZZZZ99999900900909"),), bic="ZZZZGBZZXXX")
    second = replace(
        first,
        vendor=moved,
        number="KR-3388",
        day=date(2026, 10, 15),
        due=date(2026, 11, 14),
        lines=(line("Pallet storage, October", "41", "pallet", "6.20", "20"),),
        notes=("Please note our new bank details and use them from now on.",),
    )
    several = Bill(
        vendor=companies.TOOLS_GB,
        buyer=companies.BUYER_GB,
        number="TA/26/5604",
        day=date(2026, 11, 5),
        due=date(2026, 12, 5),
        language="en",
        currency="GBP",
        lines=(line("Anvil, 75 kg, cast steel", "1", "each", "890.00", "20", code="A75"),),
    )
    return (
        Sheet(
            file="en-several-ibans.pdf",
            layout=two_column,
            note="Three accounts in three countries; the first is the truth.",
            bill=several,
        ),
        Sheet(file="en-payee-1-first.pdf", layout=borderless, note="The first bill of a vendor.", bill=first),
        Sheet(
            file="en-payee-2-changed.pdf",
            layout=borderless,
            expect="review",
            note="The same vendor asks for payment to another account.",
            bill=second,
        ),
    )


def _doubles() -> tuple[Sheet, ...]:
    bill = Bill(
        vendor=companies.WIRING_DE,
        buyer=companies.BUYER_DE,
        number="KE-261004",
        day=date(2026, 11, 11),
        due=date(2026, 12, 11),
        language="de",
        lines=(
            line("Montage Unterverteilung", "9.5", "Std", "68.00", "19"),
            line("Anfahrt Zone 2", "2", "Psch", "39.00", "19"),
        ),
    )
    return (
        Sheet(
            file="de-duplicate-1-first.pdf", layout=classic, note="Comes again in another layout.", bill=bill
        ),
        Sheet(
            file="de-duplicate-2-again.pdf",
            layout=sidebar,
            family="Times",
            expect="review",
            note="The same vendor and number as before, drawn otherwise.",
            bill=bill,
        ),
    )


def _two_in_one() -> Sample:
    """Two invoices of one vendor in one file: the items must not be mixed."""
    file = "nl-two-in-one.pdf"
    bills = [
        Bill(
            vendor=companies.HOSTING_NL,
            buyer=companies.BUYER_NL,
            number=number,
            day=date(2026, 11, day),
            due=date(2026, 11, day + 14),
            language="nl",
            lines=(line(description, "1", "st", price, "21"),),
        )
        for number, day, description, price in (
            ("2026.1160", 3, "Certificaat voor een jaar", "79.00"),
            ("2026.1161", 4, "Extra opslag, 500 GB", "45.00"),
        )
    ]
    paper = Paper(family="Helvetica", title="Facturen")
    draw(paper, bills[0], two_column)
    paper.turn()
    draw(paper, bills[1], two_column)
    note = "Two invoices, one after the other; `also` is the second one's truth."
    entry = bill_entry(bills[0], kind="difficult", pages=2, expect="review", note=note)
    return Sample(file=file, content=paper.finish(), entries={file: {**entry, "also": bills[1].truth()}})
