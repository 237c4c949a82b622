"""Lists of invoices: what waits for people, and what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.dead_letter import DeadLetter, DeadLetterState
from shared.domain.invoice import InvoiceRecord
from shared.domain.tenancy import Reviewer
from shared.domain.vendor import KeyKind, Vendor
from shared.portal.frame import invoice_number, left, moment, money, vendor_name
from shared.portal.words import STATES, TONES, plain_reason


@dataclass(frozen=True)
class Row:
    """One invoice of a list."""

    invoice_id: str
    revision: int
    vendor: str
    number: str
    total: str
    state: str
    tone: str
    level: str
    reason: str
    """The first reason of the gate."""
    assignee: str
    due: str
    late: bool
    received: str
    can_undo: bool


def rows(records: Iterable[InvoiceRecord], people: Iterable[Reviewer], now: datetime) -> tuple[Row, ...]:
    """Return the rows of a list."""
    names = {person.reviewer_id: person.name for person in people}
    return tuple(_row(record, names, now) for record in records)


def _row(record: InvoiceRecord, names: Mapping[str, str], now: datetime) -> Row:
    summary, review = record.summary, record.review
    return Row(
        invoice_id=record.invoice_id,
        revision=record.events,
        vendor=vendor_name(record),
        number=invoice_number(record),
        total=money(summary.total, summary.currency) if summary else "",
        state=STATES[record.state],
        tone=TONES.get(record.state, "busy"),
        level=record.decision.level.value if record.decision else "",
        reason=plain_reason(record.decision.because[0]) if record.decision else "",
        assignee=names.get(record.assignee or "", ""),
        due=left(review.deadline, now),
        late=review.deadline is not None and review.deadline < now,
        received=moment(record.received_at),
        can_undo=review.undo_until is not None and now <= review.undo_until and not record.next_stage,
    )


@dataclass(frozen=True)
class Letter:
    """One dead letter of a list."""

    dead_letter_id: str
    invoice_id: str | None
    what: str
    message: str
    at: str
    can_requeue: bool


def letters(found: Iterable[DeadLetter]) -> tuple[Letter, ...]:
    """Return the rows of the dead letters."""
    return tuple(
        Letter(
            dead_letter_id=each.dead_letter_id,
            invoice_id=each.invoice_id,
            what=each.source or f"Invoice {each.invoice_id}",
            message=each.message,
            at=moment(each.at),
            can_requeue=each.invoice_id is not None and each.state is DeadLetterState.OPEN,
        )
        for each in found
    )


@dataclass(frozen=True)
class VendorRow:
    """One vendor of a list."""

    vendor_id: str
    name: str
    aliases: str
    keys: tuple[tuple[str, str], ...]
    """What it is known by: kind and value."""
    merged: bool


KEY_WORDS: Mapping[KeyKind, str] = {
    KeyKind.TAX_ID: "tax id",
    KeyKind.IBAN: "account",
    KeyKind.REGISTER: "register",
    KeyKind.MAIL_DOMAIN: "mail domain",
    KeyKind.PHONE: "telephone",
    KeyKind.NAME: "name",
    KeyKind.ADDRESS: "address",
    KeyKind.LEGAL_FORM: "legal form",
}


def vendor_rows(vendors: Iterable[Vendor]) -> tuple[VendorRow, ...]:
    """Return the rows of the register."""
    return tuple(
        VendorRow(
            vendor_id=vendor.vendor_id,
            name=vendor.name,
            aliases=", ".join(vendor.aliases),
            keys=tuple((KEY_WORDS[key.kind], key.value) for key in vendor.keys),
            merged=vendor.merged_into is not None,
        )
        for vendor in vendors
    )
