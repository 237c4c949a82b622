"""A container's definition: partition key, time to live, unique keys, composite indexes."""

from dataclasses import dataclass
from typing import Any, Self

from azure.cosmos.partition_key import PartitionKey, _Undefined

from infra.local.cosmos.errors import bad_request
from infra.local.cosmos.sql.syntax import UNDEFINED
from infra.local.cosmos.sql.values import Value

type Json = dict[str, Any]

PARTITION_PATHS_MAX = 3
"""Levels of a hierarchical partition key."""


@dataclass(frozen=True)
class Definition:
    """What was asked for at creation, checked."""

    body: Json
    paths: tuple[tuple[str, ...], ...]
    """Partition key paths, each as its steps."""
    default_ttl_s: int | None
    """None: nothing expires; -1: only documents with a `ttl` of their own."""
    unique: tuple[tuple[tuple[str, ...], ...], ...]
    composite: tuple[tuple[tuple[str, bool], ...], ...]
    """Each index as its paths and whether they descend."""

    @classmethod
    def of(cls, body: Json) -> Self:
        """Return the definition in a request. Raises CosmosError."""
        key = body.get("partitionKey") or {"paths": ["/_partitionKey"], "kind": "Hash"}
        paths = tuple(steps(path) for path in key["paths"])
        if not 1 <= len(paths) <= PARTITION_PATHS_MAX:
            raise bad_request("A partition key has one to three paths.")
        policy = body.get("indexingPolicy") or {}
        return cls(
            body={**body, "partitionKey": {"version": 2, **key}, "indexingPolicy": policy},
            paths=paths,
            default_ttl_s=body.get("defaultTtl"),
            unique=tuple(
                tuple(steps(path) for path in each["paths"])
                for each in (body.get("uniqueKeyPolicy") or {}).get("uniqueKeys", ())
            ),
            composite=tuple(
                tuple((each["path"], each.get("order", "").lower() == "descending") for each in index)
                for index in policy.get("compositeIndexes", ())
            ),
        )

    def partition_of(self, document: Json) -> tuple[Value, ...]:
        """Return the document's partition key values; `{}` stands for one that is missing."""
        values = (walk(document, path) for path in self.paths)
        return tuple({} if value is UNDEFINED else value for value in values)

    def effective(self, partition: tuple[Value, ...]) -> str:
        """Return where the partition lies in the order of ranges, as the SDK reckons it."""
        names = ["/" + "/".join(path) for path in self.paths]
        key = PartitionKey(names) if len(names) > 1 else PartitionKey(names[0])
        values = [_Undefined() if value == {} else value for value in partition]
        return str(key._get_effective_partition_key_string(values))  # noqa: SLF001 - the SDK's own order


def steps(path: str) -> tuple[str, ...]:
    """Return the steps of `/a/b`."""
    return tuple(step.strip('"') for step in path.split("/") if step)


def walk(document: Value, path: tuple[str, ...]) -> Value:
    """Return what stands at a path of the document, or UNDEFINED."""
    for step in path:
        if not isinstance(document, dict) or step not in document:
            return UNDEFINED
        document = document[step]
    return document
