"""What recognition is known to get wrong, put right where the result proves itself or can be nothing else."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from shared.engines.ocr.tokens import Token
from shared.engines.text.identifiers import iban_holds

_FIGURES = str.maketrans("OoDQIl|!SsBZ", "000011115582")
"""Letters that stand where only a figure can."""

_AMOUNT = re.compile(
    r"[-(]?[$\u20ac\u00a3]?[\dOoIl|SBZ]{1,3}(?:[.,]?[\dOoIl|SBZ]{3})*[.,][\dOoIl|SBZ]{2}[)-]?"
)
_FIGURE_SHARE_MIN = 0.5
"""Of an amount's figures that must have been read as such: `S.OO` is no amount, `5.OO` is one."""

_DATE = re.compile(r"[\dOoIl|]{1,2}([./-])[\dOoIl|]{1,2}\1(?:[\dOoIl|]{4}|[\dOoIl|]{2})")
_DATE_TIME = re.compile(r"(\d{1,2}[./-]\d{1,2}[./-]20\d\d|20\d\d-\d\d-\d\d)T?(\d{1,2}:\d\d.*)")
_PARTED_CENTS = re.compile(r"[$\u20ac\u00a3]?\d{1,4}")
_CENTS = re.compile(r"\d{2}")
_HYPHENED = re.compile(r"[A-Z]*\d{3,}(?:-\d{3,})*(?: -\d{3,}| -|- \d{3,})")
"""A number that goes on after a hyphen with a space on one side, each part of three figures at least."""

_LETTERS = str.maketrans("01258", "OIZSB")
"""Figures that stand where only a letter can."""

_ACCOUNTS = {
    "AT": "n" * 16,
    "BE": "n" * 12,
    "CH": "n" * 5 + "c" * 12,
    "CZ": "n" * 20,
    "DE": "n" * 18,
    "DK": "n" * 14,
    "ES": "n" * 20,
    "FI": "n" * 14,
    "FR": "n" * 10 + "c" * 11 + "n" * 2,
    "GB": "a" * 4 + "n" * 14,
    "HU": "n" * 24,
    "IE": "a" * 4 + "n" * 14,
    "IT": "a" + "n" * 10 + "c" * 12,
    "LU": "n" * 3 + "c" * 13,
    "NL": "a" * 4 + "n" * 10,
    "NO": "n" * 11,
    "PL": "n" * 24,
    "PT": "n" * 21,
    "SE": "n" * 20,
    "SK": "n" * 20,
}
"""What stands after country and check digits (SWIFT IBAN registry): `n` figure, `a` letter, `c` either."""

_IBAN_LETTERS_MIN = 4 + min(map(len, _ACCOUNTS.values()))
_IBAN_TOKENS_MAX = 10
"""An account number is printed in groups of four: 34 characters make nine, and one is the country."""


def repaired(line: Sequence[Token]) -> Iterator[Token]:
    """Give the words of one line with amounts, dates and account numbers put right."""
    spelled = [part for token in line for part in _spelled(token)]
    yield from _cents_joined(list(_numbers_joined(list(_ibans_joined(spelled)))))


def repair_word(text: str) -> str:
    """Return a word as it must have been printed: plain characters, figures in amounts and dates."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _AMOUNT.fullmatch(plain) and _is_mostly_figures(plain):
        return plain.translate(_FIGURES)
    if _DATE.fullmatch(plain) and _is_mostly_figures(plain):
        return plain.translate(_FIGURES)
    return plain


def repair_iban(text: str) -> str | None:
    """
    Return the account number that `text` must be, or None.

    Only what cannot be is changed, a letter where its country has figures or a figure where it has letters,
    and the check digits must hold then. Trying every likely change instead would make a valid number, and a
    wrong one, of most.
    """
    compact = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    country = compact[:2].translate(_LETTERS)
    form = "aann" + _ACCOUNTS.get(country, "")
    if len(form) != len(compact):
        return None
    iban = "".join(_fitted(letter, kind) for letter, kind in zip(compact, form, strict=True))
    return iban if iban_holds(iban) else None


def _fitted(letter: str, kind: str) -> str:
    match kind:
        case "n":
            return letter.translate(_FIGURES)
        case "a":
            return letter.translate(_LETTERS)
        case _:
            return letter


def _is_mostly_figures(text: str) -> bool:
    drawn = [letter for letter in text if letter.isalnum() or letter in "|!"]
    return sum(letter.isdigit() for letter in drawn) >= _FIGURE_SHARE_MIN * len(drawn)


def _spelled(token: Token) -> Iterator[Token]:
    """Give the word put right; a date and the time glued to it are two."""
    text = repair_word(token.text)
    glued = _DATE_TIME.fullmatch(text)
    if glued is None:
        if len(text) >= _IBAN_LETTERS_MIN:
            text = repair_iban(text) or text
        if text:
            yield token._replace(text=text)
        return
    cut = token.left + (token.right - token.left) * len(glued[1]) / len(text)
    yield token._replace(text=glued[1], right=cut)
    yield token._replace(text=glued[2], left=cut)


def _ibans_joined(line: Sequence[Token]) -> Iterator[Token]:
    """Give the words with what follows `IBAN` as one, where it makes an account number."""
    index = 0
    while index < len(line):
        head, colon, rest = line[index].text.partition(":")
        named = "IBAN" in head.upper() or head.upper() == "BAN"
        following = list(line[index + 1 : index + 1 + _IBAN_TOKENS_MAX])
        joined = _longest_iban(rest if colon else "", following) if named else None
        yield line[index] if joined is None else line[index]._replace(text=head + ":")
        index += 1
        if joined is not None:
            number, count = joined
            last = following[count - 1] if count else line[index - 1]
            first = following[0] if count else line[index - 1]
            yield first._replace(text=number, right=last.right)
            index += count


def _longest_iban(start: str, following: Sequence[Token]) -> tuple[str, int] | None:
    """Return the account number that `start` and the following words make, and how many of them."""
    for count in range(len(following), -1, -1):
        number = repair_iban(start + "".join(token.text for token in following[:count]))
        if number is not None:
            return number, count
    return None


def _numbers_joined(line: Sequence[Token]) -> Iterator[Token]:
    """Give a number printed with air around its hyphens as one word: `HA007 - 123123`, `083 -72561`."""
    open_: Token | None = None
    for token in line:
        if open_ is None:
            open_ = token
        elif _HYPHENED.fullmatch(f"{open_.text} {token.text}"):
            open_ = open_._replace(text=open_.text + token.text, right=token.right)
        else:
            yield open_
            open_ = token
    if open_ is not None:
        yield open_


def _cents_joined(line: Sequence[Token]) -> Iterator[Token]:
    """Give `8 50`, standing alone in its box, as `8.50`: the mark was too faint to be seen."""
    if len(line) == 2 and _PARTED_CENTS.fullmatch(line[0].text) and _CENTS.fullmatch(line[1].text):
        yield line[0]._replace(text=f"{line[0].text}.{line[1].text}", right=line[1].right)
        return
    yield from line
