"""The parent process: binds the port, starts the instances, starts crashed ones again, leaves none behind."""

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from infra.local.host import keys
from infra.local.host.errors import HostError
from infra.local.host.instance import EXIT_UNUSABLE, Order, Report
from infra.local.host.options import HostOptions

HOST_ADDRESS = "127.0.0.1"

# A crashed instance comes back soon, a crashing one ever later.
RESTART_DELAY_MIN_S = 0.5
RESTART_DELAY_MAX_S = 30.0

# An instance that lived this long did not crash because it was started.
STABLE_AFTER_S = 60.0

# On top of the drain limit: closing links takes the SDKs about a second.
STOP_GRACE_S = 10.0

# One report is one line of JSON; a stack trace fits.
REPORT_SIZE_MAX_BYTES = 1024 * 1024

NOT_IMITATED = """\
Not imitated:
  scaling    the scale controller, per-function scaling, cold starts, quotas, the health monitor
  limits     function timeouts, HTTP throttling (429)
  platform   Easy Auth itself (its headers are stripped), virtual networks, the deployment package,
             Application Insights, singleton leases (instance 0 runs timers and the blob scan)
  events     Event Grid's delivery retries and dead-lettering
  bindings   input and output bindings, SDK types, HTTP streaming, identity-based connections, @app.retry,
             Service Bus sessions and batches, durable, Event Hubs and Cosmos DB triggers"""

_ROOT = Path(__file__).parents[3]


class Supervisor:
    """All instances of one app, as one thing that is started and stopped."""

    def __init__(self, options: HostOptions) -> None:
        self._options = options
        self._stopping = asyncio.Event()
        self._ready: list[asyncio.Event] = [asyncio.Event() for _ in range(options.instances)]
        self._problem: str | None = None
        self._functions = ""

    async def run(self) -> int:
        """
        Serve until SIGTERM or SIGINT and return the exit code: 0, or 1 when the app cannot be served.

        Raises:
            HostError: the port is taken, or the keys file cannot be used.
        """
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self._stopping.set)
        keys.load_or_create(self._options.keys_file)
        listening = _bind(self._options.port)
        life_read, life_write = os.pipe()
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(self._options.instances):
                    group.create_task(self._keep(number, listening.fileno(), life_read))
                group.create_task(self._announce(listening.getsockname()[1]))
                group.create_task(self._hang_up(listening))
        finally:
            os.close(life_read)
            os.close(life_write)
        if self._problem is not None:
            print(f"The app cannot be served: {self._problem}", file=sys.stderr, flush=True)
            return 1
        print("Host stopped.", flush=True)
        return 0

    async def _keep(self, number: int, listen_fd: int, life_fd: int) -> None:
        delay_s = RESTART_DELAY_MIN_S
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._live(number, listen_fd, life_fd)
            if self._stopping.is_set() or code == EXIT_UNUSABLE:
                break
            if time.monotonic() - started > STABLE_AFTER_S:
                delay_s = RESTART_DELAY_MIN_S
            print(f"Instance {number} ended with code {code}; starting it again in {delay_s} s.", flush=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay_s)
            delay_s = min(2 * delay_s, RESTART_DELAY_MAX_S)
        # Also releases whoever waits for this instance to be ready.
        self._ready[number].set()

    async def _live(self, number: int, listen_fd: int, life_fd: int) -> int:
        report_read, report_write = os.pipe()
        order = Order(
            options=self._options,
            instance=number,
            listen_fd=listen_fd,
            life_fd=life_fd,
            report_fd=report_write,
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "infra.local.host.instance",
            order.model_dump_json(),
            cwd=_ROOT,
            pass_fds=(listen_fd, life_fd, report_write),
            start_new_session=True,
        )
        os.close(report_write)
        reporting = asyncio.create_task(self._hear(number, report_read))
        ending = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        code = await self._end(process, ending)
        await reporting
        return code

    async def _hear(self, number: int, report_read: int) -> None:
        reader = asyncio.StreamReader(limit=REPORT_SIZE_MAX_BYTES)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: protocol, os.fdopen(report_read, "rb", buffering=0)
        )
        line = await reader.readline()
        transport.close()
        if not line:
            return
        report = Report.model_validate_json(line)
        if report.problem is not None:
            self._problem = report.problem
            self._stopping.set()
        self._functions = self._functions or report.functions
        self._ready[number].set()

    async def _end(self, process: Process, ending: asyncio.Task[int]) -> int:
        if not ending.done():
            process.terminate()
            await asyncio.wait({ending}, timeout=self._options.drain_limit_s + STOP_GRACE_S)
        # The instance led its own process group: whatever it started goes with it. An empty group is
        # ProcessLookupError on Linux and PermissionError on macOS.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return await ending

    async def _announce(self, port: int) -> None:
        for ready in self._ready:
            await ready.wait()
        if self._stopping.is_set():
            return
        count = self._options.instances
        print(self._functions, NOT_IMITATED, sep="\n", flush=True)
        print(f"Keys: {self._options.keys_file}", flush=True)
        print(
            f"Host ready: http://{HOST_ADDRESS}:{port} ({count} instance{'s' if count > 1 else ''})",
            flush=True,
        )

    async def _hang_up(self, listening: socket.socket) -> None:
        # While instances drain, new callers are to be refused, not queued for nobody.
        await self._stopping.wait()
        listening.close()


def _bind(port: int) -> socket.socket:
    # Bound here and listened on by the instances: before the first one serves, callers are refused, not kept.
    # Named TCP, or asyncio would not send small answers at once.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST_ADDRESS, port))
    except OSError as error:
        listening.close()
        raise HostError(f"port {port} cannot be used: {error.strerror}") from error
    return listening


async def run(options: HostOptions) -> int:
    """Serve an app until SIGTERM or SIGINT and return the exit code; see `Supervisor.run`."""
    return await Supervisor(options).run()
