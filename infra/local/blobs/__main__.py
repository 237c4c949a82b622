"""`python -m infra.local.blobs`: serve blobs and queues on loopback."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.local.blobs.azurite import serving
from infra.local.standalone import Options, run

DEFAULT_PORT = 10000


@asynccontextmanager
async def _open(options: Options) -> AsyncIterator[str]:
    # Azurite's own habit: queues are next to blobs.
    queue_port = options.port + 1 if options.port else 0
    async with serving(options.state_dir, blob_port=options.port, queue_port=queue_port) as services:
        yield services.connection_string


if __name__ == "__main__":
    sys.exit(run("blobs", "Serve Azure blobs and queues on loopback.", DEFAULT_PORT, _open))
