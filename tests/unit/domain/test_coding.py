"""Coding: the tenant's rules, then people's decisions, then the shipped classifier; and money adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.codes import CodeDecision, CodeField, Source
from shared.domain.coding import (
    Coding,
    Guess,
    LineCoding,
    Rule,
    RuleBook,
    RuleState,
    code_invoice,
    postings,
    split,
)
from shared.domain.ids import VendorId
from shared.domain.memory import decided
from shared.domain.money import Currency
from tests.unit.domain.vendors import memory_of, past

VENDOR = VendorId("v1")
GUESS = Guess("44", 0.7, ("toner",))


def decision(value, item="toner schwarz", invoice="i1", field=CodeField.ACCOUNT):
    return CodeDecision(invoice_id=invoice, vendor_id=VENDOR, item=item, field=field, value=value)


def rule(value, rule_id="r", **changes):
    fields = {"state": RuleState.ACTIVE, "field": CodeField.ACCOUNT, "vendor_id": VENDOR}
    return Rule(**{"rule_id": rule_id, "value": value, **fields, **changes})


def coded(*decisions, book=None, guess=GUESS, item="Toner schwarz", rate=None):
    invoice = past("i9", lines=((item, 1, "10.00"),))
    coding = code_invoice(invoice, VENDOR, decisions, book or RuleBook(), (guess,), (rate,), recurring=False)
    return {code.field: code for code in coding.lines[0].codes}


def test_the_classifier_speaks_where_nobody_decided():
    """Its category, and the account that the chart gives the category."""
    codes = coded(book=RuleBook(accounts={"44": "6815"}, tax_codes={"19": "V19"}), rate=Decimal("19.00"))

    assert codes[CodeField.CATEGORY].source is Source.GENERAL
    assert (codes[CodeField.ACCOUNT].value, codes[CodeField.ACCOUNT].confidence) == ("6815", 0.7)
    assert "toner" in codes[CodeField.ACCOUNT].reason
    assert codes[CodeField.TAX_CODE].value == "V19"


def test_one_decision_is_enough_for_the_same_case():
    """The next line like it is coded so, before the classifier is asked."""
    codes = coded(decision("6820"), book=RuleBook(accounts={"44": "6815"}))

    assert codes[CodeField.ACCOUNT].value == "6820"
    assert codes[CodeField.ACCOUNT].source is Source.DECISION


def test_the_latest_decision_holds():
    """People change their minds; the confidence says so."""
    code = coded(decision("6820"), decision("6821", invoice="i2"))[CodeField.ACCOUNT]

    assert (code.value, code.confidence) == ("6821", 0.5)


def test_a_misread_line_is_the_same_case():
    """A scan's slip does not make it another item; another item is another."""
    assert coded(decision("6820"), item="Toner schwarx")[CodeField.ACCOUNT].value == "6820"
    assert CodeField.ACCOUNT not in coded(decision("6820"), item="Kopierpapier")


def test_a_rule_goes_before_decisions():
    """And of two rules the one that asks for more, then the later."""
    book = RuleBook(
        rules=(rule("1"), rule("2", "s", item="toner"), rule("3", "t", item="toner", vendor_id=None))
    )

    assert coded(decision("6820"), book=book)[CodeField.ACCOUNT].value == "2"
    assert coded(book=RuleBook(rules=(rule("1"), rule("4", "u"))))[CodeField.ACCOUNT].value == "4"


@pytest.mark.parametrize(
    "changes",
    [
        {"state": RuleState.CANDIDATE},
        {"state": RuleState.REVERSED},
        {"vendor_id": VendorId("other")},
        {"item": "toner papier"},
        {"field": CodeField.COST_CENTER},
    ],
)
def test_a_rule_of_another_case_is_silent(changes):
    """Only active ones, of this vendor, item and field."""
    assert CodeField.ACCOUNT not in coded(book=RuleBook(rules=(rule("1", **changes),)))


def test_the_invoice_is_coded_as_most_of_its_money():
    """Two small lines do not outweigh a big one."""
    invoice = past("i9", lines=(("Toner", 1, "10.00"), ("Papier", 1, "90.00"), ("Stift", 1, "5.00")))
    decisions = (decision("1", "toner"), decision("2", "papier"), decision("1", "stift"))

    coding = code_invoice(invoice, VENDOR, decisions, RuleBook(), (None,) * 3, (None,) * 3, recurring=True)

    assert [code.value for code in coding.codes] == ["2"]
    assert coding.recurring


@pytest.mark.parametrize("value", ["", "a b", "Call +49 40 1", "<b>", "x" * 21, "é"])
def test_text_of_a_document_cannot_be_a_code(value):
    """What does not look like a code is not learned."""
    with pytest.raises(ValidationError):
        decision(value)


def test_a_later_decision_about_a_line_takes_the_place_of_the_earlier():
    """A person who corrects a slip is not counted twice."""
    memory = decided(decided(memory_of(), decision("1")), decision("2"))

    assert [each.value for each in memory.decisions] == ["2"]


@given(
    st.decimals(-(10**9), 10**9, places=2),
    st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=12).filter(any),
    st.sampled_from(["EUR", "JPY", "KWD", None]),
)
def test_a_split_always_adds_up(total, weights, currency):
    """To the last minor unit, whatever the weights."""
    parts = split(total, tuple(weights), currency and Currency(currency))

    assert sum(parts) == total
    assert len(parts) == len(weights)


def test_money_is_posted_by_account():
    """Tax and rounding follow the lines' amounts."""
    invoice = past("i9", lines=(("a", 1, "10.00"), ("b", 1, "20.00"), ("c", 1, "30.00")))
    code = coded(decision("6815"))[CodeField.ACCOUNT]
    coding = Coding(lines=(LineCoding(line=0, codes=(code,)), LineCoding(line=2, codes=(code,))))

    posted = postings(coding, invoice, Decimal("71.41"))

    assert [(each.account, each.amount) for each in posted] == [
        ("6815", Decimal("47.61")),
        (None, Decimal("23.80")),
    ]


def test_an_invoice_without_lines_is_posted_whole():
    """As what the invoice is coded as."""
    (posted,) = postings(Coding(), past("i9", lines=()), Decimal("-5.00"))

    assert (posted.account, posted.amount) == (None, Decimal("-5.00"))
