"""The SMTP sink's socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from infra.local.smtp.session import Mail, Session
from infra.local.standalone import listen

# Lines of a mail are 1,000 bytes at most (RFC 5321 section 4.5.3.1.6); real senders overstep, but not so far.
LINE_MAX_BYTES = 64 * 1024

# The least patience a server must have (section 4.5.3.2.7).
IDLE_LIMIT_S = 300.0


@asynccontextmanager
async def serving(keep: Callable[[Mail], str], *, port: int) -> AsyncIterator[int]:
    """
    Take mail on loopback and yield the port; stop on leaving.

    Raises:
        PortTaken: something else has the port.
    """
    conversations: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        conversations.add(task)
        try:
            with suppress(ConnectionError, TimeoutError):
                await _converse(Session(keep), reader, writer)
        finally:
            conversations.discard(task)
            writer.close()

    server = await asyncio.start_server(converse, sock=listen(port), limit=LINE_MAX_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)
        await server.wait_closed()


async def _converse(session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(session.greeting)
    while not session.ended:
        await writer.drain()
        try:
            async with asyncio.timeout(IDLE_LIMIT_S):
                # Only CR LF ends a line: taking a bare LF for one lets a mail smuggle in another.
                line = await reader.readuntil(b"\r\n")
        except asyncio.IncompleteReadError:
            return
        except asyncio.LimitOverrunError:
            writer.write(b"500 line too long\r\n")
            break
        writer.write(session.answer(line[:-2]))
    await writer.drain()
