"""Fields and lines as inputs show them, with what a visitor typed over them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shared.domain.codes import CodeField
from shared.domain.coding import Coding, LineCoding
from shared.domain.corrections import FieldName, value_of
from shared.domain.money import plain
from shared.domain.reading import LineItem, Read, ReadInvoice
from shared.domain.units import unit_name
from shared.portal.words import CELLS, FIELDS

LINES_SHOWN_MAX = 100
"""Lines on the page, so that it stays below 150 KB; the reading has all."""

UNSURE_BELOW = 0.8
"""Values the reader is less sure of than this are marked."""

NEW = "new"
"""Stands for the index of the line that is not there yet."""

_NOTHING_TYPED: Mapping[str, str] = {}

KINDS: Mapping[FieldName, str] = {
    FieldName.INVOICE_DATE: "date",
    FieldName.DUE_DATE: "date",
    FieldName.SUBTOTAL: "amount",
    FieldName.TAX_TOTAL: "amount",
    FieldName.TOTAL: "amount",
    FieldName.AMOUNT_DUE: "amount",
}
"""Fields that are no text."""


@dataclass(frozen=True)
class FieldRow:
    """One field that can be corrected."""

    name: str
    label: str
    value: str
    kind: str
    sure: int
    """In percent; 0 where nothing was read."""
    unsure: bool
    typed: str | None = None
    """What the visitor typed and could not save."""


@dataclass(frozen=True)
class Cell:
    """One value of a line."""

    name: str
    label: str
    value: str
    typed: str | None = None
    """What the visitor typed and could not save."""
    hint: str = ""
    """What the quantity counts: hours, pieces."""


@dataclass(frozen=True)
class LineRow:
    """One line."""

    index: str
    number: str
    """As people count."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class BookingRow:
    """Where one line is booked."""

    index: int
    description: str
    account: str
    reason: str
    """Why it is booked so."""


def field_rows(invoice: ReadInvoice, typed: Mapping[str, str] = _NOTHING_TYPED) -> Iterator[FieldRow]:
    """Give the fields. Over them stands what the visitor changed of the form they sent, and only that."""
    for name in FieldName:
        read = value_of(invoice, name)
        value = shown(read)
        said = typed.get(name)
        changed = said is not None and folded(said) != folded(typed.get(f"was-{name}", value))
        yield FieldRow(
            name=name.value,
            label=FIELDS[name],
            value=value,
            kind=KINDS.get(name, "text"),
            sure=round(100 * read.confidence) if read else 0,
            unsure=read is not None and read.confidence < UNSURE_BELOW,
            typed=said if changed and said != value else None,
        )


def line_rows(invoice: ReadInvoice, typed: Mapping[str, str] = _NOTHING_TYPED) -> Iterator[LineRow]:
    """Give the lines, and an empty one to add another; over them what the visitor changed."""
    if typed_lines_digest(typed) == typed.get("was-lines"):
        typed = _NOTHING_TYPED
    for index, item in enumerate(invoice.line_items[:LINES_SHOWN_MAX]):
        yield _line(str(index), f"line {index + 1}", cells_of(item), typed, unit_name(item.unit))
    yield _line(NEW, "a new line", dict.fromkeys(CELLS, ""), typed)


def booking_rows(invoice: ReadInvoice, coding: Coding | None) -> Iterator[BookingRow]:
    """Give where the lines are booked."""
    coded = {each.line: each for each in coding.lines} if coding else {}
    for index, item in enumerate(invoice.line_items[:LINES_SHOWN_MAX]):
        codes = coded.get(index, LineCoding(line=index)).codes
        booked = next((code for code in codes if code.field is CodeField.ACCOUNT), None)
        yield BookingRow(
            index=index,
            description=_short(item.description),
            account=booked.value if booked else "",
            reason=booked.reason if booked else "",
        )


def cells_of(item: LineItem) -> dict[str, str]:
    """Return a line's values as its inputs show them, by name."""
    return {
        "description": folded(item.description),
        "quantity": _number(item.quantity),
        "unit_price": _number(item.unit_price),
        "tax_rate": _number(item.tax_rate),
        "amount": _number(item.amount),
    }


def typed_cells(typed: Mapping[str, str], index: str) -> dict[str, str]:
    """Return what a form says of a line, by name; without what it does not say."""
    names = ((cell, f"line-{index}-{cell}") for cell in CELLS)
    return {cell: folded(typed[name]) for cell, name in names if name in typed}


def lines_digest(invoice: ReadInvoice) -> str:
    """Return what the form carries, to tell later whether its lines were changed in it."""
    return _digest([cells_of(item) for item in invoice.line_items[:LINES_SHOWN_MAX]])


def typed_lines_digest(typed: Mapping[str, str]) -> str:
    """Return the same of the lines in a form; a new line makes it another."""
    rows = [cells for index in range(LINES_SHOWN_MAX) if (cells := typed_cells(typed, str(index)))]
    new = typed_cells(typed, NEW)
    return _digest([*rows, new] if any(new.values()) else rows)


def shown(read: Read[Any] | None) -> str:
    """Return a value as its input shows it."""
    match read.value if read else None:
        case None:
            return ""
        case Decimal() as amount:
            return plain(amount)
        case date() as day:
            return day.isoformat()
        case other:
            return folded(str(other))


def folded(text: str) -> str:
    """Return a text on one line, as inputs show it and browsers send it."""
    return " ".join(text.split())


LABEL_CHARACTERS_MAX = 80
"""Of a description where it only names a line."""


def _short(text: str) -> str:
    text = folded(text)
    return text if len(text) <= LABEL_CHARACTERS_MAX else f"{text[: LABEL_CHARACTERS_MAX - 1]}…"


def _line(
    index: str, number: str, values: Mapping[str, str], typed: Mapping[str, str], unit: str = ""
) -> LineRow:
    said = typed_cells(typed, index)
    return LineRow(
        index=index,
        number=number,
        cells=tuple(
            Cell(
                name,
                f"{CELLS[name]}, {number}",
                value,
                _other(said.get(name), value),
                unit if name == "quantity" else "",
            )
            for name, value in values.items()
        ),
    )


def _other(said: str | None, value: str) -> str | None:
    return said if said != value else None


def _number(amount: Decimal | None) -> str:
    return plain(amount) if amount is not None else ""


def _digest(rows: list[dict[str, str]]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:16]
