"""Calls of functions."""

import asyncio
import logging

from infra.local.host.runtime import TypedData
from tests.unit.infra.host.fakes import eventually, function, invoker


def test_failure_is_logged_once(caplog):
    """A failed call is one record: the function, the invocation, the exception and its trace."""

    def fail(_call):
        raise ValueError("boom")

    calls, runtime = invoker(fail)

    outcome = asyncio.run(calls.invoke(function(), TypedData(string=""), {}))

    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert outcome.failure is not None
    assert record.getMessage() == "function work failed: ValueError: boom\nTraceback …"
    assert record.invocation_id == runtime.calls[0].invocation_id


def test_drain_waits_for_calls_and_background():
    """Draining ends when the last call does."""

    async def scene():
        release = asyncio.Event()
        calls, _ = invoker(lambda _: release.wait())
        calls.start(_call(calls))
        await eventually(calls.running_functions)
        early = await calls.drain(0)
        release.set()
        return early, await calls.drain(5), calls.running_functions()

    assert asyncio.run(scene()) == (False, True, [])


async def _call(calls):
    await calls.invoke(function(), TypedData(string=""), {})
