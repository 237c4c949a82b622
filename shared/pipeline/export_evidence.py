"""Export evidence: lay each tenant's bundle and what OSCAL says of it into its outbox, once a day."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.domain.audit import Actor, ActorKind, AuditAction, Receipt
from shared.domain.audit_facts import event_of
from shared.domain.errors import IntakeError, NotFound, TooLarge
from shared.domain.ids import Sha256, derive, sha256_of
from shared.domain.model import Model
from shared.domain.tenancy import Admission, TenantScope
from shared.pipeline.oscal_documents import BUNDLE, Level, OSCALDocuments
from shared.pipeline.proving import Proving
from shared.ports.audit_log import AuditLog
from shared.ports.blobs import BlobName, Shelf, Shelves
from shared.ports.clock import Clock
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)

EXPORTER = Actor(kind=ActorKind.SERVICE, reference="evidence-exporter")

BUNDLE_BYTES_MAX = 200 * 2**20
"""Of a bundle in memory: about a million entries. `audit export` streams, and takes any length."""

INDEX = "index.json"
"""Written last: where it is, the day's evidence is whole."""

TRUST = "trust.json"

JSON_TYPE = "application/json"


class EvidenceFile(Model):
    """One file of a day's evidence."""

    name: str
    sha256: Sha256


class EvidenceIndex(Model):
    """What a day's evidence consists of."""

    day: str
    files: tuple[EvidenceFile, ...]
    receipt: Receipt
    """Of the entry that says what was exported."""


class Exported(Model):
    """What one round did."""

    exported: int = 0
    unchanged: int = 0
    """Tenants whose evidence of the day was there already."""
    failed: int = 0
    """Tenants whose evidence could not be laid out; the next round tries again."""


@dataclass(frozen=True)
class ExportEvidence:
    """
    The timer's stage that exports.

    Everything is created and never changed, under the day's name. A round that was broken off is gone on with
    by the next: the bundle that lies there already is the one that the documents are about.
    """

    tenants: Tenants
    admission: Admission
    proving: Proving
    audit_log: AuditLog
    shelves: Shelves
    clock: Clock
    bundle_bytes_max: int = BUNDLE_BYTES_MAX

    def run(self) -> Exported:
        """Export for every tenant of this region; one's trouble does not keep the others waiting."""
        counts = dict.fromkeys(Exported.model_fields, 0)
        for tenant_id in self.tenants.ids():
            try:
                done = self.export(self.admission.admit(tenant_id))
                counts["exported" if done else "unchanged"] += 1
            except IntakeError as error:
                logger.warning("Evidence not exported", extra={"tenant_id": tenant_id, "code": error.code})
                counts["failed"] += 1
        return Exported(**counts)

    def export(self, scope: TenantScope) -> bool:
        """
        Lay the day's evidence out unless it is there; return whether it was not.

        Raises:
            TooLarge: the log is too long for this; use `audit export`.
            Malformed: the log is damaged beyond what a bundle can hold.
            Unavailable: try again.
        """
        now = self.clock()
        day = now.date().isoformat()
        if self._find(scope, day, INDEX) is not None:
            return False
        with TemporaryDirectory(prefix="evidence-") as folder:
            self._lay_out(scope, day, now, Path(folder, BUNDLE))
        logger.info("Evidence exported", extra={"tenant_id": scope.tenant_id, "day": day})
        return True

    def _lay_out(self, scope: TenantScope, day: str, now: datetime, path: Path) -> None:
        bundle = self._bundle(scope, day, path)
        trust = self.proving.trust(scope.tenant_id)
        oscal = OSCALDocuments(path, trust, self.proving.check, now=now)
        files = [EvidenceFile(name=BUNDLE, sha256=sha256_of(bundle))]
        files.append(self._keep(scope, day, TRUST, trust.encode()))
        for name, document in oscal.documents(Level.SUMMARY):
            body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
            files.append(self._keep(scope, day, name, body))
        receipt = self._record(scope, day, now, oscal)
        index = EvidenceIndex(day=day, files=tuple(files), receipt=receipt)
        self._keep(scope, day, INDEX, index.model_dump_json(indent=2).encode())

    def _bundle(self, scope: TenantScope, day: str, path: Path) -> bytes:
        """The day's bundle, also in a file: the one an earlier round laid out, or the log as it is now."""
        found = self._find(scope, day, BUNDLE)
        if found is None:
            with path.open("wb") as file:
                self.proving.evidence(scope).write(file)
            if path.stat().st_size > self.bundle_bytes_max:
                raise TooLarge("evidence.size", f"A bundle of more than {self.bundle_bytes_max} bytes.")
            found = path.read_bytes()
            if not self.shelves.create(scope, _name(day, BUNDLE), found, "application/zip"):
                # Another round was quicker; its bundle is the one that counts.
                found = self.shelves.load(scope, _name(day, BUNDLE))
        path.write_bytes(found)
        return found

    def _record(self, scope: TenantScope, day: str, now: datetime, oscal: OSCALDocuments) -> Receipt:
        """Say in the log what was exported; the same day's again is the same entry."""
        verdict = oscal.verdict
        event = event_of(
            tenant_id=scope.tenant_id,
            subject=derive("evidence", scope.tenant_id, day),
            number=0,
            action=AuditAction.EVIDENCE_EXPORTED,
            at=now,
            actor=EXPORTER,
            facts={
                "day": day,
                "size": verdict.size,
                "root": verdict.root,
                "findings": verdict.findings_count,
                "bundle_sha256": oscal.bundle_sha256,
            },
            previous=None,
        )
        (receipt,) = self.audit_log.append(scope, (event,))
        return receipt

    def _find(self, scope: TenantScope, day: str, name: str) -> bytes | None:
        try:
            return self.shelves.load(scope, _name(day, name))
        except NotFound:
            return None

    def _keep(self, scope: TenantScope, day: str, name: str, body: bytes) -> EvidenceFile:
        """The file as it is kept now: what an earlier round wrote stays."""
        if not self.shelves.create(scope, _name(day, name), body, JSON_TYPE):
            body = self.shelves.load(scope, _name(day, name))
        return EvidenceFile(name=name, sha256=sha256_of(body))


def _name(day: str, name: str) -> BlobName:
    return BlobName(shelf=Shelf.EVIDENCE, path=f"{day}/{name}")
