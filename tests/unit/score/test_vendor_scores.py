"""What `make score` promises of vendors, duplicates and learning holds on a part of the generated year."""

from tests.data.year.bills import year_of
from tests.score.coding import learning
from tests.score.duplicates import evaluate as duplicates
from tests.score.vendors import evaluate as vendors


def test_the_same_seed_gives_the_same_year():
    """Figures can be compared from one day to the next."""
    assert list(year_of(3, vendors=6)) == list(year_of(3, vendors=6))
    assert list(year_of(3, vendors=6)) != list(year_of(4, vendors=6))


def test_vendors_are_recognised():
    """Known ones to 98 in 100, new ones to an F1 of 95, and hardly any surely wrong."""
    figures = vendors(tenants=4)

    assert figures.top_1 >= 0.98
    assert figures.new_f1 >= 0.95
    assert figures.sure_and_wrong <= 0.001


def test_duplicates_are_found():
    """99 in 100, and 97 of 100 that are called so are."""
    figures = duplicates(count=600)

    assert figures.recall >= 0.99
    assert figures.precision >= 0.97


def test_learning_beats_the_last_value_and_a_linear_model():
    """After three overrides of a vendor hardly anything is left to say."""
    ours, last_value, linear = learning(tenants=2)

    assert ours.overall > last_value.overall
    assert ours.overall > linear.overall
    assert ours.accuracy(3) >= 0.98
