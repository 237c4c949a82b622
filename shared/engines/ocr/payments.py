"""What was paid: the line of a till receipt, or of a bill without known labels, that is its total."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Page, Word
from shared.engines.text.numbers import Printed, find_numbers
from shared.engines.text.phrases import fold

_TOTAL = re.compile(
    r"total|summe|gesamt|zu zahlen|to pay|amount due|balance due|a payer|importe|totale|totaal|te betalen"
    r"|razem|suma|do zaplaty|att betala|at betale|betrag|montant|tatal|totai|t0tal"
)
_STRONG = re.compile(
    r"grand|nett? ?total|total due|after|rounded|incl|zu zahlen|to pay|amount due|balance due|order total"
    r"|total \(?(?:rm|eur|usd|gbp|chf)|summe|a payer|te betalen|do zaplaty|total sales|gesamtbetrag|ttc"
)
_PART = re.compile(
    r"sub|qty|quantity|item|count|units|excl|exc\b|before|netto|net sales|zwischen|tax\b|mwst|steuer"
    r"|total vat|total gst|gst total|disc|saving|rabatt|point|paid|change|rounding|round a"
)
_CASH = re.compile(
    r"\bcash\b|tender|\bgegeben\b|\bbar\b|\bgeg\b|received|\bpaid\b|payment|especes|efectivo|contanti"
)
_CARD = re.compile(r"visa|master|amex|maestro|girocard|debit|credit|\bcard\b|\bec\b|karte")
_BALANCE = re.compile(r"balance|saldo|solde|deposit|express|settle")
_CHANGE = re.compile(r"\bchange\b|ruckgeld|rueckgeld|wechselgeld|\brendu\b|\bcambio\b|\bresto\b")


@dataclass(frozen=True)
class _Sum:
    """A line of a receipt that ends in an amount."""

    text: str
    number: Printed
    words: tuple[Word, ...]
    place: int
    amounts: int


def read_total(context: Context, page: Page) -> Read[Decimal] | None:
    """
    Return what was to be paid.

    A line that names it counts for what it names; what was paid by card, or given less the change, proves it.
    """
    sums = list(_sums(context, page))
    paid = _paid(sums)
    scored = [
        Scored(one.number.value, one.words, page, score)
        for one in sums
        if (score := _score(one, sums, paid)) > 0 and one.number.value > 0
    ]
    best = max(scored, key=lambda one: one.score, default=None)
    if best is None:
        return _repeated(sums, page)
    return best.read(0.95 if best.value in paid else 0.7)


def _repeated(sums: Sequence[_Sum], page: Page) -> Read[Decimal] | None:
    """Return the largest amount printed more than once: the total, and what was paid."""
    values = [one.number.value for one in sums]
    twice = [one for one in sums if values.count(one.number.value) > 1 and one.number.value > 0]
    best = max(twice, key=lambda one: one.number.value, default=None)
    return Scored(best.number.value, best.words, page, 0).read(0.4) if best else None


def _score(one: _Sum, sums: Sequence[_Sum], paid: frozenset[Decimal]) -> float:
    named = bool(_TOTAL.search(one.text)) and not _PART.search(one.text)
    if not named and one.number.value not in paid:
        return 0.0
    score = 3.0 * named + 2.0 * (named and bool(_STRONG.search(one.text)))
    score += 3.0 * (one.number.value in paid)
    score += 0.3 * min(4, sum(other.number.value == one.number.value for other in sums))
    # Columns of a tax table end in a total too.
    return score - 2.5 * (one.amounts > 1) + 0.01 * one.place


def _paid(sums: Sequence[_Sum]) -> frozenset[Decimal]:
    """Return the amounts that payment proves: by card, or cash given less change returned."""
    given = [one.number.value for one in sums if _CASH.search(one.text)]
    change = [abs(one.number.value) for one in sums if _CHANGE.search(one.text)]
    printed = {one.number.value for one in sums}
    cash = {amount - back for amount in given for back in change or [Decimal(0)] if amount - back in printed}
    card = {abs(one.number.value) for one in sums if _CARD.search(one.text)}
    return frozenset(cash | (card & printed))


def names_total(text: str) -> bool:
    """Return whether a line of print names a total, a balance or a payment."""
    named = _named(text)
    return any(pattern.search(named) for pattern in (_TOTAL, _BALANCE, _CARD, _CASH))


def _named(text: str) -> str:
    return " ".join(fold(word) for word in re.findall(r"[^\W\d_]+", text))


def _sums(context: Context, page: Page) -> Iterator[_Sum]:
    label = ""
    for place, line in enumerate(page.lines):
        numbers = [
            (number, cell)
            for cell in line.cells
            for number in find_numbers(_currency_apart(cell.text), context.decimal)
            if number.decimals == 2 and not number.percent
        ]
        named = _named(joined(line.words))
        if numbers:
            number, cell = numbers[-1]
            # An amount may stand on the line under its name.
            yield _Sum(
                named or label, number, words_at(cell.words, number.start, number.end), place, len(numbers)
            )
        label = "" if numbers else named


def _currency_apart(text: str) -> str:
    """Return the text with `RM12.50` as `  12.50`, as long as before."""
    return re.sub(r"(?<![A-Z])(?:RM|EUR|USD|GBP|CHF|kr)(?=\d)", lambda match: " " * len(match[0]), text)
