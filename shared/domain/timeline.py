"""Timeline: what the log says of one invoice, sorted by what people ask."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain.audit import Actor, AuditAction, Fact, LogEntry
from shared.domain.model import Model


class Question(StrEnum):
    """What people ask of an invoice, in the order it usually happens."""

    CAME = "came"
    """What came, which way, from whom."""
    READ = "read"
    """Which engine of which version read it, or why none could."""
    FOUND = "found"
    """Whose it is and what is wrong with it."""
    DECIDED = "decided"
    """Who or what decided, under which version of the policy."""
    DONE = "done"
    """What was done outside, under which decision."""
    TOLD = "told"
    """Who was told, by which channel; who has it now."""
    UNDONE = "undone"
    """What was taken back."""
    KEPT = "kept"
    """Holds and erasure of its content."""
    SAID = "said"
    """What else people did with it."""
    FAILED = "failed"
    """Where it stood still."""


ASKED: Mapping[AuditAction, Question] = {
    AuditAction.DOCUMENT_RECEIVED: Question.CAME,
    AuditAction.DOCUMENT_RECEIVED_AGAIN: Question.CAME,
    AuditAction.DOCUMENT_READ: Question.READ,
    AuditAction.DOCUMENT_UNREADABLE: Question.READ,
    AuditAction.INVOICE_CORRECTED: Question.READ,
    AuditAction.INVOICE_CLASSIFIED: Question.FOUND,
    AuditAction.INVOICE_TOLD_APART: Question.FOUND,
    AuditAction.VENDOR_CALLED: Question.FOUND,
    AuditAction.INVOICE_RECODED: Question.FOUND,
    AuditAction.GATE_DECIDED: Question.DECIDED,
    AuditAction.INVOICE_APPROVED: Question.DECIDED,
    AuditAction.INVOICE_ENDORSED: Question.DECIDED,
    AuditAction.INVOICE_REJECTED: Question.DECIDED,
    AuditAction.INVOICE_ACTED: Question.DONE,
    AuditAction.INVOICE_RESTED: Question.DONE,
    AuditAction.HUMAN_TOLD: Question.TOLD,
    AuditAction.INVOICE_REASSIGNED: Question.TOLD,
    AuditAction.INVOICE_ESCALATED: Question.TOLD,
    AuditAction.INVOICE_OVERDUE: Question.TOLD,
    AuditAction.ROLL_BACK_ASKED: Question.UNDONE,
    AuditAction.EFFECT_UNDONE: Question.UNDONE,
    AuditAction.INVOICE_ROLLED_BACK: Question.UNDONE,
    AuditAction.INVOICE_HELD: Question.KEPT,
    AuditAction.INVOICE_RELEASED: Question.KEPT,
    AuditAction.ERASURE_ORDERED: Question.KEPT,
    AuditAction.CONTENT_ERASED: Question.KEPT,
    AuditAction.INVOICE_COMMENTED: Question.SAID,
    AuditAction.DEAD_LETTERED: Question.FAILED,
    AuditAction.REQUEUED: Question.FAILED,
}
"""What each kind of an invoice's events answers; a test keeps this whole."""

POLICY_VERSION = "policy_version"


class Step(Model):
    """One answer: an entry of the log."""

    sequence: int
    """Position in the tenant's log, where it can be proved."""
    event_id: str
    at: datetime
    who: Actor
    action: AuditAction
    policy_version: int | None
    """Which the last decision before or at this step was made under; None before the first."""
    facts: dict[str, Fact]


class Timeline(Model):
    """One invoice's story. Each list is in order; the whole is in order of `sequence`."""

    invoice_id: str
    came: tuple[Step, ...] = ()
    read: tuple[Step, ...] = ()
    found: tuple[Step, ...] = ()
    decided: tuple[Step, ...] = ()
    done: tuple[Step, ...] = ()
    told: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()
    kept: tuple[Step, ...] = ()
    said: tuple[Step, ...] = ()
    failed: tuple[Step, ...] = ()

    @classmethod
    def of(cls, invoice_id: str, entries: Iterable[LogEntry]) -> Self:
        """Return the story that an invoice's entries tell."""
        answers: dict[str, list[Step]] = {question.value: [] for question in Question}
        policy_version: int | None = None
        for entry in entries:
            event = entry.event
            version = event.facts.get(POLICY_VERSION)
            policy_version = version if isinstance(version, int) else policy_version
            question = ASKED.get(event.action, Question.SAID)
            answers[question.value].append(
                Step(
                    sequence=entry.sequence,
                    event_id=event.event_id,
                    at=event.at,
                    who=event.actor,
                    action=event.action,
                    policy_version=policy_version,
                    facts=event.facts,
                )
            )
        return cls(invoice_id=invoice_id, **{name: tuple(steps) for name, steps in answers.items()})
