"""Review: what a person does with an invoice, written with its event, and then carried out by the chain."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from shared.domain.call_back import call_back, is_asked_for
from shared.domain.codes import CodeDecision, CodeField
from shared.domain.corrections import Corrections, apply_corrections
from shared.domain.errors import Conflict, Malformed, NotFound, Stale, Unprocessable
from shared.domain.handing_on import escalate, reassign
from shared.domain.ids import VendorId, parse_invoice_id, parse_vendor_id
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, Summary, summarise
from shared.domain.memory import past_invoice
from shared.domain.reading import EngineStamp, Reading
from shared.domain.review import CallOutcome, SaidCode
from shared.domain.review_steps import (
    approve,
    code,
    comment,
    correct,
    recheck,
    reject,
    roll_back,
)
from shared.domain.tenancy import Reviewer, TenantScope
from shared.domain.vendor import ChangeKind, KeyKind, keys_of, normalise_phone
from shared.domain.vendor_changes import gained
from shared.domain.version import Versioned
from shared.pipeline.ingest import publish_next
from shared.pipeline.learn import Learn
from shared.pipeline.recording import Recording
from shared.ports.blobs import Blobs, reading_name
from shared.ports.clock import Clock
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues

BY_HAND = EngineStamp(name="by-hand", version="1", seconds=0)
"""Of a reading that a person wrote where no engine could read."""

type Step = Callable[[InvoiceRecord, datetime], Change]


@dataclass(frozen=True)
class Review:
    """
    Every way a person has of changing an invoice.

    Each takes a `Reviewer`, which only a person's sign-in gives: no partner key passes here. `revision` is
    the number of events the person saw; where there are more by now, nothing is changed. All of them raise

        NotFound: no such invoice.
        Stale: it changed since the person looked.
        Conflict, Unavailable: try again.

    and what their step in `domain.review_steps` raises.
    """

    invoices: Invoices
    blobs: Blobs
    queues: Queues
    recording: Recording
    learn: Learn
    clock: Clock

    def approve(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, note: str
    ) -> InvoiceRecord:
        """Let the invoice pass the gate in this person's name."""
        policy = scope.profile.policy
        record = self.step(
            scope, invoice_id, revision, lambda record, at: approve(record, by, policy, at, note=note)
        )
        if record.state is InvoiceState.APPROVED and is_asked_for(record):
            self._keep_accounts(scope, by, record)
        return record

    def correct(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, corrections: Corrections
    ) -> InvoiceRecord:
        """Put other values in place of what was read. Also raises Malformed, Unprocessable."""
        vendor_id = self._vendor(scope, corrections.vendor_id)

        def step(record: InvoiceRecord, at: datetime) -> Change:
            corrected = apply_corrections(self._reading(scope, record), corrections)
            summary = self._keep(scope, record, corrected.reading)
            fields, payee = corrected.fields, corrected.payee
            return correct(record, by, at, summary, fields, payee=payee, vendor_id=vendor_id)

        return self.step(scope, invoice_id, revision, step)

    def reject(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, note: str
    ) -> InvoiceRecord:
        """End the invoice without an act."""
        policy = scope.profile.policy
        return self.step(
            scope, invoice_id, revision, lambda record, at: reject(record, by, at, policy, note=note)
        )

    def roll_back(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, note: str
    ) -> InvoiceRecord:
        """Take back what was done, or a rejection."""
        return self.step(scope, invoice_id, revision, lambda record, at: roll_back(record, by, at, note=note))

    def tell_apart(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, other_id: str
    ) -> InvoiceRecord:
        """Keep that this is no duplicate of another invoice of the vendor, and check it again."""
        other = self._find(scope, other_id).value
        found = self._current(scope, invoice_id, revision)
        vendor_id = found.value.vendor.vendor_id if found.value.vendor else None
        if vendor_id is None:
            raise Conflict("invoice.vendor", "The invoice has no vendor yet.")
        change = recheck(found.value, by, self.clock(), other=other.invoice_id)
        record = self.invoices.commit(scope, change, found.version).value
        # Before the checks run again, which is where it counts.
        self.learn.tell_apart(scope, vendor_id, record.invoice_id, other.invoice_id)
        publish_next(self.queues, record)
        return record

    def call_back(
        self,
        scope: TenantScope,
        by: Reviewer,
        invoice_id: str,
        *,
        revision: int,
        number: str,
        outcome: CallOutcome,
    ) -> InvoiceRecord:
        """Keep that the vendor was called about a new account. Also raises Unprocessable."""
        record = self._find(scope, invoice_id).value
        vendor_id = record.vendor.vendor_id if record.vendor else None
        loaded = self.learn.vendors.load(scope, vendor_id) if vendor_id else None
        known = loaded.value.knows(KeyKind.PHONE) if loaded else frozenset[str]()
        phone = normalise_phone(number)
        return self.step(
            scope,
            invoice_id,
            revision,
            lambda record, at: call_back(record, by, at, number=phone, outcome=outcome, known=known),
        )

    def code(
        self,
        scope: TenantScope,
        by: Reviewer,
        invoice_id: str,
        *,
        revision: int,
        line: int,
        field: CodeField,
        value: str,
    ) -> InvoiceRecord:
        """Book a line as a person says, and learn it. Also raises NotFound where there is no such line."""
        found = self._current(scope, invoice_id, revision)
        vendor_id = found.value.vendor.vendor_id if found.value.vendor else None
        invoices = self._reading(scope, found.value).invoices
        lines = past_invoice(found.value.invoice_id, invoices[0]).lines if invoices else ()
        if not 0 <= line < len(lines):
            raise NotFound("invoice.line", "No such line.")
        said = SaidCode(line=line, field=field, value=value)
        done = code(found.value, by, self.clock(), said)
        record = self.invoices.commit(scope, done, found.version).value
        if vendor_id is not None:
            decision = CodeDecision(
                invoice_id=record.invoice_id,
                vendor_id=vendor_id,
                item=lines[line].item,
                field=field,
                value=said.value,
            )
            self.learn.decide(scope, decision)
        publish_next(self.queues, record)
        return record

    def reassign(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, to_id: str
    ) -> InvoiceRecord:
        """Make the invoice somebody else's. Also raises NotFound where there is no such person."""
        to = scope.profile.reviewer(to_id)
        if to is None:
            raise NotFound("reviewer.unknown", "No such person.")
        return self.step(scope, invoice_id, revision, lambda record, at: reassign(record, by, to, at))

    def escalate(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, note: str
    ) -> InvoiceRecord:
        """Ask the next person of the chain."""
        profile = scope.profile
        return self.step(
            scope,
            invoice_id,
            revision,
            lambda record, at: escalate(record, by, profile.reviewers, profile.policy, at, note=note),
        )

    def comment(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, text: str
    ) -> InvoiceRecord:
        """Keep what a person said."""
        return self.step(scope, invoice_id, revision, lambda record, at: comment(record, by, at, text=text))

    def step(self, scope: TenantScope, invoice_id: str, revision: int, step: Step) -> InvoiceRecord:
        """Write state and event in one batch; then the chain carries it out, or the log takes it in."""
        found = self._current(scope, invoice_id, revision)
        done = step(found.value, self.clock())
        record = self.invoices.commit(scope, done, found.version).value
        if record.next_stage is not None:
            publish_next(self.queues, record)
        else:
            self.recording.settle(scope, record, written=done.events)
        return record

    def _current(self, scope: TenantScope, invoice_id: str, revision: int) -> Versioned[InvoiceRecord]:
        found = self._find(scope, invoice_id)
        if found.value.events != revision:
            raise Stale("invoice.changed", "Somebody changed this invoice since you looked at it.")
        return found

    def _find(self, scope: TenantScope, invoice_id: str) -> Versioned[InvoiceRecord]:
        try:
            found = self.invoices.find(scope, parse_invoice_id(invoice_id))
        except Malformed:
            found = None
        if found is None:
            raise NotFound("invoice.unknown", "No such invoice.")
        return found

    def _vendor(self, scope: TenantScope, vendor_id: str | None) -> VendorId | None:
        """The vendor that was named: one of this tenant's register, and what it was merged into if it was."""
        if vendor_id is None:
            return None
        loaded = self.learn.vendors.load(scope, parse_vendor_id(vendor_id))
        if loaded is None:
            raise NotFound("vendor.unknown", "No such vendor.")
        return loaded.value.merged_into or loaded.value.vendor_id

    def _keep_accounts(self, scope: TenantScope, by: Reviewer, record: InvoiceRecord) -> None:
        """Put the confirmed accounts into the register; if it is busy, the next invoice asks again."""
        vendor_id = record.vendor.vendor_id if record.vendor else None
        loaded = self.learn.vendors.load(scope, vendor_id) if vendor_id else None
        invoices = self._reading(scope, record).invoices[:1]
        keys = tuple(key for each in invoices for key in keys_of(each, None) if key.kind is KeyKind.IBAN)
        if loaded is None or not keys:
            return
        with suppress(Conflict, Unprocessable):
            changed = gained(loaded.value, keys, at=self.clock(), by=by.reviewer_id, kind=ChangeKind.EDITED)
            self.learn.vendors.save(scope, changed, loaded)

    def _reading(self, scope: TenantScope, record: InvoiceRecord) -> Reading:
        if record.summary is None:
            return Reading(engine=BY_HAND, page_count=record.document.page_count, invoices=())
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        return Reading.model_validate_json(self.blobs.load(scope, name))

    def _keep(self, scope: TenantScope, record: InvoiceRecord, reading: Reading) -> Summary:
        body = reading.model_dump_json(exclude_defaults=True).encode()
        sha256 = self.blobs.commit(scope, record.invoice_id, body)
        self.blobs.create(scope, reading_name(record.invoice_id, sha256), body, "application/json")
        return summarise(reading, sha256)
