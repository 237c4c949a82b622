"""Numbers, dates, currencies and identifiers as printed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.engines.text.currencies import find_currency
from shared.engines.text.dates import find_dates, month_first
from shared.engines.text.identifiers import find_ibans, find_tax_ids, iban_holds
from shared.engines.text.numbers import DecimalMark, decimal_mark, find_numbers, parse_number

COMMA, POINT = DecimalMark.COMMA, DecimalMark.POINT


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", COMMA, "1234.56"),
        ("1 234,56", COMMA, "1234.56"),
        ("1'234.50", POINT, "1234.50"),
        ("1,23,456.00", POINT, "123456.00"),
        ("5,000", COMMA, "5.000"),
        ("5,000", POINT, "5000"),
        ("1.234", COMMA, "1234"),
        ("0.125", COMMA, "0.125"),
        ("1.234.567", POINT, "1234567"),
        ("12", COMMA, "12"),
    ],
)
def test_a_number_is_read_by_its_marks(text, mark, value):
    """Both marks: the last one is decimal; one mark: the document's habit decides."""
    assert parse_number(text, mark) == Decimal(value)


def test_a_number_of_too_many_digits_is_none():
    """A bar code is no amount."""
    assert parse_number("1" * 30, COMMA) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("-20,48 €", ["-20.48"]),
        ("€ -9,32", ["-9.32"]),
        ("(12,00)", ["-12.00"]),
        ("12,00-", ["-12.00"]),
        ("1 1 278,61", ["1", "1278.61"]),
        ("2 399,00", ["2399.00"]),
        ("10 20 30", ["10", "20", "30"]),
        ("$1.50 each", ["1.50"]),
        ("16:30", []),
        ("12/05/2026", []),
        ("A4", []),
    ],
)
def test_numbers_are_found_where_they_stand_alone(text, values):
    """A sign, a currency or a bracket belongs to the number; a time, a date or a code holds none."""
    mark = POINT if "." in text else COMMA

    found = [str(number.value) for number in find_numbers(text, mark)]

    assert found == values


def test_a_percent_mark_belongs_to_its_number():
    """A rate is not an amount."""
    numbers = list(find_numbers("19 % of 100,00", COMMA))

    assert [number.percent for number in numbers] == [True, False]
    assert [number.decimals for number in numbers] == [0, 2]


@pytest.mark.parametrize("text", ["VAT 19 %: 100", "VAT 19%:100", "VAT 19 %/year", "VAT (19%)"])
def test_a_percent_mark_counts_whatever_stands_after_it(text):
    """A label's colon does not make a rate an amount."""
    assert next(find_numbers(text, COMMA)).percent


def test_the_decimal_mark_is_what_most_amounts_use():
    """Evidence decides, the language only where there is none."""
    assert decimal_mark(["1,50 2,50 1.000,00", "3.25"], default=POINT) is COMMA
    assert decimal_mark(["3.25"], default=COMMA) is POINT
    assert decimal_mark(["nothing"], default=POINT) is POINT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-05-04", date(2026, 5, 4)),
        ("04.05.2026", date(2026, 5, 4)),
        ("4. Mai 2026", date(2026, 5, 4)),
        ("4 mai 2026", date(2026, 5, 4)),
        ("4 de mayo de 2026", date(2026, 5, 4)),
        ("4 maggio 2026", date(2026, 5, 4)),
        ("4 mei 2026", date(2026, 5, 4)),
        ("4 maja 2026", date(2026, 5, 4)),
        ("4 maj 2026", date(2026, 5, 4)),
        ("May 4, 2026", date(2026, 5, 4)),
        ("4th May 2026", date(2026, 5, 4)),
        ("04/May/2026", date(2026, 5, 4)),
        ("04-05-26", date(2026, 5, 4)),
        ("1er août 2026", date(2026, 8, 1)),
    ],
)
def test_a_date_is_read_in_every_language(text, value):
    """Months by name in ten languages, numbers with the day first."""
    assert [printed.value for printed in find_dates(text, month_is_first=False)] == [value]


def test_the_month_comes_first_where_the_document_does_so():
    """One unambiguous date decides for all."""
    assert month_first(["10/18/2026", "01/02/2026"], default=False)
    assert not month_first(["18/10/2026"], default=True)
    assert month_first(["nothing"], default=True)

    (printed,) = find_dates("01/02/2026", month_is_first=True)

    assert printed.value == date(2026, 1, 2)
    assert printed.ambiguous


@pytest.mark.parametrize("text", ["31.02.2026", "04.05.1850", "99/99/2026", "4 foo 2026", "1.2.3.4"])
def test_what_is_no_date_is_not_found(text):
    """Impossible days and years, and words that are no months."""
    assert list(find_dates(text, month_is_first=False)) == []


@pytest.mark.parametrize(
    ("texts", "language", "code"),
    [
        (["Total 12,00 €"], "de", "EUR"),
        (["£12.00"], "en", "GBP"),
        (["CHF 12.00"], "de", "CHF"),
        (["120,00 kr"], "sv", "SEK"),
        (["120,00 kr."], "da", "DKK"),
        (["120,00 zł"], "pl", "PLN"),
        (["$12.00"], "en", "USD"),
        (["$12.00", "all amounts in CAD"], "en", "CAD"),
        (["$12.00", "Sydney, Australia"], "en", "AUD"),
        (["Currency: EUR", "12.00"], "en", "EUR"),
    ],
)
def test_the_currency_is_what_stands_beside_amounts(texts, language, code):
    """Codes and symbols beside amounts win; whose dollar or crown it is, the document says."""
    found = find_currency(texts, language)

    assert found is not None
    assert found.value == code


def test_no_currency_is_none():
    """A bank code is no currency, and nothing is guessed."""
    assert find_currency(["12,00", "BIC HELADEF1GEL", "12 kr"], None) is None


def test_an_iban_is_found_with_its_spaces():
    """Country, length and check digits hold."""
    (found,) = find_ibans("IBAN: DE89 3704 0044 0532 0130 00 BIC COBADEFF")

    assert found.value == "DE89370400440532013000"
    assert found.proved


def test_an_iban_with_wrong_check_digits_is_taken_only_where_named():
    """A misread account is shown as doubtful; a number that merely looks like one is not."""
    (named,) = find_ibans("IBAN DE88370400440532013000")

    assert not named.proved
    assert list(find_ibans("DE88370400440532013000")) == []
    assert list(find_ibans("IBAN ZZ89370400440532013000 and DE89 3704")) == []


def test_an_iban_of_lookalike_letters_does_not_hold():
    """A Cyrillic letter is not a Latin one."""
    assert not iban_holds("D\u041589370400440532013000")
    assert not iban_holds("DE")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("USt-IdNr. DE 123 456 789", "DE123456789"),
        ("TVA FR 11 999999998", "FR11999999998"),
        ("BTW NL810433941B01", "NL810433941B01"),
        ("ATU72706128", "ATU72706128"),
        ("CHE-123.456.789 MWST", "CHE123456789MWST"),
        ("NIP PL5260001246", "PL5260001246"),
    ],
)
def test_a_tax_identifier_is_found_by_its_country(text, value):
    """Built as its country builds them, spaces and marks taken out."""
    assert value in [found.value for found in find_tax_ids(text)]


@pytest.mark.parametrize("text", ["DE12345", "Order DE1234567890123", "XX123456789"])
def test_what_is_built_otherwise_is_no_tax_identifier(text):
    """Too short, too long, or of no country."""
    assert list(find_tax_ids(text)) == []


@given(st.text(max_size=200))
def test_any_text_gives_values_or_none(text):
    """Parsers of values raise nothing, whatever is printed."""
    list(find_numbers(text, COMMA))
    list(find_dates(text, month_is_first=True))
    list(find_ibans(text))
    list(find_tax_ids(text))
    find_currency([text], "en")
    decimal_mark([text], default=POINT)
    month_first([text], default=False)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_printed_amount_reads_back(amount):
    """Formatting in either style and reading again gives the amount."""
    english = f"{amount:,}"
    german = english.replace(",", "_").replace(".", ",").replace("_", ".")

    assert parse_number(english, POINT) == amount
    assert parse_number(german, COMMA) == amount
