"""What a stage gave up on stands in front of a human, who can try it again."""

import pytest

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.dead_letter import DeadLetterState
from shared.domain.errors import Conflict, NotFound, Unavailable, Unprocessable
from shared.domain.invoice import InvoiceState
from shared.domain.stage import Stage
from shared.pipeline.sweep import Sweep
from tests.unit.pipeline.world import STALE, World, message_of

BY = Actor(kind=ActorKind.PERSON, reference="p1")


def given_up(world):
    (accepted,) = world.post()
    record = world.record(accepted.invoice_id)
    letter = world.bury_invoice.run(world.scope, Stage.EXTRACT, message_of(record), reason="MaxDelivery")
    return letter, message_of(record)


def test_an_invoice_that_was_given_up_has_failed_and_says_why():
    """State, letter and log agree."""
    world = World()

    letter, _ = given_up(world)

    record = world.record(letter.invoice_id)
    assert record.state is InvoiceState.FAILED
    assert (record.failure.code, record.failure.was) == ("MaxDelivery", InvoiceState.RECEIVED)
    assert world.actions(record.invoice_id)[-1] is AuditAction.DEAD_LETTERED
    assert record.logged == record.events


def test_giving_up_twice_is_one_letter():
    """A repeated dead letter changes nothing."""
    world = World()
    letter, message = given_up(world)

    again = world.bury_invoice.run(world.scope, Stage.EXTRACT, message, reason="MaxDelivery")

    assert again == letter


def test_an_invoice_that_went_on_is_not_given_up():
    """A late dead letter of a stage that was repeated with success."""
    world = World()
    (accepted,) = world.post()
    message = message_of(world.record(accepted.invoice_id))
    world.drain()

    assert world.bury_invoice.run(world.scope, Stage.EXTRACT, message, reason="x") is None
    assert world.record(accepted.invoice_id).state is InvoiceState.PROCESSED


def test_a_requeued_invoice_goes_on_where_it_stood():
    """And once requeued, repeating it changes nothing."""
    world = World()
    letter, _ = given_up(world)
    world.queues.lose_everything()

    requeued = world.requeue.run(world.scope, letter.dead_letter_id, BY)
    world.drain()
    again = world.requeue.run(world.scope, letter.dead_letter_id, BY)

    assert requeued.state is again.state is DeadLetterState.REQUEUED
    assert world.record(letter.invoice_id).state is InvoiceState.PROCESSED
    assert world.actions(letter.invoice_id).count(AuditAction.REQUEUED) == 1


def test_the_unknown_cannot_be_buried_or_requeued():
    """No such invoice, no such letter."""
    world = World()
    (accepted,) = world.post()
    message = message_of(world.record(accepted.invoice_id)).model_copy(update={"invoice_id": "x"})

    with pytest.raises(NotFound):
        world.bury_invoice.run(world.scope, Stage.EXTRACT, message, reason="x")
    with pytest.raises(NotFound):
        world.requeue.run(world.scope, "x", BY)


def test_a_refused_arrival_cannot_be_requeued():
    """It never was an invoice: it must be sent corrected."""
    world = World()
    world.inspector.refusals[b"%PDF-1.7 bad"] = Unprocessable("document.encrypted", "It is encrypted.")
    world.inbox.put(world.scope, "bad.pdf", b"%PDF-1.7 bad", world.clock())
    world.take_in.run(world.scope, "bad.pdf")
    (letter,) = world.dead_letters.page(world.scope, size=10, continuation=None).items

    with pytest.raises(Conflict, match="send it corrected"):
        world.requeue.run(world.scope, letter.dead_letter_id, BY)


def test_a_letter_whose_invoice_is_gone_is_not_found():
    """Nothing to take up."""
    world = World()
    letter, _ = given_up(world)
    orphan = letter.model_copy(update={"invoice_id": "gone", "dead_letter_id": "orphan"})
    world.dead_letters.save(world.scope, orphan)

    with pytest.raises(NotFound):
        world.requeue.run(world.scope, "orphan", BY)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stage_waits_for_an_invoice_that_is_not_there(stage):
    """A message can be faster than the store."""
    world = World()
    (accepted,) = world.post()
    message = message_of(world.record(accepted.invoice_id)).model_copy(update={"invoice_id": "x"})

    with pytest.raises(Unavailable, match="not visible"):
        world.stages[stage].run(world.scope, message)


class Down:
    """A store that does not answer."""

    def stalled(self, *_, **__):
        raise Unavailable("cosmos.down", "No answer.")


def test_one_tenants_trouble_is_counted_not_raised():
    """The sweep goes on with the next tenant."""
    world = World()
    sweep = Sweep(
        tenants=world.tenants,
        admission=world.admission,
        invoices=Down(),
        inbox=world.inbox,
        queues=world.queues,
        recording=world.recording,
        take_in=world.take_in,
        books=(),
        clock=world.clock,
        stale=STALE,
    )

    assert sweep.run().failed == 1
