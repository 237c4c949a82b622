"""Units are shown by their names."""

import pytest

from shared.domain.units import unit_name


@pytest.mark.parametrize(
    ("unit", "name"), [("HUR", "hour"), ("H87", "piece"), ("XPX", "pallet"), ("KWH", "kilowatt hour")]
)
def test_a_code_of_the_standard_has_a_name(unit, name):
    """A clerk does not know that H87 is a piece."""
    assert unit_name(unit) == name


@pytest.mark.parametrize("unit", ["Std.", "hur", "ZZZ"])
def test_what_is_no_known_code_stays_as_it_is_printed(unit):
    """Pages name their units in words of their own."""
    assert unit_name(unit) == unit


def test_no_unit_has_no_name():
    """Nothing is made up."""
    assert unit_name(None) == ""
