"""The Functions host as a child of the bench."""

import asyncio
from asyncio.subprocess import Process
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from infra.local import lifeline
from infra.local.errors import StandInError
from infra.local.options import ROOT, BenchOptions

READY = b"Host ready:"
"""How the host says that all its instances serve."""

READY_LIMIT_S = 60.0
"""Two seconds on a quiet machine; ten times that on a busy one with cold caches."""

DRAIN_S = 5.0
"""What running calls get when the bench stops: state survives, so nobody needs to wait longer."""

STOP_LIMIT_S = 18.0
"""The drain, and the host's own ten seconds for closing links, and some."""

LAST_LINES = 15
"""Of the host's words in an error: enough for the end of a stack trace."""


class HostFailed(StandInError):
    """The Functions host did not start or ended; carries its last words."""


class Hosting:
    """A running host."""

    def __init__(self, process: Process, log: BinaryIO, *, verbose: bool) -> None:
        self._process = process
        self._log = log
        self._verbose = verbose
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._ready = asyncio.Event()
        self._ended = asyncio.ensure_future(self._listen())

    async def ready(self) -> None:
        """Return once every instance serves. Raises HostFailed."""
        waiting = asyncio.ensure_future(self._ready.wait())
        await asyncio.wait({waiting, self._ended}, timeout=READY_LIMIT_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not self._ready.is_set():
            raise self._failure("did not start")

    async def ended(self) -> HostFailed:
        """Return why, once the host has ended unasked."""
        await asyncio.shield(self._ended)
        return self._failure("ended")

    async def stop(self) -> None:
        """Let running calls finish, then end the host and whatever is left of it."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        await asyncio.wait({self._ended}, timeout=STOP_LIMIT_S)
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._ended

    async def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was started with a pipe
        async for line in self._process.stdout:
            self._log.write(line)
            self._log.flush()
            text = line.decode(errors="replace").rstrip()
            self._last.append(text)
            if self._verbose:
                print(text, flush=True)
            if line.startswith(READY):
                self._ready.set()
        await self._process.wait()

    def _failure(self, what: str) -> HostFailed:
        words = "\n".join(f"  {line}" for line in self._last)
        return HostFailed(f"the Functions host {what}; its last words:\n{words}")


@asynccontextmanager
async def hosting(options: BenchOptions, settings: Mapping[str, str]) -> AsyncIterator[Hosting]:
    """Yield a host that is starting the app with these settings; it is stopped on leaving."""
    with (options.state_dir / "host.log").open("ab") as log:
        process = await lifeline.start("infra.local.host", _arguments(options), settings)
        host = Hosting(process, log, verbose=options.verbose)
        try:
            yield host
        finally:
            await host.stop()


def _arguments(options: BenchOptions) -> list[str]:
    state_dir: Path = options.state_dir / "host"
    return [
        str(ROOT),
        "--port",
        str(options.ports.http),
        "--instances",
        str(options.instances),
        "--state",
        str(state_dir),
        "--drain",
        str(DRAIN_S),
    ]
