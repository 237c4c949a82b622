"""What a file tells beside what its pages say: text nobody sees, changes after signing, its maker."""

from collections.abc import Iterator

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.memory import PastInvoice, VendorMemory
from shared.domain.reading import Box, Concealment, Evidence, HiddenText, PDFTraces, Reading, ReadInvoice

PRODUCED_MIN = 3
"""Invoices of a vendor whose maker is known before it has a habit."""

PRODUCERS_MAX = 2
"""Makers of a vendor's invoices that still are a habit: a program, and the one that came after it."""

BOX_SLACK = 0.005
"""Part of the page by which two accounts of one place may differ: the readers box words loosely."""

_HOW = {
    Concealment.INVISIBLE: "drawn without ink",
    Concealment.TINY: "too small to be read",
    Concealment.OFF_PAGE: "beside the page",
    Concealment.PALE: "in the colour of what is behind it",
    Concealment.COVERED: "under something else",
}


def trace_findings(reading: Reading) -> Iterator[Finding]:
    """Give what the file itself is worth knowing for. An unsigned or scanned file says nothing."""
    if reading.traces is None:
        return
    yield from _hidden(reading.traces, reading.invoices)
    yield from _changed(reading.traces)


def producer_findings(invoice: PastInvoice, memory: VendorMemory) -> Iterator[Finding]:
    """Give that another program made this file than this vendor's before; a new version is the same one."""
    known = [each.producer for each in memory.before(invoice.invoice_id) if each.producer]
    if invoice.producer is None or len(known) < PRODUCED_MIN or len(set(known)) > PRODUCERS_MAX:
        return
    if invoice.producer not in known:
        message = "The file was made with another program than this vendor's invoices before."
        yield Finding(code=FindingCode.PRODUCER_UNUSUAL, severity=Severity.NOTE, message=message)


def _hidden(traces: PDFTraces, invoices: tuple[ReadInvoice, ...]) -> Iterator[Finding]:
    for each in traces.hidden:
        fields = [name for invoice in invoices for name in _fields_in(each, invoice)]
        message = f"Page {each.page} has {each.letters} letters that nobody sees: {_HOW[each.concealment]}."
        if fields:
            message += f" Read from there: {', '.join(dict.fromkeys(fields))}."
        yield Finding(
            code=FindingCode.TEXT_HIDDEN,
            severity=Severity.ERROR if fields else Severity.WARNING,
            message=message,
            evidence=tuple(Evidence(page=each.page, box=box) for box in each.boxes),
        )
    if traces.unlooked_pages:
        message = f"{traces.unlooked_pages} pages were not searched for text that nobody sees."
        yield Finding(code=FindingCode.TEXT_HIDDEN, severity=Severity.NOTE, message=message)


def _changed(traces: PDFTraces) -> Iterator[Finding]:
    if traces.changed_pages:
        yield Finding(
            code=FindingCode.SIGNED_CHANGED,
            severity=Severity.ERROR,
            message="The file was changed after it was signed; it does not look as it did then.",
            evidence=tuple(Evidence(page=page) for page in traces.changed_pages),
        )
    if traces.broken_signatures:
        message = f"{traces.broken_signatures} of {traces.signatures} signatures do not cover the whole file."
        yield Finding(code=FindingCode.SIGNED_CHANGED, severity=Severity.ERROR, message=message)


def _fields_in(hidden: HiddenText, invoice: ReadInvoice) -> Iterator[str]:
    """The fields that were read from hidden text, as people call them."""
    for name in type(invoice).model_fields:
        value = getattr(invoice, name)
        reads = value if isinstance(value, tuple) else (value,)
        if any(_is_in(hidden, getattr(each, "evidence", None)) for each in reads):
            yield name.removesuffix("s" if isinstance(value, tuple) else "").replace("_", " ")


def _is_in(hidden: HiddenText, place: Evidence | None) -> bool:
    if place is None or place.page != hidden.page or place.box is None:
        return False
    across, down = (place.box.left + place.box.right) / 2, (place.box.top + place.box.bottom) / 2
    return any(_holds(box, across, down) for box in hidden.boxes)


def _holds(box: Box, across: float, down: float) -> bool:
    return (
        box.left - BOX_SLACK <= across <= box.right + BOX_SLACK
        and box.top - BOX_SLACK <= down <= box.bottom + BOX_SLACK
    )
