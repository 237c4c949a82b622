"""Invoices in Cosmos DB: the record and its outbox share a partition, so both change together."""

from datetime import UTC, datetime
from typing import Any

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, Document, batch, owned, query, query_page
from shared.adapters.azure.errors import translated
from shared.domain.audit import AuditEvent
from shared.domain.errors import Conflict, NotFound
from shared.domain.ids import InvoiceId
from shared.domain.invoice import OPEN, Change, InvoiceRecord, rank, search_text
from shared.domain.tenancy import TenantScope
from shared.domain.version import Page, Versioned
from shared.ports.invoices import InvoiceFilter

STATE = "state"
"""The record's document id in its partition."""


WAITING = "waiting"
"""What `desk` says of an invoice that a person is asked to decide."""


class CosmosInvoices:
    """The `invoices` port over the container of the same name."""

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def find(self, scope: TenantScope, invoice_id: InvoiceId) -> Versioned[InvoiceRecord] | None:
        """Return the invoice, or None."""
        try:
            with translated(SERVICE):
                document = self._container.read_item(STATE, [scope.tenant_id, invoice_id])
        except NotFound:
            return None
        return _stored(scope, document)

    def commit(self, scope: TenantScope, change: Change, version: str | None) -> Versioned[InvoiceRecord]:
        """Write the record and its new events in one transactional batch."""
        record = change.record
        document = _document(record)
        operation: Any = (
            ("create", (document,))
            if version is None
            else ("replace", (STATE, document), {"if_match_etag": version})
        )
        events = [("create", (_event_document(event),)) for event in change.events]
        results = batch(self._container, [operation, *events], [scope.tenant_id, record.invoice_id])
        return _stored(scope, results[0]["resourceBody"])

    def outbox(self, scope: TenantScope, record: InvoiceRecord) -> tuple[AuditEvent, ...]:
        """Return the events from number `record.logged` on, in order."""
        text = "SELECT * FROM c WHERE c.kind = 'event' AND c.number >= @from ORDER BY c.number"
        found = query(self._container, scope, text, {"@from": record.logged}, partition=(record.invoice_id,))
        return tuple(AuditEvent.model_validate(document["event"]) for document in found)

    def mark_logged(self, scope: TenantScope, invoice_id: InvoiceId, logged: int) -> None:
        """Note that this many of its events are in the log; never counts down."""
        operations = [
            {"op": "set", "path": "/record/logged", "value": logged},
            {"op": "set", "path": "/logged", "value": logged},
        ]
        try:
            with translated(SERVICE):
                self._container.patch_item(
                    STATE,
                    [scope.tenant_id, invoice_id],
                    operations,
                    filter_predicate=f"FROM c WHERE c.logged < {int(logged)}",
                )
        except Conflict:
            return

    def page(
        self, scope: TenantScope, wanted: InvoiceFilter, *, size: int, continuation: str | None
    ) -> Page[InvoiceRecord]:
        """Return a part of the tenant's invoices, latest received first."""
        conditions, parameters = _conditions(wanted)
        order = "c.rank" if wanted.waiting else "c.receivedAt DESC"
        text = f"SELECT * FROM c WHERE {' AND '.join(conditions)} ORDER BY {order}"  # noqa: S608 - our own names; values are parameters
        rows, further = query_page(
            self._container, scope, text, parameters, size=size, continuation=continuation
        )
        return Page(items=tuple(_record(row) for row in rows), continuation=further)

    def count(self, scope: TenantScope, wanted: InvoiceFilter, *, limit: int) -> int:
        """Return how many there are, counted up to a limit."""
        conditions, parameters = _conditions(wanted)
        text = f"SELECT c.tenantId FROM c WHERE {' AND '.join(conditions)} OFFSET 0 LIMIT @limit"  # noqa: S608 - as above
        return sum(1 for _ in query(self._container, scope, text, {**parameters, "@limit": limit}))

    def overdue(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InvoiceRecord, ...]:
        """Return those that wait for a person beyond their deadline, the longest first."""
        text = (
            "SELECT * FROM c WHERE c.kind = 'invoice' AND c.desk = 'waiting' AND c.dueAt < @before "
            "ORDER BY c.dueAt OFFSET 0 LIMIT @limit"
        )
        found = query(self._container, scope, text, {"@before": _time(before), "@limit": limit})
        return tuple(_record(document) for document in found)

    def stalled(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InvoiceRecord, ...]:
        """Return invoices not touched since `before` that have something ahead, oldest first."""
        text = (
            "SELECT * FROM c WHERE c.kind = 'invoice' AND c.updatedAt < @before "
            "AND (c.resting = false OR c.logged < c.events) "
            "ORDER BY c.updatedAt OFFSET 0 LIMIT @limit"
        )
        found = query(self._container, scope, text, {"@before": _time(before), "@limit": limit})
        return tuple(_record(document) for document in found)


def _conditions(wanted: InvoiceFilter) -> tuple[list[str], dict[str, object]]:
    filters: dict[str, tuple[str, object]] = {
        "@state": ("c.state =", wanted.state),
        "@level": ("c.level =", wanted.level),
        "@vendor": ("c.vendorId =", wanted.vendor),
        "@number": ("c.invoiceNumber =", wanted.invoice_number),
        "@from": ("c.receivedAt >=", wanted.received_from and _time(wanted.received_from)),
        "@to": ("c.receivedAt <", wanted.received_before and _time(wanted.received_before)),
        "@desk": ("c.desk =", WAITING if wanted.waiting else None),
        "@assignee": ("c.assignee =", wanted.assignee),
    }
    asked = {name: each for name, each in filters.items() if each[1] is not None}
    conditions = ["c.kind = 'invoice'", *(f"{text} {name}" for name, (text, _) in asked.items())]
    parameters = {name: value for name, (_, value) in asked.items()}
    if wanted.text:
        conditions.append("CONTAINS(c.words, @words)")
        parameters["@words"] = wanted.text.casefold()
    return conditions, parameters


def _document(record: InvoiceRecord) -> Document:
    """The record, with the fields that queries need beside it."""
    return {
        "id": STATE,
        "tenantId": record.tenant_id,
        "invoiceId": record.invoice_id,
        "kind": "invoice",
        "state": record.state.value,
        "resting": record.next_stage is None,
        "level": record.decision.level.value if record.decision else None,
        "vendorId": record.vendor.vendor_id if record.vendor else None,
        "invoiceNumber": record.summary.invoice_number if record.summary else None,
        "assignee": record.assignee,
        "desk": WAITING if record.state in OPEN else None,
        "rank": rank(record),
        "dueAt": record.review.due_at and _time(record.review.due_at),
        "words": search_text(record),
        "receivedAt": _time(record.received_at),
        "updatedAt": _time(record.updated_at),
        "events": record.events,
        "logged": record.logged,
        "record": record.model_dump(mode="json"),
    }


def _event_document(event: AuditEvent) -> Document:
    return {
        "id": f"event-{event.number:06d}",
        "tenantId": event.tenant_id,
        "invoiceId": event.subject,
        "kind": "event",
        "number": event.number,
        "event": event.model_dump(mode="json"),
    }


def _stored(scope: TenantScope, document: Document) -> Versioned[InvoiceRecord]:
    mine = owned(scope, document)
    return Versioned(value=_record(dict(mine)), version=str(mine["_etag"]))


def _record(document: Document) -> InvoiceRecord:
    return InvoiceRecord.model_validate(document["record"])


def _time(moment: datetime) -> str:
    """A fixed width, so that text sorts as time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
