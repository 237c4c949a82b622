"""The invoice number of a page whose label and value a camera or a designer moved apart."""

import re
from collections.abc import Iterator, Sequence

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.dates import find_dates
from shared.engines.text.fields import Scored
from shared.engines.text.layout import Page, Word
from shared.engines.text.phrases import fold
from shared.engines.text.vocabulary.meanings import Label

_ROW_RATIO = 1.0
"""The middles of a label and of its value on the same row differ by this many heights at most."""

_RIGHT_SHARE = 0.5
"""Part of the page's width between a label and the value on its row, at most."""

_BELOW_RATIO = 6.0
"""Heights between a label and the value under it, at most."""

_HEIGHT_MAX = 20.0
"""Points: a title's size says nothing about how far its number stands."""

_STEP_DOWN = 4.0
"""How much further a step down feels than one to the right."""

_HANDICAPS = {Label.NUMBER: 0.0, Label.TITLE: 60.0}
_BARE_HANDICAP = 30.0
"""Points added to the distance: a title or a bare word names a number only where no label does."""

_BARE = frozenset(
    "number no nr nummer numero numer invoice# inv# #inv folionumber foliono folio confirmationnumber "
    "receiptno receipt# receiptnumber billno billnumber beleg belegnr bonnr docno documentno".split()
)
"""Labels too short to trust on a page whose text is certain: `Number:`, `Folio`."""

_NUMBER = re.compile(r"[A-Z]{0,6}[-/]?\d[A-Z\d]*(?:[-/._]?[A-Z\d]+)*", re.IGNORECASE)
_MONEY = re.compile(r"\d{1,3}(?:[., ]\d{3})*[.,]\d{2}")
_FIGURES_MIN = 3
_MARKS = ".,:;()[]*#"


def find_number(context: Context) -> Read[str] | None:
    """Return the nearest thing like a number to the right of a label for one, or under it."""
    found = (one for words, page, handicap in _labels(context) for one in _near(words, page, handicap))
    best = min(found, key=lambda one: one.score, default=None)
    return best.read(0.6) if best else None


def _labels(context: Context) -> Iterator[tuple[Sequence[Word], Page, float]]:
    """Give what may name a number, with its page and its handicap."""
    for mark in context.marks:
        if mark.label in _HANDICAPS and mark.leads:
            yield mark.words, mark.page, _HANDICAPS[mark.label]
    for page in context.pages:
        for line in page.lines:
            for cell in line.cells:
                for words in (cell.words[:1], cell.words[:2]):
                    if "".join(fold(word.text) for word in words) in _BARE:
                        yield words, page, _BARE_HANDICAP


def _near(label: Sequence[Word], page: Page, handicap: float) -> Iterator[Scored[str]]:
    """Give the numbers near a label; the score is the distance."""
    for line in page.lines:
        for word in line.words:
            value = word.text.strip(_MARKS)
            distance = _distance(label, word, page) if _is_number(value) else None
            if distance is not None:
                yield Scored(value, (word,), page, handicap + distance)


def _distance(label: Sequence[Word], word: Word, page: Page) -> float | None:
    """Return how far a word stands to the right of a label or under it; None where it is elsewhere."""
    left, right = label[0].left, label[-1].right
    height = min(max(label[0].bottom - label[0].top, 1.0), _HEIGHT_MAX)
    down = (word.top + word.bottom - label[0].top - label[0].bottom) / 2
    across = word.left - right
    if abs(down) <= _ROW_RATIO * height and 0 <= across + height <= _RIGHT_SHARE * page.width:
        return max(0.0, across) + abs(down)
    under = word.left <= right + height and word.right >= left - height
    return _STEP_DOWN * down if under and 0 < down <= _BELOW_RATIO * height else None


def _is_number(text: str) -> bool:
    return (
        sum(letter.isdigit() for letter in text) >= _FIGURES_MIN
        and _NUMBER.fullmatch(text) is not None
        and _MONEY.fullmatch(text) is None
        and not any(find_dates(text, month_is_first=False))
    )
