"""
The verifier: reads a log from its first entry, and trusts of it what the keys and notes at hand prove.

Whatever a bundle holds, it returns a verdict. In memory it keeps one digest per subject, nothing per entry.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from shared.domain.errors import Malformed
from shared.domain.proof.bundle import Line, Manifest
from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.entry import LeafEvent, StoredEntry
from shared.domain.proof.head import HeldReceipt, LogHead, SessionCertificate
from shared.domain.proof.merkle import EMPTY_ROOT, HASH_BYTES, BadProof, Frontier, leaf_hash
from shared.domain.proof.note import BadNote, CheckSignature, Note
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Code, Verdict

NUMBER_BYTES = 8
"""Of a number in a subject's chain: more than JSON's whole numbers need."""


class Evidence(Protocol):
    """A log to be judged: a bundle, or the store itself."""

    @property
    def manifest(self) -> Manifest:
        """What it says it holds."""
        ...

    def sessions(self) -> Iterator[Line[SessionCertificate]]:
        """Give the certificates of writers' sessions."""
        ...

    def heads(self) -> Iterator[Line[LogHead]]:
        """Give the signed heads in order."""
        ...

    def entries(self) -> Iterator[Line[StoredEntry]]:
        """Give the entries in order."""
        ...

    def checkpoints(self) -> Iterator[tuple[str, bytes]]:
        """Give notes and the names they are filed under."""
        ...


def verify(
    evidence: Evidence,
    trust: Trust,
    check: CheckSignature,
    *,
    held: Iterable[bytes] = (),
    receipts: Iterable[HeldReceipt] = (),
) -> Verdict:
    """
    Return all that is wrong with a log, by what the verifier trusts and holds.

    `held` are notes and `receipts` receipts that were kept apart from the log: they show what no log can show
    of itself, that its newest entries were taken off or that all of it was written anew.

    Raises:
        BadBundle: the evidence cannot be read to its end.
    """
    return _Verification(trust, check, tuple(receipts)).run(evidence, tuple(held))


class _Verification:
    """One run, and what it knows so far."""

    def __init__(self, trust: Trust, check: CheckSignature, receipts: Sequence[HeldReceipt]) -> None:
        self._trust = trust
        self._check = check
        self._receipts = receipts
        self._verdict = Verdict(trust.origin)
        self._sessions: dict[str, SessionCertificate] = {}
        self._checkpoints: dict[int, bytes] = {}
        self._tree = Frontier()
        self._roots: dict[int, bytes | None] = {}
        self._events: dict[int, str | None] = {}
        self._subjects: dict[str, bytes] = {}

    def run(self, evidence: Evidence, held: Sequence[bytes]) -> Verdict:
        if evidence.manifest.origin != self._trust.origin:
            self._verdict.add(Code.MANIFEST, "origin", "It is of another log than the one you trust.")
        self._read_sessions(evidence.sessions())
        for name, note in evidence.checkpoints():
            checkpoint = self._read_note(name, note)
            if checkpoint is not None and name != f"checkpoints/{checkpoint.size:016d}.note":
                self._verdict.add(Code.CHECKPOINT_NAME, name)
        for number, note in enumerate(held):
            self._read_note(f"held note {number}", note)
        self._want()
        self._read_log(evidence.heads(), evidence.entries())
        self._conclude(evidence.manifest)
        return self._verdict

    def _want(self) -> None:
        """Remember of which sizes and entries something will be asked at the end."""
        heads = [receipt.head.size for receipt in self._receipts]
        self._roots = dict.fromkeys([*self._checkpoints, *heads])
        self._roots[0] = EMPTY_ROOT
        self._events = dict.fromkeys(receipt.sequence for receipt in self._receipts)

    def _read_sessions(self, lines: Iterator[Line[SessionCertificate]]) -> None:
        for line in lines:
            certificate = self._item(line, "sessions")
            if certificate is None:
                continue
            if certificate.session_id in self._sessions:
                self._verdict.add(Code.SESSION_TWICE, certificate.session_id)
            elif self._is_trusted(certificate):
                self._sessions[certificate.session_id] = certificate
            else:
                self._verdict.add(Code.SESSION_UNTRUSTED, certificate.session_id)

    def _is_trusted(self, certificate: SessionCertificate) -> bool:
        return certificate.authority == self._trust.authority and certificate.is_certified(
            self._trust.session_keys, self._check
        )

    def _read_note(self, name: str, content: bytes) -> Checkpoint | None:
        try:
            note = Note.decode(content)
            note.signer(self._trust.notaries, self._check)
            checkpoint = Checkpoint.parse(note.text)
        except BadNote as error:
            self._verdict.add(Code.CHECKPOINT_UNTRUSTED, name, error.message)
            return None
        if checkpoint.origin != self._trust.origin:
            self._verdict.add(Code.CHECKPOINT_FOREIGN, name)
        elif self._checkpoints.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            self._verdict.add(Code.CHECKPOINT_FORK, checkpoint.size)
        return checkpoint

    def _read_log(self, heads: Iterator[Line[LogHead]], entries: Iterator[Line[StoredEntry]]) -> None:
        reader = _Entries(entries, self._verdict)
        before: LogHead | None = None
        for line in heads:
            head = self._item(line, "heads")
            if head is None:
                continue
            self._check_head(head, before)
            for entry in reader.below(head.size):
                self._take(entry)
            self._check_tree(head)
            before = head
        for entry in reader.rest():
            self._verdict.add(Code.ENTRY_UNSIGNED, entry.sequence)
            self._take(entry)

    def _check_head(self, head: LogHead, before: LogHead | None) -> None:
        if head.first != (before.size if before else 0) or head.size <= head.first:
            self._verdict.add(Code.HEAD_ORDER, head.size)
        if before is not None and head.at < before.at:
            self._verdict.add(Code.HEAD_TIME, head.size, f"{before.at} is followed by {head.at}.")
        if not self._is_signed(head, self._sessions):
            self._verdict.add(Code.HEAD_SIGNATURE, head.size)
            return
        certificate = self._sessions[head.session]
        if not certificate.not_before <= head.at <= certificate.not_after:
            self._verdict.add(Code.SESSION_EXPIRED, head.size)

    def _is_signed(self, head: LogHead, sessions: Mapping[str, SessionCertificate]) -> bool:
        certificate = sessions.get(head.session)
        if certificate is None:
            return False
        key = base64.b64decode(certificate.public_key)
        return self._check(key, head.message(self._trust.origin), base64.b64decode(head.signature))

    def _check_tree(self, head: LogHead) -> None:
        """Compare, and go on from what was signed: a damage is reported where it is, and not ever after."""
        if self._tree.size < head.size:
            self._verdict.add(Code.ENTRY_MISSING, head.size, f"{head.size - self._tree.size} of them.")
        nodes = tuple(node.hex() for node in self._tree.nodes)
        if (head.size, head.root, head.frontier) == (self._tree.size, self._tree.root().hex(), nodes):
            return
        self._verdict.add(Code.HEAD_ROOT, head.size)
        try:
            tree = head.tree()
        except BadProof:
            return
        if tree.root().hex() == head.root:
            self._tree = tree

    def _take(self, entry: StoredEntry) -> None:
        content = entry.leaf.encode(errors="replace")
        sequence = self._tree.size
        if entry.sequence != sequence:
            self._verdict.add(Code.ENTRY_ORDER, sequence, f"It says {entry.sequence}.")
        self._tree.append(leaf_hash(content))
        if self._tree.size in self._roots:
            self._roots[self._tree.size] = self._tree.root()
        try:
            event = LeafEvent.parse(content)
        except Malformed as error:
            self._verdict.add(Code.ENTRY_FORM, sequence, error.message)
            return
        if event.tenant_id != self._trust.tenant_id:
            self._verdict.add(Code.ENTRY_FOREIGN, sequence)
        if (entry.subject, entry.action) != (event.subject, event.action):
            self._verdict.add(Code.ENTRY_PROJECTION, sequence)
        if sequence in self._events:
            self._events[sequence] = event.event_id
        self._check_chain(sequence, event)

    def _check_chain(self, sequence: int, event: LeafEvent) -> None:
        known = self._subjects.get(event.subject, b"")
        number = int.from_bytes(known[HASH_BYTES:]) if known else -1
        if event.number <= number:
            self._verdict.add(Code.CHAIN_TWICE, sequence, event.event_id)
            return
        if event.number != number + 1:
            self._verdict.add(Code.CHAIN_GAP, sequence, event.event_id)
        elif event.previous != (known[:HASH_BYTES].hex() or None):
            self._verdict.add(Code.CHAIN_PREVIOUS, sequence, event.event_id)
        self._subjects[event.subject] = bytes.fromhex(event.digest) + event.number.to_bytes(NUMBER_BYTES)

    def _conclude(self, manifest: Manifest) -> None:
        verdict, size = self._verdict, self._tree.size
        verdict.size, verdict.root = size, self._tree.root().hex()
        if (manifest.size, manifest.root) != (size, verdict.root):
            verdict.add(Code.MANIFEST, "size and root")
        for checkpoint_size, root in sorted(self._checkpoints.items()):
            if checkpoint_size > size:
                verdict.add(Code.CHECKPOINT_BEYOND, checkpoint_size, f"There are {size} entries now.")
            elif self._roots[checkpoint_size] != root:
                verdict.add(Code.CHECKPOINT_ROOT, checkpoint_size)
            else:
                verdict.anchored = checkpoint_size
        for receipt in self._receipts:
            self._check_receipt(receipt)
        limit = self._trust.unanchored_entries_max
        if limit is not None and size - verdict.anchored > limit:
            verdict.add(Code.UNANCHORED, size, f"{size - verdict.anchored} of them.")
        verdict.has_evidence = bool(self._checkpoints or self._receipts)

    def _check_receipt(self, receipt: HeldReceipt) -> None:
        head, certificate = receipt.head, receipt.certificate
        known = {certificate.session_id: certificate}
        if not (self._is_trusted(certificate) and self._is_signed(head, known)):
            self._verdict.add(Code.RECEIPT_UNTRUSTED, receipt.event_id)
        elif head.size > self._tree.size:
            self._verdict.add(Code.RECEIPT_BEYOND, head.size, f"There are {self._tree.size} entries now.")
        elif self._roots[head.size] is None or self._roots[head.size] != bytes.fromhex(head.root):
            self._verdict.add(Code.RECEIPT_ROOT, head.size)
        elif self._events[receipt.sequence] != receipt.event_id:
            self._verdict.add(Code.RECEIPT_EVENT, receipt.sequence)

    def _item[Item](self, line: Line[Item], file: str) -> Item | None:
        if line.item is None:
            self._verdict.add(Code.MALFORMED_LINE, f"{file}:{line.number}", line.problem)
        return line.item


class _Entries:
    """Entries with a look at the next one."""

    def __init__(self, lines: Iterator[Line[StoredEntry]], verdict: Verdict) -> None:
        self._lines = lines
        self._verdict = verdict
        self._next = self._advance()

    def below(self, size: int) -> Iterator[StoredEntry]:
        """Give entries up to the first that says it stands at `size` or later."""
        while self._next is not None and self._next.sequence < size:
            yield self._next
            self._next = self._advance()

    def rest(self) -> Iterator[StoredEntry]:
        """Give what is left."""
        while self._next is not None:
            yield self._next
            self._next = self._advance()

    def _advance(self) -> StoredEntry | None:
        for line in self._lines:
            if line.item is not None:
                return line.item
            self._verdict.add(Code.MALFORMED_LINE, f"entries:{line.number}", line.problem)
        return None
