"""The gate only raises, and says why."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.gate import (
    FLOORS,
    About,
    AmountRule,
    Condition,
    Fallback,
    FindingRule,
    GateLevel,
    Policy,
    PolicyRule,
    decide,
    needs_four_eyes,
)
from shared.domain.ids import parse_vendor_id
from shared.domain.money import Currency, Money

findings = st.builds(
    Finding,
    code=st.sampled_from(FindingCode),
    severity=st.sampled_from(Severity),
    message=st.just("A sentence."),
)
policies = st.builds(
    Policy,
    default_level=st.sampled_from(GateLevel),
    findings=st.lists(
        st.builds(FindingRule, code=st.sampled_from(FindingCode), level=st.sampled_from(GateLevel)),
        max_size=4,
    ).map(tuple),
)


def euros(amount):
    return Money(amount=Decimal(amount), currency=Currency("EUR"))


def finding(code, severity=Severity.NOTE):
    return Finding(code=code, severity=severity, message="A sentence.")


def test_without_findings_the_default_decides():
    """L1 is the default here: act, then notify."""
    decision = decide(Policy(), (), euros("10.00"))

    assert decision.level is GateLevel.L1
    assert decision.because == ("L1 is the default of this policy.",)


def test_an_error_is_looked_at_before_the_act():
    """Whatever is wrong raises to L2."""
    found = (finding(FindingCode.TAX_MISMATCH, Severity.ERROR),)

    assert decide(Policy(default_level=GateLevel.L0), found, None).level is GateLevel.L2


def test_a_changed_payee_is_l3_under_any_policy():
    """No policy goes under a floor."""
    policy = Policy(
        default_level=GateLevel.L0,
        findings=(FindingRule(code=FindingCode.PAYEE_CHANGED, level=GateLevel.L0),),
    )

    assert decide(policy, (finding(FindingCode.PAYEE_CHANGED),), None).level is GateLevel.L3


def test_an_amount_above_the_limit_raises():
    """The limit itself is still under it; a credit note counts by its size."""
    policy = Policy(amounts=(AmountRule(above=euros("100.00"), level=GateLevel.L2),))

    assert decide(policy, (), euros("100.00")).level is GateLevel.L1
    assert decide(policy, (), euros("100.01")).level is GateLevel.L2
    assert decide(policy, (), euros("-100.01")).level is GateLevel.L2
    assert decide(policy, (), None).level is GateLevel.L1


def test_another_currency_than_the_limits_raises():
    """No exchange rate is trusted to let money through."""
    policy = Policy(amounts=(AmountRule(above=euros("100.00"), level=GateLevel.L2),))

    decision = decide(policy, (), Money(amount=Decimal(1), currency=Currency("USD")))

    assert decision.level is GateLevel.L2
    assert decision.because[0] == "The amount 1 USD cannot be held against 100.00 EUR."


def test_the_strictest_reason_comes_first():
    """A reader sees at once what decided."""
    found = (finding(FindingCode.VENDOR_UNKNOWN), finding(FindingCode.NO_INVOICE))

    assert decide(Policy(), found, None).because[0].startswith("document.no_invoice")


@given(policies, st.lists(findings, max_size=5).map(tuple))
def test_invariant_7_more_findings_never_lower_the_level(policy, found):
    """Only evidence decides, and more of it never lets more through."""
    full = decide(policy, found, None).level

    assert all(full >= decide(policy, found[:count], None).level for count in range(len(found)))
    assert all(full >= FLOORS[each.code] for each in found if each.code in FLOORS)
    assert full >= policy.default_level


def test_a_persons_hand_keeps_the_level():
    """What somebody corrected or took back is not let through by looking good now."""
    decision = decide(Policy(), (), None, held=GateLevel.L2)

    assert decision.level is GateLevel.L2
    assert "stays at L2" in decision.because[0]


def test_two_people_above_the_limit_and_wherever_that_is_not_sure():
    """The limit itself is still one person's; no amount and another currency are two's."""
    policy = Policy(four_eyes_above=euros("100.00"))

    assert not needs_four_eyes(policy, euros("100.00"))
    assert needs_four_eyes(policy, euros("-100.01"))
    assert needs_four_eyes(policy, None)
    assert needs_four_eyes(policy, Money(amount=Decimal(1), currency=Currency("JPY")))
    assert not needs_four_eyes(Policy(), None)


VENDOR = parse_vendor_id("11111111-2222-4333-8444-555555555555")
conditions = st.builds(
    Condition,
    findings=st.lists(st.sampled_from(FindingCode), min_size=1, max_size=2).map(tuple),
    amount_above=st.none() | st.just(Money(amount=Decimal("50.00"), currency=Currency("EUR"))),
    confidence_below=st.none() | st.floats(0, 1),
)
rules = st.builds(
    PolicyRule, name=st.just("A rule"), when=conditions, raise_to=st.sampled_from(GateLevel)
) | st.builds(PolicyRule, name=st.just("A rule"), when=conditions, lower_to=st.sampled_from(GateLevel))


def rule(when, **level):
    return PolicyRule(name="Telecoms", when=when, **level)


def test_a_rule_lowers_the_default_and_says_why():
    """All that its condition names must hold."""
    when = Condition(vendors=(VENDOR,), amount_up_to=euros("200.00"), confidence_from=0.9)
    policy = Policy(rules=(rule(when, lower_to=GateLevel.L0),))
    sure = About(vendor_id=VENDOR, confidence=0.95)

    decision = decide(policy, (), euros("120.00"), about=sure)

    assert decision.level is GateLevel.L0
    assert decision.because == (
        f"Telecoms: vendor {VENDOR}, amount 120.00 EUR <= 200.00 EUR, confidence 0.95 >= 0.90.",
    )
    assert decide(policy, (), euros("200.01"), about=sure).level is GateLevel.L1
    assert decide(policy, (), None, about=sure).level is GateLevel.L1
    assert decide(policy, (), euros("120.00"), about=About(vendor_id=VENDOR)).level is GateLevel.L1
    assert decide(policy, (), euros("120.00"), about=About(confidence=1.0)).level is GateLevel.L1


def test_what_raises_outweighs_what_lowers():
    """Both stand in the explanation, the strictest first."""
    lower = rule(Condition(categories=("43000000",)), lower_to=GateLevel.L0)
    above = PolicyRule(
        name="Large bills", when=Condition(amount_above=euros("100.00")), raise_to=GateLevel.L2
    )

    decision = decide(
        Policy(rules=(lower, above)), (), euros("100.01"), about=About(categories=("43000000",))
    )

    assert decision.level is GateLevel.L2
    assert decision.because == (
        "Large bills: amount 100.01 EUR > 100.00 EUR.",
        "Telecoms: category 43000000.",
    )


def test_what_is_not_known_is_above_any_limit_and_below_any_confidence():
    """Missing values never make a gate more lenient."""
    large = Policy(rules=(rule(Condition(amount_above=euros("100.00")), raise_to=GateLevel.L2),))
    unsure = Policy(rules=(rule(Condition(confidence_below=0.5), raise_to=GateLevel.L2),))

    assert decide(large, (), None).level is GateLevel.L2
    assert decide(unsure, (), None).level is GateLevel.L2
    assert decide(unsure, (), None, about=About(confidence=0.5)).level is GateLevel.L1


@given(
    st.lists(rules, max_size=5).map(tuple),
    st.lists(findings, max_size=4).map(tuple),
    st.none() | st.floats(0, 1),
)
def test_no_rule_moves_a_floor(written, found, confidence):
    """Whatever a policy says, what stands in the floors is at least as strict as they are."""
    decision = decide(
        Policy(default_level=GateLevel.L0, rules=written), found, None, about=About(confidence=confidence)
    )

    assert all(decision.level >= FLOORS[each.code] for each in found if each.code in FLOORS)
    assert all(decision.level >= GateLevel.L2 for each in found if each.severity is Severity.ERROR)


def test_a_fallback_holds_whatever_a_rule_lowers():
    """Until a person lifts it."""
    lower = rule(Condition(confidence_from=0.1), lower_to=GateLevel.L0)
    fallback = Fallback(level=GateLevel.L2, since=date(2026, 11, 23), reason="too much was put right.")

    decision = decide(Policy(rules=(lower,)), (), None, about=About(confidence=1.0), fallback=fallback)

    assert decision.level is GateLevel.L2
    assert decision.because[0] == "L2 at least since 2026-11-23: too much was put right."


@pytest.mark.parametrize(
    "said",
    [
        {"when": {}, "raise_to": "L2"},
        {"when": {"confidence_from": 0.5}},
        {"when": {"confidence_from": 0.5}, "raise_to": "L2", "lower_to": "L0"},
        {"when": {"amount_above": "5 EUROS"}, "raise_to": "L2"},
        {"when": {"amount_above": "5.001 EUR"}, "raise_to": "L2"},
    ],
)
def test_a_rule_that_says_nothing_or_two_things_is_refused(said):
    """It asks for something, and has one direction."""
    with pytest.raises(ValidationError):
        PolicyRule.model_validate({"name": "Odd", **said})
