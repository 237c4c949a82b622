"""Printed dates, in twelve languages and three orders."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from shared.engines.text.phrases import fold

YEAR_MIN, YEAR_MAX = 1970, 2099
"""Computers count from the first, and a later year than the last is a misread number."""

_MONTHS = {
    1: (
        "jan januar january janvier enero ene gennaio gen januari janeiro stycznia styczen sty "
        "tammikuuta tammikuu"
    ),
    2: (
        "feb februar february fevrier fevr fev febrero febbraio februari fevereiro lutego luty lut "
        "helmikuuta helmikuu"
    ),
    3: "mar marz maerz march mars marzo maart marco mrt marca marzec maaliskuuta maaliskuu marts",
    4: "apr april avril avr abril abr aprile kwietnia kwiecien kwi huhtikuuta huhtikuu",
    5: "may mai mayo maggio mag mei maio maj maja toukokuuta toukokuu",
    6: "jun juni june juin junio giugno giu junho czerwca czerwiec cze kesakuuta kesakuu",
    7: "jul juli july juillet juil julio luglio lug julho lipca lipiec lip heinakuuta heinakuu",
    8: "aug august aout agosto ago augustus augusti sierpnia sierpien sie elokuuta elokuu",
    9: (
        "sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien wrz syyskuuta "
        "syyskuu"
    ),
    10: (
        "oct okt oktober october octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz "
        "lokakuuta lokakuu"
    ),
    11: "nov november novembre noviembre novembro listopada listopad lis marraskuuta marraskuu",
    12: (
        "dec dez dezember december decembre diciembre dic dicembre dezembro des grudnia grudzien gru "
        "joulukuuta joulukuu desember"
    ),
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}

_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?P<a>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<b>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})(?!\d)"
)
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|\u00ba)?[\s.,/-]*(?:de |of |di )?\s*"
    r"(?P<name>[^\W\d_]{3,12})\.?[\s.,/'-]*(?:de |del )?(?P<year>\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY = re.compile(
    r"(?P<name>[^\W\d_]{3,12})\.?\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*[,.]?\s*(?P<year>\d{4})(?!\d)"
)


_PERIOD = re.compile(
    r"\b(?:bis|to|until|till|through|au|al|t/m|tot|tom|til|ate|hasta|zeitraum|period|periode|periodo)\b"
    r"|\d\s?[-\u2013]\s?$",
    re.IGNORECASE,
)


_JOINTS = frozenset("bis to until through au al tot til ate hasta vom von from du de del am den le".split())


class PrintedDate(NamedTuple):
    """A date in a text."""

    value: date
    start: int
    end: int
    ambiguous: bool
    """Day and month could be the other way round."""


def month_first(texts: Iterable[str], *, default: bool) -> bool:
    """Return whether numeric dates put the month first, judged by those that can only be read one way."""
    votes = 0
    for text in texts:
        for match in _NUMERIC.finditer(text):
            if match["mark"] == "/" or match["mark"] == "-":
                votes += (int(match["b"]) > 12) - (int(match["a"]) > 12)
    return default if votes == 0 else votes > 0


def find_dates(text: str, *, month_is_first: bool) -> Iterator[PrintedDate]:
    """Give the dates in `text`, from left to right."""
    found: list[PrintedDate] = []
    for match in _ISO.finditer(text):
        _add(found, match, int(match["month"]), int(match["day"]))
    for match in _NUMERIC.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        # Nobody writes the month first with points.
        month_leads = month_is_first and match["mark"] != "."
        if first > 12 or second > 12:
            month_leads = second > 12
        day, month = (second, first) if month_leads else (first, second)
        ambiguous = match["mark"] != "." and first <= 12 and second <= 12 and first != second
        _add(found, match, month, day, ambiguous=ambiguous)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            named = _MONTH_OF.get(fold(match["name"]))
            if named:
                _add(found, match, named, int(match["day"]))
    yield from sorted(found, key=lambda printed: printed.start)


def single_dates(text: str, *, month_is_first: bool) -> list[PrintedDate]:
    """Return the dates in `text` that are no ends of a period: `from 1 May to 31 May`, `1.5.-31.5.`."""
    found = list(find_dates(text, month_is_first=month_is_first))
    return found if len(found) == 1 and not _PERIOD.search(text) else []


def is_date_text(text: str) -> bool:
    """Return whether a text is a date or a period, and nothing else."""
    words = [fold(word) for word in re.split(r"[\s/.,\u2013-]+", text)]
    told = [word for word in words if word and word not in _JOINTS]
    dated = next(find_dates(text, month_is_first=False), None) is not None
    return dated and all(word.isdigit() or word in _MONTH_OF for word in told)


def _add(
    found: list[PrintedDate], match: re.Match[str], month: int, day: int, *, ambiguous: bool = False
) -> None:
    year = int(match["year"])
    year += 2000 if year < 100 else 0
    if any(printed.start < match.end() and match.start() < printed.end for printed in found):
        return
    if YEAR_MIN <= year <= YEAR_MAX:
        try:
            value = date(year, month, day)
        except ValueError:
            return
        found.append(PrintedDate(value, match.start(), match.end(), ambiguous))
