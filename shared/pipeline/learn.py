"""Learn: keep what people decide, propose rules from it, and put them in force or out of it."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.audit import Actor, AuditAction, digest
from shared.domain.audit_facts import event_of
from shared.domain.codes import CodeDecision
from shared.domain.coding import Rule, RuleBook
from shared.domain.errors import Conflict, NotFound, Unavailable
from shared.domain.ids import InvoiceId, VendorId, derive
from shared.domain.learning import (
    Backtest,
    backtest,
    candidates,
    cases_of,
    find_rule,
    promoted,
    proposed,
    reversed_rule,
)
from shared.domain.memory import VendorMemory, decided, forget, tell_apart
from shared.domain.tenancy import TenantScope
from shared.ports.audit_log import AuditLog
from shared.ports.clock import Clock
from shared.ports.vendors import Vendors

ATTEMPTS_MAX = 5
"""Tries to change what others change at the same time."""


@dataclass(frozen=True)
class Learn:
    """Everything stays in the tenant's own register."""

    vendors: Vendors
    audit_log: AuditLog
    clock: Clock

    def decide(self, scope: TenantScope, decision: CodeDecision) -> VendorMemory:
        """
        Keep what a person decided about a line; the next invoice like it is coded so.

        The rules that all decisions about the vendor suggest become candidates.

        Raises:
            NotFound: no such vendor.
            Unavailable: try again.
        """
        memory = self._change_memory(scope, decision.vendor_id, lambda held: decided(held, decision))
        suggested = tuple(candidates(scope.tenant_id, memory))
        self._change_rules(scope, lambda book: proposed(book, suggested))
        return memory

    def tell_apart(
        self, scope: TenantScope, vendor_id: VendorId, one: InvoiceId, other: InvoiceId
    ) -> VendorMemory:
        """Keep that two invoices are not duplicates. Raises NotFound, Unavailable."""
        return self._change_memory(scope, vendor_id, lambda held: tell_apart(held, one, other))

    def forget(self, scope: TenantScope, vendor_id: VendorId, invoice_id: InvoiceId) -> None:
        """Remember nothing of an invoice any more; repeating it changes nothing. Raises Unavailable."""
        if self.vendors.memory(scope, vendor_id) is not None:
            self._change_memory(scope, vendor_id, lambda held: forget(held, invoice_id))

    def rules(self, scope: TenantScope) -> RuleBook:
        """Return the tenant's rules and chart. Raises Unavailable."""
        found = self.vendors.find(scope, ()).rules
        return found.value if found else RuleBook()

    def write(self, scope: TenantScope, change: Callable[[RuleBook], RuleBook]) -> RuleBook:
        """Change the chart or a rule that a person wrote, and return the book. Raises Unavailable."""
        return self._change_rules(scope, change)

    def test(self, scope: TenantScope, rule_id: str) -> Backtest:
        """Return what a rule would have changed in the past. Raises NotFound, Unavailable."""
        book = self.rules(scope)
        rule = find_rule(book, rule_id)
        if rule is None:
            raise NotFound("rule.unknown", "No such rule.")
        return self._tested(scope, book, rule)

    def promote(self, scope: TenantScope, actor: Actor, rule_id: str) -> RuleBook:
        """
        Put a rule in force, if it makes nothing of the past worse, and log it.

        Raises:
            NotFound: no such rule.
            Conflict: it is in force.
            Unprocessable: it would make a case of the past wrong.
            Unavailable: try again.
        """

        def change(book: RuleBook) -> RuleBook:
            rule = find_rule(book, rule_id)
            if rule is None:
                raise NotFound("rule.unknown", "No such rule.")
            changed = promoted(book, rule_id, self._tested(scope, book, rule))
            return self._noted(scope, changed, AuditAction.RULE_PROMOTED, actor, rule)

        return self._settled(scope, self._change_rules(scope, change))

    def reverse(self, scope: TenantScope, actor: Actor, rule_id: str) -> RuleBook:
        """Put a rule out of force, and log it. Raises NotFound, Conflict, Unavailable."""

        def change(book: RuleBook) -> RuleBook:
            changed = reversed_rule(book, rule_id)
            rule = find_rule(book, rule_id)
            return self._noted(scope, changed, AuditAction.RULE_REVERSED, actor, rule) if rule else changed

        return self._settled(scope, self._change_rules(scope, change))

    def settle(self, scope: TenantScope) -> None:
        """Put into the log what a crash may have kept out of it. Raises Unavailable."""
        self._settled(scope, self.rules(scope))

    def _tested(self, scope: TenantScope, book: RuleBook, rule: Rule) -> Backtest:
        memory = self.vendors.memory(scope, rule.vendor_id) if rule.vendor_id else None
        return backtest(rule, book, cases_of(memory.value) if memory else ())

    def _change_memory(
        self, scope: TenantScope, vendor_id: VendorId, change: Callable[[VendorMemory], VendorMemory]
    ) -> VendorMemory:
        vendor = self.vendors.load(scope, vendor_id)
        if vendor is None:
            raise NotFound("vendor.unknown", "No such vendor.")
        for _ in range(ATTEMPTS_MAX):
            held = self.vendors.memory(scope, vendor_id)
            changed = change(held.value if held else VendorMemory(vendor_id=vendor_id))
            try:
                self.vendors.remember(scope, vendor.value, changed, held.version if held else None, None)
            except Conflict:
                continue
            return changed
        raise _busy()

    def _change_rules(self, scope: TenantScope, change: Callable[[RuleBook], RuleBook]) -> RuleBook:
        for _ in range(ATTEMPTS_MAX):
            held = self.vendors.find(scope, ()).rules
            book = held.value if held else RuleBook()
            changed = change(book)
            if changed == book:
                return book
            try:
                self.vendors.save_rules(scope, changed, held.version if held else None)
            except Conflict:
                continue
            return changed
        raise _busy()

    def _noted(
        self, scope: TenantScope, book: RuleBook, action: AuditAction, actor: Actor, rule: Rule
    ) -> RuleBook:
        """The event is written together with the change it tells of."""
        event = event_of(
            tenant_id=scope.tenant_id,
            subject=derive("rules", scope.tenant_id),
            number=book.events,
            action=action,
            at=self.clock(),
            actor=actor,
            facts={
                "rule": rule.rule_id,
                "field": rule.field.value,
                "value": rule.value,
                "support": rule.support,
                "against": rule.against,
            },
            previous=book.last_event_sha256,
        )
        return book.model_copy(
            update={
                "events": book.events + 1,
                "last_event_sha256": digest(event),
                "outbox": (*book.outbox, event),
            }
        )

    def _settled(self, scope: TenantScope, book: RuleBook) -> RuleBook:
        if not book.outbox:
            return book
        self.audit_log.append(scope, book.outbox)
        logged = {event.event_id for event in book.outbox}

        def emptied(current: RuleBook) -> RuleBook:
            left = tuple(event for event in current.outbox if event.event_id not in logged)
            return current.model_copy(update={"outbox": left})

        return self._change_rules(scope, emptied)


def _busy() -> Unavailable:
    return Unavailable("register.busy", "Too many changes at once.")
