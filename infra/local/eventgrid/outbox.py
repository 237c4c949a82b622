"""What was accepted and is not delivered yet, on disk."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.eventgrid.events import Event, Schema

SCHEMA = """
    CREATE TABLE IF NOT EXISTS delivery (
        id INTEGER PRIMARY KEY,
        subscription TEXT NOT NULL,
        schema TEXT NOT NULL,
        document TEXT NOT NULL,
        accepted_at REAL NOT NULL,
        due_at REAL NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT '',
        dead_reason TEXT
    );
    CREATE INDEX IF NOT EXISTS due ON delivery (subscription, due_at) WHERE dead_reason IS NULL;
    CREATE TABLE IF NOT EXISTS seen (
        container TEXT NOT NULL,
        name TEXT NOT NULL,
        etag TEXT NOT NULL,
        PRIMARY KEY (container, name)
    ) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one subscription."""

    id: int
    """Of this delivery."""
    event: Event
    """As published."""
    accepted_at: float
    """In seconds since 1970."""
    attempts: int
    """Made so far."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was given up."""

    subscription: str
    """Whose it was."""
    document: Mapping[str, Any]
    """The event."""
    attempts: int
    """Made in all."""
    reason: str
    """Why there were no more."""
    outcome: str
    """What the last attempt came to."""


class Outbox:
    """
    Deliveries and the blobs already seen, in one SQLite file.

    Each method is one transaction. What it wrote survives the end of the process, not of the machine.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(file, autocommit=True)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, deliveries: Iterable[tuple[str, Event]], *, now: float) -> None:
        """File events under the names of subscriptions, due at once: all of them or none."""
        with self._transaction():
            self._add(deliveries, now)

    def add_seen(
        self,
        deliveries: Iterable[tuple[str, Event]],
        *,
        container: str,
        etags: Mapping[str, str],
        now: float,
    ) -> None:
        """File events and replace what was seen of a container, in one step: each change is told once."""
        with self._transaction():
            self._add(deliveries, now)
            self._database.execute("DELETE FROM seen WHERE container = ?", (container,))
            rows = [(container, name, etag) for name, etag in etags.items()]
            self._database.executemany("INSERT INTO seen VALUES (?, ?, ?)", rows)

    def seen(self, container: str) -> dict[str, str]:
        """Return the ETag last seen of each blob, by name."""
        rows = self._database.execute("SELECT name, etag FROM seen WHERE container = ?", (container,))
        with closing(rows):
            return dict(rows.fetchall())

    def due(self, subscription: str, *, now: float, limit: int) -> list[Delivery]:
        """Return a subscription's deliveries whose time has come, the longest waiting first."""
        rows = self._database.execute(
            "SELECT id, schema, document, accepted_at, attempts FROM delivery"
            " WHERE subscription = ? AND dead_reason IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            (subscription, now, limit),
        )
        with closing(rows):
            return [
                Delivery(number, Event(Schema(schema), json.loads(document)), accepted_at, attempts)
                for number, schema, document, accepted_at, attempts in rows
            ]

    def next_due(self, subscription: str) -> float | None:
        """Return when a subscription's next delivery is due, None when nothing waits."""
        rows = self._database.execute(
            "SELECT min(due_at) FROM delivery WHERE subscription = ? AND dead_reason IS NULL", (subscription,)
        )
        with closing(rows):
            found: float | None = rows.fetchone()[0]
            return found

    def remove(self, delivery: Delivery) -> None:
        """Forget a delivery that arrived."""
        self._database.execute("DELETE FROM delivery WHERE id = ?", (delivery.id,))

    def postpone(self, delivery: Delivery, *, due_at: float, outcome: str) -> None:
        """Count a failed attempt and say when the next is due."""
        self._database.execute(
            "UPDATE delivery SET attempts = attempts + 1, due_at = ?, outcome = ? WHERE id = ?",
            (due_at, outcome, delivery.id),
        )

    def bury(self, delivery: Delivery, *, reason: str, outcome: str) -> None:
        """Count a failed attempt, the last one."""
        self._database.execute(
            "UPDATE delivery SET attempts = attempts + 1, dead_reason = ?, outcome = ? WHERE id = ?",
            (reason, outcome, delivery.id),
        )

    def dead_letters(self) -> list[DeadLetter]:
        """Return what was given up, oldest first."""
        rows = self._database.execute(
            "SELECT subscription, document, attempts, dead_reason, outcome FROM delivery"
            " WHERE dead_reason IS NOT NULL ORDER BY id"
        )
        with closing(rows):
            return [
                DeadLetter(subscription, json.loads(document), attempts, reason, outcome)
                for subscription, document, attempts, reason, outcome in rows
            ]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _add(self, deliveries: Iterable[tuple[str, Event]], now: float) -> None:
        rows: Sequence[tuple[object, ...]] = [
            (name, event.schema, json.dumps(event.document), now, now) for name, event in deliveries
        ]
        self._database.executemany(
            "INSERT INTO delivery (subscription, schema, document, accepted_at, due_at)"
            " VALUES (?, ?, ?, ?, ?)",
            rows,
        )
