"""The tenant directory in Cosmos DB, with a short memory."""

import threading
import time
from collections.abc import Callable

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE
from shared.adapters.azure.errors import translated
from shared.domain.errors import NotFound
from shared.domain.ids import TenantId, parse_tenant_id
from shared.domain.tenancy import TenantProfile

REMEMBERED_S = 30.0
"""How long a profile is used without asking again: a withdrawn key works for at most this long."""

PROFILE = "profile"
"""The profile's document id in its partition."""


class CosmosTenants:
    """The `tenants` port over the container of the same name."""

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
        try:
            with translated(SERVICE):
                document = self._container.read_item(PROFILE, tenant_id)
        except NotFound:
            return None
        profile = TenantProfile.model_validate(document["profile"])
        with self._lock:
            self._remembered[tenant_id] = (self._clock(), profile)
        return profile

    def save(self, profile: TenantProfile) -> None:
        """Write the profile whole, new or in place of the old one."""
        document = {
            "id": PROFILE,
            "tenantId": profile.tenant_id,
            "profile": profile.model_dump(mode="json"),
        }
        with translated(SERVICE):
            self._container.upsert_item(document)
        with self._lock:
            self._remembered.pop(profile.tenant_id, None)

    def ids(self) -> tuple[TenantId, ...]:
        """Return every tenant's id, in order."""
        with translated(SERVICE):
            found = self._container.query_items(
                "SELECT VALUE c.tenantId FROM c WHERE c.id = 'profile'", enable_cross_partition_query=True
            )
            return tuple(sorted(parse_tenant_id(str(each)) for each in found))
