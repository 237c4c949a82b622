"""
Service Bus triggers: one pump per function, competing with the pumps of every other instance.

Messages are asked for one at a time, as the .NET processor does. A larger ask returns only 200 ms after the
first message (azure-servicebus waits for more), which would add that delay to every step of a quiet system;
one at a time costs 0.6 ms of CPU per message and starts a function 2 ms after the send.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from infra.local.host.functions import Binding, HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.locks import run_holding
from infra.local.host.messages import Message, body_data, trace_parent, trigger_metadata
from infra.local.host.settings import AppSettings, ServiceBusSection

logger = logging.getLogger(__name__)

_DEAD_LETTER_SUFFIX = re.compile(r"/\$deadletterqueue$", re.IGNORECASE)

# How long one ask stays open before the next; nothing waits for it to end.
RECEIVE_WAIT_S = 60.0

# After a broken link: soon, then patiently.
RECONNECT_DELAY_MIN_S = 0.2
RECONNECT_DELAY_MAX_S = 5.0

# A lock is renewed when half of it is over, and never more often than this.
RENEW_INTERVAL_MIN_S = 0.5
LOCK_ASSUMED_S = 30.0


class Receiver(Protocol):
    """What the pump needs of azure-servicebus's aio receiver."""

    async def receive_messages(self, max_message_count: int, max_wait_time: float) -> Sequence[Any]:
        """Return up to that many locked messages, at the latest after the wait."""
        ...

    async def complete_message(self, message: Any) -> None:
        """Remove the message from its queue."""
        ...

    async def abandon_message(self, message: Any) -> None:
        """Give the message back, counting one more failed delivery."""
        ...

    async def renew_message_lock(self, message: Any) -> Any:
        """Lock the message for another lock duration."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where a function's messages come from."""

    connection_string: str
    """Of the namespace."""
    queue: str | None
    """The queue, or None for a subscription."""
    topic: str | None
    """The topic of a subscription."""
    subscription: str | None
    """The subscription."""
    is_dead_letter: bool
    """Whether the entity's dead-letter queue is meant."""

    @property
    def path(self) -> str:
        """The entity as a person would write it."""
        entity = self.queue or f"{self.topic}/{self.subscription}"
        return f"{entity}/$DeadLetterQueue" if self.is_dead_letter else entity


type Connect = Callable[[Source, int], AbstractAsyncContextManager[Receiver]]


def source_of(binding: Binding, settings: AppSettings) -> Source:
    """
    Return where a `serviceBusTrigger` reads, with settings filled in and `/$DeadLetterQueue` understood.

    Raises:
        UnusableBinding: the binding names neither a queue nor a subscription.
        SettingMissing: a setting it names is not there.
    """
    connection_string = settings.connection(binding.text("connection", "ServiceBus"))
    if "queueName" in binding.properties:
        queue, is_dead_letter = _split(settings.expand(binding.text("queueName")))
        return Source(connection_string, queue, None, None, is_dead_letter)
    topic = settings.expand(binding.text("topicName"))
    subscription, is_dead_letter = _split(settings.expand(binding.text("subscriptionName")))
    return Source(connection_string, None, topic, subscription, is_dead_letter)


def _split(path: str) -> tuple[str, bool]:
    entity = _DEAD_LETTER_SUFFIX.sub("", path)
    return entity, entity != path


@asynccontextmanager
async def connect(source: Source, prefetch_count: int) -> AsyncIterator[Receiver]:
    """Open a receiver of azure-servicebus on a source."""
    from azure.servicebus import ServiceBusSubQueue
    from azure.servicebus.aio import ServiceBusClient

    options: dict[str, Any] = {"prefetch_count": prefetch_count}
    if source.is_dead_letter:
        options["sub_queue"] = ServiceBusSubQueue.DEAD_LETTER
    # The pump has its own patience: the SDK's hidden retries would only delay the report of a broken link.
    async with ServiceBusClient.from_connection_string(source.connection_string, retry_total=0) as client:
        if source.queue is not None:
            receiver = client.get_queue_receiver(source.queue, **options)
        else:
            receiver = client.get_subscription_receiver(
                source.topic or "", source.subscription or "", **options
            )
        async with receiver:
            yield receiver


class ServiceBusPump:
    """Moves the messages of one source through one function until told to stop."""

    def __init__(
        self,
        *,
        function: HostedFunction,
        source: Source,
        section: ServiceBusSection,
        invoker: Invoker,
        connect: Connect,
    ) -> None:
        self._function = function
        self._source = source
        self._section = section
        self._invoker = invoker
        self._connect = connect
        self._data_type = function.trigger.text("dataType", "")
        self._reconnect_delay_s = RECONNECT_DELAY_MIN_S
        self._stopping = asyncio.Event()
        self._slots = asyncio.Semaphore(section.max_concurrent_calls)
        self._calls: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Take no further message; `run` returns once the running calls are settled."""
        self._stopping.set()

    async def run(self) -> None:
        """Receive and dispatch until stopped, opening the link again whenever it breaks."""
        from azure.servicebus.exceptions import ServiceBusError

        while not self._stopping.is_set():
            opened_s = time.monotonic()
            try:
                async with self._connect(self._source, self._section.prefetch_count) as receiver:
                    await self._receive(receiver)
            except (ServiceBusError, OSError) as error:
                if time.monotonic() - opened_s > RECONNECT_DELAY_MAX_S:
                    # It served for a while: this is a new outage, not the last one going on.
                    self._reconnect_delay_s = RECONNECT_DELAY_MIN_S
                self._report(error)
                await self._pause(self._reconnect_delay_s)
                self._reconnect_delay_s = min(2 * self._reconnect_delay_s, RECONNECT_DELAY_MAX_S)

    async def _receive(self, receiver: Receiver) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                await self._next(receiver, stopping)
        finally:
            stopping.cancel()
            # The link must outlive the calls: their messages are settled on it.
            if self._calls:
                await asyncio.wait(self._calls)

    async def _next(self, receiver: Receiver, stopping: asyncio.Task[Any]) -> None:
        await self._slots.acquire()
        messages: Sequence[Message] = ()
        try:
            messages = await _ask(receiver, stopping)
        finally:
            if not messages:
                self._slots.release()
        for message in messages:
            call = asyncio.create_task(self._handle(receiver, message))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _handle(self, receiver: Receiver, message: Message) -> None:
        from azure.servicebus.exceptions import ServiceBusError

        try:
            succeeded = await self._call(receiver, message)
        finally:
            # Before settling: the broker's answer must not keep the next message waiting.
            self._slots.release()
        try:
            if not succeeded:
                await receiver.abandon_message(message)
            elif self._section.auto_complete_messages:
                await receiver.complete_message(message)
        except (ServiceBusError, OSError) as error:
            # The broker delivers the message again: at least once is what the app was promised.
            extra = {"function": self._function.name, "message_id": message.message_id}
            logger.warning("a message could not be settled: %s", error, extra=extra)

    async def _call(self, receiver: Receiver, message: Message) -> bool:
        work = self._invoker.invoke(
            self._function,
            body_data(message, self._data_type),
            trigger_metadata(message),
            trace_parent=trace_parent(message),
        )
        outcome = await run_holding(
            work,
            lambda: self._renew(receiver, message),
            every_s=_renewal_interval_s(message),
            limit_s=self._section.max_auto_lock_renewal_duration.total_seconds(),
        )
        return outcome.failure is None

    async def _renew(self, receiver: Receiver, message: Message) -> None:
        from azure.servicebus.exceptions import ServiceBusError

        try:
            await receiver.renew_message_lock(message)
        except (ServiceBusError, OSError) as error:
            extra = {"function": self._function.name, "message_id": message.message_id}
            logger.warning("the lock of a message could not be renewed: %s", error, extra=extra)

    def _report(self, error: Exception) -> None:
        # Once per outage: the attempts after the first say nothing new.
        first = self._reconnect_delay_s == RECONNECT_DELAY_MIN_S
        reason = str(error).partition("\n")[0]
        extra = {"function": self._function.name, "queue": self._source.path}
        logger.log(
            logging.WARNING if first else logging.DEBUG, "no Service Bus link: %s", reason, extra=extra
        )

    async def _pause(self, delay_s: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), delay_s)
        except TimeoutError:
            return


async def _ask(receiver: Receiver, stopping: asyncio.Task[Any]) -> Sequence[Message]:
    asking = asyncio.ensure_future(receiver.receive_messages(1, RECEIVE_WAIT_S))
    await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    # Only an ask still open is cancelled; what the broker sends meanwhile goes back when the link closes.
    asking.cancel()
    await asyncio.wait({asking})
    return () if asking.cancelled() else asking.result()


def _renewal_interval_s(message: Message) -> float:
    until = message.locked_until_utc
    left_s = LOCK_ASSUMED_S if until is None else (until - datetime.now(UTC)).total_seconds()
    return max(left_s / 2, RENEW_INTERVAL_MIN_S)
