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
        if made[name].get("defaultTtl") != (-1 if spec.expires else None):
            ttl = made[name].get("defaultTtl")
            yield Finding("cosmos", name, f"defaultTtl is {ttl}; documents expire: {spec.expires}")
        for further in sorted(made[name].keys() - {"id", "partitionKey", "defaultTtl"}):
            yield Finding("cosmos", name, f"{further} is set; the code knows nothing of it")
    yield from _accounts(deployment)
    yield from _cosmos_roles(deployment, set(specs))


def _accounts(deployment: Deployment) -> Iterator[Finding]:
    """One account in one region, and its database the one that the apps are told of."""
    for account in deployment.of("Microsoft.DocumentDB/databaseAccounts"):
        regions = [each["locationName"] for each in account.body["properties"]["locations"]]
        if regions != [account.body["location"]]:
            yield Finding("cosmos", account.where, f"keeps documents in {regions}")
        if account.body["properties"].get("enableMultipleWriteLocations"):
            yield Finding("cosmos", account.where, "writes in several regions, so it is not consistent")
    made = {last_name(each) for each in deployment.of("Microsoft.DocumentDB/databaseAccounts/sqlDatabases")}
    for config in deployment.of("Microsoft.Web/sites/config"):
        told = config.body["properties"].get("INVOICE_COSMOS_DATABASE")
        if made != {told}:
            yield Finding("cosmos", config.where, f"is told of the database {told}, made are {sorted(made)}")


_ITEMS = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/"

_ALWAYS = {
    "Microsoft.DocumentDB/databaseAccounts/readMetadata",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/executeQuery",
}
"""What the SDK does before anything else, and what every store does."""


def _cosmos_roles(deployment: Deployment, containers: set[str]) -> Iterator[Finding]:
    for each in deployment.of("Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions"):
        allowed = {
            a for permission in each.body["properties"]["permissions"] for a in permission["dataActions"]
        }
        if not allowed >= _ALWAYS:
            yield Finding("cosmos", each.where, f"does not allow {sorted(_ALWAYS - allowed)}")
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
