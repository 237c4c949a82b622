"""Codes that e-invoices use."""

from shared.domain.reading import DocumentType

CREDIT_NOTES = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
"""UNTDID 1001 codes that EN 16931 lists as credit notes."""

NOT_BILLS = frozenset("310 315 325".split())
"""Offer, contract and proforma invoice: shaped like an invoice, and never to be booked as one."""


def document_type(code: str | None) -> DocumentType:
    """Return the kind of document that a UNTDID 1001 code names; an unknown one is an invoice."""
    if code in CREDIT_NOTES:
        return DocumentType.CREDIT_NOTE
    return DocumentType.OTHER if code in NOT_BILLS else DocumentType.INVOICE
