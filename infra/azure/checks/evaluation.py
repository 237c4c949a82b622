"""
Evaluate a template as Azure would before deploying it: every resource that would be made, with its values.

What only a running deployment knows (`reference`, `list…`) stands as `Later`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.azure.checks.expressions import (
    BadExpression,
    Call,
    Expression,
    Index,
    Literal,
    Property,
    is_expression,
    parse_value,
)
from infra.azure.checks.functions import BadTemplate, Later, Value, call, check_count, find_key, resource_id

COPIES_MAX = 800
"""Copies of one resource that Azure makes (ARM limits, learn.microsoft.com, 2026)."""

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
TENANT = "00000000-0000-0000-0000-0000000000aa"
GROUP = "invoices-rg"
GROUP_ID = f"{SUBSCRIPTION}/resourceGroups/{GROUP}"

_SUBSCRIPTION: Mapping[str, Any] = {
    "id": SUBSCRIPTION,
    "subscriptionId": SUBSCRIPTION.rpartition("/")[2],
    "tenantId": TENANT,
    "displayName": "example",
}

_DEPLOYMENT: Mapping[str, Any] = {
    "name": "deployment",
    "properties": {"templateLink": {"uri": "https://artifacts.example/package/mainTemplate.json"}},
}

_ENVIRONMENT: Mapping[str, Any] = {
    "name": "AzureCloud",
    "resourceManager": "https://management.azure.com/",
    "suffixes": {"storage": "core.windows.net", "keyvaultDns": ".vault.azure.net"},
}


@dataclass(frozen=True)
class Reference:
    """A call that asks a resource while deploying."""

    target: str
    """The resource's id."""
    version: str | None
    """As which it is asked; None is as the template deploys it."""


@dataclass(frozen=True)
class Resource:
    """One resource as it would be deployed."""

    kind: str
    version: str
    name: str
    """With the names of its parents."""
    scope: str | None
    """Id of the resource that this one extends; None for one of the group."""
    enabled: bool
    body: Mapping[str, Any]
    """Everything the provider gets, evaluated."""
    depends_on: tuple[str, ...]
    """Ids, or names of copies."""
    copy: str | None
    """Name of the loop that made it."""
    references: tuple[Reference, ...]

    @property
    def id(self) -> str:
        """Where it will be."""
        return resource_id(self.scope or GROUP_ID, (self.kind, *self.name.split("/")))

    @property
    def where(self) -> str:
        """How findings call it."""
        return f"{self.kind} {self.name}"


@dataclass
class Deployment:
    """What a template comes to."""

    resources: list[Resource] = field(default_factory=list)
    outputs: dict[str, Value] = field(default_factory=dict)
    output_references: list[Reference] = field(default_factory=list)

    @property
    def enabled(self) -> list[Resource]:
        """What would be made."""
        return [each for each in self.resources if each.enabled]

    def of(self, kind: str) -> list[Resource]:
        """What would be made of one type."""
        return [each for each in self.enabled if each.kind.lower() == kind.lower()]


def evaluate(
    template: Mapping[str, Any], parameters: Mapping[str, Value], *, region: str = "westeurope"
) -> Deployment:
    """
    Return what deploying the template with these parameters comes to.

    Raises:
        BadTemplate: Azure would refuse it; the message says where.
    """
    context = _Context(template, parameters, region)
    context.check_parameters()
    deployment = Deployment()
    for place, resource in enumerate(template.get("resources", [])):
        try:
            _check_envelope(resource)
            deployment.resources.extend(_expanded(context, resource))
        except BadTemplate as error:
            raise BadTemplate(f"resources[{place}] {resource.get('type')}: {error}") from error
    for name, output in template.get("outputs", {}).items():
        try:
            _check_output(output)
            if context.value(output.get("condition", True)):
                deployment.outputs[name] = context.value(output["value"])
        except BadTemplate as error:
            raise BadTemplate(f"outputs.{name}: {error}") from error
    deployment.output_references = context.take_references()
    return deployment


def _check_output(output: Mapping[str, Any]) -> None:
    if not {"type", "value"} <= output.keys():
        raise BadTemplate("it has no type or no value")


def _check_envelope(resource: Mapping[str, Any]) -> None:
    for name in ("type", "apiVersion", "name"):
        if not isinstance(resource.get(name), str):
            raise BadTemplate(f"it has no {name}")
    loop = resource.get("copy")
    if loop is not None and not (isinstance(loop, dict) and {"name", "count"} <= loop.keys()):
        raise BadTemplate("its copy needs a name and a count")
    if loop is not None and loop.get("batchSize", 1) < 1:
        raise BadTemplate("its copy makes none at a time")


def _expanded(context: "_Context", resource: Mapping[str, Any]) -> Iterator[Resource]:
    loop = resource.get("copy")
    if loop is None:
        yield _resource(context, resource, None)
        return
    count = context.value(loop["count"])
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= COPIES_MAX:
        raise BadTemplate(f"copy {loop.get('name')}: count is {count!r}")
    for index in range(count):
        context.index = index
        yield _resource(context, resource, str(loop["name"]))
    context.index = None


NOT_BODY = frozenset({"apiVersion", "comments", "condition", "copy", "dependsOn", "name", "scope", "type"})
"""Properties of a resource that are the deployment's and not the provider's."""


def _resource(context: "_Context", resource: Mapping[str, Any], loop: str | None) -> Resource:
    enabled = context.value(resource.get("condition", True))
    if not isinstance(enabled, bool):
        raise BadTemplate(f"condition is {enabled!r}")
    name = context.value(resource["name"])
    kind = resource["type"]
    if not isinstance(name, str) or kind.count("/") != name.count("/") + 1:
        raise BadTemplate(f"the name {name!r} has not as many parts as its type")
    scope = context.value(resource.get("scope"))
    # Azure evaluates nothing more of a resource that it will not make.
    body = (
        {key: context.value(each) for key, each in resource.items() if key not in NOT_BODY} if enabled else {}
    )
    depends_on = tuple(context.value(each) for each in resource.get("dependsOn", []))
    if not all(isinstance(each, str) for each in depends_on):
        raise BadTemplate("it waits for something that is no name")
    return Resource(
        kind=kind,
        version=resource["apiVersion"],
        name=name,
        scope=scope,
        enabled=enabled,
        body=body,
        depends_on=depends_on,
        copy=loop,
        references=tuple(context.take_references()),
    )


class _Context:
    """One evaluation: the parameters given, the variables known so far, the loop's index."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, Value], region: str) -> None:
        self.index: int | None = None
        self._declared = template.get("parameters", {})
        self._given = {name.lower(): value for name, value in parameters.items()}
        self._variables = template.get("variables", {})
        self._known: dict[str, Value] = {}
        self._open: list[str] = []
        self._references: list[Reference] = []
        self._region = region

    def check_parameters(self) -> None:
        """Raise BadTemplate where a parameter is missing, unknown, or not as declared."""
        names = {name.lower() for name in self._declared}
        if unknown := [name for name in self._given if name not in names]:
            raise BadTemplate(f"there is no parameter {', '.join(unknown)}")
        for name, declared in self._declared.items():
            if name.lower() not in self._given and "defaultValue" not in declared:
                raise BadTemplate(f"the parameter {name} needs a value")
            _check_parameter(name, declared, self._parameter(name))

    def take_references(self) -> list[Reference]:
        """Return the references met since the last time."""
        taken, self._references = self._references, []
        return taken

    def value(self, value: Value) -> Value:
        """Return a value of the template with everything in it evaluated. Raises BadTemplate."""
        if isinstance(value, dict):
            return {self.value(key): self.value(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if is_expression(value):
            return self._evaluated(value)
        if isinstance(value, str) and value.startswith("[["):
            return value[1:]
        return value

    def _evaluated(self, text: str) -> Value:
        try:
            return self._of(parse_value(text))
        except BadExpression as error:
            raise BadTemplate(f"{error} in {text}") from error

    def _of(self, expression: Expression) -> Value:
        match expression:
            case Literal():
                return expression.value
            case Property():
                return self._member(self._of(expression.target), expression.name)
            case Index():
                return self._member(self._of(expression.target), self._of(expression.index))
            case Call():
                return self._call(expression)

    def _member(self, target: Value, key: Value) -> Value:
        match target:
            case Later():
                return Later(f"{target}.{key}")
            case dict() if isinstance(key, str):
                return target[find_key(target, key)]
            case list() if isinstance(key, int) and 0 <= key < len(target):
                return target[key]
            case _:
                raise BadTemplate(f"there is no {key!r} in {str(target)[:60]}")

    def _call(self, expression: Call) -> Value:
        name = expression.name.lower()
        check_count(expression.name, len(expression.arguments))
        if name == "if":
            condition, yes, no = expression.arguments
            return self._of(yes if self._truth(condition) else no)
        if name in {"and", "or"}:
            truths = (self._truth(each) for each in expression.arguments)
            return all(truths) if name == "and" else any(truths)
        arguments = [self._of(each) for each in expression.arguments]
        own = self._own.get(name)
        return own(self, arguments) if own else call(expression.name, arguments)

    def _truth(self, expression: Expression) -> bool:
        value = self._of(expression)
        if not isinstance(value, bool):
            raise BadTemplate(f"a condition is {value!r}")
        return value

    def _parameter(self, name: str) -> Value:
        declared = self._declared[find_key(self._declared, name)]
        if name.lower() in self._given:
            return self._given[name.lower()]
        return self.value(declared["defaultValue"])

    def _variable(self, name: str) -> Value:
        key = find_key(self._variables, name)
        if key in self._open:
            raise BadTemplate(f"the variable {key} is made from itself")
        if key not in self._known:
            self._open.append(key)
            self._known[key] = self.value(self._variables[key])
            self._open.pop()
        return self._known[key]

    def _copy_index(self, arguments: list[Value]) -> int:
        if self.index is None:
            raise BadTemplate("copyIndex outside a loop")
        return self.index + next((each for each in arguments if isinstance(each, int)), 0)

    def _reference(self, arguments: list[Value]) -> Later:
        target = str(arguments[0])
        version = str(arguments[1]) if len(arguments) > 1 else None
        self._references.append(Reference(target, version))
        return Later(f"<{target}>")

    def _group(self, _arguments: list[Value]) -> Value:
        return {"id": GROUP_ID, "name": GROUP, "location": self._region, "tags": {}}

    _own: Mapping[str, Callable[["_Context", list[Value]], Value]] = {
        "copyindex": _copy_index,
        "deployment": lambda _self, _a: _DEPLOYMENT,
        "environment": lambda _self, _a: _ENVIRONMENT,
        "listkeys": _reference,
        "newguid": lambda _self, _a: Later("<newGuid>"),
        "parameters": lambda self, a: self._parameter(a[0]),
        "reference": _reference,
        "resourcegroup": _group,
        "resourceid": lambda _self, a: resource_id(GROUP_ID, tuple(a)),
        "subscription": lambda _self, _a: _SUBSCRIPTION,
        "subscriptionresourceid": lambda _self, a: resource_id(SUBSCRIPTION, tuple(a)),
        "tenant": lambda _self, _a: {"tenantId": TENANT},
        "utcnow": lambda _self, _a: Later("<utcNow>"),
        "variables": lambda self, a: self._variable(a[0]),
    }


_KINDS: Mapping[str, type] = {
    "array": list,
    "bool": bool,
    "int": int,
    "object": dict,
    "secureobject": dict,
    "securestring": str,
    "string": str,
}


def _check_parameter(name: str, declared: Mapping[str, Any], value: Value) -> None:
    kind = _KINDS.get(str(declared.get("type")).lower())
    if kind is None:
        raise BadTemplate(f"the parameter {name} has the type {declared.get('type')}")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadTemplate(f"the parameter {name} is {value!r}, no {declared['type']}")
    if "allowedValues" in declared and value not in declared["allowedValues"]:
        raise BadTemplate(f"the parameter {name} is {value!r}, one of {declared['allowedValues']} is allowed")
    if isinstance(value, int) and not declared.get("minValue", value) <= value <= declared.get(
        "maxValue", value
    ):
        raise BadTemplate(f"the parameter {name} is {value}, out of its range")
    if isinstance(value, (str, list)):
        size = len(value)
        if not declared.get("minLength", size) <= size <= declared.get("maxLength", size):
            raise BadTemplate(f"the parameter {name} has a length of {size}")
