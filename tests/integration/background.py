"""Runs a stand-in beside a test that talks to it through a blocking SDK."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from queue import SimpleQueue

# A start is a Node process or a key pair, on a machine that is busy with other tests.
START_LIMIT_S = 60


@contextmanager
def in_background[T](opened: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Enter an asynchronous context in a loop of its own, yield what it yields, and leave it afterwards."""
    outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
    stop: list[Callable[[], None]] = []

    async def live() -> None:
        told = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(told.set))
        try:
            async with opened() as value:
                outcome.put((value, None))
                await told.wait()
        except BaseException as error:  # noqa: BLE001 - handed to the waiting test, whatever it is
            outcome.put((None, error))

    thread = threading.Thread(target=asyncio.run, args=(live(),))
    thread.start()
    try:
        value, error = outcome.get(timeout=START_LIMIT_S)
        if error is not None:
            raise error
        yield value  # type: ignore[misc]
    finally:
        if thread.is_alive():
            stop[0]()
        thread.join()
