"""
How likely each value is right, from evidence that stands on the document.

Readers say how well a value's label and place fit; that is no probability. Here their scores, the arithmetic
of the whole, check digits and plausibility become one, with weights fitted to documents whose truth is known
(`python -m tests.score.calibrate`). Only values are judged: what is missing has no confidence.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from shared.domain.checks import check_invoice
from shared.domain.document import Document
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.names import legal_form
from shared.domain.reading import Read, Reading, ReadInvoice
from shared.engines.text.identifiers import find_tax_ids, iban_holds
from shared.ports.extractor import Extractor

OCR = "ocr"
"""The engine whose readings come from pictures."""

WEIGHTS = "confidence.json"
"""Written by the fit, beside this module."""

TERM_MAX = timedelta(days=180)
"""Between an invoice and its due date: longer is a misread date."""

_KEYS = ("vendor_name", "invoice_number", "invoice_date", "total", "currency")
_ERRORS_MAX = 4
_NAMELIKE = 0.6
"""Of a name without a legal form and without figures, on the way from an address to a company."""
_TELLING_LETTERS_MIN = 4
"""Of a word that a domain is searched for: shorter ones stand in many."""


class Evidence(NamedTuple):
    """What speaks for a value, each from 0 to 1."""

    fit: float
    """How well the reader found it to fit."""
    checked: float
    """Whether it proves itself: check digits, arithmetic, a plausible date, the form of a company's name."""
    seen: float
    """Whether it was read from a picture."""
    closes: float
    """Whether the lines add up."""
    agrees: float
    """Whether subtotal, tax and total agree."""
    complete: float
    """How many of the values that every invoice has were found."""
    clean: float
    """How few errors the checks found."""


class Calibrated:
    """Implements the port `Extractor`: a reader whose confidences are probabilities."""

    def __init__(self, reader: Extractor) -> None:
        self._reader = reader

    def extract(self, document: Document) -> Reading:
        """As the port."""
        reading = self._reader.extract(document)
        seen = reading.engine.name == OCR
        invoices = tuple(calibrated(invoice, seen=seen) for invoice in reading.invoices)
        return reading.model_copy(update={"invoices": invoices})


def gather(invoice: ReadInvoice, *, seen: bool) -> dict[str, Evidence]:
    """Return the evidence for each value that was read."""
    found = check_invoice(invoice)
    whole = _whole(invoice, found)
    return {
        name: Evidence(read.confidence, float(_CHECKS[name](invoice)), float(seen), *whole)
        for name, read in _values(invoice)
    }


def calibrated(invoice: ReadInvoice, *, seen: bool) -> ReadInvoice:
    """Return the invoice with each confidence as the probability that its value is right."""
    weights = _weights()
    likely = {
        name: probability(weights, name, evidence) for name, evidence in gather(invoice, seen=seen).items()
    }
    changes: dict[str, Any] = {
        name: getattr(invoice, name).model_copy(update={"confidence": likely[name]})
        for name in likely
        if name != "iban"
    }
    if "iban" in likely:
        changes["ibans"] = tuple(
            read.model_copy(update={"confidence": likely["iban"]}) for read in invoice.ibans
        )
    return invoice.model_copy(update=changes)


def probability(weights: Mapping[str, Sequence[float]], name: str, evidence: Evidence) -> float:
    """Return how likely a value of this field with this evidence is right, by a logistic model."""
    score = sum(weight * term for weight, term in zip(weights[name], terms(evidence), strict=True))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4)


def terms(evidence: Evidence) -> tuple[float, ...]:
    """Return what the weights of a field are multiplied with."""
    return (1.0, *evidence)


@cache
def _weights() -> Mapping[str, Sequence[float]]:
    text = files("shared.engines").joinpath(WEIGHTS).read_text(encoding="utf-8")
    weights: Mapping[str, Sequence[float]] = json.loads(text)
    return weights


def _values(invoice: ReadInvoice) -> Iterator[tuple[str, Read[Any]]]:
    for name in FIELDS:
        read = invoice.iban if name == "iban" else getattr(invoice, name)
        if read is not None:
            yield name, read


def _whole(invoice: ReadInvoice, found: Sequence[Finding]) -> tuple[float, float, float, float]:
    codes = {finding.code for finding in found}
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    sums = (invoice.subtotal, invoice.tax_total, invoice.total)
    lines = bool(invoice.line_items) and not codes & {FindingCode.LINES_MISMATCH, FindingCode.LINE_MISMATCH}
    return (
        float(lines),
        float(all(sums) and FindingCode.TOTAL_MISMATCH not in codes),
        sum(getattr(invoice, name) is not None for name in _KEYS) / len(_KEYS),
        1 - min(errors, _ERRORS_MAX) / _ERRORS_MAX,
    )


def _is_account(invoice: ReadInvoice) -> bool:
    return invoice.iban is not None and iban_holds(invoice.iban.value)


def _is_tax_id(invoice: ReadInvoice) -> bool:
    read = invoice.vendor_tax_id
    return read is not None and any(found.value == read.value for found in find_tax_ids(read.value))


def _is_term(invoice: ReadInvoice) -> bool:
    issued, due = invoice.invoice_date, invoice.due_date
    return issued is not None and due is not None and timedelta() <= due.value - issued.value <= TERM_MAX


def _is_all_due(invoice: ReadInvoice) -> bool:
    due, total = invoice.amount_due, invoice.total
    return due is not None and total is not None and due.value == total.value


def _is_sum(invoice: ReadInvoice) -> bool:
    subtotal, tax, total = invoice.subtotal, invoice.tax_total, invoice.total
    if subtotal is None or tax is None or total is None:
        return False
    return subtotal.value + tax.value == total.value


def _names_somebody(read: Read[str] | None) -> float:
    """A legal form is a company's; figures are an address's or a reference's."""
    if read is None:
        return 0.0
    if legal_form(read.value):
        return 1.0
    return 0.0 if _has_digits(read) else _NAMELIKE


def _names_vendor(invoice: ReadInvoice) -> float:
    """A vendor's mail comes from a domain of its name, more often than not."""
    vendor, email = invoice.vendor_name, invoice.vendor_email
    if vendor and email:
        domain = email.value.rpartition("@")[2].lower()
        if any(word in domain for word in _long_words(vendor.value)):
            return 1.0
    return _names_somebody(vendor)


def _long_words(name: str) -> Iterator[str]:
    for word in name.lower().split():
        letters = "".join(filter(str.isalnum, word))
        if len(letters) >= _TELLING_LETTERS_MIN:
            yield letters


def _has_digits(read: Read[str] | None) -> bool:
    return read is not None and any(character.isdigit() for character in read.value)


_CHECKS: Mapping[str, Callable[[ReadInvoice], float]] = {
    "vendor_name": _names_vendor,
    "vendor_tax_id": _is_tax_id,
    "invoice_number": lambda invoice: _has_digits(invoice.invoice_number),
    "invoice_date": _is_term,
    "due_date": _is_term,
    "currency": _is_sum,
    "subtotal": _is_sum,
    "tax_total": _is_sum,
    "total": _is_sum,
    "amount_due": _is_all_due,
    "iban": _is_account,
    "order_number": lambda invoice: _has_digits(invoice.order_number),
    "buyer_name": lambda invoice: _names_somebody(invoice.buyer_name),
}

FIELDS = tuple(_CHECKS)
"""The values that are judged; `iban` stands for every account."""
