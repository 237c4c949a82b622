"""The gate: how far a human must be involved. One pure function, called in one place."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.model import Model
from shared.domain.money import Money

UNDO_HOURS_MAX = 24 * 90
"""A quarter: after that the books are closed."""

DEADLINE_HOURS_MAX = 24 * 30
"""A month: a deadline beyond it is none."""


class GateLevel(StrEnum):
    """How far a human is involved, least first."""

    L0 = "L0"
    """Act and log."""
    L1 = "L1"
    """Act, then notify a human who can review, override, escalate and undo."""
    L2 = "L2"
    """A human approves before the act."""
    L3 = "L3"
    """A human performs; the system only assists."""


ACTED_ON = frozenset({GateLevel.L0, GateLevel.L1})
"""Levels at which the machine acts by itself."""


class FindingRule(Model):
    """What a finding raises the level to."""

    code: FindingCode
    level: GateLevel


class AmountRule(Model):
    """What a total above a limit raises the level to."""

    above: Money
    level: GateLevel


class Policy(Model):
    """A tenant's written policy. It can only raise the floors, never lower them."""

    version: Annotated[int, Field(ge=1)] = 1
    default_level: GateLevel = GateLevel.L1
    findings: tuple[FindingRule, ...] = ()
    amounts: tuple[AmountRule, ...] = ()
    four_eyes_above: Money | None = None
    """A total above this, or of another currency, or unknown, needs two people; None: never."""
    undo_hours: Annotated[int, Field(ge=1, le=UNDO_HOURS_MAX)] = 72
    """How long what was done can be taken back."""
    deadline_hours: Annotated[int, Field(ge=1, le=DEADLINE_HOURS_MAX)] = 24
    """How long an invoice waits for one person before the next is asked."""
    escalation: tuple[str, ...] = ()
    """Ids of the people who are asked in turn; after the last nobody is, and it keeps waiting."""


class Decision(Model):
    """What the gate decided, and why."""

    level: GateLevel
    because: Annotated[tuple[str, ...], Field(min_length=1)]
    """Sentences; the first named the highest level."""
    policy_version: int


FLOORS: dict[FindingCode, GateLevel] = {
    FindingCode.PAYEE_CHANGED: GateLevel.L3,
    FindingCode.READING_FAILED: GateLevel.L3,
    FindingCode.NO_INVOICE: GateLevel.L3,
    FindingCode.NOT_A_BILL: GateLevel.L3,
    FindingCode.SEVERAL_INVOICES: GateLevel.L3,
    FindingCode.VENDOR_UNKNOWN: GateLevel.L2,
}
"""Levels that no policy can go under."""

ERROR_FLOOR = GateLevel.L2
"""Whatever else is wrong: somebody looks before the act."""


def decide(
    policy: Policy, findings: tuple[Finding, ...], total: Money | None, *, held: GateLevel | None = None
) -> Decision:
    """
    Return the strictest level that anything asks for, with every reason, strictest first.

    `held` is the level that a person's hand on the invoice keeps it at: no correction can lower the gate.
    """
    reasons = [*_reasons(policy, findings, total)]
    if held is not None:
        reasons.append((held, f"A person changed this invoice, so it stays at {held} at least."))
    reasons.sort(key=lambda reason: reason[0], reverse=True)
    level = reasons[0][0]
    return Decision(level=level, because=tuple(text for _, text in reasons), policy_version=policy.version)


def _reasons(
    policy: Policy, findings: tuple[Finding, ...], total: Money | None
) -> Iterator[tuple[GateLevel, str]]:
    for finding in findings:
        level = _level_of(finding, policy)
        if level is not None:
            yield level, f"{finding.code}: {finding.message}"
    for rule in policy.amounts:
        if total is not None and _exceeds(total, rule.above):
            yield rule.level, f"The amount {total} is above {rule.above}."
    yield policy.default_level, f"{policy.default_level} is the default of this policy."


def needs_four_eyes(policy: Policy, total: Money | None) -> bool:
    """Whether two people must approve an invoice of this total. What is not known is above any limit."""
    limit = policy.four_eyes_above
    return limit is not None and (total is None or _exceeds(total, limit))


def _level_of(finding: Finding, policy: Policy) -> GateLevel | None:
    levels = [rule.level for rule in policy.findings if rule.code is finding.code]
    if finding.code in FLOORS:
        levels.append(FLOORS[finding.code])
    if finding.severity is Severity.ERROR:
        levels.append(ERROR_FLOOR)
    return max(levels, default=None)


def _exceeds(total: Money, limit: Money) -> bool:
    """Another currency than the limit's always exceeds it: no rate is trusted to let money through."""
    return total.currency != limit.currency or abs(total.amount) > limit.amount
