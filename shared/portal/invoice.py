"""The page of one invoice: what it says, where that stands, what was found, what people can do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared.domain.audit import AuditEvent
from shared.domain.codes import CodeField
from shared.domain.coding import Coding, LineCoding
from shared.domain.corrections import FieldName, value_of
from shared.domain.findings import FindingCode
from shared.domain.invoice import OPEN, InvoiceRecord
from shared.domain.money import plain
from shared.domain.reading import Evidence, LineItem, Read, ReadInvoice
from shared.domain.review_steps import Step, approvals_needed, approvals_of, offers
from shared.domain.tenancy import Reviewer, TenantProfile
from shared.portal.frame import invoice_number, left, moment, money, vendor_name
from shared.portal.words import ACTIONS, FIELDS, LEVELS, SEVERITIES, STATES, TONES

LINES_SHOWN_MAX = 200
"""Lines on the page; the reading has all."""

UNSURE_BELOW = 0.8
"""Values the reader is less sure of than this are marked."""

DUPLICATES = frozenset({FindingCode.DUPLICATE_NUMBER, FindingCode.DUPLICATE_NEAR})

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

KINDS: Mapping[FieldName, str] = {
    FieldName.INVOICE_DATE: "date",
    FieldName.DUE_DATE: "date",
    FieldName.SUBTOTAL: "amount",
    FieldName.TAX_TOTAL: "amount",
    FieldName.TOTAL: "amount",
    FieldName.AMOUNT_DUE: "amount",
}
"""Fields that are no text."""


@dataclass(frozen=True)
class FieldRow:
    """One field that can be corrected."""

    name: str
    label: str
    value: str
    kind: str
    sure: int
    """In percent; 0 where nothing was read."""
    unsure: bool
    typed: str | None = None
    """What the visitor typed and could not save."""


@dataclass(frozen=True)
class LineRow:
    """One line."""

    index: int
    description: str
    quantity: str
    unit_price: str
    amount: str
    tax_rate: str
    account: str
    reason: str
    """Why it is booked so."""


@dataclass(frozen=True)
class Mark:
    """A box around something on a page, in thousandths of its width and height."""

    name: str
    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class PagePicture:
    """One page."""

    number: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class FindingRow:
    """One finding."""

    tone: str
    severity: str
    message: str
    other: str | None
    """The invoice it looks like, for a duplicate."""


@dataclass(frozen=True)
class TimelineRow:
    """One event."""

    number: int
    at: str
    who: str
    what: str
    detail: str


@dataclass(frozen=True)
class InvoicePage:
    """Everything the page shows."""

    invoice_id: str
    revision: int
    title: str
    number: str
    total: str
    state: str
    tone: str
    busy: bool
    """Whether the machine is at work on it; nothing can be changed meanwhile."""
    waits: bool
    due: str
    undo: str
    assignee: str
    level: str
    level_words: str
    because: tuple[str, ...]
    approvals: tuple[str, ...]
    approvals_needed: int
    fields: tuple[FieldRow, ...]
    lines: tuple[LineRow, ...]
    lines_left: int
    pages: tuple[PagePicture, ...]
    findings: tuple[FindingRow, ...]
    timeline: tuple[TimelineRow, ...]
    comments: tuple[tuple[str, str, str], ...]
    """Who, when and what."""
    offers: Mapping[str, str | None]
    """For each step why it is not offered; None where it is."""
    people: tuple[tuple[str, str], ...]
    """Whom it can be handed to: id and name."""
    source: str
    filename: str
    changed: tuple[TimelineRow, ...] = ()
    """What others did since the visitor looked, where that came in the way."""
    problem: str = ""
    """Why nothing was changed."""
    typed_note: str = ""


@dataclass(frozen=True)
class Typed:
    """What the visitor sent and could not be kept: it is shown again, so that nothing is lost."""

    revision: int
    problem: str
    values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def invoice_page(
    record: InvoiceRecord,
    invoice: ReadInvoice | None,
    events: tuple[AuditEvent, ...],
    visitor: Reviewer,
    profile: TenantProfile,
    now: datetime,
    typed: Typed | None = None,
) -> InvoicePage:
    """Return the page for a visitor, over what they typed if that could not be kept."""
    names = {person.reviewer_id: person.name for person in profile.reviewers}
    summary, decision = record.summary, record.decision
    invoice = invoice or ReadInvoice()
    timeline = tuple(_timeline(events, names))
    return InvoicePage(
        invoice_id=record.invoice_id,
        revision=record.events,
        title=vendor_name(record),
        number=invoice_number(record),
        total=money(summary.total, summary.currency) if summary else "",
        state=STATES[record.state],
        tone=TONES.get(record.state, "busy"),
        busy=record.next_stage is not None,
        waits=record.state in OPEN,
        due=left(record.review.due_at, now),
        undo=left(record.review.undo_until, now),
        assignee=names.get(record.assignee or "", "nobody"),
        level=decision.level.value if decision else "",
        level_words=LEVELS[decision.level] if decision else "",
        because=decision.because if decision else (),
        approvals=tuple(names.get(each.by, each.by) for each in approvals_of(record)),
        approvals_needed=approvals_needed(record, profile.policy),
        fields=tuple(_field(invoice, name, typed) for name in FieldName),
        lines=tuple(line_rows(invoice, record.coding)),
        lines_left=max(0, len(invoice.line_items) - LINES_SHOWN_MAX),
        pages=_pages(record, invoice),
        findings=tuple(_findings(record)),
        timeline=timeline,
        comments=tuple(
            (names.get(each.by, each.by), moment(each.at), each.text) for each in record.review.comments
        ),
        offers=_offers(record, visitor, profile, now),
        people=tuple((each.reviewer_id, each.name) for each in profile.reviewers),
        source=record.provenance.channel.value,
        filename=record.provenance.filename or "",
        changed=tuple(row for row in timeline if typed and row.number >= typed.revision),
        problem=typed.problem if typed else "",
        typed_note=typed.note if typed else "",
    )


def _offers(
    record: InvoiceRecord, visitor: Reviewer, profile: TenantProfile, now: datetime
) -> dict[str, str | None]:
    if record.next_stage is not None:
        return {step.value: "The machine is at work on it." for step in Step}
    found = offers(record, visitor, profile.reviewers, profile.policy, now)
    return {step.value: reason for step, reason in found.items()}


def _field(invoice: ReadInvoice, name: FieldName, typed: Typed | None) -> FieldRow:
    read = value_of(invoice, name)
    value = shown(read)
    said = typed.values.get(name.value) if typed else None
    return FieldRow(
        name=name.value,
        label=FIELDS[name],
        value=value,
        kind=KINDS.get(name, "text"),
        sure=round(100 * read.confidence) if read else 0,
        unsure=read is not None and read.confidence < UNSURE_BELOW,
        typed=said if said is not None and said != value else None,
    )


def shown(read: Read[Any] | None) -> str:
    """Return a value as its input shows it."""
    match read.value if read else None:
        case None:
            return ""
        case Decimal() as amount:
            return plain(amount)
        case date() as day:
            return day.isoformat()
        case other:
            return str(other)


def line_rows(invoice: ReadInvoice, coding: Coding | None) -> Iterator[LineRow]:
    """Give the lines as their inputs show them."""
    coded = {each.line: each for each in coding.lines} if coding else {}
    for index, item in enumerate(invoice.line_items[:LINES_SHOWN_MAX]):
        yield _line(index, item, coded.get(index, LineCoding(line=index)))


def _line(index: int, item: LineItem, coding: LineCoding) -> LineRow:
    booked = next((code for code in coding.codes if code.field is CodeField.ACCOUNT), None)
    return LineRow(
        index=index,
        description=item.description,
        quantity=plain(item.quantity) if item.quantity is not None else "",
        unit_price=plain(item.unit_price) if item.unit_price is not None else "",
        amount=plain(item.amount) if item.amount is not None else "",
        tax_rate=plain(item.tax_rate) if item.tax_rate is not None else "",
        account=booked.value if booked else "",
        reason=booked.reason if booked else "",
    )


def _pages(record: InvoiceRecord, invoice: ReadInvoice) -> tuple[PagePicture, ...]:
    """The pages this invoice covers, or all of the file where that is not known."""
    numbers = invoice.pages or tuple(range(1, record.document.page_count + 1))
    marks = tuple(_marks(invoice))
    return tuple(
        PagePicture(number, tuple(mark for page, mark in marks if page == number)) for number in numbers
    )


def _marks(invoice: ReadInvoice) -> Iterator[tuple[int, Mark]]:
    for name in FieldName:
        read = value_of(invoice, name)
        if read is not None and read.evidence is not None:
            yield from _mark(name.value, FIELDS[name], read.evidence)
    for index, item in enumerate(invoice.line_items[:LINES_SHOWN_MAX]):
        if item.evidence is not None:
            yield from _mark(f"line-{index}", f"Line {index + 1}", item.evidence)


def _mark(name: str, label: str, evidence: Evidence) -> Iterator[tuple[int, Mark]]:
    box = evidence.box
    if box is not None:
        x, y = round(1000 * box.left), round(1000 * box.top)
        width, height = round(1000 * (box.right - box.left)), round(1000 * (box.bottom - box.top))
        yield evidence.page, Mark(name, label, x, y, max(1, width), max(1, height))


def _findings(record: InvoiceRecord) -> Iterator[FindingRow]:
    tones = {"note": "quiet", "warning": "warn", "error": "bad"}
    for finding in sorted(record.findings, key=lambda each: [*SEVERITIES].index(each.severity), reverse=True):
        other = _GUID.search(finding.message) if finding.code in DUPLICATES else None
        yield FindingRow(
            tone=tones[finding.severity],
            severity=SEVERITIES[finding.severity],
            message=finding.message,
            other=other.group() if other else None,
        )


def _timeline(events: tuple[AuditEvent, ...], names: Mapping[str, str]) -> Iterator[TimelineRow]:
    for event in events:
        yield TimelineRow(
            number=event.number,
            at=moment(event.at),
            who=names.get(event.actor.reference, event.actor.reference),
            what=ACTIONS.get(event.action, event.action.value),
            detail=_detail(event, names),
        )


def _detail(event: AuditEvent, names: Mapping[str, str]) -> str:
    facts = event.facts
    if "fields" in facts:
        known = {name.value: label for name, label in FIELDS.items()}
        return ", ".join(known.get(each, each.replace("_", " ")) for each in str(facts["fields"]).split(","))
    if "to" in facts:
        return f"to {names.get(str(facts['to']), facts['to'])}"
    if facts.get("recipient"):
        return f"{names.get(str(facts['recipient']), facts['recipient'])}"
    for name in ("level", "engine", "code", "value"):
        if name in facts:
            return str(facts[name])
    return ""
