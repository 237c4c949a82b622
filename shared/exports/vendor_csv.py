"""The vendor register as CSV (RFC 4180), out and in. A cell that a spreadsheet would run is defused."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.domain.errors import Malformed, TooLarge
from shared.domain.identifiers import compact, iban_is_valid, tax_id_is_valid
from shared.domain.vendor import (
    KEYS_MAX,
    KeyKind,
    Vendor,
    VendorKey,
    name_keys,
    normalise_address,
    normalise_phone,
)
from shared.exports.csv_cells import armed, defused

MEDIA_TYPE = "text/csv"

ROWS_MAX = 5_000
"""Vendors of one import: it is answered within a request, and each is a write."""

CELL_CHARACTERS_MAX = 500
"""Of one cell: a dozen accounts."""

SEPARATOR = ";"
"""Between several values in one cell."""

_KEYS = {
    "tax_ids": KeyKind.TAX_ID,
    "ibans": KeyKind.IBAN,
    "registers": KeyKind.REGISTER,
    "mail_domains": KeyKind.MAIL_DOMAIN,
    "phones": KeyKind.PHONE,
    "addresses": KeyKind.ADDRESS,
}
COLUMNS = ("vendor_id", "name", "aliases", *_KEYS, "needs_order")


class VendorRow(NamedTuple):
    """One vendor of an import."""

    line: int
    """Of the file, from 1; the heading is the first."""
    vendor_id: str | None
    """Where the row came from an export."""
    name: str
    aliases: tuple[str, ...]
    keys: tuple[VendorKey, ...]
    needs_order: bool


class RowProblem(NamedTuple):
    """A row that is not taken in, and why."""

    line: int
    message: str


def render(vendors: Iterable[Vendor]) -> str:
    """Return the register with its heading, one vendor on a line; those merged into others are left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for vendor in vendors:
        if vendor.merged_into is None:
            writer.writerow([defused(cell) for cell in _cells(vendor)])
    return out.getvalue()


def parse(text: str) -> Iterator[VendorRow | RowProblem]:
    """
    Give each row as a vendor or as the problem it has.

    Raises:
        Malformed: it is not CSV with our heading; nothing was given.
        TooLarge: more rows than a request may bring; those before were given.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        if "name" not in heading or not set(heading) <= set(COLUMNS):
            raise Malformed("csv.heading", f"The first line names columns of: {', '.join(COLUMNS)}.")
        for count, cells in enumerate(reader):
            if count >= ROWS_MAX:
                raise TooLarge("csv.rows", f"An import has at most {ROWS_MAX} rows.")
            if any(cells):
                yield _row(reader.line_num, dict(zip(heading, cells, strict=False)))
    except csv.Error:
        raise Malformed("csv.form", "The file is not CSV as RFC 4180 describes it.") from None


def _cells(vendor: Vendor) -> Iterator[str]:
    yield vendor.vendor_id
    yield vendor.name
    yield SEPARATOR.join(vendor.aliases)
    for kind in _KEYS.values():
        yield SEPARATOR.join(key.value for key in vendor.keys if key.kind is kind)
    yield "yes" if vendor.needs_order else ""


def _row(line: int, cells: dict[str, str]) -> VendorRow | RowProblem:
    if any(len(cell) > CELL_CHARACTERS_MAX for cell in cells.values()):
        return RowProblem(line, f"A cell has at most {CELL_CHARACTERS_MAX} characters.")
    values = {column: _values(cell) for column, cell in cells.items()}
    name = " ".join(values.get("name", ()))
    keys: list[VendorKey] = list(name_keys(name))
    if not keys:
        return RowProblem(line, "A vendor has a name.")
    for column, kind in _KEYS.items():
        for value in values.get(column, ()):
            compared = _compared(kind, value)
            if not compared:
                return RowProblem(line, f"One of the {column} is not valid.")
            keys.append(VendorKey(kind=kind, value=compared))
    distinct = tuple(dict.fromkeys(keys))
    if len(distinct) > KEYS_MAX:
        return RowProblem(line, f"A vendor is known by at most {KEYS_MAX} keys.")
    needs_order = bool(set(values.get("needs_order", ())) & {"yes", "true", "1"})
    vendor_id = next(iter(values.get("vendor_id", ())), None)
    return VendorRow(line, vendor_id, name, values.get("aliases", ()), distinct, needs_order)


def _values(cell: str) -> tuple[str, ...]:
    plain = armed(cell)
    return tuple(value for part in plain.split(SEPARATOR) if (value := part.strip()))


def _compared(kind: KeyKind, value: str) -> str:
    """Return the value as it is compared; empty where it is none."""
    match kind:
        case KeyKind.IBAN:
            return compact(value) if iban_is_valid(compact(value)) else ""
        case KeyKind.TAX_ID:
            return "" if tax_id_is_valid(compact(value)) is False else compact(value)
        case KeyKind.PHONE:
            return normalise_phone(value)
        case KeyKind.MAIL_DOMAIN:
            return value.lower() if "." in value and "@" not in value else ""
        case KeyKind.ADDRESS:
            return normalise_address(value)
        case _:
            return compact(value)
