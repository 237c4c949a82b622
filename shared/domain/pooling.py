"""
What tenants that opted in learn from each other: counts of corrections, in closed words only.

Threshold aggregation, and not differential privacy: a count is released once enough distinct tenants stand
behind it, in steps, and nothing that a tenant or a document wrote can be expressed in it at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import Field

from shared.domain.codes import CodeDecision, CodeField
from shared.domain.model import Model

TENANTS_MIN = 10
"""Distinct owners behind a count before it is released."""

REPEATS_MIN = 3
"""Times a tenant saw a correction before it tells of it: once is an accident, and may be one person's."""

CELLS_MAX = 20
"""Corrections a tenant tells of in one period: no tenant makes up the table."""

BUCKET = 5
"""Counts are told in steps of this many tenants, so that one who comes or goes does not show."""

Owner = NewType("Owner", str)
"""Who pays for a tenant. Ten tenants of one owner count once."""


class Correction(StrEnum):
    """What people do to a proposed code."""

    FILLED = "filled"
    CHANGED = "changed"


class Cell(Model):
    """One correction, in words that are published and the same for everybody."""

    field: CodeField
    correction: Correction
    segment: Annotated[str, Field(pattern=r"^[1-9][0-9]$")]
    """Of UNSPSC, two digits. An account, a name or an amount cannot be written here."""


class Released(Model):
    """A cell that enough tenants share."""

    cell: Cell
    tenants_about: Annotated[int, Field(ge=TENANTS_MIN)]
    """Rounded down to a step."""


def contribution(decisions: Iterable[CodeDecision]) -> tuple[Cell, ...]:
    """Return what a tenant that opted in tells of its decisions: which cells, and nothing else."""
    counts: dict[Cell, int] = {}
    for cell in _cells(decisions):
        counts[cell] = counts.get(cell, 0) + 1
    often = sorted(
        (cell for cell, count in counts.items() if count >= REPEATS_MIN),
        key=lambda cell: (-counts[cell], cell.segment, cell.correction),
    )
    return tuple(often[:CELLS_MAX])


def release(contributions: Mapping[Owner, Iterable[Cell]]) -> tuple[Released, ...]:
    """Return the cells that enough distinct owners told of, in steps, the commonest first."""
    owners: dict[Cell, int] = {}
    for cells in contributions.values():
        for cell in tuple(dict.fromkeys(cells))[:CELLS_MAX]:
            owners[cell] = owners.get(cell, 0) + 1
    shared = [
        Released(cell=cell, tenants_about=count // BUCKET * BUCKET)
        for cell, count in owners.items()
        if count >= TENANTS_MIN
    ]
    return tuple(sorted(shared, key=lambda each: (-each.tenants_about, each.cell.segment)))


def _cells(decisions: Iterable[CodeDecision]) -> Iterator[Cell]:
    seen: set[tuple[str, str]] = set()
    for each in decisions:
        if each.field is not CodeField.CATEGORY or not _is_segment(each.value):
            continue
        case = (each.vendor_id, each.item)
        correction = Correction.CHANGED if case in seen else Correction.FILLED
        seen.add(case)
        yield Cell(field=each.field, correction=correction, segment=each.value)


def _is_segment(value: str) -> bool:
    return len(value) == 2 and value.isascii() and value.isdigit() and value[0] != "0"
