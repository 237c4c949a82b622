"""Serves one stand-in: on a socket, in this process, until told to stop."""

import argparse
import asyncio
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from infra.local.errors import PortTaken, StandInError
from infra.local.web import Application

HOST = "127.0.0.1"

# Enough for every client of a bench to connect at once.
BACKLOG = 512

# What a running request gets when the bench stops.
DRAIN_LIMIT_S = 2

# Longer than any client of the bench keeps an idle connection, so that the server is never the one to cut it.
KEEP_ALIVE_S = 300

EXIT_USAGE = 2


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line of a stand-in asks for."""

    port: int
    """To listen on; 0 takes a free one."""
    state_dir: Path
    """Where everything is kept; made when absent."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key, as files."""

    certificate_file: Path
    """PEM."""
    key_file: Path
    """PEM, not encrypted."""


class _Server(uvicorn.Server):
    """A server whose signals are the bench's business, and that says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self._told = asyncio.Event()

    def stop(self) -> None:
        """Let `serve` come to its end."""
        self._told.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # uvicorn looks ten times a second whether it should end, and waits as long again in `shutdown`: with
        # one server for each stand-in that is seconds.
        await self.on_tick(0)
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=DRAIN_LIMIT_S)
            for task in late:
                task.cancel()
        # Without waiting for idle clients to say goodbye, which over TLS takes half a minute each.
        for connection in self.server_state.connections:
            connection.transport.abort()
        await self.lifespan.shutdown()


def listen(port: int) -> socket.socket:
    """
    Return a socket bound to a port on loopback; port 0 takes a free one.

    Raises:
        PortTaken: something else has the port.
    """
    # Named TCP: asyncio sends small writes at once (TCP_NODELAY) only on sockets that say so, and without it
    # every answer waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise
    return listener


@asynccontextmanager
async def serving(
    application: Application, *, port: int, certificate: Certificate | None = None
) -> AsyncIterator[int]:
    """
    Serve an application on loopback and yield its port once it answers; stop on leaving.

    Raises:
        PortTaken: something else has the port.
        StandInError: the application did not start.
    """
    with listen(port) as listener:
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            ws="none",
            lifespan="auto",
            proxy_headers=False,
            date_header=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=DRAIN_LIMIT_S,
            ssl_certfile=None if certificate is None else certificate.certificate_file,
            ssl_keyfile=None if certificate is None else certificate.key_file,
        )
        server = _Server(config)
        running = asyncio.ensure_future(server.serve(sockets=[listener]))
        ready = asyncio.ensure_future(server.ready.wait())
        try:
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            if not server.started:
                raise StandInError("the stand-in did not start; its log says why")
            yield listener.getsockname()[1]
        finally:
            ready.cancel()
            server.stop()
            await running


def run(
    name: str, description: str, port: int, opened: Callable[[Options], AbstractAsyncContextManager[str]]
) -> int:
    """
    Serve one stand-in as the command line says until SIGINT or SIGTERM, and return the exit code.

    `opened` starts it and yields where it is; `NAME ready: WHERE` is printed once it answers.
    """
    parser = argparse.ArgumentParser(prog=f"python -m infra.local.{name}", description=description)
    parser.add_argument("--port", type=int, default=port, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--state", type=Path, default=Path(".local") / name, help="default %(default)s")
    found = parser.parse_args()
    try:
        asyncio.run(_until_told(name, opened(Options(found.port, found.state.resolve()))))
    except StandInError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    return 0


async def _until_told(name: str, opened: AbstractAsyncContextManager[str]) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    async with opened as where:
        print(f"{name} ready: {where}", flush=True)
        await told.wait()
