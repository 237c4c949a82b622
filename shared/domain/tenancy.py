"""Tenants, and the scope that is the only way to anything of theirs."""

import hashlib
import hmac
from enum import StrEnum
from typing import Annotated, NoReturn, Protocol

from pydantic import Field

from shared.domain.errors import Forbidden, Malformed, Unauthenticated, WrongRegion
from shared.domain.gate import Fallback, Policy
from shared.domain.identity import Identity
from shared.domain.ids import Sha256, TenantId, parse_tenant_id
from shared.domain.model import Model
from shared.domain.retention import Retention
from shared.domain.roles import Power, Role, powers_of

PersonId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$")]


class NoticeWish(StrEnum):
    """Which notices a person wants. It is about them alone: a channel that many read has every notice."""

    EACH = "each"
    HANDED_ON = "handed_on"
    """What is escalated or handed to them, and what is overdue; the rest they find in their inbox."""


class Reviewer(Model):
    """A person who is told about invoices, and may do with them what their roles allow."""

    reviewer_id: PersonId
    """Stands in the log, so it is an id and never a name or an address."""
    name: str
    email: str
    roles: tuple[Role, ...] = (Role.CLERK,)
    object_id: str | None = None
    """Who they are where they sign in (Entra `oid`); None: they cannot."""
    notices: NoticeWish = NoticeWish.EACH

    def may(self, power: Power) -> bool:
        """Whether any of their roles allows it."""
        return power in powers_of(self.roles)


class PartnerKey(Model):
    """A key that a partner's system posts invoices with. The secret itself is never stored."""

    key_id: str
    label: str
    secret_sha256: Sha256
    """Of 32 random bytes, so a plain digest cannot be guessed back."""


class ReadingPolicy(StrEnum):
    """Who reads a tenant's documents. Electronic invoices are always read exactly, by our own reader."""

    LOCAL_FIRST = "local_first"
    """Our own readers; Document Intelligence where their reading does not prove itself."""
    SERVICE = "service"
    """Document Intelligence."""
    LOCAL_ONLY = "local_only"
    """Our own readers; no document leaves the app."""


class ExportFormat(StrEnum):
    """In what an export is laid out besides JSON, which is always there."""

    UBL = "ubl"
    """An OASIS UBL 2.1 invoice or credit note."""
    CSV = "csv"
    """One row for each line, with its coding."""


class TenantProfile(Model):
    """What is known about a tenant."""

    tenant_id: TenantId
    name: str
    home_region: str
    """Azure region name. Nothing of this tenant is read anywhere else."""
    reviewers: tuple[Reviewer, ...] = ()
    """The first is the one assigned."""
    policy: Policy = Policy()
    shadow_policy: Policy | None = None
    """One that is being tried: it decides too, and nothing is done by it."""
    fallback: Fallback | None = None
    """Why the gate is stricter than the policy says, where it is."""
    reading_policy: ReadingPolicy = ReadingPolicy.LOCAL_FIRST
    partner_keys: tuple[PartnerKey, ...] = ()
    retention: Retention = Retention()
    """How long documents must be kept."""
    export_formats: tuple[ExportFormat, ...] = ()
    """Besides JSON."""
    webhook_url: str | None = None
    """Where signed notices go besides mail; None for none."""
    teams_url: str | None = None
    """Address of a workflow that posts cards to the tenant's Teams channel; who knows it can post there."""

    def reviewer(self, reviewer_id: str | None) -> Reviewer | None:
        """Return the person of this id, or None."""
        return next((each for each in self.reviewers if each.reviewer_id == reviewer_id), None)


class TenantDirectory(Protocol):
    """Where admission looks a tenant up."""

    def find(self, tenant_id: TenantId) -> TenantProfile | None:
        """Return the tenant's profile, or None. Raises Unavailable."""
        ...


class TenantScope:
    """
    Leave to work for one tenant. Only `Admission` makes one; every store asks for one.

    It cannot be pickled or rebuilt from an id, so it never travels through a queue or a cache.
    """

    __slots__ = ("_profile",)

    def __init__(self, seal: object, profile: TenantProfile) -> None:
        if seal is not _SEAL:
            message = "A TenantScope comes from Admission only."
            raise TypeError(message)
        self._profile = profile

    @property
    def tenant_id(self) -> TenantId:
        """The tenant this is leave for."""
        return self._profile.tenant_id

    @property
    def profile(self) -> TenantProfile:
        """The tenant's profile as it was at admission."""
        return self._profile

    def __reduce__(self) -> NoReturn:
        message = "A TenantScope does not travel."
        raise TypeError(message)

    def __repr__(self) -> str:
        return f"<TenantScope {self.tenant_id}>"


_SEAL = object()


class Admission:
    """The one door: checks who is asking and where, and gives a scope."""

    def __init__(self, directory: TenantDirectory, *, region: str) -> None:
        self._directory = directory
        self._region = region

    def admit(self, tenant_id: TenantId) -> TenantScope:
        """
        Return a scope for a tenant that a trusted source named: our own queue, our own inbox.

        Raises:
            Unauthenticated: no such tenant.
            WrongRegion: the tenant's home is another region.
            Unavailable: the directory did not answer.
        """
        profile = self._directory.find(tenant_id)
        if profile is None:
            raise Unauthenticated("tenant.unknown", "No such tenant.")
        if profile.home_region != self._region:
            raise WrongRegion("tenant.region", f"This tenant's home region is {profile.home_region}.")
        return TenantScope(_SEAL, profile)

    def admit_partner(self, credential: str) -> tuple[TenantScope, PartnerKey]:
        """
        Return the scope a partner key opens, and which key it was.

        The credential reads `{tenant id}.{key id}.{secret}`. Every way of being wrong answers alike.

        Raises:
            Unauthenticated: no key, or not a valid one.
            WrongRegion, Unavailable: as `admit`.
        """
        tenant, _, rest = credential.partition(".")
        key_id, _, secret = rest.partition(".")
        try:
            scope = self.admit(parse_tenant_id(tenant))
        except (Unauthenticated, Malformed):
            raise _bad_key() from None
        digest = hashlib.sha256(secret.encode()).hexdigest()
        for key in scope.profile.partner_keys:
            if key.key_id == key_id and hmac.compare_digest(key.secret_sha256, digest):
                return scope, key
        raise _bad_key()

    def admit_person(self, tenant_id: TenantId, identity: Identity) -> tuple[TenantScope, Reviewer]:
        """
        Return the scope a person has at a tenant they work for, and who they are there.

        An unknown tenant and one they do not work for answer alike.

        Raises:
            Forbidden: they do not work for this tenant.
            WrongRegion, Unavailable: as `admit`.
        """
        try:
            scope = self.admit(tenant_id)
        except Unauthenticated:
            raise _no_member() from None
        for reviewer in scope.profile.reviewers:
            if reviewer.object_id is not None and reviewer.object_id == identity.object_id:
                return scope, reviewer
        raise _no_member()


def _no_member() -> Forbidden:
    return Forbidden("person.tenant", "You do not work for this tenant.")


def _bad_key() -> Unauthenticated:
    return Unauthenticated("partner.key", "A valid partner key is required as a bearer token.")
