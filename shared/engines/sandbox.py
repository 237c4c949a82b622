"""Runs parsers of hostile bytes in child processes that can be killed."""

import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, cast

from shared.domain.errors import IntakeError, Refused, TooLarge, Unavailable, Unprocessable, UnsupportedMedia
from shared.engines.frames import BrokenFrame, Frame, read_frame, write_frame

logger = logging.getLogger(__name__)

CHILDREN_DEFAULT = 2
"""Children at once: one per core of the smallest plan."""

TIMEOUT_S_DEFAULT = 30.0
"""One task: 300 pages of dense text, the most a reader takes on, were measured at 12 s."""

MEMORY_BYTES_DEFAULT = 1_500_000_000
"""Address space of a child: pdfium needs 0.4 GB on large honest files, a bomb asks for all there is."""

TRIES = 2
"""A child may die for a reason that is not the document's: one more try in a fresh child, no more."""

_REFUSALS: dict[str, type[Refused]] = {
    refusal.__name__: refusal for refusal in (TooLarge, UnsupportedMedia, Unprocessable)
}
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""NumPy's own threads take a hundred megabytes of address space per core, and no reader needs them."""

_ROOT = Path(__file__).resolve().parents[2]


class Sandbox:
    """
    Runs named tasks in persistent children, started when first needed.

    Safe to share between threads: each call has a child to itself and waits for a free one. A child sees no
    environment variable of its parent, cannot write files, and ends when its parent does.
    """

    def __init__(
        self,
        *,
        children: int = CHILDREN_DEFAULT,
        timeout_s: float = TIMEOUT_S_DEFAULT,
        memory_bytes: int = MEMORY_BYTES_DEFAULT,
        tasks: str = "shared.engines.tasks",
        start: Callable[[list[str]], subprocess.Popen[bytes]] | None = None,
    ) -> None:
        self._start = start or start_process
        self._timeout_s = timeout_s
        self._command = _command(tasks, memory_bytes)
        self._closed = False
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._size = children
        for _ in range(children):
            self._slots.put(None)

    def run(self, task: str, content: bytes, **arguments: object) -> Frame:
        """
        Return the task's answer: `header["value"]` and the bytes it speaks of.

        Raises:
            Refused: as the task refused the content.
            Unprocessable: a child crashed on it twice, or the task failed (`document.crashed`).
            TooLarge: it asked for more memory than a child has, twice (`document.bomb`).
            Unavailable: it was cut off twice by the time limit (`document.timeout`), or no child came free
                (`sandbox.busy`), or the sandbox is closed (`sandbox.closed`).
        """
        request = Frame({"task": task, "arguments": arguments, "timeout_s": self._timeout_s}, content)
        failure = ""
        for _ in range(TRIES):
            reply = self._ask(request)
            failure = reply.header.get("failed", "")
            if failure not in {"crash", "timeout", "memory"}:
                return accept_reply(reply)
            logger.warning("a sandbox child was lost", extra={"task": task, "reason": failure})
        raise _loss(failure)

    def close(self) -> None:
        """End every child, waiting for calls in progress. Calls after this are refused."""
        self._closed = True
        for _ in range(self._size):
            child = self._slots.get()
            if child is not None:
                child.end()
        for _ in range(self._size):
            self._slots.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: Frame) -> Frame:
        try:
            # As long as every task before this one may take, twice each.
            child = self._slots.get(timeout=self._timeout_s * TRIES)
        except queue.Empty:
            raise Unavailable("sandbox.busy", "Every reader is busy; try again.") from None
        try:
            if self._closed:
                raise Unavailable("sandbox.closed", "The reader is shutting down; try again.")
            child = child or _Child(self._start(self._command))
            reply = child.ask(request, self._timeout_s)
            if "failed" in reply.header:
                # A child that failed may hold half of a bomb in memory: the next document gets a fresh one.
                child.end()
                child = None
            return reply
        finally:
            self._slots.put(child)


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._timed_out = False

    def ask(self, request: Frame, timeout_s: float) -> Frame:
        """Return the child's reply, or a frame that says how the child was lost."""
        timer = threading.Timer(timeout_s, self._kill)
        timer.daemon = True
        timer.start()
        try:
            write_frame(cast("Any", self._process.stdin), request)
            reply = read_frame(cast("Any", self._process.stdout))
        except (BrokenFrame, OSError):
            reply = None
        finally:
            timer.cancel()
        if self._timed_out:
            return Frame({"failed": "timeout"}, b"")
        return reply or Frame({"failed": "crash"}, b"")

    def end(self) -> None:
        """Kill the child and wait until it is gone."""
        self._process.kill()
        try:
            # Leaving closes both pipes and reaps the process.
            with self._process:
                pass
        except BrokenPipeError:
            # What was still unwritten had no reader any more.
            self._process.wait()

    def _kill(self) -> None:
        self._timed_out = True
        self._process.kill()


def start_process(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child with pipes to it, and nothing of our environment but where modules lie."""
    return subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), **_ONE_THREAD},
        start_new_session=True,
    )


def _command(tasks: str, memory_bytes: int) -> list[str]:
    # -P: the current folder is no place to import from.
    return [sys.executable, "-P", "-m", "shared.engines.sandbox_child", tasks, str(memory_bytes)]


def accept_reply(reply: Frame) -> Frame:
    """Return a reply that holds a value, or raise what it says instead."""
    if refused := reply.header.get("refused"):
        refusal = _REFUSALS.get(refused["class"], Unprocessable)
        raise refusal(refused["code"], refused["message"])
    if failure := reply.header.get("failed"):
        raise Unprocessable("document.crashed", f"The reader failed on this document ({failure}).")
    return reply


def _loss(failure: str) -> IntakeError:
    match failure:
        case "timeout":
            return Unavailable("document.timeout", "The reader did not finish this document in time, twice.")
        case "memory":
            return TooLarge("document.bomb", "This document asks for more memory than a reader has.")
        case _:
            return Unprocessable("document.crashed", "The reader crashed on this document, twice.")
