"""
The functions of template expressions, as far as templates here use them.

Source: "ARM template functions" (learn.microsoft.com, 2026). A function that is not in the table is an error,
and so is one called with too few or too many arguments, or with one of another kind.
"""

import base64
import hashlib
import ipaddress
import json
import re
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

type Value = Any
"""What JSON holds, or `Later`."""


class BadTemplate(ValueError):
    """Azure would refuse to evaluate this; the message says why."""


class Later(str):
    """Text that is known only while deploying, standing as the call that will give it."""

    __slots__ = ()


GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
"""Namespace of `guid()`, the one Azure uses, so that names here are the names there."""

_SUFFIX_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_SUFFIX_LENGTH = 13


class Signature(NamedTuple):
    """How a function is called."""

    least: int
    most: int
    kinds: tuple[type | tuple[type, ...], ...]
    """Of the first arguments; the last one stands for all that follow."""
    function: Callable[..., Value]


def call(name: str, arguments: list[Value]) -> Value:
    """Return what the function gives. Raises BadTemplate."""
    signature = FUNCTIONS.get(name.lower())
    if signature is None:
        raise BadTemplate(f"there is no function {name}")
    check_count(name, len(arguments))
    for place, argument in enumerate(arguments):
        wanted = signature.kinds[min(place, len(signature.kinds) - 1)]
        # A truth value is no number to Azure, though it is one to Python.
        is_wrong = not isinstance(argument, wanted) or (isinstance(argument, bool) and wanted is int)
        if is_wrong and not isinstance(argument, Later):
            raise BadTemplate(f"{name}: argument {place + 1} is {_shown(argument)}")
    try:
        value = signature.function(*arguments)
    except (LookupError, TypeError, ValueError) as error:
        raise BadTemplate(f"{name}: {error}") from error
    if isinstance(value, str) and any(isinstance(each, Later) for each in arguments):
        return Later(value)
    return value


def check_count(name: str, count: int) -> None:
    """Raise BadTemplate where the function is unknown or not called with so many arguments."""
    signature = FUNCTIONS.get(name.lower()) or DEFERRED.get(name.lower())
    if signature is None:
        raise BadTemplate(f"there is no function {name}")
    if not signature.least <= count <= signature.most:
        raise BadTemplate(f"{name} takes {signature.least} to {signature.most} arguments, not {count}")


def _shown(value: Value) -> str:
    return f"{type(value).__name__} {json.dumps(value)[:40]}"


def resource_id(prefix: str, arguments: tuple[str, ...]) -> str:
    """Return the id of a resource: its type, then a name for each part of the type. Raises BadTemplate."""
    place = next((i for i, each in enumerate(arguments) if "/" in each and not each.startswith("/")), None)
    if place is None:
        raise BadTemplate(f"resourceId: no resource type among {', '.join(arguments)}")
    namespace, *kinds = arguments[place].split("/")
    names = arguments[place + 1 :]
    if len(kinds) != len(names):
        raise BadTemplate(f"resourceId: {arguments[place]} needs {len(kinds)} names, not {len(names)}")
    if "" in names:
        raise BadTemplate(f"resourceId: an empty name for {arguments[place]}")
    path = "/".join(f"{kind}/{name}" for kind, name in zip(kinds, names, strict=True))
    return f"{prefix}/providers/{namespace}/{path}"


def find_key(target: dict[str, Value], name: str) -> str:
    """Return the key as the object spells it. Raises BadTemplate: there is none."""
    if name in target:
        return name
    for key in target:
        if key.lower() == name.lower():
            return key
    raise BadTemplate(f"there is no {name!r} among {', '.join(target) or 'nothing'}")


def _concat(*parts: Value) -> Value:
    if all(isinstance(each, list) for each in parts):
        return [item for part in parts for item in part]
    if any(isinstance(each, list) for each in parts):
        raise BadTemplate("concat: texts and arrays do not mix")
    return "".join(_text(each) for each in parts)


def _text(value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "True" if value else "False"
        case None:
            return ""
        case _:
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


_PLACE = re.compile(r"\{(\d+)(?::[^}]*)?\}")


def _format(text: str, *values: Value) -> str:
    return _PLACE.sub(lambda found: _text(values[int(found[1])]), text)


def _unique_string(*parts: str) -> str:
    # Azure's own hash is not published; this one has its alphabet and its length.
    digest = hashlib.sha256("-".join(parts).encode()).digest()
    return "".join(_SUFFIX_LETTERS[byte % 32] for byte in digest[:_SUFFIX_LENGTH])


def _union(*parts: Value) -> Value:
    if all(isinstance(each, list) for each in parts):
        made: list[Value] = []
        for each in (item for part in parts for item in part):
            if each not in made:
                made.append(each)
        return made
    if all(isinstance(each, dict) for each in parts):
        return _merged(*parts)
    raise BadTemplate("union: objects and arrays do not mix")


def _merged(*parts: dict[str, Value]) -> dict[str, Value]:
    made: dict[str, Value] = {}
    for part in parts:
        for key, value in part.items():
            known = made.get(key)
            made[key] = (
                _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
            )
    return made


def _contains(target: Value, wanted: Value) -> bool:
    if isinstance(target, dict):
        return any(key.lower() == str(wanted).lower() for key in target)
    return wanted in target


def _create_object(*parts: Value) -> dict[str, Value]:
    if len(parts) % 2:
        raise BadTemplate("createObject: a key has no value")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _substring(text: str, start: int, length: int | None = None) -> str:
    end = len(text) if length is None else start + length
    if not 0 <= start <= end <= len(text):
        raise BadTemplate(f"substring: {start} to {end} is outside a text of {len(text)}")
    return text[start:end]


def _split(text: str, marks: Value) -> list[Value]:
    marks = [marks] if isinstance(marks, str) else marks
    parts = re.split("|".join(map(re.escape, marks)), text)
    return [Later(each) for each in parts] if isinstance(text, Later) else list(parts)


def _cidr_subnet(network: str, prefix: int, index: int) -> str:
    whole = ipaddress.ip_network(network)
    count = 2 ** (prefix - whole.prefixlen)
    if not 0 <= index < count:
        raise BadTemplate(f"cidrSubnet: {network} has no subnet {index} of /{prefix}")
    step = whole.num_addresses // count
    return f"{whole.network_address + index * step}/{prefix}"


def _uri(base: str, path: str) -> str:
    # What will be an address must not be taken apart before it is one.
    return f"{base.rstrip('/')}/{path}" if isinstance(base, Later) else urljoin(base, path)


def _bool(value: Value) -> bool:
    text = _text(value).lower()
    if text not in {"true", "false", "1", "0"}:
        raise BadTemplate(f"bool: {text!r} is neither true nor false")
    return text in {"true", "1"}


def _division(first: int, second: int) -> int:
    if second == 0:
        raise BadTemplate("div: by nothing")
    return int(first / second)


def _items(target: dict[str, Value]) -> list[Value]:
    return [{"key": key, "value": target[key]} for key in sorted(target)]


_MANY = 1000
_TEXT_OR_LIST = (str, list)
_SIZED = (str, list, dict)
_SIMPLE = (str, int, bool)

FUNCTIONS: dict[str, Signature] = {
    "add": Signature(2, 2, (int,), lambda a, b: a + b),
    "array": Signature(1, 1, (object,), lambda a: a if isinstance(a, list) else [a]),
    "base64": Signature(1, 1, (str,), lambda a: base64.b64encode(a.encode()).decode()),
    "bool": Signature(1, 1, (_SIMPLE,), _bool),
    "cidrsubnet": Signature(3, 3, (str, int), _cidr_subnet),
    "coalesce": Signature(
        1, _MANY, (object,), lambda *a: next((each for each in a if each is not None), None)
    ),
    "concat": Signature(1, _MANY, ((str, int, bool, list),), _concat),
    "contains": Signature(2, 2, (_SIZED, object), _contains),
    "createarray": Signature(0, _MANY, (object,), lambda *a: list(a)),
    "createobject": Signature(0, _MANY, (object,), _create_object),
    "div": Signature(2, 2, (int,), _division),
    "empty": Signature(1, 1, ((str, list, dict, type(None)),), lambda a: not a),
    "endswith": Signature(2, 2, (str,), lambda a, b: a.lower().endswith(b.lower())),
    "equals": Signature(2, 2, (object,), lambda a, b: type(a) is type(b) and a == b),
    "extensionresourceid": Signature(3, _MANY, (str,), lambda scope, *a: resource_id(scope, a)),
    "false": Signature(0, 0, (object,), lambda: False),
    "first": Signature(1, 1, (_TEXT_OR_LIST,), lambda a: a[0]),
    "format": Signature(1, _MANY, (str, object), _format),
    "greater": Signature(2, 2, ((int, str),), lambda a, b: a > b),
    "greaterorequals": Signature(2, 2, ((int, str),), lambda a, b: a >= b),
    "guid": Signature(1, _MANY, (str,), lambda *a: str(uuid.uuid5(GUIDS, "-".join(a)))),
    "indexof": Signature(
        2, 2, (_TEXT_OR_LIST, object), lambda a, b: a.find(b) if isinstance(a, str) else a.index(b)
    ),
    "int": Signature(1, 1, (_SIMPLE,), int),
    "items": Signature(1, 1, (dict,), _items),
    "join": Signature(2, 2, (list, str), lambda a, b: b.join(a)),
    "json": Signature(1, 1, (str,), json.loads),
    "last": Signature(1, 1, (_TEXT_OR_LIST,), lambda a: a[-1]),
    "length": Signature(1, 1, (_SIZED,), len),
    "less": Signature(2, 2, ((int, str),), lambda a, b: a < b),
    "lessorequals": Signature(2, 2, ((int, str),), lambda a, b: a <= b),
    "max": Signature(1, _MANY, ((int, list),), lambda *a: max(a[0] if isinstance(a[0], list) else a)),
    "min": Signature(1, _MANY, ((int, list),), lambda *a: min(a[0] if isinstance(a[0], list) else a)),
    "mod": Signature(2, 2, (int,), lambda a, b: a % b),
    "mul": Signature(2, 2, (int,), lambda a, b: a * b),
    "not": Signature(1, 1, (bool,), lambda a: not a),
    "null": Signature(0, 0, (object,), lambda: None),
    "padleft": Signature(2, 3, ((str, int), int, str), lambda a, b, c=" ": str(a).rjust(b, c)),
    "range": Signature(2, 2, (int,), lambda a, b: list(range(a, a + b))),
    "replace": Signature(3, 3, (str,), lambda a, b, c: a.replace(b, c)),
    "skip": Signature(2, 2, (_TEXT_OR_LIST, int), lambda a, b: a[b:]),
    "split": Signature(2, 2, (str, _TEXT_OR_LIST), _split),
    "startswith": Signature(2, 2, (str,), lambda a, b: a.lower().startswith(b.lower())),
    "string": Signature(1, 1, (object,), _text),
    "sub": Signature(2, 2, (int,), lambda a, b: a - b),
    "substring": Signature(2, 3, (str, int), _substring),
    "take": Signature(2, 2, (_TEXT_OR_LIST, int), lambda a, b: a[:b]),
    "tenantresourceid": Signature(2, _MANY, (str,), lambda *a: resource_id("", a)),
    "tolower": Signature(1, 1, (str,), lambda a: a.lower()),
    "toupper": Signature(1, 1, (str,), lambda a: a.upper()),
    "trim": Signature(1, 1, (str,), lambda a: a.strip()),
    "true": Signature(0, 0, (object,), lambda: True),
    "union": Signature(1, _MANY, ((list, dict),), _union),
    "uniquestring": Signature(1, _MANY, (str,), _unique_string),
    "uri": Signature(2, 2, (str,), _uri),
    "uricomponent": Signature(1, 1, (str,), lambda a: quote(a, safe="")),
}
"""Functions of their arguments alone."""


def _nothing(*_arguments: Value) -> Value:
    raise BadTemplate("this function needs the deployment")


DEFERRED: dict[str, Signature] = {
    name: Signature(least, most, (object,), _nothing)
    for name, (least, most) in {
        "and": (2, _MANY),
        "copyindex": (0, 2),
        "deployment": (0, 0),
        "environment": (0, 0),
        "if": (3, 3),
        "listkeys": (2, 3),
        "newguid": (0, 0),
        "or": (2, _MANY),
        "parameters": (1, 1),
        "reference": (1, 3),
        "resourcegroup": (0, 0),
        "resourceid": (2, _MANY),
        "subscription": (0, 0),
        "subscriptionresourceid": (2, _MANY),
        "tenant": (0, 0),
        "utcnow": (0, 1),
        "variables": (1, 1),
    }.items()
}
"""Functions of the deployment, which the evaluator knows."""
