"""Hold resources against Azure's descriptions of their types."""

import re
from collections.abc import Iterator
from typing import Any

from infra.azure.checks.evaluation import Deployment, Resource
from infra.azure.checks.findings import Finding
from infra.azure.checks.functions import Later
from infra.azure.checks.resource_types import ResourceTypes, Type

REQUIRED = 1
READ_ONLY = 2
"""Flags of a property, as Bicep numbers them."""

UNDESCRIBED = {
    ("microsoft.web/sites/extensions", "properties"): "one deploy: Azure publishes no description of it",
}
"""Properties that are used on the word of Microsoft's samples, with the reason."""

ENVELOPE = frozenset({"id", "type", "apiVersion", "name", "scope"})


def findings(deployment: Deployment, types: ResourceTypes) -> Iterator[Finding]:
    """Give everything in the deployment's resources that their types do not allow."""
    for resource in deployment.enabled:
        body = types.body(resource.kind, resource.version)
        if body is None:
            yield Finding("type", resource.where, f"{resource.kind}@{resource.version} is not described")
            continue
        checker = _Checker(types, resource)
        value = {**resource.body, "name": resource.name.rpartition("/")[2]}
        for path, message in checker.check(body, value, ""):
            if (resource.kind.lower(), path.partition(".")[0]) not in UNDESCRIBED:
                yield Finding("body", f"{resource.where} {path}", message)


class _Checker:
    def __init__(self, types: ResourceTypes, resource: Resource) -> None:
        self._types = types
        self._resource = resource

    def check(self, described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
        """Give what is wrong with a value, by path."""
        if value is None or isinstance(value, Later):
            return
        match described["$type"]:
            case "ObjectType":
                yield from self._object(described, described["properties"], value, path)
            case "DiscriminatedObjectType":
                yield from self._choice(described, value, path)
            case "ArrayType":
                yield from self._array(described, value, path)
            case "UnionType":
                yield from self._union(described, value, path)
            case "StringLiteralType":
                if value != described["value"]:
                    yield path, f"{value!r}, not {described['value']!r}"
            case "StringType":
                yield from _string(described, value, path)
            case "IntegerType":
                yield from _integer(described, value, path)
            case "BooleanType":
                if not isinstance(value, bool):
                    yield path, f"{value!r}, neither true nor false"
            case _:
                pass

    def _array(self, described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, list):
            yield path, f"{value!r}, no list"
            return
        for index, each in enumerate(value):
            yield from self.check(self._types.follow(described["itemType"]), each, f"{path}[{index}]")

    def _union(self, described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
        members = [self._types.follow(each) for each in described["elements"]]
        if not any(not list(self.check(each, value, path)) for each in members):
            allowed = ", ".join(str(each.get("value", each["$type"])) for each in members)
            yield path, f"{value!r} is none of {allowed}"

    def _choice(self, described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield path, f"{value!r}, no object"
            return
        name = described["discriminator"]
        chosen = described["elements"].get(value.get(name))
        if chosen is None:
            yield path, f"{name} is {value.get(name)!r}, none of {', '.join(described['elements'])}"
            return
        chosen_type = self._types.follow(chosen)
        properties = {**described["baseProperties"], **chosen_type["properties"]}
        yield from self._object(chosen_type, properties, value, path)

    def _object(
        self, described: Type, properties: dict[str, Type], value: Any, path: str
    ) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield path, f"{value!r}, no object"
            return
        for name, declared in properties.items():
            is_given = value.get(name) is not None or (path == "" and name in ENVELOPE)
            if declared.get("flags", 0) & REQUIRED and not is_given:
                yield _joined(path, name), "missing"
        for name, each in value.items():
            yield from self._property(described, properties, name, each, path)

    def _property(
        self, described: Type, properties: dict[str, Type], name: str, value: Any, path: str
    ) -> Iterator[tuple[str, str]]:
        here = _joined(path, name)
        declared = properties.get(name)
        if declared is not None:
            is_envelope = path == "" and name in ENVELOPE
            if declared.get("flags", 0) & READ_ONLY and not is_envelope:
                yield here, "is Azure's to set"
                return
            yield from self.check(self._types.follow(declared["type"]), value, here)
        elif "additionalProperties" in described:
            yield from self.check(self._types.follow(described["additionalProperties"]), value, here)
        else:
            alike = [each for each in properties if each.lower() == name.lower()]
            yield here, f"unknown; is {alike[0]} meant?" if alike else "unknown"


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _string(described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, str):
        yield path, f"{value!r}, no text"
        return
    if not described.get("minLength", 0) <= len(value) <= described.get("maxLength", len(value)):
        yield path, f"{value!r} has a length of {len(value)}"
    if "pattern" in described and not re.search(described["pattern"], value):
        yield path, f"{value!r} is not as {described['pattern']}"


def _integer(described: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield path, f"{value!r}, no whole number"
        return
    if not described.get("minValue", value) <= value <= described.get("maxValue", value):
        yield path, f"{value} is out of range"
