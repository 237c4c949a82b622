"""Takes events in and brings them to their subscriptions, as often as it takes."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from azure.core.exceptions import AzureError

from infra.local.eventgrid.background import beside
from infra.local.eventgrid.events import Event, Schema
from infra.local.eventgrid.outbox import Delivery, Outbox
from infra.local.eventgrid.subscriptions import Subscription, WebHook
from infra.local.eventgrid.webhooks import Caller, notification, validate

logger = logging.getLogger(__name__)

# Azure begins at ten seconds and ends at twelve hours; at a bench somebody is waiting. The last one repeats.
RETRY_DELAYS_S = (1, 2, 5, 10, 30, 60)

# Azure's own default. Its limit of 30 attempts belongs to its delays: with these it would be half an hour.
LIFETIME_S = 24 * 60 * 60

# Azure gives up at once on these: the endpoint's configuration is wrong, and waiting does not mend it.
FINAL_STATUSES = frozenset({400, 401, 403, 404, 413})

# Of one subscription at a time; a slow subscriber delays only itself.
CONCURRENCY_MAX = 8


class Deliverer:
    """Event Grid's promise: what was accepted arrives at least once, in no particular order."""

    def __init__(
        self,
        outbox: Outbox,
        subscriptions: Sequence[Subscription],
        caller: Caller,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._outbox = outbox
        self._subscriptions = tuple(subscriptions)
        self._caller = caller
        self._now = now
        self._validated: set[tuple[str, Schema]] = set()
        self._news = {subscription.name: asyncio.Event() for subscription in subscriptions}

    def publish(self, events: Iterable[Event]) -> None:
        """Take events in; when this returns they are on disk."""
        self._outbox.add(self._addressed(events), now=self._now())
        self._tell()

    def publish_seen(self, events: Iterable[Event], *, container: str, etags: Mapping[str, str]) -> None:
        """Take events in together with the state of the container that caused them."""
        addressed = self._addressed(events)
        self._outbox.add_seen(addressed, container=container, etags=etags, now=self._now())
        self._tell()

    async def deliver_due(self, subscription: Subscription) -> int:
        """Try each of a subscription's deliveries whose time has come, and return how many those were."""
        due = self._outbox.due(subscription.name, now=self._now(), limit=CONCURRENCY_MAX)
        if due and not await self._is_open(subscription, due):
            return len(due)
        await asyncio.gather(*(self._deliver(subscription, delivery) for delivery in due))
        return len(due)

    def running(self) -> AbstractAsyncContextManager[None]:
        """Deliver in the background until left; what is under way then is tried again at the next start."""
        return beside(*(self._run(subscription) for subscription in self._subscriptions))

    async def _run(self, subscription: Subscription) -> None:
        news = self._news[subscription.name]
        while True:
            news.clear()
            if await self.deliver_due(subscription):
                continue
            next_due = self._outbox.next_due(subscription.name)
            delay_s = None if next_due is None else max(0.0, next_due - self._now())
            try:
                async with asyncio.timeout(delay_s):
                    await news.wait()
            except TimeoutError:
                continue

    def _addressed(self, events: Iterable[Event]) -> list[tuple[str, Event]]:
        return [(each.name, event) for event in events for each in self._subscriptions if each.wants(event)]

    def _tell(self) -> None:
        for news in self._news.values():
            news.set()

    async def _is_open(self, subscription: Subscription, due: Sequence[Delivery]) -> bool:
        """Return whether deliveries may begin; if not, they have been counted and put off."""
        if not isinstance(subscription.destination, WebHook):
            return True
        for schema in {delivery.event.schema for delivery in due}:
            if (subscription.name, schema) in self._validated:
                continue
            try:
                accepted = await validate(
                    self._caller, subscription.destination.url, subscription.name, schema
                )
                outcome = "" if accepted else "ValidationFailed"
            except OSError as error:
                outcome = type(error).__name__
            if outcome:
                for delivery in due:
                    self._fail(subscription, delivery, outcome, final=False)
                return False
            self._validated.add((subscription.name, schema))
        return True

    async def _deliver(self, subscription: Subscription, delivery: Delivery) -> None:
        destination = subscription.destination
        try:
            if isinstance(destination, WebHook):
                call = notification(
                    destination.url, subscription.name, delivery.event, attempts=delivery.attempts
                )
                status = (await self._caller(call)).status
            else:
                await destination.send(delivery.event)
                status = 200
        except (OSError, AzureError) as error:
            self._fail(subscription, delivery, type(error).__name__, final=False)
            return
        if 200 <= status < 300:
            self._outbox.remove(delivery)
        else:
            self._fail(subscription, delivery, f"HTTP {status}", final=status in FINAL_STATUSES)

    def _fail(self, subscription: Subscription, delivery: Delivery, outcome: str, *, final: bool) -> None:
        due_at = self._now() + RETRY_DELAYS_S[min(delivery.attempts, len(RETRY_DELAYS_S) - 1)]
        reason = _reason_to_stop(delivery, due_at, final=final)
        if reason is None:
            self._outbox.postpone(delivery, due_at=due_at, outcome=outcome)
            return
        logger.warning(
            "an event was given up",
            extra={"subscription": subscription.name, "reason": reason, "outcome": outcome},
        )
        self._outbox.bury(delivery, reason=reason, outcome=outcome)


def _reason_to_stop(delivery: Delivery, due_at: float, *, final: bool) -> str | None:
    if final:
        return "Undeliverable"
    return "TimeToLiveExceeded" if due_at > delivery.accepted_at + LIFETIME_S else None
