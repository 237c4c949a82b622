"""What a policy would have made of the past, and whether people put right more than they used to. Pure."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from shared.domain.deciding import decide_on
from shared.domain.gate import ACTED_ON, Decision, GateLevel, Policy
from shared.domain.ids import InvoiceId
from shared.domain.invoice import InvoiceRecord, InvoiceState
from shared.domain.model import Model

EXAMPLES_MAX = 50
"""Invoices that a backtest names: what a person looks through."""

RECENT = 50
"""Invoices whose overrides are watched: a week of a small tenant, an hour of a large one."""

BASELINE_MAX = 500
"""Invoices before those, which say what is usual."""

BASELINE_MIN = 50
"""Of fewer nobody knows what is usual."""

USUAL_RATE = 0.05
"""Overrides taken for usual where a tenant has no past."""

OVERRIDES_MIN = 5
"""Fewer are no trend, however rare they used to be."""

SIGMAS = 3.0
"""Of a p-chart: chance alone goes beyond once in 700 looks."""

_TAKEN_BACK = frozenset({InvoiceState.REJECTED, InvoiceState.ROLLING_BACK, InvoiceState.ROLLED_BACK})


class LevelCount(Model):
    """How many invoices of the past stand at one level."""

    level: GateLevel
    was: int
    """As decided then."""
    would_be: int
    """Under the policy that is tried."""
    overridden: int
    """Of `would_be`: people corrected, rejected or took them back later."""


class Moved(Model):
    """An invoice that the policy would have put at another level."""

    invoice_id: InvoiceId
    was: GateLevel
    would_be: GateLevel
    because: str
    overridden: bool


class Backtest(Model):
    """What a policy would have made of the past."""

    invoices: int
    complete: bool
    """False: there were more than are looked through."""
    levels: tuple[LevelCount, ...]
    wrong: int
    """Invoices that the machine would have acted on by itself, and that people put right."""
    moved: int
    examples: Annotated[tuple[Moved, ...], Field(max_length=EXAMPLES_MAX)]
    """Of the moved: those that would have gone wrong first."""


class OverrideRate(Model):
    """How often people put right what the machine did, and how often they may by chance."""

    overrides: int
    of: int
    limit: float
    """A share, from 0 to 1."""

    @property
    def is_out(self) -> bool:
        """Whether it is beyond what chance explains."""
        return self.overrides >= OVERRIDES_MIN and self.overrides > self.limit * self.of


def was_overridden(record: InvoiceRecord) -> bool:
    """Return whether people put right what the machine made of an invoice."""
    review = record.review
    return record.state in _TAKEN_BACK or bool(review.corrections or review.codes)


def backtest(records: Iterable[InvoiceRecord], policy: Policy, *, complete: bool) -> Backtest:
    """Return what a policy would have made of classified invoices; their findings are those of then."""
    tried = ((record, decide_on(record, policy)) for record in records if record.decision is not None)
    return _compared(tried, complete=complete)


def trial_so_far(records: Iterable[InvoiceRecord], version: int, *, complete: bool) -> Backtest:
    """Return what the policy on trial has decided beside the one in force."""
    tried = (
        (record, record.shadow)
        for record in records
        if record.shadow is not None and record.shadow.policy_version == version
    )
    return _compared(tried, complete=complete)


def _compared(decided: Iterable[tuple[InvoiceRecord, Decision]], *, complete: bool) -> Backtest:
    was, would_be, overridden = Counter[GateLevel](), Counter[GateLevel](), Counter[GateLevel]()
    moved: list[Moved] = []
    count = 0
    for record, decision in decided:
        before, put_right = record.decision, was_overridden(record)
        if before is None:
            continue
        count += 1
        was[before.level] += 1
        would_be[decision.level] += 1
        overridden[decision.level] += put_right
        if decision.level is not before.level:
            moved.append(
                Moved(
                    invoice_id=record.invoice_id,
                    was=before.level,
                    would_be=decision.level,
                    because=decision.because[0],
                    overridden=put_right,
                )
            )
    moved.sort(key=lambda each: (not (each.overridden and each.would_be in ACTED_ON), each.would_be))
    return Backtest(
        invoices=count,
        complete=complete,
        levels=tuple(
            LevelCount(level=level, was=was[level], would_be=would_be[level], overridden=overridden[level])
            for level in GateLevel
        ),
        wrong=sum(overridden[level] for level in ACTED_ON),
        moved=len(moved),
        examples=tuple(moved[:EXAMPLES_MAX]),
    )


def override_rate(latest: Iterable[InvoiceRecord]) -> OverrideRate | None:
    """
    Return the rate of the latest invoices that the machine acted on, latest first; None where too few are.

    The limit is that of a p-chart over those before them.
    """
    acted = [
        was_overridden(record)
        for record in latest
        if record.decision is not None and record.decision.level in ACTED_ON
    ][: RECENT + BASELINE_MAX]
    recent, before = acted[:RECENT], acted[RECENT:]
    if len(recent) < RECENT:
        return None
    usual = sum(before) / len(before) if len(before) >= BASELINE_MIN else USUAL_RATE
    return OverrideRate(
        overrides=sum(recent),
        of=len(recent),
        limit=usual + SIGMAS * math.sqrt(usual * (1 - usual) / len(recent)),
    )
