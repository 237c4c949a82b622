"""The messages between the sandbox and its child, and what the child answers."""

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import TooLarge, Unprocessable
from shared.engines.frames import HEADER_BYTES_MAX, BrokenFrame, Frame, read_frame, write_frame
from shared.engines.sandbox import accept_reply
from shared.engines.sandbox_child import answer, serve
from shared.engines.tasks import TASKS

HOSTILE = {
    name: ("tests.unit.engines.hostile_tasks", name)
    for name in ("echo", "refuse", "leak", "exhaust", "hang", "abort", "environment", "write", "shout")
}


def request(task: str, content: bytes = b"", **arguments: object) -> Frame:
    return Frame({"task": task, "arguments": arguments, "timeout_s": 5}, content)


@given(st.dictionaries(st.text(max_size=5), st.integers()), st.binary(max_size=50))
def test_a_frame_reads_back_as_written(header, payload):
    """What goes in comes out."""
    stream = io.BytesIO()
    write_frame(stream, Frame(header, payload))
    stream.seek(0)

    assert read_frame(stream) == Frame(header, payload)
    assert read_frame(stream) is None


@given(st.binary(min_size=1, max_size=80))
def test_any_bytes_are_a_frame_or_broken(content):
    """Only one error comes out of the reader."""
    try:
        read_frame(io.BytesIO(content))
    except BrokenFrame:
        return


@pytest.mark.parametrize(
    "content",
    [
        b"abc",
        struct.pack(">IQ", HEADER_BYTES_MAX + 1, 0),
        struct.pack(">IQ", 10, 0) + b"{}",
        struct.pack(">IQ", 2, 5) + b"{}ab",
        struct.pack(">IQ", 2, 0) + b"[]",
        struct.pack(">IQ", 2, 0) + b"{?",
        struct.pack(">IQ", 200_000, 0) + b"[" * 200_000,
    ],
)
def test_a_broken_frame_is_said_to_be(content):
    """Cut short, over a limit, or no JSON object."""
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(content))


def test_a_child_answers_each_request_until_the_end():
    """One reply per request, in order."""
    asked, told = io.BytesIO(), io.BytesIO()
    for word in (b"one", b"two"):
        write_frame(asked, request("echo", word, times=2))
    asked.seek(0)

    armed = []
    serve(asked, told, HOSTILE, arm=armed.append)

    told.seek(0)
    assert read_frame(told) == Frame({"value": 2}, b"oneone")
    assert read_frame(told) == Frame({"value": 2}, b"twotwo")
    assert armed == [7.0, 0, 7.0, 0]


def test_a_refusal_travels_with_its_class():
    """The parent raises what the task raised."""
    with pytest.raises(TooLarge) as caught:
        accept_reply(answer(request("refuse"), HOSTILE))

    assert (caught.value.code, caught.value.message) == ("test.large", "Too large.")


@pytest.mark.parametrize("task", ["leak", "exhaust", "nobody"])
def test_any_other_error_is_a_failure(task):
    """A leak of a parser, a lack of memory, or a task that is not on the list."""
    with pytest.raises(Unprocessable) as caught:
        accept_reply(answer(request(task), HOSTILE))

    assert caught.value.code == "document.crashed"


def test_an_unknown_refusal_is_unprocessable():
    """A child cannot name a class of its own choosing."""
    refused = {"class": "SystemExit", "code": "x.y", "message": "z"}

    with pytest.raises(Unprocessable):
        accept_reply(Frame({"refused": refused}, b""))


def test_every_task_on_the_list_exists():
    """And can be told apart from a typing error."""
    for task in TASKS:
        reply = answer(request(task, b"", pages_max=1), TASKS)
        assert "failed" not in reply.header or reply.header["failed"] == "TypeError", json.dumps(reply.header)
