"""Whose an invoice is: the first assignment of the policy that fits and has somebody left."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.findings import Finding
from shared.domain.gate import About, PolicyAssignment, PolicyText, Turn, fits
from shared.domain.money import Money

WEEK_DAYS = 7


def assignee_of(
    policy: PolicyText,
    people: tuple[str, ...],
    findings: tuple[Finding, ...],
    total: Money | None,
    about: About,
    *,
    at: datetime,
) -> str | None:
    """
    Return the id of the person an invoice is given to at a moment (UTC), or None where there is nobody.

    `people` are the ids of the tenant's people; whom no assignment names, the first of them has it.
    """
    for assignment in policy.assignments:
        present = tuple(each for each in assignment.to if each in people)
        if present and (assignment.when is None or fits(assignment.when, findings, total, about) is not None):
            return present[_turn(assignment, policy, at) % len(present)]
    return people[0] if people else None


def _turn(assignment: PolicyAssignment, policy: PolicyText, at: datetime) -> int:
    """Return how many turns there have been, by the calendar of the tenant's own time zone."""
    zone = ZoneInfo(policy.working_time.time_zone) if policy.working_time else at.tzinfo
    # Ordinal 1 was a Monday: weeks change with it.
    day = at.astimezone(zone).date().toordinal() - 1
    match assignment.turn:
        case Turn.FIRST:
            return 0
        case Turn.DAILY:
            return day
        case Turn.WEEKLY:
            return day // WEEK_DAYS
