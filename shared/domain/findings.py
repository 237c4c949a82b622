"""Findings: what a check saw that somebody should know. A finding states; it never accuses."""

from enum import StrEnum

from shared.domain.model import Model
from shared.domain.reading import Evidence


class Severity(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    """Worth knowing."""
    WARNING = "warning"
    """Worth a look."""
    ERROR = "error"
    """Something is wrong or missing."""


class FindingCode(StrEnum):
    """The closed list of what checks can find. Policies refer to these names."""

    READING_FAILED = "reading.failed"
    READING_INCOMPLETE = "reading.incomplete"
    NO_INVOICE = "document.no_invoice"
    SEVERAL_INVOICES = "document.several_invoices"
    NOT_A_BILL = "document.not_a_bill"
    READINGS_DISAGREE = "reading.contradicted"
    FIELD_MISSING = "field.missing"
    TOTAL_MISMATCH = "total.mismatch"
    LINES_MISMATCH = "lines.mismatch"
    LINE_MISMATCH = "line.mismatch"
    TAX_MISMATCH = "tax.mismatch"
    AMOUNT_PRECISION = "amount.precision"
    DUPLICATE_NUMBER = "duplicate.number"
    VENDOR_NEW = "vendor.new"
    VENDOR_AMBIGUOUS = "vendor.ambiguous"
    VENDOR_UNKNOWN = "vendor.unknown"
    PAYEE_CHANGED = "payee.changed"


class Finding(Model):
    """One thing a check saw."""

    code: FindingCode
    severity: Severity
    message: str
    """A plain sentence for a person."""
    evidence: tuple[Evidence, ...] = ()
    """Where on the document, if it is a matter of place."""
