"""From what somebody typed on the page of an invoice to the corrections they mean."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from shared.domain.codes import CodeField
from shared.domain.corrections import CorrectedLine, Corrections, FieldName, value_of
from shared.domain.errors import IntakeError, Malformed
from shared.domain.reading import ReadInvoice
from shared.domain.review import CallOutcome, SaidCode
from shared.portal.entries import (
    LINES_SHOWN_MAX,
    NEW,
    cells_of,
    folded,
    lines_digest,
    shown,
    typed_cells,
    typed_lines_digest,
)
from shared.portal.words import FIELDS

LINE_DIGITS_MAX = 4
"""Of a line's place: no invoice has more lines than that."""


def corrections_of(form: Mapping[str, str], invoice: ReadInvoice | None) -> Corrections:
    """
    Return what a form says that differs from what its inputs showed.

    A line whose inputs are all empty is taken out; one typed into the empty line is added.

    Raises Malformed: a line without a description, or longer than there can be.
    """
    before = invoice or ReadInvoice()
    fields = {
        name: form[name]
        for name in FieldName
        if name in form and folded(form[name]) != shown(value_of(before, name))
    }
    return Corrections(fields=fields, lines=_lines(form, before))


def booking_of(form: Mapping[str, str]) -> SaidCode:
    """Return the account that a form names for the line whose button was pressed. Raises Malformed."""
    line = form.get("line", "")
    if not (line.isascii() and line.isdigit() and len(line) <= LINE_DIGITS_MAX):
        raise Malformed("booking.line", "The form names no line.")
    try:
        return SaidCode(
            line=int(line), field=CodeField.ACCOUNT, value=form.get(f"account-{line}", "").strip()
        )
    except ValidationError:
        raise Malformed("booking.account", "Say which account: up to 20 letters and digits.") from None


def problem_of(error: IntakeError) -> str:
    """Return why something could not be kept, with the field as the page names it."""
    _, _, place = error.code.partition("correction.")
    labels = {name.value: label for name, label in FIELDS.items()}
    return f"{labels[place]}: {error.message}" if place in labels else error.message


def outcome_of(form: Mapping[str, str]) -> CallOutcome:
    """Return what came of a call. Raises Malformed."""
    try:
        return CallOutcome(form.get("outcome", ""))
    except ValueError:
        raise Malformed("review.outcome", "Say what came of the call.") from None


def _lines(form: Mapping[str, str], before: ReadInvoice) -> tuple[CorrectedLine, ...] | None:
    """All lines; None where they are as they were, or where the page did not show all of them."""
    if "line-new-description" not in form or len(before.line_items) > LINES_SHOWN_MAX:
        return None
    if typed_lines_digest(form) == lines_digest(before):
        return None
    return tuple(_typed_lines(form, before))


def _typed_lines(form: Mapping[str, str], before: ReadInvoice) -> Iterator[CorrectedLine]:
    for index, item in enumerate(before.line_items):
        cells = {**cells_of(item), **typed_cells(form, str(index))}
        if any(cells.values()):
            yield _line(index, f"Line {index + 1}", cells)
    new = typed_cells(form, NEW)
    if any(new.values()):
        yield _line(None, "The new line", new)


def _line(was: int | None, called: str, cells: Mapping[str, str]) -> CorrectedLine:
    try:
        return CorrectedLine(was=was, **cells)
    except ValidationError:
        raise Malformed("correction.line_items", f"{called} needs a description.") from None
