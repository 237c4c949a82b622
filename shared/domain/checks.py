"""The deterministic checks of one reading: completeness and arithmetic. Pure, and blind to confidence."""

from collections.abc import Iterator
from decimal import Decimal

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.money import plain, smallest
from shared.domain.reading import DocumentType, Reading, ReadInvoice

BILLS = frozenset({DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.RECEIPT})
"""The types of document that can be booked."""

ROUNDING_UNITS_MAX = 5
"""Minor units a printed total may be off: per-line tax rounding and Swiss 0.05 rounding stay under it."""


LINES_EXPECTED = frozenset({DocumentType.INVOICE, DocumentType.CREDIT_NOTE})
"""The types that say what was bought. A receipt of parking or fuel is a total and nothing else."""

RULES_OF_FIELDS = {
    "vendor name": frozenset({"BR-06"}),
    "invoice number": frozenset({"BR-02"}),
    "invoice date": frozenset({"BR-03"}),
    "total": frozenset({"BR-14"}),
    "currency": frozenset({"BR-05", "BR-CL-04"}),
}
"""What EN 16931 calls the rules that a field must be there, and be one."""

RULES_OF_CODES = {
    FindingCode.TOTAL_MISMATCH: frozenset({"BR-CO-15"}),
    FindingCode.LINES_MISSING: frozenset({"BR-16"}),
    FindingCode.LINES_MISMATCH: frozenset({"BR-CO-10", "BR-CO-13"}),
    FindingCode.LINE_MISMATCH: frozenset({"BR-24"}),
    FindingCode.TAX_MISMATCH: frozenset({"BR-CO-14"}),
    FindingCode.AMOUNT_PRECISION: frozenset({"BR-DEC-14"}),
}
"""Rules of EN 16931 that say of an e-invoice what a check of ours says of every document."""


def check_reading(reading: Reading) -> tuple[Finding, ...]:
    """Return what is wrong or missing in a reading; empty means every check passed."""
    return tuple(_document_findings(reading)) + tuple(
        finding for invoice in reading.invoices[:1] for finding in check_invoice(invoice)
    )


def check_invoice(invoice: ReadInvoice) -> tuple[Finding, ...]:
    """Return what is wrong or missing in one invoice."""
    if invoice.doc_type not in BILLS:
        message = f"This is a {invoice.doc_type.value.replace('_', ' ')}, not a bill."
        return (Finding(code=FindingCode.NOT_A_BILL, severity=Severity.ERROR, message=message),)
    found = (
        *_contradicted(invoice),
        *_missing(invoice),
        *_total(invoice),
        *_lines(invoice),
        *_tax(invoice),
        *_precision(invoice),
    )
    return (*(_named(finding, invoice) for finding in found), *_rules(invoice, found))


def _document_findings(reading: Reading) -> Iterator[Finding]:
    if reading.unread_pages:
        pages = ", ".join(map(str, reading.unread_pages[:10]))
        yield Finding(
            code=FindingCode.READING_INCOMPLETE,
            severity=Severity.ERROR,
            message=f"{len(reading.unread_pages)} of {reading.page_count} pages could not be read: {pages}.",
        )
    if not reading.invoices:
        message = "No invoice was recognised in this document."
        yield Finding(code=FindingCode.NO_INVOICE, severity=Severity.ERROR, message=message)
    if len(reading.invoices) > 1:
        yield Finding(
            code=FindingCode.SEVERAL_INVOICES,
            severity=Severity.ERROR,
            message=f"This file holds {len(reading.invoices)} invoices; each must be handled on its own.",
        )


def _contradicted(invoice: ReadInvoice) -> Iterator[Finding]:
    for each in invoice.contradictions:
        instead = f"the page says {each.printed}" if each.printed else "no page says so"
        yield Finding(
            code=FindingCode.READINGS_DISAGREE,
            severity=Severity.ERROR,
            message=f"The embedded data gives {each.value} as the {each.field}, but {instead}.",
        )


def _missing(invoice: ReadInvoice) -> Iterator[Finding]:
    for name in _missing_fields(invoice):
        rules = _names(invoice, RULES_OF_FIELDS[name])
        message = f"The {name} was not found{rules}."
        yield Finding(code=FindingCode.FIELD_MISSING, severity=Severity.ERROR, message=message)


def _missing_fields(invoice: ReadInvoice) -> list[str]:
    required: tuple[tuple[str, object], ...] = (
        ("vendor name", invoice.vendor_name),
        ("invoice number", invoice.invoice_number),
        ("invoice date", invoice.invoice_date),
        ("total", invoice.total),
        ("currency", invoice.currency),
    )
    if invoice.doc_type is DocumentType.RECEIPT:
        required = tuple(pair for pair in required if pair[0] != "invoice number")
    return [name for name, value in required if value is None]


def _total(invoice: ReadInvoice) -> Iterator[Finding]:
    subtotal, tax, total = invoice.subtotal, invoice.tax_total, invoice.total
    if subtotal is None or tax is None or total is None:
        return
    expected = subtotal.value + tax.value
    if _differs(expected, total.value, invoice):
        yield Finding(
            code=FindingCode.TOTAL_MISMATCH,
            severity=Severity.ERROR,
            message=f"Subtotal {plain(subtotal.value)} and tax {plain(tax.value)} make {plain(expected)}, "
            f"but the total says {plain(total.value)}.",
            evidence=tuple(read.evidence for read in (subtotal, tax, total) if read.evidence),
        )


def _lines(invoice: ReadInvoice) -> Iterator[Finding]:
    if not invoice.line_items:
        if invoice.total is not None and invoice.doc_type in LINES_EXPECTED:
            message = "No line was found: what was bought stands on the document alone."
            yield Finding(code=FindingCode.LINES_MISSING, severity=Severity.WARNING, message=message)
        return
    if any(item.amount is None for item in invoice.line_items):
        message = "At least one line has no amount, so the lines cannot be added up."
        yield Finding(code=FindingCode.LINE_MISMATCH, severity=Severity.WARNING, message=message)
        return
    target = invoice.total if all(item.tax_included for item in invoice.line_items) else invoice.subtotal
    if target is None:
        target = invoice.total
    if target is None:
        return
    lines = sum((item.amount for item in invoice.line_items if item.amount is not None), Decimal(0))
    expected = lines - (invoice.allowances or 0) + (invoice.charges or 0)
    if _differs(expected, target.value, invoice, lines=len(invoice.line_items)):
        yield Finding(
            code=FindingCode.LINES_MISMATCH,
            severity=Severity.ERROR,
            message=f"The {len(invoice.line_items)} lines add up to {plain(expected)}, "
            f"but the invoice says {plain(target.value)}.",
            evidence=(target.evidence,) if target.evidence else (),
        )


def _tax(invoice: ReadInvoice) -> Iterator[Finding]:
    amounts = [line.amount for line in invoice.tax_lines if line.amount is not None]
    if invoice.tax_total is None or not amounts or len(amounts) < len(invoice.tax_lines):
        return
    if _differs(sum(amounts, Decimal(0)), invoice.tax_total.value, invoice):
        yield Finding(
            code=FindingCode.TAX_MISMATCH,
            severity=Severity.WARNING,
            message=f"The tax lines add up to {plain(sum(amounts, Decimal(0)))}, "
            f"but the tax total says {plain(invoice.tax_total.value)}.",
        )


def _precision(invoice: ReadInvoice) -> Iterator[Finding]:
    if invoice.currency is None or invoice.total is None:
        return
    unit = smallest(invoice.currency.value)
    if invoice.total.value % unit:
        yield Finding(
            code=FindingCode.AMOUNT_PRECISION,
            severity=Severity.ERROR,
            message=f"{plain(invoice.total.value)} is not a whole number of {invoice.currency.value} units.",
        )


def _named(finding: Finding, invoice: ReadInvoice) -> Finding:
    """Return the finding with the rules that it repeats named in it: one defect is one finding."""
    same = RULES_OF_CODES.get(finding.code, frozenset())
    severities = [rule.severity for rule in invoice.broken_rules if rule.id in same]
    if not severities:
        return finding
    severity = max(finding.severity, *severities, key=list(Severity).index)
    message = f"{finding.message.removesuffix('.')}{_names(invoice, same)}."
    return finding.model_copy(update={"message": message, "severity": severity})


def _names(invoice: ReadInvoice, rules: frozenset[str]) -> str:
    """Return those of the rules that are broken, as a sentence ends with them."""
    names = ", ".join(rule.id for rule in invoice.broken_rules if rule.id in rules)
    return f" ({names})" if names else ""


def _rules(invoice: ReadInvoice, found: tuple[Finding, ...]) -> Iterator[Finding]:
    """Give the broken rules of an e-invoice that no finding names yet."""
    said = frozenset[str]().union(
        *(RULES_OF_FIELDS[name] for name in _missing_fields(invoice)),
        *(RULES_OF_CODES.get(finding.code, frozenset()) for finding in found),
    )
    for rule in invoice.broken_rules:
        if rule.id not in said:
            message = f"{rule.message.removesuffix('.')} ({rule.id})."
            yield Finding(code=FindingCode.EINVOICE_RULE, severity=rule.severity, message=message)


def _differs(expected: Decimal, stated: Decimal, invoice: ReadInvoice, *, lines: int = 0) -> bool:
    unit = smallest(invoice.currency.value if invoice.currency else None)
    allowed = unit * max(ROUNDING_UNITS_MAX, lines // 2)
    return abs(expected - stated) > allowed
