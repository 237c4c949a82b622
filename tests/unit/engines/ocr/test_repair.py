"""Recognition's usual mistakes are put right only where nothing else can have been printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.engines.ocr.repair import repair_iban, repair_word, repaired
from shared.engines.ocr.tokens import Token
from shared.engines.text.identifiers import iban_holds

GERMAN, BRITISH = "DE89370400440532013000", "GB82WEST12345698765432"


def line(*texts):
    """Words side by side, ten pixels a letter."""
    tokens, left = [], 0
    for text in texts:
        tokens.append(Token(text, left, 0, left + 10 * len(text), 20, 0.9))
        left += 10 * len(text) + 8
    return tokens


def read(*texts):
    return [token.text for token in repaired(line(*texts))]


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("1O5.O0", "105.00"),
        ("$l2.5O", "$12.50"),
        ("1.2S4,00", "1.254,00"),
        ("I2/O3/2O26", "12/03/2026"),
        ("\uff03\uff1a", "#:"),
        ("S.OO", "S.OO"),
        ("SOLO", "SOLO"),
        ("B2B", "B2B"),
        ("RE-2026-10497", "RE-2026-10497"),
    ],
)
def test_letters_in_amounts_and_dates_are_figures(seen, printed):
    """A word that is no amount and no date keeps its letters."""
    assert repair_word(seen) == printed


@pytest.mark.parametrize(
    ("seen", "iban"),
    [
        (GERMAN, GERMAN),
        ("DE89 37O4 0044 O532 0130 00", GERMAN),
        ("0E89370400440532013000", None),
        ("G882WE5T12345698765432", BRITISH),
        ("DE89370400440532013001", None),
        ("DE8937040044053201300", None),
        ("XX89370400440532013000", None),
        ("", None),
    ],
)
def test_an_account_number_is_put_right_where_its_form_tells(seen, iban):
    """A letter among a country's figures is wrong for certain; a wrong figure could be any, and stays."""
    assert repair_iban(seen) == iban


@given(st.text(alphabet="ABDEGINLOSZ0123456789 .", max_size=40))
def test_what_is_put_right_holds(seen):
    """The check digits of every repaired account number are right."""
    iban = repair_iban(seen)

    assert iban is None or iban_holds(iban)


def test_the_words_of_an_account_number_become_one():
    """Printed in groups, even with a space inside the first."""
    found = list(repaired(line("IBAN:", "DE", "89", "3704", "0044", "0532", "0130", "00", "BIC:", "X")))

    assert [token.text for token in found] == ["IBAN:", GERMAN, "BIC:", "X"]
    assert (found[1].left, found[1].right) == (line("IBAN:", "x")[1].left, found[2].left - 8)


def test_an_account_number_glued_to_its_label_is_parted():
    """`IBAN:DE89...` is a label and its value."""
    assert read(f"IBAN:{GERMAN}-", "Swift") == ["IBAN:", GERMAN, "Swift"]


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        (["14/03/20185:57:07PM"], ["14/03/2018", "5:57:07PM"]),
        (["2021-07-2314:48:36"], ["2021-07-23", "14:48:36"]),
        (["8", "50"], ["8.50"]),
        (["8", "50", "9"], ["8", "50", "9"]),
        (["Nr.", "083", "-72561"], ["Nr.", "083-72561"]),
        (["HA007", "-", "123123", "-", "37816396"], ["HA007-123123-37816396"]),
        (["100.00", "-20.00"], ["100.00", "-20.00"]),
    ],
)
def test_words_are_parted_and_joined_as_printed(seen, printed):
    """A time glued to its date, cents without their mark, a number around its hyphens."""
    assert read(*seen) == printed


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_line_is_repaired_in_order(texts):
    """Nothing raises, no word is empty, and words stay from left to right."""
    found = list(repaired(line(*texts)))

    assert all(token.text for token in found)
    assert [token.left for token in found] == sorted(token.left for token in found)
