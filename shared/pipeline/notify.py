"""Notify: act under the gate, tell the human, and bring it all into the log."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction, Receipt
from shared.domain.errors import Refused, Unavailable
from shared.domain.gate import GateLevel
from shared.domain.ids import derive, sha256_of
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, Notice, change
from shared.domain.notification import Notification
from shared.domain.reading import Reading
from shared.domain.stage import StageMessage
from shared.domain.tenancy import TenantScope
from shared.domain.version import Versioned
from shared.exports import invoice_json
from shared.pipeline.recording import Recording
from shared.ports.blobs import Blobs, export_name, reading_name
from shared.ports.clock import Clock
from shared.ports.invoices import Invoices
from shared.ports.notifier import Notifier

logger = logging.getLogger(__name__)

SERVICE = Actor(kind=ActorKind.SERVICE, reference="notify")

ACTED_ON = frozenset({GateLevel.L0, GateLevel.L1})
"""Levels at which the machine acts by itself."""

RESTS_AS = {
    GateLevel.L0: InvoiceState.PROCESSED,
    GateLevel.L1: InvoiceState.PROCESSED,
    GateLevel.L2: InvoiceState.AWAITING_APPROVAL,
    GateLevel.L3: InvoiceState.AWAITING_PERSON,
}


@dataclass(frozen=True)
class Notify:
    """The stage that acts. Nothing outside changes before the decision is in the log."""

    blobs: Blobs
    invoices: Invoices
    recording: Recording
    notifiers: tuple[Notifier, ...]
    portal_url: str
    clock: Clock

    def run(self, scope: TenantScope, message: StageMessage) -> None:
        """
        Take the invoice from its decision to rest. Every step already done is not done again.

        Raises:
            Conflict, Unavailable: try again.
        """
        found = self.invoices.find(scope, message.invoice_id)
        if found is None:
            raise Unavailable("invoice.missing", "The invoice is not visible yet.")
        done = change(found.value)
        if found.value.state in {InvoiceState.CLASSIFIED, InvoiceState.ACTED}:
            done = self._act_and_tell(scope, found)
            found = self.invoices.commit(scope, done, found.version)
        if found.value.logged < found.value.events:
            self.recording.settle(scope, found.value, written=done.events)

    def _act_and_tell(self, scope: TenantScope, found: Versioned[InvoiceRecord]) -> Change:
        """Return the change to rest. Where the telling must wait, the act is written down all the same."""
        done = change(found.value)
        authority = self.recording.authority(scope, found.value)
        if found.value.state is InvoiceState.CLASSIFIED and _level(found.value) in ACTED_ON:
            done = self._export(scope, found.value, authority)
        try:
            notices = self._tell(scope, done.record, authority)
        except Unavailable:
            if done.events:
                self.invoices.commit(scope, done, found.version)
            raise
        return self._rest(done, notices, logged=found.value.events)

    def _export(self, scope: TenantScope, record: InvoiceRecord, authority: Receipt) -> Change:
        """Write the coded invoice out. `authority` is the decision's receipt: no act without a record."""
        if record.summary is None:
            raise Unavailable("invoice.reading", "An invoice without a reading cannot be exported.")
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        reading = Reading.model_validate_json(self.blobs.load(scope, name))
        body = invoice_json.render(record, reading, authority)
        sha256 = sha256_of(body)
        self.blobs.create(scope, export_name(record.invoice_id, sha256), body, invoice_json.MEDIA_TYPE)
        now = self.clock()
        return change(record).then(
            now,
            AuditAction.INVOICE_ACTED,
            SERVICE,
            {"export_sha256": sha256, "authority": authority.event_id, "log_sequence": authority.sequence},
            state=InvoiceState.ACTED,
            logged=record.events,
            export_sha256=sha256,
            acted_at=now,
        )

    def _tell(self, scope: TenantScope, record: InvoiceRecord, authority: Receipt) -> tuple[Notice, ...]:
        notification = self._notification(scope, record, authority)
        if notification is None or _level(record) is GateLevel.L0:
            return ()
        sent = (self._send(scope, notifier, notification) for notifier in self.notifiers)
        return tuple(notice for notice in sent if notice is not None)

    def _send(self, scope: TenantScope, notifier: Notifier, notification: Notification) -> Notice | None:
        """A channel that will never take the notice does not keep the others from going on."""
        try:
            return notifier.send(scope, notification)
        except Refused as refusal:
            logger.error(  # noqa: TRY400 - the refusal is an answer, its stack says nothing
                "Notice refused", extra={"invoice_id": notification.invoice_id, "code": refusal.code}
            )
            return None

    def _notification(
        self, scope: TenantScope, record: InvoiceRecord, authority: Receipt
    ) -> Notification | None:
        reviewers = {reviewer.reviewer_id: reviewer for reviewer in scope.profile.reviewers}
        recipient = reviewers.get(record.assignee or "")
        if recipient is None or record.decision is None:
            return None
        return Notification(
            notification_id=derive("notification", record.invoice_id, str(record.decision.level)),
            tenant_id=record.tenant_id,
            invoice_id=record.invoice_id,
            level=record.decision.level,
            recipient=recipient,
            title=_title(record),
            reasons=record.decision.because,
            authority=authority,
            link=f"{self.portal_url}/invoices/{record.invoice_id}",
        )

    def _rest(self, done: Change, notices: tuple[Notice, ...], *, logged: int) -> Change:
        now = self.clock()
        state = RESTS_AS[_level(done.record)]
        facts: dict[str, str | int] = {
            "state": state.value,
            "recipient": notices[0].recipient if notices else "",
            **{notice.channel: notice.reference for notice in notices},
        }
        action = AuditAction.HUMAN_TOLD if notices else AuditAction.INVOICE_RESTED
        return done.then(
            now, action, SERVICE, facts, state=state, notices=notices, rested_at=now, logged=logged
        )


def _level(record: InvoiceRecord) -> GateLevel:
    """The decided level; a record without a decision goes to a human whole."""
    return record.decision.level if record.decision else GateLevel.L3


def _title(record: InvoiceRecord) -> str:
    summary = record.summary
    number = (summary.invoice_number if summary else None) or record.invoice_id
    vendor = (summary.vendor_name if summary else None) or "an unknown vendor"
    match RESTS_AS[_level(record)]:
        case InvoiceState.PROCESSED:
            return f"Processed: invoice {number} of {vendor}"
        case InvoiceState.AWAITING_APPROVAL:
            return f"Please approve: invoice {number} of {vendor}"
        case _:
            return f"Please handle: invoice {number} of {vendor}"
