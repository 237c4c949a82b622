"""Deliveries by a clock that moves when told."""

import asyncio
import json

import pytest
from azure.core.exceptions import ServiceRequestError

from infra.local.eventgrid.delivery import LIFETIME_S, RETRY_DELAYS_S, Deliverer
from infra.local.eventgrid.outbox import Outbox
from infra.local.eventgrid.subscriptions import Sink, Subscription, WebHook
from tests.unit.infra.eventgrid.fakes import FakeClock, FakeSubscriber, cloud_event, event

HOOK = Subscription("hook", WebHook("http://127.0.0.1/hook"))


class Bench:
    """A topic with one subscription and a clock."""

    def __init__(self, outbox, subscription, subscriber):
        self.outbox = outbox
        self.clock = FakeClock()
        self.subscription = subscription
        self.deliverer = Deliverer(outbox, [subscription], subscriber, now=self.clock)

    def deliver(self, after_s=0.0):
        """Move the clock and deliver what is due."""
        self.clock.now += after_s
        return asyncio.run(self.deliverer.deliver_due(self.subscription))


@pytest.fixture
def outbox(tmp_path):
    """An outbox on disk."""
    box = Outbox(tmp_path / "events.sqlite")
    yield box
    box.close()


def test_delivered_once(outbox):
    """An event that was taken is not sent again."""
    subscriber = FakeSubscriber()
    bench = Bench(outbox, HOOK, subscriber)
    bench.deliverer.publish([event(1), event(2)])

    assert bench.deliver() == 2
    assert bench.deliver(after_s=3600) == 0
    assert sorted(json.loads(call.body)[0]["id"] for call in subscriber.calls) == ["1", "2"]
    assert subscriber.calls[0].headers["aeg-event-type"] == "Notification"
    assert subscriber.calls[0].headers["aeg-delivery-count"] == "0"


def test_back_off(outbox):
    """A failed delivery waits longer each time, and not a moment less."""
    subscriber = FakeSubscriber(503, ConnectionError("refused"), 429)
    bench = Bench(outbox, HOOK, subscriber)
    bench.deliverer.publish([event()])

    assert bench.deliver() == 1
    for delay_s in RETRY_DELAYS_S[:3]:
        assert outbox.next_due("hook") == bench.clock.now + delay_s
        assert bench.deliver(after_s=delay_s - 0.1) == 0
        assert bench.deliver(after_s=0.1) == 1
    assert outbox.next_due("hook") is None
    assert subscriber.calls[-1].headers["aeg-delivery-count"] == "3"
    assert outbox.dead_letters() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_final(outbox, status):
    """A status that says the endpoint is wrong is a dead letter at once."""
    bench = Bench(outbox, HOOK, FakeSubscriber(status))
    bench.deliverer.publish([event()])

    bench.deliver()

    (letter,) = outbox.dead_letters()
    assert (letter.subscription, letter.attempts, letter.reason) == ("hook", 1, "Undeliverable")
    assert letter.outcome == f"HTTP {status}"
    assert letter.document["id"] == "1"


def test_too_old(outbox):
    """An event that would next be tried after its lifetime is a dead letter."""
    bench = Bench(outbox, HOOK, FakeSubscriber(503))
    bench.deliverer.publish([event()])

    bench.deliver(after_s=LIFETIME_S)

    assert outbox.dead_letters()[0].reason == "TimeToLiveExceeded"


def test_handshake_once(outbox):
    """An endpoint is asked once per schema before its first event."""
    subscriber = FakeSubscriber()
    bench = Bench(outbox, HOOK, subscriber)
    for number in range(3):
        bench.deliverer.publish([event(number), cloud_event(number)])
        bench.deliver()

    assert subscriber.handshakes == 2
    assert len(subscriber.calls) == 6


def test_handshake_refused(outbox):
    """An endpoint that does not repeat the code gets no event, and is asked again later."""
    subscriber = FakeSubscriber(validates=False)
    bench = Bench(outbox, HOOK, subscriber)
    bench.deliverer.publish([event()])

    bench.deliver()
    assert subscriber.calls == []
    subscriber.validates = True
    bench.deliver(after_s=RETRY_DELAYS_S[0])

    assert len(subscriber.calls) == 1


def test_filtered(outbox):
    """An event that nobody wants is not kept."""
    bench = Bench(outbox, Subscription("s", WebHook("http://127.0.0.1"), frozenset({"x"})), FakeSubscriber())

    bench.deliverer.publish([event()])

    assert outbox.next_due("s") is None


@pytest.mark.parametrize("failure", [ConnectionError("not yet"), ServiceRequestError("not yet")])
def test_sink(outbox, failure):
    """A destination in the process is retried like any other."""
    taken, failures = [], [failure]

    async def send(sent):
        if failures:
            raise failures.pop()
        taken.append(sent)

    bench = Bench(outbox, Subscription("queue", Sink(send)), FakeSubscriber())
    bench.deliverer.publish([event()])

    bench.deliver()
    assert taken == []
    bench.deliver(after_s=RETRY_DELAYS_S[0])

    assert [each.document["id"] for each in taken] == ["1"]


def test_restart(tmp_path):
    """What was accepted and not delivered is delivered by the next life."""
    first = Outbox(tmp_path / "events.sqlite")
    Bench(first, HOOK, FakeSubscriber()).deliverer.publish([event()])
    first.close()

    again = Outbox(tmp_path / "events.sqlite")
    subscriber = FakeSubscriber()
    Bench(again, HOOK, subscriber).deliver()
    again.close()

    assert len(subscriber.calls) == 1


def test_background(outbox):
    """Running in the background, an event is delivered as soon as it is published."""

    async def scenario():
        arrived = asyncio.Event()

        async def send(_event):
            arrived.set()

        deliverer = Deliverer(outbox, [Subscription("queue", Sink(send))], FakeSubscriber())
        async with deliverer.running(), asyncio.timeout(10):
            deliverer.publish([event()])
            await arrived.wait()

    asyncio.run(scenario())

    assert outbox.next_due("queue") is None
