"""AMQP values: there and back, and nothing but our error from any bytes."""

import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infra.local.servicebus.decoder import DEPTH_MAX, decode, map_entries, sections, skip
from infra.local.servicebus.encoder import encode, encode_map
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.frames import (
    AMQP_HEADER,
    FRAME_BYTES_MAX,
    Frame,
    FrameReader,
    ProtocolHeader,
    encode_frame,
)
from infra.local.servicebus.performatives import (
    Attach,
    Begin,
    Close,
    Disposition,
    Flow,
    Open,
    Transfer,
    encode_performative,
    error,
    parse,
)
from infra.local.servicebus.values import (
    Array,
    Byte,
    Char,
    Decimal,
    Described,
    Float,
    Int,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)


def unsigned(kind, bits):
    return st.integers(0, 2**bits - 1).map(kind)


def signed(kind, bits):
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1).map(kind)


NAMES = st.text(st.characters(codec="ascii"), max_size=300)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    unsigned(UByte, 8),
    unsigned(UShort, 16),
    unsigned(UInt, 32),
    unsigned(ULong, 64),
    signed(Byte, 8),
    signed(Short, 16),
    signed(Int, 32),
    signed(int, 64),
    signed(Timestamp, 64),
    st.floats(allow_nan=False),
    st.floats(width=32, allow_nan=False).map(Float),
    st.characters(codec="utf-8").map(Char),
    st.uuids(),
    st.binary(max_size=300),
    st.text(max_size=300),
    NAMES.map(Symbol),
    st.sampled_from([4, 8, 16]).flatmap(lambda n: st.binary(min_size=n, max_size=n)).map(Decimal),
)
ARRAYS = st.one_of(
    st.lists(unsigned(UInt, 32), max_size=70).map(lambda items: Array(0x70, tuple(items))),
    st.lists(signed(int, 64), max_size=70).map(lambda items: Array(0x81, tuple(items))),
    st.lists(signed(Timestamp, 64), max_size=70).map(lambda items: Array(0x83, tuple(items))),
    st.lists(st.uuids(), max_size=20).map(lambda items: Array(0x98, tuple(items))),
    st.lists(NAMES.map(Symbol), max_size=9).map(lambda items: Array(0xB3, tuple(items))),
    st.lists(st.binary(max_size=20), max_size=9).map(lambda items: Array(0xB0, tuple(items), Symbol("d"))),
)
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.text(max_size=9), inner, max_size=5),
        st.builds(Described, unsigned(ULong, 64), inner),
    ),
    max_leaves=20,
)


def same(left, right):
    """Equality that tells 1 from True and from an unsigned 1."""
    if type(left) is not type(right):
        return False
    match left:
        case list():
            return len(left) == len(right) and all(map(same, left, right))
        case dict():
            return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
        case Described():
            return same(left.descriptor, right.descriptor) and same(left.value, right.value)
        case Array():
            return left.code == right.code and same(list(left.items), list(right.items))
    return left == right


@given(VALUES)
def test_round_trip(value):
    """Every value comes back with its type, and skipping it ends where reading it does."""
    raw = encode(value)

    decoded, end = decode(raw)

    assert same(decoded, value)
    assert end == len(raw) == skip(raw, 0)


def test_not_a_number():
    """NaN, which equals nothing, survives too."""
    assert math.isnan(decode(encode(math.nan))[0])


@given(st.binary(max_size=200))
@example(b"\xf0\x00\x00\x00\x05\xff\xff\xff\xff\x40")
@example(b"\x00" * 200)
def test_random_bytes(raw):
    """Any bytes are a value or our error."""
    with suppress(CodecError):
        decode(raw)
    with suppress(CodecError):
        skip(raw, 0)
    with suppress(CodecError):
        list(sections(raw))
    with suppress(CodecError):
        map_entries(raw, 0)


@given(VALUES, st.data())
def test_mutated_bytes(value, data):
    """A value with a byte changed is a value or our error, and so is any beginning of one."""
    raw = bytearray(encode(value))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    with suppress(CodecError):
        decode(bytes(raw))
    with suppress(CodecError):
        decode(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"\x56\x01", True),
        (b"\x70\x00\x00\x00\x05", UInt(5)),
        (b"\x52\x05", UInt(5)),
        (b"\x80" + bytes(7) + b"\x05", ULong(5)),
        (b"\x54\xff", Int(-1)),
        (b"\x55\xff", -1),
        (b"\xb1\x00\x00\x00\x01a", "a"),
        (b"\xd0\x00\x00\x00\x05\x00\x00\x00\x01\x40", [None]),
        (b"\xc1\x05\x02\xa1\x01k\x41", {"k": True}),
        (b"\xe0\x04\x02\x50\x01\x02", Array(0x50, (UByte(1), UByte(2)))),
        (b"\x73\x00\x01\xf4\x00", Char("\U0001f400")),
    ],
)
def test_known_bytes(raw, value):
    """Forms the encoder does not choose are read as well."""
    decoded, end = decode(raw)

    assert same(decoded, value)
    assert end == len(raw)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x3f", id="unknown type"),
        pytest.param(b"\xa1\x05ab", id="string cut short"),
        pytest.param(b"\xa1\x01\xff", id="not UTF-8"),
        pytest.param(b"\xa3\x01\xff", id="symbol not ASCII"),
        pytest.param(b"\x56\x02", id="boolean of 2"),
        pytest.param(b"\x73\x00\x11\x00\x00", id="no such character"),
        pytest.param(b"\xc0\x03\x01\x40\x40", id="list longer than its items"),
        pytest.param(b"\xc0\x02\x05\x40", id="list shorter than its items"),
        pytest.param(b"\xd0\xff\xff\xff\xff\x00\x00\x00\x01\x40", id="list beyond the end"),
        pytest.param(b"\xc1\x02\x01\x40", id="map with an odd count"),
        pytest.param(b"\xc1\x03\x02\x45\x40", id="map with a list for a key"),
        pytest.param(b"\xe0\x02\x01\x40", id="array of nulls"),
        pytest.param(b"\xf0\x00\x00\x00\x05\xff\xff\xff\xff\x43", id="array bomb"),
        pytest.param(b"\xc0\xff\xff" + b"\x45" * 10, id="count beyond the bytes"),
        pytest.param(b"\x00\x53\x70" * (DEPTH_MAX + 1) + b"\x40", id="described too deep"),
    ],
)
def test_refused(raw):
    """What is malformed, or asks for more than it brings, is refused."""
    with pytest.raises(CodecError):
        decode(raw)


def test_depth_limit():
    """Lists nest to the limit and not beyond."""
    nested = []
    for _ in range(DEPTH_MAX - 1):
        nested = [nested]

    assert same(decode(encode([nested]))[0], [nested])
    with pytest.raises(CodecError):
        decode(encode([[nested]]))


@pytest.mark.parametrize(
    "value", [object(), UByte(256), UInt(-1), 2**64, Symbol("é"), Decimal(b"abc"), "\ud800"]
)
def test_not_encodable(value):
    """What AMQP has no form for is refused."""
    with pytest.raises(CodecError):
        encode(value)


@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=9))
def test_map_entries(mapping):
    """A map taken apart and put together is the same, byte for byte."""
    raw = encode(mapping)

    assert encode_map(map_entries(raw, 0)) == raw


PERFORMATIVES = [
    Open("c", "h", 65536, 10, 1000),
    Begin(None, 0, 10, 10, 255),
    Attach("l", 3, True, 1, 0, Described(ULong(0x28), ["q"]), None, properties={Symbol("p"): 1}),
    Flow(1, 2, 3, 4, 5, 6, 7, drain=True),
    Transfer(1, 2, b"tag", 0, False, True),
    Disposition(True, 1, 2, True, Described(ULong(0x24), [])),
    Close(error("amqp:not-found", "x")),
]


@pytest.mark.parametrize("performative", PERFORMATIVES, ids=lambda found: type(found).__name__)
def test_performative_round_trip(performative):
    """A performative comes back equal, and the payload begins after it."""
    raw = encode_performative(performative)

    assert parse(raw + b"payload") == (performative, len(raw))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x40", id="null"),
        pytest.param(b"\x00\x53\x99\x45", id="unknown"),
        pytest.param(b"\x00\xa3\x01a\x45", id="symbolic"),
        pytest.param(b"\x00\x53\x14\x45", id="transfer without a handle"),
        pytest.param(b"\x00\x53\x14\xc0\x02\x01\x40", id="transfer with a null handle"),
        pytest.param(b"\x00\x53\x14\xc0\x02\x01\x41", id="transfer with a boolean handle"),
        pytest.param(b"\x00\x53\x14\x40", id="not a list"),
    ],
)
def test_performative_refused(raw):
    """A frame whose fields are missing, or of other types, is refused."""
    with pytest.raises(CodecError):
        parse(raw)


@given(st.sampled_from(PERFORMATIVES), st.data())
def test_mutated_performative(performative, data):
    """A performative with bytes changed parses or is refused."""
    raw = bytearray(encode_performative(performative))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    with suppress(CodecError):
        parse(bytes(raw))


@given(st.lists(st.binary(max_size=50), max_size=6), st.integers(1, 20))
def test_frames_in_pieces(bodies, step):
    """Frames arrive whole and in order, however the network cuts them."""
    stream = AMQP_HEADER + b"".join(encode_frame(body, channel=index) for index, body in enumerate(bodies))
    reader = FrameReader()

    found = [
        item for start in range(0, len(stream), step) for item in reader.feed(stream[start : start + step])
    ]

    frames = [Frame(0, index, body) for index, body in enumerate(bodies)]
    assert found == [ProtocolHeader(AMQP_HEADER), *frames]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param((FRAME_BYTES_MAX + 1).to_bytes(4, "big") + b"\x02\x00\x00\x00", id="too large"),
        pytest.param(b"\x00\x00\x00\x04\x02\x00\x00\x00", id="smaller than its head"),
        pytest.param(b"\x00\x00\x00\x08\x01\x00\x00\x00", id="body within the head"),
        pytest.param(b"\x00\x00\x00\x08\x03\x00\x00\x00", id="body beyond the end"),
        pytest.param(b"\x00\x00\x00\x08\x02\x07\x00\x00", id="unknown type"),
    ],
)
def test_frame_refused(raw):
    """A frame that cannot be is refused as soon as its head is there."""
    with pytest.raises(CodecError):
        list(FrameReader().feed(raw))


@given(st.binary(max_size=100))
def test_random_stream(raw):
    """Any stream is frames or our error."""
    with suppress(CodecError):
        list(FrameReader().feed(raw))
