"""Leases that are kept while the work they guard is still running."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


async def run_holding[T](
    work: Awaitable[T],
    renew: Callable[[], Awaitable[Any]],
    *,
    every_s: float,
    limit_s: float,
) -> T:
    """
    Return the result of `work`, calling `renew` at the given interval for as long as it runs.

    Renewing ends quietly once the limit has passed, so work that hangs loses its lease. `renew` must deal
    with its own failures: work that has begun is never undone for a lost lease.
    """
    task = asyncio.ensure_future(work)
    held_s = 0.0
    try:
        while held_s < limit_s:
            done, _ = await asyncio.wait({task}, timeout=every_s)
            if done:
                break
            held_s += every_s
            await renew()
        return await task
    finally:
        task.cancel()
