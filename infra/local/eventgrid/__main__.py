"""`python -m infra.local.eventgrid`: serve a topic without subscriptions on loopback."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.local.eventgrid.application import KEY, opened
from infra.local.standalone import Options, run, serving

DEFAULT_PORT = 8400


@asynccontextmanager
async def _open(options: Options) -> AsyncIterator[str]:
    async with (
        opened(options.state_dir, []) as topic,
        serving(topic.application, port=options.port) as port,
    ):
        yield f"http://127.0.0.1:{port}/api/events (key {KEY})"


if __name__ == "__main__":
    sys.exit(run("eventgrid", "Serve an Azure Event Grid topic on loopback.", DEFAULT_PORT, _open))
