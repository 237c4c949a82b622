"""An entry as the log keeps it, and the event in it, as far as a verifier must understand it."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from shared.domain.proof import canonical
from shared.domain.proof.fields import Fields
from shared.domain.proof.merkle import leaf_hash

EVENT_NAMES = frozenset(
    {"version", "tenant_id", "subject", "number", "action", "at", "actor", "facts", "previous"}
)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """
    One entry with what the store keeps beside it for queries.

    Only the leaf is proved; subject and action are repeated from it, and a verifier compares them.
    """

    sequence: int
    subject: str
    action: str
    leaf: str
    """The event's canonical JSON, kept as a string: nothing is ever written anew to be verified."""

    @property
    def content(self) -> bytes:
        """The leaf's bytes."""
        return self.leaf.encode()

    @property
    def leaf_hash(self) -> bytes:
        """What enters the tree."""
        return leaf_hash(self.content)

    def document(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "sequence": self.sequence,
            "subject": self.subject,
            "action": self.action,
            "leaf": self.leaf,
        }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Return the entry in a JSON value. Raises Malformed."""
        fields = Fields(value, "entry", {"sequence", "subject", "action", "leaf"})
        return cls(
            fields.integer("sequence"), fields.text("subject"), fields.text("action"), fields.text("leaf")
        )


@dataclass(frozen=True, slots=True)
class LeafEvent:
    """What a verifier reads of an event."""

    tenant_id: str
    subject: str
    number: int
    action: str
    at: str
    previous: str | None
    digest: str
    """What the subject's next event names as its previous."""

    @property
    def event_id(self) -> str:
        """Unique for ever."""
        return event_id(self.subject, self.number)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Return the event in a leaf. Raises Malformed unless it is canonical and has an event's form."""
        fields = Fields(canonical.decode(content), "event", EVENT_NAMES)
        actor = Fields(fields["actor"], "actor", {"kind", "reference"})
        actor.text("kind"), actor.text("reference")
        Fields(
            fields["facts"], "facts", fields["facts"].keys() if isinstance(fields["facts"], dict) else {""}
        )
        previous = None if fields["previous"] is None else fields.digest("previous")
        return cls(
            tenant_id=fields.text("tenant_id"),
            subject=fields.text("subject"),
            number=fields.integer("number"),
            action=fields.text("action"),
            at=fields.text("at"),
            previous=previous,
            digest=sha256(content).hexdigest(),
        )


def event_id(subject: str, number: int) -> str:
    """Return the id of a subject's event, the same however often it is written."""
    return f"{subject}.{number:06d}"
