"""What an administrator does about keeping an invoice: hold, release, erase. Pure, as the review's steps."""

from datetime import UTC, datetime

from shared.domain.audit import Actor, ActorKind, AuditAction, Fact
from shared.domain.coding import Coding
from shared.domain.errors import Conflict, Forbidden, Retained
from shared.domain.gate import Decision
from shared.domain.invoice import RESTING, Change, InvoiceRecord, InvoiceState, change, require
from shared.domain.retention import Erasure, ErasureReason, LegalHold, Retention
from shared.domain.review import Review
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer
from shared.domain.vendor import VendorMatch

ERASED = "Erased."
"""In place of a decision's sentences."""

ERASABLE = RESTING - {InvoiceState.ERASED}
"""States in which nobody is working on it."""


def hold(record: InvoiceRecord, by: Reviewer, at: datetime, *, matter: str) -> Change:
    """Keep the invoice whatever its time says. Raises Forbidden, Conflict: held, erased, or in work."""
    _allow(by)
    require(record, *sorted(ERASABLE))
    if record.hold is not None:
        raise Conflict("retention.held", f"It is held already, for {record.hold.matter}.")
    held = LegalHold(by=by.reviewer_id, at=at, matter=matter)
    facts: dict[str, Fact] = {"matter": held.matter}
    return change(record).then(at, AuditAction.INVOICE_HELD, _actor(by), facts, hold=held)


def release(record: InvoiceRecord, by: Reviewer, at: datetime) -> Change:
    """Lift the hold. Raises Forbidden, Conflict: there is none."""
    _allow(by)
    require(record, *sorted(ERASABLE))
    if record.hold is None:
        raise Conflict("retention.not_held", "It is not held.")
    facts: dict[str, Fact] = {"matter": record.hold.matter}
    return change(record).then(at, AuditAction.INVOICE_RELEASED, _actor(by), facts, hold=None)


def order_erasure(
    record: InvoiceRecord, by: Reviewer, at: datetime, retention: Retention, *, reason: ErasureReason
) -> Change:
    """
    Let the invoice's content be destroyed. The order enters the log before the key goes.

    Raises:
        Forbidden: not an administrator.
        Retained: a legal hold is on it (`retention.hold`), or its time is not over (`retention.period`).
        Conflict: it is being worked on, or is erased already.
    """
    _allow(by)
    require(record, *sorted(ERASABLE))
    if record.hold is not None:
        raise Retained("retention.hold", f"It is held for {record.hold.matter}.")
    until = retention.kept_until(record.received_at)
    if at.astimezone(UTC).date() < until and not _is_misdirected(record, reason):
        raise Retained("retention.period", f"It must be kept until {until.isoformat()}.")
    facts: dict[str, Fact] = {
        "reason": reason.value,
        "was": record.state.value,
        "kept_until": until.isoformat(),
    }
    return change(record).then(
        at,
        AuditAction.ERASURE_ORDERED,
        _actor(by),
        facts,
        state=InvoiceState.ERASING,
        erasure=Erasure(by=by.reviewer_id, at=at, reason=reason),
    )


def erased(record: InvoiceRecord, by: Actor, at: datetime, authority: str) -> Change:
    """Return the record without anything that a document or a person's words said. Raises Conflict."""
    require(record, InvoiceState.ERASING)
    facts: dict[str, Fact] = {"authority": authority}
    if record.erasure is not None:
        facts |= {"ordered_by": record.erasure.by, "reason": record.erasure.reason.value}
    provenance = record.provenance.model_copy(update={"filename": None, "path": (), "mail": None})
    return change(record).then(
        at,
        AuditAction.CONTENT_ERASED,
        by,
        facts,
        state=InvoiceState.ERASED,
        provenance=provenance,
        summary=None,
        vendor=_nameless(record.vendor),
        decision=_wordless(record.decision),
        coding=Coding() if record.coding else None,
        findings=(),
        notices=(),
        untold=False,
        review=Review(effects=record.review.effects),
        rested_at=at,
        logged=record.events,
    )


def _nameless(vendor: VendorMatch | None) -> VendorMatch | None:
    return VendorMatch(outcome=vendor.outcome, vendor_id=vendor.vendor_id) if vendor else None


def _wordless(decision: Decision | None) -> Decision | None:
    """The level and the policy stand; the sentences told of the content."""
    return decision.model_copy(update={"because": (ERASED,)}) if decision else None


def _is_misdirected(record: InvoiceRecord, reason: ErasureReason) -> bool:
    """What was rejected and never acted on is no voucher of the tenant's books."""
    return (
        reason is ErasureReason.MISDIRECTED
        and record.state is InvoiceState.REJECTED
        and not record.review.effects
    )


def _allow(by: Reviewer) -> None:
    if not by.may(Power.ADMINISTER):
        raise Forbidden("retention.role", "Only an administrator holds, releases and erases.")


def _actor(by: Reviewer) -> Actor:
    return Actor(kind=ActorKind.PERSON, reference=by.reviewer_id)
