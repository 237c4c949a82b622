"""Whose an invoice is."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.assignment import assignee_of
from shared.domain.gate import About, Condition, PolicyAssignment, PolicyText, Turn
from shared.domain.ids import parse_vendor_id
from shared.domain.working_time import WorkingTime

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
VENDOR = parse_vendor_id("11111111-2222-4333-8444-555555555555")
PEOPLE = ("anna", "ben", "carla")


def asked(*assignments, people=PEOPLE, about=None, at=MONDAY, **policy):
    return assignee_of(
        PolicyText(assignments=assignments, **policy), people, (), None, about or About(), at=at
    )


def test_without_an_assignment_it_is_the_first_persons():
    """As before anybody wrote a policy; without people it is nobody's."""
    assert asked() == "anna"
    assert asked(people=()) is None


def test_the_first_assignment_that_fits_decides():
    """What it asks for must hold; one without a condition takes the rest."""
    theirs = PolicyAssignment(when=Condition(vendors=(VENDOR,)), to=("ben",))
    rest = PolicyAssignment(to=("carla",))

    assert asked(theirs, rest, about=About(vendor_id=VENDOR)) == "ben"
    assert asked(theirs, rest) == "carla"


def test_who_has_left_is_passed_over():
    """A rota goes on with who is there; an empty one leaves it to the next assignment."""
    assert asked(PolicyAssignment(to=("gone", "ben")), PolicyAssignment(to=("carla",))) == "ben"
    assert asked(PolicyAssignment(to=("gone",)), PolicyAssignment(to=("carla",))) == "carla"


def test_a_daily_rota_changes_at_midnight_where_the_tenant_is():
    """23:30 UTC is the next day in Berlin."""
    rota = PolicyAssignment(to=("anna", "ben"), turn=Turn.DAILY)
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert asked(rota, at=late) == asked(rota, at=MONDAY)
    assert asked(rota, at=late, working_time=WorkingTime(time_zone="Europe/Berlin")) != asked(rota, at=MONDAY)


@given(at=st.integers(0, 4 * 365 * 24).map(lambda hours: MONDAY + timedelta(hours=hours)))
def test_a_weekly_rota_changes_on_mondays_only(at):
    """Within a week it is one person's; the week after it is the next one's."""
    rota = PolicyAssignment(to=("anna", "ben", "carla"), turn=Turn.WEEKLY)
    monday = at - timedelta(days=at.weekday())

    assert asked(rota, at=at) == asked(rota, at=monday)
    assert asked(rota, at=at + timedelta(days=7)) != asked(rota, at=at)
