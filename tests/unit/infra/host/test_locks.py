"""Leases kept while work runs."""

import asyncio

from infra.local.host.locks import run_holding


def hold(limit_s):
    async def scene():
        renewals = []
        release = asyncio.Event()

        async def renew():
            renewals.append(1)
            if len(renewals) == 3:
                release.set()

        async def work():
            if limit_s == 0:
                return "done"
            await release.wait()
            return "done"

        return await run_holding(work(), renew, every_s=0.001, limit_s=limit_s), len(renewals)

    return asyncio.run(scene())


def test_renews_until_done():
    """The lease is renewed for as long as the work runs."""
    assert hold(limit_s=60) == ("done", 3)


def test_no_renewal_beyond_the_limit():
    """Past the limit nothing is renewed; the work still ends by itself."""
    assert hold(limit_s=0) == ("done", 0)
