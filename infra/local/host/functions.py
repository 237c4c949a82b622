"""Functions as the runtime describes them, and which of them this host can run."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infra.local.host.errors import UnusableBinding

HTTP_TRIGGER = "httpTrigger"
SERVICE_BUS_TRIGGER = "serviceBusTrigger"
BLOB_TRIGGER = "blobTrigger"
TIMER_TRIGGER = "timerTrigger"
TRIGGERS = frozenset({HTTP_TRIGGER, SERVICE_BUS_TRIGGER, BLOB_TRIGGER, TIMER_TRIGGER})


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding of a function, with the properties its decorator was given."""

    name: str
    """The Python parameter, or `$return`."""
    type: str
    """Azure's name of the kind, such as `serviceBusTrigger`."""
    direction: str
    """`IN`, `OUT` or `INOUT`."""
    properties: Mapping[str, object]
    """Everything the binding says, under Azure's camelCase names."""

    def text(self, name: str, default: str | None = None) -> str:
        """
        Return a property that must be text, or `default` when the binding does not say.

        Raises:
            UnusableBinding: the property is absent without a default, or is not text.
        """
        value = self.properties.get(name, default)
        if not isinstance(value, str):
            raise UnusableBinding(f"{self.type} {self.name!r}: expected a text as {name!r}, got {value!r}")
        return value

    def flag(self, name: str) -> bool:
        """Return whether a property is true; absent means false."""
        return self.properties.get(name) is True


@dataclass(frozen=True, slots=True)
class HostedFunction:
    """One function of the app."""

    name: str
    """Its name, unique in the app."""
    function_id: str
    """The runtime's handle for it."""
    bindings: Sequence[Binding]
    """All bindings, in the order the runtime gives them."""
    has_retry_policy: bool
    """Whether the app decorated it with `@app.retry`."""
    is_disabled: bool
    """Whether a setting switches it off: no listener, no route, still there for the admin API."""

    @property
    def trigger(self) -> Binding:
        """The one binding that starts it."""
        for binding in self.bindings:
            if binding.type.lower().endswith("trigger"):
                return binding
        raise UnusableBinding(f"function {self.name!r} has no trigger")


def parse_binding(raw: str) -> Binding:
    """
    Return the binding that one raw JSON text of the runtime describes.

    Raises:
        UnusableBinding: the text is not such a description.
    """
    try:
        properties = json.loads(raw)
        name, kind = properties["name"], properties["type"]
        return Binding(str(name), str(kind), str(properties.get("direction", "IN")).upper(), properties)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableBinding(f"not a binding: {raw[:200]!r}") from error


def obstacles(function: HostedFunction) -> Iterator[str]:
    """Yield one sentence for each reason why this host cannot start the function."""
    trigger = function.trigger
    if trigger.type not in TRIGGERS:
        yield f"the trigger {trigger.type!r} is not imitated"
    for binding in function.bindings:
        if binding is not trigger and binding.direction != "OUT":
            yield f"the input binding {binding.type!r} of parameter {binding.name!r} is not imitated"
        deferred = binding.properties.get("properties")
        if isinstance(deferred, dict) and deferred.get("SupportsDeferredBinding"):
            yield f"the SDK type of parameter {binding.name!r} is not imitated"
    if trigger.type == SERVICE_BUS_TRIGGER:
        if str(trigger.properties.get("cardinality", "ONE")).upper() != "ONE":
            yield "batches of Service Bus messages (cardinality many) are not imitated"
        if trigger.flag("isSessionsEnabled"):
            yield "Service Bus sessions are not imitated"


def caveats(function: HostedFunction) -> Iterator[str]:
    """Yield one sentence for each thing the function asks for that will not happen here."""
    if function.has_retry_policy:
        azure = "Azure retries here" if function.trigger.type == TIMER_TRIGGER else "Azure ignores it too"
        yield f"@app.retry on a {function.trigger.type} is ignored ({azure})"
    for binding in function.bindings:
        if binding.direction != "IN" and binding.type != "http":
            yield f"the output binding {binding.type!r} of parameter {binding.name!r} is dropped"
