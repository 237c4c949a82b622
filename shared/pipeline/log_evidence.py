"""Evidence: a tenant's log as it stands, for a bundle to carry away or a verifier to read in place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import IO

from shared.domain.audit import origin_of
from shared.domain.errors import Malformed
from shared.domain.proof.bundle import Line, Manifest, write_bundle
from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.entry import StoredEntry
from shared.domain.proof.head import LogHead, SessionCertificate
from shared.domain.proof.merkle import EMPTY_ROOT
from shared.domain.proof.note import Note
from shared.domain.tenancy import TenantScope
from shared.ports.checkpoints import Checkpoints
from shared.ports.log_store import LogStore

CHECKPOINTS_MAX = 1000
"""Newest checkpoints looked at: each covers all before it, so older ones add nothing but time."""


@dataclass(frozen=True)
class LogEvidence:
    """The `Evidence` of one tenant's log up to where it stood when this was made."""

    scope: TenantScope
    store: LogStore
    notes: Checkpoints
    manifest: Manifest
    noted: int
    """Size the newest checkpoint speaks of, which was read before the log was."""

    def sessions(self) -> Iterator[Line[SessionCertificate]]:
        """Give the certificates of writers' sessions."""
        return _lines(lambda: self.store.sessions(self.scope))

    def heads(self) -> Iterator[Line[LogHead]]:
        """Give the signed heads in order."""
        size = self.manifest.size
        return _lines(lambda: takewhile(lambda head: head.size <= size, self.store.heads(self.scope)))

    def entries(self) -> Iterator[Line[StoredEntry]]:
        """Give the entries in order."""
        size = self.manifest.size
        return _lines(lambda: takewhile(lambda entry: entry.sequence < size, self.store.entries(self.scope)))

    def checkpoints(self) -> Iterator[tuple[str, bytes]]:
        """Give the newest notes, each with its name in a bundle."""
        for size, note in self._notes():
            yield f"checkpoints/{size:016d}.note", note

    def write(self, target: IO[bytes]) -> None:
        """Write the bundle. Raises Unavailable, and Malformed where the store holds what no bundle can."""
        write_bundle(
            target,
            manifest=self.manifest,
            sessions=self.store.sessions(self.scope),
            heads=_items(self.heads()),
            entries=_items(self.entries()),
            notes=self._notes(),
        )

    def _notes(self) -> Iterator[tuple[int, bytes]]:
        """Checkpoints signed after the log was looked at speak of entries that are not in the evidence."""
        limit = max(self.noted, self.manifest.size)
        return islice((each for each in self.notes.all(self.scope) if each[0] <= limit), CHECKPOINTS_MAX)


def log_evidence(scope: TenantScope, store: LogStore, notes: Checkpoints, *, authority: str) -> LogEvidence:
    """Return the log's evidence as it stands now. Raises Unavailable, Malformed for a damaged head."""
    note = notes.latest(scope)
    head = store.latest(scope)
    manifest = Manifest(
        origin=origin_of(authority, scope.tenant_id),
        size=head.size if head else 0,
        root=head.root if head else EMPTY_ROOT.hex(),
    )
    return LogEvidence(scope, store, notes, manifest, _size(note) if note else 0)


def _size(note: bytes) -> int:
    """The size a note speaks of; a note that cannot be read is the verifier's to report."""
    try:
        return Checkpoint.parse(Note.decode(note).text).size
    except Malformed:
        return 0


def _lines[Item](read: Callable[[], Iterable[Item]]) -> Iterator[Line[Item]]:
    """Number what is read; a document that cannot be read ends it, as its place is not known."""
    number = 0
    try:
        for item in read():
            yield Line(number, item)
            number += 1
    except Malformed as error:
        yield Line(number, None, error.message)


def _items[Item](lines: Iterator[Line[Item]]) -> Iterator[Item]:
    for line in lines:
        if line.item is None:
            raise Malformed("log.damaged", line.problem)
        yield line.item
