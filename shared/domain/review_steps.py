"""
The review's state machine: what people do with an invoice, who may, and from where. Pure.

Every step checks, and returns the new record with its event, or raises and changes nothing. Nothing here
happens by itself: no deadline approves.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.domain.audit import AuditAction, Fact
from shared.domain.call_back import require_call
from shared.domain.corrections import LINES
from shared.domain.errors import Conflict, Forbidden, Malformed, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.gate import GateLevel, Policy, needs_four_eyes
from shared.domain.ids import Sha256, VendorId, sha256_of
from shared.domain.invoice import OPEN, Change, InvoiceRecord, InvoiceState, Summary, change, require
from shared.domain.person import actor_of, allow
from shared.domain.proof.canonical import encode
from shared.domain.proof.entry import event_id
from shared.domain.review import (
    CODES_MAX,
    COMMENT_CHARACTERS_MAX,
    COMMENTS_MAX,
    CORRECTIONS_MAX,
    NO_DEADLINE,
    Approval,
    Comment,
    Correction,
    SaidCode,
    export_under,
)
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer

HANDED_ON = OPEN | {InvoiceState.PROCESSED}
"""States in which an invoice is somebody's, and can become another's."""

KEPT_FINDINGS = frozenset({FindingCode.READING_FAILED})
"""Findings about the document, not about what was read: a correction does not answer them."""


def form_of(record: InvoiceRecord) -> Sha256:
    """Return the digest of what an approval approves: the reading, the vendor and the coding."""
    form = {
        "reading": record.summary.reading_sha256 if record.summary else None,
        "vendor": record.vendor.vendor_id if record.vendor else None,
        "coding": record.coding.model_dump_json() if record.coding else None,
    }
    return sha256_of(encode(form))


def approvals_of(record: InvoiceRecord) -> tuple[Approval, ...]:
    """Return the approvals that still count: those of the invoice as it is now."""
    form = form_of(record)
    return tuple(each for each in record.review.approvals if each.form == form)


def approvals_needed(record: InvoiceRecord, policy: Policy) -> int:
    """Return how many people must approve: two above the policy's limit, else one."""
    return 2 if needs_four_eyes(policy, record.money) else 1


def approve(record: InvoiceRecord, by: Reviewer, policy: Policy, at: datetime, *, note: str) -> Change:
    """
    Let the invoice pass the gate in this person's name; where two are needed, the first only endorses.

    Raises:
        Forbidden: not an approver, or one who may not approve this invoice after what they did with it.
        Conflict: nothing waits for approval, there is nothing that could be approved, or the vendor was not
            called about a new bank account (`review.call_back`).
        Unprocessable: a person performs at L3 and says what they did (`review.note`).
    """
    allow(by, Power.APPROVE)
    require(record, *sorted(OPEN))
    _check_approver(record, by, policy)
    require_call(record)
    if record.decision is not None and record.decision.level is GateLevel.L3:
        _said(note)
    given = (*approvals_of(record), Approval(by=by.reviewer_id, at=at, form=form_of(record)))
    facts: dict[str, Fact] = {
        "form": form_of(record),
        "level": record.decision.level.value if record.decision else GateLevel.L3.value,
        "approvals": len(given),
        "policy_version": policy.version,
    }
    review = record.review.model_copy(
        update={"approvals": given, "comments": with_comment(record, by, at, note)}
    )
    if len(given) < approvals_needed(record, policy):
        return _done(record, at, AuditAction.INVOICE_ENDORSED, by, facts, review=review)
    authority = event_id(record.invoice_id, record.events)
    review = review.model_copy(update={"effects": (*review.effects, export_under(authority)), **NO_DEADLINE})
    return _done(
        record,
        at,
        AuditAction.INVOICE_APPROVED,
        by,
        facts,
        state=InvoiceState.APPROVED,
        review=review,
    )


def correct(
    record: InvoiceRecord,
    by: Reviewer,
    at: datetime,
    summary: Summary,
    fields: tuple[str, ...],
    *,
    payee: bool,
    vendor_id: VendorId | None,
) -> Change:
    """
    Put a corrected reading in place, and send the invoice through the checks and the gate again.

    The gate cannot come out lower than it was; where the payee changed, somebody else must approve.

    Raises:
        Forbidden: not in this role.
        Conflict: it is being worked on, was acted on too long ago, or was corrected too often.
    """
    allow(by, Power.CORRECT)
    require(record, *sorted(HANDED_ON))
    if record.state is InvoiceState.PROCESSED:
        _in_time(record, at)
    if len(record.review.corrections) >= CORRECTIONS_MAX:
        raise Conflict("review.corrections", f"An invoice is corrected at most {CORRECTIONS_MAX} times.")
    correction = Correction(by=by.reviewer_id, at=at, fields=fields, payee=payee)
    review = record.review.model_copy(
        update={
            "corrections": (*record.review.corrections, correction),
            "approvals": (),
            "vendor_id": vendor_id or record.review.vendor_id,
            # Their places are those of the lines as they were.
            "codes": () if LINES in fields else record.review.codes,
            "held": _held(record, GateLevel.L2 if payee else GateLevel.L0),
            **NO_DEADLINE,
        }
    )
    facts: dict[str, Fact] = {
        "fields": ",".join(fields),
        "payee": int(payee),
        "reading": summary.reading_sha256,
    }
    if record.summary is not None:
        facts["reading_before"] = record.summary.reading_sha256
    return _again(record, by, at, AuditAction.INVOICE_CORRECTED, facts, review=review, summary=summary)


def code(record: InvoiceRecord, by: Reviewer, at: datetime, said: SaidCode) -> Change:
    """Book a line as a person says, and send the invoice through the gate. Raises Forbidden, Conflict."""
    allow(by, Power.CORRECT)
    require(record, *sorted(HANDED_ON))
    if record.state is InvoiceState.PROCESSED:
        _in_time(record, at)
    others = tuple(each for each in record.review.codes if (each.line, each.field) != (said.line, said.field))
    if len(others) >= CODES_MAX:
        raise Conflict("review.codes", f"At most {CODES_MAX} codes of an invoice are given by hand.")
    review = record.review.model_copy(
        update={
            "codes": (*others, said),
            "approvals": (),
            "held": _held(record, GateLevel.L0),
            **NO_DEADLINE,
        }
    )
    facts: dict[str, Fact] = {"line": said.line, "field": said.field.value, "value": said.value}
    return _again(record, by, at, AuditAction.INVOICE_RECODED, facts, review=review)


def recheck(record: InvoiceRecord, by: Reviewer, at: datetime, *, other: str) -> Change:
    """
    Send the invoice through the checks again, now that a person told it apart from another.

    The gate cannot come out lower than it was. Raises Forbidden, Conflict.
    """
    allow(by, Power.CORRECT)
    require(record, *sorted(OPEN))
    review = record.review.model_copy(update={"held": _held(record, GateLevel.L0), **NO_DEADLINE})
    return _again(record, by, at, AuditAction.INVOICE_TOLD_APART, {"other": other}, review=review)


def reject(record: InvoiceRecord, by: Reviewer, at: datetime, policy: Policy, *, note: str) -> Change:
    """
    End the invoice without an act. It can be taken back as an act can.

    Raises:
        Forbidden: not in this role.
        Conflict: nobody is asked to decide.
        Unprocessable: it is not said why (`review.note`).
    """
    allow(by, Power.REJECT)
    require(record, *sorted(OPEN))
    _said(note)
    review = record.review.model_copy(
        update={
            "approvals": (),
            "comments": with_comment(record, by, at, note),
            **NO_DEADLINE,
            "undo_until": at + timedelta(hours=policy.undo_hours),
        }
    )
    state = InvoiceState.REJECTED
    return _done(record, at, AuditAction.INVOICE_REJECTED, by, {}, state=state, review=review)


def roll_back(record: InvoiceRecord, by: Reviewer, at: datetime, *, note: str) -> Change:
    """
    Take back what was done, or a rejection. What is outside is undone next; then a person decides anew.

    Raises:
        Forbidden: not in this role.
        Conflict: nothing was done, or it was done too long ago (`review.deadline`).
        Unprocessable: it is not said why (`review.note`).
    """
    allow(by, Power.UNDO)
    require(record, InvoiceState.PROCESSED, InvoiceState.REJECTED)
    _in_time(record, at)
    _said(note)
    review = record.review.model_copy(
        update={
            "approvals": (),
            "comments": with_comment(record, by, at, note),
            "held": _held(record, GateLevel.L2),
            "undo_until": None,
        }
    )
    state = InvoiceState.ROLLING_BACK
    facts: dict[str, Fact] = {"effects": len(review.live), "was": record.state.value}
    return _done(record, at, AuditAction.ROLL_BACK_ASKED, by, facts, state=state, review=review)


def comment(record: InvoiceRecord, by: Reviewer, at: datetime, *, text: str) -> Change:
    """Keep what a person said. Raises Forbidden, Conflict, Malformed."""
    allow(by, Power.COMMENT)
    _said(text)
    review = record.review.model_copy(update={"comments": with_comment(record, by, at, text)})
    facts: dict[str, Fact] = {"comment": len(review.comments)}
    return _done(record, at, AuditAction.INVOICE_COMMENTED, by, facts, review=review)


def _check_approver(record: InvoiceRecord, by: Reviewer, policy: Policy) -> None:
    if record.summary is None or record.summary.doc_type is None:
        raise Conflict("review.reading", "There is nothing read that could be approved; fill it in first.")
    mine = [each for each in record.review.corrections if each.by == by.reviewer_id]
    if any(each.payee for each in mine):
        raise Forbidden("review.payee", "You changed who is paid, so somebody else must approve.")
    if mine and approvals_needed(record, policy) > 1:
        raise Forbidden("review.four_eyes", "You corrected this invoice, so two others must approve it.")
    if any(each.by == by.reviewer_id for each in approvals_of(record)):
        raise Conflict("review.second", "You approved it already; it needs a second person.")


def _held(record: InvoiceRecord, least: GateLevel) -> GateLevel:
    """The gate never comes out lower than any level it had, nor than what this step asks for."""
    levels = (least, record.review.held, record.decision.level if record.decision else None)
    return max(level for level in levels if level is not None)


def _in_time(record: InvoiceRecord, at: datetime) -> None:
    until = record.review.undo_until
    if until is None or at > until:
        raise Conflict("review.deadline", "It was done too long ago to be taken back here.")


def _said(note: str) -> None:
    if not note.strip():
        raise Unprocessable("review.note", "Say in a few words why, or what you checked.")


def with_comment(record: InvoiceRecord, by: Reviewer, at: datetime, text: str) -> tuple[Comment, ...]:
    """Return the comments with one more, if anything is said. Raises Malformed, Conflict."""
    said = text.strip()
    if not said:
        return record.review.comments
    if len(said) > COMMENT_CHARACTERS_MAX:
        raise Malformed("review.comment", f"A comment has at most {COMMENT_CHARACTERS_MAX} characters.")
    if len(record.review.comments) >= COMMENTS_MAX:
        raise Conflict("review.comments", f"An invoice has at most {COMMENTS_MAX} comments.")
    return (*record.review.comments, Comment(by=by.reviewer_id, at=at, text=said))


def _again(
    record: InvoiceRecord,
    by: Reviewer,
    at: datetime,
    action: AuditAction,
    facts: dict[str, Fact],
    **changes: Any,
) -> Change:
    """The road that every invoice takes: the checks, the gate, the act."""
    kept = tuple(each for each in record.findings if each.code in KEPT_FINDINGS)
    return _done(record, at, action, by, facts, state=InvoiceState.READ, findings=kept, **changes)


def _done(
    record: InvoiceRecord,
    at: datetime,
    action: AuditAction,
    by: Reviewer,
    facts: dict[str, Fact],
    **changes: Any,
) -> Change:
    return change(record).then(at, action, actor_of(by), facts, **changes)
