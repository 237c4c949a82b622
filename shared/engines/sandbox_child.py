"""
The child of the sandbox: runs one named task after another until its parent goes away.

Started as `python -m shared.engines.sandbox_child TASKS_MODULE MEMORY_BYTES` with frames on its standard
streams. It imports a task's module when that task is first asked for, so a child costs what it is used for.
"""

import importlib
import math
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from shared.domain.errors import Refused
from shared.engines.frames import BrokenFrame, Frame, read_frame, write_frame

type Task = Callable[..., tuple[Any, bytes]]
"""Takes the content and the named arguments; gives a JSON value and the bytes it speaks of."""

ORPHAN_GRACE_S = 2
"""How long after its parent should have killed it a stuck child kills itself: the parent may be gone."""


def main(arguments: list[str]) -> None:
    """Serve tasks on the standard streams; return when the parent closes them."""
    module_name, memory_bytes = arguments
    reader, writer = _take_streams()
    _limit(int(memory_bytes))
    tasks = importlib.import_module(module_name).TASKS
    try:
        serve(reader, writer, tasks, arm=_arm)
    except (BrokenFrame, BrokenPipeError):
        return


def serve(
    reader: BinaryIO,
    writer: BinaryIO,
    tasks: dict[str, tuple[str, str]],
    *,
    arm: Callable[[float], None],
) -> None:
    """Answer every request on `reader` until its end, in order; `arm` sets the alarm, and 0 calls it off."""
    while (request := read_frame(reader)) is not None:
        arm(float(request.header["timeout_s"]) + ORPHAN_GRACE_S)
        reply = answer(request, tasks)
        arm(0)
        write_frame(writer, reply)


def answer(request: Frame, tasks: dict[str, tuple[str, str]]) -> Frame:
    """Return the result of one task, or the error it raised, as a frame; never raise."""
    try:
        module_name, function_name = tasks[request.header["task"]]
        task: Task = getattr(importlib.import_module(module_name), function_name)
        value, payload = task(request.payload, **request.header["arguments"])
    except Refused as error:
        refused = {"class": type(error).__name__, "code": error.code, "message": error.message}
        return Frame({"refused": refused}, b"")
    except MemoryError:
        return Frame({"failed": "memory"}, b"")
    except Exception as error:  # noqa: BLE001 - parsers leak any exception on hostile bytes; only its class travels
        return Frame({"failed": type(error).__name__}, b"")
    return Frame({"value": value}, payload)


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return private copies of the standard streams, so that no library can print into a frame."""
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nothing, standard)
    return reader, writer


def _limit(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the wall clock still holds there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # A reader has no business writing files, and a core dump would hold a customer's document.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _arm(seconds: float) -> None:
    """Let the kernel end this process after `seconds`, even inside a C loop; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(seconds))


if __name__ == "__main__":
    main(sys.argv[1:])
