"""Classify: recognise the vendor, run the checks, ask the gate, hand on."""

from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.checks import check_reading
from shared.domain.errors import Unavailable
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.gate import Decision, decide
from shared.domain.ids import VendorId
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, change
from shared.domain.model import Model
from shared.domain.reading import Reading
from shared.domain.stage import StageMessage
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import (
    Vendor,
    VendorKey,
    VendorMatch,
    VendorOutcome,
    keys_of,
    match_vendor,
    normalise_number,
    propose_vendor,
    vendor_findings,
)
from shared.pipeline.ingest import publish_next
from shared.ports.blobs import Blobs, reading_name
from shared.ports.clock import Clock
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues
from shared.ports.vendors import Vendors

CLASSIFIER = Actor(kind=ActorKind.SERVICE, reference="classify")
GATE = Actor(kind=ActorKind.SERVICE, reference="gate")


class Classification(Model):
    """What classify found out."""

    vendor: VendorMatch
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Classify:
    """The stage that decides. The gate is asked here and nowhere else."""

    blobs: Blobs
    invoices: Invoices
    vendors: Vendors
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
        findings = (*record.findings, *check_reading(reading))
        if not reading.invoices:
            return Classification(vendor=unknown, findings=findings)
        keys = keys_of(reading.invoices[0], record.provenance.mail)
        match, vendor = self._recognise(scope, record, keys)
        return Classification(
            vendor=match,
            findings=(
                *findings,
                *vendor_findings(match, vendor, keys),
                *self._duplicates(scope, record, match.vendor_id),
            ),
        )

    def _recognise(
        self, scope: TenantScope, record: InvoiceRecord, keys: tuple[VendorKey, ...]
    ) -> tuple[VendorMatch, Vendor | None]:
        known = self.vendors.find(scope, keys) if keys else ()
        match = match_vendor(keys, known)
        if match.outcome is not VendorOutcome.UNKNOWN:
            return match, next((each for each in known if each.vendor_id == match.vendor_id), None)
        name = record.summary.vendor_name if record.summary else None
        proposed = propose_vendor(scope.tenant_id, name, keys)
        if proposed is None:
            return match, None
        vendor = self.vendors.add(scope, proposed)
        if vendor != proposed:
            return match_vendor(keys, (vendor,)), vendor
        new = VendorMatch(outcome=VendorOutcome.NEW, vendor_id=vendor.vendor_id, name=vendor.name)
        return new, vendor

    def _duplicates(
        self, scope: TenantScope, record: InvoiceRecord, vendor_id: VendorId | None
    ) -> tuple[Finding, ...]:
        number = record.summary.invoice_number if record.summary else None
        compared = normalise_number(number) if number else ""
        if vendor_id is None or not compared:
            return ()
        holder = self.vendors.claim_number(scope, vendor_id, compared, record.invoice_id)
        if holder == record.invoice_id:
            return ()
        message = f"Invoice {holder} has the same vendor and number."
        return (Finding(code=FindingCode.DUPLICATE_NUMBER, severity=Severity.ERROR, message=message),)

    def _decided(self, scope: TenantScope, record: InvoiceRecord, found: Classification) -> Change:
        money = record.summary.money if record.summary else None
        decision = decide(scope.profile.policy, found.findings, money)
        now = self.clock()
        classified = change(record).then(
            now,
            AuditAction.INVOICE_CLASSIFIED,
            CLASSIFIER,
            {
                "outcome": found.vendor.outcome.value,
                "vendor": found.vendor.vendor_id or "",
                "evidence": ",".join(found.vendor.evidence),
                "findings": ",".join(sorted({finding.code for finding in found.findings})),
            },
            vendor=found.vendor,
            findings=found.findings,
        )
        reviewers = scope.profile.reviewers
        return classified.then(
            now,
            AuditAction.GATE_DECIDED,
            GATE,
            _decision_facts(decision),
            state=InvoiceState.CLASSIFIED,
            decision=decision,
            assignee=reviewers[0].reviewer_id if reviewers else None,
            classified_at=now,
        )


def _decision_facts(decision: Decision) -> dict[str, str | int]:
    return {
        "level": decision.level.value,
        "policy_version": decision.policy_version,
        "reasons": len(decision.because),
    }
