"""A container: documents in memory by partition, written through to SQLite before they are answered."""

import json
import sqlite3
import uuid
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.cosmos.definition import Definition, Json, walk
from infra.local.cosmos.errors import bad_request, conflict, too_large
from infra.local.cosmos.sql.values import Value, sort_key

DOCUMENT_BYTES_MAX = 2 * 1024 * 1024
"""Cosmos DB's limit of one document."""

ID_BYTES_MAX = 1023
"""Cosmos DB's limit of an id."""

SYSTEM = frozenset({"_rid", "_self", "_etag", "_attachments", "_ts"})
"""Properties that the service writes."""

type Partition = tuple[Value, ...]
type Place = tuple[str, str]
"""Partition and id of a document, as keys."""

type Wanted = Mapping[str, frozenset[str]]
"""Properties that must be one of some strings."""

EVERYTHING: Wanted = {}

type Clock = Callable[[], float]
"""Seconds since the epoch."""


@dataclass(frozen=True)
class Stored:
    """A document as it stands."""

    document: Json
    lsn: int
    """Position in the change feed."""
    expires_at: float | None

    @property
    def etag(self) -> str:
        """The version, in quotes as on the wire."""
        return str(self.document["_etag"])


class Indexes:
    """For each property that a query ever asked for: which documents have which string there."""

    def __init__(self, everything: Callable[[], Iterator[tuple[Place, Stored]]]) -> None:
        self._everything = everything
        self._by_property: dict[str, dict[str, dict[Place, Stored]]] = {}

    def pick(self, wanted: Wanted) -> list[tuple[Place, Stored]] | None:
        """Return the fewest documents among which all that fit must be; None where no index helps."""
        picked = [self._of(name, values) for name, values in wanted.items()]
        return min(picked, key=len, default=None)

    def swap(self, place: Place, before: Stored | None, after: Stored | None) -> None:
        """Keep every index true to a change."""
        for name, index in self._by_property.items():
            if before is not None:
                index.get(_indexed(before, name), {}).pop(place, None)
            if after is not None:
                index.setdefault(_indexed(after, name), {})[place] = after

    def _of(self, name: str, values: frozenset[str]) -> list[tuple[Place, Stored]]:
        index = self._by_property.get(name)
        if index is None:
            index = self._by_property[name] = {}
            for place, stored in self._everything():
                index.setdefault(_indexed(stored, name), {})[place] = stored
        return [each for value in values for each in index.get(value, {}).items()]


def _indexed(stored: Stored, name: str) -> str:
    """The string to index; what is no string is under a key that no query asks for."""
    value = stored.document.get(name)
    return value if isinstance(value, str) else "\0"


class Container:
    """One container's documents. Callers bracket writes in a transaction of the same connection."""

    def __init__(self, rid: str, definition: Definition, database: sqlite3.Connection, clock: Clock) -> None:
        self.rid = rid
        self.definition = definition
        self.lsn = 0
        self._database = database
        self._clock = clock
        self._partitions: dict[str, dict[str, Stored]] = {}
        self._order: list[tuple[str, str]] = []
        self._effective: dict[str, str] = {}
        self._indexes = Indexes(self._everything)
        self._undo: list[tuple[str, str, Stored | None]] = []
        self._load()

    def get(self, partition: Partition, document_id: str) -> Stored | None:
        """Return the document that lives there, or None."""
        stored = self._partitions.get(_key(partition), {}).get(document_id)
        return stored if stored and self._alive(stored) else None

    def put(self, document: Json, *, keep: Stored | None = None) -> Stored:
        """Write the document, new or in place of `keep`, and return it with its system properties."""
        partition = self.definition.partition_of(document)
        document_id = document["id"]
        self._check_unique(partition, document)
        self.lsn += 1
        now = self._clock()
        body = {name: value for name, value in document.items() if name not in SYSTEM}
        rid = keep.document["_rid"] if keep else f"{self.rid}{self.lsn:012d}"
        body |= {
            "_rid": rid,
            "_self": f"colls/{self.rid}/docs/{rid}/",
            "_etag": f'"{uuid.uuid4()}"',
            "_attachments": "attachments/",
            "_ts": int(now),
        }
        text = json.dumps(body, separators=(",", ":"))
        if len(text) > DOCUMENT_BYTES_MAX:
            raise too_large("Request size is too large.")
        stored = Stored(body, self.lsn, self._expiry(body, now))
        key = _key(partition)
        self._database.execute(
            "insert or replace into documents values (?, ?, ?, ?, ?)",
            (self.rid, key, document_id, self.lsn, text),
        )
        self._remember(key, partition, document_id, stored)
        return stored

    def remove(self, partition: Partition, document_id: str) -> None:
        """Take the document out."""
        key = _key(partition)
        self._database.execute(
            "delete from documents where container = ? and partition = ? and id = ?",
            (self.rid, key, document_id),
        )
        self._swap(key, document_id, None)

    def in_partition(self, partition: Partition, wanted: Wanted = EVERYTHING) -> list[Stored]:
        """Return the living documents of one partition, of those that an index leaves over."""
        key = _key(partition)
        held = self._partitions.get(key, {})
        picked = self._indexes.pick(wanted)
        found = held.values() if picked is None else (each for place, each in picked if place[0] == key)
        return [stored for stored in found if self._alive(stored)]

    def in_range(self, start: str, end: str, wanted: Wanted = EVERYTHING) -> Iterator[Stored]:
        """Give the living documents whose effective partition key lies from `start` to before `end`."""
        picked = self._indexes.pick(wanted)
        if picked is not None:
            inside = (each for place, each in picked if start <= self._effective[place[0]] < end)
            yield from (stored for stored in inside if self._alive(stored))
            return
        for effective, key in self._order[bisect_left(self._order, (start, "")) :]:
            if effective >= end:
                return
            yield from (stored for stored in self._partitions[key].values() if self._alive(stored))

    def changes(self, since: int) -> list[Stored]:
        """Return the latest version of every living document written after `since`, in order of writing."""
        found = [stored for stored in self.in_range("", "FF") if stored.lsn > since]
        return sorted(found, key=lambda stored: stored.lsn)

    def forget_undo(self) -> None:
        """The transaction was committed."""
        self._undo.clear()

    def undo(self) -> None:
        """The transaction was rolled back: what is in memory goes back as well."""
        steps, self._undo = self._undo, []
        for key, document_id, before in reversed(steps):
            self._swap(key, document_id, before)
        self._undo.clear()

    def _remember(self, key: str, partition: Partition, document_id: str, stored: Stored) -> None:
        if key not in self._partitions:
            self._partitions[key] = {}
            self._effective[key] = self.definition.effective(partition)
            insort(self._order, (self._effective[key], key))
        self._swap(key, document_id, stored)

    def _swap(self, key: str, document_id: str, stored: Stored | None) -> None:
        """Put a document, or nothing, in place of what is there; note how to undo it."""
        held = self._partitions[key]
        before = held.pop(document_id, None)
        self._undo.append((key, document_id, before))
        self._indexes.swap((key, document_id), before, stored)
        if stored is not None:
            held[document_id] = stored

    def _load(self) -> None:
        rows = self._database.execute(
            "select partition, id, lsn, body from documents where container = ?", (self.rid,)
        )
        for key, document_id, lsn, text in rows:
            body = json.loads(text)
            stored = Stored(body, lsn, self._expiry(body, body["_ts"]))
            self._remember(key, tuple(json.loads(key)), document_id, stored)
            self.lsn = max(self.lsn, lsn)
        self._undo.clear()

    def _everything(self) -> Iterator[tuple[Place, Stored]]:
        for key, held in self._partitions.items():
            for document_id, stored in held.items():
                yield (key, document_id), stored

    def _expiry(self, body: Json, written_at: float) -> float | None:
        default = self.definition.default_ttl_s
        own = body.get("ttl", default)
        return None if default is None or own is None or own == -1 else written_at + own

    def _alive(self, stored: Stored) -> bool:
        return stored.expires_at is None or self._clock() < stored.expires_at

    def _check_unique(self, partition: Partition, document: Json) -> None:
        for paths in self.definition.unique:
            mine = [sort_key(walk(document, path)) for path in paths]
            for other in self.in_partition(partition):
                same = [sort_key(walk(other.document, path)) for path in paths] == mine
                if same and other.document["id"] != document["id"]:
                    raise conflict("Unique index constraint violation.")


def check_id(document: Json) -> str:
    """Return the document's id, or raise CosmosError where Cosmos DB would."""
    document_id: Any = document.get("id")
    if not isinstance(document_id, str) or not 0 < len(document_id.encode()) <= ID_BYTES_MAX:
        raise bad_request(
            "The input content is invalid because the required properties - 'id; ' - are missing"
        )
    if any(character in document_id for character in "/\\?#"):
        raise bad_request("Id contains illegal chars.")
    return document_id


def _key(partition: Partition) -> str:
    return json.dumps(partition, separators=(",", ":"))
