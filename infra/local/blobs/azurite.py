"""
Azurite as a child: the Blob and Queue services on loopback, in a folder that survives `kill -9`.

Azurite 3.37 is unmodified and pinned by `package-lock.json`. Two preloaded files give it what the bench
needs: `journal.cjs` keeps every acknowledged change, `lifeline.cjs` ends it together with the process that
started it. (Replaying HTTP requests from a proxy would also keep blobs, but neither ETags nor leases.)
`package.json` overrides Azurite's telemetry library with an older one: it is switched off here, and the newer
one doubles the size of the installation.

Not imitated: versions, soft delete, immutability, customer-provided keys, user-delegation SAS. Azurite checks
account keys and SAS tokens as Azure does. Changes survive the end of the process, not of the machine.
"""

import asyncio
import fcntl
import os
import re
import shutil
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from infra.local.errors import StandInError

FOLDER = Path(__file__).parent
ENTRY = Path("node_modules/azurite/dist/src/azurite.js")
INSTALL = f"npm ci --omit=optional --ignore-scripts --prefix {FOLDER}"

# Public, the same in every Azurite.
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

# Two seconds on a quiet machine; a replay of a long journal on a busy one takes more.
START_LIMIT_S = 60.0

# A process that was killed a moment ago still holds its folder until the system has collected it.
LOCK_LIMIT_S = 10.0
LOCK_POLL_S = 0.05

# The lifeline ends Node at once; this is for one that hangs.
STOP_LIMIT_S = 5.0

# Enough of what Node said last to explain why it ended.
LAST_LINES = 20

_LISTENING = re.compile(r"Azurite (Blob|Queue|Table) service is successfully listening at (\S+)")
_TAKEN = re.compile(r"address already in use \S+:(\d+)")


class BlobsUnavailable(StandInError):
    """Azurite did not start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BlobServices:
    """Where the services are while Azurite runs."""

    blob_url: str
    """Of the Blob service's account, such as `http://127.0.0.1:10000/devstoreaccount1`."""
    queue_url: str
    """Of the Queue service's account."""
    process_id: int
    """Of Node."""
    ended: asyncio.Future[str]
    """Resolves to Azurite's last words when it ends, asked or not."""

    @property
    def connection_string(self) -> str:
        """What the Storage SDKs and `AzureWebJobsStorage` take."""
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={self.blob_url};QueueEndpoint={self.queue_url};"
        )


@asynccontextmanager
async def serving(state_dir: Path, *, blob_port: int, queue_port: int) -> AsyncIterator[BlobServices]:
    """As `starting`, and yield the services once they answer."""
    async with starting(state_dir, blob_port=blob_port, queue_port=queue_port) as services:
        yield await services()


@asynccontextmanager
async def starting(
    state_dir: Path, *, blob_port: int, queue_port: int
) -> AsyncIterator[Callable[[], Awaitable[BlobServices]]]:
    """
    Yield what gives the services once they answer, and end Azurite on leaving. Port 0 takes a free one.

    Raises:
        BlobsUnavailable: Node or Azurite is missing, a port or the folder is taken, or Azurite did not start.
    """
    command = _command(state_dir, blob_port, queue_port)
    lock = await _lock(_open_lock(state_dir), state_dir)
    try:
        # Azurite inherits the lock: the folder stays taken for as long as anything may write to it.
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=[lock],
            # Ctrl-C in a terminal is for the bench alone, which ends Azurite after everything that uses it.
            start_new_session=True,
        )
    finally:
        os.close(lock)
    try:
        yield partial(_services, process)
    finally:
        await _stop(process)


def _command(state_dir: Path, blob_port: int, queue_port: int) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise BlobsUnavailable("node is not on the PATH: install Node.js 20 or later")
    if not (FOLDER / ENTRY).exists():
        raise BlobsUnavailable(f"Azurite is not installed: run `{INSTALL}`")
    # The SDK speaks a newer API version than this Azurite knows, which it refuses unless told not to look.
    options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent", "--location", str(state_dir)]
    ports = ["--blobPort", str(blob_port), "--queuePort", str(queue_port), "--tablePort", "0"]
    preloads = ["--require", str(FOLDER / "journal.cjs"), "--require", str(FOLDER / "lifeline.cjs")]
    return [node, *preloads, str(FOLDER / ENTRY), *options, *ports]


def _open_lock(state_dir: Path) -> int:
    state_dir.mkdir(parents=True, exist_ok=True)
    return os.open(state_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)


async def _lock(lock: int, state_dir: Path) -> int:
    """Return the descriptor once it holds the folder."""
    try:
        async with asyncio.timeout(LOCK_LIMIT_S):
            while not _try_lock(lock):  # noqa: ASYNC110 - the holder is another process
                await asyncio.sleep(LOCK_POLL_S)
    except TimeoutError as error:
        os.close(lock)
        raise BlobsUnavailable(f"another Azurite is using {state_dir}: stop it first") from error
    return lock


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _services(process: asyncio.subprocess.Process) -> BlobServices:
    """Return where Azurite says it listens; keep reading, for a full pipe would stop it."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    found: dict[str, str] = {}
    last: deque[str] = deque(maxlen=LAST_LINES)
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while len(found) < 3:
                line = (await process.stdout.readline()).decode(errors="replace")
                if not line:
                    raise BlobsUnavailable(_explanation("".join(last)))
                last.append(line)
                if listening := _LISTENING.search(line):
                    found[listening[1]] = f"{listening[2]}/{ACCOUNT}"
    except TimeoutError as error:
        raise BlobsUnavailable(f"Azurite did not answer within {START_LIMIT_S:.0f} s") from error
    ended = asyncio.ensure_future(_drain(process.stdout, last))
    return BlobServices(found["Blob"], found["Queue"], process.pid, ended)


def _explanation(said: str) -> str:
    if taken := _TAKEN.search(said):
        return f"port {taken[1]} is taken: stop what listens there or choose another"
    return f"Azurite did not start: {' '.join(said.split())}"


async def _drain(stream: asyncio.StreamReader, last: deque[str]) -> str:
    while line := await stream.readline():
        last.append(line.decode(errors="replace"))
    return "".join(last)


async def _stop(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None  # noqa: S101 - it was started with a pipe
    process.stdin.close()
    try:
        async with asyncio.timeout(STOP_LIMIT_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
