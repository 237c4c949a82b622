"""Till receipts: how they look, and the day on them."""

import re
from datetime import date

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.dates import find_dates
from shared.engines.text.fields import Scored
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Line, Page
from shared.engines.text.phrases import fold

WIDTH_RATIO_MAX = 36.0
"""A till's paper is 80 mm wide at most: its text is this many word heights wide, a letter's 45 or more."""

LINES_MIN = 6
"""Fewer lines are a label or a business card."""


def is_receipt(page: Page) -> bool:
    """Return whether a page looks like a till's: one narrow column of print."""
    words = [word for line in page.lines for word in line.words]
    if len(page.lines) < LINES_MIN:
        return False
    height = sorted(word.bottom - word.top for word in words)[len(words) // 2]
    lefts, rights = sorted(word.left for word in words), sorted(word.right for word in words)
    # A mark by hand beside the paper makes it no wider.
    spared = len(words) // 50
    return rights[-1 - spared] - lefts[spared] <= WIDTH_RATIO_MAX * max(height, 1.0)


_DATE_WORDS = frozenset("date datum fecha data dato".split())


def read_day(context: Context, page: Page) -> Read[date] | None:
    """Return the day of a receipt: the date beside its label or its time, else the first there is."""
    scored = [
        Scored(printed.value, words_at(line.words, printed.start, printed.end), page, _day_score(line, index))
        for index, line in enumerate(page.lines)
        for printed in find_dates(joined(line.words), month_is_first=context.month_is_first)
    ]
    best = max(scored, key=lambda one: one.score, default=None)
    return best.read(0.85 if best.score > 1 else 0.7) if best else None


def _day_score(line: Line, index: int) -> float:
    labelled = any(fold(word.text.partition(":")[0]) in _DATE_WORDS for word in line.words)
    timed = any(re.search(r"\d:\d\d", word.text) for word in line.words)
    return 2.0 * labelled + 1.0 * timed - 0.01 * index
