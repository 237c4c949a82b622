"""How one invoice looks: every choice drawn once, so that a page is of one cast."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from tests.data.generated.facts import Facts
from tests.data.generated.wordings import wordings

_GROUPS = {
    "en": ",",
    "de": ".",
    "fr": " ",
    "es": ".",
    "it": ".",
    "nl": ".",
    "pt": ".",
    "pl": " ",
    "da": ".",
    "sv": " ",
    "nb": " ",
    "fi": " ",
}
_DATES = {
    "en": ("{d} {month} {y}", "{d:02}/{m:02}/{y}", "{y}-{m:02}-{d:02}", "{d:02}-{short}-{y}"),
    "US": ("{month} {d}, {y}", "{m:02}/{d:02}/{y}", "{short} {d}, {y}"),
    "de": ("{d:02}.{m:02}.{y}", "{d}. {month} {y}", "{d:02}.{m:02}.{yy:02}"),
    "nl": ("{d:02}-{m:02}-{y}", "{d} {month} {y}", "{d:02}/{m:02}/{y}"),
    "sv": ("{y}-{m:02}-{d:02}", "{d} {month} {y}"),
    "fi": ("{d}.{m}.{y}", "{d:02}.{m:02}.{y}"),
    "da": ("{d:02}-{m:02}-{y}", "{d:02}.{m:02}.{y}", "{d}. {month} {y}"),
    "nb": ("{d:02}.{m:02}.{y}", "{d}. {month} {y}"),
    "pl": ("{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{d} {month} {y}"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
_SYMBOLS = {
    "EUR": "€",
    "GBP": "£",
    "USD": "$",
    "CHF": "CHF",
    "PLN": "zł",
    "DKK": "kr.",
    "SEK": "kr",
    "NOK": "kr",
}
_ANYWHERE = ("{d:02}/{m:02}/{y}", "{d} {month} {y}", "{d:02}-{m:02}-{y}")


@dataclass(frozen=True, kw_only=True)
class Style:
    """One cast: wordings, marks of numbers and dates, where the parts stand."""

    facts: Facts
    words: dict[str, str]
    grouping: str
    point: str
    date_form: str
    symbol: str
    """Beside sums; empty where only a line of text names the currency."""
    symbol_leads: bool
    in_table: bool
    """Amounts of lines carry the symbol too."""
    colon: str
    family: str
    size: float
    letterhead: str
    buyer_named: bool
    """The buyer's block has a label."""
    buyer_right: bool
    buyer_taxed: bool
    """Its tax identifier is printed."""
    shipped: bool
    header: str
    columns: tuple[str, ...]
    rules: str
    spread: float
    """Room between two lines of the table, in millimetres."""
    coded: bool
    """An article's number on a line of its own under the description."""
    sums: str
    shown_order: bool
    shown_due: bool
    shown_customer: bool
    shown_delivered: bool
    numbered: bool
    """Pages carry their number."""
    paid_by: bool
    """A sentence repeats total, due date and number."""
    carried: bool

    def __getitem__(self, key: str) -> str:
        """Return how this cast calls a part."""
        return self.words[key]

    def number(self, value: Decimal, places: int | None = None) -> str:
        """Return a number as printed, with two decimals or, for quantities, those it has."""
        text = f"{value:,.{places}f}" if places is not None else f"{value.normalize():,f}"
        return text.replace(",", "\0").replace(".", self.point).replace("\0", self.grouping)

    def money(self, value: Decimal, *, marked: bool = True) -> str:
        """Return an amount, with its symbol where this cast puts one."""
        text = self.number(value, 2)
        if not marked or not self.symbol:
            return text
        tight = self.symbol in "€£$" and self.symbol_leads
        return f"{self.symbol}{'' if tight else ' '}{text}" if self.symbol_leads else f"{text} {self.symbol}"

    def day(self, value: date) -> str:
        """Return a date as printed."""
        months = _MONTHS.get(self.facts.language, _MONTHS["en"]).split()
        month = months[value.month - 1]
        return self.date_form.format(
            d=value.day, m=value.month, y=value.year, yy=value.year % 100, month=month, short=month[:3]
        )


def cast(random: Random, facts: Facts) -> Style:
    """Return a cast for an invoice."""
    language, country = facts.language, facts.vendor.country
    words = {key: random.choice(told) for key, told in wordings()[language].items()}
    comma = language != "en" and country != "CH"
    grouping = "'" if country == "CH" else random.choice((_GROUPS[language], _GROUPS[language], ""))
    forms = _DATES.get("US" if country == "US" else language, _ANYWHERE)
    plain = language != "pl"
    code = random.random() < 0.4
    symbol = random.choice((facts.currency, _SYMBOLS[facts.currency], _SYMBOLS[facts.currency]))
    return Style(
        facts=facts,
        words=words,
        grouping=grouping,
        point="," if comma else ".",
        date_form=random.choice(forms),
        symbol=symbol if random.random() < 0.85 else "",
        symbol_leads=random.random() < (0.85 if language == "en" else 0.25),
        in_table=random.random() < 0.25,
        colon=random.choice((":", "", ":", " :")),
        family=random.choice(("Helvetica", "Times", "InvoiceSans", "Helvetica")) if plain else "InvoiceSans",
        size=random.choice((8, 8.5, 9, 10)),
        letterhead=random.choice(("left", "right", "center", "footer", "pair", "small", "window")),
        buyer_named=random.random() < 0.7,
        buyer_right=random.random() < 0.3,
        buyer_taxed=random.random() < 0.4,
        shipped=random.random() < 0.15,
        header=random.choice(("pairs", "pairs", "row", "stacked", "sentence")),
        columns=_columns(random, facts, coded=code),
        rules=random.choice(("none", "head", "rows", "grid", "zebra")),
        spread=random.choice((1.0, 1.6, 3.0)),
        coded=not code and random.random() < 0.15,
        sums=random.choice(("right", "right", "right", "wide", "row", "breakdown")),
        shown_order=random.random() < 0.4,
        shown_due=random.random() < 0.6,
        shown_customer=random.random() < 0.5,
        shown_delivered=random.random() < 0.3,
        numbered=random.random() < 0.6,
        paid_by=random.random() < 0.5,
        carried=random.random() < 0.4,
    )


def _columns(random: Random, facts: Facts, *, coded: bool) -> tuple[str, ...]:
    columns = ["description", "quantity", "price"]
    if random.random() < 0.2:
        columns = ["quantity", "description", "price"]
    if random.random() < 0.1:
        columns.remove("price")
    if coded:
        columns.insert(0, "code")
    if random.random() < 0.35:
        columns.insert(0, "position")
    if any(item.discount for item in facts.items):
        columns.append("discount")
    if random.random() < 0.45 or len(facts.taxes) > 1:
        columns.append("rate")
    return (*columns, "amount")
