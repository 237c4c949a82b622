"""Decisions become rules only where the past agrees."""

import pytest

from shared.domain.codes import CodeField
from shared.domain.coding import Rule, RuleBook, RuleState
from shared.domain.errors import Conflict, NotFound, Unprocessable
from shared.domain.learning import (
    backtest,
    candidates,
    cases_of,
    find_rule,
    promoted,
    proposed,
    reversed_rule,
)
from shared.domain.memory import decided
from tests.unit.domain.test_coding import decision, rule
from tests.unit.domain.vendors import TENANT, memory_of


def memory(*decisions):
    held = memory_of()
    for each in decisions:
        held = decided(held, each)
    return held


def suggested(*decisions):
    return list(candidates(TENANT, memory(*decisions)))


def test_every_item_that_was_decided_suggests_a_rule():
    """With what speaks for it, against it, and the invoices it rests on."""
    (found,) = suggested(decision("1"), decision("2", invoice="i2"), decision("2", invoice="i3"))

    assert (found.value, found.support, found.against) == ("2", 2, 1)
    assert found.rests_on == ("i2", "i3")
    assert found.precision == pytest.approx(2 / 3)
    assert found.state is RuleState.CANDIDATE


def test_a_vendor_suggests_a_rule_once_its_items_agree():
    """Three items alike, without exception."""
    items = [decision("1", item, invoice=item) for item in ("papier", "toner", "stift")]

    assert [each.item for each in suggested(*items)] == ["papier", "toner", "stift", None]
    assert None not in [each.item for each in suggested(*items[:2])]
    assert None not in [each.item for each in suggested(*items, decision("2", "stuhl"))]


def test_a_rule_that_makes_a_case_worse_is_not_promoted():
    """Ten overrides never cost what was right before."""
    ten = [decision("1", "papier", invoice=f"i{n}") for n in range(10)]
    held = memory(decision("2", "toner", invoice="t1"), *ten)
    broad = rule("1", state=RuleState.CANDIDATE, vendor_id=None)
    book = proposed(RuleBook(), [broad])

    tested = backtest(broad, book, cases_of(held))

    assert tested.made_worse == ("t1",)
    assert tested.cases == 2
    with pytest.raises(Unprocessable, match="1 cases"):
        promoted(book, "r", tested)


def test_every_suggested_rule_makes_nothing_worse():
    """What decisions suggest agrees with the decisions."""
    held = memory(
        decision("1", "papier"),
        decision("2", "toner"),
        decision("3", "toner", invoice="i2"),
        decision("x", "toner", field=CodeField.CATEGORY),
    )
    book = proposed(RuleBook(), candidates(TENANT, held))

    for each in book.rules:
        assert backtest(each, book, cases_of(held)).made_worse == ()


def test_a_rule_is_promoted_and_reversed():
    """Visible in the book at every state, and each step only once."""
    book = proposed(RuleBook(), suggested(decision("1")))
    (found,) = book.rules
    tested = backtest(found, book, ())

    active = promoted(book, found.rule_id, tested)
    reversed_ = reversed_rule(active, found.rule_id)

    assert find_rule(active, found.rule_id).state is RuleState.ACTIVE
    assert find_rule(reversed_, found.rule_id).state is RuleState.REVERSED
    with pytest.raises(Conflict):
        promoted(active, found.rule_id, tested)
    with pytest.raises(Conflict):
        reversed_rule(reversed_, found.rule_id)
    with pytest.raises(NotFound):
        promoted(book, "nobody", tested)


def test_proposing_again_does_not_touch_what_people_settled():
    """An active rule stays active, a reversed one reversed."""
    (found,) = suggested(decision("1"))
    active = found.model_copy(update={"state": RuleState.ACTIVE})
    book = RuleBook(rules=(active,))

    assert proposed(book, [found]) == book


def test_the_book_is_bounded():
    """An idle candidate gives way; an active rule never does."""
    rules = tuple(rule("1", f"r{n}", state=RuleState.ACTIVE) for n in range(499))
    idle = rule("1", "idle", state=RuleState.CANDIDATE)
    book = proposed(RuleBook(rules=(*rules, idle)), [rule("1", "next", state=RuleState.CANDIDATE)])

    assert len(book.rules) == 500
    assert find_rule(book, "idle") is None
    full = RuleBook(rules=(*rules, rule("1", "r499")))
    with pytest.raises(Unprocessable):
        proposed(full, [idle])
    assert isinstance(full.rules[0], Rule)
