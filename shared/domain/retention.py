"""
Retention: how long an invoice's content must be kept, what keeps it longer, and how it is erased. Pure.

Only the content goes: the log, and what an invoice cost, decided and caused, as far as ids and codes tell it,
stay.
"""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from shared.domain.model import Model

YEARS = 10
"""The longest that Switzerland (OR 958f) and Germany (HGB 257, AO 147) ask for books and vouchers."""

YEARS_MAX = 100
"""More is a slip of the keyboard."""

MATTER_CHARACTERS_MAX = 40
"""Of the reference of a legal matter."""


def _matter(text: str) -> str:
    if not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9._/-]{{0,{MATTER_CHARACTERS_MAX - 1}}}", text):
        message = "a matter is a file reference: letters, digits and . _ / - only"
        raise ValueError(message)
    return text


Matter = Annotated[str, AfterValidator(_matter)]
"""What a hold is for. It stands in the log, so it is a reference and never a text."""


class Retention(Model):
    """A tenant's rule."""

    years: Annotated[int, Field(ge=0, le=YEARS_MAX)] = YEARS
    """Counted from the end of the year in which the document came."""

    def kept_until(self, received_at: datetime) -> date:
        """Return the first day on which a document that came then may be erased."""
        return date(received_at.astimezone(UTC).year + 1 + self.years, 1, 1)


class ErasureReason(StrEnum):
    """Why content is erased."""

    RETENTION_ENDED = "retention_ended"
    """It was kept as long as it had to be."""
    SUBJECT_REQUEST = "subject_request"
    """A person asked for it (GDPR article 17)."""
    MISDIRECTED = "misdirected"
    """It never was the tenant's: rejected, and nothing was done with it."""


class LegalHold(Model):
    """That nothing may be erased until somebody lifts this."""

    by: str
    at: datetime
    matter: Matter


class Erasure(Model):
    """That the content was to be erased."""

    by: str
    at: datetime
    reason: ErasureReason
