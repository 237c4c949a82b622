"""Resources as they look over the wire."""

from typing import Any

from infra.local.cosmos.container import Container
from infra.local.cosmos.definition import Json


def account(base: str) -> Json:
    """Return the account's description, which names the address for reads and writes."""
    here = [{"name": "Local", "databaseAccountEndpoint": base}]
    policy = {"asyncReplication": False, "minReplicaSetSize": 1, "maxReplicasetSize": 4}
    return {
        "_self": "",
        "id": "local",
        "_rid": "local",
        "media": "//media/",
        "addresses": "//addresses/",
        "_dbs": "//dbs/",
        "writableLocations": here,
        "readableLocations": here,
        "enableMultipleWriteLocations": False,
        "userReplicationPolicy": policy,
        "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
        "systemReplicationPolicy": policy,
        "readPolicy": {"primaryReadCoefficient": 1, "secondaryReadCoefficient": 1},
        "queryEngineConfiguration": "{}",
    }


def database(name: str, rid: str) -> Json:
    """Return a database's description."""
    return {"id": name, "_rid": rid, "_self": f"dbs/{rid}/", "_etag": '"0"', "_colls": "colls/", "_ts": 0}


def container(found: Container) -> Json:
    """Return a container's description."""
    link = f"colls/{found.rid}/"
    return {**found.definition.body, "_rid": found.rid, "_self": link, "_etag": '"0"', "_docs": "docs/"}


def listed(name: str, found: list[Json]) -> Json:
    """Return a list of descriptions."""
    return {"_rid": "", name: found, "_count": len(found)}


def ranges(found: Container) -> Json:
    """Return the one partition key range, which covers everything."""
    whole: dict[str, Any] = {
        "_rid": found.rid,
        "id": "0",
        "_etag": '"0"',
        "minInclusive": "",
        "maxExclusive": "FF",
        "ridPrefix": 0,
        "_self": f"colls/{found.rid}/pkranges/0/",
        "throughputFraction": 1,
        "status": "online",
        "parents": [],
        "_ts": 0,
    }
    return {"_rid": found.rid, "PartitionKeyRanges": [whole], "_count": 1}


def query_plan() -> Json:
    """Return the plan of any query: the one range answers it whole, so the client has nothing to merge."""
    everything = {"min": "", "max": "FF", "isMinInclusive": True, "isMaxInclusive": False}
    return {
        "partitionedQueryExecutionInfoVersion": 2,
        "queryInfo": {
            "distinctType": "None",
            "orderBy": [],
            "orderByExpressions": [],
            "groupByExpressions": [],
            "groupByAliases": [],
            "aggregates": [],
            "groupByAliasToAggregateType": {},
            "rewrittenQuery": "",
            "hasSelectValue": False,
            "hasNonStreamingOrderBy": False,
        },
        "queryRanges": [everything],
    }
