"""Codes that e-invoices use."""

from shared.domain.reading import DocumentType

CREDIT_NOTES = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
"""UNTDID 1001 codes that EN 16931 lists as credit notes."""

INVOICES = frozenset(
    "71 80 82 84 102 130 202 203 204 211 218 219 295 325 326 331 380 382 383 384 385 386 387 388 389 390 393 "
    "394 395 456 457 471 472 473 500 501 527 553 575 623 633 751 780 817 870 875 876 877 935".split()
)
"""UNTDID 1001 codes that EN 16931 lists as invoices."""

NOT_BILLS = frozenset("310 315 325".split())
"""Offer, contract and proforma invoice: shaped like an invoice, and never to be booked as one."""


def document_type(code: str | None) -> DocumentType:
    """Return the kind of document that a UNTDID 1001 code names; an unknown one is an invoice."""
    if code in CREDIT_NOTES:
        return DocumentType.CREDIT_NOTE
    return DocumentType.OTHER if code in NOT_BILLS else DocumentType.INVOICE
