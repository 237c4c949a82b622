"""
Blob triggers, by way of the storage queue the Azure extension uses.

Event Grid posts to `/runtime/webhooks/blobs`, or, for bindings without `source="EventGrid"`, a scan finds
the blob. Either way a message lands in `azure-webjobs-blobtrigger-<host id>`; every instance takes from that
queue, and a blob whose function keeps failing ends in `webjobs-blobtrigger-poison`.
"""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import ValidationError

from infra.local.host.functions import HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.locks import run_holding
from infra.local.host.notices import FUNCTION_ID_PREFIX, BlobPath, Notice, parse_path
from infra.local.host.runtime import TypedData
from infra.local.host.settings import AppSettings
from infra.local.host.storage import Blob, QueueItem, Storage

logger = logging.getLogger(__name__)

POISON_QUEUE = "webjobs-blobtrigger-poison"
RECEIPTS_CONTAINER = "azure-webjobs-hosts"

# A crashed instance's blobs come back after this long; a running one renews at half of it.
VISIBILITY_S = 60

# Asks to an empty queue double their distance up to the longest; Azure goes to a minute, a desk need not.
POLL_DELAY_MIN_S = 0.1
POLL_DELAY_MAX_S = 2.0

# How often containers are listed for bindings without Event Grid.
SCAN_INTERVAL_S = 2.0


@dataclass(frozen=True, slots=True)
class BlobFunction:
    """A function with a blob trigger, ready to be matched."""

    function: HostedFunction
    """The function."""
    path: BlobPath
    """Which blobs it is for."""
    is_event_driven: bool
    """Whether Event Grid announces its blobs; otherwise a scan looks for them."""


def blob_function(function: HostedFunction, settings: AppSettings) -> BlobFunction:
    """
    Return a function's trigger with its settings filled in.

    Raises:
        UnusableBinding: the path cannot be matched.
        SettingMissing: a setting the path names is not there.
    """
    path = parse_path(settings.expand(function.trigger.text("path")))
    source = str(function.trigger.properties.get("source", ""))
    return BlobFunction(function, path, source.lower() == "eventgrid")


class BlobPump:
    """Works off the notices of one storage account."""

    def __init__(
        self,
        *,
        storage: Storage,
        functions: Sequence[BlobFunction],
        invoker: Invoker,
        host_id: str,
        parallel_max: int,
        attempts_max: int,
    ) -> None:
        self._storage = storage
        self._functions = {FUNCTION_ID_PREFIX + one.function.name: one for one in functions}
        self._invoker = invoker
        self._host_id = host_id
        self._queue = f"azure-webjobs-blobtrigger-{host_id}"
        self._parallel_max = parallel_max
        self._attempts_max = attempts_max
        self._stopping = asyncio.Event()
        self._awake = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Take no further notice; `run` and `scan` return once what they began is done."""
        self._stopping.set()
        self._awake.set()

    async def announce(self, notice: Notice) -> None:
        """Queue a notice durably; the function runs later, here or in another instance."""
        await self._storage.send(self._queue, notice.model_dump_json(by_alias=True))
        self._awake.set()

    async def run(self) -> None:
        """Take notices and call functions until stopped."""
        delay_s = POLL_DELAY_MIN_S
        while not self._stopping.is_set():
            found = await self._attempt(self._take, "the blob trigger's queue")
            delay_s = POLL_DELAY_MIN_S if found else min(2 * delay_s, POLL_DELAY_MAX_S)
            if not found:
                await self._rest(delay_s)
        if self._calls:
            await asyncio.wait(self._calls)

    async def scan(self) -> None:
        """List containers for functions without Event Grid until stopped; one instance does this for all."""
        seen: dict[tuple[str, str], str] = {}
        while not self._stopping.is_set():
            for function_id, one in self._functions.items():
                if not one.is_event_driven:
                    await self._attempt(partial(self._look, function_id, one, seen), "the blob scan")
            await _happens(self._stopping, SCAN_INTERVAL_S)

    async def call_once(self, function: HostedFunction, path: str) -> None:
        """Run a function on the blob at `container/name`, as the admin API asks; no retry."""
        one = self._functions[FUNCTION_ID_PREFIX + function.name]
        await self._attempt(partial(self._call, one, path), "the blob for a manual run")

    async def _call(self, one: BlobFunction, path: str) -> bool:
        container, _, name = path.partition("/")
        blob = await self._storage.find_blob(container, name)
        if blob is None:
            logger.error("no blob at %s", path, extra={"function": one.function.name})
            return False
        return await self._invoke(one, blob, path, one.path.match(container, name) or {})

    async def _take(self) -> bool:
        while len(self._calls) >= self._parallel_max:
            await asyncio.wait(self._calls, return_when=asyncio.FIRST_COMPLETED)
        free = self._parallel_max - len(self._calls)
        items = await self._storage.receive(self._queue, free, VISIBILITY_S)
        for item in items:
            call = asyncio.create_task(self._work_off(item))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)
        return bool(items)

    async def _work_off(self, item: QueueItem) -> None:
        await self._attempt(partial(self._handle, item), "a blob notice")

    async def _handle(self, item: QueueItem) -> bool:
        lease = _Lease(self._storage, self._queue, item)
        try:
            notice = Notice.model_validate_json(item.text)
            one = self._functions[notice.function_id]
        except (ValidationError, KeyError):
            logger.error("a blob notice names no function of this app", extra={"notice": item.text[:200]})  # noqa: TRY400 - the stack says nothing
            await lease.give_up()
            return False
        parameters = one.path.match(notice.container_name, notice.blob_name)
        blob = (
            await self._storage.find_blob(notice.container_name, notice.blob_name)
            if parameters is not None
            else None
        )
        if blob is None or parameters is None:
            # Deleted since, or not for this function: Azure drops such a notice without a word.
            await lease.finish()
            return True
        path = f"{notice.container_name}/{notice.blob_name}"
        work = self._invoke(one, blob, path, parameters)
        if await run_holding(work, lease.renew, every_s=VISIBILITY_S / 2, limit_s=math.inf):
            await lease.finish()
        elif item.dequeue_count >= self._attempts_max:
            extra = {"function": one.function.name, "blob": path, "attempts": item.dequeue_count}
            logger.error("a blob is given up", extra=extra)
            await lease.give_up()
        else:
            await lease.give_back()
            self._awake.set()
        return True

    async def _invoke(self, one: BlobFunction, blob: Blob, path: str, parameters: Mapping[str, str]) -> bool:
        as_text = str(one.function.trigger.properties.get("dataType", "")).lower() == "string"
        data = (
            TypedData(string=blob.content.decode("utf-8", "replace"))
            if as_text
            else TypedData(bytes=blob.content)
        )
        metadata = {
            "BlobTrigger": TypedData(string=path),
            "Uri": TypedData(json=json.dumps(blob.uri)),
            "Properties": TypedData(json=json.dumps(blob.properties)),
            "Metadata": TypedData(json=json.dumps(blob.metadata)),
            **{name: TypedData(string=value) for name, value in parameters.items()},
        }
        outcome = await self._invoker.invoke(one.function, data, metadata)
        return outcome.failure is None

    async def _look(self, function_id: str, one: BlobFunction, seen: dict[tuple[str, str], str]) -> bool:
        for blob in await self._storage.list_blobs(one.path.container):
            if seen.get((function_id, blob.name)) == blob.etag:
                continue
            receipt = "/".join(
                (
                    "blobreceipts",
                    self._host_id,
                    function_id,
                    blob.etag.strip('"'),
                    one.path.container,
                    blob.name,
                )
            )
            if one.path.match(one.path.container, blob.name) is not None:
                await self._announce_once(function_id, one.path.container, blob.name, blob.etag, receipt)
            seen[function_id, blob.name] = blob.etag
        return True

    async def _announce_once(
        self, function_id: str, container: str, name: str, etag: str, receipt: str
    ) -> None:
        if await self._storage.has_mark(RECEIPTS_CONTAINER, receipt):
            return
        # Queued before it is marked: a crash between the two repeats a blob and loses none.
        await self.announce(
            Notice(function_id=function_id, container_name=container, blob_name=name, e_tag=etag)
        )
        await self._storage.mark(RECEIPTS_CONTAINER, receipt)

    async def _attempt(self, step: Callable[[], Awaitable[bool]], what: str) -> bool:
        from azure.core.exceptions import AzureError

        try:
            return await step()
        except AzureError as error:
            logger.warning("%s did not answer: %s", what, str(error).partition("\n")[0])
            return False

    async def _rest(self, delay_s: float) -> None:
        if await _happens(self._awake, delay_s):
            self._awake.clear()


async def _happens(event: asyncio.Event, limit_s: float) -> bool:
    try:
        return await asyncio.wait_for(event.wait(), limit_s)
    except TimeoutError:
        return False


class _Lease:
    """One queue message in hand, and the four ways to let go of it."""

    def __init__(self, storage: Storage, queue: str, item: QueueItem) -> None:
        self._storage = storage
        self._queue = queue
        self._item = item

    async def renew(self) -> None:
        from azure.core.exceptions import AzureError

        try:
            self._item = await self._storage.extend(self._queue, self._item, VISIBILITY_S)
        except AzureError as error:
            logger.warning("a blob notice could not be kept: %s", str(error).partition("\n")[0])

    async def finish(self) -> None:
        await self._storage.delete(self._queue, self._item)

    async def give_back(self) -> None:
        await self._storage.extend(self._queue, self._item, 0)

    async def give_up(self) -> None:
        await self._storage.send(POISON_QUEUE, self._item.text)
        await self._storage.delete(self._queue, self._item)
