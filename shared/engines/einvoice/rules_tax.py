"""Rules of value added tax: the breakdown (BR-45 to BR-48), and each category's own (BR-S-01 to BR-O-14)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

from shared.domain.money import plain
from shared.domain.reading import BrokenRule
from shared.engines.einvoice.breaches import error, money, named, note, warning
from shared.engines.einvoice.terms import Category, TaxRow, Terms

TAXED = {"S": "S", "L": "AF", "M": "AG"}
"""Categories with tax, and how their rules are called: standard, Canary Islands, Ceuta and Melilla."""

UNTAXED = {"Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O"}
"""Zero, exempt, reverse charge, within the Union, export, outside the tax's scope."""

NAMES = {**TAXED, **UNTAXED}
"""Every category that has rules of its own, and how they are called."""

SPLIT_PAYMENT = "B"
"""A category of Italy's alone, without rules of its own here."""

EXPLAINED = frozenset({"E", "AE", "K", "G", "O"})
"""Categories that must say why no tax is charged."""

SLACK = Decimal(1)
"""What the standard's own validation lets a rate's tax or base be off: rounding per line adds up."""

CENT = Decimal("0.01")
"""What the tax of a rate is rounded to, half of it up."""

WIDE = Context(prec=64)
"""Holds every product of two amounts: their digits are limited where they are read."""

type Key = tuple[str, Decimal | None]
"""A category, and its rate if it is charged: rows of the breakdown are told apart by them."""

_ROW_RULES: tuple[tuple[str, str, Callable[[TaxRow], bool]], ...] = (
    ("BR-45", "no base", lambda row: row.base is None),
    ("BR-46", "no amount", lambda row: row.amount is None),
    ("BR-47", "no VAT category", lambda row: row.category.code is None),
    ("BR-48", "no rate", lambda row: _lacks_rate(row.category)),
)


def rate_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give the rows whose tax is not their rate of their base, or that tax what is not taxed."""
    for row in terms.breakdown:
        code, rate = row.category.code, row.category.rate
        if row.amount is None:
            continue
        if code in UNTAXED and row.amount:
            message = f"{money(row.amount)} of VAT is charged where none is due (category {code})."
            yield error(f"BR-{UNTAXED[code]}-09", message)
        elif rate is not None and row.base is not None and _is_off(row.base * rate / 100, row.amount):
            message = (
                f"{plain(rate)} % of {money(row.base)} is {money(row.base * rate / 100)}, "
                f"but the VAT is given as {money(row.amount)}."
            )
            yield error("BR-CO-17", message)


def _is_off(expected: Decimal, stated: Decimal) -> bool:
    """Signs are for the sums to judge: some programs write the tax of a credit in another than its base."""
    rounded = abs(expected).quantize(CENT, ROUND_HALF_UP, WIDE)
    return abs(rounded - abs(stated)) > SLACK


def breakdown_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give what the rows of the breakdown lack."""
    if not terms.breakdown:
        yield warning("BR-CO-18", "It has no breakdown of VAT.")
    for rule, what, is_broken in _ROW_RULES:
        numbers = [number for number, row in enumerate(terms.breakdown, start=1) if is_broken(row)]
        if numbers:
            has = "has" if len(numbers) == 1 else "have"
            yield warning(rule, f"{named('VAT row', numbers)} {has} {what}.")
    for row in terms.breakdown:
        yield from _reason(row)


def category_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give what the categories used on lines, allowances and charges do not agree with."""
    yield from _rates(terms)
    yield from _rows(terms)
    yield from _bases(terms)
    yield from _identifiers(terms)
    yield from _delivery(terms)
    yield from _codes(terms)


def _known(category: Category) -> str | None:
    return category.code if category.code in NAMES or category.code == SPLIT_PAYMENT else None


def _lacks_rate(category: Category) -> bool:
    return category.rate is None and category.code not in {None, "O"}


def _reason(row: TaxRow) -> Iterator[BrokenRule]:
    """A category without tax says why, since the buyer's own duties hang on it; a rate needs no reason."""
    code = row.category.code
    name = NAMES.get(code or "")
    if code in EXPLAINED and not row.has_reason:
        yield warning(f"BR-{name}-10", f"It does not say why no VAT is charged (category {code}).")
    if name and code not in EXPLAINED and row.has_reason:
        yield note(f"BR-{name}-10", f"It gives a reason for charging no VAT in category {code}.")


def _rates(terms: Terms) -> Iterator[BrokenRule]:
    for suffix, where, categories in _used(terms):
        for category in categories:
            if category.code in NAMES:
                rule = f"BR-{NAMES[category.code]}-{suffix + 3:02}"
                yield from _rate(category.code, category.rate, rule, where)


def _rate(code: str, rate: Decimal | None, rule: str, where: str) -> Iterator[BrokenRule]:
    if code in TAXED:
        if rate is None or (code == "S" and rate <= 0):
            yield warning(rule, f"{where} in category {code} has no VAT rate.")
    elif rate:
        yield warning(rule, f"{where} in category {code} has a VAT rate of {plain(rate)} %.")
    elif code == "O" and rate is not None:
        yield note(rule, f"{where} outside the scope of VAT has a rate.")
    elif code != "O" and rate is None:
        yield note(rule, f"{where} in category {code} does not give its rate of 0 %.")


def _rows(terms: Terms) -> Iterator[BrokenRule]:
    rows = [_known(row.category) for row in terms.breakdown]
    used = {_known(category) for _, _, categories in _used(terms) for category in categories}
    for code, name in NAMES.items():
        # Where a category is not stated, or none there is, that is said already, and it may be this one.
        if code in used and code not in rows and rows and None not in rows:
            message = f"VAT category {code} is used, but the breakdown of VAT does not have it."
            yield warning(f"BR-{name}-01", message)
        if code in rows and code not in used and used and None not in used:
            message = f"The breakdown has VAT category {code}, and nothing is in it."
            yield warning(f"BR-{name}-01", message)
        if code in UNTAXED and rows.count(code) > 1:
            yield note(f"BR-{name}-01", f"The breakdown of VAT has category {code} more than once.")
    if "O" in rows and set(rows) != {"O"}:
        yield note("BR-O-11", "It is outside the scope of VAT, and has other VAT categories beside that.")


def _bases(terms: Terms) -> Iterator[BrokenRule]:
    expected = _expected_bases(terms)
    used = {code for code, _ in expected}
    stated: dict[Key, Decimal] = defaultdict(Decimal)
    for row in terms.breakdown:
        if row.base is None or _lacks_rate(row.category):
            return
        stated[_key(row.category)] += row.base
    for key, base in stated.items():
        code, rate = key
        name = NAMES.get(code)
        # A category that nothing is in has a rule of its own.
        if name is None or code not in used or abs(expected[key] - base) <= SLACK:
            continue
        share = f"category {code}" if rate is None else f"category {code} at {plain(rate)} %"
        message = f"The lines of VAT {share} add up to {money(expected[key])}, but {money(base)} is taxed so."
        yield error(f"BR-{name}-08", message)


def _expected_bases(terms: Terms) -> defaultdict[Key, Decimal]:
    """Return the sums of lines, charges and allowances; empty where one of them does not say all."""
    sums: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for category, amount in (
        *((line.category, line.amount) for line in terms.lines),
        *(
            (each.category, each.amount if each.is_charge or each.amount is None else -each.amount)
            for each in terms.adjustments
        ),
    ):
        if amount is None or _known(category) is None or _lacks_rate(category):
            return defaultdict(Decimal)
        sums[_key(category)] += amount
    return sums


def _key(category: Category) -> Key:
    code = category.code or ""
    return code, category.rate if code in TAXED else None


def _identifiers(terms: Terms) -> Iterator[BrokenRule]:
    """Who charges tax must be known to a tax office, and so must who owes it in another's place."""
    seller, buyer = terms.seller, terms.buyer
    has_vat_id = bool(seller.vat_id or terms.representative_vat_id)
    has_number = seller.has_tax_number or has_vat_id
    lacking = {
        **dict.fromkeys(("S", "Z", "E", "L", "M"), not has_number),
        "AE": not has_number or not (buyer.vat_id or buyer.has_legal_id),
        "K": not has_vat_id or not buyer.vat_id,
        "G": not has_vat_id,
    }
    for suffix, _, categories in _used(terms):
        codes = dict.fromkeys(category.code for category in categories)
        for code in codes:
            if code and lacking.get(code):
                message = f"VAT category {code} asks for tax identifiers that are missing."
                yield warning(f"BR-{NAMES[code]}-{suffix:02}", message)
            if code == "O" and (has_vat_id or buyer.vat_id):
                message = "It is outside the scope of VAT, and still gives a VAT identifier."
                yield note(f"BR-O-{suffix:02}", message)


def _codes(terms: Terms) -> Iterator[BrokenRule]:
    """What is in no category of the standard is taxed nobody knows how."""
    stated = [row.category for row in terms.breakdown] + [each.category for each in terms.adjustments]
    if any(category.code and not _known(category) for category in stated):
        yield warning("BR-CL-17", "A VAT category is none of the standard's.")
    if any(line.category.code and not _known(line.category) for line in terms.lines):
        yield warning("BR-CL-18", "A line is in a VAT category that is none of the standard's.")


def _delivery(terms: Terms) -> Iterator[BrokenRule]:
    if not any(row.category.code == "K" for row in terms.breakdown):
        return
    if not terms.has_delivery_date:
        yield note("BR-IC-11", "A supply within the Union does not say when it was delivered.")
    if not terms.delivery_country:
        yield note("BR-IC-12", "A supply within the Union does not say where it was delivered to.")


def _used(terms: Terms) -> Iterator[tuple[int, str, list[Category]]]:
    """Give the categories of lines, allowances and charges, and the rule (-02, -03, -04) of each place."""
    allowances = [each.category for each in terms.adjustments if not each.is_charge]
    charges = [each.category for each in terms.adjustments if each.is_charge]
    yield 2, "A line", [line.category for line in terms.lines]
    yield 3, "An allowance", allowances
    yield 4, "A charge", charges
