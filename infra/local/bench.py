"""The bench as a whole: stand-ins, then what a deployment would have made, then the host; and back again."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import urllib3

from infra.local import lifeline
from infra.local.blobs import azurite
from infra.local.errors import StandInError
from infra.local.hosting import Hosting, hosting
from infra.local.occupancy import occupy
from infra.local.options import REPORT_FILE, BenchOptions, BenchReport
from infra.local.ports import PortInUse, Ports
from infra.local.settings import write_settings
from infra.local.standalone import HOST
from infra.local.tenant import DemoTenant

PORTS_LIMIT_S = 3.0
"""A bench that was killed a moment ago still holds its ports until the kernel has collected its children."""

POLL_S = 0.1
"""How often ports are looked at while waiting."""

PROVISION_LIMIT_S = 60.0
"""A second on a quiet machine; far more with cold caches on a busy one."""


HEALTH_LIMIT_S = 30.0
"""The first look makes an instance load every SDK."""

HEALTH_TIMEOUT_S = 10.0
"""Of one look."""

HEALTHY = "healthy"


async def run(options: BenchOptions) -> int:
    """
    Run a bench until it is told to stop or something of it ends, and return the exit code.

    Raises:
        StandInError: it cannot run, or cannot go on; nothing of it is left.
    """
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    living = asyncio.ensure_future(_live(options))
    telling = asyncio.ensure_future(told.wait())
    await asyncio.wait({living, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
    return 0


async def _live(options: BenchOptions) -> None:
    with occupy(options.state_dir):
        report_file = options.state_dir / REPORT_FILE
        report_file.unlink(missing_ok=True)
        try:
            async with opened(options) as ended:
                raise await ended
        finally:
            report_file.unlink(missing_ok=True)


@asynccontextmanager
async def opened(options: BenchOptions) -> AsyncIterator[asyncio.Future[StandInError]]:
    """
    Yield once the app is ready and the report is written; the future says what ended, should anything end.

    Raises:
        StandInError: a port is taken, or something did not start.
    """
    await _wait_for_ports(options.ports)
    settings = {**write_settings(options.state_dir, options.ports), **options.settings}
    progress = Progress()
    async with (
        azurite.starting(
            options.state_dir / "blobs",
            blob_port=options.ports.blobs,
            queue_port=options.ports.storage_queues,
        ) as blobs,
        _provisioner(options, settings) as provision,
        _standing_in(options, blobs) as blobs_ended,
    ):
        progress.done("Stand-ins")
        # Both at once: the host needs twice as long until it serves as the stores do until they are there.
        async with hosting(options, settings) as host:
            await provision()
            progress.done("Stores")
            await host.ready()
            await _wait_until_healthy(f"http://{HOST}:{options.ports.http}/api")
            progress.done(f"Functions host, {options.instances} instances,")
            _write_report(options, DemoTenant.load_or_create(options.state_dir))
            ending = asyncio.ensure_future(_first_end(host, blobs_ended))
            try:
                yield ending
            finally:
                ending.cancel()
                print("Stopping …", flush=True)


def _standing_in(
    options: BenchOptions, blobs: Callable[[], Awaitable[azurite.BlobServices]]
) -> AbstractAsyncContextManager[asyncio.Future[str]]:
    # Imported while Node boots, which takes as long.
    from infra.local.standins import standing_in

    return standing_in(options, blobs)


class Progress:
    """Says what has been reached, and after how long."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def done(self, what: str) -> None:
        """Print one thing that is ready."""
        print(f"  {time.monotonic() - self._started:5.1f} s  {what} ready", flush=True)


async def _wait_for_ports(ports: Ports) -> None:
    deadline = time.monotonic() + PORTS_LIMIT_S
    while True:
        try:
            return ports.check()
        except PortInUse:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(POLL_S)


@asynccontextmanager
async def _provisioner(
    options: BenchOptions, settings: Mapping[str, str]
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """
    Yield what makes the stores once the stand-ins serve. Raises StandInError where it cannot.

    It is a child, so that its blocking calls do not stop the stand-ins that answer them, and imports the SDKs
    while those start.
    """
    arguments = [str(options.state_dir), str(options.ports.mail)]
    process = await lifeline.start("infra.local.provision", arguments, settings)
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    stdout = process.stdout

    async def provision() -> None:
        lifeline.go(process)
        try:
            async with asyncio.timeout(PROVISION_LIMIT_S):
                said = await stdout.read()
                await process.wait()
        except TimeoutError as error:
            raise StandInError(f"the stores were not ready within {PROVISION_LIMIT_S:.0f} s") from error
        if process.returncode:
            raise StandInError(f"the stores could not be made:\n{said.decode(errors='replace')}")

    try:
        yield provision
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _wait_until_healthy(api_url: str) -> None:
    """Return once the app says that everything it stands on answers it."""
    deadline = time.monotonic() + HEALTH_LIMIT_S
    while (said := await asyncio.to_thread(_health, f"{api_url}/health/ready")) != HEALTHY:
        if time.monotonic() > deadline:
            raise StandInError(f"the app is not healthy after {HEALTH_LIMIT_S:.0f} s: {said}")
        await asyncio.sleep(POLL_S)


def _health(url: str) -> str:
    try:
        response = urllib3.request("GET", url, timeout=HEALTH_TIMEOUT_S, retries=False)
    except urllib3.exceptions.HTTPError as error:
        return type(error).__name__
    return HEALTHY if response.status == 200 else response.data.decode(errors="replace")


async def _first_end(host: Hosting, blobs_ended: asyncio.Future[str]) -> StandInError:
    hosted = asyncio.ensure_future(host.ended())
    ends: set[asyncio.Future[Any]] = {hosted, blobs_ended}
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if hosted.done():
        return hosted.result()
    hosted.cancel()
    return StandInError(f"Azurite ended: {' '.join(blobs_ended.result().split())}")


def _write_report(options: BenchOptions, tenant: DemoTenant) -> None:
    report = BenchReport(
        pid=os.getpid(), state_dir=options.state_dir, ports=options.ports, tenant_id=tenant.tenant_id
    )
    # Renamed into place: whoever sees it sees all of it.
    draft = options.state_dir / f"{REPORT_FILE}.draft"
    draft.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(options.state_dir / REPORT_FILE)
