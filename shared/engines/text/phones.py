"""The vendor's telephone number: one that stands beside or under its name, or at the foot of the page."""

import re
from collections.abc import Iterator

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored, highest
from shared.engines.text.labels import words_at
from shared.engines.text.names import name_key
from shared.engines.text.owners import FOOTED, owned

DIGITS_MIN, DIGITS_MAX = 7, 15
"""Of a number in its country, and with its country (ITU-T E.164)."""

_INSIDE = r"[\d ()/.\u00a0\u2011-]"
_NUMBER = re.compile(
    r"(?P<label>\b[a-zà-ÿ]{1,12}\.?\s?[:.]?\s?)?"
    rf"(?P<number>(?<![\w+])(?:\+|00)\d{_INSIDE}{{6,24}}\d|(?<![\w+])\(?0\d{_INSIDE}{{5,20}}\d)(?![\w/])",
    re.IGNORECASE,
)
_LABELS = frozenset(
    "tel telefon telephone telefono telefone telefoon telephon tlf tfno puhelin puh phone fon fono t ph call "
    "mobile mobil mob handy gsm hotline".split()
)
_FAXES = frozenset("fax telefax faks f tfax".split())
_LABELLED = 2.0
_INTERNATIONAL = 1.0


def read_phone(context: Context, vendor_name: str | None, buyer_name: str | None) -> Read[str] | None:
    """Return the vendor's telephone number as it is printed, or None; a fax is not one."""
    names = (name_key(vendor_name or ""), name_key(buyer_name or ""))
    best = highest(list(_numbers(context, names)))
    return best.read(0.7) if best and best.score >= FOOTED else None


def _numbers(context: Context, names: tuple[str, str]) -> Iterator[Scored[str]]:
    for page in context.pages[:1]:
        for index, line in enumerate(page.lines):
            for cell in line.cells:
                owner = owned(context, page, index, cell, names)
                for match in _NUMBER.finditer(cell.text) if owner >= FOOTED else ():
                    number, label = match["number"], _folded(match["label"])
                    digits = sum(map(str.isdigit, number))
                    if label in _FAXES or not DIGITS_MIN <= digits <= DIGITS_MAX:
                        continue
                    international = number.startswith("+")
                    if label not in _LABELS and not international:
                        # An account, a register or an order number may begin with a nought as well.
                        continue
                    words = words_at(cell.words, match.start("number"), match.end("number"))
                    score = owner + _LABELLED * (label in _LABELS) + _INTERNATIONAL * international
                    yield Scored(" ".join(number.split()), words, page, score)


def _folded(label: str | None) -> str:
    return "".join(filter(str.isalpha, label or "")).casefold().replace("é", "e")
