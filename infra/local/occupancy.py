"""One bench per state folder: a lock that the kernel lets go of, however the bench ends."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.local.errors import StandInError

FILE = "bench.lock"

STOP_LIMIT_S = 20.0
"""A bench gives running calls a few seconds, then closes links for a second or two."""

POLL_S = 0.05
"""How often a stopping bench is looked at."""

PID_BYTES_MAX = 16
"""Longer than any process id."""


class Occupied(StandInError):
    """A bench already runs on this state."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"a bench of this folder is already running (process {pid}); end it with: make down")
        self.pid = pid


@contextmanager
def occupy(state_dir: Path) -> Iterator[None]:
    """Keep the state folder for this process until leaving. Raises Occupied."""
    state_dir.mkdir(parents=True, exist_ok=True)
    lock = _open(state_dir)
    try:
        if not _try_lock(lock):
            raise Occupied(_pid(lock))
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def occupant(state_dir: Path) -> int | None:
    """
    Return the process id of the bench that runs on this state, or None.

    A file alone proves nothing, since ids are used again: only a held lock says that its writer still lives.
    """
    if not (state_dir / FILE).exists():
        return None
    lock = _open(state_dir)
    try:
        return None if _try_lock(lock) else _pid(lock)
    finally:
        os.close(lock)


def evict(state_dir: Path, *, limit_s: float = STOP_LIMIT_S) -> int | None:
    """Stop the bench on this state, by force once the limit has passed; return which it was, or None."""
    pid = occupant(state_dir)
    if pid is None:
        return None
    _kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + limit_s
    while occupant(state_dir) == pid:
        if time.monotonic() > deadline:
            _kill(pid, signal.SIGKILL)
        time.sleep(POLL_S)
    return pid


def _kill(pid: int, number: signal.Signals) -> None:
    # 0 would be everyone in our own group.
    if pid > 0:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _open(state_dir: Path) -> int:
    return os.open(state_dir / FILE, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid(lock: int) -> int:
    # Between locking and writing there is a moment without a number; 0 is nobody.
    return int(os.pread(lock, PID_BYTES_MAX, 0) or b"0")
