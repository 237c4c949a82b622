"""How a vendor's entry changes: what an invoice or a person teaches it, and two that become one."""

from datetime import datetime

from shared.domain.errors import Unprocessable
from shared.domain.ids import VendorId
from shared.domain.vendor import (
    HISTORY_MAX,
    KEYS_MAX,
    ChangeKind,
    KeyKind,
    Vendor,
    VendorChange,
    VendorKey,
    VendorMatch,
)

TAUGHT_BY_INVOICE = frozenset(
    {KeyKind.NAME, KeyKind.ADDRESS, KeyKind.PHONE, KeyKind.MAIL_DOMAIN, KeyKind.LEGAL_FORM}
)
"""What an invoice may teach by itself. An account or tax id never: those are what a fraud wants to plant."""

MACHINE = "classify"
"""Who learns where no person decided."""


def taught(
    vendor: Vendor, match: VendorMatch, keys: tuple[VendorKey, ...], name: str | None, at: datetime
) -> Vendor | None:
    """
    Return the vendor with what a surely matched invoice adds, or None where that is nothing.

    Only an invoice that pays an account known before teaches: then nobody gains by a lie in the rest of it.
    """
    if not match.sure or KeyKind.IBAN not in match.evidence:
        return None
    new = tuple(key for key in keys if key.kind in TAUGHT_BY_INVOICE and key not in vendor.keys)
    if not new or len(vendor.keys) + len(new) > KEYS_MAX:
        return None
    changed = gained(vendor, new, at=at, by=MACHINE, kind=ChangeKind.LEARNED)
    known = {changed.name, *changed.aliases}
    if name is None or name in known or all(key.kind is not KeyKind.NAME for key in new):
        return changed
    return changed.model_copy(update={"aliases": (*changed.aliases, name)})


def gained(vendor: Vendor, keys: tuple[VendorKey, ...], *, at: datetime, by: str, kind: ChangeKind) -> Vendor:
    """Return the vendor with these keys as well. Raises Unprocessable where it would have too many."""
    new = tuple(key for key in dict.fromkeys(keys) if key not in vendor.keys)
    if len(vendor.keys) + len(new) > KEYS_MAX:
        raise Unprocessable("vendor.keys", f"A vendor is known by at most {KEYS_MAX} keys.")
    entry = VendorChange(at=at, by=by, kind=kind, gained=new)
    return _noted(vendor, entry, keys=(*vendor.keys, *new))


def renamed(vendor: Vendor, name: str, *, at: datetime, by: str) -> Vendor:
    """Return the vendor under another name; the old one stays as an alias."""
    if name == vendor.name:
        return vendor
    aliases = tuple(dict.fromkeys((*vendor.aliases, vendor.name)))
    entry = VendorChange(at=at, by=by, kind=ChangeKind.EDITED, names=(vendor.name,))
    return _noted(vendor, entry, name=name, aliases=tuple(each for each in aliases if each != name))


def merged(kept: Vendor, absorbed: Vendor, *, at: datetime, by: str) -> tuple[Vendor, Vendor]:
    """
    Return both entries after one went into the other: the kept one, and the one that now points to it.

    The absorbed entry keeps its keys, so whatever it was known by still leads to the kept one.

    Raises:
        Unprocessable: they are one already, or either is merged elsewhere.
    """
    if kept.vendor_id == absorbed.vendor_id or kept.merged_into or absorbed.merged_into:
        raise Unprocessable("vendor.merge", "Two entries that stand for themselves can be merged.")
    entry = VendorChange(at=at, by=by, kind=ChangeKind.MERGED, absorbed=absorbed.vendor_id)
    aliases = tuple(dict.fromkeys((*kept.aliases, absorbed.name, *absorbed.aliases)))
    whole = _noted(kept, entry, aliases=tuple(each for each in aliases if each != kept.name))
    return whole, _noted(absorbed, entry, merged_into=kept.vendor_id)


def parted(absorbed: Vendor, *, at: datetime, by: str) -> Vendor:
    """Return an entry that stands for itself again after a merge."""
    return _noted(absorbed, VendorChange(at=at, by=by, kind=ChangeKind.EDITED), merged_into=None)


def stands_for(vendor: Vendor) -> VendorId:
    """Return the id that invoices of this entry carry."""
    return vendor.merged_into or vendor.vendor_id


def _noted(vendor: Vendor, entry: VendorChange, **changes: object) -> Vendor:
    history = (*vendor.history, entry)[-HISTORY_MAX:]
    return vendor.model_copy(update={**changes, "history": history})
