"""Working time: when a deadline runs. Pure calendar arithmetic in the tenant's own time zone."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from shared.domain.model import Model

HOLIDAYS_MAX = 200
"""Ten years of public holidays."""

DAYS_AHEAD_MAX = 800
"""Days looked through for one deadline: a month of hours at one a week, with every holiday in between."""


class Weekday(StrEnum):
    """As `date.weekday` counts them."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = "a time zone has a name of the IANA database, such as Europe/Berlin"
        raise ValueError(message) from None
    return name


class WorkingTime(Model):
    """The hours in which a tenant's people work."""

    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=len(Weekday))] = tuple(Weekday)[:5]
    start: time = time(8)
    end: time = time(18)
    """Of the same day."""
    holidays: Annotated[tuple[date, ...], Field(max_length=HOLIDAYS_MAX)] = ()

    @model_validator(mode="after")
    def _has_hours(self) -> Self:
        if self.start.tzinfo or self.end.tzinfo or self.end <= self.start:
            message = "working time starts before it ends, in the time of its zone"
            raise ValueError(message)
        return self

    def hours_of(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when work starts and ends on a day, or None where nobody works."""
        if [*Weekday][day.weekday()] not in self.days or day in self.holidays:
            return None
        zone = ZoneInfo(self.time_zone)
        return datetime.combine(day, self.start, zone), datetime.combine(day, self.end, zone)


def due(at: datetime, hours: int, working_time: WorkingTime | None) -> datetime:
    """
    Return when this many hours of work have passed since `at` (UTC in, UTC out); without working time, hours.

    Where so many hours are not found within two years, the deadline is at the end of those.
    """
    left = timedelta(hours=hours)
    if working_time is None:
        return at + left
    day = at.astimezone(ZoneInfo(working_time.time_zone)).date()
    for _ in range(DAYS_AHEAD_MAX):
        span = working_time.hours_of(day)
        if span is not None:
            # Compared and added in UTC: an hour is an hour on the day that clocks change, too.
            start, end = (max(each.astimezone(at.tzinfo), at) for each in span)
            if start + left <= end:
                return start + left
            left -= end - start
        day += timedelta(days=1)
    return at + timedelta(days=DAYS_AHEAD_MAX)
