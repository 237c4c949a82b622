"""Pairs of a vendor's invoices that are one bill, and pairs that only look so."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shared.domain.reading import LineItem, ReadInvoice
from tests.data.year import companies
from tests.data.year.bills import CENT, GOODS, invoice, misread

FIRST_DAY = date(2026, 1, 5)


@dataclass
class Trial:
    """A vendor's past and one more invoice."""

    kind: str
    past: tuple[ReadInvoice, ...]
    latest: ReadInvoice
    is_duplicate: bool


def trials(seed, count):
    """Give so many trials, about half of them duplicates."""
    random = Random(seed)
    for _ in range(count):
        kind = random.choice(sorted(_KINDS))
        make, is_duplicate = _KINDS[kind]
        past, latest = make(random, _Vendor(random))
        yield Trial(kind, tuple(past), latest, is_duplicate)


class _Vendor:
    """A vendor that bills: monthly, or now and then."""

    def __init__(self, random):
        self.random = random
        self.company = companies.company(random)
        self.prefix = random.choice(("RE-", "", "2026/", "INV-", "R"))
        self.counter = random.randint(10, 8000)
        self.goods = random.sample(GOODS[self.company.trade], random.randint(1, 3))
        self.prices = {each: Decimal(random.randint(500, 90000)) / 100 for each in self.goods}

    def number(self):
        self.counter += self.random.randint(1, 9)
        return f"{self.prefix}{self.counter:05d}"

    def lines(self, *, varied):
        return tuple(
            self.line(each, Decimal(self.random.randint(1, 40) if varied else 1)) for each in self.goods
        )

    def line(self, goods, quantity):
        amount = (quantity * self.prices[goods]).quantize(CENT)
        return LineItem(description=goods, quantity=quantity, unit_price=self.prices[goods], amount=amount)

    def bill(self, day, lines, number=None, **changes):
        made = invoice(self.company, number or self.number(), day, lines)
        return made.model_copy(update=changes)

    def history(self, *, varied, step=30):
        days = [FIRST_DAY + timedelta(days=step * each) for each in range(self.random.randint(2, 8))]
        return [self.bill(day, self.lines(varied=varied)) for day in days]


def _again(random, bill, **changes):
    """The same bill, read once more."""
    del random
    values = {
        name: bill.invoice_number.model_copy(update={"value": value}) for name, value in changes.items()
    }
    return bill.model_copy(update=values)


def _same_number(random, vendor):
    past = vendor.history(varied=True)
    return past, random.choice(past)


def _number_written_otherwise(random, vendor):
    past = vendor.history(varied=True)
    old = random.choice(past)
    number = old.invoice_number.value
    other = random.choice(
        (number.replace("-", " "), number.lower(), f"000{number}", f"{number[:3]}.{number[3:]}")
    )
    return past, _again(random, old, invoice_number=other)


def _number_looks_alike(random, vendor):
    past = vendor.history(varied=True)
    old = random.choice(past)
    return past, _again(
        random, old, invoice_number=misread(random, old.invoice_number.value.replace("0", "O"))
    )


def _scan_sent_again(random, vendor):
    """A scan of it: one digit of the number misread, a letter of a line, too."""
    past = vendor.history(varied=True)
    old = random.choice(past)
    number = old.invoice_number.value
    place = random.choice([at for at, letter in enumerate(number) if letter.isdigit()])
    wrong = (
        number[:place] + random.choice([d for d in "0123456789" if d != number[place]]) + number[place + 1 :]
    )
    lines = tuple(
        line.model_copy(update={"description": misread(random, line.description)}) for line in old.line_items
    )
    return past, _again(random, old, invoice_number=wrong).model_copy(update={"line_items": lines})


def _other_number(random, vendor):
    """Issued again a day or two later under the next number."""
    past = vendor.history(varied=True)
    old = past[-1]
    later = old.invoice_date.value + timedelta(days=random.randint(0, 3))
    return past, vendor.bill(later, old.line_items)


def _number_lost(random, vendor):
    past = vendor.history(varied=True)
    old = random.choice(past)
    return past, old.model_copy(update={"invoice_number": None})


def _next_monthly(random, vendor):
    """The hard one: next month, the same amount, the next number, one payment reference for all."""
    del random
    past = vendor.history(varied=False)
    return past, vendor.bill(past[-1].invoice_date.value + timedelta(days=30), vendor.lines(varied=False))


def _next_weekly(random, vendor):
    step = random.choice((7, 14))
    past = vendor.history(varied=False, step=step)
    return past, vendor.bill(past[-1].invoice_date.value + timedelta(days=step), vendor.lines(varied=False))


def _one_per_contract(random, vendor):
    """Every month two bills of the same amount on the same day: two contracts."""
    days = [FIRST_DAY + timedelta(days=30 * each) for each in range(random.randint(2, 5))]
    past = [vendor.bill(day, vendor.lines(varied=False)) for day in days for _ in range(2)]
    return past[:-1], past[-1]


def _same_day_other_goods(random, vendor):
    past = vendor.history(varied=True)
    lines = (vendor.line(random.choice(vendor.goods), Decimal(random.randint(41, 90))),)
    return past, vendor.bill(past[-1].invoice_date.value, lines)


def _same_day_other_order(random, vendor):
    """Twice the same delivery on one day, ordered twice."""
    past = vendor.history(varied=True)
    orders = [
        past[0].invoice_number.model_copy(update={"value": f"PO-{random.randint(1, 10**6)}"}) for _ in "ab"
    ]
    past[-1] = past[-1].model_copy(update={"order_number": orders[0]})
    return past, vendor.bill(past[-1].invoice_date.value, past[-1].line_items, order_number=orders[1])


def _next_number(random, vendor):
    """The next number, a few days on, other goods."""
    past = vendor.history(varied=True)
    later = past[-1].invoice_date.value + timedelta(days=random.randint(1, 10))
    return past, vendor.bill(later, vendor.lines(varied=True))


_KINDS = {
    "same number": (_same_number, True),
    "number written otherwise": (_number_written_otherwise, True),
    "number looks alike": (_number_looks_alike, True),
    "scan sent again": (_scan_sent_again, True),
    "other number": (_other_number, True),
    "number lost": (_number_lost, True),
    "next monthly": (_next_monthly, False),
    "next weekly": (_next_weekly, False),
    "one per contract": (_one_per_contract, False),
    "same day, other goods": (_same_day_other_goods, False),
    "same day, other order": (_same_day_other_order, False),
    "next number": (_next_number, False),
}
