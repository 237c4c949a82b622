"""Service Bus messages as binding data."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from infra.local.host.messages import Message, body_data, trace_parent, trigger_metadata


def message(**given):
    return SimpleNamespace(
        **(dict.fromkeys(Message.__annotations__) | {"lock_token": "t", "body": b""} | given)
    )


def plain(found):
    return {name: value.value for name, value in found.items()}


def test_texts_and_numbers():
    """Texts stay texts, numbers and dates are JSON, and what is absent is left out."""
    moment = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    found = trigger_metadata(
        message(message_id="m", subject="s", sequence_number=7, enqueued_time_utc=moment)
    )

    assert plain(found) == {
        "DeliveryCount": "1",
        "LockToken": "t",
        "ApplicationProperties": "{}",
        "UserProperties": "{}",
        "SequenceNumber": "7",
        "MessageId": "m",
        "Subject": "s",
        "Label": "s",
        "EnqueuedTimeUtc": '"2026-11-23T08:00:00.000000Z"',
        "EnqueuedTime": '"2026-11-23T08:00:00.000000Z"',
    }
    assert {found["MessageId"].kind, found["DeliveryCount"].kind} == {"string", "json"}


def test_delivery_count_starts_at_one():
    """AMQP counts failed deliveries; Functions count this one too."""
    assert plain(trigger_metadata(message(delivery_count=2)))["DeliveryCount"] == "3"


def test_never_expires():
    """A time to live that ends after the year 9999 is no expiry at all."""

    class Endless(SimpleNamespace):
        @property
        def expires_at_utc(self):
            raise OverflowError

    given = vars(message())
    del given["expires_at_utc"]

    assert "ExpiresAtUtc" not in trigger_metadata(Endless(**given))


def test_application_properties():
    """AMQP's bytes become text; other values stay what they are."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    found = trigger_metadata(
        message(application_properties={b"tenant": b"acme", "n": 1, b"at": moment, b"ok": True})
    )

    assert json.loads(found["UserProperties"].value) == {
        "tenant": "acme",
        "n": 1,
        "at": "2026-01-01T00:00:00+00:00",
        "ok": True,
    }


def test_body():
    """A body is text where it can be, bytes where it must or the binding asks."""
    assert body_data(message(body=iter([b"a", b"b"])), "").value == "ab"
    assert body_data(message(body=b"\xff"), "").value == b"\xff"
    assert body_data(message(body=b"a"), "binary").value == b"a"
    assert body_data(message(body="a"), "").value == "a"
    assert body_data(message(body={"a": b"b"}), "").value == '{"a": "b"}'


@given(st.binary(max_size=50))
def test_any_body_is_kept(content):
    """No byte of a body is lost or changed."""
    value = body_data(message(body=[content]), "").value

    assert (value.encode() if isinstance(value, str) else value) == content


def test_trace_parent():
    """The sender's trace context is found under the name the SDK gives it."""
    assert trace_parent(message(application_properties={b"Diagnostic-Id": b"00-a-b-01"})) == "00-a-b-01"
    assert trace_parent(message()) == ""
