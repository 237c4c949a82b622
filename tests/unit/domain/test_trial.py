"""The past under another policy, and the limits of chance."""

import pytest

from shared.domain.gate import Decision, GateLevel, Policy
from shared.domain.invoice import InvoiceState
from shared.domain.review import Correction, Review
from shared.domain.trial import (
    BASELINE_MAX,
    EXAMPLES_MAX,
    OVERRIDES_MIN,
    RECENT,
    backtest,
    override_rate,
    trial_so_far,
)
from tests.unit.pipeline.people import GOOD, process
from tests.unit.pipeline.world import START, ScriptedExtractor, World


@pytest.fixture(scope="module")
def record():
    """An invoice that the machine acted on at L1."""
    world = World(extractor=ScriptedExtractor(GOOD))
    return process(world)


def corrected(record):
    said = Correction(by="clerk", at=START, fields=("total",), payee=False)
    return record.model_copy(update={"review": Review(corrections=(said,))})


def at_level(record, level):
    decision = Decision(level=level, because=("So it was.",), policy_version=1)
    return record.model_copy(update={"decision": decision})


def test_a_backtest_counts_what_would_have_been(record):
    """By level, then and now, with what people put right."""
    past = [record, record, corrected(record)]

    found = backtest(past, Policy(default_level=GateLevel.L2), complete=True)

    counts = {each.level: (each.was, each.would_be, each.overridden) for each in found.levels}
    assert counts[GateLevel.L1] == (3, 0, 0)
    assert counts[GateLevel.L2] == (0, 3, 1)
    assert (found.invoices, found.moved, found.wrong, found.complete) == (3, 3, 0, True)
    assert found.examples[0].because == "L2 is the default of this policy."


def test_what_would_have_gone_wrong_is_named_first(record):
    """An invoice that the machine would act on by itself, and that people put right."""
    past = [at_level(record, GateLevel.L2)] * EXAMPLES_MAX + [at_level(corrected(record), GateLevel.L2)]

    found = backtest(past, Policy(), complete=False)

    assert found.examples[0].overridden
    assert (len(found.examples), found.moved, found.wrong) == (EXAMPLES_MAX, EXAMPLES_MAX + 1, 1)


def test_what_was_never_decided_is_not_counted(record):
    """A document that nobody could read has no decision to compare with."""
    undecided = record.model_copy(update={"decision": None})

    assert backtest([undecided], Policy(), complete=True).invoices == 0


@pytest.mark.parametrize(
    "state", [InvoiceState.REJECTED, InvoiceState.ROLLED_BACK, InvoiceState.ROLLING_BACK]
)
def test_taking_back_is_an_override(record, state):
    """However it was put right."""
    taken_back = record.model_copy(update={"state": state})

    assert override_rate([taken_back] * RECENT).overrides == RECENT


def test_few_invoices_say_nothing(record):
    """A new tenant is not judged by its first week."""
    assert override_rate([corrected(record)] * (RECENT - 1)) is None


def test_what_people_decided_is_not_the_machines_doing(record):
    """Only what it acted on by itself is counted."""
    assert override_rate([at_level(corrected(record), GateLevel.L2)] * RECENT) is None


def test_a_rate_beyond_chance_is_out(record):
    """Measured against what is usual for this tenant, and never by a handful."""
    usual = [record] * 95 + [corrected(record)] * 5

    def rate(overrides):
        return override_rate([corrected(record)] * overrides + [record] * (RECENT - overrides) + usual)

    assert not rate(OVERRIDES_MIN).is_out
    assert rate(12).is_out
    assert rate(12).limit == pytest.approx(0.05 + 3 * (0.05 * 0.95 / RECENT) ** 0.5)
    careless = [corrected(record)] * 50 + [record] * 50
    assert not override_rate([corrected(record)] * 12 + [record] * (RECENT - 12) + careless).is_out


def test_a_tenant_that_never_corrects_is_not_alarmed_by_four(record):
    """Where nothing ever went wrong, chance explains nothing: a floor keeps the alarm quiet."""
    perfect = [record] * BASELINE_MAX

    def rate(overrides):
        return override_rate([corrected(record)] * overrides + [record] * (RECENT - overrides) + perfect)

    assert not rate(OVERRIDES_MIN - 1).is_out
    assert rate(OVERRIDES_MIN).is_out


def test_a_trial_counts_what_its_own_version_decided(record):
    """Invoices decided before it began, or beside another draft, say nothing about it."""
    decided = record.model_copy(
        update={"shadow": Decision(level=GateLevel.L3, because=("x",), policy_version=4)}
    )

    found = trial_so_far([record, decided], 4, complete=True)

    assert (found.invoices, found.moved) == (1, 1)
    assert trial_so_far([decided], 5, complete=True).invoices == 0
