"""The page of one invoice: what it says, where that stands, what was found, what people can do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.audit import Actor, ActorKind, AuditEvent
from shared.domain.call_back import is_asked_for
from shared.domain.corrections import FieldName, value_of
from shared.domain.findings import FindingCode
from shared.domain.invoice import OPEN, InvoiceRecord
from shared.domain.offers import Step, offers
from shared.domain.reading import Evidence, ReadInvoice
from shared.domain.review_steps import approvals_needed, approvals_of
from shared.domain.tenancy import Reviewer, TenantProfile
from shared.portal.entries import (
    LINES_SHOWN_MAX,
    BookingRow,
    FieldRow,
    LineRow,
    booking_rows,
    field_rows,
    line_rows,
    lines_digest,
)
from shared.portal.frame import invoice_number, left, moment, money, vendor_name
from shared.portal.words import ACTIONS, CALLS, FIELDS, GUID, LEVELS, SEVERITIES, STATES, TONES, plain_reason

DUPLICATES = frozenset({FindingCode.DUPLICATE_NUMBER, FindingCode.DUPLICATE_NEAR})


NOTED = (Step.APPROVE, Step.REJECT, Step.ROLL_BACK, Step.ESCALATE, Step.COMMENT)
"""Steps that take a note."""


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
    can_decide: bool
    """Whether any step that takes a note is offered."""
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
    """With an empty one at the end."""
    lines_left: int
    """Lines that the page does not show; then none can be changed here."""
    lines_digest: str
    bookings: tuple[BookingRow, ...]
    pages: tuple[PagePicture, ...]
    findings: tuple[FindingRow, ...]
    timeline: tuple[TimelineRow, ...]
    comments: tuple[tuple[str, str, str], ...]
    """Who, when and what."""
    offers: Mapping[str, str | None]
    """For each step why it is not offered; None where it is."""
    vendor_id: str
    """In the register; empty where nobody knows whose it is."""
    is_bill: bool
    """Whether it is anything that can be booked."""
    call_asked: bool
    """Whether the vendor must be called about a new account."""
    call_numbers: tuple[str, ...]
    """Last digits of the numbers that the register knew before."""
    calls: tuple[tuple[str, str, str], ...]
    """Who called, when, and what was said."""
    people: tuple[tuple[str, str], ...]
    """Whom it can be handed to: id and name."""
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
    *,
    call_numbers: tuple[str, ...] = (),
) -> InvoicePage:
    """Return the page for a visitor, over what they typed if that could not be kept."""
    names = {person.reviewer_id: person.name for person in profile.reviewers}
    summary, decision = record.summary, record.decision
    invoice = invoice or ReadInvoice()
    timeline = tuple(_timeline(events, names))
    offered = _offers(record, visitor, profile, now)
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
        can_decide=any(offered[step] is None for step in NOTED),
        due=left(record.review.deadline, now),
        undo=left(record.review.undo_until, now),
        assignee=names.get(record.assignee or "", "nobody"),
        level=decision.level.value if decision else "",
        level_words=LEVELS[decision.level] if decision else "",
        because=tuple(plain_reason(each) for each in decision.because) if decision else (),
        approvals=tuple(names.get(each.by, each.by) for each in approvals_of(record)),
        approvals_needed=approvals_needed(record, profile.policy),
        fields=tuple(field_rows(invoice, typed.values if typed else {})),
        lines=tuple(line_rows(invoice, typed.values if typed else {})),
        lines_left=max(0, len(invoice.line_items) - LINES_SHOWN_MAX),
        lines_digest=lines_digest(invoice),
        bookings=tuple(booking_rows(invoice, record.coding)),
        pages=_pages(record, invoice),
        findings=tuple(_findings(record)),
        timeline=timeline,
        comments=tuple(
            (names.get(each.by, each.by), moment(each.at), each.text) for each in record.review.comments
        ),
        offers=offered,
        vendor_id=(record.vendor.vendor_id if record.vendor else None) or "",
        is_bill=all(each.code is not FindingCode.NOT_A_BILL for each in record.findings),
        call_asked=record.state in OPEN and is_asked_for(record),
        call_numbers=call_numbers,
        calls=tuple(
            (names.get(each.by, each.by), moment(each.at), CALLS[each.outcome])
            for each in record.review.calls
        ),
        people=tuple(
            (each.reviewer_id, each.name) for each in profile.reviewers if each.reviewer_id != record.assignee
        ),
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
        other = GUID.search(finding.message) if finding.code in DUPLICATES else None
        yield FindingRow(
            tone=tones[finding.severity],
            severity=SEVERITIES[finding.severity],
            message=plain_reason(finding.message),
            other=other.group() if other else None,
        )


def _timeline(events: tuple[AuditEvent, ...], names: Mapping[str, str]) -> Iterator[TimelineRow]:
    for event in events:
        yield TimelineRow(
            number=event.number,
            at=moment(event.at),
            who=_who(event.actor, names),
            what=ACTIONS.get(event.action, event.action.value),
            detail=_detail(event, names),
        )


def _who(actor: Actor, names: Mapping[str, str]) -> str:
    match actor.kind:
        case ActorKind.SERVICE:
            return "the machine"
        case ActorKind.PARTNER:
            return f"the key {actor.reference}"
        case ActorKind.PERSON:
            return names.get(actor.reference, "somebody who left")


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
