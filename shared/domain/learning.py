"""Learning from people: decisions become candidate rules, which the past tests before they are believed."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from shared.domain.codes import CodeDecision, CodeField, Source
from shared.domain.coding import (
    RULES_MAX,
    SUPPORT_KEPT,
    Rule,
    RuleBook,
    RuleState,
    by_decision,
    by_rule,
    is_same_item,
)
from shared.domain.errors import Conflict, NotFound, Unprocessable
from shared.domain.ids import InvoiceId, TenantId, VendorId, derive
from shared.domain.memory import VendorMemory
from shared.domain.model import Model

VENDOR_ITEMS_MIN = 3
"""Different items that people coded alike before the vendor's other items are thought to be alike too."""


class Case(Model):
    """One line of the past and what it is rightly coded as."""

    invoice_id: InvoiceId
    vendor_id: VendorId
    item: str
    field: CodeField
    value: str
    decisions: tuple[CodeDecision, ...] = ()
    """What was decided for the vendor besides: a decision goes before nothing but a rule."""


class Backtest(Model):
    """What a rule would have changed in the tenant's past."""

    cases: int
    """Lines of the past that it speaks of."""
    right_before: int
    right_after: int
    made_worse: tuple[InvoiceId, ...] = ()
    """Invoices that were right and would not be. A rule with any is not promoted."""


def candidates(tenant_id: TenantId, memory: VendorMemory) -> Iterator[Rule]:
    """
    Give the rules that a vendor's decisions suggest.

    One for every item that was decided, and one for the whole vendor where enough items agree without
    exception.
    """
    ordered = sorted(memory.decisions, key=lambda each: each.field)
    for field, group in groupby(ordered, key=lambda each: each.field):
        decisions = [each for each in memory.decisions if each.field is field]
        del group
        for item in dict.fromkeys(each.item for each in decisions):
            same = [each for each in decisions if is_same_item(each.item, item)]
            yield _candidate(tenant_id, memory.vendor_id, item, field, same)
        latest = _latest_by_item(decisions)
        if len(latest) >= VENDOR_ITEMS_MIN and len({each.value for each in latest}) == 1:
            yield _candidate(tenant_id, memory.vendor_id, None, field, decisions)


def cases_of(memory: VendorMemory) -> tuple[Case, ...]:
    """Return the decided past of a vendor: of each item's decisions only the latest is the truth."""
    return tuple(
        Case(
            invoice_id=each.invoice_id,
            vendor_id=each.vendor_id,
            item=each.item,
            field=each.field,
            value=each.value,
            decisions=memory.decisions,
        )
        for field in CodeField
        for each in _latest_by_item([one for one in memory.decisions if one.field is field])
    )


def backtest(rule: Rule, book: RuleBook, cases: Iterable[Case]) -> Backtest:
    """Return what the rule would change in the past if it were active."""
    after = _with(book, rule.model_copy(update={"state": RuleState.ACTIVE}))
    spoken = [case for case in cases if case.field is rule.field and rule.fits(case.vendor_id, case.item)]
    right_before = [_is_right(book, case) for case in spoken]
    right_after = [_is_right(after, case) for case in spoken]
    pairs = zip(spoken, right_before, right_after, strict=True)
    return Backtest(
        cases=len(spoken),
        right_before=sum(right_before),
        right_after=sum(right_after),
        made_worse=tuple(case.invoice_id for case, before, now in pairs if before and not now),
    )


def proposed(book: RuleBook, rules: Iterable[Rule]) -> RuleBook:
    """Return the book with these candidates, in place of older ones of the same case; active ones stay."""
    for rule in rules:
        held = find_rule(book, rule.rule_id)
        if held is None or held.state is RuleState.CANDIDATE:
            book = _with(book, rule)
    return book


def promoted(book: RuleBook, rule_id: str, tested: Backtest) -> RuleBook:
    """
    Return the book with this rule active.

    Raises:
        NotFound: no such rule.
        Conflict: it is active already.
        Unprocessable: it would make a case of the past worse.
    """
    rule = _known(book, rule_id)
    if rule.state is RuleState.ACTIVE:
        raise Conflict("rule.state", "The rule is active already.")
    if tested.made_worse:
        count = len(tested.made_worse)
        raise Unprocessable("rule.backtest", f"The rule would make {count} cases of the past wrong.")
    return _with(book, rule.model_copy(update={"state": RuleState.ACTIVE}))


def reversed_rule(book: RuleBook, rule_id: str) -> RuleBook:
    """Return the book with this rule out of use. Raises NotFound, Conflict where it is not active."""
    rule = _known(book, rule_id)
    if rule.state is not RuleState.ACTIVE:
        raise Conflict("rule.state", f"The rule is {rule.state}, not active.")
    return _with(book, rule.model_copy(update={"state": RuleState.REVERSED}))


def find_rule(book: RuleBook, rule_id: str) -> Rule | None:
    """Return the rule, or None."""
    return next((rule for rule in book.rules if rule.rule_id == rule_id), None)


def _known(book: RuleBook, rule_id: str) -> Rule:
    rule = find_rule(book, rule_id)
    if rule is None:
        raise NotFound("rule.unknown", "No such rule.")
    return rule


def _with(book: RuleBook, rule: Rule) -> RuleBook:
    others = tuple(each for each in book.rules if each.rule_id != rule.rule_id)
    if len(others) >= RULES_MAX:
        idle = next((each for each in others if each.state is not RuleState.ACTIVE), None)
        if idle is None:
            raise Unprocessable("rules.full", f"A tenant has at most {RULES_MAX} active rules.")
        others = tuple(each for each in others if each is not idle)
    return book.model_copy(update={"rules": (*others, rule)})


def _candidate(
    tenant_id: TenantId, vendor_id: VendorId, item: str | None, field: CodeField, same: list[CodeDecision]
) -> Rule:
    value = same[-1].value
    agreeing = [each for each in same if each.value == value]
    return Rule(
        rule_id=derive("rule", tenant_id, vendor_id, item or "", field, value),
        state=RuleState.CANDIDATE,
        field=field,
        value=value,
        vendor_id=vendor_id,
        item=item,
        support=len(agreeing),
        against=len(same) - len(agreeing),
        rests_on=tuple(dict.fromkeys(each.invoice_id for each in agreeing))[-SUPPORT_KEPT:],
    )


def _latest_by_item(decisions: list[CodeDecision]) -> list[CodeDecision]:
    return list({each.item: each for each in decisions}.values())


def _is_right(book: RuleBook, case: Case) -> bool:
    code = by_rule(book, case.vendor_id, case.item, case.field) or by_decision(
        case.decisions, case.item, case.field
    )
    return code is not None and code.source is not Source.GENERAL and code.value == case.value
