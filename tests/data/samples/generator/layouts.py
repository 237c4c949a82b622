"""The layouts: each draws a whole bill on a paper."""

from collections.abc import Callable

from reportlab.lib.colors import Color, white

from tests.data.samples.generator.bill import Bill, Party
from tests.data.samples.generator.paper import Paper, gray
from tests.data.samples.generator.parts import (
    bank_lines,
    contact_lines,
    draw_notes,
    draw_pairs,
    draw_stacked,
    draw_sums,
    header_pairs,
    party_lines,
)
from tests.data.samples.generator.table import Column, Rules, Style, Table
from tests.data.samples.generator.words import Words, words_of

LEFT, RIGHT = 20.0, 190.0
"""The text's edges on A4, in millimetres."""

BOTTOM = 258.0
"""Where the table of a page ends; the foot stands below."""

SUMS_HEIGHT = 45.0
"""Room that sums and notes need under the last line."""

Layout = Callable[[Paper, Words], None]


def draw(paper: Paper, bill: Bill, layout: Layout) -> None:
    """Draw a bill from the paper's current page on."""
    layout(paper, words_of(bill))


def columns_for(bill: Bill, *, width: float, position: bool = False) -> tuple[Column, ...]:
    """Return the columns that this bill has values for; the description takes what is left of the width."""
    fixed: list[Column] = [
        Column("quantity", 16, "right"),
        *([Column("unit", 16)] if any(item.unit for item in bill.lines) else []),
        Column("price", 23, "right"),
        *([Column("discount", 17, "right")] if any(item.discount for item in bill.lines) else []),
        Column("rate", 17, "right"),
        Column("amount", 26, "right"),
    ]
    first = [Column("position", 11)] if position else []
    if any(item.code for item in bill.lines):
        first.append(Column("code", 23))
    taken = sum(column.width for column in (*first, *fixed))
    return (*first, Column("description", width - taken), *fixed)


def classic(paper: Paper, words: Words) -> None:
    """A letter: address window, facts on the right, ruled table, foot in three columns."""
    bill, vendor = words.bill, words.bill.vendor
    paper.text(RIGHT, 22, vendor.name, size=15, bold=True, align="right", color=Color(0.1, 0.25, 0.45))
    paper.text(LEFT, 46, ", ".join(party_lines(vendor)), size=6.5, color=gray(0.35))
    paper.rule(LEFT, 47, LEFT + 85, weight=0.3)
    if bill.buyer:
        paper.block(LEFT, 53, party_lines(bill.buyer), size=10)
    draw_pairs(paper, 122, 53, header_pairs(words), value_x=154)
    paper.text(LEFT, 96, f"{words.title} {bill.number}", size=14, bold=True)
    y = _table(paper, words, y=102, rules="rows", position=True, foot=_three_columns)
    _close(paper, words, y, foot=_three_columns)


def borderless(paper: Paper, words: Words) -> None:
    """Much white, no rule but the one under the head of the table, labels left of values."""
    bill, vendor = words.bill, words.bill.vendor
    paper.text(LEFT, 25, vendor.name, size=16)
    y = paper.block(LEFT, 32, (*vendor.address, *contact_lines(words, vendor)), size=8, color=gray(0.3))
    paper.text(RIGHT, 25, words.title.upper(), size=18, align="right", color=gray(0.4))
    y = max(y, 58)
    if bill.buyer:
        paper.text(LEFT, y, words["bill_to"], size=8, color=gray(0.4))
        paper.block(LEFT, y + 5, party_lines(bill.buyer), size=9.5)
    draw_pairs(paper, 106, y, header_pairs(words), value_x=140, gap=1.3)
    y = _table(paper, words, y=100, rules="head", foot=_bank_line)
    _close(paper, words, y, foot=_bank_line, rules=False)


def two_column(paper: Paper, words: Words) -> None:
    """Vendor and buyer side by side, the facts in a row of boxes with labels above, shaded rows."""
    bill, vendor = words.bill, words.bill.vendor
    paper.box(0, 0, paper.width_mm, 12, fill=Color(0.16, 0.35, 0.3))
    paper.text(LEFT, 8, words.title.upper(), size=13, bold=True, color=white)
    paper.text(RIGHT, 8, bill.number, size=11, align="right", color=white)
    paper.text(LEFT, 24, vendor.name, size=11, bold=True)
    paper.block(LEFT, 29.5, (*vendor.address, *contact_lines(words, vendor)), size=8.5)
    if bill.buyer:
        paper.text(112, 24, words["bill_to"], size=8, color=gray(0.4))
        y = paper.block(112, 29.5, party_lines(bill.buyer), size=9.5)
        if bill.buyer.tax_id:
            paper.text(112, y, f"{words['tax_id']}: {bill.buyer.tax_id}", size=8.5)
    y = _fact_boxes(paper, words, y=58)
    y = _table(paper, words, y=y + 8, rules="zebra", foot=_bank_line)
    _close(paper, words, y, foot=_bank_line)


def _fact_boxes(paper: Paper, words: Words, *, y: float) -> float:
    pairs = header_pairs(words)
    per_row = 4 if len(pairs) > 3 else len(pairs)
    width, height = (RIGHT - LEFT) / per_row, 12.0
    for index, (label, value) in enumerate(pairs):
        x, top = LEFT + index % per_row * width, y + index // per_row * height
        paper.box(x, top, width, height, weight=0.4)
        paper.text(x + 2, top + 4, label, size=7, color=gray(0.4))
        paper.text(x + 2, top + 9.5, value, size=9, bold=True)
    return y + height * (1 + (len(pairs) - 1) // per_row)


def grid(paper: Paper, words: Words) -> None:
    """Everything in cells, the tax breakdown in a table of its own."""
    bill, vendor = words.bill, words.bill.vendor
    paper.text(105, 22, vendor.name, size=15, bold=True, align="center")
    address = " - ".join(vendor.address)
    y = paper.block(105, 28, (address, *contact_lines(words, vendor)), size=8.5, align="center")
    paper.rule(LEFT, y, RIGHT, weight=1.2)
    paper.text(LEFT, y + 9, f"{words.title.upper()}", size=13, bold=True)
    paper.box(108, y + 4, 82, 32)
    if bill.buyer:
        paper.text(111, y + 9, words["bill_to"], size=7.5, color=gray(0.4))
        lines = (*party_lines(bill.buyer), *contact_lines(words, bill.buyer))
        paper.block(111, y + 14.5, lines, size=9.5)
    y = max(draw_pairs(paper, LEFT, y + 16, header_pairs(words), value_x=54), y + 36)
    y = _table(paper, words, y=y + 6, rules="grid", foot=_bank_line)
    y = _breakdown(paper, words, y + 8)
    _close(paper, words, y - 2, foot=_bank_line)


def _breakdown(paper: Paper, words: Words, y: float) -> float:
    heads = (f"{words['rate']}", words["subtotal"], words["tax"])
    widths = (20.0, 34.0, 28.0)
    rows = [
        (words.number(row.rate), words.money(row.base), words.money(row.tax)) for row in words.bill.tax_rows
    ]
    for number, row in enumerate((heads, *rows)):
        x = LEFT
        for text, width in zip(row, widths, strict=True):
            paper.box(x, y, width, 5.5, weight=0.3)
            paper.text(x + width - 1.5, y + 4, text, size=8, bold=number == 0, align="right")
            x += width
        y += 5.5
    return y


def sidebar(paper: Paper, words: Words) -> None:
    """A coloured band on the left with the facts, labels above values; the bill on the right."""
    bill, vendor = words.bill, words.bill.vendor
    paper.box(0, 0, 58, paper.height_mm, fill=Color(0.18, 0.22, 0.36))
    y = paper.block(8, 22, paper.wrap(vendor.name, 46, size=13, bold=True), size=13, bold=True, color=white)
    y = paper.block(8, y + 2, (*vendor.address, *contact_lines(words, vendor)), size=7.5, color=gray(0.9))
    y = draw_stacked(paper, 8, y + 10, header_pairs(words), size=10, color=white)
    paper.block(8, 262, bank_lines(words, vendor), size=7, color=white)
    paper.text(68, 24, words.title, size=24)
    if bill.buyer:
        paper.text(68, 38, words["bill_to"], size=8, color=gray(0.4))
        paper.block(68, 43.5, party_lines(bill.buyer), size=9.5)
    style = Style(columns=columns_for(bill, width=130), rules="head", size=8)
    y = Table(paper, words, style, x=68).draw(74, bottom=BOTTOM, turn=lambda: 20.0)
    y = draw_sums(paper, words, y + 8, x=128, right=198)
    draw_notes(paper, words, y + 6, x=68, width=128, size=8)


def receipt(paper: Paper, words: Words) -> None:
    """A till roll: narrow, monospaced, one or two lines per article."""
    bill, vendor, middle, right = words.bill, words.bill.vendor, paper.width_mm / 2, paper.width_mm - 5
    y = paper.block(middle, 10, paper.wrap(vendor.name, 68, size=11), size=11, bold=True, align="center")
    y = paper.block(middle, y, (*vendor.address, *contact_lines(words, vendor)), size=7.5, align="center")
    y = paper.block(middle, y + 3, (words.title.upper(),), size=9, bold=True, align="center")
    for label, value in header_pairs(words):
        paper.text(5, y, label, size=7.5)
        paper.text(right, y, value, size=7.5, align="right")
        y += 3.6
    y += 3
    for item in bill.lines:
        paper.text(5, y, item.description, size=8)
        paper.text(right, y, words.money(bill.amount_of(item)), size=8, align="right")
        y += 3.6
        if item.quantity != 1:
            paper.text(8, y, f"{words.number(item.quantity)} x {words.price(item.price)}", size=7.5)
            y += 3.8
    y = draw_sums(paper, words, y + 4, x=5, right=right, size=8.5)
    draw_notes(paper, words, y + 4, x=5, width=paper.width_mm - 10, size=7)


def dense(paper: Paper, words: Words) -> None:
    """A utility's bill: small letters, the sum in a box on top, readings and rates in sections below."""
    bill, vendor = words.bill, words.bill.vendor
    paper.text(LEFT, 20, vendor.name, size=14, bold=True, color=Color(0.0, 0.4, 0.5))
    paper.block(RIGHT, 16, (*vendor.address, *contact_lines(words, vendor)), size=7, align="right")
    if bill.buyer:
        paper.block(LEFT, 44, party_lines(bill.buyer), size=9)
    draw_pairs(paper, 108, 44, header_pairs(words), value_x=150, size=7.5)
    paper.text(LEFT, 82, f"{words.title} {bill.number}", size=11, bold=True)
    paper.box(LEFT, 86, RIGHT - LEFT, 11, fill=Color(0.88, 0.95, 0.96))
    label, due = words["due_amount"], words.payable(bill.due_amount)
    paper.text(LEFT + 3, 93, label, size=10, bold=True)
    paper.text(RIGHT - 3, 93, due, size=12, bold=True, align="right")
    style = Style(columns=columns_for(bill, width=RIGHT - LEFT), rules="head", size=7, row_gap=1.0)
    y = Table(paper, words, style, x=LEFT).draw(102, bottom=BOTTOM, turn=lambda: 20.0)
    y = draw_sums(paper, words, y + 6, x=112, right=RIGHT, size=8)
    draw_notes(paper, words, y + 4, x=LEFT, width=RIGHT - LEFT, size=7)
    _three_columns(paper, words)


def _table(
    paper: Paper,
    words: Words,
    *,
    y: float,
    rules: Rules,
    foot: Layout,
    position: bool = False,
) -> float:
    style = Style(columns=columns_for(words.bill, width=RIGHT - LEFT, position=position), rules=rules)

    def turn() -> float:
        foot(paper, words)
        paper.turn()
        paper.text(LEFT, 18, f"{words.bill.vendor.name} - {words.title} {words.bill.number}", size=8)
        return 24.0

    bottom = min(BOTTOM, paper.height_mm - 39)
    y = Table(paper, words, style, x=LEFT).draw(y, bottom=bottom, turn=turn)
    return turn() if y + SUMS_HEIGHT > bottom else y


def _close(paper: Paper, words: Words, y: float, *, foot: Layout, rules: bool = True) -> None:
    y = draw_sums(paper, words, y + 8, x=116, right=RIGHT - 1.2, rules=rules)
    draw_notes(paper, words, y + 6, x=LEFT, width=RIGHT - LEFT)
    foot(paper, words)


def _three_columns(paper: Paper, words: Words) -> None:
    vendor: Party = words.bill.vendor
    top = paper.height_mm - 24
    paper.rule(LEFT, top - 4, RIGHT, weight=0.3, color=gray(0.5))
    paper.block(LEFT, top, party_lines(vendor), size=7, color=gray(0.3))
    paper.block(76, top, contact_lines(words, vendor), size=7, color=gray(0.3))
    paper.block(130, top, bank_lines(words, vendor), size=7, color=gray(0.3))
    paper.text(RIGHT, paper.height_mm - 8, f"{words['page']} {paper.page_count}", size=7, align="right")


def _bank_line(paper: Paper, words: Words) -> None:
    top = paper.height_mm - 20
    for offset, line in enumerate(bank_lines(words, words.bill.vendor)):
        paper.text(LEFT, top + 4 * offset, line, size=8)
    paper.text(RIGHT, paper.height_mm - 8, f"{words['page']} {paper.page_count}", size=7.5, align="right")
