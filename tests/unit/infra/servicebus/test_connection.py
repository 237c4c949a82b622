"""One connection, spoken to in frames: the protocol's rules, and whoever breaks them."""

import asyncio
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.servicebus.broker import Broker
from infra.local.servicebus.channels import LINKS_MAX
from infra.local.servicebus.claims import Claims
from infra.local.servicebus.connection import (
    CHANNELS_MAX,
    FRAME_BYTES_MIN,
    HANDSHAKE_S_MAX,
    IDLE_S_MAX,
    OUTPUT_BYTES_MAX,
    Connection,
)
from infra.local.servicebus.encoder import encode
from infra.local.servicebus.frames import (
    AMQP_HEADER,
    SASL_FRAME,
    SASL_HEADER,
    Frame,
    FrameReader,
    ProtocolHeader,
    encode_frame,
)
from infra.local.servicebus.links import INLET_CREDIT, REPLIES_WAITING_MAX
from infra.local.servicebus.messages import AMQP_VALUE, APPLICATION, PROPERTIES
from infra.local.servicebus.nodes import Nodes
from infra.local.servicebus.performatives import (
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    SASLInit,
    SASLMechanisms,
    SASLOutcome,
    Transfer,
    encode_performative,
    parse,
)
from infra.local.servicebus.topology import QueueSettings, Topology
from infra.local.servicebus.values import Described, Symbol, ULong
from tests.unit.infra.servicebus.builders import Clock, content, section, wire

SOURCE, TARGET = ULong(0x28), ULong(0x29)
ACCEPTED = Described(ULong(0x24), [])
WINDOW = 1000


class Delivered(NamedTuple):
    """A transfer and what it carried."""

    transfer: Transfer
    payload: bytes


class Transport(asyncio.Transport):
    """Takes bytes and remembers how it ended."""

    def __init__(self):
        super().__init__()
        self.written = b""
        self.end = None

    def set_write_buffer_limits(self, high=None, low=None):
        pass

    def write(self, data):
        self.written += data

    def is_closing(self):
        return self.end is not None

    def close(self):
        self.end = "closed"

    def abort(self):
        self.end = "aborted"


class Host:
    """A server of one queue whose turns end when the test says so."""

    def __init__(self, *, key=None, **settings):
        self.clock = Clock()
        topology = Topology(
            queues=(QueueSettings(name="q", **settings), QueueSettings(name="s", requires_session=True))
        )
        self.records = []
        self.broker = Broker(topology, log=self.records.append, clock=self.clock)
        self.nodes = Nodes(self.broker, Claims(key))
        self.speakers = []
        self.now_s = 0.0
        self.connections = []

    def joined(self, connection):
        self.connections.append(connection)
        return True

    def left(self, connection):
        self.connections.remove(connection)

    def speak(self, connection):
        self.speakers.append(connection)

    def end_turn(self):
        while self.speakers:
            self.speakers.pop().flush()


class Client:
    """The other end of a connection."""

    def __init__(self, host=None):
        self.host = host or Host()
        self.transport = Transport()
        self.connection = Connection(self.host, now_s=lambda: self.host.now_s)
        self.connection.connection_made(self.transport)
        self.reader = FrameReader()

    def send(self, raw):
        """Send bytes and return what is answered: headers, performatives, and transfers with payload."""
        self.connection.data_received(raw)
        return self.heard()

    def heard(self):
        self.host.end_turn()
        written, self.transport.written = self.transport.written, b""
        return [self._read(item) for item in self.reader.feed(written)]

    def _read(self, item):
        if isinstance(item, ProtocolHeader) or not item.body:
            return item
        performative, payload = parse(item.body)
        if isinstance(performative, Transfer):
            return Delivered(performative, item.body[payload:])
        return performative

    def say(self, *performatives, channel=0, payload=b""):
        frames = [
            encode_frame(encode_performative(each) + payload, channel=channel) for each in performatives
        ]
        return self.send(b"".join(frames))

    def open(self, **fields):
        self.send(AMQP_HEADER)
        return self.say(Open("client", **fields))

    def begin(self):
        self.open()
        return self.say(Begin(None, 0, WINDOW, WINDOW))

    def attach(self, *, sends, address="q", handle=0, name="link", **fields):
        source, target = Described(SOURCE, [address]), Described(TARGET, [address])
        attach = Attach(name, handle, not sends, source=source, target=target, **fields)
        return self.say(attach)

    def credit(self, count, *, handle=0, delivery_count=0, **fields):
        return self.say(Flow(0, WINDOW, 0, WINDOW, handle, delivery_count, count, **fields))

    def post(self, raw, *, delivery_id=0, handle=0, **fields):
        return self.say(Transfer(handle, delivery_id, b"tag", 0, **fields), payload=raw)


def sender(host=None):
    client = Client(host)
    client.begin()
    client.attach(sends=True, initial_delivery_count=0)
    return client


def receiver(host=None, credit=10, **fields):
    client = Client(host)
    client.begin()
    client.attach(sends=False, **fields)
    client.credit(credit)
    return client


def condition(performative):
    """The error condition of a detach or close."""
    return performative.error.value[0]


def test_handshake():
    """SASL without a password, then AMQP, then open."""
    client = Client()

    first = client.send(SASL_HEADER)
    assert first[0] == ProtocolHeader(SASL_HEADER)
    assert isinstance(first[1], SASLMechanisms)
    outcome = client.send(encode_frame(encode_performative(SASLInit("ANONYMOUS")), kind=SASL_FRAME))
    assert outcome == [SASLOutcome(0)]
    assert client.send(AMQP_HEADER) == [ProtocolHeader(AMQP_HEADER)]
    [answer] = client.say(Open("client"))
    assert isinstance(answer, Open)
    assert client.say(Close()) == [Close()]
    assert client.transport.end == "closed"


def test_unknown_version():
    """A version nobody speaks is answered with the one spoken, and the end."""
    client = Client()

    assert client.send(b"AMQP\x00\x00\x09\x01") == [ProtocolHeader(AMQP_HEADER)]
    assert client.transport.end == "closed"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="HTTP"),
        pytest.param(AMQP_HEADER + encode_frame(encode_performative(Begin(None, 0, 1, 1))), id="begin first"),
        pytest.param(AMQP_HEADER + encode_frame(b"\xff"), id="not a value"),
        pytest.param(SASL_HEADER + encode_frame(encode_performative(Open("x"))), id="open in SASL"),
    ],
)
def test_not_a_client(raw):
    """Whoever does not speak the protocol is shown out."""
    client = Client()

    client.send(raw)

    assert client.transport.end == "closed"


@pytest.mark.parametrize(
    ("performatives", "expected"),
    [
        ([Begin(None, 0, 1, 1)], "amqp:not-allowed"),
        ([Open("again")], "amqp:not-allowed"),
        ([Attach("a", LINKS_MAX, False)], "amqp:resource-limit-exceeded"),
        ([Attach("a", 0, False, target=Described(TARGET, ["q"])), Transfer(0)], "amqp:invalid-field"),
        ([Attach("a", 0, False, target=Described(TARGET, ["q"]))] * 2, "amqp:session:handle-in-use"),
        ([Attach("a", 0, True, source=Described(SOURCE, ["q"])), Transfer(0, 0)], "amqp:not-allowed"),
        ([Attach("a", 0, True, source=Described(SOURCE, "q"))], "amqp:decode-error"),
    ],
)
def test_violations(performatives, expected):
    """What the protocol forbids ends the connection with its reason."""
    client = Client()
    client.begin()

    answers = client.say(*performatives)

    assert condition(answers[-1]) == expected
    assert client.transport.end == "closed"


def test_channels():
    """Channels are bounded, and one without a session is not spoken on."""
    client = Client()
    client.open()
    assert (
        condition(client.say(Begin(None, 0, 1, 1), channel=CHANNELS_MAX)[-1])
        == "amqp:resource-limit-exceeded"
    )

    other = Client()
    other.open()
    assert condition(other.say(Flow(None, 0, 0, 0), channel=1)[-1]) == "amqp:not-allowed"


def test_small_frames_refused():
    """A client that takes less than every client must is refused."""
    client = Client()

    answers = client.open(max_frame_size=FRAME_BYTES_MIN - 1)

    assert condition(answers[-1]) == "amqp:invalid-field"


def test_end_of_session():
    """Ending a session gives its links' messages up and is answered."""
    client = receiver()

    assert client.say(End()) == [End()]
    client.host.broker.find("q").send([content()])

    assert client.heard() == []


def test_detach():
    """A detach is answered, and one of a link that is gone is not."""
    client = receiver()

    assert client.say(Detach(0, True)) == [Detach(0, True)]
    assert client.say(Detach(0, True)) == []
    assert client.credit(5) == []


def test_send():
    """A message is accepted once, and not before its record."""
    client = sender()

    client.connection.data_received(
        encode_frame(encode_performative(Transfer(0, 7, b"tag", 0)) + wire(b"hello"))
    )
    assert len(client.host.records) == 1
    assert client.transport.written == b""

    assert client.heard() == [Disposition(True, 7, 7, True, ACCEPTED)]


def test_accepted_together():
    """Messages that came together are accepted in one word, gaps apart."""
    client = sender()
    frames = [
        encode_frame(encode_performative(Transfer(0, number, b"tag", 0)) + wire(message_id=str(number)))
        for number in (0, 1, 2, 5)
    ]

    answers = client.send(b"".join(frames))

    assert [(answer.first, answer.last) for answer in answers] == [(0, 2), (5, 5)]


def test_settled_send():
    """A message that its sender considers settled is kept and not answered."""
    client = sender()

    assert client.post(wire(), settled=True) == []
    assert client.host.broker.counts("q").active == 1


def test_in_pieces():
    """A message may come in pieces; one given up on the way is not a message."""
    client = sender()
    raw = wire(bytes(1000))

    assert client.post(raw[:10], more=True) == []
    assert client.say(Transfer(0), payload=raw[10:])[0].state == ACCEPTED
    client.post(raw[:10], delivery_id=1, more=True)
    assert client.say(Transfer(0, aborted=True)) == []

    assert client.host.broker.counts("q").active == 1


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"junk", "amqp:decode-error"), (wire(bytes(2000)), "amqp:link:message-size-exceeded")],
)
def test_refused_send(raw, expected):
    """A message that cannot be kept is refused, and the link goes on."""
    client = sender(Host(max_message_size_bytes=1024))

    client.post(raw[: len(raw) // 2], more=True)
    [answer] = client.say(Transfer(0), payload=raw[len(raw) // 2 :])

    assert answer.state.descriptor == 0x25
    assert condition(Detach(0, None, answer.state.value[0])) == expected
    assert client.post(wire(), delivery_id=1)[0].state == ACCEPTED


def test_credit_to_send():
    """A sender is given credit again before it runs out."""
    client = sender()

    answers = [client.post(wire(), delivery_id=number) for number in range(INLET_CREDIT)]

    flows = [answer for group in answers for answer in group if isinstance(answer, Flow)]
    assert [(flow.delivery_count, flow.link_credit) for flow in flows if flow.handle == 0] == [
        (INLET_CREDIT // 2 + 1, INLET_CREDIT)
    ]


def test_receive_in_pieces():
    """A large message goes in frames no larger than the client takes, tagged with its lock token."""
    client = Client()
    client.open(max_frame_size=FRAME_BYTES_MIN)
    client.say(Begin(None, 0, WINDOW, WINDOW))
    client.attach(sends=False)
    client.host.broker.find("q").send([content(bytes(2000))])

    transfers = client.credit(1)

    first = transfers[0][0]
    assert len(first.delivery_tag) == 16
    assert [transfer.more for transfer, _ in transfers] == [True] * (len(transfers) - 1) + [False]
    assert all(len(payload) < FRAME_BYTES_MIN for _, payload in transfers)
    assert bytes(2000) in b"".join(payload for _, payload in transfers)


def test_window():
    """A client whose window is full gets the rest when it opens it, and nothing else in between."""
    client = Client()
    client.open(max_frame_size=FRAME_BYTES_MIN)
    client.say(Begin(None, 0, 2, WINDOW))
    client.attach(sends=False)
    client.host.broker.find("q").send([content(bytes(2000)), content(b"second")])

    assert len(client.say(Flow(0, 2, 0, WINDOW, 0, 0, 10))) == 2
    rest = client.say(Flow(2, 100, 0, WINDOW))

    assert b"second" in rest[-1][1]


def test_settle():
    """An outcome is echoed when it was not final, and a lost lock is an error."""
    client = receiver()
    client.host.broker.find("q").send([content(), content(), content()])
    client.heard()

    assert client.say(Disposition(True, 0, None, False, ACCEPTED)) == [
        Disposition(False, 0, 0, True, ACCEPTED)
    ]
    assert client.say(Disposition(True, 1, None, True, ACCEPTED)) == []
    client.host.clock.pass_s(1000)
    [answer] = client.say(Disposition(True, 2, None, False, ACCEPTED))
    assert answer.state.value[0].value[0] == "com.microsoft:message-lock-lost"
    assert client.say(Disposition(True, 2, None, False, ACCEPTED)) == []


def test_settle_everything():
    """A range of four billion deliveries is those there are."""
    client = receiver()
    client.host.broker.find("q").send([content() for _ in range(3)])
    client.heard()

    client.say(Disposition(True, 0, 0xFFFFFFFF, True, ACCEPTED))

    assert client.host.broker.counts("q").active == 0


@pytest.mark.parametrize(
    "state",
    [Described(Symbol("amqp:accepted:list"), []), Described(ULong(0x24), {}), Described(ULong(1), [])],
)
def test_not_an_outcome(state):
    """A state that is no outcome ends the connection, and the message stays."""
    client = receiver()
    client.host.broker.find("q").send([content()])
    client.heard()

    client.say(Disposition(True, 0, None, False, state))

    assert client.transport.end == "closed"
    assert client.host.broker.counts("q").active == 1


def test_drain():
    """Drained credit is used up, and said to be."""
    client = receiver(credit=0)

    [flow] = client.credit(5, drain=True)
    client.host.broker.find("q").send([content()])

    assert (flow.delivery_count, flow.link_credit, flow.drain) == (5, 0, True)
    assert client.heard() == []
    assert len(client.credit(6, delivery_count=0)) == 1


def test_slow_reader():
    """Messages wait in the queue while their reader does not read."""
    host = Host()
    client = receiver(host, credit=1000)
    client.connection.pause_writing()
    host.broker.find("q").send([content(bytes(100_000)) for _ in range(20)])
    assert client.heard() == []

    client.connection.resume_writing()
    in_hand = client.connection._output_bytes
    assert OUTPUT_BYTES_MAX <= in_hand < 2 * OUTPUT_BYTES_MAX
    rest = client.heard()

    assert len({transfer.delivery_id for transfer, _ in rest if transfer.delivery_id is not None}) == 20


def test_unknown_queue():
    """A link to nowhere is answered, then ended with the reason; the session goes on."""
    client = Client()
    client.begin()

    attach, detach = client.attach(sends=True, address="nowhere")

    assert attach.target is None
    assert condition(detach) == "amqp:not-found"
    assert client.attach(sends=True)


@pytest.mark.parametrize(
    ("address", "filters", "expected"),
    [
        ("s", {}, "amqp:not-allowed"),
        ("q", {Symbol("com.microsoft:session-filter"): None}, "amqp:not-allowed"),
        ("s", {Symbol("com.microsoft:session-filter"): 5}, "amqp:invalid-field"),
    ],
)
def test_sessions_where_they_belong(address, filters, expected):
    """A queue with sessions needs a session receiver, and the others need one without."""
    client = Client()
    client.begin()
    source = Described(SOURCE, [address, *[None] * 6, filters])

    *_, detach = client.say(Attach("link", 0, True, source=source))

    assert condition(detach) == expected


def test_token_needed():
    """With a key nothing but $cbs is open to a client that has not shown a token."""
    client = Client(Host(key="not-a-real-key"))
    client.begin()

    assert condition(client.attach(sends=True)[-1]) == "amqp:unauthorized-access"
    assert isinstance(client.attach(sends=True, address="$cbs", handle=1)[0], Attach)


def management(client=None):
    client = client or Client()
    client.begin()
    client.attach(sends=True, address="q/$management", handle=0)
    client.attach(sends=False, address="q/$management", handle=1, name="replies")
    return client


def request(operation, body):
    return (
        section(PROPERTIES, ["id", None, None, None, "q/$management"])
        + section(APPLICATION, {"operation": f"com.microsoft:{operation}"})
        + section(AMQP_VALUE, body)
    )


BAD_BODIES = [
    None,
    [],
    {},
    {"lock-tokens": 5, "sequence-numbers": [], "messages": ["x"]},
    {"lock-tokens": ["x"], "sequence-numbers": ["x"], "messages": [{}], "session-id": 5},
    {"messages": [{"message": b"junk"}], "from-sequence-number": True, "message-count": "1"},
]


@pytest.mark.parametrize("body", BAD_BODIES)
@pytest.mark.parametrize(
    "operation",
    [
        "renew-lock",
        "peek-message",
        "schedule-message",
        "cancel-scheduled-message",
        "receive-by-sequence-number",
        "update-disposition",
        "get-session-state",
        "no-such-thing",
    ],
)
def test_bad_requests(operation, body):
    """A request that cannot be understood is answered with its status, and the link goes on."""
    client = management()
    client.credit(10, handle=1)

    answers = client.post(request(operation, body))

    [(_, reply)] = [answer for answer in answers if isinstance(answer, Delivered)]
    assert encode("errorCondition") in reply


def test_replies_wait_for_credit():
    """Replies wait for credit, and a client that never gives any is shown out."""
    client = management()
    asking = request("peek-message", {"from-sequence-number": 1, "message-count": 1})

    for number in range(REPLIES_WAITING_MAX):
        answers = client.post(asking, delivery_id=number)
        assert not any(isinstance(answer, Delivered) for answer in answers)
    assert len([found for found in client.credit(3, handle=1) if isinstance(found, Delivered)]) == 3
    for number in range(4):
        answers = client.post(asking, delivery_id=1000 + number)

    assert any(isinstance(answer, Detach) for answer in answers)


def test_heartbeat():
    """A client that wants to hear from us every second hears twice as often, if there is nothing else."""
    client = Client()
    client.open(idle_time_out=1000)

    client.host.now_s += 0.4
    client.connection.tick()
    assert client.heard() == []
    client.host.now_s += 0.2
    client.connection.tick()
    assert client.heard() == [Frame(0, 0, b"")]


def test_silent_client():
    """A client that has fallen silent is gone; one that sends heartbeats is not."""
    client = Client()
    client.open()
    client.host.now_s += 2 * IDLE_S_MAX - 1
    client.send(encode_frame(b""))
    client.host.now_s += 2
    client.connection.tick()
    assert client.heard() == []

    client.host.now_s += 2 * IDLE_S_MAX
    client.connection.tick()

    assert condition(client.heard()[-1]) == "amqp:resource-limit-exceeded"


def test_never_comes_in():
    """A connection that never opens is cut."""
    client = Client()
    client.host.now_s += HANDSHAKE_S_MAX + 1

    client.connection.tick()

    assert client.transport.end == "aborted"


def test_connection_lost():
    """A client that vanishes leaves its queue to others."""
    host = Host()
    gone = receiver(host)
    other = receiver(host)

    gone.connection.connection_lost(None)
    host.broker.find("q").send([content(), content()])

    assert len(other.heard()) == 2
    assert gone.connection not in host.connections


SCRIPT = [
    SASL_HEADER,
    encode_frame(encode_performative(SASLInit("ANONYMOUS")), kind=SASL_FRAME),
    AMQP_HEADER,
    encode_frame(encode_performative(Open("client", "host", 65536, 100, 1000))),
    encode_frame(encode_performative(Begin(None, 0, WINDOW, WINDOW))),
    encode_frame(encode_performative(Attach("s", 0, False, target=Described(TARGET, ["q"])))),
    encode_frame(encode_performative(Attach("r", 1, True, source=Described(SOURCE, ["q"])))),
    encode_frame(encode_performative(Attach("m", 2, False, target=Described(TARGET, ["q/$management"])))),
    encode_frame(encode_performative(Attach("n", 3, True, source=Described(SOURCE, ["q/$management"])))),
    encode_frame(
        encode_performative(
            Attach(
                "x",
                4,
                True,
                source=Described(SOURCE, ["s", *[None] * 6, {Symbol("com.microsoft:session-filter"): None}]),
            )
        )
    ),
    encode_frame(encode_performative(Flow(0, WINDOW, 0, WINDOW, 1, 0, 10))),
    encode_frame(encode_performative(Flow(0, WINDOW, 0, WINDOW, 3, 0, 10))),
    encode_frame(encode_performative(Transfer(0, 0, b"tag", 0)) + wire(application={"a": [1, {"b": None}]})),
    encode_frame(
        encode_performative(Transfer(2, 1, b"tag", 0))
        + request("peek-message", {"from-sequence-number": 1, "message-count": 1})
    ),
    encode_frame(encode_performative(Disposition(True, 0, 0, False, ACCEPTED))),
    encode_frame(encode_performative(Detach(1, True))),
    encode_frame(encode_performative(End())),
    encode_frame(encode_performative(Close())),
]


def test_script():
    """The script that the next test spoils is itself a whole conversation."""
    client = Client()

    answers = [client.send(piece) for piece in SCRIPT]

    assert all(answers[index] for index in (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17))
    assert answers[-1] == [Close()]


@settings(max_examples=300)
@given(st.data())
def test_spoilt_conversations(data):
    """Whatever a client says, in whatever order, its connection goes on or ends; others are untouched."""
    host = Host()
    healthy = sender(host)
    pieces = data.draw(
        st.lists(st.sampled_from(SCRIPT[4:]), max_size=12).map(lambda found: SCRIPT[:4] + found)
    )
    stream = bytearray(b"".join(pieces))
    for _ in range(data.draw(st.integers(0, 4))):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    client = Client(host)

    client.send(bytes(stream))
    host.clock.pass_s(100)
    host.broker.tick()
    client.heard()
    client.connection.connection_lost(None)

    assert healthy.post(wire(message_id="healthy"))[0].state == ACCEPTED
