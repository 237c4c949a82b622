"""Numbers that prove themselves: bank accounts and tax identifiers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

IBAN_LENGTHS = {
    "AT": 20,
    "BE": 16,
    "BG": 22,
    "CH": 21,
    "CY": 28,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "EE": 20,
    "ES": 24,
    "FI": 18,
    "FR": 27,
    "GB": 22,
    "GI": 23,
    "GR": 27,
    "HR": 21,
    "HU": 28,
    "IE": 22,
    "IS": 26,
    "IT": 27,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "LV": 21,
    "MC": 27,
    "MT": 31,
    "NL": 18,
    "NO": 15,
    "PL": 28,
    "PT": 25,
    "RO": 24,
    "SE": 24,
    "SI": 19,
    "SK": 24,
    "SM": 27,
    "TR": 26,
    "AE": 23,
    "SA": 24,
    "IL": 23,
    "UA": 29,
    "AD": 24,
    "AL": 28,
    "BA": 20,
    "RS": 22,
    "ME": 22,
    "MK": 19,
    "MD": 24,
    "GE": 22,
    "KZ": 20,
    "QA": 29,
}
"""Length by country (SWIFT IBAN registry)."""

TAX_IDS = {
    "AT": r"ATU\d{8}",
    "BE": r"BE[01]\d{9}",
    "BG": r"BG\d{9,10}",
    "CY": r"CY\d{8}[A-Z]",
    "CZ": r"CZ\d{8,10}",
    "DE": r"DE\d{9}",
    "DK": r"DK\d{8}",
    "EE": r"EE\d{9}",
    "EL": r"EL\d{9}",
    "ES": r"ES[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"FI\d{8}",
    "FR": r"FR[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"GB(?:\d{9}|\d{12})",
    "HR": r"HR\d{11}",
    "HU": r"HU\d{8}",
    "IE": r"IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"IT\d{11}",
    "LT": r"LT(?:\d{9}|\d{12})",
    "LU": r"LU\d{8}",
    "LV": r"LV\d{11}",
    "MT": r"MT\d{8}",
    "NL": r"NL\d{9}B\d{2}",
    "PL": r"PL\d{10}",
    "PT": r"PT\d{9}",
    "RO": r"RO\d{6,10}",
    "SE": r"SE\d{12}",
    "SI": r"SI\d{8}",
    "SK": r"SK\d{10}",
    "CH": r"CHE\d{9}(?:MWST|TVA|IVA)?",
    "NO": r"NO\d{9}(?:MVA)?",
    "EU": r"EU\d{9}",
}
"""Value added tax identifiers by country (European Commission, VIES structure)."""

TAX_ID_LETTERS_MIN, TAX_ID_LETTERS_MAX = 8, 16
"""Of a tax identifier with its country: `RO123456` to `CHE123456789MWST`."""

_IBAN_START = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?=[ ]?[A-Z0-9])")
_TAX_ID = re.compile("|".join(TAX_IDS.values()))
_TAX_ID_START = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{2}|CHE)(?=[ .-]?[A-Z0-9])")
_JOINTS = " .-"


class PrintedID(NamedTuple):
    """An identifier in a text."""

    value: str
    """Without its spaces and marks."""
    start: int
    end: int
    proved: bool = True
    """Its check digits hold."""


def iban_holds(iban: str) -> bool:
    """Return whether the check digits of an IBAN are right (ISO 13616, ISO 7064 mod 97-10)."""
    if not iban.isascii() or not iban.isalnum() or len(iban) < 5:
        return False
    digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def find_ibans(text: str) -> Iterator[PrintedID]:
    """Give the IBANs in `text`: country and length right, and the check digits too unless it says `IBAN`."""
    named = "IBAN" in text.upper()
    for match in _IBAN_START.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2])
        if length is None:
            continue
        value, end = _collect(text, match.start(), length, joints=" ")
        proved = iban_holds(value)
        if len(value) == length and (proved or named) and not text[end : end + 1].isalnum():
            yield PrintedID(value, match.start(), end, proved)


def find_tax_ids(text: str) -> Iterator[PrintedID]:
    """Give the value added tax identifiers in `text` that are built as their country builds them."""
    for match in _TAX_ID_START.finditer(text):
        for length in range(TAX_ID_LETTERS_MAX, TAX_ID_LETTERS_MIN - 1, -1):
            value, end = _collect(text, match.start(), length, joints=_JOINTS)
            if len(value) == length and not text[end : end + 1].isalnum() and _TAX_ID.fullmatch(value):
                yield PrintedID(value, match.start(), end)
                break


def _collect(text: str, start: int, length: int, *, joints: str) -> tuple[str, int]:
    """Return up to `length` letters and digits from `start` on, and where they end."""
    value = ""
    for position in range(start, len(text)):
        letter = text[position]
        if letter.isascii() and (letter.isdigit() or letter.isupper()):
            value += letter
            if len(value) == length:
                return value, position + 1
        elif letter not in joints or text[position - 1] in joints:
            return value, position
    return value, len(text)
