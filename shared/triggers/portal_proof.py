"""The portal's pages of proof: the log, and one invoice in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.triggers.portal import Page, Visit, html

if TYPE_CHECKING:
    from collections.abc import Mapping

    import azure.functions as func

VERIFIED_MAX = 50_000
"""Entries that are verified while somebody waits, some five seconds; longer logs go to the verifier."""


def log(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """How far the log is written and vouched for; verified from its first entry where that is asked for."""
    from shared.portal.proof import proof_page
    from shared.portal.rendering import render
    from shared.wiring import proof_app

    del path
    proving = proof_app().proving
    status = proving.status(visit.scope)
    asked = visit.request.params.get("verify") == "yes"
    too_long = status.entries > VERIFIED_MAX
    verdict = proving.verify(visit.scope) if asked and not too_long else None
    return html(render("proof", visit.frame("proof"), proof_page(status, verdict, too_long=too_long)))


def invoice(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """What proves that an invoice's entries are in the log as the notary signed it."""
    from shared.portal.frame import invoice_number, vendor_name
    from shared.portal.proof import invoice_proof
    from shared.portal.rendering import render
    from shared.wiring import proof_app

    record = visit.app.look_up.invoice(visit.scope, path["id"])
    found = proof_app().inclusions.of(visit.scope, record.invoice_id)
    title = f"{vendor_name(record)}, {invoice_number(record)}"
    return html(render("invoice_proof", visit.frame("proof"), invoice_proof(title, found)))


PAGES: Mapping[str, Page] = {"proof": log, "invoices/{id}/proof": invoice}
