"""The withdrawal of an exported invoice as JSON: whoever took the export in cancels it."""

import json

from shared.domain.audit import Receipt
from shared.domain.invoice import InvoiceRecord
from shared.domain.review import Effect

MEDIA_TYPE = "application/json"


def render(record: InvoiceRecord, effect: Effect, authority: Receipt) -> bytes:
    """
    Return what says that an export no longer holds.

    `authority` is the receipt of what allows the withdrawal; the export is named by what allowed it.
    """
    document = {
        "schema": "withdrawal/v1",
        "tenant_id": record.tenant_id,
        "invoice_id": record.invoice_id,
        "withdrawn": {"authority": effect.authority, "export_sha256": effect.reference},
        "authority": authority.model_dump(mode="json"),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
