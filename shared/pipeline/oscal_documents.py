"""OSCAL out of a bundle: verified first, then laid out as documents that point into it."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from shared.domain.audit import AuditEvent, LogEntry, log_time
from shared.domain.proof.bundle import BundleReader
from shared.domain.proof.note import CheckSignature
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Verdict
from shared.domain.proof.verify import verify
from shared.exports.oscal import assessment_results, component_definition, poam
from shared.exports.oscal.parts import Document, File, Source

BUNDLE = "audit.zip"
"""How the bundle is called beside the documents that point to it."""


class Level(StrEnum):
    """An observation per entry, or one per kind of entry."""

    DETAIL = "detail"
    SUMMARY = "summary"


class OSCALDocuments:
    """The documents of one bundle. Raises BadBundle where it cannot be read to its end."""

    def __init__(self, bundle: Path, trust: Trust, check: CheckSignature, *, now: datetime) -> None:
        with BundleReader(bundle) as reader:
            self.verdict: Verdict = verify(reader, trust, check)
        self.bundle_sha256 = _sha256(bundle)
        self._bundle = bundle
        file = File(name=BUNDLE, sha256=self.bundle_sha256, media_type="application/zip")
        self._source = Source(file, self.verdict, verified_at=log_time(now), title=trust.origin)

    def documents(
        self, level: Level, is_wanted: Callable[[AuditEvent], bool] = lambda _: True
    ) -> Iterator[tuple[str, Document]]:
        """Give the documents by file name: of entries that are wanted, the plan if any, the component's."""
        with BundleReader(self._bundle) as reader:
            chosen = (entry for entry in _entries(reader) if is_wanted(entry.event))
            if level is Level.SUMMARY:
                yield "assessment-results-summary.json", assessment_results.summary(self._source, chosen)
            else:
                for number, document in enumerate(assessment_results.detail(self._source, chosen), 1):
                    yield f"assessment-results-{number:03d}.json", document
        if (plan := poam.plan(self._source)) is not None:
            yield "plan-of-action-and-milestones.json", plan
        yield "component-definition.json", component_definition.definition()


def _entries(reader: BundleReader) -> Iterator[LogEntry]:
    """What is no event is the verifier's to report, and has nothing to show."""
    for line in reader.entries():
        if line.item is None:
            continue
        try:
            event = AuditEvent.model_validate_json(line.item.leaf)
        except ValueError:
            continue
        yield LogEntry(sequence=line.item.sequence, event=event)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
