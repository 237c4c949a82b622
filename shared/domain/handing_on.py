"""
Whose an invoice is: handing it on, asking the next of the chain, and what its deadline does. Pure.

Nothing here approves anything, however long an invoice waits.
"""

from datetime import datetime
from typing import Any

from shared.domain.audit import Actor, AuditAction, Fact
from shared.domain.errors import Conflict
from shared.domain.gate import Policy
from shared.domain.invoice import OPEN, Change, InvoiceRecord, change, require
from shared.domain.person import actor_of, allow
from shared.domain.review_steps import HANDED_ON, with_comment
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer
from shared.domain.working_time import due

NOBODY = "nobody"
"""In the log, for an invoice that was assigned to no one."""


def reassign(record: InvoiceRecord, by: Reviewer, to: Reviewer, at: datetime) -> Change:
    """Make the invoice somebody else's, who is told unless they took it. Raises Forbidden, Conflict."""
    allow(by, Power.ASSIGN)
    return _handed_on(record, AuditAction.INVOICE_REASSIGNED, actor_of(by), to, at, review=record.review)


def escalate(
    record: InvoiceRecord,
    by: Reviewer,
    people: tuple[Reviewer, ...],
    policy: Policy,
    at: datetime,
    *,
    note: str,
) -> Change:
    """
    Ask the next person of the chain.

    Raises:
        Forbidden: not in this role.
        Conflict: nobody is left to ask (`review.chain`), or the invoice is nobody's at the moment.
    """
    allow(by, Power.ASSIGN)
    commented = record.model_copy(
        update={"review": record.review.model_copy(update={"comments": with_comment(record, by, at, note)})}
    )
    return _escalated(commented, AuditAction.INVOICE_ESCALATED, actor_of(by), people, policy, at)


def escalate_overdue(
    record: InvoiceRecord, by: Actor, people: tuple[Reviewer, ...], policy: Policy, at: datetime
) -> Change:
    """
    Ask the next person of the chain because the deadline passed; the last one is reminded, and keeps it.

    Raises Conflict: it is not overdue.
    """
    require(record, *sorted(OPEN))
    if record.review.due_at is None or at < record.review.due_at:
        raise Conflict("review.not_due", "The invoice is not overdue.")
    if next_in_chain(record, people, policy) is not None:
        return _escalated(record, AuditAction.INVOICE_OVERDUE, by, people, policy, at)
    review = record.review.model_copy(update={"due_at": None, "overdue_since": record.review.due_at})
    facts: dict[str, Fact] = {"to": record.assignee or NOBODY}
    untold = record.assignee is not None
    return change(record).then(at, AuditAction.INVOICE_OVERDUE, by, facts, untold=untold, review=review)


def next_in_chain(record: InvoiceRecord, people: tuple[Reviewer, ...], policy: Policy) -> Reviewer | None:
    """Return who is asked next; None where the chain is at its end."""
    known = {person.reviewer_id: person for person in people}
    chain = [known[each] for each in policy.escalation if each in known]
    return chain[record.review.escalations] if record.review.escalations < len(chain) else None


def _escalated(
    record: InvoiceRecord,
    action: AuditAction,
    by: Actor,
    people: tuple[Reviewer, ...],
    policy: Policy,
    at: datetime,
) -> Change:
    to = next_in_chain(record, people, policy)
    if to is None:
        raise Conflict("review.chain", "There is nobody left in the chain to ask.")
    waits = record.state in OPEN
    review = record.review.model_copy(
        update={
            "escalations": record.review.escalations + 1,
            "due_at": due(at, policy.deadline_hours, policy.working_time) if waits else None,
            "overdue_since": None,
        }
    )
    return _handed_on(record, action, by, to, at, review=review)


def _handed_on(
    record: InvoiceRecord, action: AuditAction, by: Actor, to: Reviewer, at: datetime, **changes: Any
) -> Change:
    require(record, *sorted(HANDED_ON))
    facts: dict[str, Fact] = {"to": to.reviewer_id}
    if record.assignee is not None:
        facts["from"] = record.assignee
    untold = to.reviewer_id != by.reference
    return change(record).then(at, action, by, facts, assignee=to.reviewer_id, untold=untold, **changes)
