"""An invoice as JSON, for the tenant's own systems. The same invoice always gives the same bytes."""

import json

from shared.domain.audit import Receipt
from shared.domain.invoice import InvoiceRecord
from shared.domain.reading import Reading

MEDIA_TYPE = "application/json"


def render(record: InvoiceRecord, reading: Reading, authority: Receipt) -> bytes:
    """
    Return the coded invoice: what was read, its vendor, its coding, the findings and the decision.

    `authority` is the decision's receipt: what is not in the log is not let out (invariant 1).
    """
    invoice = reading.invoices[0] if reading.invoices else None
    document = {
        "schema": "invoice/v1",
        "tenant_id": record.tenant_id,
        "invoice_id": record.invoice_id,
        "document": record.document.model_dump(mode="json"),
        "invoice": invoice.model_dump(mode="json", exclude_none=True) if invoice else None,
        "vendor": record.vendor.model_dump(mode="json", exclude_none=True) if record.vendor else None,
        "coding": record.coding.model_dump(mode="json", exclude_none=True) if record.coding else None,
        "findings": [finding.model_dump(mode="json", exclude_none=True) for finding in record.findings],
        "decision": record.decision.model_dump(mode="json") if record.decision else None,
        "authority": authority.model_dump(mode="json"),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
