"""One cheap look at each service."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass

from azure.core.exceptions import AzureError
from azure.servicebus import ServiceBusClient

from shared.ports.probe import ProbeResult

PATIENCE_S = 2.0
"""How long a look may take: a load balancer asks every few seconds."""


@dataclass(frozen=True)
class CallProbe:
    """Looks by making one call of an SDK."""

    name: str
    call: Callable[[], object]

    def check(self) -> ProbeResult:
        """Return how the service answered within two seconds."""
        started = time.perf_counter()
        pool = ThreadPoolExecutor(1)
        try:
            pool.submit(self.call).result(PATIENCE_S)
            ok = True
        except (AzureError, OSError, TookTooLong):
            ok = False
        finally:
            pool.shutdown(wait=False)
        elapsed_ms = round(1000 * (time.perf_counter() - started))
        return ProbeResult(name=self.name, ok=ok, milliseconds=elapsed_ms)


def peek(client: ServiceBusClient, queue: str) -> object:
    """Return the next message of a queue, if any, without taking it. Raises AzureError."""
    receiver = client.get_queue_receiver(queue)
    try:
        return receiver.peek_messages()
    finally:
        # Closing waits up to a second for a thread of the SDK that sleeps as long.
        threading.Thread(target=receiver.close, daemon=True).start()
