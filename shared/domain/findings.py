"""Findings: what a check saw that somebody should know. A finding states; it never accuses."""

from enum import StrEnum

from shared.domain.model import Model
from shared.domain.reading import Evidence
from shared.domain.severity import Severity

__all__ = ["Finding", "FindingCode", "Severity"]


class FindingCode(StrEnum):
    """The closed list of what checks can find. Policies refer to these names."""

    READING_FAILED = "reading.failed"
    READING_INCOMPLETE = "reading.incomplete"
    NO_INVOICE = "document.no_invoice"
    SEVERAL_INVOICES = "document.several_invoices"
    NOT_A_BILL = "document.not_a_bill"
    READINGS_DISAGREE = "reading.contradicted"
    EINVOICE_RULE = "einvoice.rule"
    FIELD_MISSING = "field.missing"
    TOTAL_MISMATCH = "total.mismatch"
    LINES_MISSING = "lines.missing"
    LINES_MISMATCH = "lines.mismatch"
    LINE_MISMATCH = "line.mismatch"
    TAX_MISMATCH = "tax.mismatch"
    AMOUNT_PRECISION = "amount.precision"
    DATE_FUTURE = "date.future"
    DATE_STALE = "date.stale"
    DUE_BEFORE_ISSUE = "date.due_before_issue"
    TAX_ID_INVALID = "tax_id.invalid"
    IBAN_INVALID = "iban.invalid"
    COUNTRIES_DIFFER = "payee.country"
    TAX_RATE_UNUSUAL = "tax.rate"
    ORDER_MISSING = "order.missing"
    AMOUNT_UNUSUAL = "amount.unusual"
    AMOUNT_ROUND = "amount.round"
    AMOUNT_NEAR_LIMIT = "amount.near_limit"
    PRICE_RISEN = "price.risen"
    QUANTITY_UNUSUAL = "quantity.unusual"
    DUPLICATE_NUMBER = "duplicate.number"
    DUPLICATE_NEAR = "duplicate.near"
    VENDOR_NEW = "vendor.new"
    VENDOR_AMBIGUOUS = "vendor.ambiguous"
    VENDOR_UNKNOWN = "vendor.unknown"
    VENDOR_LOOKS_ALIKE = "vendor.looks_alike"
    SENDER_LOOKS_ALIKE = "sender.looks_alike"
    SENDER_UNPROVED = "sender.unproved"
    PAYEE_CHANGED = "payee.changed"
    TEXT_HIDDEN = "text.hidden"
    SIGNED_CHANGED = "signature.changed"
    PRODUCER_UNUSUAL = "producer.unusual"


class Finding(Model):
    """One thing a check saw."""

    code: FindingCode
    severity: Severity
    message: str
    """A plain sentence for a person."""
    evidence: tuple[Evidence, ...] = ()
    """Where on the document, if it is a matter of place."""
