"""Calls of functions: numbered, counted, and reported once when they fail."""

import asyncio
import logging
import time
import uuid
from collections.abc import Coroutine, Mapping
from typing import Any

from infra.local.host.functions import HostedFunction
from infra.local.host.runtime import Outcome, Runtime, TypedData

logger = logging.getLogger(__name__)


class Invoker:
    """The one way to call a function of the app."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._running: dict[str, str] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._background: set[asyncio.Task[None]] = set()

    async def invoke(
        self,
        function: HostedFunction,
        data: TypedData,
        metadata: Mapping[str, TypedData],
        *,
        trace_parent: str = "",
    ) -> Outcome:
        """Run a function and say how it ended; a failure is logged here, once, with its stack trace."""
        invocation_id = str(uuid.uuid4())
        self._running[invocation_id] = function.name
        self._idle.clear()
        started = time.monotonic()
        try:
            outcome = await self._runtime.invoke(
                function, data, metadata, invocation_id=invocation_id, trace_parent=trace_parent
            )
            _report(function, invocation_id, outcome, time.monotonic() - started)
        finally:
            del self._running[invocation_id]
            if not self._running:
                self._idle.set()
        return outcome

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` run in the background; `drain` waits for it too."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def running_functions(self) -> list[str]:
        """Return the name of the function of every call in progress."""
        return list(self._running.values())

    async def drain(self, limit_s: float) -> bool:
        """Return True once no call is in progress, or False when that takes longer than the limit."""
        try:
            async with asyncio.timeout(limit_s):
                while self._background:
                    await asyncio.wait(self._background)
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


def _report(function: HostedFunction, invocation_id: str, outcome: Outcome, duration_s: float) -> None:
    extra = {
        "function": function.name,
        "invocation_id": invocation_id,
        "duration_ms": round(duration_s * 1000, 1),
    }
    if outcome.failure is None:
        logger.info("function %s succeeded", function.name, extra=extra)
        return
    trace = outcome.failure.stack_trace.rstrip()
    logger.error(
        "function %s failed: %s%s",
        function.name,
        outcome.failure.message,
        f"\n{trace}" if trace else "",
        extra=extra,
    )
