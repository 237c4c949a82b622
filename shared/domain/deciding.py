"""What a policy makes of an invoice as it is on record: for the gate, for a trial, and for the past."""

from shared.domain.codes import CodeField
from shared.domain.gate import About, Decision, Fallback, Policy, decide
from shared.domain.invoice import InvoiceRecord


def about_of(record: InvoiceRecord) -> About:
    """Return what a policy may ask of a classified invoice besides its findings and its total."""
    lines = record.coding.lines if record.coding else ()
    categories = (line.value(CodeField.CATEGORY) for line in lines)
    return About(
        vendor_id=record.vendor.vendor_id if record.vendor else None,
        categories=tuple(dict.fromkeys(category for category in categories if category is not None)),
        confidence=record.summary.confidence if record.summary else None,
    )


def decide_on(record: InvoiceRecord, policy: Policy, fallback: Fallback | None = None) -> Decision:
    """Return what a policy decides about a classified invoice."""
    return decide(
        policy,
        record.findings,
        record.money,
        about=about_of(record),
        held=record.review.held,
        fallback=fallback,
    )
