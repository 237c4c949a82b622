"""What Event Grid tells of the drop container goes to a queue, as a deployment subscribes it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender
from azure.servicebus.exceptions import ServiceBusError

from infra.local.eventgrid.application import Topic, opened
from infra.local.eventgrid.events import Event
from infra.local.eventgrid.subscriptions import Sink, Subscription

QUEUE = "drop-events"
CONTAINER = "drop"
CREATED = "Microsoft.Storage.BlobCreated"


@asynccontextmanager
async def topic(state_dir: Path, service_bus: str) -> AsyncIterator[Topic]:
    """Yield a topic whose events about blobs of the drop container end in the queue."""
    client = ServiceBusClient.from_connection_string(service_bus)
    async with client, client.get_queue_sender(QUEUE) as sender:
        subscription = Subscription(
            name=QUEUE,
            destination=Sink(lambda event: _send(sender, event)),
            included_types=frozenset({CREATED}),
            subject_prefix=f"/blobServices/default/containers/{CONTAINER}/",
        )
        async with opened(state_dir, [subscription]) as opened_topic:
            yield opened_topic


async def _send(sender: ServiceBusSender, event: Event) -> None:
    message = ServiceBusMessage(json.dumps(event.document), message_id=str(event.document["id"]))
    try:
        await sender.send_messages(message)
    except ServiceBusError as error:
        raise ConnectionError(type(error).__name__) from error
