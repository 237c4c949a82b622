"""What the layouts share: labelled values, sums, the bank details, the small print."""

from collections.abc import Iterator

from reportlab.lib.colors import Color, black

from tests.data.samples.generator.bill import Party
from tests.data.samples.generator.paper import Paper, gray
from tests.data.samples.generator.words import Words

Pairs = list[tuple[str, str]]
"""Labels and their values, in order."""


def header_pairs(words: Words) -> Pairs:
    """Return the labelled values of a bill's header."""
    bill = words.bill
    pairs = [(words["number"], bill.number), (words["day"], words.day(bill.day))]
    if bill.customer:
        pairs.append((words["customer"], bill.customer))
    if bill.order:
        pairs.append((words["order"], bill.order))
    if bill.period:
        first, last = map(words.day, bill.period)
        pairs.append((words["period"], f"{first} - {last}"))
    if bill.due:
        pairs.append((words["due"], words.day(bill.due)))
    return [*pairs, *bill.facts]


def sum_pairs(words: Words) -> Iterator[tuple[str, str, bool]]:
    """Give the rows of the sums: label, amount, and whether it is the total."""
    bill = words.bill
    if bill.adjustments:
        yield words["lines_total"], words.money(bill.lines_total), False
    for extra in bill.adjustments:
        yield extra.label, words.money(extra.amount), False
    taxes = [
        (_tax_row_label(words, row.rate, len(bill.tax_rows)), words.money(row.tax), False)
        for row in bill.tax_rows
    ]
    if bill.prices_include_tax:
        yield words["total"], words.payable(bill.total), True
        yield from taxes
        yield words["subtotal"], words.money(bill.subtotal), False
    else:
        yield words["subtotal"], words.money(bill.subtotal), False
        yield from taxes
        yield words["total"], words.payable(bill.total), True
    if bill.paid:
        yield words["paid"], words.money(-bill.paid), False
        yield words["due_amount"], words.payable(bill.due_amount), True


def _tax_row_label(words: Words, rate: object, count: int) -> str:
    row = next(row for row in words.bill.tax_rows if row.rate == rate)
    label = words.tax_label(row.rate)
    return label if count == 1 else f"{label} ({words.money(row.base)})"


def party_lines(party: Party) -> tuple[str, ...]:
    """Return name and address as on an envelope."""
    return (party.name, *party.address)


def contact_lines(words: Words, party: Party) -> tuple[str, ...]:
    """Return how a vendor is reached, and its tax identifier."""
    lines = [text for text in (party.phone, party.email) if text]
    if party.tax_id:
        lines.append(f"{words['tax_id']}: {party.tax_id}")
    return tuple(lines)


def bank_lines(words: Words, party: Party) -> tuple[str, ...]:
    """Return the accounts to pay to."""
    lines = [f"{words['iban']}: {grouped(account)}" for account in party.ibans]
    if party.bic:
        lines.append(f"{words['bic']}: {party.bic}")
    return tuple(lines)


def grouped(iban: str) -> str:
    """Return an IBAN in groups of four, as it is printed."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def draw_pairs(
    paper: Paper, x: float, y: float, pairs: Pairs, *, value_x: float, size: float = 9, gap: float = 1.2
) -> float:
    """Write labels with their values to the right; return the first free baseline below."""
    for label, value in pairs:
        paper.text(x, y, label, size=size, color=gray(0.25))
        paper.text(value_x, y, value, size=size)
        y += paper.leading_mm(size) * gap
    return y


def draw_stacked(
    paper: Paper, x: float, y: float, pairs: Pairs, *, size: float = 9, color: Color = black
) -> float:
    """Write every label above its value; return the first free baseline below."""
    for label, value in pairs:
        paper.text(x, y, label, size=size - 2, color=color)
        y += paper.leading_mm(size)
        paper.text(x, y, value, size=size, bold=True, color=color)
        y += 1.5 * paper.leading_mm(size)
    return y


def draw_sums(
    paper: Paper, words: Words, y: float, *, x: float, right: float, size: float = 9, rules: bool = True
) -> float:
    """Write the sums, labels from `x`, amounts ending at `right`; return the first free baseline below."""
    for label, amount, strong in sum_pairs(words):
        height = paper.leading_mm(size) * 1.25
        if strong and rules:
            paper.rule(x, y - 0.75 * height, right, weight=0.8)
        paper.text(x, y, label, size=size, bold=strong)
        paper.text(right, y, amount, size=size, bold=strong, align="right")
        y += height
    return y


def draw_notes(paper: Paper, words: Words, y: float, *, x: float, width: float, size: float = 8.5) -> float:
    """Write the notes as paragraphs; return the first free baseline below."""
    for note in words.bill.notes:
        y = paper.block(x, y, paper.wrap(note, width, size=size), size=size) + 1.5
    return y
