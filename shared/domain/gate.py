"""The gate: how far a human must be involved. One pure function, called in one place."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.domain.codes import CodeValue
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.ids import VendorId
from shared.domain.model import Model
from shared.domain.money import Limit, Money
from shared.domain.reading import Confidence
from shared.domain.working_time import WorkingTime

UNDO_HOURS_MAX = 24 * 90
"""A quarter: after that the books are closed."""

DEADLINE_HOURS_MAX = 24 * 30
"""A month: a deadline beyond it is none."""

RULES_MAX = 100
"""Rules of each kind: more than a person keeps in mind."""

RULE_VALUES_MAX = 200
"""Vendors or categories of one rule: the policy travels with the tenant's profile."""

RULE_NAME_CHARACTERS_MAX = 100

ROTA_MAX = 50
"""People of one rota or chain."""


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

    above: Limit
    level: GateLevel


class About(Model):
    """What a policy may ask of an invoice besides its findings and its total."""

    vendor_id: VendorId | None = None
    categories: tuple[str, ...] = ()
    """What its lines are spent on."""
    confidence: Confidence | None = None
    """That vendor, number, date and total are all read right; None where one is missing."""


class Condition(Model):
    """What an invoice must be like, in every respect that is named. At least one is."""

    findings: Annotated[tuple[FindingCode, ...], Field(max_length=RULE_VALUES_MAX)] = ()
    """One of these was found."""
    vendors: Annotated[tuple[VendorId, ...], Field(max_length=RULE_VALUES_MAX)] = ()
    """It is from one of these."""
    categories: Annotated[tuple[CodeValue, ...], Field(max_length=RULE_VALUES_MAX)] = ()
    """A line of it is spent on one of these."""
    amount_above: Limit | None = None
    """A total of another currency, or none that was read, is above any limit."""
    amount_up_to: Limit | None = None
    """In this currency."""
    confidence_below: Confidence | None = None
    """What is not known is below any confidence."""
    confidence_from: Confidence | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_dump(exclude_defaults=True):
            message = "a condition names something"
            raise ValueError(message)
        return self


class PolicyRule(Model):
    """What a kind of invoice raises or lowers the level to."""

    name: Annotated[str, Field(min_length=1, max_length=RULE_NAME_CHARACTERS_MAX)]
    """As people know it; stands in the explanation of each decision it took part in."""
    when: Condition
    raise_to: GateLevel | None = None
    lower_to: GateLevel | None = None
    """In place of the default. What raises the level outweighs it, and no floor moves."""

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if (self.raise_to is None) is (self.lower_to is None):
            message = "a rule has either raise_to or lower_to"
            raise ValueError(message)
        return self


class Turn(StrEnum):
    """Who of several people is next."""

    FIRST = "first"
    """Always the first who is still with the tenant."""
    DAILY = "daily"
    WEEKLY = "weekly"


class PolicyAssignment(Model):
    """Whose a kind of invoice is."""

    when: Condition | None = None
    """None: whatever no earlier assignment took."""
    to: Annotated[tuple[str, ...], Field(min_length=1, max_length=ROTA_MAX)]
    """Ids of people."""
    turn: Turn = Turn.FIRST


class PolicyText(Model):
    """A tenant's policy as people write it. It can only raise the floors, never lower them."""

    default_level: GateLevel = GateLevel.L1
    rules: Annotated[tuple[PolicyRule, ...], Field(max_length=RULES_MAX)] = ()
    findings: Annotated[tuple[FindingRule, ...], Field(max_length=RULES_MAX)] = ()
    amounts: Annotated[tuple[AmountRule, ...], Field(max_length=RULES_MAX)] = ()
    assignments: Annotated[tuple[PolicyAssignment, ...], Field(max_length=RULES_MAX)] = ()
    """The first that fits says whose an invoice is; else it is the tenant's first reviewer's."""
    four_eyes_above: Limit | None = None
    """A total above this, or of another currency, or unknown, needs two people; None: never."""
    undo_hours: Annotated[int, Field(ge=1, le=UNDO_HOURS_MAX)] = 72
    """How long what was done can be taken back."""
    deadline_hours: Annotated[int, Field(ge=1, le=DEADLINE_HOURS_MAX)] = 24
    """How long an invoice waits for one person before the next is asked."""
    escalation: Annotated[tuple[str, ...], Field(max_length=ROTA_MAX)] = ()
    """Ids of the people who are asked in turn; after the last nobody is, and it keeps waiting."""
    working_time: WorkingTime | None = None
    """When deadlines run; None: always."""


class Policy(PolicyText):
    """One version of a tenant's policy."""

    version: Annotated[int, Field(ge=1)] = 1


class Fallback(Model):
    """That a tenant stands at a stricter level until a person lifts it: too much had to be put right."""

    level: GateLevel
    since: date
    reason: str


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
    policy: Policy,
    findings: tuple[Finding, ...],
    total: Money | None,
    *,
    about: About | None = None,
    held: GateLevel | None = None,
    fallback: Fallback | None = None,
) -> Decision:
    """
    Return the strictest level that anything asks for, with every reason, strictest first.

    `held` is the level that a person's hand on the invoice keeps it at: no correction can lower the gate.
    """
    about = about or About()
    reasons = [*_reasons(policy, findings, total), *_ruled(policy, findings, total, about)]
    if held is not None:
        reasons.append((held, f"A person changed this invoice, so it stays at {held} at least."))
    if fallback is not None:
        reasons.append(
            (fallback.level, f"{fallback.level} at least since {fallback.since}: {fallback.reason}")
        )
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
            yield rule.level, f"The {_above(total, rule.above)}."


def _ruled(
    policy: Policy, findings: tuple[Finding, ...], total: Money | None, about: About
) -> Iterator[tuple[GateLevel, str]]:
    """Give what the rules raise the level to, and one level to start from: the lowest, or the default."""
    start = policy.default_level, f"{policy.default_level} is the default of this policy."
    for rule in policy.rules:
        facts = fits(rule.when, findings, total, about)
        if facts is None:
            continue
        sentence = f"{rule.name}: {', '.join(facts)}."
        if rule.raise_to is not None:
            yield rule.raise_to, sentence
        elif rule.lower_to is not None and rule.lower_to < start[0]:
            start = rule.lower_to, sentence
    yield start


def fits(
    when: Condition, findings: tuple[Finding, ...], total: Money | None, about: About
) -> tuple[str, ...] | None:
    """Return the facts that make an invoice fit a condition, or None where it does not."""
    facts = tuple(_facts(when, findings, total, about))
    return None if None in facts else tuple(fact for fact in facts if fact is not None)


def _facts(
    when: Condition, findings: tuple[Finding, ...], total: Money | None, about: About
) -> Iterator[str | None]:
    """Give one fact for every respect that is named; None for one that does not hold."""
    sure = "unknown" if about.confidence is None else f"{about.confidence:.2f}"
    if when.findings:
        seen = [finding.code for finding in findings if finding.code in when.findings]
        yield f"found {', '.join(dict.fromkeys(seen))}" if seen else None
    if when.vendors:
        yield f"vendor {about.vendor_id}" if about.vendor_id in when.vendors else None
    if when.categories:
        bought = [category for category in about.categories if category in when.categories]
        yield f"category {', '.join(dict.fromkeys(bought))}" if bought else None
    if when.amount_above is not None:
        above = total is None or _exceeds(total, when.amount_above)
        yield _above(total, when.amount_above) if above else None
    if when.amount_up_to is not None:
        within = total is not None and not _exceeds(total, when.amount_up_to)
        yield f"amount {total} <= {when.amount_up_to}" if within else None
    if when.confidence_below is not None:
        unsure = about.confidence is None or about.confidence < when.confidence_below
        yield f"confidence {sure} < {when.confidence_below:.2f}" if unsure else None
    if when.confidence_from is not None:
        certain = about.confidence is not None and about.confidence >= when.confidence_from
        yield f"confidence {sure} >= {when.confidence_from:.2f}" if certain else None


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


def _above(total: Money | None, limit: Money) -> str:
    if total is None:
        return f"no amount is known to be up to {limit}"
    if total.currency != limit.currency:
        return f"amount {total} cannot be held against {limit}"
    return f"amount {total} > {limit}"


def _exceeds(total: Money, limit: Money) -> bool:
    """Another currency than the limit's always exceeds it: no rate is trusted to let money through."""
    return total.currency != limit.currency or abs(total.amount) > limit.amount
