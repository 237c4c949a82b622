"""The Service Bus stand-in through the real azure-servicebus, over a socket."""

import asyncio
import contextlib
import datetime as dt
import itertools
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusClient, ServiceBusMessage, exceptions
from azure.servicebus import ServiceBusReceiveMode as Mode
from azure.servicebus import ServiceBusSubQueue as SubQueue
from azure.servicebus.aio import AutoLockRenewer
from azure.servicebus.aio import ServiceBusClient as AioClient
from azure.servicebus.amqp import AmqpAnnotatedMessage, AmqpMessageBodyType

from infra.local.servicebus.consumers import Counts
from infra.local.servicebus.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, encode_frame
from infra.local.servicebus.performatives import Begin, Open, SASLInit, encode_performative
from infra.local.servicebus.server import serve
from infra.local.servicebus.topology import QueueSettings, Topology

pytestmark = pytest.mark.integration

TOPOLOGY = Topology(
    queues=(
        QueueSettings(name="orders", lock_duration_s=60, max_delivery_count=3),
        QueueSettings(name="brief", lock_duration_s=10.9),
        QueueSettings(name="fleeting", default_ttl_s=5, dead_lettering_on_expiration=True),
        QueueSettings(name="once", requires_duplicate_detection=True),
        QueueSettings(name="small", max_size_bytes=4000),
        QueueSettings(name="sessions", requires_session=True, lock_duration_s=30),
        QueueSettings(name="ahead"),
        QueueSettings(name="shared"),
        QueueSettings(name="taken"),
    )
)
WAIT_S = 5
PAUSE_S = 0.2
CALL_S = 30


def connection_string(port, key="not-a-real-key"):
    return (
        f"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=policy;SharedAccessKey={key};"
        "UseDevelopmentEmulator=true;"
    )


class Clock:
    """The real time, which a test may move on."""

    def __init__(self):
        self.ahead_s = 0.0

    def __call__(self):
        return time.time() + self.ahead_s

    def now(self):
        return dt.datetime.fromtimestamp(self(), dt.UTC)


class Desk:
    """A server, a client, and open links to every queue; opening one takes the SDK half a second."""

    def __init__(self):
        self.clock = Clock()
        self.failures = []
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda _loop, context: self.failures.append(context))
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.senders, self.receivers, self.dead = {}, {}, {}

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(CALL_S)

    async def open(self):
        self.server = await self._stack.enter_async_context(serve(TOPOLOGY, clock=self.clock))
        self.client = await self._stack.enter_async_context(
            AioClient.from_connection_string(connection_string(self.server.port), retry_total=0)
        )
        names = [queue.name for queue in TOPOLOGY.queues]
        self.senders = {name: self.client.get_queue_sender(name) for name in names}
        # These have receivers of their own in a test, which must not compete with one from here.
        plain = [name for name in names if name not in {"sessions", "shared", "taken"}]
        self.receivers = {name: self.client.get_queue_receiver(name) for name in plain}
        self.dead = {
            name: self.client.get_queue_receiver(name, sub_queue=SubQueue.DEAD_LETTER)
            for name in ("orders", "fleeting")
        }
        links = [*self.senders.values(), *self.receivers.values(), *self.dead.values()]
        await asyncio.gather(*[link.__aenter__() for link in links])
        self._stack.push_async_callback(lambda: asyncio.gather(*[link.close() for link in links]))

    def close(self):
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT_S)
        self._loop.close()

    async def send(self, queue, *messages):
        await self.senders[queue].send_messages(list(messages))

    async def receive(self, queue, count=1):
        """Up to so many messages, waiting for the first only."""
        found = []
        while len(found) < count:
            wait_s = WAIT_S if not found else PAUSE_S
            more = await self.receivers[queue].receive_messages(count - len(found), max_wait_time=wait_s)
            if not more:
                break
            found += more
        return found

    async def nothing(self, queue):
        return await self.receivers[queue].receive_messages(1, max_wait_time=PAUSE_S) == []

    async def pass_s(self, seconds):
        """Move the clock and let the server notice."""
        self.clock.ahead_s += seconds
        await asyncio.sleep(PAUSE_S)


@pytest.fixture(scope="module")
def desk():
    found = Desk()
    found.run(found.open())
    yield found
    found.close()
    assert found.failures == []


@pytest.fixture(autouse=True)
def swept(request):
    """Every test leaves the queue it shares with others empty."""
    yield
    if "desk" in request.fixturenames:
        assert request.getfixturevalue("desk").server.counts("orders") == Counts(0, 0, 0, 0)


def check(desk, scenario):
    desk.run(scenario(desk))


def test_properties(desk):
    """Every property, and application properties of every type, arrive as they were sent."""
    when = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    application = {
        "text": "é",
        "int": 5,
        "float": 1.5,
        "bool": True,
        "when": when,
        "id": UUID(int=7),
        "bytes": b"\x00\x7f",
        "none": None,
    }

    async def scenario(desk):
        sent = ServiceBusMessage(
            "body",
            application_properties=dict(application),
            message_id="id",
            correlation_id="correlation",
            subject="subject",
            content_type="application/json",
            to="to",
            reply_to="reply",
            reply_to_session_id="session",
            partition_key="partition",
        )
        await desk.send("orders", sent)
        [message] = await desk.receive("orders")
        left_s = (message.locked_until_utc - desk.clock.now()).total_seconds()
        await desk.receivers["orders"].complete_message(message)

        found = {key.decode(): value for key, value in message.application_properties.items()}
        expected = application | {"text": "é".encode(), "when": int(when.timestamp() * 1000)}
        assert found == expected
        assert str(message) == "body"
        assert (message.message_id, message.correlation_id, message.subject) == (
            "id",
            "correlation",
            "subject",
        )
        assert (message.to, message.reply_to, message.reply_to_session_id) == ("to", "reply", "session")
        assert (message.content_type, message.partition_key) == ("application/json", "partition")
        assert message.delivery_count == 0
        assert message.sequence_number == message.enqueued_sequence_number > 0
        assert abs(message.enqueued_time_utc - desk.clock.now()) < dt.timedelta(seconds=WAIT_S)
        assert 60 - WAIT_S < left_s <= 60

    check(desk, scenario)


def test_bodies(desk):
    """Bodies of every kind and size arrive as they were sent."""
    sent = [
        (ServiceBusMessage(b"\x00\xff" * 10), b"\x00\xff" * 10),
        (ServiceBusMessage(b""), b""),
        (AmqpAnnotatedMessage(data_body=[b"a", b"bc"]), b"abc"),
        (AmqpAnnotatedMessage(value_body={b"k": [1, 2]}), {b"k": [1, 2]}),
        (AmqpAnnotatedMessage(sequence_body=[[1, b"x"], [2]]), [[1, b"x"], [2]]),
        (ServiceBusMessage(b"z" * 200_000), b"z" * 200_000),
    ]

    async def scenario(desk):
        for message, _ in sent:
            await desk.senders["orders"].send_messages(message)
        found = await desk.receive("orders", len(sent))
        for message, (_, body) in zip(found, sent, strict=True):
            await desk.receivers["orders"].complete_message(message)
            data = message.body_type is AmqpMessageBodyType.DATA
            value = message.body_type is AmqpMessageBodyType.VALUE
            assert (b"".join(message.body) if data else message.body if value else list(message.body)) == body

    check(desk, scenario)


def test_batch(desk):
    """A batch arrives in order, and is bounded by the queue's message size."""

    async def scenario(desk):
        batch = await desk.senders["orders"].create_message_batch()
        for number in range(100):
            batch.add_message(ServiceBusMessage(str(number), application_properties={"number": number}))
        await desk.senders["orders"].send_messages(batch)
        found = await desk.receive("orders", 100)
        for message in found:
            await desk.receivers["orders"].complete_message(message)

        assert batch.max_size_in_bytes == 256 * 1024
        assert [str(message) for message in found] == [str(number) for number in range(100)]

    check(desk, scenario)


def test_abandon_to_the_last(desk):
    """An abandoned message comes again with its count; after the last time it is a dead letter."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("poison", application_properties={"k": "v"}))
        counts = []
        for _ in range(3):
            [message] = await desk.receive("orders")
            counts.append(message.delivery_count)
            await desk.receivers["orders"].abandon_message(message)
        [dead] = await desk.dead["orders"].receive_messages(1, max_wait_time=WAIT_S)
        await desk.dead["orders"].complete_message(dead)

        assert counts == [0, 1, 2]
        assert dead.delivery_count == 3
        assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
        assert dead.dead_letter_error_description
        assert dead.dead_letter_source == "orders"
        assert dead.application_properties[b"k"] == b"v"

    check(desk, scenario)


@pytest.mark.parametrize("reason", [None, "Bad"])
def test_dead_letter(desk, reason):
    """A message is dead-lettered with the reason given, or with none."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("x"))
        [message] = await desk.receive("orders")
        description = reason and "no total"
        await desk.receivers["orders"].dead_letter_message(
            message, reason=reason, error_description=description
        )
        [dead] = await desk.dead["orders"].receive_messages(1, max_wait_time=WAIT_S)
        await desk.dead["orders"].complete_message(dead)

        assert dead.dead_letter_reason == reason
        assert dead.dead_letter_error_description == description
        assert (dead.dead_letter_source, str(dead)) == ("orders", "x")

    check(desk, scenario)


def test_defer(desk):
    """A deferred message comes by its number, once."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("later"))
        [message] = await desk.receive("orders")
        await desk.receivers["orders"].defer_message(message)
        assert await desk.nothing("orders")
        [found] = await desk.receivers["orders"].receive_deferred_messages(message.sequence_number)
        await desk.receivers["orders"].complete_message(found)

        assert str(found) == "later"
        with pytest.raises(exceptions.MessageNotFoundError):
            await desk.receivers["orders"].receive_deferred_messages(message.sequence_number)

    check(desk, scenario)


def test_dead_letter_a_deferred(desk):
    """A deferred message can be dead-lettered, which the SDK asks of `$management`."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("later"))
        [message] = await desk.receive("orders")
        await desk.receivers["orders"].defer_message(message)
        [found] = await desk.receivers["orders"].receive_deferred_messages(message.sequence_number)
        await desk.receivers["orders"].dead_letter_message(found, reason="Bad")
        [dead] = await desk.dead["orders"].receive_messages(1, max_wait_time=WAIT_S)
        await desk.dead["orders"].complete_message(dead)

        assert dead.dead_letter_reason == "Bad"

    check(desk, scenario)


def test_peek(desk):
    """Peeking shows messages from a number upward and takes none."""

    async def scenario(desk):
        assert await desk.receivers["orders"].peek_messages(3) == []
        await desk.send("orders", *[ServiceBusMessage(str(number)) for number in range(5)])
        first = await desk.receivers["orders"].peek_messages(3)
        after = first[-1].sequence_number + 1
        rest = await desk.receivers["orders"].peek_messages(9, sequence_number=after)
        for message in await desk.receive("orders", 5):
            await desk.receivers["orders"].complete_message(message)

        assert [str(message) for message in (*first, *rest)] == ["0", "1", "2", "3", "4"]

    check(desk, scenario)


def test_renew(desk):
    """A renewed lock holds past its first end."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("x"))
        [message] = await desk.receive("orders")
        await desk.pass_s(50)
        await desk.receivers["orders"].renew_message_lock(message)
        await desk.pass_s(50)
        await desk.receivers["orders"].complete_message(message)

    check(desk, scenario)


def test_lock_lost(desk):
    """When a lock ends the message comes again, and the old one can be neither settled nor renewed."""

    async def scenario(desk):
        await desk.send("orders", ServiceBusMessage("x"))
        [stale] = await desk.receive("orders")
        await desk.pass_s(61)
        [message] = await desk.receive("orders")

        assert message.delivery_count == 1
        with pytest.raises(exceptions.MessageLockLostError):
            await desk.receivers["orders"].renew_message_lock(stale)
        with pytest.raises(exceptions.MessageLockLostError):
            await desk.receivers["orders"].complete_message(stale)
        await desk.receivers["orders"].complete_message(message)

    check(desk, scenario)


def test_schedule(desk):
    """Scheduled messages come at their time, unless they are cancelled before."""

    async def scenario(desk):
        at = desk.clock.now() + dt.timedelta(seconds=30)
        sender = desk.senders["orders"]
        numbers = await sender.schedule_messages([ServiceBusMessage("a"), ServiceBusMessage("b")], at)
        await sender.send_messages(ServiceBusMessage("c", scheduled_enqueue_time_utc=at))
        await sender.cancel_scheduled_messages(numbers[0])
        with pytest.raises(exceptions.MessageNotFoundError):
            await sender.cancel_scheduled_messages(numbers[0])
        assert desk.server.counts("orders") == Counts(0, 0, 2, 0)
        assert await desk.nothing("orders")
        await desk.pass_s(30)
        found = await desk.receive("orders", 2)
        for message in found:
            await desk.receivers["orders"].complete_message(message)

        assert [str(message) for message in found] == ["b", "c"]

    check(desk, scenario)


def test_expiry(desk):
    """A message whose time is over is a dead letter where the queue says so, and gone elsewhere."""

    async def scenario(desk):
        brief = dt.timedelta(seconds=2)
        await desk.send(
            "fleeting", ServiceBusMessage("queue's"), ServiceBusMessage("own", time_to_live=brief)
        )
        await desk.send("orders", ServiceBusMessage("x", time_to_live=brief))
        await desk.pass_s(2.5)
        [own] = await desk.dead["fleeting"].receive_messages(1, max_wait_time=WAIT_S)
        await desk.pass_s(3)
        [queues] = await desk.dead["fleeting"].receive_messages(1, max_wait_time=WAIT_S)

        assert [str(own), str(queues)] == ["own", "queue's"]
        assert own.dead_letter_reason == queues.dead_letter_reason == "TTLExpiredException"
        assert await desk.nothing("orders")

    check(desk, scenario)


def test_duplicates(desk):
    """A message id seen before is accepted and dropped."""

    async def scenario(desk):
        for message_id in ("a", "a", "b"):
            await desk.send("once", ServiceBusMessage(message_id, message_id=message_id))

        assert [str(message) for message in await desk.receive("once", 3)] == ["a", "b"]

    check(desk, scenario)


def test_receive_and_delete(desk):
    """What a deleting receiver gets is gone."""

    async def scenario(desk):
        await desk.send("taken", *[ServiceBusMessage(str(number)) for number in range(7)])
        async with desk.client.get_queue_receiver("taken", receive_mode=Mode.RECEIVE_AND_DELETE) as receiver:
            found = []
            while len(found) < 7:
                found += await receiver.receive_messages(7, max_wait_time=WAIT_S)

        assert len(found) == 7
        assert desk.server.counts("taken").active == 0

    check(desk, scenario)


def test_prefetch_released(desk):
    """What was fetched ahead and not handed out is released on close, without a failed delivery."""

    async def scenario(desk):
        await desk.send("ahead", *[ServiceBusMessage(str(number)) for number in range(20)])
        async with desk.client.get_queue_receiver("ahead", prefetch_count=50) as receiver:
            [first] = await receiver.receive_messages(1, max_wait_time=WAIT_S)
            await receiver.complete_message(first)
            await asyncio.sleep(PAUSE_S)
        found = await desk.receive("ahead", 19)

        assert {message.delivery_count for message in found} == {0}
        assert len(found) == 19

    check(desk, scenario)


def test_competing(desk):
    """Competing receivers share the messages and none comes twice."""

    async def scenario(desk):
        await desk.send("shared", *[ServiceBusMessage(str(number)) for number in range(60)])
        found = []

        async def compete():
            async with desk.client.get_queue_receiver("shared", max_wait_time=0.5) as receiver:
                async for message in receiver:
                    found.append(str(message))
                    await receiver.complete_message(message)

        await asyncio.gather(*[compete() for _ in range(4)])

        assert sorted(found, key=int) == [str(number) for number in range(60)]

    check(desk, scenario)


def test_session(desk):
    """A session is received in order by one receiver at a time, has a state, and can be renewed."""

    def session_receiver(session_id, **options):
        return desk.client.get_queue_receiver("sessions", session_id=session_id, **options)

    async def scenario(desk):
        await desk.send("sessions", *[ServiceBusMessage(str(n), session_id="AB"[n % 2]) for n in range(6)])
        named = session_receiver("B")
        await named.__aenter__()
        found = await named.receive_messages(3, max_wait_time=WAIT_S)
        for message in found:
            await named.complete_message(message)
        await named.session.set_state(b"state")
        assert await named.session.get_state() == b"state"
        assert await named.session.renew_lock() > desk.clock.now()

        following = session_receiver(NEXT_AVAILABLE_SESSION)
        second = session_receiver("B")
        late = session_receiver(NEXT_AVAILABLE_SESSION, max_wait_time=1)
        opened = await asyncio.gather(
            *[receiver.__aenter__() for receiver in (following, second, late)], return_exceptions=True
        )
        assert isinstance(opened[1], exceptions.SessionCannotBeLockedError)
        assert isinstance(opened[2], exceptions.OperationTimeoutError)
        assert following.session.session_id == "A"
        await following.receive_messages(3, max_wait_time=WAIT_S)

        await desk.pass_s(31)
        with pytest.raises(exceptions.SessionLockLostError):
            await following.session.renew_lock()
        await asyncio.gather(*[receiver.close() for receiver in (named, following, second, late)])
        assert [str(message) for message in found] == ["1", "3", "5"]

    check(desk, scenario)


def test_unknown_queue(desk):
    """A queue that is not there is said not to be."""

    async def scenario(desk):
        with pytest.raises(exceptions.MessagingEntityNotFoundError):
            async with desk.client.get_queue_sender("nowhere") as sender:
                await sender.send_messages(ServiceBusMessage("x"))

    check(desk, scenario)


def test_too_large(desk):
    """A message beyond the queue's limit is refused, and the sender goes on."""

    async def scenario(desk):
        with pytest.raises(exceptions.MessageSizeExceededError):
            await desk.senders["orders"].send_messages(ServiceBusMessage(bytes(2_000_000)))
        await desk.send("orders", ServiceBusMessage("x"))
        [message] = await desk.receive("orders")
        await desk.receivers["orders"].complete_message(message)

    check(desk, scenario)


def test_full(desk):
    """A full queue refuses, and takes again once there is room."""

    async def scenario(desk):
        await desk.send("small", ServiceBusMessage(bytes(2500)))
        with pytest.raises(exceptions.ServiceBusQuotaExceededError):
            await desk.send("small", ServiceBusMessage(bytes(2500)))
        [message] = await desk.receive("small")
        await desk.receivers["small"].complete_message(message)
        await desk.send("small", ServiceBusMessage(bytes(2500)))

    check(desk, scenario)


def test_hostile_neighbours(desk):
    """Whatever comes in by other connections, those that behave go on."""
    opening = [
        SASL_HEADER,
        encode_frame(encode_performative(SASLInit("ANONYMOUS")), kind=SASL_FRAME),
        AMQP_HEADER,
        encode_frame(encode_performative(Open("x"))),
        encode_frame(encode_performative(Begin(None, 0, 10, 10))),
    ]
    chance = random.Random(7)

    async def scenario(desk):
        for _ in range(50):
            pieces = b"".join(opening[: chance.randrange(6)])
            with socket.create_connection(("127.0.0.1", desk.server.port)) as hostile:
                hostile.sendall(pieces + chance.randbytes(chance.randrange(200)))
            await asyncio.sleep(0)
        await desk.send("orders", ServiceBusMessage("x"))
        [message] = await desk.receive("orders")
        await desk.receivers["orders"].complete_message(message)

    check(desk, scenario)


def test_synchronous_client(desk):
    """The synchronous SDK works the same."""
    client = ServiceBusClient.from_connection_string(connection_string(desk.server.port), retry_total=0)
    with client, client.get_queue_sender("orders") as sender, client.get_queue_receiver("orders") as receiver:
        sender.send_messages([ServiceBusMessage(str(number)) for number in range(3)])
        found = receiver.receive_messages(3, max_wait_time=WAIT_S)
        receiver.abandon_message(found[2])
        found[2:] = receiver.receive_messages(1, max_wait_time=WAIT_S)
        receiver.renew_message_lock(found[0])
        for message in found:
            receiver.complete_message(message)

        assert [str(message) for message in found] == ["0", "1", "2"]
        assert receiver.peek_messages(1) == []


@contextlib.asynccontextmanager
async def links(port, queue, key="not-a-real-key"):
    """A sender and a receiver of a queue, opened and closed together."""
    client = AioClient.from_connection_string(connection_string(port, key), retry_total=0)
    sender, receiver = client.get_queue_sender(queue), client.get_queue_receiver(queue)
    try:
        await asyncio.gather(sender.__aenter__(), receiver.__aenter__())
        yield sender, receiver
    finally:
        await asyncio.gather(sender.close(), receiver.close())
        await client.close()


def test_auto_renewer():
    """The SDK's renewer moves the end of a lock while the work goes on."""

    async def scenario():
        async with serve(TOPOLOGY) as server, links(server.port, "brief") as (sender, receiver):
            await sender.send_messages(ServiceBusMessage("x"))
            [message] = await receiver.receive_messages(1, max_wait_time=WAIT_S)
            before = message.locked_until_utc
            async with AutoLockRenewer() as renewer:
                renewer.register(receiver, message, max_lock_renewal_duration=CALL_S)
                # It looks once a second, and renews a lock with less than ten to go.
                await asyncio.sleep(1.3)
                after = message.locked_until_utc
                await receiver.complete_message(message)
            return after - before, server.counts("brief").active

    renewed, active = asyncio.run(scenario())

    assert renewed > dt.timedelta(seconds=0.9)
    assert active == 0


def test_key():
    """With a key the SDK is let in by it, and by no other."""

    async def send(port, key):
        async with links(port, "orders", key) as (sender, _):
            await sender.send_messages(ServiceBusMessage("x"))

    async def scenario():
        async with serve(TOPOLOGY, key="the-right-key") as server:
            outcomes = await asyncio.gather(
                send(server.port, "the-right-key"), send(server.port, "another-key"), return_exceptions=True
            )
            return outcomes, server.counts("orders").active

    (right, wrong), count = asyncio.run(scenario())

    assert right is None
    assert isinstance(wrong, exceptions.ServiceBusAuthenticationError)
    assert count == 1


def test_restart(tmp_path):
    """A server that ends in good order, with clients connected, is found again as it was."""

    async def first():
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(serve(TOPOLOGY, state_dir=tmp_path))
            async with links(server.port, "orders") as (sender, receiver):
                await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
                found = await receiver.receive_messages(2, max_wait_time=WAIT_S)
                await receiver.complete_message(found[0])
                await receiver.abandon_message(found[1])
                began_s = time.monotonic()
                await stack.aclose()
                return time.monotonic() - began_s

    async def second():
        async with (
            serve(TOPOLOGY, state_dir=tmp_path) as server,
            links(server.port, "orders") as (_, receiver),
        ):
            found = await receiver.receive_messages(2, max_wait_time=WAIT_S)
            return [(str(message), message.delivery_count) for message in found]

    assert asyncio.run(first()) < WAIT_S
    assert asyncio.run(second()) == [("b", 1)]


SERVER = """
import asyncio, pathlib, sys
from infra.local.servicebus.server import serve
from infra.local.servicebus.topology import QueueSettings, Topology

async def main():
    topology = Topology(queues=(QueueSettings(name="orders"),))
    async with serve(topology, state_dir=pathlib.Path(sys.argv[1])) as server:
        print(server.port, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@contextlib.contextmanager
def server_process(folder):
    """A server in a process of its own, and its port."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", SERVER, str(folder)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


async def work_until_killed(port, process):
    """Send and complete without a pause until the server is killed, in the middle of things."""
    sent, completed = set(), set()
    async with links(port, "orders") as (sender, receiver):
        asyncio.get_running_loop().call_later(0.5, process.send_signal, signal.SIGKILL)
        with contextlib.suppress(exceptions.ServiceBusError):
            for number in itertools.count():
                await sender.send_messages(ServiceBusMessage(str(number)))
                sent.add(str(number))
                if number % 3 == 0:
                    for message in await receiver.receive_messages(1, max_wait_time=WAIT_S):
                        await receiver.complete_message(message)
                        completed.add(str(message))
    return sent, completed


async def what_is_left(port):
    """Every message there is, by peeking."""
    found = []
    async with links(port, "orders") as (_, receiver):
        number = 0
        while more := await receiver.peek_messages(1000, sequence_number=number):
            found += map(str, more)
            number = more[-1].sequence_number + 1
    return found


# The SDK leaves the socket of a connection that breaks to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_kill(tmp_path):
    """What was acknowledged before a kill is there after it, and what was completed is not."""
    with server_process(tmp_path) as (process, port):
        sent, completed = asyncio.run(work_until_killed(port, process))
    with server_process(tmp_path) as (_, port):
        found = asyncio.run(what_is_left(port))

    assert completed
    assert len(found) == len(set(found))
    assert not completed & set(found)
    # One more send may have arrived, and one more completion, of which nobody was told.
    assert len(sent - completed - set(found)) <= 1
    assert len(set(found) - sent) <= 1
