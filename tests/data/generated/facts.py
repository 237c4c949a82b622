"""Invented invoices: who, what and how much, drawn from a seeded generator."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from tests.data.generated.wordings import wordings
from tests.data.samples.generator.identifiers import iban

CENT = Decimal("0.01")

COUNTRIES: dict[str, str] = {
    "en": "GB IE US",
    "de": "DE AT CH",
    "fr": "FR BE",
    "es": "ES",
    "it": "IT",
    "nl": "NL BE",
    "pt": "PT",
    "pl": "PL",
    "da": "DK",
    "sv": "SE",
    "nb": "NO",
    "fi": "FI",
}
"""Where a language's vendors live."""

_CURRENCIES = {"GB": "GBP", "US": "USD", "CH": "CHF", "PL": "PLN", "DK": "DKK", "SE": "SEK", "NO": "NOK"}
_RATES = {
    "GB": "20 5 0",
    "IE": "23 13.5",
    "US": "8.25",
    "DE": "19 7",
    "AT": "20 10",
    "CH": "8.1 2.6",
    "FR": "20 5.5 10",
    "BE": "21 6 12",
    "ES": "21 10 4",
    "IT": "22 10 4",
    "NL": "21 9",
    "PT": "23 13 6",
    "PL": "23 8 5",
    "DK": "25",
    "SE": "25 12 6",
    "NO": "25 15 12",
    "FI": "25.5 14 10",
}
_FORMS = {
    "GB": "Ltd|Limited|plc||LLP",
    "IE": "Ltd|DAC|",
    "US": "Inc.|LLC|Corp.|",
    "DE": "GmbH|GmbH & Co. KG|AG||e.K.|UG (haftungsbeschränkt)",
    "AT": "GmbH|KG||e.U.",
    "CH": "AG|GmbH|Sàrl",
    "FR": "SARL|SAS|S.A.|",
    "BE": "BV|NV|SRL",
    "ES": "S.L.|S.A.|SLU|",
    "IT": "S.r.l.|S.p.A.|s.n.c.|",
    "NL": "B.V.|BV|VOF|",
    "PT": "Lda.|Lda|S.A.",
    "PL": "Sp. z o.o.|S.A.|",
    "DK": "ApS|A/S|",
    "SE": "AB|HB|",
    "NO": "AS|",
    "FI": "Oy|Oyj|Ky",
}
_ADDRESSES = {
    "GB": "14 Mill Lane;Leeds LS1 4AP",
    "IE": "7 Harbour Road;Cork T12 X8N6",
    "US": "410 Cedar Street, Suite 12;Denver, CO 80203",
    "DE": "Lindenstraße 12;04109 Leipzig",
    "AT": "Ringgasse 5;1010 Wien",
    "CH": "Bahnhofweg 3;8004 Zürich",
    "FR": "18 rue des Tilleuls;69003 Lyon",
    "BE": "Kerkstraat 21;9000 Gent",
    "ES": "Calle Mayor 44;28013 Madrid",
    "IT": "Via Garibaldi 9;20121 Milano (MI)",
    "NL": "Dorpsstraat 33;3511 AB Utrecht",
    "PT": "Rua das Flores 8;1200-195 Lisboa",
    "PL": "ul. Polna 17;00-625 Warszawa",
    "DK": "Havnegade 6;8000 Aarhus C",
    "SE": "Storgatan 25;411 38 Göteborg",
    "NO": "Fjordveien 4;5003 Bergen",
    "FI": "Mannerheimintie 10;00100 Helsinki",
}
_NAMES = (
    "Northgate Velmora Hallbrook Tessarin Quillford Ostwald Brevanto Lumitec Harcote Sandviken Morelli "
    "Kestrel Falkenried Montclar Arbolada Zandvoort Pinheiral Jaworska Solbakken Kivilahti Greyfield "
    "Altamira Rossdorf"
).split()
_PEOPLE = {
    "en": "Helen Marsh",
    "de": "Jürgen Pohl",
    "fr": "Claire Vasseur",
    "es": "Marta Ibáñez",
    "it": "Luca Ferrante",
    "nl": "Sanne de Wit",
    "pt": "Rui Tavares",
    "pl": "Anna Zielińska",
    "da": "Mette Krogh",
    "sv": "Erik Lindqvist",
    "nb": "Ingrid Solheim",
    "fi": "Matti Korhonen",
}
_BANK_LENGTHS = {
    "GB": 18,
    "IE": 18,
    "DE": 18,
    "AT": 16,
    "CH": 17,
    "FR": 23,
    "BE": 12,
    "ES": 20,
    "IT": 23,
    "NL": 14,
    "PT": 21,
    "PL": 24,
    "DK": 14,
    "SE": 20,
    "NO": 11,
    "FI": 14,
}


@dataclass(frozen=True)
class Party:
    """A company or person that does not exist."""

    name: str
    address: tuple[str, ...]
    country: str
    tax_id: str
    """As printed."""
    domain: str


@dataclass(frozen=True)
class Item:
    """One line."""

    description: str
    code: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    """In percent; mostly 0."""
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity times price less the discount."""
        return (self.quantity * self.price * (100 - self.discount) / 100).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One invoice; what a page shows of it is the layout's choice."""

    language: str
    vendor: Party
    buyer: Party
    number: str
    day: date
    due: date
    order: str
    customer: str
    items: tuple[Item, ...]
    inclusive: bool
    """Prices have tax in them."""
    allowance: Decimal
    charge: Decimal
    paid: Decimal
    currency: str
    account: str | None
    taxes: tuple[tuple[Decimal, Decimal, Decimal], ...]
    """Rate, base and tax."""

    @property
    def subtotal(self) -> Decimal:
        """Without tax."""
        return sum((base for _, base, _ in self.taxes), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Of all rates."""
        return sum((tax for _, _, tax in self.taxes), Decimal(0))

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.subtotal + self.tax

    def truth(self) -> dict[str, Any]:
        """Return what a reader should find, whatever the layout."""
        return {
            "vendor_name": self.vendor.name,
            "vendor_tax_id": self.vendor.tax_id,
            "buyer_name": self.buyer.name,
            "invoice_number": self.number,
            "invoice_date": self.day.isoformat(),
            "currency": self.currency,
            "subtotal": str(self.subtotal),
            "tax_total": str(self.tax),
            "total": str(self.total),
            "line_items": [
                {"description": item.description, "amount": str(item.amount)} for item in self.items
            ],
        }


def invent(random: Random, language: str) -> Facts:
    """Return an invoice in this language."""
    country = random.choice(COUNTRIES[language].split())
    vendor = _party(random, language, country, person=random.random() < 0.12)
    buyer = _party(random, language, country, person=random.random() < 0.15)
    while buyer.domain == vendor.domain:
        buyer = _party(random, language, country, person=False)
    rates = [Decimal(rate) for rate in _RATES[country].split()]
    rates = rates if random.random() < 0.35 else rates[:1]
    inclusive = random.random() < 0.12
    items = _items(random, language, rates)
    plain = not inclusive
    allowance = _round(random, 5, 40) if plain and random.random() < 0.12 else Decimal(0)
    charge = _round(random, 4, 30) if plain and random.random() < 0.15 else Decimal(0)
    if sum(item.amount for item in items) <= allowance:
        allowance = Decimal(0)
    taxes = _taxes(items, inclusive=inclusive, added=charge - allowance)
    total = sum((base + tax for _, base, tax in taxes), Decimal(0))
    day = date(2026, 1, 1) + timedelta(days=random.randrange(330))
    return Facts(
        language=language,
        vendor=vendor,
        buyer=buyer,
        number=_number(random, day),
        day=day,
        due=day + timedelta(days=random.choice((7, 14, 30, 45))),
        order=f"{random.choice(('PO-', 'B', '45000', ''))}{random.randrange(10000, 99999)}",
        customer=f"{random.choice(('K-', '', 'C'))}{random.randrange(1000, 99999)}",
        items=items,
        inclusive=inclusive,
        allowance=allowance,
        charge=charge,
        paid=(total / 4).quantize(CENT) if random.random() < 0.1 else Decimal(0),
        currency=_CURRENCIES.get(country, "EUR"),
        account=_account(random, country),
        taxes=taxes,
    )


def _party(random: Random, language: str, country: str, *, person: bool) -> Party:
    stem = random.choice(_NAMES)
    form = random.choice(_FORMS[country].split("|"))
    trade = random.choice(("", random.choice(wordings()[language]["trades"])))
    name = " ".join(part for part in (stem, trade, form) if part)
    if person:
        name = f"{_PEOPLE[language].split(maxsplit=1)[0]} {stem}"
    street, town = _ADDRESSES[country].split(";")
    street = street.replace(*random.choice((("1", "2"), ("4", "7"), ("3", "8"), ("9", "5"))))
    domain = f"{stem.lower()}.{'com' if country == 'US' else country.lower()}"
    return Party(name, (street, town), country, _tax_id(random, country), domain)


def _digits(random: Random, count: int) -> str:
    return str(random.randrange(1, 10)) + "".join(str(random.randrange(10)) for _ in range(count - 1))


def _tax_id(random: Random, country: str) -> str:
    """Return an identifier of the right form; several countries leave theirs off at home."""
    one = _digits(random, 11)
    forms = {
        "GB": (f"GB{one[:9]}", f"GB {one[:3]} {one[3:7]} {one[7:9]}"),
        "IE": (f"IE{one[:7]}W",),
        "US": (f"{one[:2]}-{one[2:9]}",),
        "DE": (f"DE{one[:9]}", f"DE {one[:3]} {one[3:6]} {one[6:9]}"),
        "AT": (f"ATU{one[:8]}",),
        "CH": (f"CHE-{one[:3]}.{one[3:6]}.{one[6:9]} MWST",),
        "FR": (f"FR{one}", f"FR {one[:2]} {one[2:]}"),
        "BE": (f"BE0{one[:9]}", f"BE 0{one[:3]}.{one[3:6]}.{one[6:9]}"),
        "ES": (f"B{one[:8]}", f"ESB{one[:8]}", f"B-{one[:8]}"),
        "IT": (one, f"IT{one}"),
        "NL": (f"NL{one[:9]}B01", f"NL {one[:4]}.{one[4:6]}.{one[6:9]}.B01"),
        "PT": (f"5{one[:8]}", f"PT5{one[:8]}"),
        "PL": (f"{one[:3]}-{one[3:6]}-{one[6:8]}-{one[8:10]}", f"PL{one[:10]}", one[:10]),
        "DK": (one[:8], f"DK{one[:8]}"),
        "SE": (f"SE{one[:10]}01",),
        "NO": (f"{one[:3]} {one[3:6]} {one[6:9]}", f"NO{one[:9]}MVA"),
        "FI": (f"FI{one[:8]}", f"{one[:7]}-{one[7]}"),
    }
    return random.choice(forms[country])


def _account(random: Random, country: str) -> str | None:
    length = _BANK_LENGTHS.get(country)
    if length is None:
        return None
    letters = {"GB": "NWBK", "IE": "AIBK", "NL": "ABNA"}.get(country, "X" if country == "IT" else "")
    return iban(country, letters + _digits(random, length - len(letters)))


def _number(random: Random, day: date) -> str:
    one = random.randrange(1, 9999)
    return random.choice(
        (
            f"{day.year}-{one:04d}",
            f"INV-{one:05d}",
            f"{one + 10000}",
            f"RE{day.year}{one:05d}",
            f"{day.year}/{one}",
            f"FV/{one}/{day.month:02d}/{day.year}",
            f"F-{day.year % 100}-{one:04d}",
            f"{one:06d}",
            f"A{one:05d}",
            f"{day.year}{day.month:02d}{one:04d}",
        )
    )


def _items(random: Random, language: str, rates: list[Decimal]) -> tuple[Item, ...]:
    goods = wordings()[language]["goods"]
    count = random.choice((1, 2, 2, 3, 3, 4, 5, 7, 10, 45))
    discounted = random.random() < 0.12
    return tuple(
        Item(
            description=goods[(place + random.randrange(2)) % len(goods)],
            code=f"{random.choice('ABKX')}{random.randrange(100, 9999)}",
            quantity=Decimal(random.choice(("1", "1", "2", "3", "5", "12", "2.5", "0.75", "40"))),
            price=_round(random, 3, random.choice((30, 200, 2500))),
            discount=Decimal(random.choice((5, 10))) if discounted and random.random() < 0.5 else Decimal(0),
            rate=random.choice(rates),
        )
        for place in range(count)
    )


def _round(random: Random, low: int, high: int) -> Decimal:
    return Decimal(random.randrange(low * 100, high * 100)) / 100


def _taxes(
    items: tuple[Item, ...], *, inclusive: bool, added: Decimal
) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    rows = []
    for rate in sorted({item.rate for item in items}, reverse=True):
        amount = sum((item.amount for item in items if item.rate == rate), Decimal(0))
        if rate == items[0].rate:
            amount += added
        if inclusive:
            tax = (amount * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
            rows.append((rate, amount - tax, tax))
        else:
            rows.append((rate, amount, (amount * rate / 100).quantize(CENT, ROUND_HALF_UP)))
    return tuple(rows)
