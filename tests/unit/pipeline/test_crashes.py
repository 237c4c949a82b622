"""Whatever dies, and wherever: nothing is lost, nothing is done twice, and the log is whole."""

import pytest

from shared.domain.audit import AuditAction, digest
from shared.domain.document import DocumentKind, MailProvenance, Opened, Part
from shared.domain.errors import Unprocessable
from shared.domain.invoice import RESTING
from shared.ports.invoices import InvoiceFilter
from tests.unit.pipeline.world import Crashed, Fuse, World, reading

WRITES_MAX = 40
"""More writes than the longest of these runs makes."""


def good(world):
    world.post(b"%PDF-1.7 one", key="k")


def unreadable(world):
    world.extractor.answer = Unprocessable("document.no_text_layer", "There is no text on it.")
    world.post(b"%PDF-1.7 one")


def not_an_invoice(world):
    world.extractor.answer = reading()
    world.post(b"%PDF-1.7 one")


def mail(world):
    part = Part(filename="one.pdf", kind=DocumentKind.PDF, content=b"%PDF-1.7 one", path=())
    bad = Part(filename="bad.pdf", kind=DocumentKind.PDF, content=b"%PDF-1.7 bad", path=())
    provenance = MailProvenance(sender="a@b.example", subject="s", message_id="<1>", sent_at=None)
    world.inspector.refusals[bad.content] = Unprocessable("document.encrypted", "It is encrypted.")
    world.opener.contents[b"From: a\nTo: b\n"] = Opened(parts=(part, bad), mail=provenance)
    world.inbox.put(world.scope, "mail.eml", b"From: a\nTo: b\n", world.clock())
    world.take_in.run(world.scope, "mail.eml")


def survive(world, begin):
    """Run to the end, starting a new process after each crash, as the sender, queue and timer would."""
    for _ in range(5):
        try:
            begin(world)
            world.drain()
        except Crashed:
            world.start()
            continue
        break
    for _ in range(3):
        world.leap()
        world.sweep.run()
        world.drain()


def outcome(world):
    """Everything that must not depend on the crash."""
    page = world.invoices.page(world.scope, InvoiceFilter(), size=100, continuation=None)
    return {
        "invoices": [
            (record.invoice_id, record.state, record.logged == record.events) for record in page.items
        ],
        "actions": [world.actions(record.invoice_id) for record in page.items],
        "exports": world.blobs.count("exports"),
        "dead": len(world.dead_letters.page(world.scope, size=10, continuation=None).items),
        "told": len({each.notification_id for each in world.postbox.sent}),
        "waiting": world.inbox.waiting(world.scope, before=world.clock(), limit=10),
    }


@pytest.mark.parametrize("begin", [good, unreadable, not_an_invoice, mail])
def test_invariants_2_and_3_a_crash_at_any_write_changes_nothing_in_the_end(begin):
    """For every write, dying just before and just after it: the same end as without."""
    calm = World()
    survive(calm, begin)
    expected = outcome(calm)
    assert calm.fuse.seen < WRITES_MAX
    assert all(state in RESTING and logged for _, state, logged in expected["invoices"])

    for number in range(calm.fuse.seen):
        for moment in ("before", "after"):
            world = World(fuse=Fuse(at=(number, moment)))
            survive(world, begin)

            assert world.fuse.at is None, "the crash did happen"
            assert outcome(world) == expected, (number, moment)


@pytest.mark.parametrize("begin", [good, mail])
def test_invariant_1_the_log_is_one_unbroken_chain_after_any_crash(begin):
    """Every subject's events are there once, in order, each naming the one before."""
    calm = World()
    survive(calm, begin)
    for number in range(calm.fuse.seen):
        world = World(fuse=Fuse(at=(number, "after")))
        survive(world, begin)

        entries = world.audit_log.entries(world.scope)
        assert [entry.sequence for entry in entries] == list(range(len(entries)))
        for subject in {entry.event.subject for entry in entries}:
            events = [entry.event for entry in entries if entry.event.subject == subject]
            assert [event.previous for event in events] == [None, *map(digest, events)][:-1]


def test_every_message_may_come_twice():
    """A redelivered message finds its work done."""
    world = World()
    (accepted,) = world.post()
    while (stage_and_message := world.queues.peek()) is not None:
        stage, message = stage_and_message
        world.step()
        world.stages[stage].run(world.scope, message)

    world.drain()
    actions = world.actions(accepted.invoice_id)
    assert actions.count(AuditAction.INVOICE_ACTED) == 1
    assert len(actions) == len(set(actions))
    assert len(world.postbox.sent) == 1


def test_a_lost_message_is_sent_again_by_the_sweep():
    """An invoice whose message is gone moves on after a while, and not before."""
    world = World()
    (accepted,) = world.post()
    world.queues.lose_everything()

    assert world.sweep.run().published == 0
    world.leap()
    assert world.sweep.run().published == 1
    world.drain()

    assert world.record(accepted.invoice_id).state in RESTING


def test_events_that_never_reached_the_log_are_brought_there_by_the_sweep():
    """The outbox is emptied in the end."""
    world = World(fuse=Fuse())
    (accepted,) = world.post()
    mark = world.invoices.mark_logged
    world.invoices.mark_logged = lambda *_: None
    world.drain()
    world.invoices.mark_logged = mark
    before = world.record(accepted.invoice_id)
    assert before.logged < before.events

    world.leap()
    swept = world.sweep.run()

    record = world.record(accepted.invoice_id)
    assert swept.logged == 1
    assert record.logged == record.events
