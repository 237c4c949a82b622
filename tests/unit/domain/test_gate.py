"""The gate only raises, and says why."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.gate import FLOORS, AmountRule, FindingRule, GateLevel, Policy, decide, needs_four_eyes
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

    assert decide(policy, (), Money(amount=Decimal(1), currency=Currency("USD"))).level is GateLevel.L2


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
