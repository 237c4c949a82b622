"""Who issued a till receipt: a name at its top, without any label."""

import re
from collections.abc import Sequence

from shared.domain.reading import Read
from shared.engines.text.fields import Scored
from shared.engines.text.layout import Line, Page
from shared.engines.text.names import clean_name, is_label, is_legal_form, is_name
from shared.engines.text.phrases import fold

_TOP_LINES = 9
"""A shop's name stands among the first lines."""

_BRAND_LINES = 2
"""A brand stands above its registered name among these."""

_ECHO_LINES_MIN = 4
"""Away from where a name stands: its neighbours may share words with it."""

_FORMS = frozenset("bhd berhad enterprise enterprises trading holdings ohg".split())
"""Words that end the name of a business, beside the legal forms known everywhere."""

_NO_SHOP = frozenset(
    "welcome willkommen bienvenue bienvenido benvenuti welkom receipt quittung kassenbon beleg invoice tax "
    "rechnung cash copy original reprint duplicate posted paid thank danke merci gracias grazie bedankt "
    "goods kundenbeleg customer store filiale order table tel telephone phone fax gst vat uid ust reg "
    "date datum time served sale oeffnungszeiten offnungszeiten unsere".split()
)
"""First words of lines that name nobody."""

_STREET = re.compile(
    r"^\d+[A-Za-z]?[ ,-]|^(?:no|lot|unit|level|p\.?o)\b|\b\d{5}\b|\bjalan\b|str(?:\.|asse|a\u00dfe)"
    r"|\bstreet\b|\broad\b|\bave(?:nue)?\b|\bblvd\b|\bplatz\b|\brue\b|\bvia\b|\bcalle\b|\bweg\b",
    re.IGNORECASE,
)
_REGISTERED = re.compile(r"\s*\(?(?:co\.?\s*(?:reg\.?)?\s*(?:no\.?)?\s*:?\s*)?\(?\d{4,}-?\s?[A-Z]?\)*\s*$")
"""A registration number after a name."""


def read_shop(page: Page) -> Read[str] | None:
    """Return who issued a receipt: the first registered name at its top, else the likeliest name there."""
    top = list(page.lines[: _TOP_LINES + 3])
    for index, line in enumerate(top):
        value = _name(line)
        words = value.split()
        if not any(_is_form(word) for word in words[-2:]) or _STREET.search(line.text):
            continue
        before = _name(top[index - 1]) if index else ""
        bare = all(_is_form(word) or len(word) < 4 for word in words)
        branded = index <= _BRAND_LINES and _echoes(page, index - 1, before) > _echoes(page, index, value)
        if is_name(before) and (bare or branded):
            both = (*top[index - 1].words, *line.words)
            return Scored(f"{before} {value}", both, page, 0).read(0.8)
        if is_name(value):
            return Scored(value, line.words, page, 0).read(0.85)
    return _first_name(page, top)


def _first_name(page: Page, top: Sequence[Line]) -> Read[str] | None:
    named = [(index, _name(line), line) for index, line in enumerate(top[:_TOP_LINES]) if _names_shop(line)]
    tallest = max((_height(line) for _, _, line in named), default=1.0)
    scored = [
        Scored(
            value,
            line.words,
            page,
            2.0 * _height(line) / tallest
            - 0.5 * index
            + 2.0 * min(2, _echoes(page, index, value))
            + 1.0 * _is_addressed(top[index + 1 : index + 3]),
        )
        for index, value, line in named
    ]
    best = max(scored, key=lambda one: one.score, default=None)
    return best.read(0.6) if best else None


def _echoes(page: Page, index: int, name: str) -> int:
    """Return on how many other lines a name, or its first word where that is no common one, stands again."""
    key = "".join(fold(word) for word in name.split())
    first = next((fold(part) for part in re.split(r"[\W\d_]+", name) if len(part) > 1), key)
    return sum(
        key in "".join(fold(word.text) for word in line.words)
        or first in (fold(part) for part in re.split(r"\W+", line.text))
        for place, line in enumerate(page.lines)
        if abs(place - index) >= _ECHO_LINES_MIN
    )


def _is_addressed(lines: Sequence[Line]) -> bool:
    """Return whether an address, a telephone or a registration stands on one of these lines."""
    return any(_STREET.search(line.text) or _REGISTERED.search(line.text) for line in lines)


def _names_shop(line: Line) -> bool:
    value = _name(line)
    first = fold(value.split()[0]) if value else ""
    return (
        is_name(value)
        and first not in _NO_SHOP
        and not _STREET.search(_numberless(line.text))
        and not is_label(line.words)
    )


def _name(line: Line) -> str:
    cell = max(line.cells, key=lambda cell: sum(letter.isalpha() for letter in cell.text))
    return clean_name(_REGISTERED.sub("", _numberless(cell.text)))


def _numberless(text: str) -> str:
    """Return the text without the number of a branch: `90 - Name`, `Name - 06047`."""
    return re.sub(r"^\d+ - | [-#] ?\d+$", "", text)


def _is_form(word: str) -> bool:
    parts = [part for part in re.split(r"\W+", word) if part]
    return any(is_legal_form(part) or fold(part) in _FORMS for part in parts)


def _height(line: Line) -> float:
    return sum(word.bottom - word.top for word in line.words) / len(line.words)
