"""Amounts are exact, bounded, and whole minor units where they are paid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.domain.errors import Malformed
from shared.domain.money import (
    AMOUNT_DIGITS_MAX,
    Amount,
    Currency,
    Money,
    minor_digits,
    parse_currency,
    parse_decimal,
    plain,
    smallest,
)

EUR = Currency("EUR")


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CHF", 2)])
def test_minor_digits_follow_iso_4217(code, digits):
    """Each currency has its own number of decimals."""
    assert minor_digits(Currency(code)) == digits


def test_minor_units_are_whole_numbers():
    """12.50 EUR is 1250 minor units, 12 JPY is 12."""
    assert Money(amount=Decimal("12.50"), currency=EUR).minor == 1250
    assert Money(amount=Decimal(12), currency=Currency("JPY")).minor == 12


def test_money_refuses_fractions_of_a_minor_unit():
    """A tenth of a cent cannot be paid."""
    with pytest.raises(ValidationError, match="EUR has 2 decimals"):
        Money(amount=Decimal("1.005"), currency=EUR)


def test_money_reads_as_a_person_writes_it():
    """The text has no exponent and names the currency."""
    assert str(Money(amount=Decimal("1E+3"), currency=EUR)) == "1000 EUR"


def test_currency_is_read_in_any_case():
    """`eur` is EUR."""
    assert parse_currency(" eur ") == "EUR"


@pytest.mark.parametrize("text", ["", "EURO", "XXX", "€"])
def test_unknown_currency_is_malformed(text):
    """A code that ISO 4217 does not know is refused."""
    with pytest.raises(Malformed, match="ISO 4217"):
        parse_currency(text)


def test_smallest_unit_without_a_currency_is_a_hundredth():
    """An unknown currency is compared as most are."""
    assert smallest(None) == Decimal("0.01")
    assert smallest(Currency("JPY")) == Decimal(1)


@given(st.text(max_size=40))
def test_parse_decimal_returns_or_raises_malformed(text):
    """Whatever comes in, a bounded number or our error comes out."""
    try:
        value = parse_decimal(text)
    except Malformed:
        return
    assert value.is_finite()
    assert value.adjusted() < AMOUNT_DIGITS_MAX


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e30", "1e-30"])
def test_amounts_are_bounded(text):
    """No special value and no giant gets into a model, by either door."""
    with pytest.raises(Malformed):
        parse_decimal(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Amount).validate_python(Decimal(text))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_amounts_survive_json_exactly(value):
    """Written as a string and read again, an amount is the same number."""
    adapter = TypeAdapter(Amount)

    assert adapter.validate_json(adapter.dump_json(value)) == value


def test_plain_has_no_exponent():
    """People and spreadsheets read digits."""
    assert plain(Decimal("1E+2")) == "100"
