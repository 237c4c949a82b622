"""What vouches for the logs: the notary and the verifier by themselves, status and receipts when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from shared.wiring import App

blueprint = func.Blueprint()


@blueprint.timer_trigger("timer", schedule="%INVOICE_NOTARY_SCHEDULE%", run_on_startup=False)
def notary(timer: func.TimerRequest) -> None:
    """
    Sign how far each tenant's log has come.

    Deploy it as an app of its own, with its own identity, and switch it off here
    (`AzureWebJobs.notary.Disabled`): the app that writes the log should not be able to vouch for it.
    """
    from shared.wiring import proof_app

    del timer
    proof_app().notary.run()


@blueprint.timer_trigger("timer", schedule="%INVOICE_VERIFY_SCHEDULE%", run_on_startup=False)
def verify_logs(timer: func.TimerRequest) -> None:
    """Read every log from its first entry, and raise the alarm where it is not what was signed."""
    from shared.wiring import proof_app

    del timer
    proof_app().verify_logs.run()


@blueprint.timer_trigger("timer", schedule="%INVOICE_EXPORT_SCHEDULE%", run_on_startup=False)
def export_evidence(timer: func.TimerRequest) -> None:
    """Lay each tenant's log out, with what OSCAL says of it, once a day."""
    from shared.wiring import proof_app

    del timer
    proof_app().export_evidence.run()


@blueprint.route("v1/log", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_log(req: func.HttpRequest) -> func.HttpResponse:
    """Answer how far the tenant's log has come, with the notary's last word on it, to be kept."""
    return edge.answer(req, _log)


@blueprint.route("v1/audit/verify", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def verify_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with what proves that one invoice's entries are in the log as the notary signed it."""
    return edge.answer(req, _inclusion)


@blueprint.route("v1/invoices/{invoice_id}/receipts", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_receipts(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with what proves that one invoice's entries are in the log, to be kept."""
    return edge.answer(req, _receipts)


def _log(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.wiring import proof_app

    del app, request
    return edge.reply(proof_app().proving.status(caller.scope))


def _inclusion(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.wiring import proof_app

    invoice = app.look_up.invoice(caller.scope, request.params.get("invoice", ""))
    return edge.reply(proof_app().inclusions.of(caller.scope, invoice.invoice_id))


def _receipts(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import ReceiptList
    from shared.wiring import proof_app

    invoice = app.look_up.invoice(caller.scope, str(request.route_params["invoice_id"]))
    found = proof_app().proving.receipts(caller.scope, invoice.invoice_id)
    return edge.reply(ReceiptList(receipts=tuple(each.document() for each in found)))
