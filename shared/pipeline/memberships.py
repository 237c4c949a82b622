"""Memberships: which tenants somebody works for."""

from dataclasses import dataclass

from shared.domain.errors import Forbidden, WrongRegion
from shared.domain.identity import Identity, Membership
from shared.domain.tenancy import Admission
from shared.ports.tenants import Tenants


@dataclass(frozen=True)
class Memberships:
    """Asked once at each sign-in. It looks at every tenant of the region: some thousands at most."""

    tenants: Tenants
    admission: Admission

    def of(self, identity: Identity) -> tuple[Membership, ...]:
        """Return the tenants that this person works for, by name. Raises Unavailable."""
        found = []
        for tenant_id in self.tenants.ids():
            try:
                scope, _ = self.admission.admit_person(tenant_id, identity)
            except (Forbidden, WrongRegion):
                continue
            found.append(Membership(tenant_id=tenant_id, name=scope.profile.name))
        return tuple(sorted(found, key=lambda each: each.name))
