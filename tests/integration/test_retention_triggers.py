"""The retention API, called as the host calls it, on sealed content."""

import pytest

from shared.domain.errors import Erased
from shared.ports.blobs import Shelf, raw_name
from shared.triggers import invoices, retention, review
from tests.integration.conftest import TENANT
from tests.integration.test_review_triggers import change, processed, see, token
from tests.integration.test_triggers import answer, called, code, request, run_stages

__all__ = ["processed", "token"]

pytestmark = pytest.mark.integration


def test_content_lies_sealed(stand_ins, app, scope, processed):
    """Whoever reads the storage account sees no document; the app does."""
    lying = stand_ins.blobs.get_blob_client(Shelf.RAW.value, f"{TENANT}/{raw_name(processed).path}")

    assert b"%PDF" not in lying.download_blob().readall()
    assert app.ingest.blobs.load(scope, raw_name(processed)).startswith(b"%PDF")


def test_holding_and_erasing_answer_as_their_rules_say(app, token, processed):
    """The time is not over; under a hold nothing counts; only administrators are asked at all."""
    admin, clerk = token("admin"), token("clerk")
    _, etag = see(processed, admin)
    order = {"reason": "retention_ended"}

    refused = change(retention.erase_invoice, processed, clerk, order, If_Match=etag)
    early = change(retention.erase_invoice, processed, admin, order, If_Match=etag)
    assert (refused.status_code, early.status_code, code(early)) == (403, 409, "retention.period")

    held = change(retention.hold_invoice, processed, admin, {"matter": "2026-417"}, If_Match=etag)
    assert answer(held)["hold"]["matter"] == "2026-417"
    _, etag = see(processed, admin)
    kept = change(retention.erase_invoice, processed, admin, order, If_Match=etag)
    assert (kept.status_code, code(kept)) == (409, "retention.hold")
    released = change(retention.release_invoice, processed, admin, If_Match=etag)
    assert "hold" not in answer(released)


def test_what_was_misdirected_is_erased(app, scope, token):
    """Rejected and never acted on, it goes at once, and is then gone (410)."""
    admin, approver = token("admin"), token("approver")
    accepted = app.ingest.post(scope, (misdirected(app),), request_key=None)[0]
    run_stages(accepted.invoice_id)
    _, etag = see(accepted.invoice_id, approver)
    change(review.reject_invoice, accepted.invoice_id, approver, {"note": "Not ours."}, If_Match=etag)
    _, etag = see(accepted.invoice_id, admin)

    ordered = change(
        retention.erase_invoice, accepted.invoice_id, admin, {"reason": "misdirected"}, If_Match=etag
    )
    assert answer(ordered)["state"] == "erasing"
    run_stages(accepted.invoice_id, revision=2)

    view, _ = see(accepted.invoice_id, admin)
    assert (view["state"], view["erasure"]["by"]) == ("erased", "admin")
    with pytest.raises(Erased):
        app.ingest.blobs.load(scope, raw_name(accepted.invoice_id))
    gone = called(invoices.get_reading, request(route={"invoice_id": accepted.invoice_id}, key=admin))
    assert gone.status_code == 410


def misdirected(app):
    from shared.domain.document import Channel, Provenance
    from shared.pipeline.ingest import Arrival

    provenance = Provenance(channel=Channel.HTTP, received_at=app.clock(), principal="k1", filename="x.xml")
    return Arrival(content=b"<letter>private</letter>", provenance=provenance)
