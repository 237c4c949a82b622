"""Notify: act under the gate or undo, tell the human, and bring it all into the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.audit import AuditAction, Fact, Receipt
from shared.domain.errors import Unavailable
from shared.domain.gate import GateLevel
from shared.domain.ids import derive
from shared.domain.invoice import OPEN, RESTING, Change, InvoiceRecord, InvoiceState, change
from shared.domain.notification import Notification
from shared.domain.review import NO_DEADLINE, Review
from shared.domain.stage import StageMessage
from shared.domain.tenancy import NoticeWish, TenantScope
from shared.domain.version import Versioned
from shared.domain.working_time import due
from shared.pipeline.acting import SERVICE, Acting
from shared.pipeline.recording import Recording
from shared.pipeline.retain import Erasing
from shared.pipeline.telling import Told, tell
from shared.ports.clock import Clock
from shared.ports.invoices import Invoices
from shared.ports.notifier import Notifier

RESTS_AS = {
    GateLevel.L0: InvoiceState.PROCESSED,
    GateLevel.L1: InvoiceState.PROCESSED,
    GateLevel.L2: InvoiceState.AWAITING_APPROVAL,
    GateLevel.L3: InvoiceState.AWAITING_PERSON,
}


@dataclass(frozen=True)
class Notify:
    """The stage that acts and undoes. Nothing outside changes before what allows it is in the log."""

    invoices: Invoices
    recording: Recording
    acting: Acting
    erasing: Erasing
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
        done = self._go_on(scope, found)
        if done.events:
            found = self.invoices.commit(scope, done, found.version)
        if found.value.logged < found.value.events:
            self.recording.settle(scope, found.value, written=done.events)

    def _go_on(self, scope: TenantScope, found: Versioned[InvoiceRecord]) -> Change:
        record = found.value
        match record.state:
            case InvoiceState.CLASSIFIED | InvoiceState.ACTED:
                return self._act_and_tell(scope, found)
            case InvoiceState.APPROVED:
                # Nobody is told: the one who approved is looking at it.
                acted = self.acting.act(scope, record, self.recording.authority(scope, record))
                return self._rest(scope, acted, Told(), logged=record.events)
            case InvoiceState.ROLLING_BACK:
                return self._roll_back(scope, record)
            case InvoiceState.ERASING:
                return self.erasing.run(scope, record, self.recording.authority(scope, record))
            case _ if record.next_stage is not None and record.untold:
                return self._hand_over(scope, found)
            case _:
                return change(record)

    def _act_and_tell(self, scope: TenantScope, found: Versioned[InvoiceRecord]) -> Change:
        """Return the change to rest. Raises Unavailable where a channel must wait; the act is kept."""
        done = change(found.value)
        authority = self.recording.authority(scope, found.value)
        if found.value.state is InvoiceState.CLASSIFIED:
            done = self.acting.act(scope, found.value, authority)
        told = Told()
        if _level(done.record) is not GateLevel.L0:
            told = self._tell(scope, done.record, authority, authority.event_id, handed_on=False)
        self._keep_if_waiting(scope, found, done, told)
        return self._rest(scope, done, told, logged=found.value.events)

    def _roll_back(self, scope: TenantScope, record: InvoiceRecord) -> Change:
        undone = self.acting.unwind(scope, record, self.recording.authority(scope, record))
        now = self.clock()
        return undone.then(
            now,
            AuditAction.INVOICE_ROLLED_BACK,
            SERVICE,
            {"effects": len(undone.events)},
            state=InvoiceState.ROLLED_BACK,
            rested_at=now,
            logged=record.events,
            review=_waiting(undone.record.review, scope, now),
        )

    def _hand_over(self, scope: TenantScope, found: Versioned[InvoiceRecord]) -> Change:
        """Tell the assignee that the invoice is theirs now; whom no channel reaches finds it in the inbox."""
        record = found.value
        authority = self.recording.authority(scope, record)
        occasion = f"{record.invoice_id}.{record.events}"
        told = self._tell(scope, record, authority, occasion, handed_on=True)
        self._keep_if_waiting(scope, found, change(record), told)
        return change(record).then(
            self.clock(),
            AuditAction.HUMAN_TOLD if told.notices else AuditAction.INVOICE_RESTED,
            SERVICE,
            _delivered(record.state, told),
            notices=told.notices or record.notices,
            untold=False,
            logged=record.events,
        )

    def _tell(
        self, scope: TenantScope, record: InvoiceRecord, authority: Receipt, occasion: str, *, handed_on: bool
    ) -> Told:
        notification = self._notification(scope, record, authority, occasion)
        if notification is None:
            return Told()
        wanted = handed_on or notification.recipient.notices is NoticeWish.EACH
        listening = (each for each in self.notifiers if wanted or not each.personal)
        return tell(listening, scope, notification, record.notices)

    def _keep_if_waiting(
        self, scope: TenantScope, found: Versioned[InvoiceRecord], done: Change, told: Told
    ) -> None:
        """
        Where a channel must be tried again, write down what was done, and who was told, before that.

        Raises:
            Unavailable: what the channel said.
        """
        if told.waits is None:
            return
        # Without the receipts, each attempt would send the mail again while some webhook is down.
        notices = told.notices or done.record.notices
        if done.events or notices != found.value.notices:
            record = done.record.model_copy(update={"notices": notices})
            self.invoices.commit(scope, Change(record=record, events=done.events), found.version)
        raise told.waits

    def _notification(
        self, scope: TenantScope, record: InvoiceRecord, authority: Receipt, occasion: str
    ) -> Notification | None:
        recipient = scope.profile.reviewer(record.assignee)
        if recipient is None or record.decision is None:
            return None
        return Notification(
            notification_id=derive("notification", occasion, recipient.reviewer_id),
            tenant_id=record.tenant_id,
            invoice_id=record.invoice_id,
            level=record.decision.level,
            recipient=recipient,
            title=_title(record),
            reasons=record.decision.because,
            authority=authority,
            link=f"{self.portal_url}/invoices/{record.invoice_id}",
        )

    def _rest(self, scope: TenantScope, done: Change, told: Told, *, logged: int) -> Change:
        now = self.clock()
        state = _resting_state(done.record)
        review = done.record.review
        rested = _waiting(review, scope, now) if state in OPEN else _undoable(review, scope, now)
        return done.then(
            now,
            AuditAction.HUMAN_TOLD if told.notices else AuditAction.INVOICE_RESTED,
            SERVICE,
            _delivered(state, told),
            state=state,
            notices=told.notices or done.record.notices,
            untold=False,
            rested_at=now,
            logged=logged,
            review=rested,
        )


def _resting_state(record: InvoiceRecord) -> InvoiceState:
    return InvoiceState.PROCESSED if record.state is InvoiceState.ACTED else RESTS_AS[_level(record)]


def _waiting(review: Review, scope: TenantScope, now: datetime) -> Review:
    policy = scope.profile.policy
    due_at = due(now, policy.deadline_hours, policy.working_time)
    return review.model_copy(update={"due_at": due_at, "overdue_since": None, "undo_until": None})


def _undoable(review: Review, scope: TenantScope, now: datetime) -> Review:
    undo_until = now + timedelta(hours=scope.profile.policy.undo_hours)
    return review.model_copy(update={**NO_DEADLINE, "undo_until": undo_until})


def _delivered(state: InvoiceState, told: Told) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"state": state.value}
    if told.refused:
        facts["refused"] = ",".join(told.refused)
    if not told.notices:
        return facts
    return {
        **facts,
        "recipient": told.notices[0].recipient,
        "channels": ",".join(notice.channel for notice in told.notices),
        "notices": ",".join(notice.reference for notice in told.notices),
    }


def _level(record: InvoiceRecord) -> GateLevel:
    """The decided level; a record without a decision goes to a human whole."""
    return record.decision.level if record.decision else GateLevel.L3


def _title(record: InvoiceRecord) -> str:
    summary = record.summary
    number = (summary.invoice_number if summary else None) or record.invoice_id
    vendor = (summary.vendor_name if summary else None) or "an unknown vendor"
    overdue = "Overdue. " if record.review.overdue_since else ""
    match record.state if record.state in RESTING else _resting_state(record):
        case InvoiceState.PROCESSED:
            return f"Processed: invoice {number} of {vendor}"
        case InvoiceState.AWAITING_APPROVAL:
            return f"{overdue}Please approve: invoice {number} of {vendor}"
        case InvoiceState.ROLLED_BACK:
            return f"{overdue}Rolled back, please decide: invoice {number} of {vendor}"
        case _:
            return f"{overdue}Please handle: invoice {number} of {vendor}"
