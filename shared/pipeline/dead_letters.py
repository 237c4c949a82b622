"""Dead letters: what could not be processed is recorded, audited, shown, and can be tried again."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.audit_facts import event_of
from shared.domain.dead_letter import DeadLetter, DeadLetterState, dead_letter_id_for
from shared.domain.errors import Conflict, NotFound, Refused
from shared.domain.ids import sha256_of
from shared.domain.invoice import Failure, InvoiceState, change, require
from shared.domain.stage import Stage, StageMessage
from shared.domain.tenancy import TenantScope
from shared.pipeline.ingest import publish_next
from shared.pipeline.recording import Recording
from shared.ports.audit_log import AuditLog
from shared.ports.blobs import Blobs, quarantine_name
from shared.ports.clock import Clock
from shared.ports.dead_letters import DeadLetters
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues

logger = logging.getLogger(__name__)

UNDERTAKER = Actor(kind=ActorKind.SERVICE, reference="dead-letters")


@dataclass(frozen=True)
class BuryArrival:
    """Records an arrival that never became an invoice."""

    blobs: Blobs
    audit_log: AuditLog
    dead_letters: DeadLetters
    clock: Clock

    def run(self, scope: TenantScope, name: str, content: bytes, refusal: Refused) -> DeadLetter:
        """
        Keep the bytes in quarantine, log and record why; return the dead letter.

        Bytes that were too many to read stay in the inbox under their name.
        """
        digest = sha256_of(content)
        dead_letter_id = dead_letter_id_for(scope.tenant_id, name, digest)
        known = self.dead_letters.find(scope, dead_letter_id)
        if known is not None:
            return known
        letter = DeadLetter(
            dead_letter_id=dead_letter_id,
            tenant_id=scope.tenant_id,
            code=refusal.code,
            message=refusal.message,
            at=self.clock(),
            source=name,
        )
        if content:
            self.blobs.create(scope, quarantine_name(digest), content, "application/octet-stream")
        event = event_of(
            tenant_id=scope.tenant_id,
            subject=letter.dead_letter_id,
            number=0,
            action=AuditAction.DEAD_LETTERED,
            at=letter.at,
            actor=UNDERTAKER,
            facts={"code": letter.code, "sha256": digest, "size_bytes": len(content)},
            previous=None,
        )
        self.audit_log.append(scope, (event,))
        self.dead_letters.save(scope, letter)
        logger.warning(
            "Arrival refused", extra={"dead_letter_id": letter.dead_letter_id, "code": letter.code}
        )
        return letter


@dataclass(frozen=True)
class BuryInvoice:
    """Records an invoice that a stage gave up on."""

    invoices: Invoices
    dead_letters: DeadLetters
    recording: Recording
    clock: Clock

    def run(
        self, scope: TenantScope, stage: Stage, message: StageMessage, *, reason: str
    ) -> DeadLetter | None:
        """
        Mark the invoice as failed, record and log why; None if the invoice went on after all.

        Raises:
            Conflict, Unavailable: try again.
        """
        found = self.invoices.find(scope, message.invoice_id)
        if found is None:
            raise NotFound("invoice.unknown", "No such invoice.")
        record = found.value
        if record.next_stage is stage:
            failed = change(record).then(
                self.clock(),
                AuditAction.DEAD_LETTERED,
                UNDERTAKER,
                {"stage": stage.value, "code": reason},
                state=InvoiceState.FAILED,
                failure=Failure(code=reason, stage=stage, was=record.state),
            )
            record = self.invoices.commit(scope, failed, found.version).value
        if record.failure is None or record.state is not InvoiceState.FAILED:
            return None
        letter = DeadLetter(
            dead_letter_id=dead_letter_id_for(scope.tenant_id, record.invoice_id, str(record.events)),
            tenant_id=scope.tenant_id,
            code=record.failure.code,
            message=f"The stage {stage.value} gave up on this invoice.",
            at=record.updated_at,
            invoice_id=record.invoice_id,
            stage=record.failure.stage,
        )
        self.dead_letters.save(scope, letter)
        self.recording.settle(scope, record)
        return letter


@dataclass(frozen=True)
class Requeue:
    """Takes a dead letter's invoice up again where it stood."""

    invoices: Invoices
    dead_letters: DeadLetters
    queues: Queues
    clock: Clock

    def run(self, scope: TenantScope, dead_letter_id: str, by: Actor) -> DeadLetter:
        """
        Put the invoice back into the state it failed in and publish it; repeating it changes nothing.

        Raises:
            NotFound: no such dead letter.
            Conflict: an arrival that was refused cannot be tried again; send a corrected document.
            Unavailable: try again.
        """
        letter = self.dead_letters.find(scope, dead_letter_id)
        if letter is None:
            raise NotFound("dead_letter.unknown", "No such dead letter.")
        if letter.invoice_id is None:
            raise Conflict("dead_letter.arrival", "A refused arrival cannot be requeued; send it corrected.")
        found = self.invoices.find(scope, letter.invoice_id)
        if found is None:
            raise NotFound("invoice.unknown", "No such invoice.")
        record = found.value
        if letter.state is DeadLetterState.OPEN and record.failure is not None:
            require(record, InvoiceState.FAILED)
            again = change(record).then(
                self.clock(),
                AuditAction.REQUEUED,
                by,
                {"dead_letter": dead_letter_id},
                state=record.failure.was,
                failure=None,
            )
            record = self.invoices.commit(scope, again, found.version).value
        publish_next(self.queues, record)
        requeued = letter.model_copy(update={"state": DeadLetterState.REQUEUED})
        self.dead_letters.save(scope, requeued)
        return requeued
