"""A namespace: its queues by address, what is due in them, and all they hold as records."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator

from infra.local.servicebus.consumers import Counts
from infra.local.servicebus.errors import entity_not_found
from infra.local.servicebus.queues import Clock, Queue
from infra.local.servicebus.records import Record
from infra.local.servicebus.sessions import SessionQueue
from infra.local.servicebus.store import Store
from infra.local.servicebus.topology import QueueSettings, Topology

logger = logging.getLogger(__name__)

DEAD_LETTER_SUFFIX = "/$deadletterqueue"

_AUTHORITY = re.compile(r"^[a-z]+://[^/]*/", re.IGNORECASE)


class Broker:
    """
    All queues of a topology, holding what the given records left in them.

    A queue that only the records know is kept with default settings, so that what was accepted can still be
    received; it is forgotten at a restart once it is empty.
    """

    def __init__(
        self,
        topology: Topology,
        *,
        log: Callable[[Record], None],
        clock: Clock,
        records: Iterable[Record] = (),
    ) -> None:
        self._log = log
        self._clock = clock
        self._stores: dict[str, Store] = {}
        self._queues: dict[str, Queue] = {}
        for settings in topology.queues:
            self._add(settings)
        for record in records:
            self._store_of(record.queue).apply(record)
        for queue in self._queues.values():
            queue.start()

    def find(self, address: str) -> Queue:
        """
        Return the queue, or dead-letter queue, of an address such as `orders/$DeadLetterQueue`.

        Raises:
            Refused: there is none.
        """
        path = _AUTHORITY.sub("", address).strip("/").lower()
        queue = self._queues.get(path)
        if queue is None:
            raise entity_not_found(address)
        return queue

    def counts(self, queue: str) -> Counts:
        """
        Return how many messages a queue has.

        Raises:
            Refused: there is no such queue.
        """
        return self.find(queue).counts

    def tick(self) -> None:
        """Do what has become due in every queue."""
        for queue in self._queues.values():
            queue.tick()

    def snapshot(self) -> Iterator[Record]:
        """Yield the records that give a new broker what this one holds."""
        for store in self._stores.values():
            yield from store.snapshot()

    def _add(self, settings: QueueSettings) -> Store:
        name = settings.name
        dead = Store(name + DEAD_LETTER_SUFFIX, dead=None, remembers=False)
        store = Store(name, dead=dead, remembers=settings.requires_duplicate_detection)
        kind = SessionQueue if settings.requires_session else Queue
        dead_queue = Queue(settings, dead, log=self._log, clock=self._clock, dead=None)
        queue = kind(settings, store, log=self._log, clock=self._clock, dead=dead_queue)
        for held, found in ((dead, dead_queue), (store, queue)):
            self._stores[held.name.lower()] = held
            self._queues[held.name.lower()] = found
        return store

    def _store_of(self, name: str) -> Store:
        store = self._stores.get(name.lower())
        if store is not None:
            return store
        logger.warning("the journal names a queue that the topology lacks", extra={"queue": name})
        self._add(QueueSettings(name=name.removesuffix(DEAD_LETTER_SUFFIX)))
        return self._stores[name.lower()]
