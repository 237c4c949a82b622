"""The review API: what a person decides about an invoice. Every change names the version it is of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.invoice import InvoiceRecord
    from shared.domain.model import Model
    from shared.domain.tenancy import Reviewer, TenantScope
    from shared.pipeline.review import Review
    from shared.wiring import App

blueprint = func.Blueprint()

REVISION_DIGITS_MAX = 6
"""Of a version: an invoice has some tens of events."""


@blueprint.route("v1/invoices/{invoice_id}/approve", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def approve_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Let the invoice pass the gate in the caller's name."""
    from shared.triggers.views import Remarked

    return _change(req, Remarked, lambda review, said: partial(review.approve, note=said.note))


@blueprint.route("v1/invoices/{invoice_id}/reject", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def reject_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """End the invoice without an act."""
    from shared.triggers.views import Remarked

    return _change(req, Remarked, lambda review, said: partial(review.reject, note=said.note))


@blueprint.route("v1/invoices/{invoice_id}/roll-back", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def roll_back_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Take back what was done."""
    from shared.triggers.views import Remarked

    return _change(req, Remarked, lambda review, said: partial(review.roll_back, note=said.note))


@blueprint.route("v1/invoices/{invoice_id}/escalate", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def escalate_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Ask the next person of the chain."""
    from shared.triggers.views import Remarked

    return _change(req, Remarked, lambda review, said: partial(review.escalate, note=said.note))


@blueprint.route("v1/invoices/{invoice_id}/assignee", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def reassign_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Make the invoice somebody else's."""
    from shared.triggers.views import Assignment

    return _change(req, Assignment, lambda review, said: partial(review.reassign, to_id=said.reviewer_id))


@blueprint.route("v1/invoices/{invoice_id}/comments", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def comment_on_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Keep what the caller says."""
    from shared.triggers.views import Said

    return _change(req, Said, lambda review, said: partial(review.comment, text=said.text))


@blueprint.route(
    "v1/invoices/{invoice_id}/corrections", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS
)
def correct_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Put other values in place of what was read."""
    from shared.domain.corrections import Corrections

    return _change(req, Corrections, lambda review, said: partial(review.correct, corrections=said))


@blueprint.route("v1/invoices/{invoice_id}/bookings", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def book_invoice_line(req: func.HttpRequest) -> func.HttpResponse:
    """Book a line as the caller says, and learn it."""
    from shared.triggers.views import LineCode

    return _change(
        req,
        LineCode,
        lambda review, said: partial(review.code, line=said.line, field=said.field, value=said.value),
    )


@blueprint.route(
    "v1/invoices/{invoice_id}/not-duplicate", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS
)
def clear_duplicate(req: func.HttpRequest) -> func.HttpResponse:
    """Keep that it is no duplicate of another, and check it again."""
    from shared.triggers.views import OtherInvoice

    return _change(req, OtherInvoice, lambda review, said: partial(review.tell_apart, other_id=said.other))


@blueprint.route("v1/invoices/{invoice_id}/calls", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def call_vendor(req: func.HttpRequest) -> func.HttpResponse:
    """Keep that the vendor was called about a new bank account."""
    from shared.triggers.views import Called

    return _change(
        req,
        Called,
        lambda review, said: partial(review.call_back, number=said.number, outcome=said.outcome),
    )


def revision_of(text: str | None) -> int:
    """Return the version that `If-Match` names. Raises Unconditional, Malformed."""
    from shared.domain.errors import Malformed, Unconditional

    if text is None:
        raise Unconditional("request.if_match", "Say in If-Match which version you saw: its ETag.")
    digits = text.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= REVISION_DIGITS_MAX):
        raise Malformed("request.if_match", "If-Match is the ETag of an invoice.")
    return int(digits)


def changed[M: Model, Steps](
    request: func.HttpRequest,
    model: type[M],
    steps: Callable[[App], Steps],
    step: Callable[[Steps, M], Callable[..., InvoiceRecord]],
) -> func.HttpResponse:
    """Answer with the invoice after what the step gives is called for the caller and what they saw."""

    def handler(
        app: App, scope: TenantScope, person: Reviewer, request: func.HttpRequest
    ) -> func.HttpResponse:
        from shared.triggers.views import body_of, etag, invoice_view

        revision = revision_of(request.headers.get("If-Match"))
        said = body_of(model, request.get_body())
        change = step(steps(app), said)
        record = change(scope, person, request.route_params["invoice_id"], revision=revision)
        return edge.reply(invoice_view(record), headers={"ETag": etag(record)})

    return edge.answer_person(request, handler)


def _change[M: Model](
    request: func.HttpRequest, model: type[M], step: Callable[[Review, M], Callable[..., InvoiceRecord]]
) -> func.HttpResponse:
    return changed(request, model, lambda app: app.review, step)
