"""Numbers that prove themselves do so by their countries' rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.identifiers import compact, iban_is_valid, tax_id_country, tax_id_is_valid

VALID = (
    "DE136695976 ATU13585627 BE0428759497 DK13585628 EE100931558 EL094259216 ESA13585625 ES54362315K "
    "FI20774740 FR40303265045 FR83404833048 GB980780684 HR33392005961 HU12892312 IE6433435F IE6433435OA "
    "IT00743110157 LU15027442 NL004495445B01 PL8567346215 PT501964843 SE123456789701 SI50223054 "
    "SK2022749619 CHE107787577MWST NO995525828MVA"
).split()
"""From public registers and the pages that explain the rules."""


@pytest.mark.parametrize("tax_id", VALID)
def test_a_true_number_holds_and_one_digit_off_does_not(tax_id):
    """Every single slip in the number's last three digits shows."""
    assert tax_id_is_valid(tax_id) is True
    places = [place for place, letter in enumerate(tax_id) if letter.isdigit()]
    place = places[-4]
    wrong = tax_id[:place] + str((int(tax_id[place]) + 1) % 10) + tax_id[place + 1 :]
    assert tax_id_is_valid(wrong) is False


@pytest.mark.parametrize("tax_id", ["", "123456789", "XX123456789", "US12"])
def test_nothing_is_said_of_numbers_without_a_known_rule(tax_id):
    """Unknown is its own answer."""
    assert tax_id_is_valid(tax_id) is None


@pytest.mark.parametrize("tax_id", ["DE12", "DE1366959760", "GB12345678X", "NL004495445X01", "CHE1"])
def test_another_form_than_the_country_s_is_wrong(tax_id):
    """Too short, too long, letters in it."""
    assert tax_id_is_valid(tax_id) is False


@pytest.mark.parametrize(
    ("tax_id", "country"), [("EL094259216", "GR"), ("CHE107787577", "CH"), ("DE1", "DE"), ("1", None)]
)
def test_a_tax_id_names_its_country(tax_id, country):
    """Greece and Switzerland by letters of their own."""
    assert tax_id_country(tax_id) == country


@pytest.mark.parametrize(
    ("iban", "valid"),
    [
        ("DE02120300000000202051", True),
        ("GB82WEST12345698765432", True),
        ("DE02120300000000202052", False),
        ("DE0212", False),
        ("", False),
    ],
)
def test_ibans_hold_by_mod_97(iban, valid):
    """ISO 13616."""
    assert iban_is_valid(iban) is valid


@given(st.text(max_size=20))
def test_any_text_is_judged(text):
    """Nothing a document can print breaks the check."""
    for each in (text, compact(text), *(country + text for country in ("DE", "FR", "IE", "ES", "CHE", "EL"))):
        assert tax_id_is_valid(each) in {True, False, None}
        assert iban_is_valid(each) in {True, False}
