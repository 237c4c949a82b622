"""
Signed heads: after each run of entries, what the log's tree is, signed by who wrote them.

A writer signs with a session key of its own, which a key in the vault certified for an hour: the vault is
asked once an hour and not once an event.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from shared.domain.errors import Malformed
from shared.domain.proof import canonical
from shared.domain.proof.fields import Fields
from shared.domain.proof.merkle import Frontier
from shared.domain.proof.note import CheckSignature

SESSION_ID_CHARACTERS = 32
"""Half a SHA-256: long enough that nobody finds two certificates of one id."""


@dataclass(frozen=True)
class SessionCertificate:
    """That a writer's key may sign heads for a while."""

    authority: str
    """Whose logs: the first part of their origins."""
    public_key: str
    """Ed25519, SubjectPublicKeyInfo in base64."""
    not_before: str
    """UTC, as every time of the log: ISO 8601 with microseconds, so that text sorts as time."""
    not_after: str
    key_id: str
    """Of the vault's key that certified it, with its version."""
    signature: str = ""
    """Of that key over `message`, base64."""

    @property
    def session_id(self) -> str:
        """Names the session in heads; says nothing of the signature, so it can be signed."""
        return sha256(self._body()).hexdigest()[:SESSION_ID_CHARACTERS]

    @property
    def message(self) -> bytes:
        """What the vault's key signs."""
        return b"audit-session/v1\n" + self._body()

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**self._signed(), "signature": self.signature}

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return the certificate in a JSON value. Raises Malformed."""
        names = ("authority", "public_key", "not_before", "not_after", "key_id", "signature")
        fields = Fields(value, "session", {*names, "v", "use"})
        if fields.integer("v") != 1 or fields.text("use") != "audit-head":
            raise Malformed("session.version", "A session certificate is of version 1, for heads.")
        fields.base64("public_key"), fields.base64("signature")
        return cls(**{name: fields.text(name) for name in names})

    def is_certified(self, keys: Mapping[str, bytes], check: CheckSignature) -> bool:
        """Whether one of these vault keys (SubjectPublicKeyInfo by key id) signed it."""
        key = keys.get(self.key_id)
        return key is not None and check(key, self.message, base64.b64decode(self.signature))

    def _signed(self) -> dict[str, Any]:
        return {
            "v": 1,
            "use": "audit-head",
            "authority": self.authority,
            "public_key": self.public_key,
            "not_before": self.not_before,
            "not_after": self.not_after,
            "key_id": self.key_id,
        }

    def _body(self) -> bytes:
        return canonical.encode(self._signed())


@dataclass(frozen=True)
class LogHead:
    """The log after a run of entries that entered it together."""

    first: int
    """Sequence of the run's first entry. Creating the document of this name is what orders writers."""
    size: int
    """Entries in the log, this run included."""
    root: str
    """Of the tree over all of them, hexadecimal."""
    frontier: tuple[str, ...]
    """The tree's frontier, hexadecimal, from which it goes on."""
    at: str
    """When, by the writer's clock."""
    session: str
    """Id of the session that signed."""
    signature: str = ""
    """Over `message`, base64."""

    def message(self, origin: str) -> bytes:
        """Return what is signed: the root stands for the frontier."""
        lines = (origin, str(self.first), str(self.size), self.root, self.at, self.session)
        return "\n".join(("audit-head/v1", *lines, "")).encode()

    def tree(self) -> Frontier:
        """Return the tree to go on from. Raises BadProof where frontier and size do not fit."""
        return Frontier(self.size, [bytes.fromhex(each) for each in self.frontier])

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "first": self.first,
            "size": self.size,
            "root": self.root,
            "frontier": list(self.frontier),
            "at": self.at,
            "session": self.session,
            "signature": self.signature,
        }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return the head in a JSON value. Raises Malformed."""
        names = {"first", "size", "root", "frontier", "at", "session", "signature"}
        fields = Fields(value, "head", names)
        fields.base64("signature")
        return cls(
            first=fields.integer("first"),
            size=fields.integer("size"),
            root=fields.digest("root"),
            frontier=fields.digests("frontier"),
            at=fields.text("at"),
            session=fields.text("session"),
            signature=fields.text("signature"),
        )


def next_head(head: LogHead | None, leaves: Sequence[bytes], *, at: str, session: str) -> LogHead:
    """Return the unsigned head after `head` and these leaf hashes."""
    tree = head.tree() if head else Frontier()
    first = tree.size
    for leaf in leaves:
        tree.append(leaf)
    frontier = tuple(node.hex() for node in tree.nodes)
    return LogHead(first, tree.size, tree.root().hex(), frontier, at, session)


@dataclass(frozen=True)
class HeldReceipt:
    """What a caller keeps when an event entered the log: enough to notice later if the log forgot it."""

    event_id: str
    sequence: int
    head: LogHead
    certificate: SessionCertificate

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "v": 1,
            "event_id": self.event_id,
            "sequence": self.sequence,
            "head": self.head.document(),
            "certificate": self.certificate.document(),
        }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return the receipt in a JSON value. Raises Malformed."""
        fields = Fields(value, "receipt", {"v", "event_id", "sequence", "head", "certificate"})
        if fields.integer("v") != 1:
            raise Malformed("receipt.version", "A receipt is of version 1.")
        return cls(
            event_id=fields.text("event_id"),
            sequence=fields.integer("sequence"),
            head=LogHead.parse(fields["head"]),
            certificate=SessionCertificate.parse(fields["certificate"]),
        )
