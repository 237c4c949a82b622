"""The API's own shapes: what partners send and get. The OpenAPI document is made from these."""

from base64 import b64decode
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from shared.domain.audit import LogEntry
from shared.domain.codes import CodeField, CodeValue
from shared.domain.coding import Coding, Rule
from shared.domain.dead_letter import DeadLetter
from shared.domain.document import DocumentKind, Provenance
from shared.domain.errors import Malformed
from shared.domain.findings import Finding
from shared.domain.gate import Decision, Fallback
from shared.domain.ids import InvoiceId, Sha256, VendorId
from shared.domain.invoice import Failure, InvoiceRecord, InvoiceState, Notice
from shared.domain.model import Model
from shared.domain.money import Amount, Currency
from shared.domain.names import NAME_CHARACTERS_MAX
from shared.domain.policy_book import PolicyBook
from shared.domain.reading import DocumentType
from shared.domain.retention import Erasure, ErasureReason, LegalHold, Matter
from shared.domain.review import CallOutcome, Remark, Review
from shared.domain.vendor import Vendor, VendorMatch
from shared.pipeline.ingest import DOCUMENTS_MAX, Accepted
from shared.ports.probe import ProbeResult


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        message = "a document is a string in base64"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns it into its answer
    return b64decode(text, validate=True)


class PostedDocument(Model):
    """One document in a JSON request."""

    content: Annotated[
        bytes, BeforeValidator(_decoded), WithJsonSchema({"type": "string", "contentEncoding": "base64"})
    ]
    """The file's bytes in base64 (RFC 4648), on one line."""
    filename: Annotated[str, Field(max_length=1000)] | None = None


class PostedDocuments(Model):
    """A JSON request."""

    documents: Annotated[tuple[PostedDocument, ...], Field(min_length=1, max_length=DOCUMENTS_MAX)]


class AcceptedView(Model):
    """One document that was taken in."""

    invoice_id: InvoiceId
    sha256: Sha256
    again: bool
    """True where the same bytes had been taken in before: the same invoice."""
    href: str
    """Where to ask for its state."""


class AcceptedList(Model):
    """The answer to a post, in the order of the request's documents."""

    invoices: tuple[AcceptedView, ...]


class InvoiceView(Model):
    """One invoice as its tenant's partners see it."""

    invoice_id: InvoiceId
    state: InvoiceState
    received_at: datetime
    updated_at: datetime
    rested_at: datetime | None
    """When the machine was done with it."""
    media_type: DocumentKind
    size_bytes: int
    page_count: int
    sha256: Sha256
    provenance: Provenance
    doc_type: DocumentType | None
    vendor_name: str | None
    invoice_number: str | None
    invoice_date: date | None
    currency: Currency | None
    total: Amount | None
    line_count: int | None
    engine: str | None
    vendor: VendorMatch | None
    coding: Coding | None
    findings: tuple[Finding, ...]
    decision: Decision | None
    assignee: str | None
    notices: tuple[Notice, ...]
    review: Review
    hold: LegalHold | None
    erasure: Erasure | None
    failure: Failure | None
    read_at: datetime | None
    classified_at: datetime | None
    acted_at: datetime | None
    href: str


class InvoiceList(Model):
    """Part of a list, latest received first."""

    invoices: tuple[InvoiceView, ...]
    continuation: str | None
    """Hand it back as `continuation` for the next part; absent at the end."""


class VendorList(Model):
    """Part of the register, by name, without histories."""

    vendors: tuple[Vendor, ...]
    continuation: str | None
    """Hand it back as `continuation` for the next part; absent at the end."""


class VendorEdit(Model):
    """What to change of a vendor; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_CHARACTERS_MAX)] | None = None
    needs_order: bool | None = None


class VendorMerge(Model):
    """Which vendor becomes part of this one."""

    absorbed: VendorId


class RuleList(Model):
    """The tenant's coding rules, in force or not."""

    rules: tuple[Rule, ...]


class LineCode(Model):
    """What a line is to be coded as."""

    line: Annotated[int, Field(ge=0)]
    """Position on the invoice, from 0."""
    field: CodeField
    value: CodeValue


class OtherInvoice(Model):
    """An invoice that only looks like this one."""

    other: InvoiceId


class Called(Model):
    """What a vendor said when it was called about a new bank account."""

    number: str
    """The number that was called: one that the register knew before."""
    outcome: CallOutcome


class Remarked(Model):
    """Something a person did, and what they said to it."""

    note: str = ""
    """Needed where the machine cannot know why: a rejection, a roll-back, an approval at L3."""


class Said(Model):
    """A comment."""

    text: Remark


class Assignment(Model):
    """Whose the invoice becomes."""

    reviewer_id: str


class Held(Model):
    """What an invoice is kept for."""

    matter: Matter


class Released(Model):
    """That it need not be kept for it any more."""


class ErasureOrder(Model):
    """Why an invoice's content is to be destroyed."""

    reason: ErasureReason


class AuditTrail(Model):
    """One invoice's entries in the tenant's log."""

    entries: tuple[LogEntry, ...]


class ReceiptList(Model):
    """What proves that an invoice's entries were in the log. Kept apart, it shows what was taken out."""

    receipts: tuple[dict[str, Any], ...]
    """Each as a file for `audit verify --receipt`, in the log's order."""


class DeadLetterList(Model):
    """Part of a list, latest first."""

    dead_letters: tuple[DeadLetter, ...]
    continuation: str | None


class Health(Model):
    """Whether the app and what it stands on answer."""

    ok: bool
    services: tuple[ProbeResult, ...] = ()


class Problem(Model):
    """What went wrong, as RFC 9457 says it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    """Stable and machine-readable."""
    instance: str


def accepted_view(accepted: Accepted) -> AcceptedView:
    """Return what a post answers for one document."""
    return AcceptedView(
        invoice_id=accepted.invoice_id,
        sha256=accepted.sha256,
        again=accepted.again,
        href=href(accepted.invoice_id),
    )


def invoice_view(record: InvoiceRecord) -> InvoiceView:
    """Return what the API shows of a record."""
    summary = record.summary
    return InvoiceView(
        invoice_id=record.invoice_id,
        state=record.state,
        received_at=record.received_at,
        updated_at=record.updated_at,
        rested_at=record.rested_at,
        media_type=record.document.kind,
        size_bytes=record.document.size_bytes,
        page_count=record.document.page_count,
        sha256=record.document.sha256,
        provenance=record.provenance,
        doc_type=summary.doc_type if summary else None,
        vendor_name=summary.vendor_name if summary else None,
        invoice_number=summary.invoice_number if summary else None,
        invoice_date=summary.invoice_date if summary else None,
        currency=summary.currency if summary else None,
        total=summary.total if summary else None,
        line_count=summary.line_count if summary else None,
        engine=summary.engine if summary else None,
        vendor=record.vendor,
        coding=record.coding,
        findings=record.findings,
        decision=record.decision,
        assignee=record.assignee,
        notices=record.notices,
        review=record.review,
        hold=record.hold,
        erasure=record.erasure,
        failure=record.failure,
        read_at=record.read_at,
        classified_at=record.classified_at,
        acted_at=record.acted_at,
        href=href(record.invoice_id),
    )


class PolicyView(Model):
    """A tenant's policies."""

    version: int
    text: str
    """Of the one in force, as it was written."""
    trial_version: int | None = None
    """Of the one that decides beside it without anything being done by it."""
    fallback: Fallback | None = None
    """Why the gate is stricter than the policy says."""

    @classmethod
    def of(cls, book: PolicyBook, text: str) -> Self:
        """Return what people see of a book."""
        return cls(
            version=book.active.version,
            text=text,
            trial_version=book.shadow.version if book.shadow else None,
            fallback=book.fallback,
        )


def body_of[M: Model](model: type[M], body: bytes) -> M:
    """Return the request's JSON as a model, an empty body as one of defaults only. Raises Malformed."""
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors()}))
        raise Malformed("request.body", f"The body does not fit: {places}.") from None


def etag(record: InvoiceRecord) -> str:
    """Return the version of an invoice as HTTP names it: how many events it has."""
    return f'"{record.events}"'


def href(invoice_id: InvoiceId) -> str:
    """Return where the API answers for this invoice."""
    return f"/api/v1/invoices/{invoice_id}"
