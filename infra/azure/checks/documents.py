"""Walking through JSON documents."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A value in a document."""

    path: str
    """Names and numbers from the top, as `resources[3].properties.sku`."""
    key: str
    """The last name on the way; empty at the top."""
    value: Any
    parents: tuple[Any, ...]
    """What it lies in, innermost first."""


def places(value: Any, path: str = "", key: str = "", parents: tuple[Any, ...] = ()) -> Iterator[Place]:
    """Give every value of a document, what holds before what is held."""
    yield Place(path, key, value, parents)
    inside = (value, *parents)
    if isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, f"{path}.{name}" if path else name, name, inside)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from places(each, f"{path}[{place}]", key, inside)


def texts(value: Any) -> Iterator[Place]:
    """Give every string, and every key that is an expression."""
    for place in places(value):
        if isinstance(place.value, str):
            yield place
        elif isinstance(place.value, dict):
            for name in place.value:
                if name.startswith("["):
                    yield Place(f"{place.path}.{name}", place.key, name, place.parents)


def lookup(value: Any, path: str) -> Any:
    """Return what lies at a path of names without regard to case, or None."""
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = next((each for key, each in value.items() if key.lower() == name.lower()), None)
    return value
