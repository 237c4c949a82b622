"""The sandbox with real children."""

import os
import threading
import time

import pytest

from shared.domain.errors import TooLarge, Unavailable, Unprocessable
from shared.engines.sandbox import Sandbox
from tests.unit.engines.builders import pdf

HOSTILE = "tests.unit.engines.hostile_tasks"
TIMEOUT_S = 0.7


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(children=1, timeout_s=TIMEOUT_S, tasks=HOSTILE) as made:
        yield made


def test_a_task_runs_in_a_child(sandbox):
    """The answer and its bytes come back, from another process."""
    reply = sandbox.run("echo", b"ab", times=3)

    assert (reply.header["value"], reply.payload) == (3, b"ababab")


def test_a_call_costs_less_than_a_millisecond(sandbox):
    """A child that is there answers at once."""
    sandbox.run("echo", b"", times=1)
    started_s = time.perf_counter()

    for _ in range(50):
        sandbox.run("echo", b"", times=1)

    assert (time.perf_counter() - started_s) / 50 < 0.005


@pytest.mark.parametrize(
    ("task", "error", "code"),
    [
        ("abort", Unprocessable, "document.crashed"),
        ("hang", Unavailable, "document.timeout"),
        ("exhaust", TooLarge, "document.bomb"),
        ("refuse", TooLarge, "test.large"),
        ("leak", Unprocessable, "document.crashed"),
    ],
)
def test_whatever_happens_to_a_child_is_one_of_our_errors(sandbox, task, error, code):
    """A crash, a hang, a lack of memory, a refusal, a leak; and the next document is read."""
    with pytest.raises(error) as caught:
        sandbox.run(task, b"")

    assert caught.value.code == code
    assert sandbox.run("echo", b"x", times=1).payload == b"x"


def test_a_child_sees_no_secret(sandbox, monkeypatch):
    """Nothing of the parent's environment, beyond where modules lie and how many threads to use."""
    monkeypatch.setenv("SECRET", "x")

    names = set(sandbox.run("environment", b"").header["value"])

    assert "SECRET" not in names
    assert names <= {"PYTHONPATH", "LC_CTYPE", "OPENBLAS_NUM_THREADS"}


def test_a_child_writes_no_files(sandbox):
    """A file of no bytes is all it gets."""
    with pytest.raises(Unprocessable):
        sandbox.run("write", b"")


def test_a_library_that_prints_breaks_no_frame(sandbox):
    """Standard output is not the pipe."""
    assert sandbox.run("shout", b"").header["value"] == "said"


def test_threads_share_children():
    """Each call has a child to itself; more calls than children wait."""
    with Sandbox(children=2, timeout_s=5, tasks=HOSTILE) as shared:
        answers = []
        threads = [
            threading.Thread(
                target=lambda at=at: answers.append(shared.run("echo", b"x", times=at).header["value"])
            )
            for at in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(answers) == list(range(8))


def test_a_call_that_finds_no_child_free_is_told_to_wait():
    """Nobody waits for ever."""
    with Sandbox(children=1, timeout_s=0.2, tasks=HOSTILE) as busy:
        taken = busy._slots.get()
        with pytest.raises(Unavailable) as caught:
            busy.run("echo", b"", times=1)
        busy._slots.put(taken)

    assert caught.value.code == "sandbox.busy"


def test_a_closed_sandbox_refuses():
    """And leaves no process behind."""
    closed = Sandbox(children=1, tasks=HOSTILE)
    closed.run("echo", b"", times=1)
    child = closed._slots.queue[0]
    closed.close()

    with pytest.raises(Unavailable) as caught:
        closed.run("echo", b"", times=1)

    assert caught.value.code == "sandbox.closed"
    assert child._process.poll() is not None


def test_a_child_ends_when_its_parent_closes_the_pipe():
    """Whatever ends the parent, the child sees the end of its input."""
    orphan = Sandbox(children=1, tasks=HOSTILE)
    orphan.run("echo", b"", times=1)
    process = orphan._slots.queue[0]._process

    process.stdin.close()

    assert process.wait(timeout=5) == 0
    orphan.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_memory_is_limited():
    """A bomb gets no more address space than a child has."""
    with (
        Sandbox(children=1, timeout_s=10, memory_bytes=400_000_000, tasks=HOSTILE) as small,
        pytest.raises(TooLarge) as caught,
    ):
        small.run("echo", b"x" * 1000, times=1_000_000)

    assert caught.value.code == "document.bomb"


def test_a_real_document_is_read():
    """The allow-list of the product, in a real child."""
    with Sandbox(children=1) as real:
        reply = real.run("pdf.words", pdf("Invoice number: 4711"), pages_max=5)

    assert reply.header["value"][0]["text"] == ["Invoice", "number:", "4711"]
