"""
Tells what a storage account would tell Event Grid: `Microsoft.Storage.BlobCreated`.

Azurite emits no events, so a container is listed again and again. Each ETag of a blob is told once: what was
seen and what is to be delivered are written in one transaction. A blob that was replaced twice between two
looks is told once, with its last ETag. Deletions are not told.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from azure.core.exceptions import AzureError
from azure.storage.blob import ContainerClient

from infra.local.eventgrid.application import Topic
from infra.local.eventgrid.background import beside
from infra.local.eventgrid.delivery import Deliverer
from infra.local.eventgrid.events import Event, Schema
from infra.local.eventgrid.outbox import Outbox

logger = logging.getLogger(__name__)

# A person who drops a file looks up after about a second.
PAUSE_MIN_S = 1.0

# Azurite lists a thousand blobs in a quarter of a second; a large container may cost a fifth of a core.
PAUSE_PER_LOOK = 4.0

TOPIC = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/bench"
    "/providers/Microsoft.Storage/storageAccounts/"
)


@dataclass(frozen=True, slots=True)
class ListedBlob:
    """A blob as a listing shows it."""

    name: str
    """Within its container."""
    etag: str
    """Without quotes."""
    size_bytes: int
    """Of its content."""
    content_type: str
    """As uploaded."""
    blob_type: str
    """BlockBlob, AppendBlob or PageBlob."""
    modified: datetime
    """When this ETag came to be."""


class Container(Protocol):
    """What is watched."""

    name: str
    """Of the container."""
    url: str
    """Of the container, without a trailing slash."""
    account: str
    """Of the storage account."""

    def blobs(self) -> Iterable[ListedBlob]:
        """Return the blobs there are; raises OSError when the account does not answer."""


class StorageContainer:
    """A container behind the official SDK."""

    def __init__(self, client: ContainerClient) -> None:
        """Take a client that does not retry: the next look is the retry."""
        self._client = client
        self.name = client.container_name
        self.url = client.url
        self.account = client.account_name or ""

    def blobs(self) -> Iterable[ListedBlob]:
        """Return the blobs there are; raises OSError when the account or the container does not answer."""
        try:
            return [
                ListedBlob(
                    name=blob.name,
                    etag=blob.etag.strip('"'),
                    size_bytes=blob.size,
                    content_type=blob.content_settings.content_type or "application/octet-stream",
                    blob_type=str(blob.blob_type.value),
                    modified=blob.last_modified,
                )
                for blob in self._client.list_blobs()
            ]
        except AzureError as error:
            raise ConnectionError(f"{self.name}: {type(error).__name__}") from error


@asynccontextmanager
async def watching(topic: Topic, connection_string: str, container_name: str) -> AsyncIterator[None]:
    """Tell a topic of every blob in a container until left; account and container may come later."""
    with ContainerClient.from_connection_string(connection_string, container_name, retry_total=0) as client:
        watcher = Watcher(StorageContainer(client), topic.deliverer, topic.outbox)
        async with watcher.running():
            yield


class Watcher:
    """Looks at one container and tells what is new."""

    def __init__(
        self,
        container: Container,
        deliverer: Deliverer,
        outbox: Outbox,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._container = container
        self._deliverer = deliverer
        self._outbox = outbox
        self._clock = clock

    async def look(self) -> int:
        """Tell each blob that is new or changed since the last look, and return how many those are."""
        listed = await asyncio.to_thread(lambda: list(self._container.blobs()))
        seen = self._outbox.seen(self._container.name)
        etags = {blob.name: blob.etag for blob in listed}
        events = [self._event(blob) for blob in listed if seen.get(blob.name) != blob.etag]
        if etags != seen:
            self._deliverer.publish_seen(events, container=self._container.name, etags=etags)
        return len(events)

    def running(self) -> AbstractAsyncContextManager[None]:
        """Look again and again in the background until left."""
        return beside(self._run())

    async def _run(self) -> None:
        while True:
            began = self._clock()
            try:
                await self.look()
            except OSError as error:
                # The account may be starting or restarting; the next look sees what this one missed.
                logger.debug("a container could not be listed", extra={"reason": str(error)})
            await asyncio.sleep(max(PAUSE_MIN_S, (self._clock() - began) * PAUSE_PER_LOOK))

    def _event(self, blob: ListedBlob) -> Event:
        container = self._container
        document = {
            "topic": f"{TOPIC}{container.account}",
            "subject": f"/blobServices/default/containers/{container.name}/blobs/{blob.name}",
            "eventType": "Microsoft.Storage.BlobCreated",
            "eventTime": blob.modified.isoformat(),
            "id": str(uuid.uuid4()),
            "data": {
                "api": "PutBlob",
                "clientRequestId": str(uuid.uuid4()),
                "requestId": str(uuid.uuid4()),
                "eTag": blob.etag,
                "contentType": blob.content_type,
                "contentLength": blob.size_bytes,
                "blobType": blob.blob_type,
                "url": f"{container.url}/{quote(blob.name, safe='/~')}",
                "sequencer": f"{int(blob.modified.timestamp() * 1000):048x}",
                "storageDiagnostics": {"batchId": str(uuid.uuid4())},
            },
            "dataVersion": "",
            "metadataVersion": "1",
        }
        return Event(Schema.EVENT_GRID, document)
