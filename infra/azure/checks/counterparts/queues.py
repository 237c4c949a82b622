"""Queues: the template's, the bench's, and those that functions read."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from infra.azure.checks.counterparts.functions import FRAGMENTS, Function, last_name, missing
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.local.servicebus.topology import QueueSettings
from infra.local.standins import TOPOLOGY


def findings(deployment: Deployment, functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Give queues that one side lacks, and settings in which they differ."""
    made = {
        last_name(each): each.body["properties"]
        for each in deployment.of("Microsoft.ServiceBus/namespaces/queues")
    }
    stood_in = {each.name: each for each in TOPOLOGY.queues}
    read = {
        str(each.trigger["queueName"]).partition("/")[0]
        for each in functions
        if each.trigger["type"] == "serviceBusTrigger"
    }
    fragment = f"{FRAGMENTS}/30-service-bus.json"
    yield from missing("queues", set(stood_in), set(made), code="infra/local/standins.py", template=fragment)
    yield from missing("queues", read, set(made), code="function_app.py", template=fragment)
    for name in sorted(made.keys() & stood_in.keys()):
        yield from _queue_findings(name, made[name], stood_in[name])


def _queue_findings(name: str, made: Mapping[str, Any], bench: QueueSettings) -> Iterator[Finding]:
    pairs = {
        "maxDeliveryCount": (made.get("maxDeliveryCount", 10), bench.max_delivery_count),
        "lockDuration": (seconds(made.get("lockDuration", "PT1M")), bench.lock_duration_s),
        "requiresSession": (made.get("requiresSession", False), bench.requires_session),
        "requiresDuplicateDetection": (
            made.get("requiresDuplicateDetection", False),
            bench.requires_duplicate_detection,
        ),
        "duplicateDetectionHistoryTimeWindow": (
            seconds(made.get("duplicateDetectionHistoryTimeWindow", "PT10M")),
            bench.duplicate_detection_window_s,
        ),
        "deadLetteringOnMessageExpiration": (
            made.get("deadLetteringOnMessageExpiration", False),
            bench.dead_lettering_on_expiration,
        ),
        "defaultMessageTimeToLive": (
            seconds(made["defaultMessageTimeToLive"]) if "defaultMessageTimeToLive" in made else None,
            bench.default_ttl_s,
        ),
    }
    for setting in sorted(made.keys() - pairs.keys() - {"enableBatchedOperations"}):
        yield Finding("queues", f"{name}.{setting}", "is set; the bench serves queues without it")
    for setting, (deployed, local) in pairs.items():
        if deployed != local:
            yield Finding("queues", f"{name}.{setting}", f"is {deployed} deployed and {local} on the bench")


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def seconds(duration: str) -> float:
    """Return the length of an ISO 8601 duration of days and less. Raises ValueError."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        message = f"{duration!r} is no duration of days, hours, minutes and seconds"
        raise ValueError(message)
    days, hours, minutes, rest = (int(each or 0) for each in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=rest).total_seconds()
