"""Cosmos DB: containers with their keys, and who may do what with their items."""

from collections.abc import Iterator

from infra.azure.checks.counterparts.functions import FRAGMENTS, last_name, missing
from infra.azure.checks.counterparts.roles import identity_of
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from shared.adapters.azure.cosmos import CONTAINERS


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give containers and rights that are not the code's."""
    kind = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers"
    made = {last_name(each): each.body["properties"]["resource"] for each in deployment.of(kind)}
    specs = {each.name: each for each in CONTAINERS}
    fragment = f"{FRAGMENTS}/40-cosmos.json"
    yield from missing(
        "cosmos", set(specs), set(made), code="shared/adapters/azure/cosmos.py", template=fragment
    )
    for name in sorted(specs.keys() & made.keys()):
        spec, key = specs[name], made[name]["partitionKey"]
        kind_wanted = "MultiHash" if len(spec.paths) > 1 else "Hash"
        if tuple(key["paths"]) != spec.paths or key["kind"] != kind_wanted or key.get("version") != 2:
            yield Finding("cosmos", name, f"the partition key is {key}, the code's is {spec.paths}")
        if (made[name].get("defaultTtl") == -1) is not spec.expires:
            ttl = made[name].get("defaultTtl")
            yield Finding("cosmos", name, f"defaultTtl is {ttl}; documents expire: {spec.expires}")
    yield from _cosmos_roles(deployment, set(specs))


_ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/"


def _cosmos_roles(deployment: Deployment, containers: set[str]) -> Iterator[Finding]:
    rights = _cosmos_rights(deployment)
    changing = {"replace", "upsert", "delete"}
    for name in sorted(containers - {"audit"}):
        if not {"create", "read", *changing} <= rights.get((name, "app"), set()):
            yield Finding("cosmos", name, "the app may not write here")
    if rights.get(("audit", "app")) != {"create", "read"}:
        yield Finding("cosmos", "audit", "the app may create and read here, and nothing else")
    for name in ("audit", "tenants"):
        if rights.get((name, "notary")) != {"read"}:
            yield Finding("cosmos", name, "the notary may read here, and nothing else")
    for container, identity in sorted(rights.keys()):
        if container not in containers or (identity == "notary" and container not in {"audit", "tenants"}):
            yield Finding("cosmos", container, f"the {identity} has rights that nobody agreed to")


def _cosmos_rights(deployment: Deployment) -> dict[tuple[str, str], set[str]]:
    """Return what may be done with items, by container and identity."""
    account = "Microsoft.DocumentDB/databaseAccounts"
    roles = {
        last_name(each): {
            action
            for permission in each.body["properties"]["permissions"]
            for action in permission["dataActions"]
        }
        for each in deployment.of(f"{account}/sqlRoleDefinitions")
    }
    rights: dict[tuple[str, str], set[str]] = {}
    for each in deployment.of(f"{account}/sqlRoleAssignments"):
        properties = each.body["properties"]
        actions = roles.get(str(properties["roleDefinitionId"]).rpartition("/")[2], {_ITEMS + "*"})
        key = (str(properties["scope"]).rpartition("/")[2], identity_of(properties["principalId"]))
        rights.setdefault(key, set()).update(
            action.removeprefix(_ITEMS) for action in actions if action.startswith(_ITEMS)
        )
    return rights
