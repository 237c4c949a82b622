"""Numbers that prove themselves: check digits of bank accounts and of tax identifiers."""

import re
from collections.abc import Callable, Sequence

IBAN_COUNTRY_DIGITS = 2
"""Letters of the country at the head of an IBAN (ISO 13616)."""

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_NO_VAT_COUNTRY = {"GR": "EL"}
"""Countries whose tax identifiers do not start with their ISO 3166 code."""


def compact(text: str) -> str:
    """Return an identifier as it is compared: its letters and digits in upper case."""
    return "".join(character for character in text.upper() if character.isascii() and character.isalnum())


def iban_is_valid(iban: str) -> bool:
    """Return whether a compact IBAN's check digits are right (ISO 13616, ISO 7064 mod 97-10)."""
    if not _IBAN.fullmatch(iban):
        return False
    return _to_number(iban[4:] + iban[:4]) % 97 == 1


def tax_id_country(tax_id: str) -> str | None:
    """Return the ISO 3166 code of the country a compact tax identifier names, or None."""
    if tax_id.startswith("CHE"):
        return "CH"
    head = tax_id[:2]
    if head == "EL":
        return "GR"
    return head if head in _CHECKS else None


def tax_id_is_valid(tax_id: str) -> bool | None:
    """
    Return whether a compact tax identifier proves itself.

    None where nothing can be said: it names no country, or one whose rule is not known here. Sources: the
    European Commission's VIES checking routines; for Switzerland and Norway their registers' own pages.
    """
    country = tax_id_country(tax_id)
    if country is None:
        return None
    digits = tax_id[3 if country == "CH" else 2 :]
    pattern, check = _CHECKS[_NO_VAT_COUNTRY.get(country, country)]
    return bool(re.fullmatch(pattern, digits)) and check(digits)


def _to_number(text: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in text))


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdigit()]


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _luhn(text: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(_digits(text))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _mod_11_10(text: str) -> bool:
    """ISO 7064 mod 11,10: Germany, Croatia."""
    product = 10
    *body, check = _digits(text)
    for digit in body:
        summed = (digit + product) % 10 or 10
        product = 2 * summed % 11
    return (11 - product) % 10 == check


def _mod_11(
    weights: Sequence[int], *, on_ten: int | None = None, on_eleven: int = 0
) -> Callable[[str], bool]:
    """The last digit is 11 less the weighted sum modulo 11; `on_ten` where that is 10, None for never."""

    def check(text: str) -> bool:
        *body, last = _digits(text)
        expected: int | None = 11 - _weighted(body, weights) % 11
        if expected == 11:
            expected = on_eleven
        elif expected == 10:
            expected = on_ten
        return expected == last

    return check


def _remainder_11(weights: Sequence[int], *, on_ten: int | None) -> Callable[[str], bool]:
    """The last digit is the weighted sum modulo 11."""

    def check(text: str) -> bool:
        *body, last = _digits(text)
        rest: int | None = _weighted(body, weights) % 11
        return (on_ten if rest == 10 else rest) == last

    return check


def _sum_is_0_mod_11(weights: Sequence[int]) -> Callable[[str], bool]:
    return lambda text: _weighted(_digits(text), weights) % 11 == 0


def _austria(text: str) -> bool:
    *body, last = _digits(text)
    total = sum(digit if place % 2 == 0 else digit // 5 + digit * 2 % 10 for place, digit in enumerate(body))
    return (10 - (total + 4) % 10) % 10 == last


def _belgium(text: str) -> bool:
    return 97 - int(text[:8]) % 97 == int(text[8:])


def _france(text: str) -> bool:
    """Only keys of two digits have a published rule; the SIREN behind them is Luhn-checked either way."""
    key, siren = text[:2], text[2:]
    if not _luhn(siren):
        return False
    return not key.isdigit() or int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _united_kingdom(text: str) -> bool:
    total = _weighted(_digits(text[:7]), (8, 7, 6, 5, 4, 3, 2)) + int(text[7:9])
    return total % 97 == 0 or (total + 55) % 97 == 0


def _netherlands(text: str) -> bool:
    by_eleven = _remainder_11((9, 8, 7, 6, 5, 4, 3, 2), on_ten=None)(text[:9])
    return by_eleven or _to_number("NL" + text) % 97 == 1


def _estonia(text: str) -> bool:
    *body, last = _digits(text)
    return -_weighted(body, (3, 7, 1, 3, 7, 1, 3, 7)) % 10 == last


def _hungary(text: str) -> bool:
    *body, last = _digits(text)
    return -_weighted(body, (9, 7, 3, 1, 9, 7, 3)) % 10 == last


def _ireland(text: str) -> bool:
    letters = "WABCDEFGHIJKLMNOPQRSTUV"
    extra = letters.index(text[8]) * 9 if len(text) == 9 else 0
    return letters[(_weighted(_digits(text[:7]), (8, 7, 6, 5, 4, 3, 2)) + extra) % 23] == text[7]


def _spain(text: str) -> bool:
    """A person's letter is the number modulo 23; a company's is a digit or a letter by a Luhn of its own."""
    people = "TRWAGMYFPDXBNJZSQVHLCKE"
    if text[0].isdigit() or text[0] in "XYZ":
        number = text[:8].translate(str.maketrans("XYZ", "012"))
        return text[8] == people[int(number) % 23]
    total = sum(
        digit if place % 2 else digit * 2 // 10 + digit * 2 % 10
        for place, digit in enumerate(_digits(text[1:8]))
    )
    check = (10 - total % 10) % 10
    return text[8] in {str(check), "JABCDEFGHI"[check]}


_CHECKS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "AT": (r"U\d{8}", lambda text: _austria(text[1:])),
    "BE": (r"[01]\d{9}", _belgium),
    "CH": (r"\d{9}(MWST|TVA|IVA)?", lambda text: _mod_11((5, 4, 3, 2, 7, 6, 5, 4))(text[:9])),
    "DE": (r"[1-9]\d{8}", _mod_11_10),
    "DK": (r"[1-9]\d{7}", _sum_is_0_mod_11((2, 7, 6, 5, 4, 3, 2, 1))),
    "EE": (r"\d{9}", _estonia),
    "EL": (r"\d{9}", _remainder_11((256, 128, 64, 32, 16, 8, 4, 2), on_ten=0)),
    "ES": (r"[A-Z0-9]\d{7}[A-Z0-9]", _spain),
    "FI": (r"\d{8}", _mod_11((7, 9, 10, 5, 8, 4, 2))),
    "FR": (r"[A-HJ-NP-Z0-9]{2}\d{9}", _france),
    "GB": (r"\d{9}(\d{3})?", _united_kingdom),
    "HR": (r"\d{11}", _mod_11_10),
    "HU": (r"\d{8}", _hungary),
    "IE": (r"\d{7}[A-W][A-I]?", _ireland),
    "IT": (r"\d{11}", _luhn),
    "LU": (r"\d{8}", lambda text: int(text[:6]) % 89 == int(text[6:])),
    "NL": (r"\d{9}B\d{2}", _netherlands),
    "NO": (r"\d{9}(MVA)?", lambda text: _mod_11((3, 2, 7, 6, 5, 4, 3, 2))(text[:9])),
    "PL": (r"\d{10}", _remainder_11((6, 5, 7, 2, 3, 4, 5, 6, 7), on_ten=None)),
    "PT": (r"[1-9]\d{8}", _mod_11((9, 8, 7, 6, 5, 4, 3, 2), on_ten=0)),
    "SE": (r"\d{10}01", lambda text: _luhn(text[:10])),
    "SI": (r"[1-9]\d{7}", _mod_11((8, 7, 6, 5, 4, 3, 2), on_ten=0, on_eleven=-1)),
    "SK": (r"[1-9]\d{9}", lambda text: int(text) % 11 == 0),
}
"""By the letters before the number: its form, and whether its digits hold."""
