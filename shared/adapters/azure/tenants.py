"""The tenant directory in Cosmos DB, with a short memory."""

import threading
import time
from collections.abc import Callable

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, Document, batch, owned
from shared.adapters.azure.errors import translated
from shared.domain.errors import NotFound
from shared.domain.ids import TenantId, parse_tenant_id
from shared.domain.policy_book import PolicyBook, PolicyVersion
from shared.domain.tenancy import TenantProfile, TenantScope
from shared.domain.version import Versioned

REMEMBERED_S = 30.0
"""How long a profile is used without asking again: a withdrawn key works for at most this long."""

PROFILE = "profile"
"""The profile's document id in its partition."""

POLICY = "policy"
"""The policy book's; each text stands beside it as `policy:NUMBER`."""


class CosmosTenants:
    """The ports `tenants` and `policies` over the container of tenants."""

    def __init__(self, container: ContainerProxy, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._container = container
        self._clock = clock
        self._lock = threading.Lock()
        self._remembered: dict[TenantId, tuple[float, TenantProfile]] = {}

    def find(self, tenant_id: TenantId) -> TenantProfile | None:
        """Return the tenant's profile, or None. Absence is not remembered."""
        with self._lock:
            known = self._remembered.get(tenant_id)
        if known is not None and self._clock() - known[0] < REMEMBERED_S:
            return known[1]
        documents = self._documents(tenant_id)
        if PROFILE not in documents:
            return None
        profile = TenantProfile.model_validate(documents[PROFILE]["profile"])
        if POLICY in documents:
            book = PolicyBook.model_validate(documents[POLICY]["book"])
            decides = {"policy": book.active, "shadow_policy": book.shadow, "fallback": book.fallback}
            profile = profile.model_copy(update=decides)
        with self._lock:
            self._remembered[tenant_id] = (self._clock(), profile)
        return profile

    def save(self, profile: TenantProfile) -> None:
        """Write the profile whole; the policy in it counts until the tenant has a policy book."""
        document = {
            "id": PROFILE,
            "tenantId": profile.tenant_id,
            "profile": profile.model_dump(mode="json"),
        }
        with translated(SERVICE):
            self._container.upsert_item(document)
        self._forget(profile.tenant_id)

    def ids(self) -> tuple[TenantId, ...]:
        """Return every tenant's id, in order."""
        with translated(SERVICE):
            found = self._container.query_items(
                "SELECT VALUE c.tenantId FROM c WHERE c.id = 'profile'", enable_cross_partition_query=True
            )
            return tuple(sorted(parse_tenant_id(str(each)) for each in found))

    def book(self, scope: TenantScope) -> Versioned[PolicyBook] | None:
        """As the port."""
        document = self._read(scope, POLICY)
        if document is None:
            return None
        return Versioned(value=PolicyBook.model_validate(document["book"]), version=document["_etag"])

    def save_book(
        self, scope: TenantScope, book: PolicyBook, version: str | None, added: PolicyVersion | None = None
    ) -> None:
        """As the port."""
        owner = {"tenantId": scope.tenant_id}
        document = {"id": POLICY, **owner, "book": book.model_dump(mode="json")}
        guard = {"if_match_etag": version} if version else {}
        operations: list[object] = [
            ("replace", (POLICY, document), guard) if version else ("create", (document,))
        ]
        if added is not None:
            text = {"id": _text_id(added.number), **owner, "text": added.model_dump(mode="json")}
            operations.append(("create", (text,)))
        batch(self._container, operations, scope.tenant_id)
        self._forget(scope.tenant_id)

    def policy_text(self, scope: TenantScope, number: int) -> PolicyVersion | None:
        """As the port."""
        document = self._read(scope, _text_id(number))
        return None if document is None else PolicyVersion.model_validate(document["text"])

    def _documents(self, tenant_id: TenantId) -> dict[str, Document]:
        with translated(SERVICE):
            found = self._container.query_items(
                "SELECT * FROM c WHERE c.id IN (@profile, @policy)",
                parameters=[{"name": "@profile", "value": PROFILE}, {"name": "@policy", "value": POLICY}],
                partition_key=tenant_id,
            )
            return {str(document["id"]): document for document in found}

    def _read(self, scope: TenantScope, name: str) -> Document | None:
        try:
            with translated(SERVICE):
                return dict(owned(scope, self._container.read_item(name, scope.tenant_id)))
        except NotFound:
            return None

    def _forget(self, tenant_id: TenantId) -> None:
        with self._lock:
            self._remembered.pop(tenant_id, None)


def _text_id(number: int) -> str:
    return f"{POLICY}:{number}"
