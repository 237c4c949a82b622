"""
Makes many small invoices, each different, to measure how fast something reads.

python -m tests.data.samples.many N FOLDER
"""

import argparse
import sys
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, Line, Party
from tests.data.samples.generator.identifiers import iban, tax_id
from tests.data.samples.generator.layouts import borderless, classic, draw, grid, two_column
from tests.data.samples.generator.paper import Paper

VENDORS = 20
"""Different vendors: enough to meet each again and again."""

INVOICES_MAX = 100_000
"""Half a gigabyte: a larger number is a slip of the keyboard."""

_LAYOUTS = (classic, borderless, two_column, grid)
_TRADES = ("Bürobedarf", "Elektrotechnik", "Gebäudereinigung", "Werkzeuge", "Drucksachen")
_PLACES = ("Erlenwinkel", "Ahornbrück", "Lindenquell", "Tannenrode")
_GOODS = ("Wartung", "Material", "Fahrtkosten", "Montage", "Entsorgung", "Beratung", "Ersatzteile")
_FIRST_DAY = date(2026, 1, 2)
_DAYS = 300


def main(arguments: list[str]) -> int:
    """Write the invoices into a folder, which is made if need be; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="many", description="Makes many small invoices, each different.")
    parser.add_argument("count", metavar="N", type=int)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    options = parser.parse_args(arguments)
    if not 1 <= options.count <= INVOICES_MAX:
        parser.error(f"N is a number from 1 to {INVOICES_MAX}.")
    options.folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, options.count + 1):
        (options.folder / f"invoice-{number:06d}.pdf").write_bytes(one_page_invoice(number))
    return 0


def one_page_invoice(number: int) -> bytes:
    """Return a PDF of one page with text; another number is another invoice, the same one the same bytes."""
    bill = one_bill(number)
    paper = Paper(family="Helvetica", title=bill.number)
    draw(paper, bill, _LAYOUTS[number % VENDORS % len(_LAYOUTS)])
    return paper.finish()


def one_bill(number: int) -> Bill:
    """Return the facts of the invoice with this number; a vendor always uses the same layout."""
    day = _FIRST_DAY + timedelta(days=number % _DAYS)
    return Bill(
        vendor=_vendor(number % VENDORS),
        buyer=companies.BUYER_DE,
        number=f"RE-{100_000 + number}",
        day=day,
        due=day + timedelta(days=30),
        language="de",
        lines=tuple(_line(number, place) for place in range(1 + number % 3)),
    )


def _line(number: int, place: int) -> Line:
    return Line(
        description=_GOODS[(number + place) % len(_GOODS)],
        quantity=Decimal(1 + (number + 3 * place) % 9),
        unit="Stk",
        price=Decimal(500 + (number * 37 + place * 211) % 90_000) / 100,
        rate=Decimal(19),
    )


@cache
def _vendor(index: int) -> Party:
    place = _PLACES[index % len(_PLACES)]
    return Party(
        name=f"{place}er {_TRADES[index % len(_TRADES)]} GmbH",
        address=(f"Werkstraße {index + 1}", f"0999{index % 10} {place}"),
        country="DE",
        tax_id=tax_id("DE", f"999003{index:02d}"),
        ibans=(iban("DE", f"9999000000003003{index:02d}"),),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
