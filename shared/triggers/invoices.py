"""The partner API: post invoices, ask for their state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from datetime import datetime

    from shared.ports.invoices import InvoiceFilter
    from shared.wiring import App

blueprint = func.Blueprint()

PAGE_SIZE_MAX = 200
"""Invoices in one answer: some 300 KB of JSON."""

PAGE_SIZE = 50
"""Where the caller does not say."""


@blueprint.route("v1/invoices", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def ingest_http(req: func.HttpRequest) -> func.HttpResponse:
    """Take in one request's documents."""
    from shared.domain.roles import Power

    return edge.answer(req, _post, power=Power.UPLOAD)


@blueprint.route("v1/invoices", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def list_invoices(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with a part of the tenant's invoices."""
    return edge.answer(req, _list)


@blueprint.route("v1/invoices/{invoice_id}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with one invoice."""
    return edge.answer(req, _get)


@blueprint.route("v1/invoices/{invoice_id}/reading", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_reading(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with everything that was read from one invoice."""
    return edge.answer(req, _reading)


@blueprint.route("v1/invoices/{invoice_id}/audit", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_audit(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with one invoice's entries in the log."""
    return edge.answer(req, _audit)


@blueprint.route("v1/invoices/{invoice_id}/timeline", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_timeline(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with one invoice's story: what came, was read, found, decided, done, told and undone."""
    return edge.answer(req, _timeline)


def _post(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers import posted
    from shared.triggers.views import AcceptedList, accepted_view

    sender = posted.Sender(caller.actor.reference, app.clock())
    content_type = request.headers.get("Content-Type", "")
    disposition = request.headers.get("Content-Disposition", "")
    arrivals = posted.arrivals(content_type, request.get_body(), disposition, sender)
    key = posted.request_key(request.headers.get("Idempotency-Key"))
    accepted = app.ingest.post(caller.scope, arrivals, request_key=key)
    views = tuple(accepted_view(each) for each in accepted)
    return edge.reply(AcceptedList(invoices=views), status=202, headers={"Location": views[0].href})


def _get(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import etag, invoice_view

    record = app.look_up.invoice(caller.scope, _invoice_id(request))
    return edge.reply(invoice_view(record), headers={"ETag": etag(record)})


def _reading(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    return edge.reply(app.look_up.reading(caller.scope, _invoice_id(request)))


def _audit(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import AuditTrail

    return edge.reply(AuditTrail(entries=app.look_up.trail(caller.scope, _invoice_id(request))))


def _timeline(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    return edge.reply(app.look_up.timeline(caller.scope, _invoice_id(request)))


def _list(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import InvoiceList, invoice_view

    page = app.look_up.invoices.page(
        caller.scope,
        _filter(request),
        size=page_size(request),
        continuation=request.params.get("continuation"),
    )
    views = tuple(invoice_view(record) for record in page.items)
    return edge.reply(InvoiceList(invoices=views, continuation=page.continuation))


def _invoice_id(request: func.HttpRequest) -> str:
    return str(request.route_params["invoice_id"])


def _filter(request: func.HttpRequest) -> InvoiceFilter:
    from shared.domain.gate import GateLevel
    from shared.domain.invoice import InvoiceState
    from shared.ports.invoices import InvoiceFilter

    wanted = request.params
    return InvoiceFilter(
        state=_choice(InvoiceState, "state", wanted.get("state")),
        level=_choice(GateLevel, "level", wanted.get("level")),
        vendor=wanted.get("vendor"),
        invoice_number=wanted.get("number"),
        received_from=_time("from", wanted.get("from")),
        received_before=_time("before", wanted.get("before")),
    )


def page_size(request: func.HttpRequest) -> int:
    """Return how many the caller wants. Raises Malformed."""
    from shared.domain.errors import Malformed

    text = request.params.get("limit", str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= PAGE_SIZE_MAX):
        raise Malformed("request.limit", f"limit is a number from 1 to {PAGE_SIZE_MAX}.")
    return int(text)


def _choice[E](choices: type[E], name: str, text: str | None) -> E | None:
    from shared.domain.errors import Malformed

    if text is None:
        return None
    try:
        return choices(text)  # type: ignore[call-arg]  # an Enum class is called with a value
    except ValueError:
        listed = ", ".join(str(choice) for choice in choices)  # type: ignore[attr-defined]  # as above
        raise Malformed(f"request.{name}", f"{name} is one of: {listed}.") from None


def _time(name: str, text: str | None) -> datetime | None:
    from datetime import UTC, datetime

    from shared.domain.errors import Malformed

    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed(f"request.{name}", f"{name} is an ISO 8601 date or time.") from None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
