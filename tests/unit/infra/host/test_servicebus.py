"""The Service Bus pump, over a receiver of ours."""

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus.exceptions import MessageLockLostError, ServiceBusConnectionError

from infra.local.host.errors import SettingMissing, UnusableBinding
from infra.local.host.manual import manual_message
from infra.local.host.servicebus import ServiceBusPump, Source, source_of
from infra.local.host.settings import AppSettings, ServiceBusSection
from tests.unit.infra.host.fakes import eventually, function, invoker

SOURCE = Source("cs", "orders", None, None, is_dead_letter=False)
SETTINGS = AppSettings({"SB": "cs", "Q": "orders", "AzureWebJobsServiceBus": "default"})


def message(text, **fields):
    found = manual_message(text)
    vars(found).update(message_id=text, **fields)
    return found


class FakeQueue:
    """A queue that counts what is done with its messages; it hands an abandoned one out again."""

    def __init__(self, *messages, breaks=0):
        self.waiting = deque(messages)
        self.log = []
        self.asked = []
        self.renewed = 0
        self.opened = 0
        self.closed = 0
        self._breaks = breaks

    @asynccontextmanager
    async def connect(self, source, prefetch_count):
        assert (source, prefetch_count) == (SOURCE, 0)
        self.opened += 1
        if self.opened <= self._breaks:
            raise ServiceBusConnectionError(message="refused")
        yield self
        self.closed += 1

    async def receive_messages(self, max_message_count, max_wait_time):
        self.asked.append(max_message_count)
        while not self.waiting:  # noqa: ASYNC110 - a deque has no event
            await asyncio.sleep(0)
        return [self.waiting.popleft()]

    async def complete_message(self, message):
        self.log.append(("complete", message.message_id))

    async def abandon_message(self, message):
        self.log.append(("abandon", message.message_id))
        message.delivery_count = (message.delivery_count or 0) + 1
        self.waiting.append(message)

    async def renew_message_lock(self, message):
        self.renewed += 1
        message.locked_until_utc = datetime.now(UTC) + timedelta(seconds=30)


def pumped(queue, done, handler=lambda call: None, **section):
    """Run a pump until the condition holds, stop it, and return the runtime behind it."""

    async def scene():
        calls, runtime = invoker(handler)
        pump = ServiceBusPump(
            function=function(trigger="serviceBusTrigger"),
            source=SOURCE,
            section=ServiceBusSection(**section),
            invoker=calls,
            connect=queue.connect,
        )
        running = asyncio.create_task(pump.run())
        await eventually(lambda: done(runtime))
        pump.stop()
        await asyncio.wait_for(running, 5)
        return runtime

    return asyncio.run(scene())


def test_completes():
    """A message whose function returns is completed, each once."""
    queue = FakeQueue(*(message(f"m{i}") for i in range(40)))

    runtime = pumped(queue, lambda _: len(queue.log) == 40)

    assert sorted(queue.log) == sorted(("complete", f"m{i}") for i in range(40))
    assert len(runtime.calls) == 40
    assert set(queue.asked) == {1}


def test_abandons():
    """A message whose function raises is abandoned and comes back with a higher delivery count."""
    queue = FakeQueue(message("m"))

    def fail_twice(call):
        if call.metadata["DeliveryCount"] != "3":
            raise ValueError("no")

    runtime = pumped(queue, lambda _: len(queue.log) == 3, fail_twice)

    assert [verb for verb, _ in queue.log] == ["abandon", "abandon", "complete"]
    assert [call.metadata["DeliveryCount"] for call in runtime.calls] == ["1", "2", "3"]


def test_without_auto_complete():
    """With autoCompleteMessages off, a success is left to the function."""
    queue = FakeQueue(message("m"))

    pumped(queue, lambda runtime: runtime.calls, auto_complete_messages=False)

    assert queue.log == []


def test_concurrency_limit():
    """No more calls run at once than maxConcurrentCalls."""
    queue = FakeQueue(*(message(f"m{i}") for i in range(9)))
    peak = []
    running = set()

    async def work(call):
        running.add(call.invocation_id)
        peak.append(len(running))
        for _ in range(50):
            await asyncio.sleep(0)
        running.discard(call.invocation_id)

    pumped(queue, lambda _: len(queue.log) == 9, work, max_concurrent_calls=3)

    assert max(peak) == 3


def test_stop_settles_running_calls():
    """Stopping takes no further message, but running calls end and are settled before the link closes."""
    queue = FakeQueue(message("m"))

    async def work(_call):
        for _ in range(20):
            await asyncio.sleep(0)

    pumped(queue, lambda runtime: runtime.calls, work)

    assert queue.log == [("complete", "m")]
    assert queue.closed == 1


def test_lock_is_renewed():
    """A function that outlives half the lock keeps its message."""
    soon = datetime.now(UTC)
    queue = FakeQueue(message("m", locked_until_utc=soon))

    async def work(_call):
        await eventually(lambda: queue.renewed)

    pumped(queue, lambda _: queue.log, work)

    assert queue.renewed == 1
    assert queue.log == [("complete", "m")]


def test_lost_lock_goes_on():
    """A message that cannot be settled is left to the broker; the pump goes on."""

    class Forgetful(FakeQueue):
        async def complete_message(self, message):
            await super().complete_message(message)
            if message.message_id == "lost":
                raise MessageLockLostError(message="expired", error=None)

    queue = Forgetful(message("lost"), message("kept"))

    pumped(queue, lambda _: len(queue.log) == 2)

    assert queue.opened == 1


def test_reconnects(caplog):
    """A link that cannot be opened is tried again, and said once."""
    queue = FakeQueue(message("m"), breaks=2)

    pumped(queue, lambda _: queue.log)

    assert queue.opened == 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"queueName": "%Q%", "connection": "SB"}, Source("cs", "orders", None, None, is_dead_letter=False)),
        (
            {"queueName": "q/$DeadLetterQueue", "connection": "SB"},
            Source("cs", "q", None, None, is_dead_letter=True),
        ),
        ({"queueName": "q/$deadletterqueue"}, Source("default", "q", None, None, is_dead_letter=True)),
        (
            {"topicName": "t", "subscriptionName": "s/$DeadLetterQueue", "connection": "SB"},
            Source("cs", None, "t", "s", is_dead_letter=True),
        ),
    ],
)
def test_source(properties, expected):
    """Queues, subscriptions and their dead-letter queues are understood as Azure writes them."""
    assert source_of(function(trigger="serviceBusTrigger", **properties).trigger, SETTINGS) == expected


def test_source_path():
    """A source reads as a person would write it."""
    assert Source("", None, "t", "s", is_dead_letter=True).path == "t/s/$DeadLetterQueue"


@pytest.mark.parametrize(
    ("properties", "error"),
    [
        ({}, UnusableBinding),
        ({"queueName": "%NOPE%"}, SettingMissing),
        ({"queueName": "q", "connection": "X"}, SettingMissing),
    ],
)
def test_source_refused(properties, error):
    """A source that cannot be found is refused at start."""
    with pytest.raises(error):
        source_of(function(trigger="serviceBusTrigger", **properties).trigger, SETTINGS)
