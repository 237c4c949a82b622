"""The need: the tenant's vendor register, and what is remembered of each vendor."""

from typing import Protocol

from shared.domain.coding import RuleBook
from shared.domain.duplicates import NumberClaim
from shared.domain.ids import VendorId
from shared.domain.memory import VendorMemory
from shared.domain.model import Model
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import Vendor, VendorKey
from shared.domain.version import Page, Versioned


class Found(Model):
    """Everything one look into the register gives."""

    vendors: tuple[Vendor, ...] = ()
    """Those filed under what was asked for, by id; without their history."""
    memories: tuple[Versioned[VendorMemory], ...] = ()
    """Of some of them: those that are filed under what was asked for as well."""
    rules: Versioned[RuleBook] | None = None
    """The tenant's; None where it has none yet."""


class Vendors(Protocol):
    """Vendors by what they are known by: always an index, never a scan."""

    def find(self, scope: TenantScope, keys: tuple[VendorKey, ...]) -> Found:
        """
        Return the vendors that share a key with these or nearly do, and the tenant's rules.

        Where too many do, those that share the strongest kinds. Raises Unavailable.
        """
        ...

    def load(self, scope: TenantScope, vendor_id: VendorId) -> Versioned[Vendor] | None:
        """Return one vendor with its history, or None. Raises Unavailable."""
        ...

    def add(self, scope: TenantScope, vendor: Vendor) -> Vendor:
        """
        Put a new vendor and its keys into the register, and return the vendor that is there now.

        If the id is there already, that vendor is returned unchanged.

        Raises:
            Unavailable: nothing is known about the write; try again.
        """
        ...

    def save(self, scope: TenantScope, vendor: Vendor, before: Versioned[Vendor]) -> None:
        """
        Write a vendor in place of what was loaded, and file it anew.

        Raises:
            Conflict: somebody changed it since; nothing was written.
            Unavailable: nothing is known about the write; try again.
        """
        ...

    def page(self, scope: TenantScope, *, size: int, continuation: str | None) -> Page[Vendor]:
        """
        Return a part of the register by name, without history.

        Raises:
            Malformed: the continuation is not one we gave.
            Unavailable: try again.
        """
        ...

    def memory(self, scope: TenantScope, vendor_id: VendorId) -> Versioned[VendorMemory] | None:
        """Return what is remembered of a vendor, or None. Raises Unavailable."""
        ...

    def remember(
        self,
        scope: TenantScope,
        vendor: Vendor,
        memory: VendorMemory,
        version: str | None,
        claim: NumberClaim | None,
    ) -> NumberClaim | None:
        """
        Write the vendor's memory in place of a version (None creates), and claim a number for an invoice.

        Return who holds the number: who held it before, or else the claimant. Of two that claim at once,
        exactly one gets it. None where nothing was claimed.

        Raises:
            Conflict: the memory changed since it was read; nothing was written.
            Unavailable: nothing is known about the write; try again.
        """
        ...

    def save_rules(self, scope: TenantScope, rules: RuleBook, version: str | None) -> None:
        """Write the tenant's rules in place of a version; None creates. Raises Conflict, Unavailable."""
        ...
