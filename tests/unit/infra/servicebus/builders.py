"""Messages, receivers and a clock of ours."""

from infra.local.servicebus.broker import Broker
from infra.local.servicebus.decoder import decode, sections
from infra.local.servicebus.encoder import encode, encode_described
from infra.local.servicebus.messages import ANNOTATIONS, APPLICATION, DATA, HEADER, PROPERTIES, accept
from infra.local.servicebus.topology import QueueSettings, Topology
from infra.local.servicebus.values import Symbol, Timestamp, UInt

NOW_MS = 1_700_000_000_000


def section(code, value):
    return encode_described(code, encode(value))


def wire(body=b"body", *, message_id="m", session_id=None, ttl_ms=None, later_ms=None, application=None):
    """A message as a client encodes it."""
    parts = []
    if ttl_ms is not None:
        parts.append(section(HEADER, [None, None, UInt(ttl_ms)]))
    if later_ms is not None:
        parts.append(section(ANNOTATIONS, {Symbol("x-opt-scheduled-enqueue-time"): Timestamp(later_ms)}))
    parts.append(section(PROPERTIES, [message_id, *[None] * 9, session_id]))
    if application is not None:
        parts.append(section(APPLICATION, application))
    return b"".join([*parts, section(DATA, body)])


def content(body=b"body", **fields):
    return accept(wire(body, **fields))


def parts(raw):
    """The sections of a message, decoded, by code."""
    return {found.code: decode(raw, found.value)[0] for found in sections(raw)}


def body_of(raw):
    return parts(raw)[DATA]


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self, now_ms=NOW_MS):
        self.now_ms = now_ms

    def __call__(self):
        return self.now_ms

    def pass_s(self, seconds):
        self.now_ms += int(seconds * 1000)


class Receiver:
    """A receiver with credit, which keeps what it is given."""

    def __init__(self, credit=1000, *, deletes=False):
        self.credit = credit
        self.deletes = deletes
        self.deliveries = []
        self.session_id = None
        self.events = []

    @property
    def ready(self):
        return self.credit > 0

    def deliver(self, token, raw):
        self.credit -= 1
        self.deliveries.append((token, raw))

    def granted(self, session_id, until_ms):
        self.session_id = session_id
        self.events.append(("granted", session_id, until_ms))

    def timed_out(self):
        self.events.append("timed out")

    def lost(self):
        self.events.append("lost")

    @property
    def bodies(self):
        return [body_of(raw) for _, raw in self.deliveries]

    @property
    def token(self):
        """The token of the last delivery."""
        return self.deliveries[-1][0]

    @property
    def last(self):
        """The sections of the last delivery."""
        return parts(self.deliveries[-1][1])


class Namespace:
    """A broker with one queue `q`, its records and its clock."""

    def __init__(self, **settings):
        self.clock = Clock()
        self.records = []
        self.topology = Topology(queues=(QueueSettings(name="q", **settings),))
        self.broker = Broker(self.topology, log=self.records.append, clock=self.clock)

    @property
    def queue(self):
        return self.broker.find("q")

    @property
    def dead(self):
        return self.broker.find("q/$DeadLetterQueue")

    def pass_s(self, seconds):
        self.clock.pass_s(seconds)
        self.broker.tick()

    def restart(self):
        """Replace the broker by one that knows the records only."""
        self.broker = Broker(
            self.topology, log=self.records.append, clock=self.clock, records=list(self.records)
        )
        self.broker.tick()


def receive(queue, credit=1000, *, deletes=False):
    receiver = Receiver(credit, deletes=deletes)
    queue.add_consumer(receiver)
    return receiver
