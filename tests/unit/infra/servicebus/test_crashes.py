"""
The promise of the journal, against a plain model.

Whatever was done and wherever the process was killed, a restart finds a state that was there at a commit: all
that was acknowledged until then, and nothing that was undone. A restart in the middle of the story changes
nothing either, nor does a compaction.
"""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from infra.local.servicebus.broker import Broker
from infra.local.servicebus.errors import Refused
from infra.local.servicebus.journal import Journal
from infra.local.servicebus.topology import QueueSettings, Topology
from tests.unit.infra.servicebus.builders import Clock, Receiver, content

TOPOLOGY = Topology(
    queues=(
        QueueSettings(
            name="q",
            max_delivery_count=3,
            lock_duration_s=5,
            requires_duplicate_detection=True,
            duplicate_detection_window_s=20,
            dead_lettering_on_expiration=True,
        ),
    )
)


def held(broker):
    """All a restart has to bring back, as plain values."""
    found = {}
    for address in ("q", "q/$deadletterqueue"):
        store = broker.find(address)._store
        found[address] = (
            {
                sequence: (message.content, message.accepted_at_ms, message.delivery_count, message.state)
                for sequence, message in store.messages.items()
            },
            dict(store.seen),
            store.next_sequence,
            store.size_bytes,
        )
    return found


class Crashes(RuleBasedStateMachine):
    """One queue, its receiver, and what every length of the journal stands for."""

    def __init__(self):
        super().__init__()
        self.folders = contextlib.ExitStack()
        self.folder = Path(self.folders.enter_context(tempfile.TemporaryDirectory()))
        self.clock = Clock()
        self.journal = None
        self.sent = 0

    @initialize()
    def begin(self):
        self._start()
        self.committed = [(self._size(), held(self.broker))]

    def teardown(self):
        if self.journal is not None:
            self.journal.close()
        self.folders.close()

    def _start(self):
        self.journal = Journal(self.folder, fsync=False)
        self.broker = Broker(
            TOPOLOGY, log=self.journal.append, clock=self.clock, records=self.journal.replay()
        )
        self.receiver = Receiver()
        self.broker.find("q").add_consumer(self.receiver)
        self.tick()

    def _size(self):
        return (self.folder / "journal").stat().st_size

    def _commit(self):
        self.journal.commit()
        self.committed.append((self._size(), held(self.broker)))

    @property
    def queue(self):
        return self.broker.find("q")

    def tick(self):
        self.broker.tick()
        self.journal.commit()

    @rule(
        count=st.integers(1, 3),
        ttl_ms=st.sampled_from([None, 3000]),
        later_s=st.sampled_from([None, 4]),
        again=st.booleans(),
    )
    def send(self, count, ttl_ms, later_s, again):
        later_ms = None if later_s is None else self.clock.now_ms + 1000 * later_s
        self.sent += not again
        messages = [
            content(message_id=f"{self.sent}-{number}", ttl_ms=ttl_ms, later_ms=later_ms)
            for number in range(count)
        ]
        self.queue.send(messages)
        self._commit()

    @precondition(lambda self: self.receiver.deliveries)
    @rule(how=st.sampled_from(["complete", "abandon", "defer", "dead_letter", "release"]), data=st.data())
    def settle(self, how, data):
        index = data.draw(st.integers(0, len(self.receiver.deliveries) - 1))
        token, _ = self.receiver.deliveries.pop(index)
        arguments = ("reason", "description") if how == "dead_letter" else ()
        # A lock that time has ended is a case like any other.
        with contextlib.suppress(Refused):
            getattr(self.queue, how)(token, *arguments)
        self._commit()

    @rule(data=st.data())
    def take_deferred(self, data):
        messages = self.queue._store.messages
        if messages:
            sequence = data.draw(st.sampled_from(sorted(messages)))
            with contextlib.suppress(Refused):
                [(token, wire)] = self.queue.take_deferred([sequence], deletes=data.draw(st.booleans()))
                if token is not None:
                    self.receiver.deliveries.append((token, wire))
            with contextlib.suppress(Refused):
                self.queue.cancel([sequence])
            self._commit()

    @rule(seconds=st.sampled_from([1, 6, 30]))
    def pass_time(self, seconds):
        self.clock.pass_s(seconds)
        self.broker.tick()
        self._commit()

    @rule()
    def compact(self):
        self.journal.compact(self.broker.snapshot())
        self.committed = [(self._size(), held(self.broker))]

    @rule()
    def restart(self):
        self.journal.close()
        self._start()
        self.committed = [(self._size(), held(self.broker))]

    @rule(data=st.data())
    def die(self, data):
        """Kill the process in the middle of a write: at any byte since the last compaction or restart."""
        cut = data.draw(st.integers(self.committed[0][0], self._size()))
        expected = next(state for size, state in reversed(self.committed) if size <= cut)
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "journal").write_bytes((self.folder / "journal").read_bytes()[:cut])
            journal = Journal(Path(name), fsync=False)
            # Time that has passed since is not part of the state: nothing ticks here.
            broker = Broker(
                TOPOLOGY, log=lambda record: None, clock=Clock(now_ms=0), records=journal.replay()
            )
            journal.close()
        found = held(broker)
        for address, (messages, seen, *numbers) in expected.items():
            assert _durable(found[address][0]) == _durable(messages)
            # Ids are forgotten by time alone, so a restart may know more of them.
            assert seen.items() <= found[address][1].items()
            assert found[address][2] == numbers[0]

    @invariant()
    def sizes_add_up(self):
        if self.journal is not None:
            for address in ("q", "q/$deadletterqueue"):
                store = self.broker.find(address)._store
                own = sum(message.content.size_bytes for message in store.messages.values())
                assert store._size_bytes == own + sum(len(found) + 128 for found in store.seen)


def _durable(messages):
    """Without what time alone changes: a scheduled message becomes active when it is due."""
    return {
        sequence: (content, accepted_at_ms, count, state.name == "DEFERRED")
        for sequence, (content, accepted_at_ms, count, state) in messages.items()
    }


Crashes.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestCrashes = Crashes.TestCase
