"""Inclusion: prove that one invoice's entries are in the tenant's log, as a notary signed it."""

import logging
from dataclasses import dataclass
from itertools import islice

from shared.domain.audit import origin_of
from shared.domain.errors import Malformed, Refused, TooLarge
from shared.domain.model import Model
from shared.domain.proof.entry import LeafEvent, StoredEntry
from shared.domain.proof.merkle import Frontier, Subtree, check_inclusion, inclusion_proof, subtrees_after
from shared.domain.tenancy import TenantScope
from shared.pipeline.notary import signed_tree
from shared.pipeline.proving import Proving

logger = logging.getLogger(__name__)

BETWEEN_MAX = 20_000
"""Entries between two checkpoints, which are read for a proof: hours of a busy tenant for a minute's."""


class ProvedEntry(Model):
    """One entry, and what proves that it is in the log."""

    event_id: str
    sequence: int
    leaf: str
    """The entry's bytes as text; `0x00` before them and SHA-256 over both is its hash in the tree."""
    tree_size: int | None
    """Of the tree that the checkpoint signs; None where no checkpoint covers the entry yet."""
    path: tuple[str, ...]
    """The hashes from the entry up to the root (RFC 9162, section 2.1.3), hexadecimal."""
    checkpoint: str | None
    """The notary's signed note."""
    is_proved: bool
    """Whether the path leads to the root in the note, and the note is the notary's."""


class Inclusion(Model):
    """What proves an invoice's entries."""

    origin: str
    """The log's name, as it stands in each checkpoint."""
    subject: str
    entries: tuple[ProvedEntry, ...]
    """In the log's order."""
    pending: int
    """Entries that no checkpoint covers yet: ask again in a minute, or take their receipts."""
    is_proved: bool
    """Whether every entry that a checkpoint covers is proved."""


@dataclass(frozen=True)
class _Stretch:
    """The log between two checkpoints."""

    tree: Frontier
    """Of the earlier one; empty where there is none."""
    size: int
    root: bytes
    checkpoint: str
    subtree: Subtree

    def holds(self, sequence: int) -> bool:
        return self.tree.size <= sequence < self.size


@dataclass(frozen=True)
class Inclusions:
    """Proofs from the log itself: each by the first checkpoint that covers the entry."""

    proving: Proving
    between_max: int = BETWEEN_MAX

    def of(self, scope: TenantScope, subject: str) -> Inclusion:
        """
        Return what proves a subject's entries.

        What is not what was signed is not proved, and raises the alarm in the program's log.

        Raises:
            TooLarge: too much lies between two checkpoints; take the bundle instead.
            Unavailable: try again.
        """
        proved: list[ProvedEntry] = []
        stretch: _Stretch | None = None
        for entry in self.proving.store.entries(scope, subject=subject):
            if stretch is None or not stretch.holds(entry.sequence):
                stretch = self._stretch(scope, entry.sequence)
            proved.append(_proved(entry, stretch))
        covered = [each for each in proved if each.checkpoint is not None]
        if not all(each.is_proved for each in covered):
            logger.critical("The log was changed", extra={"tenant_id": scope.tenant_id, "subject": subject})
        return Inclusion(
            origin=origin_of(self.proving.authority, scope.tenant_id),
            subject=subject,
            entries=tuple(proved),
            pending=len(proved) - len(covered),
            is_proved=all(each.is_proved for each in covered),
        )

    def _stretch(self, scope: TenantScope, sequence: int) -> _Stretch | None:
        """The log around an entry; None where no checkpoint covers it yet."""
        before, after = self.proving.checkpoints.around(scope, sequence)
        if after is None:
            return None
        names = self.proving.trust(scope.tenant_id).notaries
        origin = origin_of(self.proving.authority, scope.tenant_id)
        try:
            tree = signed_tree(before, origin, names, self.proving.check) if before else Frontier()
            signed = signed_tree(after, origin, names, self.proving.check)
        except Refused:
            # A note that is not the notary's proves nothing, and covers all the same.
            return _Stretch(Frontier(), sequence + 1, b"", after.decode(errors="replace"), _nothing)
        leaves = self._leaves(scope, tree.size, signed.size)
        return _Stretch(tree, signed.size, signed.root(), after.decode(), subtrees_after(tree, leaves))

    def _leaves(self, scope: TenantScope, first: int, size: int) -> list[bytes]:
        if size - first > self.between_max:
            raise TooLarge("audit.between", f"{size - first} entries lie between two checkpoints.")
        entries = islice(self.proving.store.entries(scope, first=first), size - first)
        return [entry.leaf_hash for entry in entries]


def _proved(entry: StoredEntry, stretch: _Stretch | None) -> ProvedEntry:
    path: tuple[bytes, ...] = ()
    is_proved = False
    if stretch is not None:
        try:
            path = inclusion_proof(entry.sequence, stretch.size, stretch.subtree)
            check_inclusion(entry.leaf_hash, entry.sequence, stretch.size, path, stretch.root)
            is_proved = True
        except Refused:
            path = ()
    return ProvedEntry(
        event_id=_event_id(entry),
        sequence=entry.sequence,
        leaf=entry.leaf,
        tree_size=stretch.size if stretch else None,
        path=tuple(node.hex() for node in path),
        checkpoint=stretch.checkpoint if stretch else None,
        is_proved=is_proved,
    )


def _event_id(entry: StoredEntry) -> str:
    """Which event it is; empty where the entry holds none, which its proof says too."""
    try:
        return LeafEvent.parse(entry.content).event_id
    except Malformed:
        return ""


def _nothing(_start: int, _end: int) -> bytes:
    return b""
