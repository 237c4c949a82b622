"""Timer triggers; they run in one instance only, as Azure's singleton lock sees to."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_pascal

from infra.local.host.functions import HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.runtime import TypedData
from infra.local.host.schedules import Schedule

logger = logging.getLogger(__name__)

# Azure does not watch schedules that come round more often than this.
MONITORED_INTERVAL_MIN = timedelta(minutes=1)

# What .NET writes for "never".
NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Status(BaseModel):
    """When a timer last ran and when it is due."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_pascal, populate_by_name=True)

    last: datetime = NEVER
    """The moment of its last run."""
    next: datetime = NEVER
    """The moment it was due next when this was written."""
    last_updated: datetime = NEVER
    """When this was written."""


_STATUSES = TypeAdapter(dict[str, Status])


class StatusFile:
    """The schedule monitor: one status per function, kept across restarts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, name: str) -> Status | None:
        """Return what was saved for a function; None when nothing readable was."""
        return self._all().get(name)

    def save(self, name: str, status: Status) -> None:
        """Replace what is saved for a function, all or nothing."""
        everything = self._all() | {name: status}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(_STATUSES.dump_json(everything, by_alias=True, indent=2))
        fresh.replace(self._path)

    def _all(self) -> dict[str, Status]:
        try:
            return _STATUSES.validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            # A monitor that cannot be read only forgets missed runs.
            return {}


class Clock(Protocol):
    """The time, and waiting for it."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...

    async def wait_until(self, moment: datetime, stopping: asyncio.Event) -> bool:
        """Return True at that moment, or False as soon as `stopping` is set."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    async def wait_until(self, moment: datetime, stopping: asyncio.Event) -> bool:
        """Return True at that moment, or False as soon as `stopping` is set."""
        while (left_s := (moment - self.now()).total_seconds()) > 0:
            try:
                await asyncio.wait_for(stopping.wait(), left_s)
            except TimeoutError:
                continue
            return False
        return not stopping.is_set()


class Timer:
    """Runs one function on its schedule, never twice at the same time."""

    def __init__(
        self,
        *,
        function: HostedFunction,
        schedule: Schedule,
        invoker: Invoker,
        monitor: StatusFile,
        clock: Clock,
    ) -> None:
        self._function = function
        self._schedule = schedule
        self._invoker = invoker
        self._monitor = monitor
        self._clock = clock
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Start no further run; `run` returns once the present one is done."""
        self._stopping.set()

    async def run(self) -> None:
        """Run the function whenever it is due until stopped."""
        trigger = self._function.trigger
        status = self._monitor.load(self._function.name) or Status()
        missed = self._is_monitored() and NEVER < status.next < self._clock.now()
        if missed or trigger.flag("runOnStartup"):
            status = await self._tick(status, is_past_due=missed)
        while True:
            due = self._schedule(self._clock.now())
            status = status.model_copy(update={"next": due, "last_updated": self._clock.now()})
            if self._is_monitored():
                self._monitor.save(self._function.name, status)
            if not await self._clock.wait_until(due, self._stopping):
                return
            status = await self._tick(status, is_past_due=False)

    async def _tick(self, status: Status, *, is_past_due: bool) -> Status:
        moment = self._clock.now()
        await self._invoker.invoke(self._function, timer_data(status, is_past_due=is_past_due), {})
        return status.model_copy(update={"last": moment})

    def _is_monitored(self) -> bool:
        if self._function.trigger.properties.get("useMonitor") is False:
            return False
        first = self._schedule(self._clock.now())
        return self._schedule(first) - first >= MONITORED_INTERVAL_MIN


def timer_data(status: Status, *, is_past_due: bool) -> TypedData:
    """Return what a timer function is handed, as the host serialises its TimerInfo."""
    info = {
        "IsPastDue": is_past_due,
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": status.model_dump(mode="json", by_alias=True),
    }
    return TypedData(json=json.dumps(info))
