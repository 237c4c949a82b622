"""What somebody can do with an invoice now, and why not what they cannot. Pure."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import IntakeError
from shared.domain.gate import Policy
from shared.domain.handing_on import escalate, reassign
from shared.domain.invoice import InvoiceRecord, Summary
from shared.domain.review_steps import approve, comment, correct, reject, roll_back
from shared.domain.tenancy import Reviewer

_ANY = "Any."
"""A note: what it says is not asked."""


class Step(StrEnum):
    """What a person can do, as pages offer it."""

    APPROVE = "approve"
    CORRECT = "correct"
    REJECT = "reject"
    ROLL_BACK = "roll_back"
    REASSIGN = "reassign"
    ESCALATE = "escalate"
    COMMENT = "comment"


def offers(
    record: InvoiceRecord, by: Reviewer, people: tuple[Reviewer, ...], policy: Policy, at: datetime
) -> dict[Step, str | None]:
    """
    Return for each step why this person cannot take it now, or None where they can.

    The steps themselves are asked, so a page never offers what would be refused.
    """
    summary = record.summary or Summary(reading_sha256=record.document.sha256, engine="")
    tries: dict[Step, Callable[[], object]] = {
        Step.APPROVE: lambda: approve(record, by, policy, at, note=_ANY),
        Step.CORRECT: lambda: correct(record, by, at, summary, (), payee=False, vendor_id=None),
        Step.REJECT: lambda: reject(record, by, at, policy, note=_ANY),
        Step.ROLL_BACK: lambda: roll_back(record, by, at, note=_ANY),
        Step.REASSIGN: lambda: reassign(record, by, by, at),
        Step.ESCALATE: lambda: escalate(record, by, people, policy, at, note=""),
        Step.COMMENT: lambda: comment(record, by, at, text=_ANY),
    }
    return {step: _refusal(attempt) for step, attempt in tries.items()}


def _refusal(attempt: Callable[[], object]) -> str | None:
    try:
        attempt()
    except IntakeError as error:
        return error.message
    return None
