"""One request as it came over the wire."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from infra.local.cosmos.container import Container, Partition
from infra.local.cosmos.definition import Json
from infra.local.cosmos.errors import bad_request
from infra.local.cosmos.sql.query import Parameters, run


@dataclass(frozen=True)
class Request:
    """Method, path, headers (lower case) and body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @cached_property
    def steps(self) -> list[str]:
        """The parts of the path."""
        return [unquote(step) for step in self.path.split("/") if step]

    @property
    def base(self) -> str:
        """The address that the client used."""
        return f"http://{self.headers.get('host', '')}/"

    @property
    def resource(self) -> tuple[str, str]:
        """The kind of resource and its link, as they are signed."""
        steps = [step for step in self.path.strip("/").split("/") if step]
        if len(steps) % 2:
            return steps[-1], "/".join(steps[:-1])
        return steps[-2], "/".join(steps)

    @cached_property
    def json(self) -> Any:
        """The body. Raises CosmosError where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise bad_request("The request body is no JSON.") from None

    @property
    def is_query(self) -> bool:
        """Whether the body is a query."""
        kind = self.headers.get("content-type", "")
        return kind.startswith("application/query+json") or self.flag("x-ms-documentdb-isquery")

    @property
    def query(self) -> tuple[str, Parameters]:
        """The query's text and parameters. Raises CosmosError."""
        body = self.json
        if not isinstance(body, dict) or not isinstance(body.get("query"), str):
            raise bad_request("A query has a text.")
        parameters = body.get("parameters") or []
        return body["query"], {each["name"]: each.get("value") for each in parameters}

    def flag(self, name: str) -> bool:
        """Whether a header says true."""
        return self.headers.get(name, "").lower() == "true"

    def partition(self, container: Container) -> Partition | None:
        """Return the whole partition key that a header names, or None. Raises CosmosError."""
        text = self.headers.get("x-ms-documentdb-partitionkey")
        if not text:
            return None
        values = tuple(json.loads(text))
        if len(values) != len(container.definition.paths):
            raise bad_request("The partition key has another number of values than the definition.")
        return values

    def selected(self, rows: list[Json]) -> list[Json]:
        """Return the rows, or those that the request's query selects."""
        if not self.is_query:
            return rows
        text, parameters = self.query
        return run(text, parameters, rows)
