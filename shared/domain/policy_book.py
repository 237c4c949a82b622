"""A tenant's policies: the one in force, the one on trial, and everything that happened to them."""

from datetime import datetime

from pydantic import Field

from shared.domain.audit import Actor, AuditAction, AuditEvent, Fact, digest
from shared.domain.audit_facts import event_of
from shared.domain.errors import Conflict, Unprocessable
from shared.domain.gate import Fallback, Policy, PolicyText
from shared.domain.ids import Sha256, TenantId, derive, sha256_of
from shared.domain.model import Model


class PolicyVersion(Model):
    """One text that somebody wrote. It never changes."""

    number: int
    text: str
    sha256: Sha256
    """Of the text."""
    at: datetime
    by: str
    """The id of who wrote it."""


class PolicyBook(Model):
    """Which policies decide. The events of every change are written together with it."""

    active: Policy = Policy()
    shadow: Policy | None = None
    """On trial: it decides too, and nothing is done by it."""
    fallback: Fallback | None = None
    watched_from: datetime | None = None
    """Overrides of invoices received earlier are not counted any more; None: all are."""
    latest: int = Field(default=1, ge=1)
    """The highest version there is; the first is the one that nobody wrote."""
    events: int = Field(default=0, ge=0)
    last_event_sha256: Sha256 | None = None
    outbox: tuple[AuditEvent, ...] = ()
    """Not known to be in the tenant's log yet."""


def written(
    tenant_id: TenantId,
    book: PolicyBook,
    policy: PolicyText,
    text: str,
    *,
    by: Actor,
    at: datetime,
    on_trial: bool,
) -> tuple[PolicyBook, PolicyVersion]:
    """Return the book with a new policy in force, or on trial, and the version to keep."""
    number = book.latest + 1
    version = PolicyVersion(number=number, text=text, sha256=sha256_of(text.encode()), at=at, by=by.reference)
    numbered = Policy(**policy.model_dump(exclude={"version"}), version=number)
    action = AuditAction.POLICY_TRIED if on_trial else AuditAction.POLICY_CHANGED
    facts: dict[str, Fact] = {"version": number, "text": version.sha256, "was": book.active.version}
    placed = {"shadow": numbered} if on_trial else {"active": numbered}
    changed = book.model_copy(update={**placed, "latest": number})
    return _noted(tenant_id, changed, action, by, at, facts), version


def promoted(tenant_id: TenantId, book: PolicyBook, *, by: Actor, at: datetime) -> PolicyBook:
    """Return the book with the policy on trial in force. Raises Conflict where there is none."""
    if book.shadow is None:
        raise Conflict("policy.trial", "There is no policy on trial.")
    facts: dict[str, Fact] = {"version": book.shadow.version, "was": book.active.version}
    changed = book.model_copy(update={"active": book.shadow, "shadow": None})
    return _noted(tenant_id, changed, AuditAction.POLICY_PROMOTED, by, at, facts)


def dropped(tenant_id: TenantId, book: PolicyBook, *, by: Actor, at: datetime) -> PolicyBook:
    """Return the book without the policy on trial. Raises Conflict where there is none."""
    if book.shadow is None:
        raise Conflict("policy.trial", "There is no policy on trial.")
    facts: dict[str, Fact] = {"version": book.shadow.version}
    changed = book.model_copy(update={"shadow": None})
    return _noted(tenant_id, changed, AuditAction.POLICY_DROPPED, by, at, facts)


def fell_back(
    tenant_id: TenantId,
    book: PolicyBook,
    fallback: Fallback,
    overrides: int,
    of: int,
    *,
    by: Actor,
    at: datetime,
) -> PolicyBook:
    """Return the book at a stricter level; where it already is, unchanged."""
    if book.fallback is not None:
        return book
    facts: dict[str, Fact] = {"level": fallback.level.value, "overrides": overrides, "of": of}
    changed = book.model_copy(update={"fallback": fallback})
    return _noted(tenant_id, changed, AuditAction.POLICY_FELL_BACK, by, at, facts)


def lifted(tenant_id: TenantId, book: PolicyBook, *, by: Actor, at: datetime) -> PolicyBook:
    """Return the book at the level its policy says again. Raises Conflict where it is."""
    if book.fallback is None:
        raise Conflict("policy.fallback", "The gate already stands where the policy says.")
    changed = book.model_copy(update={"fallback": None, "watched_from": at})
    facts: dict[str, Fact] = {"level": book.fallback.level.value}
    return _noted(tenant_id, changed, AuditAction.POLICY_LIFTED, by, at, facts)


def logged(book: PolicyBook, events: tuple[AuditEvent, ...]) -> PolicyBook:
    """Return the book without these events in its outbox."""
    known = {event.event_id for event in events}
    left = tuple(event for event in book.outbox if event.event_id not in known)
    return book.model_copy(update={"outbox": left})


def require_known(policy: PolicyText, people: frozenset[str]) -> None:
    """Raise Unprocessable (`policy.people`) where a policy names people the tenant does not have."""
    named = [*policy.escalation, *(each for assignment in policy.assignments for each in assignment.to)]
    unknown = sorted({each for each in named if each not in people})
    if unknown:
        raise Unprocessable("policy.people", f"The tenant has nobody called {', '.join(unknown)}.")


def _noted(
    tenant_id: TenantId,
    book: PolicyBook,
    action: AuditAction,
    by: Actor,
    at: datetime,
    facts: dict[str, Fact],
) -> PolicyBook:
    event = event_of(
        tenant_id=tenant_id,
        subject=derive("policy", tenant_id),
        number=book.events,
        action=action,
        at=at,
        actor=by,
        facts=facts,
        previous=book.last_event_sha256,
    )
    return book.model_copy(
        update={
            "events": book.events + 1,
            "last_event_sha256": digest(event),
            "outbox": (*book.outbox, event),
        }
    )
