"""Register: what people and partners do with the vendors of their tenant."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.errors import Conflict, Malformed, NotFound, Unavailable, Unprocessable
from shared.domain.ids import parse_vendor_id
from shared.domain.model import Model
from shared.domain.resolution import match_vendor
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import (
    ChangeKind,
    KeyKind,
    Vendor,
    VendorChange,
    VendorKey,
    normalise_phone,
    propose_vendor,
)
from shared.domain.vendor_changes import gained, merged, parted, renamed
from shared.domain.version import Page, Versioned
from shared.exports.vendor_csv import RowProblem, VendorRow, parse
from shared.ports.clock import Clock
from shared.ports.vendors import Vendors

EXPORT_PAGE = 500
"""Vendors read at once for an export."""

EXPORT_MAX = 50_000
"""Vendors of one export: some 10 MB, what a request can answer with."""

ATTEMPTS_MAX = 5
"""Tries to change a vendor that others change at the same time."""


class ImportProblem(Model):
    """A row that was not taken in."""

    line: int
    """Of the file, from 1."""
    message: str


class Imported(Model):
    """What became of an import. Rows without a problem are in the register, whatever others had."""

    added: int
    changed: int
    same: int
    problems: tuple[ImportProblem, ...] = ()


@dataclass(frozen=True)
class Register:
    """The register as people see it. An unknown and a foreign id answer alike."""

    vendors: Vendors
    clock: Clock

    def vendor(self, scope: TenantScope, vendor_id: str) -> Vendor:
        """Return a vendor with its history. Raises NotFound, Unavailable."""
        return self._load(scope, vendor_id).value

    def page(self, scope: TenantScope, *, size: int, continuation: str | None) -> Page[Vendor]:
        """Return a part of the register by name. Raises Malformed, Unavailable."""
        return self.vendors.page(scope, size=size, continuation=continuation)

    def every(self, scope: TenantScope) -> Iterator[Vendor]:
        """Give the register by name, as far as one export goes. Raises Unavailable."""
        continuation = None
        for _ in range(EXPORT_MAX // EXPORT_PAGE):
            page = self.vendors.page(scope, size=EXPORT_PAGE, continuation=continuation)
            yield from page.items
            continuation = page.continuation
            if continuation is None:
                return

    def take_in(self, scope: TenantScope, by: str, text: str) -> Imported:
        """
        Put the vendors of a CSV file into the register, or what they add to those there.

        Taking the same file in twice changes nothing.

        Raises:
            Malformed: it is not CSV with our heading; nothing was written.
            TooLarge: more rows than a request may bring; nothing was written.
            Unavailable: some rows may be in; send the file again.
        """
        counts = {"added": 0, "changed": 0, "same": 0}
        problems = []
        for row in tuple(parse(text)):
            if isinstance(row, RowProblem):
                problems.append(ImportProblem(line=row.line, message=row.message))
                continue
            try:
                counts[self._take_in_row(scope, by, row)] += 1
            except (Unprocessable, NotFound) as error:
                problems.append(ImportProblem(line=row.line, message=error.message))
        return Imported(**counts, problems=tuple(problems))

    def rename(self, scope: TenantScope, by: str, vendor_id: str, name: str) -> Vendor:
        """Give a vendor another name and keep the old one as an alias. Raises NotFound, Unavailable."""
        for _ in range(ATTEMPTS_MAX):
            loaded = self._load(scope, vendor_id)
            changed = renamed(loaded.value, name, at=self.clock(), by=by)
            if self._saved(scope, changed, loaded):
                return changed
        raise _busy()

    def add_phone(self, scope: TenantScope, by: str, vendor_id: str, number: str) -> Vendor:
        """
        Keep a telephone number that somebody knows to be the vendor's: it may be called about a new account.

        Raises:
            Unprocessable: it is no telephone number, or the vendor has too many keys.
            NotFound, Unavailable.
        """
        phone = normalise_phone(number)
        if not phone:
            raise Unprocessable("vendor.phone", "A telephone number has at least seven digits.")
        key = VendorKey(kind=KeyKind.PHONE, value=phone)
        for _ in range(ATTEMPTS_MAX):
            loaded = self._load(scope, vendor_id)
            if key in loaded.value.keys:
                return loaded.value
            changed = gained(loaded.value, (key,), at=self.clock(), by=by, kind=ChangeKind.EDITED)
            if self._saved(scope, changed, loaded):
                return changed
        raise _busy()

    def require_orders(self, scope: TenantScope, vendor_id: str, *, needs_order: bool) -> Vendor:
        """Say whether a vendor's invoices must name a purchase order. Raises NotFound, Unavailable."""
        for _ in range(ATTEMPTS_MAX):
            loaded = self._load(scope, vendor_id)
            changed = loaded.value.model_copy(update={"needs_order": needs_order})
            if self._saved(scope, changed, loaded):
                return changed
        raise _busy()

    def merge(self, scope: TenantScope, by: str, kept_id: str, absorbed_id: str) -> Vendor:
        """
        Let one entry stand for another too, and return it.

        The absorbed entry points to it first: between the two writes both already lead to one vendor.

        Raises:
            NotFound: either is not there.
            Unprocessable: they are one already, or either is merged elsewhere.
            Unavailable: try again.
        """
        for _ in range(ATTEMPTS_MAX):
            kept, absorbed = self._load(scope, kept_id), self._load(scope, absorbed_id)
            half_done = absorbed.value.merged_into == kept.value.vendor_id
            whole = parted(absorbed.value, at=self.clock(), by=by) if half_done else absorbed.value
            one, other = merged(kept.value, whole, at=self.clock(), by=by)
            if (half_done or self._saved(scope, other, absorbed)) and self._saved(scope, one, kept):
                return one
        raise _busy()

    def part(self, scope: TenantScope, by: str, absorbed_id: str) -> Vendor:
        """Let a merged entry stand for itself again. Raises NotFound, Unprocessable, Unavailable."""
        for _ in range(ATTEMPTS_MAX):
            loaded = self._load(scope, absorbed_id)
            if loaded.value.merged_into is None:
                raise Unprocessable("vendor.part", "The entry stands for itself already.")
            changed = parted(loaded.value, at=self.clock(), by=by)
            if self._saved(scope, changed, loaded):
                return changed
        raise _busy()

    def _take_in_row(self, scope: TenantScope, by: str, row: VendorRow) -> str:
        held_id = (
            row.vendor_id or match_vendor(row.keys, self.vendors.find(scope, row.keys).vendors).vendor_id
        )
        if held_id is None:
            return self._added(scope, by, row)
        for _ in range(ATTEMPTS_MAX):
            loaded = self._load(scope, held_id)
            changed = loaded.value
            if not set(row.keys) <= set(changed.keys):
                changed = gained(changed, row.keys, at=self.clock(), by=by, kind=ChangeKind.IMPORTED)
            if row.vendor_id is not None:
                changed = renamed(changed, row.name, at=self.clock(), by=by)
                changed = changed.model_copy(update={"needs_order": row.needs_order})
            if changed == loaded.value:
                return "same"
            if self._saved(scope, changed, loaded):
                return "changed"
        raise _busy()

    def _added(self, scope: TenantScope, by: str, row: VendorRow) -> str:
        proposed = propose_vendor(scope.tenant_id, row.name, row.keys)
        if proposed is None:
            raise Unprocessable("csv.row", "A vendor has a name.")
        entry = VendorChange(at=self.clock(), by=by, kind=ChangeKind.IMPORTED, gained=row.keys)
        fresh = proposed.model_copy(
            update={"aliases": row.aliases, "needs_order": row.needs_order, "history": (entry,)}
        )
        return "added" if self.vendors.add(scope, fresh) == fresh else "same"

    def _load(self, scope: TenantScope, vendor_id: str) -> Versioned[Vendor]:
        try:
            found = self.vendors.load(scope, parse_vendor_id(vendor_id))
        except Malformed:
            found = None
        if found is None:
            raise NotFound("vendor.unknown", "No such vendor.")
        return found

    def _saved(self, scope: TenantScope, vendor: Vendor, before: Versioned[Vendor]) -> bool:
        if vendor == before.value:
            return True
        try:
            self.vendors.save(scope, vendor, before)
        except Conflict:
            return False
        return True


def _busy() -> Unavailable:
    return Unavailable("register.busy", "Too many changes at once.")
