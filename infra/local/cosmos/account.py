"""The account: databases and containers, kept in one SQLite file."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.cosmos.container import Clock, Container
from infra.local.cosmos.definition import Definition, Json
from infra.local.cosmos.errors import conflict, not_found

_SCHEMA = """
pragma journal_mode = wal;
-- The operating system has every committed write, so it survives the end of this process by any means; not a
-- power cut, which no bench promises to survive.
pragma synchronous = off;
create table if not exists databases (name text primary key, rid text not null);
create table if not exists containers
    (rid text primary key, database text not null, name text not null, definition text not null);
create table if not exists documents
    (container text, partition text, id text, lsn integer, body text, primary key (container, partition, id))
    without rowid;
"""


class Account:
    """Every database and container. One request at a time."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._database.executescript(_SCHEMA)
        self.databases: dict[str, str] = dict(self._database.execute("select name, rid from databases"))
        self.containers: dict[tuple[str, str], Container] = {}
        for rid, database, name, definition in self._database.execute("select * from containers").fetchall():
            self._open(database, name, rid, json.loads(definition))

    @contextmanager
    def transaction(self, container: Container) -> Iterator[None]:
        """All writes inside are kept together, or none of them."""
        with self._lock:
            self._database.execute("begin")
            try:
                yield
            except BaseException:
                self._database.execute("rollback")
                container.undo()
                raise
            self._database.execute("commit")
            container.forget_undo()

    def create_database(self, name: str) -> None:
        """Make a database. Raises CosmosError where there is one."""
        if name in self.databases:
            raise conflict()
        self.databases[name] = _rid()
        self._database.execute("insert into databases values (?, ?)", (name, self.databases[name]))

    def drop_database(self, name: str) -> None:
        """Remove a database and everything in it."""
        for database, container in list(self.containers):
            if database == name:
                self.drop_container(database, container)
        del self.databases[name]
        self._database.execute("delete from databases where name = ?", (name,))

    def create_container(self, database: str, body: Json) -> Container:
        """Make a container. Raises CosmosError where there is one or the definition is wrong."""
        name = body["id"]
        if (database, name) in self.containers:
            raise conflict()
        rid = _rid()
        container = self._open(database, name, rid, body)
        row = (rid, database, name, json.dumps(body))
        self._database.execute("insert into containers values (?, ?, ?, ?)", row)
        return container

    def replace_container(self, database: str, name: str, body: Json) -> Container:
        """Give a container another definition; its documents stay."""
        container = self.container(database, name)
        container.definition = Definition.of(body)
        self._database.execute(
            "update containers set definition = ? where rid = ?", (json.dumps(body), container.rid)
        )
        return container

    def drop_container(self, database: str, name: str) -> None:
        """Remove a container and everything in it."""
        container = self.container(database, name)
        del self.containers[database, name]
        self._database.execute("delete from documents where container = ?", (container.rid,))
        self._database.execute("delete from containers where rid = ?", (container.rid,))

    def database_named(self, link: str) -> str:
        """Return the database's name for its name or resource id. Raises CosmosError."""
        for name, rid in self.databases.items():
            if link in {name, rid}:
                return name
        raise not_found()

    def container(self, database: str, link: str) -> Container:
        """Return the container for its name or resource id. Raises CosmosError."""
        found = self.containers.get((database, link))
        if found is not None:
            return found
        for (home, _), container in self.containers.items():
            if home == database and container.rid == link:
                return container
        raise not_found(substatus=1003)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _open(self, database: str, name: str, rid: str, body: Json) -> Container:
        container = Container(rid, Definition.of(body), self._database, self._clock)
        self.containers[database, name] = container
        return container


def _rid() -> str:
    return uuid.uuid4().hex[:16]
