"""What an e-invoice must call the units that a page names in words, and an address in its parts."""

from typing import NamedTuple

from tests.data.samples.generator.bill import Party

_CODES = {"Std": "HUR", "Stk": "H87", None: "C62"}
"""UNECE Recommendation 20, by the printed unit; a code stands for itself."""


class Address(NamedTuple):
    """An address in the parts that an e-invoice asks for."""

    street: str
    postcode: str
    city: str


def coded(unit: str | None) -> str:
    """Return the UNECE code of a printed unit."""
    return _CODES.get(unit, unit or "C62")


def address_of(party: Party) -> Address:
    """Return a party's address in parts; the postcode is what has the digits in front of the city."""
    street, place = party.address
    words = place.split()
    size = max(index for index, word in enumerate(words) if word.isupper() or word[0].isdigit()) + 1
    return Address(street, " ".join(words[:size]), " ".join(words[size:]))


def tax_category(rate: object) -> str:
    """Return the UNCL5305 category of a rate: standard, or reverse charge where there is none."""
    return "S" if rate else "AE"
