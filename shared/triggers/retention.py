"""The retention API: hold, release and erase, for administrators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers.review import changed

if TYPE_CHECKING:
    from shared.pipeline.retain import Retain
    from shared.wiring import App

blueprint = func.Blueprint()


@blueprint.route("v1/invoices/{invoice_id}/hold", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def hold_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Keep the invoice whatever its time says."""
    from shared.triggers.views import Held

    return changed(req, Held, _retain, lambda retain, said: partial(retain.hold, matter=said.matter))


@blueprint.route("v1/invoices/{invoice_id}/release", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def release_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Lift the hold."""
    from shared.triggers.views import Released

    return changed(req, Released, _retain, lambda retain, _: retain.release)


@blueprint.route("v1/invoices/{invoice_id}/erase", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def erase_invoice(req: func.HttpRequest) -> func.HttpResponse:
    """Let the invoice's content be destroyed."""
    from shared.triggers.views import ErasureOrder

    return changed(req, ErasureOrder, _retain, lambda retain, said: partial(retain.erase, reason=said.reason))


def _retain(app: App) -> Retain:
    return app.retain
