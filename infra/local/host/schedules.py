"""When a timer is due: NCRONTAB expressions and TimeSpans, always in UTC as on Flex Consumption."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from infra.local.host.errors import HostError, UnusableBinding
from infra.local.host.settings import parse_time_span

type Schedule = Callable[[datetime], datetime]
"""Gives the first moment the timer is due after the given one."""

# What NCrontab knows; croniter's own extensions (L, #, ?, @hourly, random) would fail in Azure.
_FIELD = re.compile(r"[0-9A-Za-z*/,\-]+", re.ASCII)
_NAMES = frozenset("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC SUN MON TUE WED THU FRI SAT".split())

# Expressions are one line of a setting; anything longer is not a schedule.
EXPRESSION_SIZE_MAX = 200


def parse_schedule(text: str) -> Schedule:
    """
    Return the schedule of a timer: NCRONTAB of six fields, seconds first (five mean second 0), or a TimeSpan.

    Raises:
        UnusableBinding: the text is neither, or names a moment that never comes.
    """
    if ":" in text:
        return _interval(text)
    fields = text.split()
    if len(text) > EXPRESSION_SIZE_MAX or len(fields) not in {5, 6} or not all(map(_is_ncrontab, fields)):
        raise UnusableBinding(f"expected NCRONTAB such as '0 */5 * * * *' or a TimeSpan, got {text[:80]!r}")
    return _cron(" ".join(["0", *fields][-6:]))


def _is_ncrontab(field: str) -> bool:
    words = re.findall(r"[A-Za-z]+", field)
    return _FIELD.fullmatch(field) is not None and all(word.upper() in _NAMES for word in words)


def _interval(text: str) -> Schedule:
    try:
        interval = parse_time_span(text)
    except HostError as error:
        raise UnusableBinding(str(error)) from error
    if interval <= timedelta(0):
        raise UnusableBinding(f"a timer needs an interval longer than nothing, got {text!r}")
    return lambda moment: moment + interval


def _cron(expression: str) -> Schedule:
    from croniter import CroniterError, croniter

    def next_after(moment: datetime) -> datetime:
        # NCrontab wants day of month and day of week both to fit; croniter's default is either.
        times = croniter(expression, moment, second_at_beginning=True, day_or=False)
        found: datetime = times.get_next(datetime)
        return found

    try:
        next_after(datetime(2026, 1, 1, tzinfo=UTC))
    except CroniterError as error:
        raise UnusableBinding(f"the schedule {expression!r} cannot be used: {error}") from error
    return next_after
