"""Content is destroyed when its time is over, on an order that is in the log, and never under a hold."""

from datetime import timedelta

import pytest

from shared.domain.audit import AuditAction as Action
from shared.domain.errors import Conflict, Erased, Forbidden, Retained
from shared.domain.invoice import InvoiceState
from shared.domain.retention import ErasureReason, Retention
from shared.ports.blobs import raw_name, reading_name
from tests.unit.pipeline.people import ADMIN, APPROVER, AUDITOR, CLERK, PARTNER, WRONG_TOTAL, posted
from tests.unit.pipeline.world import Crashed

DECADE = timedelta(days=11 * 366)
ENDED = {"reason": ErasureReason.RETENTION_ENDED}
MISDIRECTED = {"reason": ErasureReason.MISDIRECTED}
WRITES_MAX = 12
"""More writes than an erasure makes."""


def do(world, record, action, by=ADMIN, **arguments):
    """Do one thing as somebody who saw the invoice as it is, and let the chain carry it out."""
    seen = world.record(record.invoice_id)
    steps = world.review if hasattr(world.review, action) else world.retain
    getattr(steps, action)(world.scope, by, record.invoice_id, revision=seen.events, **arguments)
    world.drain()
    return world.record(record.invoice_id)


def aged(answer=None):
    """Return a world in which an invoice's time is over."""
    world, record = posted() if answer is None else posted(answer)
    world.clock.now += DECADE
    return world, record


def test_content_is_erased_once_its_time_is_over():
    """Nothing of what the document said is left; the log's ids and codes tell who, when and why."""
    world, record = aged()
    record = do(world, record, "comment", by=CLERK, text="Frau Muster rief an.")
    digest = record.summary.reading_sha256

    erased = do(world, record, "erase", **ENDED)

    assert erased.state is InvoiceState.ERASED
    assert (erased.erasure.by, erased.erasure.reason) == ("admin", ErasureReason.RETENTION_ENDED)
    assert erased.logged == erased.events
    for name in (raw_name(record.invoice_id), reading_name(record.invoice_id, digest)):
        with pytest.raises(Erased):
            world.blobs.load(world.scope, name)
    text = erased.model_dump_json()
    for said in (record.summary.vendor_name, record.summary.invoice_number, "Muster", "one.pdf"):
        assert said not in text
    events = [entry.event for entry in world.audit_log.entries(world.scope, subject=record.invoice_id)]
    order, done = events[-2:]
    assert (order.action, done.action) == (Action.ERASURE_ORDERED, Action.CONTENT_ERASED)
    assert (order.actor.reference, order.facts["reason"]) == ("admin", "retention_ended")
    assert done.facts == {
        "authority": order.event_id,
        "ordered_by": "admin",
        "reason": "retention_ended",
    }


def test_the_vendor_s_memory_forgets_it():
    """The next invoice is not compared with one whose content was to go."""
    world, record = aged()
    memory = world.vendors.memory(world.scope, record.vendor.vendor_id).value
    assert memory.invoices

    do(world, record, "erase", **ENDED)

    memory = world.vendors.memory(world.scope, record.vendor.vendor_id).value
    assert not memory.invoices


def test_before_its_time_is_over_it_is_kept():
    """The refusal says until when."""
    world, record = posted()

    with pytest.raises(Retained, match="2037-01-01"):
        do(world, record, "erase", **ENDED)
    with pytest.raises(Retained):
        do(world, record, "erase", **MISDIRECTED)
    assert world.record(record.invoice_id) == record


def test_a_tenant_s_own_years_count():
    """With none, it may go at the end of the year; not a day before."""
    rule = Retention(years=0)
    _, record = posted()

    assert rule.kept_until(record.received_at).isoformat() == "2027-01-01"


def test_what_was_never_the_tenant_s_goes_at_once():
    """Rejected and never acted on, it is no voucher; for any other reason it is kept all the same."""
    world, record = posted(WRONG_TOTAL)
    record = do(world, record, "reject", by=APPROVER, note="Not ours.")
    with pytest.raises(Retained):
        do(world, record, "erase", **ENDED)

    assert do(world, record, "erase", **MISDIRECTED).state is InvoiceState.ERASED


def test_a_legal_hold_wins():
    """Over the end of its time and over a misdirected one; once lifted, the time counts again."""
    world, record = aged()
    held = do(world, record, "hold", matter="2026-417")
    assert held.hold.matter == "2026-417"
    with pytest.raises(Retained, match="2026-417"):
        do(world, record, "erase", **ENDED)
    with pytest.raises(Conflict):
        do(world, record, "hold", matter="2")

    assert do(world, record, "release").hold is None
    with pytest.raises(Conflict):
        do(world, record, "release")
    assert do(world, record, "erase", **ENDED).state is InvoiceState.ERASED
    assert world.actions(record.invoice_id)[-4:] == [
        Action.INVOICE_HELD,
        Action.INVOICE_RELEASED,
        Action.ERASURE_ORDERED,
        Action.CONTENT_ERASED,
    ]


@pytest.mark.parametrize("by", [CLERK, APPROVER, AUDITOR, PARTNER], ids=lambda who: who.reviewer_id)
@pytest.mark.parametrize(("action", "more"), [("hold", {"matter": "1"}), ("release", {}), ("erase", ENDED)])
def test_only_an_administrator_does_any_of_it(by, action, more):
    """Who works with invoices does not make them disappear."""
    world, record = aged()

    with pytest.raises(Forbidden):
        do(world, record, action, by=by, **more)
    assert world.record(record.invoice_id) == record


def test_what_is_erased_stays_erased():
    """Nothing more is done with it, also where the same bytes come again: that is noted, and answered."""
    world, record = aged()
    do(world, record, "erase", **ENDED)
    for action, more in (("erase", ENDED), ("hold", {"matter": "1"}), ("release", {})):
        with pytest.raises(Conflict):
            do(world, record, action, **more)

    (accepted,) = world.post()
    world.drain()

    world.leap()
    world.sweep.run()
    assert (accepted.invoice_id, accepted.again) == (record.invoice_id, True)
    assert world.record(record.invoice_id).state is InvoiceState.ERASED
    assert world.actions(record.invoice_id)[-1] is Action.DOCUMENT_RECEIVED_AGAIN


def test_a_crash_at_any_write_of_an_erasure_changes_nothing_in_the_end():
    """The key goes after the order is in the log, and everything is taken up again by the sweep."""
    for number in range(WRITES_MAX):
        for moment in ("before", "after"):
            world, record = aged()
            world.fuse.at = (world.fuse.seen + number, moment)
            survive(world, record)

            erased = world.record(record.invoice_id)
            assert erased.state is InvoiceState.ERASED, (number, moment)
            assert erased.logged == erased.events
            assert world.actions(record.invoice_id)[-2:] == [Action.ERASURE_ORDERED, Action.CONTENT_ERASED]
    assert world.fuse.at is not None, "an erasure makes fewer writes than were tried"


def survive(world, record):
    for _ in range(3):
        try:
            if world.record(record.invoice_id).erasure is None:
                do(world, record, "erase", **ENDED)
            world.drain()
        except Crashed:
            world.start()
    for _ in range(2):
        world.leap()
        world.sweep.run()
        world.drain()


def test_nothing_is_destroyed_before_the_order_is_in_the_log():
    """The receipt that the shredder gets is the order's."""
    world, record = aged()
    seen = []
    shred = world.blobs.shred

    def watched(scope, subject, authority):
        entries = world.audit_log.entries(scope, subject=subject)
        seen.append(next(each.event.action for each in entries if each.event.event_id == authority.event_id))
        shred(scope, subject, authority)

    world.blobs.shred = watched

    do(world, record, "erase", **ENDED)

    assert seen == [Action.ERASURE_ORDERED]
