"""Ways to put a defect into the package."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from infra.azure import check
from infra.azure.build import FOLDER
from infra.azure.checks.documents import places
from tests.unit.infra.azure.examples import TODAY

type Document = dict[str, Any]


class Package(NamedTuple):
    """The three files, to be changed at will."""

    template: Document
    page: Document
    view: Document

    @property
    def variables(self) -> Document:
        return self.template["variables"]

    def resource(self, kind: str, name: str = "") -> Document:
        """Return the first resource of a type whose name holds this text."""
        resources = self.template["resources"]
        return next(each for each in resources if each["type"] == kind and name in each["name"])


class Defect(NamedTuple):
    """One change, and the check that finds it."""

    name: str
    put: Callable[[Package], object]
    check: str


STORAGE = "Microsoft.Storage/storageAccounts"
COSMOS = "Microsoft.DocumentDB/databaseAccounts"
BUS = "Microsoft.ServiceBus/namespaces"
VAULT = "Microsoft.KeyVault/vaults"
SITES = "Microsoft.Web/sites"
TOPICS = "Microsoft.EventGrid/systemTopics"


def put(path: str, value: object, kind: str | None = None, name: str = "") -> Callable[[Package], object]:
    """Return a change that sets a value in the template, or in one resource; None takes it away."""

    def change(package: Package) -> None:
        target: Any = package.template if kind is None else package.resource(kind, name)
        *way, last = [int(each) if each.isdigit() else each for each in path.split(".")]
        for each in way:
            target = target[each]
        if value is None:
            del target[last]
        else:
            target[last] = value

    return change


def drop(kind: str, name: str = "") -> Callable[[Package], object]:
    """Return a change that takes a resource out."""
    return lambda package: package.template["resources"].remove(package.resource(kind, name))


def without(path: str, part: str) -> Callable[[Package], object]:
    """Return a change that takes out what holds a text from a list of the template."""

    def change(package: Package) -> None:
        target: Any = package.template
        for each in path.split("."):
            target = target[each]
        target[:] = [each for each in target if part not in json.dumps(each)]

    return change


def add(path: str, value: object) -> Callable[[Package], object]:
    """Return a change that adds to a list of the template."""

    def change(package: Package) -> None:
        target: Any = package.template
        for each in path.split("."):
            target = target[int(each) if each.isdigit() else each]
        target.append(value)

    return change


def text(old: str, new: str) -> Callable[[Package], object]:
    """Return a change of every text in the template."""

    def change(package: Package) -> None:
        for place in list(places(package.template)):
            if isinstance(place.value, (dict, list)):
                items = place.value.items() if isinstance(place.value, dict) else enumerate(place.value)
                for key, each in list(items):
                    if isinstance(each, str):
                        place.value[key] = each.replace(old, new)

    return change


def waits_not(kind: str, part: str, name: str = "") -> Callable[[Package], object]:
    """Return a change after which a resource no longer waits for another."""

    def change(package: Package) -> None:
        resource = package.resource(kind, name)
        resource["dependsOn"] = [each for each in resource["dependsOn"] if part not in each]

    return change


def page(path: str, value: object) -> Callable[[Package], object]:
    """Return a change of the portal page; None takes away."""
    return lambda package: put(path, value)(Package(package.page, {}, {}))


def settings(name: str, value: object) -> Callable[[Package], object]:
    """Return a change of an app setting."""

    def change(package: Package) -> None:
        properties = package.resource("Microsoft.Web/sites/config")["properties"]
        properties.pop(name, None)
        if value is not None:
            properties[name] = value

    return change


@cache
def texts() -> tuple[str, ...]:
    """Return the three files as they are."""
    return tuple((FOLDER / name).read_text(encoding="utf-8") for name in check.FILES)


def is_found(defect: Defect) -> bool:
    """Whether the check that should catch a defect does."""
    package = Package(*map(json.loads, texts()))
    defect.put(package)
    found = check.findings([json.dumps(each) for each in package], TODAY)
    return any(each.check == defect.check for each in found)
