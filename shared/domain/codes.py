"""Codes: the closed fields that invoices are booked by, and what people said they are."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from shared.domain.ids import InvoiceId, VendorId
from shared.domain.model import Model
from shared.domain.reading import Confidence

CODE_CHARACTERS_MAX = 20
"""Of an account, tax code, category or cost centre: a code, never a text."""


def _code(text: str) -> str:
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._/-]{{0,{CODE_CHARACTERS_MAX - 1}}}", text):
        message = "a code is short and of letters, digits and . _ / - only"
        raise ValueError(message)
    return text


CodeValue = Annotated[str, AfterValidator(_code)]
"""What something is booked as. Text from a document cannot be one, so it cannot be learned."""


class CodeField(StrEnum):
    """What is coded."""

    CATEGORY = "category"
    """A segment of UNSPSC, or what the tenant puts in its place."""
    ACCOUNT = "account"
    TAX_CODE = "tax_code"
    COST_CENTER = "cost_center"
    """Or the client that it is billed on to."""


class Source(StrEnum):
    """By whose word something is coded, strongest first."""

    RULE = "rule"
    """A rule of the tenant's."""
    PERSON = "person"
    """A person, for this very line."""
    DECISION = "decision"
    """What a person decided before."""
    GENERAL = "general"
    """The classifier that ships with the product."""


class Code(Model):
    """One field's value, and why."""

    field: CodeField
    value: CodeValue
    source: Source
    confidence: Confidence
    """Of a rule and a decision its precision so far; of the classifier its own."""
    reason: str
    """A sentence for a person."""


class CodeDecision(Model):
    """What a person decided for one line."""

    invoice_id: InvoiceId
    vendor_id: VendorId
    item: str
    """The line, as items are compared."""
    field: CodeField
    value: CodeValue
