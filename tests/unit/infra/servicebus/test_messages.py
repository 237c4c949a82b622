"""Messages: kept byte for byte, and refused if they are none."""

from contextlib import suppress
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.servicebus.encoder import encode
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.messages import (
    AMQP_SEQUENCE,
    AMQP_VALUE,
    ANNOTATIONS,
    APPLICATION,
    BATCH_FORMAT,
    BATCH_MESSAGES_MAX,
    DATA,
    FOOTER,
    HEADER,
    PROPERTIES,
    Message,
    State,
    accept,
    parse,
    unbatch,
)
from infra.local.servicebus.requests import parse_request
from infra.local.servicebus.values import Symbol, Timestamp, UByte, UInt, ULong
from tests.unit.infra.servicebus.builders import NOW_MS, content, parts, section, wire
from tests.unit.infra.servicebus.test_codec import VALUES

SEQUENCE = Symbol("x-opt-sequence-number")
SOURCE = Symbol("x-opt-deadletter-source")


@given(
    body=st.one_of(
        st.lists(st.binary(max_size=20), min_size=1, max_size=3).map(
            lambda found: b"".join(section(DATA, data) for data in found)
        ),
        VALUES.map(lambda value: section(AMQP_VALUE, value)),
        st.lists(VALUES, max_size=3).map(lambda value: section(AMQP_SEQUENCE, value)),
    ),
    application=st.dictionaries(st.text(max_size=9), VALUES, max_size=5),
    annotations=st.dictionaries(st.just(Symbol("x-opt-partition-key")), st.text(), max_size=1),
    message_id=st.one_of(
        st.text(max_size=20), st.uuids(), st.integers(0, 99).map(ULong), st.binary(max_size=9)
    ),
)
def test_kept_as_it_came(body, application, annotations, message_id):
    """Properties, application properties of every type, body and footer leave as they came."""
    tail = section(PROPERTIES, [message_id]) + section(APPLICATION, application) + body + section(FOOTER, {})
    raw = section(HEADER, [True, UByte(4)]) + section(ANNOTATIONS, annotations) + tail

    found = accept(raw)

    assert found.tail == tail
    assert found.message_id == encode(message_id)
    assert parse(found.encode()) == found
    assert Message(1, found, NOW_MS, 0, State.ACTIVE).wire(ttl_ms=None).endswith(tail)


@pytest.mark.parametrize(
    "properties", [b"", section(PROPERTIES, []), section(PROPERTIES, [None, None, "to"])]
)
def test_id_made(properties):
    """A message without an id is given one and keeps the rest."""
    found = accept(properties + section(APPLICATION, {"a": 1}) + section(DATA, b"x"))

    sections = parts(found.tail)
    assert encode(sections[PROPERTIES][0]) == found.message_id
    assert sections[APPLICATION] == {"a": 1}
    assert sections[DATA] == b"x"
    assert sections[PROPERTIES][1:] == [None, "to"] * ("to" in sections[PROPERTIES])


def test_broker_annotations_are_not_the_clients():
    """What only a broker may say is taken out of a client's message."""
    found = accept(section(ANNOTATIONS, {SEQUENCE: 9, SOURCE: "x", Symbol("mine"): 1}) + wire())

    assert dict(found.annotations) == {Symbol("mine"): encode(1)}


def test_wire():
    """A receiver gets count, time to live, number and times."""
    message = Message(300, content(ttl_ms=5000), NOW_MS, 2, State.ACTIVE)

    found = parts(message.wire(ttl_ms=4000))

    assert found[HEADER] == [None, None, 4000, None, 2]
    assert found[ANNOTATIONS][SEQUENCE] == 300
    assert found[ANNOTATIONS][Symbol("x-opt-enqueued-time")] == Timestamp(NOW_MS)


@pytest.mark.parametrize("application", [None, {}, {"k": "v", "DeadLetterReason": "before"}])
def test_dead_lettered(application):
    """Reason and description join the application properties, and the source is told."""
    before = content(application=application, ttl_ms=1)

    found = before.dead_lettered(source="q", sequence=7, reason="R", text="T")

    sections = parts(found.tail)
    assert sections[APPLICATION]["DeadLetterReason"] == "R"
    assert sections[APPLICATION]["DeadLetterErrorDescription"] == "T"
    assert sections[APPLICATION].get("k") == (application or {}).get("k")
    assert sections[DATA] == b"body"
    assert dict(found.annotations)[SOURCE] == encode("q")
    assert found.ttl_ms is None


def test_dead_lettered_with_null_properties():
    """An application-properties section that is null becomes one with the reason."""
    found = accept(section(PROPERTIES, ["m"]) + section(APPLICATION, None) + section(DATA, b""))

    dead = found.dead_lettered(source="q", sequence=7, reason="R", text=None)

    assert parts(dead.tail)[APPLICATION] == {"DeadLetterReason": "R"}


BODY = section(DATA, b"")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(section(PROPERTIES, ["m"]), id="no body"),
        pytest.param(section(PROPERTIES, ["m"]) + section(FOOTER, {}), id="footer only"),
        pytest.param(BODY + section(PROPERTIES, ["m"]), id="out of order"),
        pytest.param(section(PROPERTIES, ["m"]) * 2 + BODY, id="properties twice"),
        pytest.param(BODY + section(AMQP_VALUE, 1), id="two bodies"),
        pytest.param(section(DATA, "text"), id="data not binary"),
        pytest.param(section(HEADER, [1]) + BODY, id="durable not boolean"),
        pytest.param(section(HEADER, [None, None, 5]) + BODY, id="time to live not unsigned"),
        pytest.param(section(HEADER, {}) + BODY, id="header not a list"),
        pytest.param(section(ANNOTATIONS, {"text": 1}) + BODY, id="annotation not a symbol"),
        pytest.param(section(ANNOTATIONS, [1]) + BODY, id="annotations not a map"),
        pytest.param(section(APPLICATION, {1: 1}) + BODY, id="property not a string"),
        pytest.param(section(PROPERTIES, [5]) + BODY, id="id of another type"),
        pytest.param(wire(message_id="x" * 129), id="id too long"),
        pytest.param(wire(session_id="x" * 129), id="session id too long"),
        pytest.param(wire(session_id=UInt(1)), id="session id not a string"),
        pytest.param(section(ANNOTATIONS, {Symbol("x-opt-scheduled-enqueue-time"): 5}) + BODY, id="schedule"),
        pytest.param(section(0x79, 1) + BODY, id="unknown section"),
    ],
)
def test_refused(raw):
    """What is not a message is refused."""
    with pytest.raises(CodecError):
        accept(raw)


@given(st.binary(max_size=100), st.data())
def test_random_bytes(noise, data):
    """Any bytes are a message, a batch or a request, or our error."""
    raw = bytearray(wire(application={"a": UUID(int=1)}, ttl_ms=1, later_ms=1))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    for found in (noise, bytes(raw)):
        with suppress(CodecError):
            accept(found).dead_lettered(source="q", sequence=1, reason="r", text="t")
        with suppress(CodecError):
            unbatch(found, BATCH_FORMAT)
        with suppress(CodecError):
            parse_request(found)


def test_unbatch():
    """A batch is its data sections; anything else is one message."""
    batch = section(DATA, b"one") + section(DATA, b"two")

    assert unbatch(batch, BATCH_FORMAT) == [b"one", b"two"]
    assert unbatch(batch, 0) == [batch]


@pytest.mark.parametrize(
    "raw", [b"", section(DATA, "text"), section(AMQP_VALUE, 1), section(DATA, b"") * (BATCH_MESSAGES_MAX + 1)]
)
def test_unbatch_refused(raw):
    """A batch of nothing, of too much, or of something else is refused."""
    with pytest.raises(CodecError):
        unbatch(raw, BATCH_FORMAT)
