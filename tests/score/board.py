"""The scoreboard: how well our readers read, by kind of document, and what changed since the last one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELDS = (
    "vendor_name",
    "vendor_tax_id",
    "invoice_number",
    "invoice_date",
    "due_date",
    "currency",
    "subtotal",
    "tax_total",
    "total",
    "iban",
    "order_number",
    "buyer_name",
)
ROWS = ("documents", *FIELDS, "lines strict", "lines amount", "straight through", "seconds a document")

_CELL = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Column:
    """One kind of document: its name, and a number for each row; None where there is nothing to score."""

    name: str
    numbers: Mapping[str, float | None]


def render(columns: Sequence[Column]) -> str:
    """Return the board as a Markdown table; shares in percent."""
    head = "| | " + " | ".join(column.name for column in columns) + " |"
    rule = "|---|" + "---:|" * len(columns)
    rows = [
        f"| {row.replace('_', ' ')} | " + " | ".join(_cell(row, column) for column in columns) + " |"
        for row in ROWS
    ]
    return "\n".join([head, rule, *rows]) + "\n"


def _cell(row: str, column: Column) -> str:
    number = column.numbers.get(row)
    if number is None:
        return ""
    if row == "documents":
        return f"{number:.0f}"
    return f"{number:.2f}" if row.startswith("seconds") else f"{100 * number:.1f}"


def changes(before: str, now: str) -> list[str]:
    """Return what differs between two boards, a line for each number that both have."""
    old, new = _numbers(before), _numbers(now)
    return [
        f"{column}, {row}: {old[row, column]:g} -> {value:g}"
        for (row, column), value in new.items()
        if (row, column) in old and old[row, column] != value and not row.startswith("seconds")
    ]


def _numbers(board: str) -> dict[tuple[str, str], float]:
    lines = [line for line in board.splitlines() if line.startswith("|")]
    if not lines:
        return {}
    names = [cell.strip() for cell in lines[0].split("|")[2:-1]]
    numbers: dict[tuple[str, str], float] = {}
    for line in lines[2:]:
        row, *cells = [cell.strip() for cell in line.split("|")[1:-1]]
        numbers |= {
            (row, name): float(cell)
            for name, cell in zip(names, cells, strict=False)
            if _CELL.fullmatch(cell)
        }
    return numbers
