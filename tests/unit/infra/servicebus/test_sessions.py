"""Queues with sessions."""

import pytest

from infra.local.servicebus.consumers import Counts
from infra.local.servicebus.errors import Refused
from infra.local.servicebus.messages import HEADER
from infra.local.servicebus.topology import QueueSettings, Topology
from tests.unit.infra.servicebus.builders import NOW_MS, Namespace, Receiver, content

COUNT = 4


@pytest.fixture
def namespace():
    found = Namespace(requires_session=True, lock_duration_s=10)
    found.queue.send([content(body, session_id=body[:1].decode()) for body in (b"a1", b"b1", b"a2")])
    return found


def accept(namespace, session_id, credit=1000):
    receiver = Receiver(credit)
    namespace.queue.accept_session(session_id, receiver)
    return receiver


def accept_next(namespace, timeout_s=60):
    receiver = Receiver()
    namespace.queue.accept_next_session(receiver, timeout_s * 1000)
    return receiver


def refusal(condition):
    return pytest.raises(Refused, match=f"^{condition}:")


def test_named(namespace):
    """A receiver of a session gets its messages in order and no others."""
    receiver = accept(namespace, "a")

    assert receiver.events == [("granted", "a", NOW_MS + 10_000)]
    assert receiver.bodies == [b"a1", b"a2"]


def test_held_by_another(namespace):
    """A session goes to one receiver at a time, and to the next when that one leaves."""
    receiver = accept(namespace, "a")

    with refusal("com.microsoft:session-cannot-be-locked"):
        accept(namespace, "a")
    namespace.queue.remove_consumer(receiver)

    assert accept(namespace, "a").bodies == [b"a1", b"a2"]


def test_next(namespace):
    """The next session is one with messages and no receiver; whoever waits gets the next that comes."""
    assert accept_next(namespace).session_id == "a"
    assert accept_next(namespace).session_id == "b"
    waiting = accept_next(namespace)
    assert waiting.session_id is None

    namespace.queue.send([content(b"c1", session_id="c")])

    assert waiting.bodies == [b"c1"]


def test_next_in_time(namespace):
    """A wait for the next session ends at its time, and leaves nothing behind."""
    accept(namespace, "a")
    accept(namespace, "b")
    waiting = accept_next(namespace, timeout_s=5)

    namespace.pass_s(5)
    namespace.queue.send([content(session_id="c")])

    assert waiting.events == ["timed out"]


def test_waiter_leaves(namespace):
    """A receiver that leaves while it waits is given nothing."""
    accept(namespace, "a")
    accept(namespace, "b")
    waiting = accept_next(namespace)

    namespace.queue.remove_consumer(waiting)
    namespace.queue.send([content(session_id="c")])

    assert waiting.events == []
    assert accept_next(namespace).session_id == "c"


def test_leaving_does_not_count(namespace):
    """Messages of a receiver that leaves come again without a failed delivery."""
    namespace.queue.remove_consumer(accept(namespace, "a"))

    assert accept(namespace, "a").last[HEADER][COUNT] == 0


def test_lock_ends(namespace):
    """When a session's lock ends the receiver hears it, and the deliveries count as failed."""
    receiver = accept(namespace, "a")

    namespace.pass_s(10)

    assert receiver.events[-1] == "lost"
    assert len(receiver.deliveries) == 2
    with refusal("com.microsoft:message-lock-lost"):
        namespace.queue.complete(receiver.token)
    assert accept(namespace, "a").last[HEADER][COUNT] == 1


def test_renew(namespace):
    """Renewing a session renews the locks on its messages; they cannot be renewed alone."""
    receiver = accept(namespace, "a")
    namespace.pass_s(8)

    assert namespace.queue.renew_session("a") == NOW_MS + 18_000
    with refusal("amqp:not-allowed"):
        namespace.queue.renew([receiver.token])
    namespace.pass_s(8)

    namespace.queue.complete(receiver.token)


def test_state(namespace):
    """A session's state is kept beyond its messages and through a restart, until it is cleared."""
    receiver = accept(namespace, "z")
    namespace.queue.set_state("z", b"state")
    namespace.queue.remove_consumer(receiver)

    namespace.restart()

    assert namespace.queue.state("z") == b"state"
    assert namespace.queue.session_ids() == ["a", "b", "z"]
    accept(namespace, "z")
    namespace.queue.set_state("z", None)
    assert namespace.queue.state("z") is None


def test_state_limits(namespace):
    """A state is set by whoever holds the session, and is no larger than a message."""
    with refusal("com.microsoft:session-lock-lost"):
        namespace.queue.set_state("a", b"state")
    accept(namespace, "a")
    with refusal("amqp:link:message-size-exceeded"):
        namespace.queue.set_state("a", bytes(300_000))


def test_nobody_holds_it(namespace):
    """A session without a receiver cannot be renewed."""
    with refusal("com.microsoft:session-lock-lost"):
        namespace.queue.renew_session("a")


def test_deferred(namespace):
    """Deferred messages of a session are received by who holds it."""
    receiver = accept(namespace, "a", credit=1)
    namespace.queue.defer(receiver.token)

    with refusal("amqp:not-allowed"):
        namespace.queue.take_deferred([1], deletes=False)
    [(token, _)] = namespace.queue.take_deferred([1], deletes=False, session_id="a")

    namespace.queue.complete(token)


def test_session_required(namespace):
    """A message without a session is refused, and all that were sent with it."""
    with refusal("amqp:not-allowed"):
        namespace.queue.send([content(session_id="a"), content()])

    assert namespace.queue.counts == Counts(3, 0, 0, 0)


def test_peek(namespace):
    """Peeking may be limited to a session."""
    assert len(namespace.queue.peek(0, 9, "a")) == 2
    assert len(namespace.queue.peek(0, 9)) == 3


def test_expiry():
    """A session whose messages have all expired is not given as the next."""
    namespace = Namespace(requires_session=True)
    namespace.queue.send([content(session_id="a", ttl_ms=1000)])

    namespace.pass_s(1)

    assert accept_next(namespace).session_id is None


def test_sessions_are_forgotten(namespace):
    """A session whose messages are done takes no room."""
    for session_id in ("a", "b"):
        receiver = accept(namespace, session_id)
        for token, _ in receiver.deliveries:
            namespace.queue.complete(token)
        namespace.queue.remove_consumer(receiver)

    assert namespace.queue.session_ids() == []


def test_messages_from_before_sessions():
    """Messages that were accepted before the queue required sessions can still be received."""
    namespace = Namespace()
    namespace.queue.send([content(b"old")])

    namespace.topology = Topology(queues=(QueueSettings(name="q", requires_session=True),))
    namespace.restart()

    assert accept_next(namespace).bodies == [b"old"]
