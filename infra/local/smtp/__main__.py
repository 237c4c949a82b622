"""`python -m infra.local.smtp`: take mail on loopback, and show it on the next port."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.local.smtp.application import opened
from infra.local.standalone import Options, run

DEFAULT_PORT = 2525


@asynccontextmanager
async def _open(options: Options) -> AsyncIterator[str]:
    page_port = options.port + 1 if options.port else 0
    async with opened(options.state_dir, smtp_port=options.port, page_port=page_port) as sink:
        yield f"smtp://127.0.0.1:{sink.smtp_port}, page http://127.0.0.1:{sink.page_port}/"


if __name__ == "__main__":
    sys.exit(run("smtp", "Take mail and webhook calls on loopback.", DEFAULT_PORT, _open))
