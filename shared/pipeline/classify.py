"""Classify: recognise the vendor, run the checks, code the lines, ask the gate, hand on."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.assignment import assignee_of
from shared.domain.audit import Actor, ActorKind, AuditAction, Fact
from shared.domain.checks import check_reading
from shared.domain.coding import Coding, code_invoice, recoded
from shared.domain.deciding import about_of, decide_on
from shared.domain.duplicates import NumberClaim, near_duplicate, number_claim, same_number
from shared.domain.errors import Unavailable
from shared.domain.findings import Finding
from shared.domain.gate import ACTED_ON, Decision
from shared.domain.history import history_findings, is_recurring
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, change
from shared.domain.memory import PastInvoice, VendorMemory, past_invoice
from shared.domain.model import Model
from shared.domain.plausibility import plausibility_findings
from shared.domain.proof.entry import event_id
from shared.domain.reading import Reading, ReadInvoice
from shared.domain.review import Review, export_under
from shared.domain.signals import (
    amount_findings,
    look_alike_findings,
    mail_findings,
    order_findings,
    vendor_findings,
)
from shared.domain.stage import StageMessage
from shared.domain.tenancy import TenantScope
from shared.domain.traces import producer_findings, trace_findings
from shared.domain.vendor import VendorMatch, VendorOutcome, keys_of
from shared.pipeline.ingest import publish_next
from shared.pipeline.recognise import Recognise, Recognised
from shared.ports.blobs import Blobs, reading_name
from shared.ports.clock import Clock
from shared.ports.coder import Coder
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues

CLASSIFIER = Actor(kind=ActorKind.SERVICE, reference="classify")
GATE = Actor(kind=ActorKind.SERVICE, reference="gate")


class Classification(Model):
    """What classify found out."""

    vendor: VendorMatch
    findings: tuple[Finding, ...]
    coding: Coding | None = None


@dataclass(frozen=True)
class Classify:
    """The stage that decides. The gate is asked here and nowhere else."""

    blobs: Blobs
    invoices: Invoices
    recognise: Recognise
    coder: Coder
    queues: Queues
    clock: Clock

    def run(self, scope: TenantScope, message: StageMessage) -> None:
        """
        Classify the invoice and ask the gate, unless that is done; then publish the next stage.

        Raises:
            Conflict, Unavailable: try again.
        """
        found = self.invoices.find(scope, message.invoice_id)
        if found is None:
            raise Unavailable("invoice.missing", "The invoice is not visible yet.")
        record = found.value
        if record.state is InvoiceState.READ:
            classified = self._decided(scope, record, self._classify(scope, record))
            record = self.invoices.commit(scope, classified, found.version).value
        publish_next(self.queues, record)

    def _classify(self, scope: TenantScope, record: InvoiceRecord) -> Classification:
        unknown = VendorMatch(outcome=VendorOutcome.UNKNOWN)
        if record.summary is None:
            return Classification(vendor=unknown, findings=record.findings)
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        reading = Reading.model_validate_json(self.blobs.load(scope, name))
        findings = (*record.findings, *check_reading(reading), *trace_findings(reading))
        if not reading.invoices:
            return Classification(vendor=unknown, findings=findings)
        found = self._tag(scope, record, reading)
        return found.model_copy(update={"findings": (*findings, *found.findings)})

    def _tag(self, scope: TenantScope, record: InvoiceRecord, reading: Reading) -> Classification:
        """Recognise, compare and code the first invoice; its findings are those of this comparison alone."""
        invoice = reading.invoices[0]
        keys = keys_of(invoice, record.provenance.mail)
        name = record.summary.vendor_name if record.summary else None
        recognised = self.recognise.vendor_of(scope, name, keys, said=record.review.vendor_id)
        producer = reading.traces.producer if reading.traces else None
        past = past_invoice(record.invoice_id, invoice, producer=producer)
        memory, holder = self.recognise.remember(scope, recognised, past)
        self.recognise.learn(scope, recognised, keys, name, self.clock())
        findings = (
            *plausibility_findings(invoice, today=record.received_at.date()),
            *vendor_findings(recognised.match, recognised.vendor, keys),
            *look_alike_findings(recognised.match, keys, recognised.known),
            *mail_findings(record.provenance.mail),
            *order_findings(invoice, recognised.vendor),
            *amount_findings(invoice, tuple(rule.above for rule in scope.profile.policy.amounts)),
            *_compared(past, memory, holder),
        )
        coding = _as_said(self._code(invoice, past, memory, recognised), past, record.review)
        return Classification(vendor=recognised.match, findings=findings, coding=coding)

    def _code(
        self,
        invoice: ReadInvoice,
        past: PastInvoice,
        memory: VendorMemory,
        recognised: Recognised,
    ) -> Coding:
        name = invoice.vendor_name.value if invoice.vendor_name else None
        lines = invoice.line_items[: len(past.lines)]
        return code_invoice(
            past,
            recognised.match.vendor_id,
            memory.decisions,
            recognised.rules,
            tuple(self.coder.guess(name, line.description) for line in lines),
            tuple(line.tax_rate for line in lines),
            recurring=is_recurring(past, memory),
        )

    def _decided(self, scope: TenantScope, record: InvoiceRecord, found: Classification) -> Change:
        profile, now = scope.profile, self.clock()
        classified = change(record).then(
            now,
            AuditAction.INVOICE_CLASSIFIED,
            CLASSIFIER,
            _classification_facts(found),
            vendor=found.vendor,
            findings=found.findings,
            coding=found.coding,
        )
        decision = decide_on(classified.record, profile.policy, profile.fallback)
        trial = profile.shadow_policy
        shadow = decide_on(classified.record, trial, profile.fallback) if trial else None
        return classified.then(
            now,
            AuditAction.GATE_DECIDED,
            GATE,
            _decision_facts(decision, shadow),
            state=InvoiceState.CLASSIFIED,
            decision=decision,
            shadow=shadow,
            assignee=record.assignee or _assignee(scope, classified.record, now),
            classified_at=now,
            review=_planned(classified.record, decision),
        )


def _as_said(coding: Coding, past: PastInvoice, review: Review) -> Coding:
    """A person's word on this invoice's lines outweighs every rule."""
    for said in review.codes:
        if said.line < len(past.lines):
            coding = recoded(coding, past, said.line, said.field, said.value)
    return coding


def _assignee(scope: TenantScope, record: InvoiceRecord, now: datetime) -> str | None:
    people = tuple(each.reviewer_id for each in scope.profile.reviewers)
    about = about_of(record)
    return assignee_of(scope.profile.policy, people, record.findings, record.money, about, at=now)


def _planned(record: InvoiceRecord, decision: Decision) -> Review:
    """Where the machine will act, the effect and its compensation are written down with the decision."""
    if decision.level not in ACTED_ON:
        return record.review
    planned = export_under(event_id(record.invoice_id, record.events))
    return record.review.model_copy(update={"effects": (*record.review.effects, planned)})


def _classification_facts(found: Classification) -> dict[str, Fact]:
    vendor: dict[str, Fact] = {"vendor": found.vendor.vendor_id} if found.vendor.vendor_id else {}
    return {
        "outcome": found.vendor.outcome.value,
        **vendor,
        "evidence": ",".join(found.vendor.evidence),
        "findings": ",".join(sorted({finding.code for finding in found.findings})),
    }


def _decision_facts(decision: Decision, shadow: Decision | None) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "level": decision.level.value,
        "policy_version": decision.policy_version,
        "reasons": len(decision.because),
    }
    if shadow is None:
        return facts
    return {**facts, "shadow_level": shadow.level.value, "shadow_version": shadow.policy_version}


def _compared(past: PastInvoice, memory: VendorMemory, holder: NumberClaim | None) -> tuple[Finding, ...]:
    """Return what the vendor's earlier invoices say: the same one again, or one unlike the others."""
    claim = number_claim(past)
    again = same_number(claim, holder, memory) if claim and holder else None
    if again is None:
        again = near_duplicate(past, memory)
    return (*((again,) if again else ()), *history_findings(past, memory), *producer_findings(past, memory))
