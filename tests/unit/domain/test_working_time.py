"""Deadlines run while people work."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.working_time import DAYS_AHEAD_MAX, Weekday, WorkingTime, due

BERLIN = WorkingTime(time_zone="Europe/Berlin", start=time(8), end=time(16))
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
moments = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        (MONDAY, 2, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (MONDAY, 8, datetime(2026, 11, 24, 10, tzinfo=UTC)),
        (datetime(2026, 11, 27, 14, tzinfo=UTC), 2, datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), 1, datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (datetime(2026, 11, 23, 5, tzinfo=UTC), 1, datetime(2026, 11, 23, 8, tzinfo=UTC)),
    ],
    ids=["same day", "over night", "over the weekend", "from a Saturday", "before work"],
)
def test_a_deadline_runs_in_the_tenants_own_hours(at, hours, expected):
    """Nights and weekends do not count; clocks are those of its time zone."""
    assert due(at, hours, BERLIN) == expected


def test_nothing_is_due_on_a_holiday():
    """The day is skipped as a Sunday is."""
    closed = BERLIN.model_copy(update={"holidays": (date(2026, 11, 24),)})

    assert due(MONDAY, 8, closed) == datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)], ids=["spring", "autumn"])
def test_an_hour_is_an_hour_when_clocks_change(day):
    """Round the clock at every day, 24 hours later is 24 hours later."""
    always = WorkingTime(time_zone="Europe/Berlin", days=tuple(Weekday), start=time(0), end=time(23, 59))
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    assert timedelta(hours=24) <= due(at, 24, always) - at <= timedelta(hours=24, minutes=2)


@given(at=moments, hours=st.integers(1, 720))
def test_a_deadline_is_never_early_and_always_in_working_time(at, hours):
    """At least as many hours later, and while people work."""
    found = due(at, hours, BERLIN)

    assert found >= at + timedelta(hours=hours)
    span = BERLIN.hours_of(found.date())
    assert span is not None
    assert span[0] <= found <= span[1]


@given(at=moments, hours=st.integers(1, 720))
def test_without_working_time_hours_are_hours(at, hours):
    """The clock decides alone."""
    assert due(at, hours, None) == at + timedelta(hours=hours)


def test_a_calendar_without_a_day_ends_somewhere():
    """All its working days are holidays: the deadline is far off, not never."""
    sundays = tuple(date(2026, 11, 29) + timedelta(days=7 * week) for week in range(200))
    never = WorkingTime(days=(Weekday.SUN,), holidays=sundays)

    assert due(MONDAY, 1, never) == MONDAY + timedelta(days=DAYS_AHEAD_MAX)


@pytest.mark.parametrize(
    "said", [{"time_zone": "Mars/Base"}, {"start": "10:00", "end": "09:00"}, {"days": ()}, {"end": "18:00Z"}]
)
def test_nonsense_is_refused(said):
    """A zone exists, work starts before it ends, and there is a day of it."""
    with pytest.raises(ValidationError):
        WorkingTime.model_validate(said)
