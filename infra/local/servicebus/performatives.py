"""
The bodies of AMQP and SASL frames, each field of its type (OASIS AMQP 1.0, parts 2 and 5).

Only fields that someone here reads or writes are named; what a peer says beyond is passed over.
"""

from typing import Any, NamedTuple

from infra.local.servicebus.decoder import decode
from infra.local.servicebus.encoder import encode, encode_described
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.values import Described, Symbol, UByte, UInt, ULong, UShort


class Open(NamedTuple):
    """Begins a connection."""

    container_id: str
    hostname: str | None = None
    max_frame_size: int | None = None
    channel_max: int | None = None
    idle_time_out: int | None = None


class Begin(NamedTuple):
    """Begins a session on a channel."""

    remote_channel: int | None
    next_outgoing_id: int
    incoming_window: int
    outgoing_window: int
    handle_max: int | None = None


class Attach(NamedTuple):
    """Begins a link."""

    name: str
    handle: int
    role: bool
    """True: the one who says this receives."""
    snd_settle_mode: int | None = None
    rcv_settle_mode: int | None = None
    source: Described | None = None
    target: Described | None = None
    unsettled: Any = None
    incomplete_unsettled: bool | None = None
    initial_delivery_count: int | None = None
    max_message_size: int | None = None
    offered_capabilities: Any = None
    desired_capabilities: Any = None
    properties: dict[Any, Any] | None = None


class Flow(NamedTuple):
    """Grants or takes back credit."""

    next_incoming_id: int | None
    incoming_window: int
    next_outgoing_id: int
    outgoing_window: int
    handle: int | None = None
    delivery_count: int | None = None
    link_credit: int | None = None
    available: int | None = None
    drain: bool | None = None
    echo: bool | None = None


class Transfer(NamedTuple):
    """Carries a message, or a piece of one."""

    handle: int
    delivery_id: int | None = None
    delivery_tag: bytes | None = None
    message_format: int | None = None
    settled: bool | None = None
    more: bool | None = None
    rcv_settle_mode: int | None = None
    state: Described | None = None
    resume: bool | None = None
    aborted: bool | None = None


class Disposition(NamedTuple):
    """Says what became of deliveries."""

    role: bool
    """True: the one who says this received them."""
    first: int
    last: int | None = None
    settled: bool | None = None
    state: Described | None = None


class Detach(NamedTuple):
    """Ends a link."""

    handle: int
    closed: bool | None = None
    error: Described | None = None


class End(NamedTuple):
    """Ends a session."""

    error: Described | None = None


class Close(NamedTuple):
    """Ends a connection."""

    error: Described | None = None


class SASLMechanisms(NamedTuple):
    """Offers ways to authenticate."""

    mechanisms: Any


class SASLInit(NamedTuple):
    """Chooses one."""

    mechanism: str


class SASLOutcome(NamedTuple):
    """Says whether it was enough."""

    code: int


type Performative = (
    Open
    | Begin
    | Attach
    | Flow
    | Transfer
    | Disposition
    | Detach
    | End
    | Close
    | SASLMechanisms
    | SASLInit
    | SASLOutcome
)


class _Layout(NamedTuple):
    code: int
    kinds: tuple[type, ...]
    """The AMQP type of each field, in order; `object` is any."""
    required: int
    """How many of the fields may not be null; bits, the first field lowest."""


_LAYOUTS: dict[type[Any], _Layout] = {
    Open: _Layout(0x10, (str, str, UInt, UShort, UInt), 0b1),
    Begin: _Layout(0x11, (UShort, UInt, UInt, UInt, UInt), 0b1110),
    Attach: _Layout(
        0x12,
        (str, UInt, bool, UByte, UByte, Described, Described, dict, bool, UInt, ULong, object, object, dict),
        0b111,
    ),
    Flow: _Layout(0x13, (UInt, UInt, UInt, UInt, UInt, UInt, UInt, UInt, bool, bool), 0b1110),
    Transfer: _Layout(0x14, (UInt, UInt, bytes, UInt, bool, bool, UByte, Described, bool, bool), 0b1),
    Disposition: _Layout(0x15, (bool, UInt, UInt, bool, Described), 0b11),
    Detach: _Layout(0x16, (UInt, bool, Described), 0b1),
    End: _Layout(0x17, (Described,), 0),
    Close: _Layout(0x18, (Described,), 0),
    SASLMechanisms: _Layout(0x40, (object,), 0b1),
    SASLInit: _Layout(0x41, (Symbol,), 0b1),
    SASLOutcome: _Layout(0x44, (UByte,), 0b1),
}
_BY_CODE = {layout.code: (kind, layout) for kind, layout in _LAYOUTS.items()}


def parse(body: bytes) -> tuple[Performative, int]:
    """
    Return a frame's performative, and where its payload begins.

    Raises:
        CodecError: it is none, or a field is missing or of another type.
    """
    described, position = decode(body)
    if type(described) is not Described or type(described.value) is not list:
        raise CodecError("a frame that holds no performative")
    if type(described.descriptor) is not ULong or described.descriptor not in _BY_CODE:
        raise CodecError(f"no performative {described.descriptor!r}")
    kind, layout = _BY_CODE[described.descriptor]
    fields = described.value[: len(layout.kinds)]
    for index, (value, expected) in enumerate(zip(fields, layout.kinds, strict=False)):
        if value is None:
            if layout.required >> index & 1:
                raise CodecError(f"{kind.__name__} without field {index}")
        elif type(value) is not expected and expected is not object:
            raise CodecError(f"{kind.__name__} with a {type(value).__name__} in field {index}")
    try:
        return kind(*fields), position
    except TypeError as error:
        raise CodecError(f"{kind.__name__} without its required fields") from error


def encode_performative(performative: Performative) -> bytes:
    """Return a performative's bytes, null fields at the end left out."""
    layout = _LAYOUTS[type(performative)]
    fields = [
        value if value is None or type(value) is kind or kind is object else kind(value)
        for value, kind in zip(performative, layout.kinds, strict=True)
    ]
    while fields and fields[-1] is None:
        fields.pop()
    return encode_described(layout.code, encode(fields))


ACCEPTED, REJECTED, RELEASED, MODIFIED = ULong(0x24), ULong(0x25), ULong(0x26), ULong(0x27)
"""The outcomes a delivery can have."""

_ERROR = ULong(0x1D)


def error(condition: str, description: str) -> Described:
    """Return an AMQP error. It has all three fields: azure-servicebus reads the third without asking."""
    return Described(_ERROR, [Symbol(condition), description, {}])


def accepted() -> Described:
    """Return the outcome of a message that is the receiver's now."""
    return Described(ACCEPTED, [])


def rejected(reason: Described | None) -> Described:
    """Return the outcome of a message that was refused."""
    return Described(REJECTED, [] if reason is None else [reason])
