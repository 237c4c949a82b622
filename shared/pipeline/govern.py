"""Govern: write a tenant's policy, try one, put it in force, and fall back when too much goes wrong."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.audit import Actor, ActorKind
from shared.domain.errors import Conflict, Forbidden, Stale, Unavailable
from shared.domain.gate import Fallback, GateLevel, Policy, PolicyText
from shared.domain.invoice import InvoiceRecord
from shared.domain.policy_book import (
    PolicyBook,
    PolicyVersion,
    dropped,
    fell_back,
    lifted,
    logged,
    promoted,
    require_known,
    written,
)
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer, TenantScope
from shared.domain.trial import (
    BASELINE_MAX,
    RECENT,
    Backtest,
    OverrideRate,
    backtest,
    override_rate,
    trial_so_far,
)
from shared.exports.policy_yaml import parse, render
from shared.ports.audit_log import AuditLog
from shared.ports.clock import Clock
from shared.ports.invoices import InvoiceFilter, Invoices
from shared.ports.policies import Policies

logger = logging.getLogger(__name__)

ATTEMPTS_MAX = 5
"""Tries to change a book that others change at the same time."""

PAGE_SIZE = 200
"""Invoices read at once."""

BACKTEST_MAX = 5_000
"""Invoices of one backtest: it is answered within a request."""

BACKTEST_DAYS_MAX = 366

VERSIONS_SHOWN = 20
"""Of a policy's history, the latest first."""

FALLBACK_LEVEL = GateLevel.L2
"""Somebody looks before every act."""

WATCHER = Actor(kind=ActorKind.SERVICE, reference="watcher")


class InForce(NamedTuple):
    """The policies of a tenant, and the text of the one that decides."""

    book: PolicyBook
    text: str


@dataclass(frozen=True)
class Govern:
    """Who administers a tenant writes its policy; a change counts everywhere within half a minute."""

    policies: Policies
    invoices: Invoices
    audit_log: AuditLog
    clock: Clock

    def in_force(self, scope: TenantScope) -> InForce:
        """Return the policies, and the text as it was written. Raises Unavailable."""
        book = self._book(scope)
        version = self.policies.policy_text(scope, book.active.version)
        return InForce(book, version.text if version else render(book.active))

    def check(self, scope: TenantScope, text: str) -> PolicyText:
        """Return the policy that a text says, for this tenant. Raises Unprocessable, TooLarge."""
        policy = parse(text)
        require_known(policy, frozenset(each.reviewer_id for each in scope.profile.reviewers))
        return policy

    def write(
        self, scope: TenantScope, by: Reviewer, text: str, *, revision: int, on_trial: bool = False
    ) -> PolicyBook:
        """
        Put a policy in force, or on trial beside the one in force.

        Raises:
            Forbidden: they do not administer the tenant.
            Unprocessable, TooLarge: it is no policy of this tenant's; the message says where and why.
            Stale: the book has changed since `revision`.
            Unavailable: try again.
        """
        policy = self.check(scope, text)

        def change(book: PolicyBook) -> tuple[PolicyBook, PolicyVersion | None]:
            return written(
                scope.tenant_id, book, policy, text, by=_actor(by), at=self.clock(), on_trial=on_trial
            )

        return self._change(scope, by, revision, change)

    def promote(self, scope: TenantScope, by: Reviewer, *, revision: int) -> PolicyBook:
        """Put the policy on trial in force. Raises Forbidden, Conflict, Stale, Unavailable."""
        return self._step(scope, by, revision, promoted)

    def drop(self, scope: TenantScope, by: Reviewer, *, revision: int) -> PolicyBook:
        """End the trial. Raises Forbidden, Conflict, Stale, Unavailable."""
        return self._step(scope, by, revision, dropped)

    def lift(self, scope: TenantScope, by: Reviewer, *, revision: int) -> PolicyBook:
        """Go back to the level the policy says. Raises Forbidden, Conflict, Stale, Unavailable."""
        return self._step(scope, by, revision, lifted)

    def backtest(self, scope: TenantScope, text: str, *, days: int) -> Backtest:
        """Return what a text would have made of the last days. Raises as `check`, and Unavailable."""
        policy = Policy(**self.check(scope, text).model_dump())
        since = self.clock() - timedelta(days=min(days, BACKTEST_DAYS_MAX))
        records = tuple(self._latest(scope, since, BACKTEST_MAX + 1))
        return backtest(records[:BACKTEST_MAX], policy, complete=len(records) <= BACKTEST_MAX)

    def trial(self, scope: TenantScope) -> Backtest:
        """Return what the policy on trial has decided so far. Raises Conflict without one, Unavailable."""
        book = self._book(scope)
        if book.shadow is None:
            raise Conflict("policy.trial", "There is no policy on trial.")
        version = self.policies.policy_text(scope, book.shadow.version)
        records = tuple(self._latest(scope, version.at if version else None, BACKTEST_MAX + 1))
        return trial_so_far(
            records[:BACKTEST_MAX], book.shadow.version, complete=len(records) <= BACKTEST_MAX
        )

    def versions(self, scope: TenantScope) -> tuple[PolicyVersion, ...]:
        """Return the latest texts, the last one first. Raises Unavailable."""
        latest = self._book(scope).latest
        numbers = range(latest, max(latest - VERSIONS_SHOWN, 0), -1)
        found = (self.policies.policy_text(scope, number) for number in numbers)
        return tuple(each for each in found if each is not None)

    def watch(self, scope: TenantScope) -> OverrideRate | None:
        """
        Fall back to a stricter level if people put right more than chance explains, and return the rate.

        None where too few invoices were acted on since a person last lifted a fall-back, or one is in force.
        Raises Unavailable.
        """
        book = self._book(scope)
        if book.fallback is not None:
            return None
        rate = override_rate(self._latest(scope, book.watched_from, 2 * (RECENT + BASELINE_MAX)))
        if rate is None or not rate.is_out:
            return rate
        now = self.clock()
        fallback = Fallback(
            level=FALLBACK_LEVEL,
            since=now.date(),
            reason=f"people put right {rate.overrides} of the last {rate.of} that were acted on.",
        )
        logger.warning(
            "Override rate out of its limits", extra={"overrides": rate.overrides, "invoices": rate.of}
        )
        self._try(
            scope,
            lambda held: (
                fell_back(scope.tenant_id, held, fallback, rate.overrides, rate.of, by=WATCHER, at=now),
                None,
            ),
        )
        return rate

    def settle(self, scope: TenantScope) -> None:
        """Put into the log what a crash may have kept out of it. Raises Unavailable."""
        self._settled(scope, self._book(scope))

    def _book(self, scope: TenantScope) -> PolicyBook:
        held = self.policies.book(scope)
        return held.value if held else _first(scope)

    def _latest(self, scope: TenantScope, since: datetime | None, most: int) -> Iterator[InvoiceRecord]:
        continuation, given = None, 0
        wanted = InvoiceFilter(received_from=since)
        while given < most:
            page = self.invoices.page(
                scope, wanted, size=min(PAGE_SIZE, most - given), continuation=continuation
            )
            yield from page.items
            given += len(page.items)
            continuation = page.continuation
            if continuation is None:
                return

    def _step(
        self, scope: TenantScope, by: Reviewer, revision: int, step: Callable[..., PolicyBook]
    ) -> PolicyBook:
        def change(book: PolicyBook) -> tuple[PolicyBook, PolicyVersion | None]:
            return step(scope.tenant_id, book, by=_actor(by), at=self.clock()), None

        return self._change(scope, by, revision, change)

    def _change(
        self,
        scope: TenantScope,
        by: Reviewer,
        revision: int,
        change: Callable[[PolicyBook], tuple[PolicyBook, PolicyVersion | None]],
    ) -> PolicyBook:
        if not by.may(Power.ADMINISTER):
            raise Forbidden("policy.role", "Who administers the tenant changes its policy.")

        def guarded(book: PolicyBook) -> tuple[PolicyBook, PolicyVersion | None]:
            if book.events != revision:
                raise Stale("policy.changed", "The policy has changed since you saw it.")
            return change(book)

        return self._try(scope, guarded)

    def _try(
        self,
        scope: TenantScope,
        change: Callable[[PolicyBook], tuple[PolicyBook, PolicyVersion | None]],
    ) -> PolicyBook:
        for _ in range(ATTEMPTS_MAX):
            held = self.policies.book(scope)
            book, added = change(held.value if held else _first(scope))
            try:
                self.policies.save_book(scope, book, held.version if held else None, added)
            except Conflict:
                continue
            return self._settled(scope, book)
        raise Unavailable("policy.busy", "Too many changes at once.")

    def _settled(self, scope: TenantScope, book: PolicyBook) -> PolicyBook:
        """The events went with the book; a crash before this leaves them for the next call."""
        if not book.outbox:
            return book
        self.audit_log.append(scope, book.outbox)
        for _ in range(ATTEMPTS_MAX):
            held = self.policies.book(scope)
            current = logged(held.value, book.outbox) if held else book
            try:
                self.policies.save_book(scope, current, held.version if held else None)
            except Conflict:
                continue
            return current
        raise Unavailable("policy.busy", "Too many changes at once.")


def _first(scope: TenantScope) -> PolicyBook:
    """Return the book of a tenant for whom nobody has written a policy yet."""
    policy = scope.profile.policy
    return PolicyBook(active=policy, latest=policy.version)


def _actor(by: Reviewer) -> Actor:
    return Actor(kind=ActorKind.PERSON, reference=by.reviewer_id)
