"""Work beside something else: who ends whom, and with which error."""

import asyncio

import pytest

from infra.local.eventgrid.background import beside


async def endless():
    """Work until cancelled."""
    await asyncio.Event().wait()


async def failing():
    """Work that cannot go on."""
    raise OSError("disk full")


def test_error_within():
    """An error from within comes out as itself."""

    async def scenario():
        async with beside(endless(), endless()):
            raise KeyError("within")

    with pytest.raises(KeyError):
        asyncio.run(scenario())


def test_failing_work():
    """Work that fails ends what is beside it, with its own error."""

    async def scenario():
        async with beside(endless(), failing()):
            await asyncio.Event().wait()

    with pytest.raises(OSError, match="disk full"):
        asyncio.run(asyncio.wait_for(scenario(), 10))


def test_left():
    """Leaving ends the work quietly."""

    async def scenario():
        async with beside(endless()):
            await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    assert asyncio.run(scenario()) == 1
