"""Recognise: find the vendor of an invoice, remember the invoice, and learn what it surely teaches."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from shared.domain.coding import RuleBook
from shared.domain.duplicates import NumberClaim, number_claim
from shared.domain.errors import Conflict, Unavailable
from shared.domain.ids import VendorId
from shared.domain.memory import PastInvoice, VendorMemory, remember
from shared.domain.resolution import match_vendor
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import Vendor, VendorKey, VendorMatch, VendorOutcome, propose_vendor
from shared.domain.vendor_changes import taught
from shared.domain.version import Versioned
from shared.ports.vendors import Found, Vendors

REMEMBER_ATTEMPTS_MAX = 5
"""Tries to write a memory that another invoice of the same vendor keeps changing at the same time."""


class Recognised(NamedTuple):
    """Who sent an invoice, and what the register says about them."""

    match: VendorMatch
    vendor: Vendor | None
    """None unless matched or new."""
    known: tuple[Vendor, ...]
    """Everybody who shares a key with the invoice, or nearly does."""
    memory: Versioned[VendorMemory] | None
    """None where nothing was remembered yet."""
    rules: RuleBook


@dataclass(frozen=True)
class Recognise:
    """Works the register. For a known vendor that is one query and one batch."""

    vendors: Vendors

    def vendor_of(
        self,
        scope: TenantScope,
        name: str | None,
        keys: tuple[VendorKey, ...],
        *,
        said: VendorId | None = None,
    ) -> Recognised:
        """
        Return whose invoice this is; whom nobody knows is put into the register.

        `said` is whose it is in the words of a person, which no evidence outweighs. Raises Unavailable.
        """
        found = self.vendors.find(scope, keys)
        match = _said(said) if said is not None else match_vendor(keys, found.vendors)
        vendor = None
        if match.outcome is VendorOutcome.MATCHED:
            vendor = self._standing(scope, found, match.vendor_id)
        elif match.outcome is VendorOutcome.UNKNOWN:
            match, vendor = self._propose(scope, match, name, keys)
        if vendor is not None:
            match = match.model_copy(update={"vendor_id": vendor.vendor_id, "name": vendor.name})
        return Recognised(
            match=match,
            vendor=vendor,
            known=found.vendors,
            memory=self._memory(scope, found, vendor, match),
            rules=found.rules.value if found.rules else RuleBook(),
        )

    def remember(
        self, scope: TenantScope, recognised: Recognised, invoice: PastInvoice
    ) -> tuple[VendorMemory, NumberClaim | None]:
        """
        Note the invoice with its vendor, and return what was remembered and who holds its number.

        Raises Unavailable: others wrote at the same time, again and again.
        """
        vendor, current = recognised.vendor, recognised.memory
        if vendor is None:
            return VendorMemory(vendor_id=VendorId("")), None
        for _ in range(REMEMBER_ATTEMPTS_MAX):
            held = current.value if current else VendorMemory(vendor_id=vendor.vendor_id)
            version = current.version if current else None
            try:
                claim = self.vendors.remember(
                    scope, vendor, remember(held, invoice), version, number_claim(invoice)
                )
            except Conflict:
                current = self.vendors.memory(scope, vendor.vendor_id)
                continue
            return held, claim
        raise Unavailable("vendor.busy", "Too many invoices of one vendor at once.")

    def learn(
        self,
        scope: TenantScope,
        recognised: Recognised,
        keys: tuple[VendorKey, ...],
        name: str | None,
        at: datetime,
    ) -> None:
        """Add to the vendor what a surely matched invoice teaches; if somebody is first, another time."""
        vendor, match = recognised.vendor, recognised.match
        if vendor is None or taught(vendor, match, keys, name, at) is None:
            return
        loaded = self.vendors.load(scope, vendor.vendor_id)
        changed = taught(loaded.value, match, keys, name, at) if loaded else None
        if loaded is None or changed is None:
            return
        try:
            self.vendors.save(scope, changed, loaded)
        except Conflict:
            return

    def _standing(self, scope: TenantScope, found: Found, vendor_id: VendorId | None) -> Vendor | None:
        """The entry that stands for the matched one: after a merge it may not be among those found."""
        if vendor_id is None:
            return None
        held = next((each for each in found.vendors if each.vendor_id == vendor_id), None)
        if held is not None:
            return held
        loaded = self.vendors.load(scope, vendor_id)
        return loaded.value if loaded else None

    def _propose(
        self, scope: TenantScope, match: VendorMatch, name: str | None, keys: tuple[VendorKey, ...]
    ) -> tuple[VendorMatch, Vendor | None]:
        proposed = propose_vendor(scope.tenant_id, name, keys)
        if proposed is None:
            return match, None
        vendor = self.vendors.add(scope, proposed)
        if vendor.keys != proposed.keys:
            again = match_vendor(keys, (vendor,))
            return again, vendor if again.outcome is VendorOutcome.MATCHED else None
        return VendorMatch(outcome=VendorOutcome.NEW), vendor

    def _memory(
        self, scope: TenantScope, found: Found, vendor: Vendor | None, match: VendorMatch
    ) -> Versioned[VendorMemory] | None:
        if vendor is None:
            return None
        held = next((each for each in found.memories if each.value.vendor_id == vendor.vendor_id), None)
        if held is not None or match.outcome is VendorOutcome.NEW:
            return held
        return self.vendors.memory(scope, vendor.vendor_id)


def _said(vendor_id: VendorId) -> VendorMatch:
    """Never sure: what the invoice says of this vendor is not learned from, as no key of it led there."""
    return VendorMatch(outcome=VendorOutcome.MATCHED, vendor_id=vendor_id)
