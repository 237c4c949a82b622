"""Partial updates: set, add, replace, remove, incr and move, with a condition."""

import copy
from typing import Any

from infra.local.cosmos.definition import Json
from infra.local.cosmos.errors import bad_request, precondition_failed
from infra.local.cosmos.sql.query import run
from infra.local.cosmos.sql.values import is_number

OPERATIONS_MAX = 10
"""Operations of one patch."""


def patched(document: Json, request: Any) -> Json:
    """Return the document with the request's operations done in order. Raises CosmosError."""
    body = request if isinstance(request, dict) else {"operations": request}
    condition = body.get("condition")
    if condition and not run(f"SELECT * {condition}", {}, [document]):
        raise precondition_failed()
    operations = body.get("operations") or []
    if not 1 <= len(operations) <= OPERATIONS_MAX:
        raise bad_request(f"A patch has 1 to {OPERATIONS_MAX} operations.")
    changed = copy.deepcopy(document)
    for operation in operations:
        _apply(changed, operation)
    if changed.get("id") != document["id"]:
        raise bad_request("A patch cannot change the id.")
    return changed


def _apply(document: Json, operation: Json) -> None:
    kind = str(operation["op"]).lower()
    path = _steps(operation["path"])
    if kind == "move":
        source = _steps(operation["from"])
        holder, name = _holder(document, source)
        value = _take(holder, name, operation["from"])
        _set(*_holder(document, path), value, insert=True)
        return
    holder, name = _holder(document, path)
    match kind:
        case "set" | "add":
            _set(holder, name, operation["value"], insert=kind == "add")
        case "replace":
            _current(holder, name, operation["path"])
            _set(holder, name, operation["value"], insert=False)
        case "remove":
            _take(holder, name, operation["path"])
        case "incr" | "increment":
            before = holder.get(name, 0) if isinstance(holder, dict) else _current(holder, name, name)
            if not is_number(before):
                raise bad_request(f"{operation['path']} is no number.")
            _set(holder, name, before + operation["value"], insert=False)
        case _:
            raise bad_request(f"There is no patch operation {kind}.")


def _steps(path: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in path.strip("/").split("/")]


def _holder(document: Any, path: list[str]) -> tuple[Any, str]:
    for step in path[:-1]:
        document = _current(document, step, "/".join(path))
    if not isinstance(document, dict | list):
        raise bad_request(f"/{'/'.join(path)} stands in neither an object nor an array.")
    return document, path[-1]


def _current(holder: Any, name: str, path: str) -> Any:
    try:
        return holder[int(name)] if isinstance(holder, list) else holder[name]
    except (KeyError, IndexError, ValueError, TypeError):
        raise bad_request(f"There is nothing at {path}.") from None


def _take(holder: Any, name: str, path: str) -> Any:
    _current(holder, name, path)
    return holder.pop(int(name) if isinstance(holder, list) else name)


def _set(holder: Any, name: str, value: Any, *, insert: bool) -> None:
    if isinstance(holder, dict):
        holder[name] = value
    elif name == "-":
        holder.append(value)
    elif not name.isdigit() or int(name) > len(holder):
        raise bad_request(f"An array has no place {name}.")
    elif insert or int(name) == len(holder):
        holder.insert(int(name), value)
    else:
        holder[int(name)] = value
