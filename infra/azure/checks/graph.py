"""What a deployment stands on: everything that is asked or extended is there, is made, and is made before."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.documents import places, texts
from infra.azure.checks.evaluation import GROUP_ID, Deployment, Resource
from infra.azure.checks.expressions import BadExpression, Call, Literal, is_expression, parse_value, walk
from infra.azure.checks.findings import Finding


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give what dangles, goes in circles or comes too early in one deployment."""
    graph = _Graph(deployment)
    yield from graph.duplicates()
    for resource in deployment.enabled:
        yield from graph.dangling(resource)
        yield from graph.early(resource)
        yield from graph.unready(resource)
    for reference in deployment.output_references:
        yield from graph.missing("outputs", reference.target)
    yield from graph.cycles()


ASSIGNMENTS = frozenset(
    {
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
    }
)
"""What gives an identity its rights."""

ZONES = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"
"""What makes the name of a store, or of the site, lead to its endpoint."""

CODE = "Microsoft.Web/sites/extensions"
"""What brings the code, and so sets everything going."""

USED_BY_CODE = frozenset(
    {
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
        "Microsoft.KeyVault/vaults/keys",
        "Microsoft.KeyVault/vaults/secrets",
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        ZONES,
        "Microsoft.ServiceBus/namespaces/queues",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "Microsoft.Web/sites/config",
    }
)
"""What the code reaches for in its first minute."""


def _works(resource: Resource) -> bool:
    """Whether the resource uses its identity as soon as it is made: a site does when its code comes."""
    if resource.kind == "Microsoft.Web/sites":
        return False
    return resource.kind == CODE or "identity" in resource.body


class _Graph:
    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._by_id = {each.id.lower(): each for each in deployment.resources}
        self._copies: dict[str, list[str]] = {}
        for each in deployment.resources:
            if each.copy is not None:
                self._copies.setdefault(each.copy.lower(), []).append(each.id.lower())
        self._before = {each.id.lower(): self._direct(each) for each in deployment.enabled}

    def duplicates(self) -> Iterator[Finding]:
        """Two resources of one id."""
        seen: set[str] = set()
        for each in self._deployment.enabled:
            if each.id.lower() in seen:
                yield Finding("duplicate", each.where, "made twice")
            seen.add(each.id.lower())

    def dangling(self, resource: Resource) -> Iterator[Finding]:
        """Dependencies and references that lead nowhere."""
        for target in resource.depends_on:
            if target.lower() not in self._by_id and target.lower() not in self._copies:
                yield Finding(
                    "dangling", resource.where, f"depends on {target}, which is not in the template"
                )
        for reference in resource.references:
            yield from self.missing(resource.where, reference.target)

    def missing(self, where: str, target: str) -> Iterator[Finding]:
        """A resource that is asked and not made."""
        found = self._by_id.get(target.lower())
        if found is None:
            yield Finding("reference", where, f"asks {target}, which is not in the template")
        elif not found.enabled:
            yield Finding("reference", where, f"asks {target}, which is not made here")

    def early(self, resource: Resource) -> Iterator[Finding]:
        """Resources that do not wait for what they are part of, extend, ask or name."""
        reached = self._reached(resource.id.lower())
        for reason, target in self._needed(resource):
            found = self._nearest(target)
            if found is None or not found.enabled or found is resource:
                continue
            if found.id.lower() not in reached:
                yield Finding("order", resource.where, f"does not wait for {found.where}, {reason}")

    def _nearest(self, target: str) -> Resource | None:
        """Return the resource of an id, or the one it is part of: subnets and the like come with another."""
        while target.startswith(GROUP_ID.lower()):
            if target in self._by_id:
                return self._by_id[target]
            target = target.rsplit("/", 2)[0]
        return None

    def unready(self, resource: Resource) -> Iterator[Finding]:
        """Resources that begin to work before their identities may."""
        if not _works(resource):
            return
        reached = self._reached(resource.id.lower())
        identities = self._identities(resource)
        parent = resource.id.lower().rsplit("/", 2)[0]
        for other in self._deployment.enabled:
            is_theirs = any(f"<{each.lower()}>" in str(other.body).lower() for each in identities)
            is_right = other.kind in ASSIGNMENTS and is_theirs
            is_used = resource.kind == CODE and other.kind in USED_BY_CODE
            # What leads to the site itself comes after it.
            leads_here = parent in self._reached(other.id.lower()) and other.kind == ZONES
            if (is_right or is_used) and not leads_here and other.id.lower() not in reached:
                yield Finding("order", resource.where, f"does not wait for {other.where}, which it needs")

    def _identities(self, resource: Resource) -> list[str]:
        """Of the resource, or of the site whose code it brings."""
        parent = self._by_id.get(resource.id.lower().rsplit("/", 2)[0], resource)
        identity = resource.body.get("identity") or parent.body.get("identity") or {}
        return list(identity.get("userAssignedIdentities", {}))

    def cycles(self) -> Iterator[Finding]:
        """Resources that wait for themselves."""
        for each in self._deployment.enabled:
            if each.id.lower() in self._reached(each.id.lower()):
                yield Finding("cycle", each.where, "waits for itself")

    def _needed(self, resource: Resource) -> Iterator[tuple[str, str]]:
        if "/" in resource.name:
            parent = f"{resource.id.lower().rsplit('/', 2)[0]}"
            yield "its parent", parent
        if resource.scope is not None:
            yield "which it extends", resource.scope.lower()
        for reference in resource.references:
            yield "which it asks", reference.target.lower()
        for place in places(dict(resource.body)):
            names = place.value if isinstance(place.value, dict) else [place.value]
            for name in names:
                if isinstance(name, str) and name.lower().startswith(GROUP_ID.lower()):
                    yield f"named in {place.path}", name.lower()

    def _direct(self, resource: Resource) -> set[str]:
        targets: set[str] = set()
        for each in resource.depends_on:
            targets.update(self._copies.get(each.lower(), [each.lower()]))
        # A reference to a resource of the same template makes Azure wait for it.
        targets.update(each.target.lower() for each in resource.references if each.version is None)
        return targets

    def _reached(self, start: str) -> set[str]:
        reached: set[str] = set()
        waiting = list(self._before.get(start, ()))
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting.extend(self._before.get(each, ()))
        return reached


def unused(template: Mapping[str, Any]) -> Iterator[Finding]:
    """Give parameters and variables that nothing uses."""
    used = {"parameters": set[str](), "variables": set[str]()}
    for place in texts(dict(template)):
        for name, called in _named(place.value):
            used[name].add(called)
    for section, names in used.items():
        for each in template.get(section, {}):
            if each.lower() not in names:
                yield Finding("unused", f"{section}.{each}", "nothing uses it")


def _named(text: str) -> Iterator[tuple[str, str]]:
    if not is_expression(text):
        return
    try:
        expression = parse_value(text)
    except BadExpression:
        return
    for part in walk(expression):
        if isinstance(part, Call) and part.arguments and isinstance(part.arguments[0], Literal):
            name = part.name.lower()
            if name in {"parameters", "variables"}:
                yield name, str(part.arguments[0].value).lower()
