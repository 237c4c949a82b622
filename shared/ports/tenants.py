"""The need: the directory of tenants."""

from typing import Protocol

from shared.domain.ids import TenantId
from shared.domain.tenancy import TenantDirectory, TenantProfile


class Tenants(TenantDirectory, Protocol):
    """Profiles by tenant. Only admission and administration use it."""

    def save(self, profile: TenantProfile) -> None:
        """Write the profile whole, new or in place of the old one. Raises Unavailable."""
        ...

    def ids(self) -> tuple[TenantId, ...]:
        """Return every tenant's id, in order. Raises Unavailable."""
        ...
