"""
The call that a new bank account asks for: who made it, to a number known before, and what was said. Pure.

Most money that is stolen from those who pay invoices is stolen by naming another account. A letter can be
forged, a number that was known before cannot: nobody approves before the vendor said on it that the account
is theirs.
"""

from datetime import datetime

from shared.domain.audit import AuditAction, Fact
from shared.domain.errors import Conflict, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.invoice import OPEN, Change, InvoiceRecord, change, require
from shared.domain.person import actor_of, allow
from shared.domain.review import CALLS_MAX, CallBack, CallOutcome
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer


def call_back(
    record: InvoiceRecord,
    by: Reviewer,
    at: datetime,
    *,
    number: str,
    outcome: CallOutcome,
    known: frozenset[str],
) -> Change:
    """
    Keep that the vendor was called; `number` and those `known` of the register are last digits.

    Raises:
        Forbidden: not in this role.
        Conflict: no account changed, nothing waits, or there were calls enough.
        Unprocessable: the number was not known before (`review.number`).
    """
    allow(by, Power.CORRECT)
    require(record, *sorted(OPEN))
    if not is_asked_for(record) or record.summary is None:
        raise Conflict("review.payee", "The bank account of this invoice is not new.")
    if len(record.review.calls) >= CALLS_MAX:
        raise Conflict("review.calls", f"An invoice has at most {CALLS_MAX} calls.")
    if number not in known:
        message = "Call a number that the register knew before; one on the invoice may be forged with it."
        raise Unprocessable("review.number", message)
    said = CallBack(
        by=by.reviewer_id, at=at, number=number, outcome=outcome, reading=record.summary.reading_sha256
    )
    review = record.review.model_copy(update={"calls": (*record.review.calls, said)})
    facts: dict[str, Fact] = {"outcome": outcome.value}
    return change(record).then(at, AuditAction.VENDOR_CALLED, actor_of(by), facts, review=review)


def is_asked_for(record: InvoiceRecord) -> bool:
    """Return whether the account is new, so that the vendor must be called."""
    return any(finding.code is FindingCode.PAYEE_CHANGED for finding in record.findings)


def outcome_of(record: InvoiceRecord) -> CallOutcome | None:
    """Return the latest answer about the account that the invoice names now; None where nobody gave one."""
    reading = record.summary.reading_sha256 if record.summary else None
    answers = (
        call.outcome
        for call in reversed(record.review.calls)
        if call.reading == reading and call.outcome is not CallOutcome.UNREACHED
    )
    return next(answers, None)


def require_call(record: InvoiceRecord) -> None:
    """Raise Conflict where the account is new, and the vendor has not said that it is theirs."""
    if not is_asked_for(record):
        return
    match outcome_of(record):
        case CallOutcome.CONFIRMED:
            return
        case CallOutcome.DENIED:
            raise Conflict("review.call_back", "The vendor said that this bank account is not theirs.")
        case _:
            message = (
                "The bank account is new: call the vendor on a number known before, and note the answer."
            )
            raise Conflict("review.call_back", message)
