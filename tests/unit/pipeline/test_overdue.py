"""What nobody decides in time goes to the next person, and never through the gate."""

from datetime import timedelta

import pytest

from shared.domain.audit import AuditAction
from shared.domain.gate import Policy
from shared.domain.invoice import InvoiceState
from shared.domain.working_time import WorkingTime
from tests.unit.pipeline.people import CLERK, PEOPLE, POLICY, WRONG_TOTAL, new_world, posted
from tests.unit.pipeline.world import Crashed, Fuse

HOURS = POLICY.deadline_hours

WRITES_MAX = 12
"""More writes than one escalation makes."""


def late(world, hours=HOURS):
    """Let the deadline pass, and the timer come."""
    world.clock.now += timedelta(hours=hours, minutes=1)
    swept = world.sweep.run()
    world.drain()
    return swept


def told(world):
    return [each.recipient.reviewer_id for each in world.postbox.sent]


def test_each_deadline_asks_the_next_person_until_nobody_is_left():
    """The last one is reminded once, and keeps it; it is never approved by waiting."""
    world, record = posted(WRONG_TOTAL)
    world.postbox.sent.clear()

    assert [late(world).escalated for _ in range(5)] == [1, 1, 1, 0, 0]

    after = world.record(record.invoice_id)
    assert told(world) == ["approver", "second", "second"]
    assert world.postbox.sent[-1].title.startswith("Overdue. Please approve")
    assert (after.state, after.assignee) == (InvoiceState.AWAITING_APPROVAL, "second")
    assert after.review.deadline < world.clock()
    assert world.actions(record.invoice_id).count(AuditAction.INVOICE_OVERDUE) == 3


def test_before_the_deadline_nobody_else_is_asked():
    """The timer comes every minute."""
    world, record = posted(WRONG_TOTAL)

    assert late(world, hours=HOURS - 1).escalated == 0
    assert world.record(record.invoice_id).assignee == CLERK.reviewer_id


def test_a_deadline_runs_in_working_time_only():
    """What comes on Friday evening is late on Monday, not on Saturday."""
    hours = WorkingTime(time_zone="Europe/Berlin", start="08:00", end="17:00")
    policy = Policy(escalation=("approver",), deadline_hours=2, working_time=hours)
    world = new_world(WRONG_TOTAL, policy=policy)
    days_to_friday = (4 - world.clock.now.weekday()) % 7
    world.clock.now = world.clock.now.replace(hour=19) + timedelta(days=days_to_friday)
    world.post()
    world.drain()

    assert late(world, hours=24).escalated == 0
    assert late(world, hours=24).escalated == 0
    assert late(world, hours=24).escalated == 1


def test_who_hands_it_on_starts_no_old_deadline_again():
    """What was decided is not overdue any more."""
    world, record = posted(WRONG_TOTAL)
    late(world)
    late(world)
    late(world)
    record = world.record(record.invoice_id)

    world.review.reject(world.scope, PEOPLE[1], record.invoice_id, revision=record.events, note="Not ours.")

    assert world.record(record.invoice_id).review.deadline is None
    assert late(world).escalated == 0


def test_an_invoice_of_nobody_is_kept_too():
    """A tenant without a chain or people: the log says that it was due."""
    world = new_world(WRONG_TOTAL, policy=Policy(), people=())
    (accepted,) = world.post()
    world.drain()

    assert [late(world).escalated for _ in range(2)] == [1, 0]
    assert AuditAction.INVOICE_OVERDUE in world.actions(accepted.invoice_id)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", range(WRITES_MAX))
def test_a_crash_at_any_write_asks_nobody_twice(write, moment):
    """And nobody is forgotten: the next sweep goes on where it stood."""
    fuse = Fuse()
    world = new_world(WRONG_TOTAL, fuse=fuse)
    (accepted,) = world.post()
    world.drain()
    world.postbox.sent.clear()
    fuse.at = (fuse.seen + write, moment)

    try:
        late(world)
    except Crashed:
        world.start()
    for _ in range(3):
        world.leap()
        world.sweep.run()
        world.drain()

    assert world.record(accepted.invoice_id).assignee == "approver"
    assert {each.notification_id for each in world.postbox.sent} == {world.postbox.sent[0].notification_id}
    assert world.actions(accepted.invoice_id).count(AuditAction.INVOICE_OVERDUE) == 1
