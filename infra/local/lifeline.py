"""
A Python child that cannot outlive its parent: `python -m infra.local.lifeline MODULE ARGUMENT…`.

The parent holds the writing end of the child's standard input. Its end, by whatever means, even `kill -9`,
closes the pipe, and the child kills itself with all it has started in its process group. A pipe works on
every system; PR_SET_PDEATHSIG is Linux only. All the parent may say is `go`, to a child that awaits it.
"""

import asyncio
import os
import runpy
import signal
import sys
import threading
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping, Sequence

from infra.local.options import ROOT

_told = threading.Event()

LINE_BYTES_MAX = 4 * 1024 * 1024
"""Of one line a child writes: far more than any log record."""


def command(module: str, arguments: Sequence[str]) -> list[str]:
    """Return the command for a child on a lifeline. Start it in a new session, with a pipe as its input."""
    return [sys.executable, "-m", "infra.local.lifeline", module, *arguments]


async def start(module: str, arguments: Sequence[str], settings: Mapping[str, str]) -> Process:
    """
    Start a child with these settings on top of our environment; all it says is in `stdout`.

    Its input is its lifeline: keep the process object, and never `communicate`, which closes the input.
    """
    return await asyncio.create_subprocess_exec(
        *command(module, arguments),
        cwd=ROOT,
        env={**os.environ, **settings},
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        # Ctrl-C in a terminal is for the bench alone, which then stops its children in order.
        start_new_session=True,
        limit=LINE_BYTES_MAX,
    )


def go(child: Process) -> None:
    """Let a child go on that called `await_go`."""
    assert child.stdin is not None  # noqa: S101 - it was started with a pipe
    child.stdin.write(b"\n")


def await_go() -> None:
    """Return once the parent says so: a child can import what it needs while its parent gets ready for it."""
    _told.wait()


def main() -> None:
    """Run the module that the first argument names, for as long as standard input stays open."""
    # The module and its children get an input that is always at its end; this thread alone holds the pipe.
    pipe = os.dup(sys.stdin.fileno())
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is all that is wanted
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    threading.Thread(target=_die_at_end, args=(pipe,), daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _die_at_end(pipe: int) -> None:
    while os.read(pipe, 1):
        _told.set()
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    # Not this `main`: what the module imports as `infra.local.lifeline` must be what runs it.
    from infra.local import lifeline  # noqa: PLW0406 - as the line above says

    lifeline.main()
