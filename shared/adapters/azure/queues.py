"""The stages' queues in Azure Service Bus."""

import threading
from datetime import UTC, datetime, timedelta

from azure.servicebus import ServiceBusClient, ServiceBusMessage, ServiceBusSender

from shared.adapters.azure.errors import translated
from shared.domain.errors import Unavailable
from shared.domain.stage import Stage, StageMessage

SERVICE = "queues"


class _Line:
    """One sender, kept open: opening costs half a second. Senders are not for several threads at once."""

    def __init__(self, client: ServiceBusClient, queue: str) -> None:
        self._client = client
        self._queue = queue
        self._lock = threading.Lock()
        self._sender: ServiceBusSender | None = None

    def send(self, message: ServiceBusMessage) -> None:
        with self._lock:
            try:
                with translated(SERVICE):
                    if self._sender is None:
                        self._sender = self._client.get_queue_sender(self._queue)
                    self._sender.send_messages(message)
            except Unavailable:
                self._drop()
                raise

    def _drop(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            with translated(SERVICE):
                sender.close()


class ServiceBusQueues:
    """The `queues` port: one queue per stage, of the same name."""

    def __init__(self, client: ServiceBusClient) -> None:
        self._lines = {stage: _Line(client, stage.value) for stage in Stage}

    def publish(self, stage: Stage, message: StageMessage, *, delay_s: float = 0) -> None:
        """Put the message on the stage's queue; returning means the broker has it."""
        due = datetime.now(UTC) + timedelta(seconds=delay_s) if delay_s else None
        self._lines[stage].send(
            ServiceBusMessage(
                message.model_dump_json(),
                message_id=message.message_id,
                content_type="application/json",
                scheduled_enqueue_time_utc=due,
            )
        )
