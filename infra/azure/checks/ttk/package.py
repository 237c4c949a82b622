"""What arm-ttk's rules look at: the files of a package, parsed and as they are written."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from infra.azure.checks.documents import places


@dataclass(frozen=True)
class Package:
    """A template and the portal page that asks for its parameters."""

    template: dict[str, Any]
    template_text: str
    portal: dict[str, Any] = field(default_factory=dict)
    """createUiDefinition; empty if there is none."""
    portal_text: str = ""

    @property
    def parameters(self) -> dict[str, Any]:
        """The template's parameters."""
        return dict(self.template.get("parameters") or {})

    @property
    def outputs(self) -> dict[str, Any]:
        """What the portal page hands to the template."""
        return dict((self.portal.get("parameters") or {}).get("outputs") or {})

    @property
    def is_generated(self) -> bool:
        """Whether Bicep wrote the template; some rules then rest."""
        generator = (self.template.get("metadata") or {}).get("_generator") or {}
        return bool(generator.get("name") == "bicep")


def load(template_text: str, portal_text: str = "") -> Package:
    """Return the package that these texts make. Raises ValueError: one is not JSON."""
    return Package(
        template=parse(template_text) if template_text else {},
        template_text=template_text,
        portal=parse(portal_text) if portal_text else {},
        portal_text=portal_text,
    )


_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')


def parse(text: str) -> dict[str, Any]:
    """Return a JSON object, comments and trailing commas forgiven as Azure does. Raises ValueError."""
    without_comments = _COMMENT.sub(lambda found: found[1] or "", text)
    document = json.loads(_TRAILING_COMMA.sub(lambda found: found[1] or "", without_comments), strict=False)
    if not isinstance(document, dict):
        message = "a template is a JSON object"
        raise ValueError(message)  # noqa: TRY004 - to the reader it is text that is wrong, not a type
    return document


class Found(NamedTuple):
    """An object that has a key, and where."""

    path: str
    """Of the key."""
    holder: dict[str, Any]
    name: str
    """The key as it is spelt."""
    value: Any
    parents: tuple[Any, ...]
    """What the object lies in, innermost first; objects only."""


def having(document: Any, pattern: str) -> Iterator[Found]:
    """Give every object with a key that matches the whole pattern, whatever its case."""
    for place in places(document):
        if isinstance(place.value, dict):
            for name, value in place.value.items():
                if re.fullmatch(pattern, name, re.IGNORECASE):
                    path = f"{place.path}.{name}" if place.path else name
                    parents = tuple(each for each in place.parents if isinstance(each, dict))
                    yield Found(path, place.value, name, value, parents)


def controls(package: Package, kind: str) -> Iterator[Found]:
    """Give the controls of a type of the portal page."""
    for found in having(package.portal, "type"):
        if isinstance(found.value, str) and found.value.lower() == kind.lower():
            yield found


def get(holder: dict[str, Any], name: str, default: Any = None) -> Any:
    """Return a property whatever its case."""
    return next((value for key, value in holder.items() if key.lower() == name.lower()), default)


def kind_of(parameter: Any) -> str:
    """Return a parameter's type in lower case."""
    return str(get(parameter, "type", "")).lower() if isinstance(parameter, dict) else ""


def is_secure(parameter: Any) -> bool:
    """Whether Azure keeps the parameter's value to itself."""
    return kind_of(parameter) in {"securestring", "secureobject"}


def is_bracketed(text: object) -> bool:
    """Whether the text is meant as an expression, blanks around the brackets forgiven."""
    return isinstance(text, str) and re.match(r"\s*\[.*\]\s*$", text, re.DOTALL) is not None


def is_blank(value: object) -> bool:
    """Whether the value is null, or holds nothing."""
    return value is None or value in ({}, []) or (isinstance(value, str) and not value.strip())


def in_expression(text: str, at: int, *, marks: str = "[") -> bool:
    """Whether the place lies in an expression: going back, one of the marks comes before a quote."""
    for place in range(at, -1, -1):
        if text[place] in f'{marks}"' and text[place - 1 : place] != "\\":
            return text[place] in marks
    return False


def expanded(template: dict[str, Any], text: str) -> Any:
    """Return what a reference to a variable stands for, followed to its end; other texts as they are."""
    value: Any = text
    for _ in range(10):
        found = re.fullmatch(r"\s*\[\s*variables\(\s*'([^']+)'\s*\)(.*)\]\s*", str(value), re.DOTALL)
        if found is None:
            return value
        named = get(template.get("variables") or {}, found[1], value)
        for name in re.findall(r"\.(\w+)", found[2]):
            named = get(named, name, value) if isinstance(named, dict) else value
        if named == value:
            return value
        value = named
    return value
