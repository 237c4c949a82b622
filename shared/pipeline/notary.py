"""
Notary: sign how far each tenant's log has come, after making sure that it only grew.

It runs under an identity of its own, which alone may sign with the notary's key and write checkpoints; so who
can write the log cannot vouch for it, and who vouches cannot write it.
"""

import base64
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.audit import origin_of
from shared.domain.errors import IntakeError, Refused
from shared.domain.model import Model
from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.head import LogHead
from shared.domain.proof.merkle import Frontier
from shared.domain.proof.note import CheckSignature, Note, NoteSignature, key_id_of
from shared.domain.tenancy import Admission, TenantScope
from shared.ports.checkpoints import Checkpoints
from shared.ports.log_store import LogStore
from shared.ports.signing import Signer
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)


class LogChanged(Refused):
    """The log is not what it was with something added. It is not signed, and somebody must look."""


class Notarised(Model):
    """What one round did."""

    signed: int = 0
    unchanged: int = 0
    changed: int = 0
    """Logs that did not merely grow."""
    failed: int = 0
    """Logs that could not be read or signed; the next round tries again."""


def notary_name(authority: str, key_id: str) -> str:
    """Return the name of a notary's key in notes. Each version of a key has a name of its own."""
    return f"{authority}/{key_id}"


def signed_tree(content: bytes, origin: str, names: Mapping[str, bytes], check: CheckSignature) -> Frontier:
    """
    Return the tree that a notary's note signs, whose further lines are the frontier.

    Raises LogChanged where it is not a note of one of these keys, or of another log.
    """
    try:
        note = Note.decode(content)
        note.signer(names, check)
        checkpoint = Checkpoint.parse(note.text)
        nodes = [base64.b64decode(line) for line in note.text.splitlines()[3:]]
        tree = Frontier(checkpoint.size, nodes)
    except (Refused, ValueError) as error:
        raise LogChanged("checkpoint.bad", "The checkpoint is not one of ours.") from error
    if checkpoint.origin != origin or tree.root() != checkpoint.root:
        raise LogChanged("checkpoint.other", "The checkpoint is not of this log.")
    return tree


@dataclass(frozen=True)
class NotaryKeys:
    """Public keys (SubjectPublicKeyInfo) that a round judges by."""

    own: Mapping[str, bytes]
    """The notary's, by their names in notes."""
    sessions: Mapping[str, bytes]
    """Those that certify writers' sessions, by key id."""


@dataclass(frozen=True)
class Notary:
    """The timer's stage that signs checkpoints (C2SP `tlog-checkpoint`)."""

    tenants: Tenants
    admission: Admission
    store: LogStore
    checkpoints: Checkpoints
    signer: Signer
    session_key: Signer
    """Certifies the writers' sessions; only its public side is asked for."""
    check: CheckSignature
    authority: str

    def run(self) -> Notarised:
        """Look at every log of this region; one log's trouble does not keep the others from being signed."""
        counts = dict.fromkeys(Notarised.model_fields, 0)
        keys = self.keys()
        for tenant_id in self.tenants.ids():
            try:
                signed = self.sign(self.admission.admit(tenant_id), keys)
                counts["signed" if signed else "unchanged"] += 1
            except LogChanged as error:
                logger.critical("The log was changed", extra={"tenant_id": tenant_id, "code": error.code})
                counts["changed"] += 1
            except IntakeError as error:
                logger.warning("Log not signed", extra={"tenant_id": tenant_id, "code": error.code})
                counts["failed"] += 1
        return Notarised(**counts)

    def keys(self) -> NotaryKeys:
        """Return the public keys of a round, past ones too. Raises Unavailable."""
        own = self.signer.public_keys()
        return NotaryKeys(
            own={notary_name(self.authority, key_id): key for key_id, key in own.items()},
            sessions=self.session_key.public_keys(),
        )

    def sign(self, scope: TenantScope, keys: NotaryKeys) -> bool:
        """
        Sign the log's head unless it is signed already; return whether there was anything to sign.

        Raises:
            LogChanged: the log does not continue the last checkpoint.
            Unavailable: try again.
        """
        content = self.checkpoints.latest(scope)
        head = self.store.latest(scope)
        tree = self._last_tree(scope, content, keys.own) if content else Frontier()
        if head is None or head.size < tree.size:
            if tree.size:
                raise LogChanged("log.shorter", "The log is shorter than its last checkpoint.")
            return False
        is_new = head.size > tree.size
        self._grow(scope, tree, head, keys.sessions)
        if is_new:
            self.checkpoints.create(scope, head.size, self._note(scope, tree))
        return is_new

    def _last_tree(self, scope: TenantScope, content: bytes, names: Mapping[str, bytes]) -> Frontier:
        """The tree at the last checkpoint, which the notary itself wrote under its signature."""
        return signed_tree(content, origin_of(self.authority, scope.tenant_id), names, self.check)

    def _grow(
        self, scope: TenantScope, tree: Frontier, head: LogHead, session_keys: Mapping[str, bytes]
    ) -> None:
        """
        Add the entries since the last checkpoint, and raise LogChanged unless they lead to the head's root.

        The tree begins as the one signed last, so reaching the head's root is the proof of consistency.
        """
        for entry in self.store.entries(scope, first=tree.size):
            if tree.size == head.size:
                break
            if entry.sequence != tree.size:
                raise LogChanged("log.order", f"Entry {tree.size} is missing or there twice.")
            tree.append(entry.leaf_hash)
        if tree.size != head.size or tree.root().hex() != head.root:
            raise LogChanged("log.root", f"The log does not continue to what is signed at {head.size}.")
        if not self._is_signed(scope, head, session_keys):
            raise LogChanged("log.head", f"The head at {head.size} is not signed by a session of this log.")

    def _is_signed(self, scope: TenantScope, head: LogHead, session_keys: Mapping[str, bytes]) -> bool:
        message = head.message(origin_of(self.authority, scope.tenant_id))
        signature = base64.b64decode(head.signature)
        return any(
            certificate.session_id == head.session
            and certificate.is_certified(session_keys, self.check)
            and self.check(base64.b64decode(certificate.public_key), message, signature)
            for certificate in self.store.sessions(scope)
        )

    def _note(self, scope: TenantScope, tree: Frontier) -> bytes:
        """The signed checkpoint. Its further lines are the frontier, from which the next one goes on."""
        checkpoint = Checkpoint(origin_of(self.authority, scope.tenant_id), tree.size, tree.root())
        frontier = "".join(f"{base64.b64encode(node).decode()}\n" for node in tree.nodes)
        text = checkpoint.text() + frontier
        key = self.signer.public_key
        name = notary_name(self.authority, self.signer.key_id)
        return Note(text, (NoteSignature(name, key_id_of(key), self.signer.sign(text.encode())),)).encode()
