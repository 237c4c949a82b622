"""The parent's side of the sandbox, with children that are threads."""

import os
import threading

import pytest

from shared.domain.errors import TooLarge, Unavailable, Unprocessable
from shared.engines.sandbox import Sandbox
from shared.engines.sandbox_child import serve
from tests.unit.engines import hostile_tasks


class ThreadProcess:
    """Has what `Sandbox` uses of a process, and serves from a thread; killing it closes its pipes."""

    def __init__(self, tasks):
        child_in, parent_out = os.pipe()
        parent_in, child_out = os.pipe()
        self.stdin, self.stdout = os.fdopen(parent_out, "wb"), os.fdopen(parent_in, "rb")
        self._reader, self._writer = os.fdopen(child_in, "rb"), os.fdopen(child_out, "wb")
        self._ended = threading.Event()
        self.killed = False
        threading.Thread(target=self._serve, args=[tasks], daemon=True).start()

    def kill(self):
        self.killed = True
        self._ended.set()

    def wait(self):
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stdout.close()
        self.stdin.close()

    def _serve(self, tasks):
        """Serve until the end, or until killed: a task named `die` only waits for that."""
        with self._reader, self._writer:
            if tasks is None:
                self._ended.wait(10)
            elif tasks:
                serve(self._reader, self._writer, tasks, arm=lambda seconds: None)


def sandbox(*lives, timeout_s=5.0):
    """Return a sandbox whose children live these lives, one after the other; `started` counts them."""
    started = []

    def start(command):
        started.append(ThreadProcess(lives[len(started)]))
        return started[-1]

    made = Sandbox(children=1, timeout_s=timeout_s, tasks="unused", start=start)
    return made, started


GOOD, DEAD, STUCK = hostile_tasks.TASKS, {}, None


def test_a_child_is_started_once_and_kept():
    """The second call finds it waiting."""
    made, started = sandbox(GOOD)

    with made:
        first = made.run("echo", b"a", times=1)
        second = made.run("echo", b"b", times=2)

    assert (first.payload, second.payload) == (b"a", b"bb")
    assert len(started) == 1
    assert started[0].killed


def test_nothing_is_started_before_it_is_needed():
    """A sandbox costs nothing until its first call."""
    made, started = sandbox()

    made.close()

    assert started == []


def test_a_document_gets_a_second_try_in_a_fresh_child():
    """A child may die for a reason that is not the document's."""
    made, started = sandbox(DEAD, GOOD)

    with made:
        reply = made.run("echo", b"a", times=1)

    assert reply.payload == b"a"
    assert len(started) == 2


@pytest.mark.parametrize(
    ("life", "task", "error", "code"),
    [
        (DEAD, "echo", Unprocessable, "document.crashed"),
        (STUCK, "echo", Unavailable, "document.timeout"),
        (GOOD, "exhaust", TooLarge, "document.bomb"),
    ],
)
def test_losing_two_children_is_an_error(life, task, error, code):
    """Once is chance, twice is the document."""
    made, started = sandbox(life, life, timeout_s=0.1 if life is STUCK else 5.0)

    with made, pytest.raises(error) as caught:
        made.run(task, b"", **({"times": 1} if task == "echo" else {}))

    assert caught.value.code == code
    assert len(started) == 2


def test_a_refusal_is_final_and_keeps_the_child():
    """The document was read well enough to be refused."""
    made, started = sandbox(GOOD)

    with made:
        with pytest.raises(TooLarge):
            made.run("refuse", b"")
        made.run("echo", b"", times=1)

    assert len(started) == 1


def test_a_leak_is_final_and_costs_the_child():
    """The same bytes leak again; what they left behind is nobody's to inherit."""
    made, started = sandbox(GOOD, GOOD)

    with made:
        with pytest.raises(Unprocessable):
            made.run("leak", b"")
        made.run("echo", b"", times=1)

    assert len(started) == 2


def test_no_child_free_is_unavailable():
    """Nobody waits for ever."""
    made, _ = sandbox(timeout_s=0.05)
    taken = made._slots.get()

    with pytest.raises(Unavailable) as caught:
        made.run("echo", b"", times=1)

    made._slots.put(taken)
    made.close()
    assert caught.value.code == "sandbox.busy"


def test_a_closed_sandbox_is_unavailable():
    """It starts nothing any more."""
    made, started = sandbox(GOOD)
    made.close()

    with pytest.raises(Unavailable) as caught:
        made.run("echo", b"", times=1)

    assert caught.value.code == "sandbox.closed"
    assert started == []
