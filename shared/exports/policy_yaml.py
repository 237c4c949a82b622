"""A tenant's policy as people write it: YAML or JSON, with the line and column of each mistake."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from shared.domain.errors import TooLarge, Unprocessable
from shared.domain.gate import PolicyText

MEDIA_TYPE = "application/yaml"

SCHEMA_ID = "urn:invoice-intake:policy:1"
"""Names the published schema."""

POLICY_BYTES_MAX = 64 * 1024
"""Of one text: a thousand lines. The parsed policy travels with the tenant's profile."""

DEPTH_MAX = 20
"""Of nesting: a policy has seven levels."""

PROBLEMS_SHOWN = 20
"""Of one text: who has more starts over."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
"""What YAML reads as no value where it is not in quotes."""

type _Path = tuple[int | str, ...]


class Place(NamedTuple):
    """Where something stands in a text, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


def parse(text: str) -> PolicyText:
    """
    Return the policy that a text says.

    Every value is read as text first, so that neither `no` nor `08:00` turns into what nobody meant.

    Raises:
        TooLarge: it is longer than a policy may be.
        Unprocessable: it is no YAML, or no policy; the message says where and why (`policy.syntax`,
            `policy.invalid`).
    """
    if len(text.encode()) > POLICY_BYTES_MAX:
        raise TooLarge("policy.size", f"A policy has at most {POLICY_BYTES_MAX} bytes.")
    places: dict[_Path, Place] = {}
    try:
        root = _Loader(text).get_single_node()
        value = {} if root is None else _value(root, (), places)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{Place(mark.line + 1, mark.column + 1)}: " if mark else ""
        raise Unprocessable("policy.syntax", f"{at}{error.problem or error.context}.") from None
    except (yaml.YAMLError, ValueError):
        # An unprintable letter, or digits that are no character.
        raise Unprocessable("policy.syntax", "This is no text in YAML.") from None
    try:
        return PolicyText.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [_sentence(each["loc"], each["msg"], places) for each in found]
        raise Unprocessable("policy.invalid", "; ".join(problems[:PROBLEMS_SHOWN])) from None


def render(policy: PolicyText) -> str:
    """Return the policy as YAML, without what it leaves as it is by default."""
    said = policy.model_dump(mode="json", exclude_defaults=True, exclude={"version"})
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True) if said else "{}\n"


@cache
def example() -> str:
    """Return a policy that says something of every kind, with comments: to read and to copy from."""
    return Path(__file__).with_name("policy.example.yaml").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """Return what a policy looks like, as JSON Schema (2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **PolicyText.model_json_schema(),
        "title": "A policy of invoice intake",
    }


class _Loader(yaml.SafeLoader):  # type: ignore[misc] # PyYAML has no types
    """Without aliases, by which a small text could stand for a huge one, and only so deep."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "a policy has no aliases", event.start_mark)
        self._depth += 1
        if self._depth > DEPTH_MAX:
            event = self.peek_event()
            raise yaml.composer.ComposerError(None, None, "this is nested too deeply", event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _value(node: yaml.Node, path: _Path, places: dict[_Path, Place]) -> Any:
    """Return what a node says, in texts, and note where each part stands."""
    places[path] = Place(node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_entries(node, path, places))
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*path, index), places) for index, each in enumerate(node.value)]
    return None if node.style is None and node.value in _NOTHING else node.value


def _entries(node: yaml.MappingNode, path: _Path, places: dict[_Path, Place]) -> Iterator[tuple[str, Any]]:
    known = set()
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else None
        if name is None or name in known:
            problem = "a key is a word" if name is None else f"{name} stands here twice"
            raise yaml.composer.ComposerError(None, None, problem, key.start_mark)
        known.add(name)
        yield name, _value(value, (*path, name), places)
        # A key is where an unknown or missing thing is looked for.
        places[*path, name] = Place(key.start_mark.line + 1, key.start_mark.column + 1)


def _sentence(path: _Path, said: str, places: dict[_Path, Place]) -> str:
    what = ".".join(map(str, path)) or "policy"
    return f"{_place(path, places)}: {what}: {said.removeprefix('Value error, ')}"


def _place(path: _Path, places: dict[_Path, Place]) -> Place:
    """Return where the nearest thing stands that the text has."""
    while path not in places and path:
        path = path[:-1]
    return places.get(path, Place(1, 1))
