"""Queues: who gets what, for how long, and what becomes of it."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from infra.local.servicebus.consumers import Counts
from infra.local.servicebus.errors import Refused
from infra.local.servicebus.messages import ANNOTATIONS, APPLICATION, HEADER
from infra.local.servicebus.queues import PEEK_BYTES_MAX
from infra.local.servicebus.store import ID_OVERHEAD_BYTES
from infra.local.servicebus.topology import QueueSettings, Topology
from infra.local.servicebus.values import Symbol
from tests.unit.infra.servicebus.builders import NOW_MS, Namespace, Receiver, body_of, content, receive

COUNT = 4


def refusal(condition):
    return pytest.raises(Refused, match=f"^{condition}:")


def lock_lost():
    return refusal("com.microsoft:message-lock-lost")


def test_in_order():
    """Messages come in the order they were sent, numbered from 1."""
    namespace = Namespace()

    numbers = namespace.queue.send([content(b"a"), content(b"b")])
    receiver = receive(namespace.queue)

    assert numbers == [1, 2]
    assert receiver.bodies == [b"a", b"b"]


def test_in_turn():
    """Receivers share what comes, and one without credit gets nothing."""
    namespace = Namespace()
    first, second, idle = receive(namespace.queue), receive(namespace.queue), receive(namespace.queue, 0)

    namespace.queue.send([content() for _ in range(4)])

    assert [len(each.deliveries) for each in (first, second, idle)] == [2, 2, 0]


def test_complete():
    """A completed message is gone, and its lock with it."""
    namespace = Namespace()
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)

    namespace.queue.complete(receiver.token)

    assert namespace.queue.counts == Counts(0, 0, 0, 0)
    with lock_lost():
        namespace.queue.complete(receiver.token)


def test_abandon():
    """An abandoned message comes again, before younger ones, with its count."""
    namespace = Namespace()
    namespace.queue.send([content(b"a"), content(b"b")])
    receiver = receive(namespace.queue, 1)

    receiver.credit = 1
    namespace.queue.abandon(receiver.token)

    assert receiver.bodies == [b"a", b"a"]
    assert receiver.last[HEADER][COUNT] == 1


def test_release():
    """A released message comes again as if it had not been delivered."""
    namespace = Namespace()
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)

    namespace.queue.release(receiver.token)

    assert len(receiver.deliveries) == 2
    assert receiver.last[HEADER][COUNT] == 0


def test_last_delivery():
    """The last failed delivery allowed sends a message to the dead letters, with its count."""
    namespace = Namespace(max_delivery_count=3)
    namespace.queue.send([content(message_id="poison")])
    receiver = receive(namespace.queue)

    for _ in range(3):
        namespace.queue.abandon(receiver.token)

    dead = receive(namespace.dead).last
    assert len(receiver.deliveries) == 3
    assert dead[APPLICATION]["DeadLetterReason"] == "MaxDeliveryCountExceeded"
    assert dead[HEADER][COUNT] == 3
    assert dead[ANNOTATIONS][Symbol("x-opt-deadletter-source")] == "q"


def test_dead_letter():
    """A message is dead-lettered with the reason given."""
    namespace = Namespace()
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)

    namespace.queue.dead_letter(receiver.token, "Bad", "no total")

    dead = receive(namespace.dead)
    assert dead.last[APPLICATION] == {"DeadLetterReason": "Bad", "DeadLetterErrorDescription": "no total"}
    assert namespace.queue.counts == Counts(0, 1, 0, 0)
    with refusal("amqp:not-allowed"):
        namespace.dead.dead_letter(dead.token, None, None)
    namespace.dead.complete(dead.token)
    assert namespace.queue.counts == Counts(0, 0, 0, 0)


def test_dead_letters_stay():
    """Dead letters outlive every time to live, and any number of failed deliveries."""
    namespace = Namespace(default_ttl_s=5, dead_lettering_on_expiration=True, max_delivery_count=1)
    namespace.queue.send([content(ttl_ms=1000)])
    namespace.pass_s(2)
    receiver = receive(namespace.dead)

    for _ in range(5):
        namespace.dead.abandon(receiver.token)
        namespace.pass_s(10)

    assert namespace.queue.counts.dead_letter == 1


def test_lock_ends():
    """When a lock ends the message comes again with its count, and the old token is worth nothing."""
    namespace = Namespace(lock_duration_s=10)
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)
    stale = receiver.token

    namespace.pass_s(10)

    assert receiver.last[HEADER][COUNT] == 1
    with lock_lost():
        namespace.queue.complete(stale)
    namespace.queue.complete(receiver.token)


def test_lock_over_before_the_tick():
    """A lock is lost when its time is over, even if nothing has noticed yet."""
    namespace = Namespace(lock_duration_s=10)
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)

    namespace.clock.pass_s(10)

    with lock_lost():
        namespace.queue.complete(receiver.token)
    namespace.broker.tick()
    assert len(receiver.deliveries) == 2


def test_renew():
    """A renewed lock lasts from now on."""
    namespace = Namespace(lock_duration_s=10)
    namespace.queue.send([content()])
    receiver = receive(namespace.queue)
    namespace.pass_s(8)

    ends = namespace.queue.renew([receiver.token])
    namespace.pass_s(8)
    namespace.queue.complete(receiver.token)

    assert ends == [NOW_MS + 18_000]
    with lock_lost():
        namespace.queue.renew([uuid4()])


def test_receiver_leaves():
    """A receiver that leaves keeps its locks until they end."""
    namespace = Namespace(lock_duration_s=10)
    namespace.queue.send([content(), content()])
    receiver = receive(namespace.queue, 1)

    namespace.queue.remove_consumer(receiver)
    other = receive(namespace.queue)

    assert len(other.deliveries) == 1
    namespace.queue.complete(receiver.token)


def test_receive_and_delete():
    """What a deleting receiver is given is gone at once."""
    namespace = Namespace()
    namespace.queue.send([content(b"a")])

    receiver = receive(namespace.queue, deletes=True)

    assert receiver.deliveries[0][0] is None
    assert namespace.queue.counts == Counts(0, 0, 0, 0)


def test_defer():
    """A deferred message comes only when asked for by number."""
    namespace = Namespace()
    [number] = namespace.queue.send([content(b"d")])
    receiver = receive(namespace.queue)

    namespace.queue.defer(receiver.token)
    assert namespace.queue.counts == Counts(0, 0, 0, 1)
    [(token, raw)] = namespace.queue.take_deferred([number], deletes=False)

    assert body_of(raw) == b"d"
    with refusal("com.microsoft:message-not-found"):
        namespace.queue.take_deferred([number], deletes=False)
    namespace.queue.abandon(token)
    assert len(receiver.deliveries) == 1
    assert namespace.queue.take_deferred([number], deletes=True)[0][0] is None
    assert namespace.queue.counts == Counts(0, 0, 0, 0)


def test_deferred_all_or_none():
    """Asking for deferred messages of which one is not there locks none."""
    namespace = Namespace()
    [number] = namespace.queue.send([content()])
    receiver = receive(namespace.queue)
    namespace.queue.defer(receiver.token)

    with refusal("com.microsoft:message-not-found"):
        namespace.queue.take_deferred([number, 99], deletes=False)

    assert len(namespace.queue.take_deferred([number, number], deletes=False)) == 1


def test_deferred_expires_when_asked_for():
    """A deferred message outlives its time until someone asks for it."""
    namespace = Namespace(dead_lettering_on_expiration=True)
    [number] = namespace.queue.send([content(ttl_ms=1000)])
    receiver = receive(namespace.queue)
    namespace.queue.defer(receiver.token)
    namespace.pass_s(60)
    assert namespace.queue.counts.deferred == 1

    with refusal("com.microsoft:message-not-found"):
        namespace.queue.take_deferred([number], deletes=False)

    assert namespace.queue.counts == Counts(0, 1, 0, 0)


@pytest.mark.parametrize("kept", [True, False])
def test_expiry(kept):
    """A message whose time is over is dead-lettered if the queue says so, and dropped if not."""
    namespace = Namespace(default_ttl_s=30, dead_lettering_on_expiration=kept)
    namespace.queue.send([content(ttl_ms=60_000), content(ttl_ms=5000)])

    namespace.pass_s(5)
    assert namespace.queue.counts.active == 1
    namespace.pass_s(25)

    assert namespace.queue.counts == Counts(0, 2 * kept, 0, 0)
    if kept:
        assert receive(namespace.dead).last[APPLICATION]["DeadLetterReason"] == "TTLExpiredException"


def test_expired_is_not_given():
    """A message whose time is over is not given, even if nothing has noticed yet."""
    namespace = Namespace()
    namespace.queue.send([content(b"old", ttl_ms=1000), content(b"new")])

    namespace.clock.pass_s(1)

    assert receive(namespace.queue).bodies == [b"new"]


def test_expiry_waits_for_the_lock():
    """A locked message can be completed after its time, and expires when it is given back."""
    namespace = Namespace()
    namespace.queue.send([content(b"a", ttl_ms=1000), content(b"b", ttl_ms=1000)])
    receiver = receive(namespace.queue)
    namespace.pass_s(2)

    for token, _ in receiver.deliveries:
        (namespace.queue.complete if receiver.token == token else namespace.queue.abandon)(token)

    assert len(receiver.deliveries) == 2
    assert namespace.queue.counts == Counts(0, 0, 0, 0)


def test_schedule():
    """A scheduled message comes at its time, and its life begins then."""
    namespace = Namespace(lock_duration_s=120)
    namespace.queue.send([content(b"later", later_ms=NOW_MS + 60_000, ttl_ms=10_000), content(b"now")])
    receiver = receive(namespace.queue)
    assert (receiver.bodies, namespace.queue.counts.scheduled) == ([b"now"], 1)

    namespace.pass_s(60)

    assert receiver.bodies == [b"now", b"later"]
    assert receiver.last[ANNOTATIONS][Symbol("x-opt-enqueued-time")] == NOW_MS + 60_000


def test_cancel():
    """A scheduled message can be cancelled until it is enqueued; all are or none."""
    namespace = Namespace()
    [number] = namespace.queue.send([content(later_ms=NOW_MS + 60_000)])

    with refusal("com.microsoft:message-not-found"):
        namespace.queue.cancel([number, 99])
    assert namespace.queue.counts.scheduled == 1
    namespace.queue.cancel([number])

    namespace.pass_s(60)
    assert namespace.queue.counts == Counts(0, 0, 0, 0)


def test_peek():
    """Peeking shows every message in order, whatever its state, and locks none."""
    namespace = Namespace()
    namespace.queue.send([content(b"1"), content(b"2", later_ms=NOW_MS + 1), content(b"3")])
    receive(namespace.queue, 1)

    assert list(map(body_of, namespace.queue.peek(0, 2))) == [b"1", b"2"]
    assert list(map(body_of, namespace.queue.peek(2, 9))) == [b"2", b"3"]
    assert namespace.queue.peek(4, 9) == []


def test_peek_limit():
    """One answer to a peek is bounded in bytes, and never empty for it."""
    namespace = Namespace(max_message_size_bytes=2 * PEEK_BYTES_MAX)
    namespace.queue.send([content(bytes(PEEK_BYTES_MAX)), content(b"2")])

    assert len(namespace.queue.peek(0, 9)) == 1
    assert len(namespace.queue.peek(2, 9)) == 1


def test_duplicates():
    """A message id seen within the window is accepted and dropped, and not refreshed by that."""
    namespace = Namespace(requires_duplicate_detection=True, duplicate_detection_window_s=20)

    def send():
        return namespace.queue.send([content(message_id="m")])

    assert send() == [1]
    namespace.pass_s(19)
    assert send() == [0]
    namespace.pass_s(2)
    assert send() == [2]
    assert namespace.queue.counts.active == 2


def test_duplicate_after_completion():
    """A completed message is remembered all the same, and a restart forgets nothing."""
    namespace = Namespace(requires_duplicate_detection=True)
    namespace.queue.send([content(message_id="m")])
    namespace.queue.complete(receive(namespace.queue).token)

    namespace.restart()

    assert namespace.queue.send([content(message_id="m")]) == [0]


def test_ids_are_forgotten():
    """Ids beyond the window take no room."""
    namespace = Namespace(requires_duplicate_detection=True, duplicate_detection_window_s=20)
    namespace.queue.send([content(message_id=str(number)) for number in range(10)])

    namespace.pass_s(21)

    assert namespace.queue._store.seen == {}


def test_quota():
    """A full queue refuses all of a send, and takes it once there is room; dead letters take room too."""
    namespace = Namespace(max_size_bytes=4000)
    namespace.queue.send([content(bytes(1000)), content(bytes(1000))])
    receiver = receive(namespace.queue)

    with refusal("amqp:resource-limit-exceeded"):
        namespace.queue.send([content(bytes(500)), content(bytes(500))])
    assert namespace.queue.counts.active == 2

    namespace.queue.dead_letter(receiver.deliveries[0][0], None, None)
    with refusal("amqp:resource-limit-exceeded"):
        namespace.queue.send([content(bytes(1000))])
    namespace.queue.complete(receiver.deliveries[1][0])
    namespace.queue.send([content(bytes(1000))])


def test_remembered_ids_take_room():
    """What is remembered of past messages counts towards the quota."""
    namespace = Namespace(max_size_bytes=1024, requires_duplicate_detection=True)
    receiver = receive(namespace.queue)

    with refusal("amqp:resource-limit-exceeded"):
        for number in range(1024 // ID_OVERHEAD_BYTES + 1):
            namespace.queue.send([content(b"", message_id=f"m{number}")])
            namespace.queue.complete(receiver.token)


def test_too_large():
    """A message beyond the queue's limit is refused."""
    namespace = Namespace(max_message_size_bytes=1024)

    with refusal("amqp:link:message-size-exceeded"):
        namespace.queue.send([content(bytes(1024))])


def test_no_sends_to_dead_letters():
    """Nobody sends to a dead-letter queue."""
    with refusal("amqp:not-allowed"):
        Namespace().dead.send([content()])


@pytest.mark.parametrize("address", ["Q", "/q/", "amqps://host:5671/q", "sb://h/Q"])
def test_addresses(address):
    """A queue is found by its name, in any case and by any authority."""
    namespace = Namespace()

    assert namespace.broker.find(address) is namespace.queue


@pytest.mark.parametrize("address", ["", "x", "q/x", "$management", "sb://q"])
def test_unknown_addresses(address):
    """An address that names no queue is refused."""
    with refusal("amqp:not-found"):
        Namespace().broker.find(address)


def test_restart():
    """Messages, counts, deferral, schedules, dead letters and numbers outlive a restart; locks do not."""
    namespace = Namespace(lock_duration_s=120)
    namespace.queue.send([content(bytes([number])) for number in range(5)])
    namespace.queue.send([content(b"later", later_ms=NOW_MS + 60_000)])
    tokens = [token for token, _ in receive(namespace.queue, 5).deliveries]
    namespace.queue.complete(tokens[0])
    namespace.queue.abandon(tokens[1])
    namespace.queue.defer(tokens[2])
    namespace.queue.dead_letter(tokens[3], "R", None)

    namespace.restart()

    assert namespace.queue.counts == Counts(active=2, dead_letter=1, scheduled=1, deferred=1)
    receiver = receive(namespace.queue)
    assert receiver.bodies == [b"\x01", b"\x04"]
    assert namespace.queue.send([content()]) == [7]
    namespace.pass_s(60)
    assert receiver.bodies[-1] == b"later"


def test_queue_only_the_journal_knows():
    """What a queue holds is not lost when the topology forgets the queue."""
    namespace = Namespace()
    namespace.queue.send([content(b"kept")])

    namespace.topology = Topology(queues=())
    namespace.restart()

    assert receive(namespace.queue).bodies == [b"kept"]


@pytest.mark.parametrize(
    "settings",
    [
        {"name": ""},
        {"name": "a//b"},
        {"name": "$q"},
        {"name": "q", "lock_duration_s": 0},
        {"name": "q", "max_delivery_count": 0},
        {"name": "q", "unknown": 1},
    ],
)
def test_settings_refused(settings):
    """A queue that could not be in Azure cannot be here."""
    with pytest.raises(ValidationError):
        QueueSettings(**settings)


def test_names_once():
    """Two queues of one name are refused, in whatever case."""
    with pytest.raises(ValidationError):
        Topology(queues=(QueueSettings(name="q"), QueueSettings(name="Q")))


def test_many_idle_receivers_cost_nothing():
    """A message goes to the one receiver with credit among many without."""
    namespace = Namespace()
    for _ in range(50):
        namespace.queue.add_consumer(Receiver(0))
    receiver = receive(namespace.queue)

    namespace.queue.send([content() for _ in range(10)])

    assert len(receiver.deliveries) == 10
