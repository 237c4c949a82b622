"""Tax identifiers and bank accounts with right check digits, out of numbers that nobody was given."""

from collections.abc import Callable, Iterable


def iban(country: str, account: str) -> str:
    """Return the IBAN of a national account number (ISO 13616: check digits by ISO 7064 mod 97-10)."""
    digits = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def tax_id(country: str, body: str) -> str:
    """
    Return the value added tax identifier that the digits `body` begin, check digits added.

    Raises:
        ValueError: no check digit exists for these digits; choose others.
    """
    return _COUNTRIES[country](body)


def _digits(body: str) -> list[int]:
    return [int(letter) for letter in body]


def _weighted(body: str, weights: Iterable[int]) -> int:
    return sum(digit * weight for digit, weight in zip(_digits(body), weights, strict=True))


def _one_digit(value: int) -> str:
    if value > 9:
        raise ValueError("These digits have no check digit.")
    return str(value)


def _luhn(body: str) -> str:
    doubled = [2 * digit if place % 2 == 0 else digit for place, digit in enumerate(reversed(_digits(body)))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _germany(body: str) -> str:
    """ISO 7064 mod 11,10."""
    product = 10
    for digit in _digits(body):
        product = 2 * ((digit + product) % 10 or 10) % 11
    return f"DE{body}{(11 - product) % 10}"


def _switzerland(body: str) -> str:
    check = _one_digit(-_weighted(body, (5, 4, 3, 2, 7, 6, 5, 4)) % 11)
    number = body + check
    return f"CHE-{number[:3]}.{number[3:6]}.{number[6:]} MWST"


def _denmark(body: str) -> str:
    return f"DK{body}{_one_digit(-_weighted(body, (2, 7, 6, 5, 4, 3, 2)) % 11)}"


def _spain(body: str) -> str:
    """A company's: letter, seven digits, and their Luhn digit."""
    return f"ES{body}{_luhn(body[1:])}"


def _france(body: str) -> str:
    siren = body + _luhn(body)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _britain(body: str) -> str:
    return f"GB{body}{97 - _weighted(body, range(8, 1, -1)) % 97:02d}"


def _italy(body: str) -> str:
    return f"IT{body}{_luhn(body)}"


def _japan(body: str) -> str:
    """The check digit stands first: 9 less the sum of the digits, every second doubled, mod 9."""
    total = sum(digit * (1 + place % 2) for place, digit in enumerate(reversed(_digits(body))))
    return f"T{9 - total % 9}{body}"


def _netherlands(body: str) -> str:
    return f"NL{body}{_one_digit(_weighted(body, range(9, 1, -1)) % 11)}B01"


def _poland(body: str) -> str:
    return f"PL{body}{_one_digit(_weighted(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11)}"


def _portugal(body: str) -> str:
    check = 11 - _weighted(body, range(9, 1, -1)) % 11
    return f"PT{body}{check if check < 10 else 0}"


def _sweden(body: str) -> str:
    return f"SE{body}{_luhn(body)}01"


_COUNTRIES: dict[str, Callable[[str], str]] = {
    "CH": _switzerland,
    "DE": _germany,
    "DK": _denmark,
    "ES": _spain,
    "FR": _france,
    "GB": _britain,
    "IT": _italy,
    "JP": _japan,
    "NL": _netherlands,
    "PL": _poland,
    "PT": _portugal,
    "SE": _sweden,
}
