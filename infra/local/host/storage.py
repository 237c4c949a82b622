"""The parts of Azure Storage the blob trigger needs, over the official SDKs."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

# The service's own limit on one receive (learn.microsoft.com, Get Messages, 2026-08).
MESSAGES_PER_RECEIVE_MAX = 32


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One message of a storage queue, invisible to others for a while."""

    id: str
    """The service's name for it."""
    pop_receipt: str
    """Proves that this taker still holds it; changes whenever the visibility does."""
    text: str
    """Decoded from Base64."""
    dequeue_count: int
    """How often it was taken, this time included."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A blob with its content."""

    uri: str
    """Where it lies."""
    content: bytes
    """Whole."""
    properties: dict[str, Any]
    """As the .NET SDK names them; JSON values only."""
    metadata: dict[str, str] = field(default_factory=dict)
    """What its writer attached."""


@dataclass(frozen=True, slots=True)
class ListedBlob:
    """A blob as a listing shows it."""

    name: str
    """Within its container."""
    etag: str
    """Changes with every write."""


class Storage(Protocol):
    """One storage account; every method raises `azure.core.exceptions.AzureError` when it does not answer."""

    async def send(self, queue: str, text: str) -> None:
        """Append a message, creating the queue when it is missing."""
        ...

    async def receive(self, queue: str, count: int, visibility_s: int) -> Sequence[QueueItem]:
        """Take up to `count` messages; none when the queue is empty or missing."""
        ...

    async def extend(self, queue: str, item: QueueItem, visibility_s: int) -> QueueItem:
        """Keep a message for longer, or give it back at once with 0; returns it with its new receipt."""
        ...

    async def delete(self, queue: str, item: QueueItem) -> None:
        """Remove a message that is done."""
        ...

    async def find_blob(self, container: str, name: str) -> Blob | None:
        """Return a blob, or None when there is no such blob."""
        ...

    async def list_blobs(self, container: str) -> Sequence[ListedBlob]:
        """Return every blob of a container in name order; none when the container is missing."""
        ...

    async def has_mark(self, container: str, name: str) -> bool:
        """Return whether `mark` was called with the same names before."""
        ...

    async def mark(self, container: str, name: str) -> None:
        """Write an empty blob, creating the container when it is missing."""
        ...


class AzureStorage:
    """
    A storage account reached by its connection string.

    The synchronous SDK runs in threads: its asynchronous twin needs an HTTP client the product does not ship.
    """

    def __init__(self, connection_string: str) -> None:
        from azure.storage.blob import BlobServiceClient
        from azure.storage.queue import QueueServiceClient

        self._blobs = BlobServiceClient.from_connection_string(connection_string)
        self._queues = QueueServiceClient.from_connection_string(connection_string)
        self._clients: dict[str, Any] = {}

    async def send(self, queue: str, text: str) -> None:
        """Append a message, creating the queue when it is missing."""
        client = self._queue(queue)

        def work() -> None:
            from azure.core.exceptions import ResourceNotFoundError

            try:
                client.send_message(text)
            except ResourceNotFoundError:
                _unless_exists(client.create_queue)
                client.send_message(text)

        await asyncio.to_thread(work)

    async def receive(self, queue: str, count: int, visibility_s: int) -> Sequence[QueueItem]:
        """Take up to `count` messages; none when the queue is empty or missing."""
        client = self._queue(queue)
        count = min(count, MESSAGES_PER_RECEIVE_MAX)

        def work() -> list[QueueItem]:
            from azure.core.exceptions import ResourceNotFoundError

            try:
                found = client.receive_messages(max_messages=count, visibility_timeout=visibility_s)
                return [QueueItem(one.id, one.pop_receipt, one.content, one.dequeue_count) for one in found]
            except ResourceNotFoundError:
                return []

        return await asyncio.to_thread(work)

    async def extend(self, queue: str, item: QueueItem, visibility_s: int) -> QueueItem:
        """Keep a message for longer, or give it back at once with 0; returns it with its new receipt."""
        changed = await asyncio.to_thread(
            self._queue(queue).update_message, item.id, item.pop_receipt, visibility_timeout=visibility_s
        )
        return QueueItem(item.id, changed.pop_receipt, item.text, item.dequeue_count)

    async def delete(self, queue: str, item: QueueItem) -> None:
        """Remove a message that is done."""
        await asyncio.to_thread(self._queue(queue).delete_message, item.id, item.pop_receipt)

    async def find_blob(self, container: str, name: str) -> Blob | None:
        """Return a blob, or None when there is no such blob."""
        client = self._blobs.get_blob_client(container, name)

        def work() -> Blob | None:
            from azure.core.exceptions import ResourceNotFoundError

            try:
                stream = client.download_blob()
            except ResourceNotFoundError:
                return None
            found = stream.properties
            properties = {
                "ContentLength": stream.size,
                "ContentType": found.content_settings.content_type,
                "ETag": found.etag,
                "LastModified": _iso(found.last_modified),
            }
            return Blob(client.url, stream.readall(), properties, dict(found.metadata or {}))

        return await asyncio.to_thread(work)

    async def list_blobs(self, container: str) -> Sequence[ListedBlob]:
        """Return every blob of a container in name order; none when the container is missing."""
        client = self._blobs.get_container_client(container)

        def work() -> list[ListedBlob]:
            from azure.core.exceptions import ResourceNotFoundError

            try:
                return [ListedBlob(one.name, one.etag) for one in client.list_blobs()]
            except ResourceNotFoundError:
                return []

        return await asyncio.to_thread(work)

    async def has_mark(self, container: str, name: str) -> bool:
        """Return whether `mark` was called with the same names before."""
        return await asyncio.to_thread(self._blobs.get_blob_client(container, name).exists)

    async def mark(self, container: str, name: str) -> None:
        """Write an empty blob, creating the container when it is missing."""
        client = self._blobs.get_container_client(container)

        def work() -> None:
            _unless_exists(client.create_container)
            client.upload_blob(name, b"", overwrite=True)

        await asyncio.to_thread(work)

    def _queue(self, name: str) -> Any:
        from azure.storage.queue import TextBase64DecodePolicy, TextBase64EncodePolicy

        if name not in self._clients:
            # The .NET host writes Base64; whoever looks into the queue should find what Azure would show.
            self._clients[name] = self._queues.get_queue_client(
                name,
                message_encode_policy=TextBase64EncodePolicy(),
                message_decode_policy=TextBase64DecodePolicy(),
            )
        return self._clients[name]


def _unless_exists(create: Callable[[], object]) -> None:
    from azure.core.exceptions import ResourceExistsError

    try:
        create()
    except ResourceExistsError:
        return


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
