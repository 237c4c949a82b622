"""The need: the tenant's vendor register."""

from typing import Protocol

from shared.domain.ids import InvoiceId, VendorId
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import Vendor, VendorKey


class Vendors(Protocol):
    """Vendors by what they are known by: always an index, never a scan."""

    def find(self, scope: TenantScope, keys: tuple[VendorKey, ...]) -> tuple[Vendor, ...]:
        """Return the vendors that share at least one of these keys, by id. Raises Unavailable."""
        ...

    def add(self, scope: TenantScope, vendor: Vendor) -> Vendor:
        """
        Put a new vendor and its keys into the register, and return the vendor that is there now.

        If the id is there already, that vendor is returned unchanged.

        Raises:
            Unavailable: nothing is known about the write; try again.
        """
        ...

    def claim_number(
        self, scope: TenantScope, vendor_id: VendorId, number: str, invoice_id: InvoiceId
    ) -> InvoiceId:
        """
        Return the invoice that holds this vendor's number: this one, if nobody held it.

        Of two that claim at once, exactly one gets it. Raises Unavailable.
        """
        ...
