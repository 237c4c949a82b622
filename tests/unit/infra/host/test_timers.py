"""Timer triggers, on a clock of ours."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.host.errors import UnusableBinding
from infra.local.host.schedules import parse_schedule
from infra.local.host.timers import Status, StatusFile, SystemClock, Timer
from tests.unit.infra.host.fakes import function, invoker

START = datetime(2026, 11, 23, 8, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0 */5 * * * *", ["08:05:00", "08:10:00"]),
        ("*/5 * * * *", ["08:05:00", "08:10:00"]),
        ("*/20 * * * * *", ["08:00:20", "08:00:40"]),
        ("0 30 9-10 * * MON-FRI", ["09:30:00", "10:30:00"]),
        ("00:00:30", ["08:00:31", "08:01:01"]),
    ],
)
def test_schedule(text, times):
    """NCRONTAB has seconds first; a TimeSpan counts from the last run."""
    schedule = parse_schedule(text)
    first = schedule(START)

    assert [f"{moment:%H:%M:%S}" for moment in (first, schedule(first))] == times


def test_both_days_must_fit():
    """Day of month and day of week both have to fit, as in NCrontab."""
    assert parse_schedule("0 0 0 1 * FRI")(START).date().isoformat() == "2027-01-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "0 * * * * * *",
        "@hourly",
        "0 0 0 L * *",
        "0 0 0 30 2 *",
        "99 * * * * *",
        "00:00:00",
        "25:00:00",
        "0 0 0 ? * *",
    ],
)
def test_schedule_refused(text):
    """What Azure would refuse, or what never comes, is refused at start."""
    with pytest.raises(UnusableBinding):
        parse_schedule(text)


@given(st.text(alphabet="0123456789*/-, :MONLW#?hr@", max_size=30))
def test_schedule_never_crashes(text):
    """Any text gives a schedule that moves forward, or the host's own error."""
    with suppress(UnusableBinding):
        assert parse_schedule(text)(START) > START


class FakeClock:
    """A clock that jumps to whatever moment is waited for, a given number of times."""

    def __init__(self, jumps):
        self.moment = START
        self._jumps = jumps

    def now(self):
        return self.moment

    async def wait_until(self, moment, stopping):
        if self._jumps == 0:
            return False
        self._jumps -= 1
        self.moment = moment
        return True


def ticked(tmp_path, jumps, **properties):
    """Run a timer for a number of jumps and return what each call was handed."""
    calls, runtime = invoker()
    properties = {"schedule": "0 */5 * * * *"} | properties
    timer = Timer(
        function=function(trigger="timerTrigger", **properties),
        schedule=parse_schedule(properties["schedule"]),
        invoker=calls,
        monitor=StatusFile(tmp_path / "timers.json"),
        clock=FakeClock(jumps),
    )
    asyncio.run(timer.run())
    return [json.loads(call.data.value) for call in runtime.calls]


def test_runs_on_schedule(tmp_path):
    """A timer runs when it is due, knows when it last did, and is not past due."""
    first, second = ticked(tmp_path, jumps=2)

    assert first["IsPastDue"] is False
    assert first["Schedule"] == {"AdjustForDST": True}
    assert first["ScheduleStatus"]["Last"] == "0001-01-01T00:00:00Z"
    assert second["ScheduleStatus"]["Last"] == "2026-11-23T08:05:00Z"
    assert second["ScheduleStatus"]["Next"] == "2026-11-23T08:10:00Z"


def test_run_on_startup(tmp_path):
    """With runOnStartup a timer runs at once."""
    assert len(ticked(tmp_path, jumps=0, runOnStartup=True)) == 1
    assert len(ticked(tmp_path, jumps=0)) == 0


@pytest.mark.parametrize(
    ("properties", "past_due"),
    [({}, [True]), ({"useMonitor": False}, []), ({"schedule": "*/10 * * * * *"}, [])],
)
def test_missed_run(tmp_path, properties, past_due):
    """A run missed while the host was down is made up for, marked past due, unless nobody watches."""
    earlier = START - timedelta(hours=1)
    StatusFile(tmp_path / "timers.json").save(
        "work", Status(last=earlier, next=earlier, last_updated=earlier)
    )

    assert [info["IsPastDue"] for info in ticked(tmp_path, jumps=0, **properties)] == past_due


def test_monitor_survives_damage(tmp_path):
    """A monitor file that cannot be read only forgets."""
    (tmp_path / "timers.json").write_text("{")
    monitor = StatusFile(tmp_path / "timers.json")

    assert monitor.load("work") is None
    monitor.save("work", Status(last=START))
    monitor.save("other", Status())

    assert monitor.load("work").last == START


def test_system_clock_stops():
    """Waiting ends at once when told to, and at once for a moment that has passed."""

    async def scene():
        clock, stopping = SystemClock(), asyncio.Event()
        passed = await clock.wait_until(clock.now(), stopping)
        waiting = asyncio.create_task(clock.wait_until(clock.now() + timedelta(hours=1), stopping))
        stopping.set()
        return passed, await waiting

    assert asyncio.run(scene()) == (True, False)
