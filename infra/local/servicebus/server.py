"""
A Service Bus at a desk: AMQP 1.0 on loopback, queues in memory, every change on disk before it is told.

It serves what azure-servicebus asks of queues. It does not imitate topics, transactions, auto-forwarding,
partitioning, TLS, AMQP over WebSocket, or the management API over HTTP.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from infra.local.servicebus.broker import Broker
from infra.local.servicebus.claims import Claims
from infra.local.servicebus.connection import Connection
from infra.local.servicebus.consumers import Counts
from infra.local.servicebus.journal import Journal
from infra.local.servicebus.nodes import Nodes
from infra.local.servicebus.records import Record
from infra.local.servicebus.topology import Topology
from infra.local.servicebus.turns import Turn

CONNECTIONS_MAX = 1000
"""At once; the SDK opens one for each client, sender or receiver."""

TICK_INTERVAL_S = 0.05
"""How late a lock may end or a scheduled message come; finer only wakes the machine up."""

SHUT_DOWN_S_MAX = 1.0
"""For clients to read that the server ends."""


class Server:
    """A running stand-in; made by `serve`."""

    def __init__(
        self,
        topology: Topology,
        *,
        journal: Journal | None,
        clock: Callable[[], float],
        key: str | None,
    ) -> None:
        self._connections: set[Connection] = set()
        self._turn = Turn(journal, snapshot=self._snapshot, on_broken=self._abort)
        self._broker = Broker(
            topology,
            log=self._turn.record,
            clock=lambda: int(clock() * 1000),
            records=() if journal is None else journal.replay(),
        )
        self._nodes = Nodes(self._broker, Claims(key, now_s=clock))
        self._is_closing = False
        self._deserted = asyncio.Event()
        self.port = 0

    def counts(self, queue: str) -> Counts:
        """
        Return how many messages a queue has.

        Raises:
            Refused: there is no such queue.
        """
        return self._broker.counts(queue)

    # The connections' host

    @property
    def nodes(self) -> Nodes:
        """The addresses served."""
        return self._nodes

    def joined(self, connection: Connection) -> bool:
        """Hear of a new connection and say whether it may stay."""
        if self._is_closing or len(self._connections) >= CONNECTIONS_MAX:
            return False
        self._connections.add(connection)
        return True

    def left(self, connection: Connection) -> None:
        """Hear that a connection has ended."""
        self._connections.discard(connection)
        if self._is_closing and not self._connections:
            self._deserted.set()

    def speak(self, connection: Connection) -> None:
        """Let a connection flush at the end of this turn."""
        self._turn.speak(connection)

    # Life

    async def tick_forever(self) -> None:
        """Do what becomes due, until cancelled."""
        while True:
            await asyncio.sleep(TICK_INTERVAL_S)
            self._broker.tick()
            for connection in list(self._connections):
                connection.tick()

    async def shut_down(self) -> None:
        """Tell every client, and wait a moment for those that read it."""
        self._is_closing = True
        for connection in list(self._connections):
            connection.shut_down()
        with suppress(TimeoutError):
            async with asyncio.timeout(SHUT_DOWN_S_MAX):
                if self._connections:
                    await self._deserted.wait()
        self._abort()

    def _abort(self) -> None:
        self._is_closing = True
        for connection in list(self._connections):
            connection.abort()

    def _snapshot(self) -> Iterator[Record]:
        return self._broker.snapshot()


@asynccontextmanager
async def serve(
    topology: Topology,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state_dir: Path | None = None,
    clock: Callable[[], float] = time.time,
    key: str | None = None,
    fsync: bool = False,
) -> AsyncIterator[Server]:
    """
    Serve a topology until the block ends; `port` 0 takes a free one, to be found in `Server.port`.

    With a `state_dir` every message survives a kill of the process, and with `fsync` one of the machine;
    without, all is gone at the end. With a `key` clients need a shared access signature made with it.
    `clock` gives seconds since 1970.

    Raises:
        JournalInUse: another process holds the state folder.
        JournalUnreadable: the state folder holds another program's journal, or one of another version.
        OSError: the port is taken.
    """
    journal = None if state_dir is None else Journal(state_dir, fsync=fsync)
    try:
        server = Server(topology, journal=journal, clock=clock, key=key)
        loop = asyncio.get_running_loop()
        listener = await loop.create_server(lambda: Connection(server, now_s=loop.time), host, port)
        server.port = listener.sockets[0].getsockname()[1]
        ticking = asyncio.create_task(server.tick_forever())
        try:
            yield server
        finally:
            ticking.cancel()
            listener.close()
            await server.shut_down()
    finally:
        if journal is not None:
            journal.close()
