"""A year of a tenant's invoices in the order they came in, each with the truth beside it."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from shared.domain.document import MailProvenance
from shared.domain.money import Currency
from shared.domain.reading import LineItem, Read, ReadInvoice, TaxLine
from tests.data.year import companies
from tests.data.year.companies import Company

YEAR = 2026
CENT = Decimal("0.01")

GOODS = {
    "office": ("Kopierpapier A4", "Toner schwarz", "Ordner breit", "Kugelschreiber blau"),
    "cloud": ("Managed server monthly fee", "Cloud storage 1 TB", "Backup service", "Domain renewal"),
    "telecom": ("Mobilfunk Grundgebühr", "Internetanschluss 250 Mbit", "SIP trunk", "Roaming"),
    "energy": ("Strom Arbeitspreis", "Gas Abschlag", "Netzentgelt", "Grundpreis Strom"),
    "cleaning": ("Unterhaltsreinigung", "Fensterreinigung", "Sanitärbedarf", "Grundreinigung"),
    "freight": ("Fracht Palette", "Express shipment", "Maut", "Paketversand"),
    "legal": ("Beratung Stunden", "Jahresabschluss", "Buchführung monatlich", "Vertragsprüfung"),
    "building": ("Zement 25 kg", "Dämmplatten", "Montage Stunden", "Kabel NYM-J"),
    "food": ("Mittagscatering", "Mineralwasser Kiste", "Kaffeebohnen 1 kg", "Obstkorb"),
    "vehicles": ("Leasingrate PKW", "Winterreifen", "Diesel", "Inspektion"),
    "marketing": ("Flyer Druck", "Anzeigenschaltung", "Messestand", "Website Gestaltung"),
    "hardware": ("Notebook 14 Zoll", "Monitor 27 Zoll", "Netzwerk Switch", "Dockingstation"),
}
ACCOUNTS = {
    "office": "6815",
    "cloud": "6810",
    "telecom": "6805",
    "energy": "6325",
    "cleaning": "6330",
    "freight": "6740",
    "legal": "6825",
    "building": "6335",
    "food": "6640",
    "vehicles": "6560",
    "marketing": "6600",
    "hardware": "6845",
}
"""Accounts by trade, after a German chart (SKR 04)."""

OCR_MISREADS = {"l": "1", "O": "0", "B": "8", "S": "5", "m": "rn", "e": "c", "i": "l", "ü": "u", "h": "b"}


@dataclass
class Bill:
    """One invoice that came in, and what is true of it."""

    vendor: int
    """Whose it is: the number of the vendor at its tenant."""
    read: ReadInvoice
    mail: MailProvenance | None
    is_first: bool
    accounts: tuple[str, ...]
    """Of each line."""
    tags: frozenset[str] = frozenset()


@dataclass
class _Vendor:
    number: int
    now: Company
    monthly: bool
    goods: tuple[str, ...]
    prices: dict[str, Decimal]
    next_number: int
    prefix: str
    account: str
    aside: dict[str, str] = field(default_factory=dict)
    """Goods that this client books somewhere else than the rest."""
    seen: int = 0


def year_of(seed, *, vendors=60):
    """Give a tenant's bills of a year, in order; the same seed gives the same year."""
    random = Random(seed)
    cast = _cast(random, vendors)
    due = sorted((day, vendor.number) for vendor in cast for day in _days(random, monthly=vendor.monthly))
    changing = {vendor.number: random.randint(60, 300) for vendor in random.sample(cast, vendors // 5)}
    for day, number in due:
        vendor = cast[number]
        if changing.get(number, 999) < day:
            change = random.choice((companies.moved, companies.moved, companies.renamed))
            vendor.now = change(random, vendor.now)
            del changing[number]
        yield _bill(random, vendor, date(YEAR, 1, 1) + timedelta(days=day))


def _cast(random, count):
    made = []
    for number in range(count):
        older = [each.now for each in made if each.now.iban]
        now = (
            companies.sister(random, random.choice(older))
            if older and random.random() < 0.12
            else companies.company(random)
        )
        goods = tuple(random.sample(GOODS[now.trade], random.randint(1, 3)))
        made.append(
            _Vendor(
                number=number,
                now=now,
                monthly=random.random() < 0.5,
                goods=goods,
                prices={each: Decimal(random.randint(200, 90000)) / 100 for each in goods},
                next_number=random.randint(1, 9000),
                prefix=random.choice(("RE-", "", f"{YEAR}/", "INV", "R")),
                account=ACCOUNTS[now.trade] if random.random() < 0.8 else random.choice(("6300", "6859")),
                aside={goods[-1]: random.choice(("6850", "0670"))}
                if len(goods) > 1 and random.random() < 0.4
                else {},
            )
        )
    return made


def _days(random, *, monthly):
    if monthly:
        start = random.randint(0, 27)
        return [min(364, start + 30 * month) for month in range(random.randint(6, 12))]
    return sorted(random.sample(range(365), random.randint(3, 14)))


def _bill(random, vendor, day):
    vendor.next_number += random.randint(1, 9)
    is_scan = random.random() < 0.3
    shown = scanned(random, vendor.now) if is_scan else vendor.now
    goods = vendor.goods if vendor.monthly else (random.choice(vendor.goods),)
    lines = tuple(_line(random, vendor, each) for each in goods)
    bill = Bill(
        vendor=vendor.number,
        read=invoice(shown, f"{vendor.prefix}{vendor.next_number:05d}", day, lines),
        mail=_mail(random, vendor.now),
        is_first=vendor.seen == 0,
        accounts=tuple(vendor.aside.get(each, vendor.account) for each in goods),
        tags=frozenset({"scan"} if is_scan else ()),
    )
    vendor.seen += 1
    return bill


def invoice(shown, number, day, lines):
    """Return an invoice as it is read, adding up."""
    subtotal = sum((line.amount for line in lines), Decimal(0))
    tax = (subtotal * Decimal("0.19")).quantize(CENT, ROUND_HALF_UP)
    return ReadInvoice(
        vendor_name=_read(shown.name),
        vendor_tax_id=_read(shown.tax_id),
        vendor_email=_read(shown.email),
        vendor_address=_read(shown.address),
        vendor_phone=_read(shown.phone),
        invoice_number=_read(number),
        invoice_date=_read(day),
        due_date=_read(day + timedelta(days=14)),
        currency=_read(Currency("EUR")),
        subtotal=_read(subtotal),
        tax_total=_read(tax),
        total=_read(subtotal + tax),
        ibans=(_read(shown.iban),) if shown.iban else (),
        line_items=lines,
        tax_lines=(TaxLine(rate=Decimal(19), base=subtotal, amount=tax),),
    )


def scanned(random, shown):
    """Return what a scan makes of a company's letterhead: letters misread, lines not found."""
    name = misread(random, shown.name) if random.random() < 0.4 else shown.name
    lost = {each: None for each in ("tax_id", "email", "phone", "address") if random.random() < 0.12}
    changed = {"name": name, **lost}
    if "tax_id" not in lost and shown.tax_id and random.random() < 0.05:
        changed["tax_id"] = misread(random, shown.tax_id)
    return replace(shown, **changed)


def misread(random, text):
    """Return the text with one letter read wrongly."""
    places = [place for place, letter in enumerate(text) if letter in OCR_MISREADS]
    if not places:
        return text
    place = random.choice(places)
    return text[:place] + OCR_MISREADS[text[place]] + text[place + 1 :]


def _line(random, vendor, goods):
    quantity = Decimal(1 if vendor.monthly else random.randint(1, 12))
    price = vendor.prices[goods]
    return LineItem(
        description=goods,
        quantity=quantity,
        unit_price=price,
        amount=(quantity * price).quantize(CENT),
        tax_rate=Decimal(19),
    )


def _mail(random, shown):
    if shown.email is None or random.random() < 0.5:
        return None
    return MailProvenance(
        sender=shown.email,
        subject=None,
        message_id=None,
        sent_at=None,
        authentication=("mx.example; dkim=pass; spf=pass; dmarc=pass",),
    )


def _read(value):
    return None if value is None else Read(value=value, confidence=0.9)
