"""Coding: what an invoice and its lines are booked as, by whose word, and how the money is split."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from shared.domain.audit import AuditEvent
from shared.domain.codes import Code, CodeDecision, CodeField, CodeValue, Source
from shared.domain.ids import InvoiceId, Sha256, VendorId
from shared.domain.memory import PastInvoice, PastLine
from shared.domain.model import Model
from shared.domain.money import Amount, Currency, smallest
from shared.domain.names import similarity

RULES_MAX = 500
"""Rules of one tenant: they travel with every look into its register, some 150 KB at most."""

ITEM_ALIKE_MIN = 0.9
"""Likeness of one item's text on two invoices: one letter in ten misread."""

SUPPORT_KEPT = 20
"""Invoices that a rule names as what it rests on."""


class LineCoding(Model):
    """How one line is coded. A field without a code is for a person to fill."""

    line: Annotated[int, Field(ge=0)]
    """Position on the invoice, from 0."""
    codes: tuple[Code, ...] = ()

    def value(self, field: CodeField) -> str | None:
        """Return what a field is coded as."""
        return next((code.value for code in self.codes if code.field is field), None)


class Coding(Model):
    """How an invoice is coded."""

    codes: tuple[Code, ...] = ()
    """Of the invoice as a whole: what most of its money is coded as."""
    lines: tuple[LineCoding, ...] = ()
    recurring: bool = False
    """Whether bills like this come regularly."""


class RuleState(StrEnum):
    """Where a rule stands."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    REVERSED = "reversed"


class Rule(Model):
    """If the vendor and the item are these, then the field is this."""

    rule_id: str
    state: RuleState
    field: CodeField
    value: CodeValue
    vendor_id: VendorId | None = None
    """None: of any vendor."""
    item: str | None = None
    """Words that must all stand in the line; None: any line."""
    support: Annotated[int, Field(ge=0)] = 0
    """Decisions that it agrees with."""
    against: Annotated[int, Field(ge=0)] = 0
    """Decisions on the same case that it does not agree with."""
    rests_on: Annotated[tuple[InvoiceId, ...], Field(max_length=SUPPORT_KEPT)] = ()
    """Latest last; empty where a person wrote it."""

    @property
    def precision(self) -> float:
        """Share of the decisions it agrees with; 1 where a person wrote it."""
        return self.support / (self.support + self.against) if self.support + self.against else 1.0

    @property
    def specificity(self) -> int:
        """How much it asks for: of two that fit, the one that asks for more decides."""
        return 2 * (self.vendor_id is not None) + (self.item is not None)

    def fits(self, vendor_id: VendorId | None, item: str) -> bool:
        """Whether the rule speaks of this line."""
        if self.vendor_id is not None and self.vendor_id != vendor_id:
            return False
        return self.item is None or set(self.item.split()) <= set(item.split())


class RuleBook(Model):
    """A tenant's rules and the chart they book to. It is in no other tenant's reach."""

    rules: Annotated[tuple[Rule, ...], Field(max_length=RULES_MAX)] = ()
    accounts: dict[CodeValue, CodeValue] = Field(default_factory=dict)
    """The account of each category, where no rule and no decision says otherwise."""
    tax_codes: dict[str, CodeValue] = Field(default_factory=dict)
    """The tax code of each rate (`19`)."""
    contributes: bool = False
    """Whether this tenant opted in to counts across tenants."""
    events: Annotated[int, Field(ge=0)] = 0
    """How many audit events the rules have."""
    last_event_sha256: Sha256 | None = None
    outbox: tuple[AuditEvent, ...] = ()
    """Events that may not be in the log yet."""


class Guess(NamedTuple):
    """What the shipped classifier says."""

    category: str
    confidence: float
    words: tuple[str, ...]
    """What it went by."""


class Posting(Model):
    """A part of an invoice's money and where it goes."""

    account: str | None
    """None: for a person to fill."""
    cost_center: str | None
    tax_code: str | None
    amount: Amount


def postings(coding: Coding, invoice: PastInvoice, total: Decimal) -> tuple[Posting, ...]:
    """
    Return how `total` is split over accounts. The parts always make the total, to the last minor unit.

    Lines share it by their amounts; what rounding leaves goes to the largest parts first.
    """
    groups: dict[_Target, Decimal] = {}
    by_line = {each.line: each for each in coding.lines}
    for index, line in enumerate(invoice.lines):
        of = by_line.get(index, LineCoding(line=index))
        target = _target(of)
        groups[target] = groups.get(target, Decimal(0)) + (line.amount or Decimal(0))
    if not groups or not sum(groups.values()):
        whole = LineCoding(line=0, codes=coding.codes)
        groups = {_target(whole): Decimal(1)}
    shares = split(total, tuple(groups.values()), invoice.currency)
    return tuple(
        Posting(account=account, cost_center=center, tax_code=tax, amount=share)
        for (account, center, tax), share in zip(groups, shares, strict=True)
    )


type _Target = tuple[str | None, str | None, str | None]


def _target(coding: LineCoding) -> _Target:
    return (
        coding.value(CodeField.ACCOUNT),
        coding.value(CodeField.COST_CENTER),
        coding.value(CodeField.TAX_CODE),
    )


def split(total: Decimal, weights: tuple[Decimal, ...], currency: Currency | None) -> tuple[Decimal, ...]:
    """Return `total` in parts as the weights, in whole minor units, that add up to it exactly."""
    unit = smallest(currency)
    whole = sum(weights)
    parts = [(total * weight / whole).quantize(unit, ROUND_DOWN) for weight in weights]
    left = total - sum(parts)
    step = unit.copy_sign(left)
    for place in sorted(range(len(parts)), key=lambda place: -abs(weights[place])):
        if abs(left) < unit:
            break
        parts[place] += step
        left -= step
    largest = max(range(len(parts)), key=lambda place: abs(weights[place]))
    parts[largest] += total - sum(parts)
    return tuple(parts)


def code_invoice(
    invoice: PastInvoice,
    vendor_id: VendorId | None,
    decisions: tuple[CodeDecision, ...],
    rules: RuleBook,
    guesses: tuple[Guess | None, ...],
    rates: tuple[Decimal | None, ...],
    *,
    recurring: bool,
) -> Coding:
    """
    Return the coding: the tenant's rules first, then what people decided, then the shipped classifier.

    `guesses` and `rates` are the classifier's word on each line and the line's tax rate, in line order.
    """
    lines = tuple(
        LineCoding(line=index, codes=tuple(_codes(line, vendor_id, decisions, rules, guess, rate)))
        for index, (line, guess, rate) in enumerate(zip(invoice.lines, guesses, rates, strict=True))
    )
    return Coding(codes=_whole(invoice.lines, lines), lines=lines, recurring=recurring)


def _codes(
    line: PastLine,
    vendor_id: VendorId | None,
    decisions: tuple[CodeDecision, ...],
    rules: RuleBook,
    guess: Guess | None,
    rate: Decimal | None,
) -> Iterable[Code]:
    found: dict[CodeField, Code] = {}
    for field in CodeField:
        code = by_rule(rules, vendor_id, line.item, field) or by_decision(decisions, line.item, field)
        if code is not None:
            found[field] = code
    if guess is not None:
        found.setdefault(CodeField.CATEGORY, _general(CodeField.CATEGORY, guess.category, guess))
        account = rules.accounts.get(found[CodeField.CATEGORY].value)
        if account is not None:
            found.setdefault(CodeField.ACCOUNT, _general(CodeField.ACCOUNT, account, guess))
    tax_code = rules.tax_codes.get(f"{rate.normalize():f}") if rate is not None else None
    if tax_code is not None:
        reason = f"The chart's tax code for {rate} %."
        found.setdefault(
            CodeField.TAX_CODE,
            Code(field=CodeField.TAX_CODE, value=tax_code, source=Source.RULE, confidence=1, reason=reason),
        )
    return [found[field] for field in CodeField if field in found]


def recoded(coding: Coding, invoice: PastInvoice, line: int, field: CodeField, value: str) -> Coding:
    """Return the coding with one line's field as a person said, and the invoice's codes after it."""
    said = Code(
        field=field, value=value, source=Source.PERSON, confidence=1, reason="A person decided so here."
    )
    by_line = {each.line: each for each in coding.lines}
    held = by_line.get(line, LineCoding(line=line))
    codes = (*(code for code in held.codes if code.field is not field), said)
    by_line[line] = held.model_copy(update={"codes": codes})
    lines = tuple(by_line.get(index, LineCoding(line=index)) for index in range(len(invoice.lines)))
    return coding.model_copy(update={"lines": lines, "codes": _whole(invoice.lines, lines)})


def by_rule(rules: RuleBook, vendor_id: VendorId | None, item: str, field: CodeField) -> Code | None:
    """Return what the most specific active rule says, the latest of equals."""
    fitting = [
        rule
        for rule in rules.rules
        if rule.state is RuleState.ACTIVE and rule.field is field and rule.fits(vendor_id, item)
    ]
    if not fitting:
        return None
    _, best = max(enumerate(fitting), key=lambda pair: (pair[1].specificity, pair[0]))
    reason = f"A rule says so, resting on {best.support} decisions." if best.support else "A rule says so."
    return Code(field=field, value=best.value, source=Source.RULE, confidence=best.precision, reason=reason)


def by_decision(decisions: tuple[CodeDecision, ...], item: str, field: CodeField) -> Code | None:
    """
    Return what people last decided for this item of this vendor, or None.

    Decisions speak for their own item only: what holds for a vendor's other items is a rule's to say, which
    is tested on the past before it is believed.
    """
    same = [each for each in decisions if each.field is field and is_same_item(each.item, item)]
    if not same:
        return None
    value = same[-1].value
    agreeing = sum(each.value == value for each in same)
    times = "once" if agreeing == 1 else f"{agreeing} times"
    return Code(
        field=field,
        value=value,
        source=Source.DECISION,
        confidence=agreeing / len(same),
        reason=f"A person decided so {times} for this item of this vendor.",
    )


def is_same_item(one: str, other: str) -> bool:
    """Return whether two lines are of one item, either of them perhaps misread."""
    return one == other or (bool(one and other) and similarity(one, other) >= ITEM_ALIKE_MIN)


def _general(field: CodeField, value: str, guess: Guess) -> Code:
    reason = f"The words {', '.join(guess.words)} usually mean this."
    return Code(field=field, value=value, source=Source.GENERAL, confidence=guess.confidence, reason=reason)


def _whole(lines: tuple[PastLine, ...], coded: tuple[LineCoding, ...]) -> tuple[Code, ...]:
    """Of each field, the code that most of the money has."""
    chosen: list[Code] = []
    for field in CodeField:
        weights: dict[str, Decimal] = {}
        first: Mapping[str, Code] = {}
        for line, of in zip(lines, coded, strict=True):
            for code in of.codes:
                if code.field is field:
                    weights[code.value] = weights.get(code.value, Decimal(0)) + abs(line.amount or Decimal(0))
                    first = {code.value: code, **first}
        if weights:
            chosen.append(first[max(weights, key=lambda value: (weights[value], value))])
    return tuple(chosen)
