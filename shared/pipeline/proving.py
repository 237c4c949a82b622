"""Proving: show a tenant's log to those who doubt it, and doubt it ourselves at regular times."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction, AuditEvent, origin_of
from shared.domain.audit_facts import event_of
from shared.domain.errors import IntakeError
from shared.domain.ids import TenantId, derive, sha256_of
from shared.domain.model import Model
from shared.domain.proof.entry import LeafEvent
from shared.domain.proof.head import HeldReceipt
from shared.domain.proof.note import CheckSignature
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Outcome, Verdict
from shared.domain.proof.verify import verify
from shared.domain.tenancy import Admission, TenantScope
from shared.pipeline.log_evidence import LogEvidence, log_evidence
from shared.pipeline.notary import notary_name
from shared.ports.audit_log import AuditLog
from shared.ports.checkpoints import Checkpoints
from shared.ports.clock import Clock
from shared.ports.log_store import LogStore
from shared.ports.signing import Signer
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)

VERIFIER = Actor(kind=ActorKind.SERVICE, reference="log-verifier")

CODES_MAX = 10
"""Kinds of finding named in the log's own entry about them: a fact is short."""


class LogStatus(Model):
    """How far a tenant's log is written, and how far it is vouched for."""

    origin: str
    """The log's name."""
    entries: int
    root: str
    """Of the tree over all entries, hexadecimal."""
    anchored: int
    """Entries under the notary's last checkpoint; the others have only their writer's word."""
    checkpoint: str | None
    """The notary's last signed note. Whoever keeps it can show later that the log was this."""


@dataclass(frozen=True)
class Proving:
    """The logs, and the keys they are vouched for with."""

    store: LogStore
    checkpoints: Checkpoints
    session_key: Signer
    notary_key: Signer
    check: CheckSignature
    authority: str

    def evidence(self, scope: TenantScope) -> LogEvidence:
        """Return the log as it stands now. Raises Unavailable, Malformed for a damaged head."""
        return log_evidence(scope, self.store, self.checkpoints, authority=self.authority)

    def status(self, scope: TenantScope) -> LogStatus:
        """Return how far the log has come. Raises Unavailable, Malformed for a damaged head."""
        note = self.checkpoints.latest(scope)
        evidence = self.evidence(scope)
        return LogStatus(
            origin=evidence.manifest.origin,
            entries=evidence.manifest.size,
            root=evidence.manifest.root,
            anchored=min(evidence.noted, evidence.manifest.size),
            checkpoint=note.decode(errors="replace") if note else None,
        )

    def receipts(self, scope: TenantScope, subject: str) -> tuple[HeldReceipt, ...]:
        """Return a receipt for each of a subject's events in the log, in order. Raises Unavailable."""
        events = [LeafEvent.parse(entry.content) for entry in self.store.entries(scope, subject=subject)]
        found = self.store.find(scope, tuple(event.event_id for event in events))
        sessions = {each.session_id: each for each in self.store.sessions(scope)}
        return tuple(
            HeldReceipt(event_id, each.sequence, each.head, sessions[each.head.session])
            for event_id, each in sorted(found.items(), key=lambda item: item[1].sequence)
        )

    def trust(self, tenant_id: TenantId, *, unanchored_entries_max: int | None = None) -> Trust:
        """Return what a verifier of this log must trust: every version of the keys. Raises Unavailable."""
        notaries = self.notary_key.public_keys()
        return Trust(
            origin=origin_of(self.authority, tenant_id),
            session_keys=self.session_key.public_keys(),
            notaries={notary_name(self.authority, key_id): key for key_id, key in notaries.items()},
            unanchored_entries_max=unanchored_entries_max,
        )

    def verify(self, scope: TenantScope) -> Verdict:
        """Return the verdict on the log as the store shows it. Raises Unavailable."""
        return verify(self.evidence(scope), self.trust(scope.tenant_id), self.check)


class Verified(Model):
    """What one round did."""

    clean: int = 0
    damaged: int = 0
    """Logs with findings; each is in the program's log, and in the tenant's."""
    failed: int = 0
    """Logs that could not be read; the next round tries again."""


@dataclass(frozen=True)
class VerifyLogs:
    """The timer's stage that reads every log from its first entry, as a stranger would."""

    tenants: Tenants
    admission: Admission
    proving: Proving
    audit_log: AuditLog
    clock: Clock

    def run(self) -> Verified:
        """Verify every log of this region; one log's trouble does not keep the others from being verified."""
        counts = dict.fromkeys(Verified.model_fields, 0)
        for tenant_id in self.tenants.ids():
            try:
                verdict = self._verify(self.admission.admit(tenant_id))
                counts["damaged" if verdict.outcome is Outcome.FINDINGS else "clean"] += 1
            except IntakeError as error:
                logger.warning("Log not verified", extra={"tenant_id": tenant_id, "code": error.code})
                counts["failed"] += 1
        return Verified(**counts)

    def _verify(self, scope: TenantScope) -> Verdict:
        verdict = self.proving.verify(scope)
        values = {"tenant_id": scope.tenant_id, "entries": verdict.size, "anchored": verdict.anchored}
        if verdict.outcome is Outcome.FINDINGS:
            codes = sorted(verdict.codes)
            logger.critical("The log was changed", extra={**values, "findings": codes})
        else:
            logger.info("Log verified", extra=values)
        self.audit_log.append(scope, (*self._keys(scope), self._event(scope, verdict)))
        return verdict

    def _keys(self, scope: TenantScope) -> tuple[AuditEvent, ...]:
        """That each version of the signing keys is in force; one seen before is the same event."""
        found = {
            "session": self.proving.session_key.public_keys(),
            "notary": self.proving.notary_key.public_keys(),
        }
        return tuple(
            event_of(
                tenant_id=scope.tenant_id,
                subject=derive("key-rotated", scope.tenant_id, name, key_id),
                number=0,
                action=AuditAction.KEY_ROTATED,
                at=self.clock(),
                actor=VERIFIER,
                facts={
                    "key": name,
                    "key_id": key_id,
                    "public_key_sha256": sha256_of(public_key),
                    "versions": len(versions),
                },
                previous=None,
            )
            for name, versions in found.items()
            for key_id, public_key in versions.items()
        )

    def _event(self, scope: TenantScope, verdict: Verdict) -> AuditEvent:
        """What was found about this much of the log; the same finding again is the same event."""
        codes = ",".join(sorted(verdict.codes)[:CODES_MAX])
        return event_of(
            tenant_id=scope.tenant_id,
            subject=derive("log-verified", scope.tenant_id, str(verdict.size), verdict.root, codes),
            number=0,
            action=AuditAction.LOG_VERIFIED,
            at=self.clock(),
            actor=VERIFIER,
            facts={
                "size": verdict.size,
                "root": verdict.root,
                "anchored": verdict.anchored,
                "findings": verdict.findings_count,
                "codes": codes,
            },
            previous=None,
        )
