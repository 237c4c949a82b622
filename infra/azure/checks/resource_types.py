"""
What Azure's own descriptions say about the resources a template uses, kept beside this module.

`python -m infra.azure.checks.resource_types FOLDER` writes them anew from a checkout of Azure/bicep-types-az
(MIT), the types that Bicep itself checks against. Only the resources that `mainTemplate.json` uses are kept,
without their descriptions, and the names of newer versions of each.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from infra.azure.build import TEMPLATE

FILE = Path(__file__).with_name("resource_types.json")

SOURCE = "Azure/bicep-types-az@1f896de2db966ad91e8f7d7d981e11d32e4f5d8d (2026-08-20, MIT)"

type Type = dict[str, Any]
"""One type as Bicep writes it: its `$type`, and references to others as `{"$ref": "#/7"}`."""


@dataclass(frozen=True)
class ResourceTypes:
    """The descriptions."""

    resources: dict[str, int]
    """`Microsoft.Web/sites@2025-03-01` to the place of its body's type, in lower case."""
    types: list[Type]
    versions: dict[str, list[str]]
    """By resource type in lower case: the version described and every newer one, oldest first."""

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return the descriptions kept here."""
        document = json.loads(FILE.read_bytes())
        return cls(document["resources"], document["types"], document["versions"])

    def body(self, kind: str, version: str) -> Type | None:
        """Return the type of a resource's body, or None if it is not described."""
        place = self.resources.get(f"{kind}@{version}".lower())
        return None if place is None else self.types[place]

    def follow(self, reference: Type) -> Type:
        """Return what a reference points to."""
        return self.types[_place(reference)]


def _place(reference: Type) -> int:
    return int(str(reference["$ref"]).rpartition("/")[2])


def gather(folder: Path, wanted: set[tuple[str, str]]) -> Type:
    """
    Return the document that `ResourceTypes` is loaded from.

    Raises:
        LookupError: a wanted type and version are not in the folder.
    """
    kept = _Kept()
    resources: dict[str, int] = {}
    versions: dict[str, list[str]] = {}
    for kind, version in sorted(wanted):
        described = dict(_described(folder, kind))
        if version not in described:
            raise LookupError(f"{kind}@{version} is not described in {folder}")
        path = described[version]
        body = next(each["body"] for each in kept.load(path) if _is(each, kind, version))
        resources[f"{kind}@{version}".lower()] = kept.keep(path, _place(body))
        newer = {each for each in described if each >= version}
        versions[kind.lower()] = sorted(newer | set(versions.get(kind.lower(), ())))
    return {"source": SOURCE, "resources": resources, "versions": versions, "types": kept.types}


def _described(folder: Path, kind: str) -> Iterator[tuple[str, Path]]:
    namespace = kind.partition("/")[0].lower()
    for path in sorted(folder.glob(f"generated/*/{namespace}/*/types.json")):
        version = path.parent.name
        if f'"{kind}@{version}"'.lower() in path.read_text(encoding="utf-8").lower():
            yield version, path


def _is(each: Type, kind: str, version: str) -> bool:
    return bool(each["$type"] == "ResourceType" and each["name"].lower() == f"{kind}@{version}".lower())


class _Kept:
    """Types out of many files under new numbers, each once."""

    def __init__(self) -> None:
        self.types: list[Type] = []
        self._files: dict[Path, list[Type]] = {}
        self._places: dict[tuple[Path, int], int] = {}

    def load(self, path: Path) -> list[Type]:
        """Return a file's types."""
        if path not in self._files:
            self._files[path] = json.loads(path.read_bytes())
        return self._files[path]

    def keep(self, path: Path, first: int) -> int:
        """Take a type over with all it refers to, and return its place."""
        waiting = [first]
        while waiting:
            old = waiting.pop()
            place = self._place(path, old)
            if self.types[place]:
                continue
            bare = self.types[place] = _without_descriptions(self.load(path)[old])
            for reference in _references(bare):
                target = _place(reference)
                waiting.append(target)
                reference["$ref"] = f"#/{self._place(path, target)}"
        return self._place(path, first)

    def _place(self, path: Path, old: int) -> int:
        key = (path, old)
        if key not in self._places:
            self._places[key] = len(self.types)
            self.types.append({})
        return self._places[key]


def _without_descriptions(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_descriptions(each)
            for name, each in value.items()
            if not (name == "description" and isinstance(each, str))
        }
    if isinstance(value, list):
        return [_without_descriptions(each) for each in value]
    return value


def _references(value: Any) -> Iterator[Type]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value
        else:
            for each in value.values():
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def _render(document: Type) -> str:
    """One type a line, so that a change of one is a change of one line."""
    types = ",\n".join(json.dumps(each, separators=(",", ":")) for each in document["types"])
    head = json.dumps({**document, "types": []}, indent=1)
    return head.replace('"types": []', f'"types": [\n{types}\n]') + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the descriptions that the template needs."""
    parser = ArgumentParser(prog="python -m infra.azure.checks.resource_types", description=__doc__)
    parser.add_argument("folder", type=Path, help="checkout of Azure/bicep-types-az")
    arguments = parser.parse_args(argv)
    template = json.loads(TEMPLATE.read_bytes())
    wanted = {(each["type"], each["apiVersion"]) for each in template["resources"]}
    FILE.write_text(_render(gather(arguments.folder, wanted)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
