"""Identifiers. Each is made only by its own function here, so holding one means it was checked."""

import hashlib
import re
import uuid
from typing import NewType

from shared.domain.errors import Malformed

TenantId = NewType("TenantId", str)
"""A tenant: a GUID in canonical lower case, exactly as Entra prints it."""

InvoiceId = NewType("InvoiceId", str)
"""An invoice: a GUID derived from its tenant and its bytes, so the same bytes are the same invoice."""

VendorId = NewType("VendorId", str)
"""A vendor in one tenant's register: a GUID."""

Sha256 = NewType("Sha256", str)
"""A SHA-256 digest in lower-case hexadecimal."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAMESPACE = uuid.UUID("6f0a3a52-9d4b-5c1e-8a55-4f0f6a1d2c77")


def parse_tenant_id(text: str) -> TenantId:
    """Return the tenant id in `text`, or raise Malformed unless it is a canonical lower-case GUID."""
    if not _GUID.fullmatch(text):
        raise Malformed("tenant.id", "A tenant id is a GUID in lower case.")
    return TenantId(text)


def parse_invoice_id(text: str) -> InvoiceId:
    """Return the invoice id in `text`, or raise Malformed unless it is a canonical lower-case GUID."""
    if not _GUID.fullmatch(text):
        raise Malformed("invoice.id", "An invoice id is a GUID in lower case.")
    return InvoiceId(text)


def parse_vendor_id(text: str) -> VendorId:
    """Return the vendor id in `text`, or raise Malformed unless it is a canonical lower-case GUID."""
    if not _GUID.fullmatch(text):
        raise Malformed("vendor.id", "A vendor id is a GUID in lower case.")
    return VendorId(text)


def sha256_of(content: bytes) -> Sha256:
    """Return the digest that names these bytes."""
    return Sha256(hashlib.sha256(content).hexdigest())


def invoice_id_for(tenant_id: TenantId, digest: Sha256) -> InvoiceId:
    """Return the one id these bytes have at this tenant; another tenant's id for them is unrelated."""
    return InvoiceId(derive("invoice", tenant_id, digest))


def vendor_id_for(tenant_id: TenantId, kind: str, value: str) -> VendorId:
    """Return the id of the vendor first known by this key, the same from every worker."""
    return VendorId(derive("vendor", tenant_id, kind, value))


def derive(*parts: str) -> str:
    """Return the GUID (version 5) that these parts always give; parts cannot run into each other."""
    return str(uuid.uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))
