"""Each channel takes a notice once, whatever becomes of the others; the log says who did not take it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audit import AuditAction
from shared.domain.errors import Refused, Unavailable
from shared.domain.invoice import InvoiceState
from shared.domain.tenancy import NoticeWish
from tests.unit.pipeline.people import PEOPLE, POLICY, WRONG_TOTAL, new_world
from tests.unit.pipeline.world import Postbox, World

GONE = Refused("webhook.gone", "Wants no more.")
DOWN = Unavailable("webhook.unreachable", "No answer.")


def told_facts(world, invoice_id):
    entries = world.audit_log.entries(world.scope, subject=invoice_id)
    said = (AuditAction.HUMAN_TOLD, AuditAction.INVOICE_RESTED)
    return [dict(each.event.facts) for each in entries if each.event.action in said]


def posted_to(*further):
    world = World(further=further)
    (accepted,) = world.post()
    return world, accepted.invoice_id


def test_a_refusal_stands_in_the_log_with_its_channel_and_code():
    """Next to the channels that took it."""
    hook = Postbox("hook")
    hook.trouble = GONE
    world, invoice_id = posted_to(hook)

    world.drain()

    (facts,) = told_facts(world, invoice_id)
    assert (facts["channels"], facts["refused"]) == ("post", "hook:webhook.gone")


def test_a_refusal_by_every_channel_stands_in_the_log():
    """The invoice rests; that nobody was told, and why, is not lost."""
    world, invoice_id = posted_to()
    world.postbox.trouble = Refused("smtp.address", "No such mailbox.")

    world.drain()

    assert told_facts(world, invoice_id) == [
        {"state": InvoiceState.PROCESSED.value, "refused": "post:smtp.address"}
    ]


def test_an_outage_of_one_channel_does_not_repeat_the_others():
    """However often it is tried, each person has one mail; then one event says it all."""
    hook = Postbox("hook")
    hook.trouble = DOWN
    world, invoice_id = posted_to(hook)
    with pytest.raises(Unavailable):
        world.drain()
    with pytest.raises(Unavailable):
        world.drain()
    hook.trouble = None

    world.drain()

    assert (len(world.postbox.sent), len(hook.sent)) == (1, 1)
    (facts,) = told_facts(world, invoice_id)
    assert facts["channels"] == "post,hook"


def test_an_outage_of_the_first_channel_does_not_keep_the_next_waiting():
    """The webhook is told at once while the mail server is down."""
    hook = Postbox("hook")
    world, invoice_id = posted_to(hook)
    world.postbox.trouble = DOWN

    with pytest.raises(Unavailable):
        world.drain()

    assert len(hook.sent) == 1
    assert world.record(invoice_id).state is InvoiceState.ACTED


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=5))
def test_no_pattern_of_outages_tells_twice_or_loses_a_notice(outages):
    """Whichever channels are down at each attempt: in the end each has the notice, once."""
    hook = Postbox("hook")
    world, invoice_id = posted_to(hook)
    for outage in outages:
        for channel, down in zip((world.postbox, hook), outage, strict=True):
            channel.trouble = DOWN if down else None
        try:
            world.drain()
        except Unavailable:
            continue
    world.postbox.trouble = hook.trouble = None

    world.drain()

    assert (len(world.postbox.sent), len(hook.sent)) == (1, 1)
    assert world.record(invoice_id).state is InvoiceState.PROCESSED


def quiet_world(*further):
    quiet = [each.model_copy(update={"notices": NoticeWish.HANDED_ON}) for each in PEOPLE]
    return new_world(WRONG_TOTAL, people=tuple(quiet), further=further)


def test_a_person_may_ask_for_no_notice_but_what_is_handed_on():
    """What comes stands in their inbox, untold; what is escalated to them is told."""
    world = quiet_world()
    (accepted,) = world.post()
    world.drain()
    assert world.postbox.sent == []
    assert told_facts(world, accepted.invoice_id) == [{"state": InvoiceState.AWAITING_APPROVAL.value}]

    world.clock.now += timedelta(hours=POLICY.deadline_hours, minutes=1)
    world.sweep.run()
    world.drain()

    assert [each.recipient.reviewer_id for each in world.postbox.sent] == ["approver"]


def test_a_wish_of_one_person_does_not_silence_a_channel_of_many():
    """The tenant's own system has every notice."""
    hook = Postbox("hook", personal=False)
    world = quiet_world(hook)
    world.post()

    world.drain()

    assert (len(world.postbox.sent), len(hook.sent)) == (0, 1)
