"""The portal's steps: what is done. Each leads back to a page, or shows again what could not be kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared.triggers import edge
from shared.triggers.portal import Page, Visit, see_other
from shared.triggers.portal_pages import show_invoice, show_upload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.invoice import InvoiceRecord
    from shared.domain.roles import Power
    from shared.triggers.views import AcceptedList


def decide(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """One of the steps that take a note: the button that was pressed says which."""
    form = _form(visit)
    review, note = visit.app.review, form.get("note", "")
    steps: dict[str, Callable[..., InvoiceRecord]] = {
        "approve": partial(review.approve, note=note),
        "reject": partial(review.reject, note=note),
        "roll_back": partial(review.roll_back, note=note),
        "escalate": partial(review.escalate, note=note),
        "comment": partial(review.comment, text=note),
    }
    name = form.get("step", "comment")
    return _take(visit, path["id"], form, name, steps.get(name, steps["comment"]))


def roll_back(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Undo from a list."""
    form = _form(visit)
    step = partial(visit.app.review.roll_back, note=form.get("note", ""))
    return _take(visit, path["id"], form, "roll_back", step)


def reassign(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Hand the invoice on."""
    form = _form(visit)
    step = partial(visit.app.review.reassign, to_id=form.get("to", ""))
    return _take(visit, path["id"], form, "reassign", step)


def tell_apart(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Mark it as no duplicate."""
    form = _form(visit)
    step = partial(visit.app.review.tell_apart, other_id=form.get("other", ""))
    return _take(visit, path["id"], form, "tell_apart", step)


def call(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Note that the vendor was called about a new account."""
    from shared.portal.typed import outcome_of

    form = _form(visit)

    def step(*whom: Any, revision: int) -> InvoiceRecord:
        outcome = outcome_of(form)
        return visit.app.review.call_back(
            *whom, revision=revision, number=form.get("number", ""), outcome=outcome
        )

    return _take(visit, path["id"], form, "call", step)


def code(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Book a line."""
    from shared.portal.typed import booking_of

    form = _form(visit)

    def step(*whom: Any, revision: int) -> InvoiceRecord:
        said = booking_of(form)
        return visit.app.review.code(
            *whom, revision=revision, line=said.line, field=said.field, value=said.value
        )

    return _take(visit, path["id"], form, "code", step)


def correct(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Keep what was typed over the fields and lines."""
    from shared.portal.typed import corrections_of

    form = _form(visit)

    def step(*whom: Any, revision: int) -> InvoiceRecord:
        record = visit.app.look_up.invoice(visit.scope, path["id"])
        reading = visit.app.look_up.reading(visit.scope, path["id"]) if record.summary else None
        corrections = corrections_of(form, reading.invoices[0] if reading and reading.invoices else None)
        return visit.app.review.correct(*whom, revision=revision, corrections=corrections)

    return _take(visit, path["id"], form, "correct", step)


def upload(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Take documents in: for a script as the API answers, else as a page."""
    from shared.domain.errors import IntakeError

    del path
    if "application/json" in visit.request.headers.get("Accept", ""):
        return edge.guarded(lambda: edge.reply(_taken_in(visit)[1], status=202))
    try:
        names, accepted = _taken_in(visit)
    except IntakeError as error:
        return show_upload(visit, problem=error.message, status=edge.problem(error).status_code)
    shown = tuple(
        {"invoice_id": each.invoice_id, "again": each.again, "name": name or each.invoice_id}
        for name, each in zip(names, accepted.invoices, strict=True)
    )
    return show_upload(visit, shown)


def requeue(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Take a dead letter's invoice up again."""
    from shared.domain.audit import Actor, ActorKind
    from shared.domain.roles import Power

    _form(visit)
    _need(visit, Power.REQUEUE)
    actor = Actor(kind=ActorKind.PERSON, reference=visit.person.reviewer_id)
    visit.app.requeue.run(visit.scope, path["id"], actor)
    return see_other(f"{visit.base}/dead-letters?done=requeue")


def add_phone(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Keep a number to call a vendor on; who notes calls does not decide which number is right."""
    from shared.domain.errors import Forbidden
    from shared.domain.roles import Power

    form = _form(visit)
    if not (visit.person.may(Power.APPROVE) or visit.person.may(Power.ADMINISTER)):
        raise Forbidden("vendor.role", "Approvers and administrators say which number is right.")
    visit.app.register.add_phone(visit.scope, visit.person.reviewer_id, path["id"], form.get("number", ""))
    return see_other(f"{visit.base}/vendors/{path['id']}?done=add_phone")


def _taken_in(visit: Visit) -> tuple[tuple[str | None, ...], AcceptedList]:
    from shared.domain.document import Channel
    from shared.domain.roles import Power
    from shared.triggers.portal_sign_in import check_csrf
    from shared.triggers.posted import Sender, posted_form
    from shared.triggers.views import AcceptedList, accepted_view

    form = posted_form(visit.request.headers.get("Content-Type", ""), visit.request.get_body())
    check_csrf(visit.sessions, visit.session, visit.request, form.fields)
    _need(visit, Power.UPLOAD)
    sender = Sender(visit.person.reviewer_id, visit.now, Channel.PORTAL)
    files = tuple((content, name) for content, name in form.files if content)
    arrivals = tuple(sender.arrival(content, name) for content, name in files)
    accepted = visit.app.ingest.post(visit.scope, arrivals, request_key=None)
    views = AcceptedList(invoices=tuple(accepted_view(each) for each in accepted))
    return tuple(name for _, name in files), views


def _take(
    visit: Visit, invoice_id: str, form: Mapping[str, str], name: str, step: Callable[..., InvoiceRecord]
) -> func.HttpResponse:
    """Take a step; where it is refused, show the invoice as it is now and what was typed over it."""
    from shared.domain.errors import IntakeError, NotFound
    from shared.domain.invoice import InvoiceState
    from shared.portal.invoice import Typed
    from shared.portal.typed import problem_of
    from shared.triggers.review import revision_of

    revision = revision_of(form.get("revision"))
    try:
        record = step(visit.scope, visit.person, invoice_id, revision=revision)
    except NotFound:
        raise
    except IntakeError as error:
        typed = Typed(
            revision=revision,
            problem=problem_of(error),
            values=form if name == "correct" else {},
            note=form.get("note", ""),
        )
        return show_invoice(visit, invoice_id, typed, status=edge.problem(error).status_code)
    if name == "approve" and record.state is not InvoiceState.APPROVED:
        name = "endorse"
    return see_other(f"{visit.base}/invoices/{record.invoice_id}?done={name}")


def _form(visit: Visit) -> Mapping[str, str]:
    from shared.triggers.portal_sign_in import checked_form

    return checked_form(visit.sessions, visit.session, visit.request)


def _need(visit: Visit, power: Power) -> None:
    from shared.domain.errors import Forbidden

    if not visit.person.may(power):
        raise Forbidden("review.role", f"Your roles do not allow you to {power}.")


STEPS: Mapping[str, Page] = {
    "invoices/{id}/decide": decide,
    "invoices/{id}/roll_back": roll_back,
    "invoices/{id}/reassign": reassign,
    "invoices/{id}/tell_apart": tell_apart,
    "invoices/{id}/call": call,
    "invoices/{id}/code": code,
    "invoices/{id}/correct": correct,
    "upload": upload,
    "dead-letters/{id}/requeue": requeue,
    "vendors/{id}/phone": add_phone,
}
"""Each step by the pattern of its path."""
