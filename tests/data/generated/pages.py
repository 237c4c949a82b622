"""Invoices drawn: a letterhead, two parties, facts, a table over as many pages as it takes, sums, a foot."""

from decimal import Decimal
from random import Random
from typing import Any

from tests.data.generated.facts import Party, invent
from tests.data.generated.styles import Style, cast
from tests.data.generated.wordings import wordings
from tests.data.samples.generator.paper import Align, Paper, gray

LEFT, RIGHT, BOTTOM = 20.0, 192.0, 248.0
"""Edges of the text on A4, in millimetres."""

_WIDTHS = {"position": 10, "code": 20, "quantity": 18, "price": 24, "discount": 18, "rate": 18, "amount": 28}
_NAMED_CURRENCY = {"en": "All amounts in {}", "de": "Alle Beträge in {}", "fr": "Montants en {}"}


def documents(seed: int, count: int) -> list[tuple[bytes, dict[str, Any]]]:
    """Return so many invoices as PDFs, each with its truth: the same for the same seed."""
    languages = list(wordings())
    found = []
    for place in range(count):
        random = Random(f"{seed}/{place}")
        facts = invent(random, languages[place % len(languages)])
        found.append(_draw(cast(random, facts)))
    return found


def _draw(style: Style) -> tuple[bytes, dict[str, Any]]:
    sheet = _Sheet(style)
    sheet.draw()
    facts = style.facts
    truth = facts.truth() | {"style": f"{facts.language} {style.letterhead} {style.header} {style.sums}"}
    truth["due_date"] = facts.due.isoformat() if style.shown_due else None
    truth["order_number"] = facts.order if style.shown_order else None
    if facts.inclusive:
        # Only the tax inside is printed.
        del truth["subtotal"]
    return sheet.paper.finish(), truth


class _Sheet:
    def __init__(self, style: Style) -> None:
        self.style, self.facts = style, style.facts
        self.paper = Paper(family=style.family, title="Invoice")
        self._pages = 1 + (len(self.facts.items) > 20)

    def draw(self) -> None:
        y = self._letterhead()
        y = self._parties(y)
        y = self._header(y + 4)
        y = self._table(y + 6)
        y = self._sums(y + 6)
        if self.style.paid_by:
            self._text(LEFT, y + 6, self._pay())
        self._foot()

    def _text(
        self, x: float, y: float, text: str, *, grow: float = 0, bold: bool = False, align: Align = "left"
    ) -> None:
        self.paper.text(x, y, text, size=self.style.size + grow, bold=bold, align=align)

    def _step(self) -> float:
        return self.paper.leading_mm(self.style.size)

    def _letterhead(self) -> float:
        vendor, style = self.facts.vendor, self.style
        lines = (*vendor.address, *self._contact(vendor))
        match style.letterhead:
            case "left" | "right" | "center":
                x = {"left": LEFT, "right": RIGHT, "center": 105.0}[style.letterhead]
                align: Align = style.letterhead  # type: ignore[assignment]
                self._text(x, 20, vendor.name, grow=6, bold=True, align=align)
                return self.paper.block(x, 26, lines, size=style.size - 0.5, align=align)
            case "small":
                self._text(LEFT, 20, vendor.name)
                return self.paper.block(LEFT, 20 + self._step(), lines, size=style.size)
            case "window":
                parts = (vendor.name, *vendor.address)
                self.paper.text(LEFT, 45, " \u00b7 ".join(parts), size=6.5, color=gray(0.3))
                return 46
            case "footer":
                self._text(RIGHT, 20, style["title"].upper(), grow=8, align="right")
                return 32
        return 20

    def _contact(self, party: Party) -> tuple[str, ...]:
        lines = [f"info@{party.domain}", f"www.{party.domain}"]
        if self.style.letterhead not in {"footer", "window"}:
            lines.append(f"{self.style['tax_id']}{self.style.colon or ':'} {party.tax_id}")
        return tuple(lines)

    def _parties(self, y: float) -> float:
        style, facts = self.style, self.facts
        y = max(y + 6, 50)
        if style.letterhead == "pair":
            tax = (f"{style['tax_id']}: {facts.vendor.tax_id}",)
            end = self._party(LEFT, y, facts.vendor, label=style["vendor"], more=tax)
            return max(end, self._party(112, y, facts.buyer, label=style["buyer"], more=self._buyer_tax()))
        x = 112.0 if style.buyer_right else LEFT
        label = style["buyer"] if style.buyer_named else None
        end = self._party(x, y, facts.buyer, label=label, more=self._buyer_tax())
        if style.shipped and not style.buyer_right and style.header in {"row", "sentence"}:
            self._party(112, y, facts.buyer, label=style["ship"], more=())
        self._beside = None
        if style.header in {"pairs", "stacked"}:
            self._beside = (LEFT if style.buyer_right else 118.0, y)
        return end

    _beside: tuple[float, float] | None = None

    def _buyer_tax(self) -> tuple[str, ...]:
        if not self.style.buyer_taxed:
            return ()
        return (f"{self.style['tax_id']}: {self.facts.buyer.tax_id}",)

    def _party(self, x: float, y: float, party: Party, *, label: str | None, more: tuple[str, ...]) -> float:
        if label:
            self._text(x, y, label + self.style.colon, bold=True)
            y += self._step()
        return self.paper.block(x, y, (party.name, *party.address, *more), size=self.style.size)

    def _pairs(self) -> list[tuple[str, str]]:
        style, facts = self.style, self.facts
        pairs = [(style["number"], facts.number), (style["date"], style.day(facts.day))]
        if style.shown_due:
            pairs.append((style["due"], style.day(facts.due)))
        if style.shown_customer:
            pairs.insert(len(facts.number) % 2 * 2, (style["customer"], facts.customer))
        if style.shown_order:
            pairs.append((style["order"], facts.order))
        if style.shown_delivered:
            pairs.append((style["delivered"], style.day(facts.day)))
        return pairs

    def _header(self, y: float) -> float:
        style, pairs = self.style, self._pairs()
        if self._beside is not None:
            x, top = self._beside
            end = self._facts(x, top, pairs)
            y = max(y, end) + 6
            self._text(LEFT, y, style["title"], grow=5, bold=True)
            return y + 2
        if style.header == "sentence" and style["title"] != "INVOICE":
            (_, number), *rest = [pair for pair in pairs if pair[0] == style["number"]] + [
                pair for pair in pairs if pair[0] != style["number"]
            ]
            y += 4
            self._text(LEFT, y, f"{style['title']} {number}", grow=5, bold=True)
            return self._facts(LEFT, y + 7, rest)
        if style.letterhead != "footer":
            y += 4
            self._text(LEFT, y, style["title"], grow=5, bold=True)
            y += 7
        if style.header == "row" or style.letterhead == "pair":
            width = (RIGHT - LEFT) / len(pairs)
            for place, (label, value) in enumerate(pairs):
                self._text(LEFT + place * width, y, label, grow=-1.5)
                self._text(LEFT + place * width, y + self._step(), value)
            return y + 2 * self._step()
        return self._facts(LEFT, y, pairs)

    def _facts(self, x: float, y: float, pairs: list[tuple[str, str]]) -> float:
        style = self.style
        for label, value in pairs:
            if style.header == "stacked":
                self._text(x, y, label, grow=-1.5)
                self._text(x, y + self._step(), value, bold=True)
                y += 2.4 * self._step()
            else:
                self._text(x, y, label + style.colon)
                self._text(x + 42, y, value)
                y += 1.15 * self._step()
        return y

    def _table(self, y: float) -> float:
        style = self.style
        fixed = sum(_WIDTHS.get(column, 0) for column in style.columns)
        widths = [_WIDTHS.get(column, RIGHT - LEFT - fixed) for column in style.columns]
        y = self._table_head(y, widths)
        running = Decimal(0)
        for place, item in enumerate(self.facts.items, start=1):
            cells = self._cells(place, widths)
            height = max(map(len, cells)) * self._step() + style.spread
            if y + height > BOTTOM:
                y = self._turn(y, widths, running)
            if style.rules == "zebra" and place % 2:
                self.paper.box(LEFT, y, RIGHT - LEFT, height, fill=gray(0.94))
            self._row(y, widths, cells)
            y += height
            running += item.amount
            if style.rules in {"rows", "grid"}:
                self.paper.rule(LEFT, y, RIGHT, weight=0.2)
        return y

    def _table_head(self, y: float, widths: list[float]) -> float:
        style = self.style
        names = {column: style[column] if column != "position" else "#" for column in style.columns}
        if self.facts.inclusive:
            names["amount"] = style["gross_amount"]
        cells = [
            self.paper.wrap(names[column], width - 1, size=style.size, bold=True)
            for column, width in zip(style.columns, widths, strict=True)
        ]
        self._row(y, widths, cells, bold=True)
        y += max(map(len, cells)) * self._step() + style.spread
        if style.rules != "none":
            self.paper.rule(LEFT, y, RIGHT)
        return y

    def _cells(self, place: int, widths: list[float]) -> list[tuple[str, ...]]:
        style, item = self.style, self.facts.items[place - 1]
        width = widths[style.columns.index("description")]
        described = self.paper.wrap(item.description, width - 2, size=style.size)
        texts = {
            "position": str(place),
            "code": item.code,
            "quantity": style.number(item.quantity),
            "price": style.number(item.price, 2),
            "discount": f"{item.discount} %" if item.discount else "",
            "rate": f"{style.number(item.rate)} %",
            "amount": style.money(item.amount, marked=style.in_table),
        }
        return [described if column == "description" else (texts[column],) for column in style.columns]

    def _row(
        self, y: float, widths: list[float], cells: list[tuple[str, ...]], *, bold: bool = False
    ) -> None:
        x, baseline = LEFT, y + 0.8 * self._step() + self.style.spread / 2
        for column, width, lines in zip(self.style.columns, widths, cells, strict=True):
            right = column in {"quantity", "price", "discount", "rate", "amount"}
            self.paper.block(
                x + width - 1 if right else x + 1,
                baseline,
                lines,
                size=self.style.size,
                bold=bold,
                align="right" if right else "left",
            )
            x += width

    def _turn(self, y: float, widths: list[float], running: Decimal) -> float:
        style = self.style
        if style.carried:
            self._sum(y + self._step(), style["carried"], style.number(running, 2), x=120)
        self._foot()
        self.paper.turn()
        y = self._table_head(20, widths)
        if style.carried:
            self._sum(y + self._step(), style["brought"], style.number(running, 2), x=120)
            y += 1.5 * self._step()
        return y

    def _sum_rows(self) -> list[tuple[str, str]]:
        style, facts = self.style, self.facts
        rows: list[tuple[str, str]] = []
        lines = sum((item.amount for item in facts.items), Decimal(0))
        if facts.inclusive:
            rows.append((style["total"], style.money(facts.total)))
            rows.extend(
                (f"{style['included']} {style.number(rate)} %", style.money(tax))
                for rate, _, tax in facts.taxes
            )
            return rows
        if facts.allowance or facts.charge:
            adjusted = [("allowance", -facts.allowance), ("charge", facts.charge)]
            rows.extend((style[key], style.money(amount)) for key, amount in adjusted if amount)
            if lines == facts.subtotal:
                rows.clear()
        rows.append((style["subtotal"], style.money(facts.subtotal)))
        for rate, base, tax in facts.taxes:
            on = f" ({style.number(base, 2)})" if len(facts.taxes) > 1 and style.spread > 2 else ""
            rows.append((f"{style['tax']} {style.number(rate)} %{on}", style.money(tax)))
        rows.append((style["total"], style.money(facts.total)))
        if facts.paid:
            rows.append((style["paid"], style.money(-facts.paid)))
            rows.append((style["due_amount"], style.money(facts.total - facts.paid)))
        return rows

    def _sums(self, y: float) -> float:
        style, facts = self.style, self.facts
        rows = self._sum_rows()
        if y + (len(rows) + 4) * 1.3 * self._step() > BOTTOM:
            self._foot()
            self.paper.turn()
            y = 30
        if style.sums == "row" and not facts.inclusive and not facts.paid and len(facts.taxes) == 1:
            told = [("subtotal", facts.subtotal), ("tax", facts.tax), ("total", facts.total)]
            for place, (key, amount) in enumerate(told):
                right = RIGHT - 40 * (2 - place)
                self._text(right, y, style[key], align="right", bold=True)
                self._text(right, y + 1.3 * self._step(), style.money(amount), align="right")
            return y + 3 * self._step()
        if style.sums == "breakdown" and not facts.inclusive:
            y = self._breakdown(y)
        x = LEFT if style.sums == "wide" else 120.0
        for label, amount in rows:
            y += 1.3 * self._step()
            self._sum(y, label, amount, x=x)
        if not style.symbol:
            told_in = _NAMED_CURRENCY.get(facts.language, "{}").format(facts.currency)
            self._text(LEFT, y + 2 * self._step(), told_in)
            y += 2 * self._step()
        return y

    def _sum(self, y: float, label: str, amount: str, *, x: float) -> None:
        self._text(x, y, label + (self.style.colon if x > LEFT else ""))
        self._text(RIGHT, y, amount, align="right")

    def _breakdown(self, y: float) -> float:
        style = self.style
        heads = (style["rate"], style["subtotal"], style["tax"])
        rows = [
            (f"{style.number(rate)} %", style.number(base, 2), style.number(tax, 2))
            for rate, base, tax in self.facts.taxes
        ]
        for row in (heads, *rows):
            for place, text in enumerate(row):
                self._text(LEFT + 20 + 34 * place, y, text, align="right")
            y += 1.2 * self._step()
        return y

    def _pay(self) -> str:
        facts, style = self.facts, self.style
        told = style["pay"].format(
            total=style.money(facts.total - facts.paid), due=style.day(facts.due), number=facts.number
        )
        # Without a due date among the facts none is promised here either.
        return told if style.shown_due or style.day(facts.due) not in told else ""

    def _foot(self) -> None:
        facts, style, vendor = self.facts, self.style, self.facts.vendor
        size = style.size - 2
        y = 272.0
        if style.letterhead in {"footer", "window"}:
            self.paper.block(LEFT, y, (vendor.name, *vendor.address), size=size)
            self.paper.block(
                80, y, (f"info@{vendor.domain}", f"{style['tax_id']}: {vendor.tax_id}"), size=size
            )
        elif style.spread > 1:
            self.paper.text(105, y, f"{vendor.name}, {', '.join(vendor.address)}", size=size, align="center")
            y += 4
        if facts.account:
            spaced = " ".join(facts.account[start : start + 4] for start in range(0, len(facts.account), 4))
            self.paper.text(
                138 if style.letterhead in {"footer", "window"} else LEFT, y, f"IBAN: {spaced}", size=size
            )
        if style.numbered:
            page = style["page"].format(n=self.paper.page_count, m=self._pages)
            self.paper.text(RIGHT, 288, page, size=size, align="right")
