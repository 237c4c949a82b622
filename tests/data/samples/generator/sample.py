"""A sample: the file's bytes, and what a reader should make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.data.samples.generator.bill import Bill, TaxRow
from tests.data.samples.generator.layouts import Layout, draw
from tests.data.samples.generator.paper import A4_MM, Paper

Entry = dict[str, Any]
"""What `truth.json` says of one document."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file to be written."""

    file: str
    """Path under the samples' folder."""
    content: bytes
    entries: dict[str, Entry]
    """By the name the `read` command gives: the file, or `mail!attachment`."""
    raster: bool = False
    """Holds a picture: its bytes depend on the versions of the picture library, its pixels hardly."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A bill, how its page looks, and what should become of it."""

    file: str
    bill: Bill
    layout: Layout
    note: str
    family: str = "Helvetica"
    size_mm: tuple[float, float] = A4_MM
    expect: str = "processed"
    kind: str = "everyday"

    def print(self) -> tuple[bytes, int]:
        """Return the PDF and its number of pages."""
        paper = Paper(
            family=self.family, title=f"{self.bill.vendor.name} {self.bill.number}", size_mm=self.size_mm
        )
        draw(paper, self.bill, self.layout)
        return paper.finish(), paper.page_count


def print_sheet(sheet: Sheet) -> Sample:
    """Return the sheet as a PDF sample."""
    content, pages = sheet.print()
    entry = bill_entry(sheet.bill, kind=sheet.kind, pages=pages, expect=sheet.expect, note=sheet.note)
    return Sample(file=sheet.file, content=content, entries={sheet.file: entry})


def bill_entry(bill: Bill, *, kind: str, pages: int, expect: str, note: str) -> Entry:
    """
    Return what `truth.json` says of a bill.

    Beside the truth stands what a check of its sums needs: the sum of charges less allowances on the whole
    bill, whether prices include tax, and the tax breakdown.
    """
    return {
        "truth": bill.truth(),
        "kind": kind,
        "lang": bill.language,
        "pages": pages,
        "expect": expect,
        "note": note,
        "adjustments": str(sum(extra.amount for extra in bill.adjustments)),
        "prices_include_tax": bill.prices_include_tax,
        "tax_rows": [_tax_row(bill, row) for row in bill.tax_rows],
    }


def _tax_row(bill: Bill, row: TaxRow) -> dict[str, str]:
    return {
        "rate": str(row.rate),
        "base": str(bill.rounded(row.base)),
        "tax": str(bill.rounded(row.tax)),
    }


Maker = Callable[[], list[Sample]]
"""Makes the samples of one kind."""
