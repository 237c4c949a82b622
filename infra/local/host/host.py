"""One instance of the host: an indexed app, its listeners and its HTTP front, from start to drained."""

import asyncio
import contextlib
import hashlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import uvicorn

from infra.local.host import keys as access_keys
from infra.local.host.admin import Admin
from infra.local.host.blobs import BlobFunction, BlobPump, blob_function
from infra.local.host.functions import (
    BLOB_TRIGGER,
    HTTP_TRIGGER,
    SERVICE_BUS_TRIGGER,
    TIMER_TRIGGER,
    HostedFunction,
    caveats,
    obstacles,
)
from infra.local.host.invoker import Invoker
from infra.local.host.manual import manual_runs
from infra.local.host.options import HostOptions
from infra.local.host.routes import RouteTable
from infra.local.host.runtime import Runtime
from infra.local.host.schedules import parse_schedule
from infra.local.host.servicebus import ServiceBusPump, connect, source_of
from infra.local.host.settings import AppSettings, HostFile
from infra.local.host.storage import AzureStorage
from infra.local.host.timers import StatusFile, SystemClock, Timer
from infra.local.host.web import WebFront
from infra.local.host.webhooks import BlobWebhook

logger = logging.getLogger(__name__)

# Kestrel keeps an idle connection for 130 s; a shorter wait closes it under a client about to reuse it.
KEEP_ALIVE_S = 130

# The instance that runs what must run once: timers and the blob scan.
SINGLETON_INSTANCE = 0


class Listener(Protocol):
    """Something that turns events from outside into calls."""

    def stop(self) -> None:
        """Take nothing new; `run` returns once what was begun is done."""
        ...

    async def run(self) -> None:
        """Listen until stopped."""
        ...


class _Server(uvicorn.Server):
    # Signals are the instance's business: it stops the pumps before the front.
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Host:
    """Everything one instance runs."""

    def __init__(
        self,
        *,
        runtime: Runtime,
        host_file: HostFile,
        settings: AppSettings,
        options: HostOptions,
        instance: int,
    ) -> None:
        self._runtime = runtime
        self._extensions = host_file.extensions
        self._settings = settings
        self._options = options
        self._instance = instance
        self._invoker = Invoker(runtime)
        self._listeners: list[Listener] = []
        self._background: list[Callable[[], Awaitable[None]]] = []
        self._blob_pumps: dict[str, BlobPump] = {}
        self._startable = [function for function in runtime.functions if self._is_startable(function)]
        self._keys = access_keys.load_or_create(options.keys_file)

    async def serve(
        self, listening: socket.socket, stopping: asyncio.Event, ready: Callable[[], None]
    ) -> bool:
        """
        Run until `stopping` is set, then let running calls finish.

        Returns whether everything finished within the drain limit.

        Raises:
            HostError: a binding cannot be served, or one of its settings is missing.
        """
        self._build_listeners()
        server = self._server()
        tasks = [asyncio.create_task(listener.run()) for listener in self._listeners]
        tasks += [asyncio.ensure_future(work()) for work in self._background]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        announcing = asyncio.create_task(_when_started(server, ready))
        waiting = asyncio.create_task(stopping.wait())
        await asyncio.wait({waiting, serving, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        announcing.cancel()
        waiting.cancel()
        for listener in self._listeners:
            listener.stop()
        server.should_exit = True
        _, late = await asyncio.wait({serving, *tasks}, timeout=self._options.drain_limit_s)
        drained = await self._invoker.drain(0 if late else self._options.drain_limit_s)
        for task in {serving, *tasks} - late:
            task.result()
        if late or not drained:
            logger.warning("stopped before these calls ended: %s", self._invoker.running_functions())
        return drained and not late

    def _build_listeners(self) -> None:
        for function in self._startable:
            if function.is_disabled:
                continue
            if function.trigger.type == SERVICE_BUS_TRIGGER:
                self._listeners.append(self._service_bus_pump(function))
            elif function.trigger.type == TIMER_TRIGGER:
                timer = self._timer(function)
                if self._instance == SINGLETON_INSTANCE:
                    self._listeners.append(timer)
        self._build_blob_pumps()

    def _service_bus_pump(self, function: HostedFunction) -> ServiceBusPump:
        return ServiceBusPump(
            function=function,
            source=source_of(function.trigger, self._settings),
            section=self._extensions.service_bus,
            invoker=self._invoker,
            connect=connect,
        )

    def _timer(self, function: HostedFunction) -> Timer:
        return Timer(
            function=function,
            schedule=parse_schedule(self._settings.expand(function.trigger.text("schedule"))),
            invoker=self._invoker,
            monitor=StatusFile(self._options.state_dir / "timers.json"),
            clock=SystemClock(),
        )

    def _build_blob_pumps(self) -> None:
        by_account: dict[str, list[BlobFunction]] = {}
        for function in self._startable:
            if function.trigger.type == BLOB_TRIGGER and not function.is_disabled:
                account = self._settings.connection(function.trigger.text("connection", "Storage"))
                by_account.setdefault(account, []).append(blob_function(function, self._settings))
        for account, functions in by_account.items():
            pump = BlobPump(
                storage=AzureStorage(account),
                functions=functions,
                invoker=self._invoker,
                host_id=host_id(self._options.app_dir),
                parallel_max=self._extensions.blobs.max_degree_of_parallelism,
                attempts_max=self._extensions.blobs.poison_blob_threshold,
            )
            self._listeners.append(pump)
            self._blob_pumps |= dict.fromkeys((one.function.name for one in functions), pump)
            if self._instance == SINGLETON_INSTANCE and not all(one.is_event_driven for one in functions):
                self._background.append(pump.scan)

    def _server(self) -> _Server:
        prefix = self._extensions.http.route_prefix
        admin = Admin(
            functions=self._startable,
            invoker=self._invoker,
            keys=self._keys,
            manual_runs=manual_runs(self._invoker, self._blob_pumps),
            instance=self._instance,
            route_prefix=prefix,
        )
        front = WebFront(
            invoker=self._invoker,
            routes=RouteTable(self._startable, prefix),
            keys=self._keys,
            endpoints=[admin, BlobWebhook(self._blob_pumps, self._keys)],
        )
        config = uvicorn.Config(
            front,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
        )
        return _Server(config)

    def _is_startable(self, function: HostedFunction) -> bool:
        reasons = list(obstacles(function))
        for sentence in (*reasons, *caveats(function)) if self._instance == SINGLETON_INSTANCE else ():
            logger.warning("function %s: %s", function.name, sentence)
        return not reasons


async def _when_started(server: uvicorn.Server, ready: Callable[[], None]) -> None:
    # uvicorn has no event for it.
    while not server.started:  # noqa: ASYNC110 - as the line above says
        await asyncio.sleep(0.01)
    ready()


def host_id(app_dir: Path) -> str:
    """Return the name under which this app keeps its queue, the same at every start."""
    given = os.environ.get("AzureFunctionsWebHost__hostid")  # noqa: SIM112 - Azure's spelling
    return given or "local-" + hashlib.sha256(str(app_dir).encode()).hexdigest()[:12]


def describe(functions: Sequence[HostedFunction], host_file: HostFile) -> str:
    """Return one line per function: its name, its trigger and, for HTTP, where to call it."""
    prefix = host_file.extensions.http.route_prefix
    lines = []
    for function in functions:
        trigger = function.trigger
        where = "/" + "/".join(
            p for p in (prefix, str(trigger.properties.get("route") or function.name)) if p
        )
        shown = where if trigger.type == HTTP_TRIGGER else ""
        lines.append(f"  {function.name}: {trigger.type} {shown}".rstrip())
    return "\n".join(lines)
