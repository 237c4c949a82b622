"""From what somebody typed on the page of an invoice to the corrections they mean."""

from collections.abc import Mapping

from pydantic import ValidationError

from shared.domain.corrections import CorrectedLine, Corrections, FieldName, value_of
from shared.domain.errors import IntakeError, Malformed
from shared.domain.reading import ReadInvoice
from shared.portal.invoice import LineRow, line_rows, shown
from shared.portal.words import FIELDS

CELLS = ("description", "quantity", "unit_price", "tax_rate", "amount")
"""Of a line, as its inputs are named: `line-0-amount`."""


def corrections_of(form: Mapping[str, str], invoice: ReadInvoice | None) -> Corrections:
    """
    Return what a form says that differs from what its inputs showed.

    Raises Malformed: a line without a description, or longer than there can be.
    """
    before = invoice or ReadInvoice()
    fields = {
        name: form[name]
        for name in FieldName
        if name in form and _folded(form[name]) != _folded(shown(value_of(before, name)))
    }
    rows = tuple(line_rows(before, None))
    lines = None
    if len(rows) == len(before.line_items) and any(_differs(form, row) for row in rows):
        lines = tuple(_line(form, row) for row in rows)
    return Corrections(fields=fields, lines=lines)


def problem_of(error: IntakeError) -> str:
    """Return why something could not be kept, with the field as the page names it."""
    _, _, place = error.code.partition("correction.")
    labels = {name.value: label for name, label in FIELDS.items()}
    return f"{labels[place]}: {error.message}" if place in labels else error.message


def _differs(form: Mapping[str, str], row: LineRow) -> bool:
    return any(_folded(_typed(form, row, cell)) != _folded(getattr(row, cell)) for cell in CELLS)


def _line(form: Mapping[str, str], row: LineRow) -> CorrectedLine:
    try:
        return CorrectedLine(was=row.index, **{cell: _typed(form, row, cell) for cell in CELLS})
    except ValidationError:
        message = f"Line {row.index + 1} needs a description."
        raise Malformed("correction.line_items", message) from None


def _typed(form: Mapping[str, str], row: LineRow, cell: str) -> str:
    return form.get(f"line-{row.index}-{cell}", getattr(row, cell))


def _folded(text: str) -> str:
    """Browsers send one-line inputs without line breaks."""
    return " ".join(text.split())
