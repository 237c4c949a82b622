"""The partner API's vendors and coding: the register, its rules, and what people say about an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from shared.domain.model import Model
    from shared.wiring import App

blueprint = func.Blueprint()

CSV_BYTES_MAX = 4 * 1024 * 1024
"""An import: the most rows there may be, at some 800 bytes each."""


@blueprint.route("v1/vendors", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def list_vendors(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with a part of the register."""
    return edge.answer(req, _list)


@blueprint.route("v1/vendors", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def import_vendors(req: func.HttpRequest) -> func.HttpResponse:
    """Take vendors in from CSV."""
    return edge.answer(req, _import)


@blueprint.route("v1/vendors.csv", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def export_vendors(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with the register as CSV."""
    return edge.answer(req, _export)


@blueprint.route("v1/vendors/{vendor_id}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_vendor(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with one vendor and its history."""
    return edge.answer(req, _get)


@blueprint.route("v1/vendors/{vendor_id}", methods=["PATCH"], auth_level=func.AuthLevel.ANONYMOUS)
def edit_vendor(req: func.HttpRequest) -> func.HttpResponse:
    """Change a vendor's name, or whether it needs purchase orders."""
    return edge.answer(req, _edit)


@blueprint.route("v1/vendors/{vendor_id}/merge", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def merge_vendor(req: func.HttpRequest) -> func.HttpResponse:
    """Let this vendor stand for another as well."""
    return edge.answer(req, _merge)


@blueprint.route("v1/vendors/{vendor_id}/part", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def part_vendor(req: func.HttpRequest) -> func.HttpResponse:
    """Let a merged vendor stand for itself again."""
    return edge.answer(req, _part)


@blueprint.route("v1/rules", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def list_rules(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with the tenant's coding rules."""
    return edge.answer(req, _rules)


@blueprint.route("v1/rules/{rule_id}/promote", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def promote_rule(req: func.HttpRequest) -> func.HttpResponse:
    """Put a rule in force, if the past agrees."""
    return edge.answer(req, _promote)


@blueprint.route("v1/rules/{rule_id}/reverse", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def reverse_rule(req: func.HttpRequest) -> func.HttpResponse:
    """Put a rule out of force."""
    return edge.answer(req, _reverse)


@blueprint.route("v1/invoices/{invoice_id}/codes", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def code_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Code a line, and learn from it."""
    return edge.answer(req, _code)


@blueprint.route("v1/invoices/{invoice_id}/distinct", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def tell_invoice_apart(req: func.HttpRequest) -> func.HttpResponse:
    """Keep that an invoice is no duplicate of another."""
    return edge.answer(req, _tell_apart)


def _list(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.invoices import page_size
    from shared.triggers.views import VendorList

    page = app.register.page(
        caller.scope, size=page_size(request), continuation=request.params.get("continuation")
    )
    return edge.reply(VendorList(vendors=page.items, continuation=page.continuation))


def _import(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.domain.errors import Malformed, TooLarge

    body = request.get_body()
    if len(body) > CSV_BYTES_MAX:
        raise TooLarge("csv.size", f"An import has at most {CSV_BYTES_MAX} bytes.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("csv.encoding", "The file is text in UTF-8.") from None
    return edge.reply(app.register.take_in(caller.scope, caller.actor.reference, text))


def _export(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.exports.vendor_csv import MEDIA_TYPE, render

    del request
    return func.HttpResponse(
        render(app.register.every(caller.scope)).encode(),
        mimetype=MEDIA_TYPE,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="vendors.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _get(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    return edge.reply(app.register.vendor(caller.scope, request.route_params["vendor_id"]))


def _edit(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import VendorEdit

    edit = _body(VendorEdit, request)
    vendor_id = request.route_params["vendor_id"]
    vendor = app.register.vendor(caller.scope, vendor_id)
    if edit.name is not None:
        vendor = app.register.rename(caller.scope, caller.actor.reference, vendor_id, edit.name)
    if edit.needs_order is not None:
        vendor = app.register.require_orders(caller.scope, vendor_id, needs_order=edit.needs_order)
    return edge.reply(vendor)


def _merge(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import VendorMerge

    absorbed = _body(VendorMerge, request).absorbed
    kept = request.route_params["vendor_id"]
    return edge.reply(app.register.merge(caller.scope, caller.actor.reference, kept, absorbed))


def _part(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    vendor_id = request.route_params["vendor_id"]
    return edge.reply(app.register.part(caller.scope, caller.actor.reference, vendor_id))


def _rules(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import RuleList

    del request
    return edge.reply(RuleList(rules=app.learn.rules(caller.scope).rules))


def _promote(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import RuleList

    book = app.learn.promote(caller.scope, caller.actor, request.route_params["rule_id"])
    return edge.reply(RuleList(rules=book.rules))


def _reverse(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import RuleList

    book = app.learn.reverse(caller.scope, caller.actor, request.route_params["rule_id"])
    return edge.reply(RuleList(rules=book.rules))


def _code(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import LineCode, invoice_view

    wanted = _body(LineCode, request)
    record = app.recode.code(
        caller.scope,
        caller.actor,
        request.route_params["invoice_id"],
        line=wanted.line,
        field=wanted.field,
        value=wanted.value,
    )
    return edge.reply(invoice_view(record))


def _tell_apart(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import OtherInvoice, invoice_view

    other = _body(OtherInvoice, request).other
    record = app.recode.tell_apart(caller.scope, caller.actor, request.route_params["invoice_id"], other)
    return edge.reply(invoice_view(record))


def _body[M: Model](model: type[M], request: func.HttpRequest) -> M:
    from pydantic import ValidationError

    from shared.domain.errors import Malformed

    try:
        return model.model_validate_json(request.get_body())
    except ValidationError as error:
        places = ", ".join(sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors()}))
        raise Malformed("request.body", f"The body does not fit: {places}.") from None
