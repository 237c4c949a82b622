"""
Telemetry: every query names only what the app emits.

What reaches Azure Monitor is the host's own record of each call (`AppRequests`, `AppExceptions`), each log
line's text (`AppTraces`) and Azure's metrics. The values that the code hands to a log line as `extra` do not:
the Functions worker passes on the text alone. So no query may ask for them.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from infra.azure.checks.counterparts.functions import ROOT, Function
from infra.azure.checks.counterparts.queues import seconds
from infra.azure.checks.documents import lookup, places
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding

COLUMNS: Mapping[str, frozenset[str]] = {
    "AppTraces": frozenset("TimeGenerated Message SeverityLevel ItemCount OperationName".split()),
    "AppRequests": frozenset(
        "TimeGenerated Name Success DurationMs ResultCode ItemCount OperationName".split()
    ),
    "AppExceptions": frozenset("TimeGenerated ExceptionType OuterMessage ItemCount OperationName".split()),
    "AzureMetrics": frozenset(
        "TimeGenerated ResourceProvider Resource MetricName Maximum Average Total".split()
    ),
}
"""Tables that are filled, and of their columns those in use here (Azure Monitor reference, 2026)."""

WORDS = frozenset(
    "where and or not in has summarize by bin sum sumif count max min percentile extend project case "
    "iff round order "
    "desc asc render timechart columnchart true false h m d".split()
)
"""Of the query language, as far as queries here use it."""

METRICS = frozenset({"ActiveMessages", "DeadletteredMessages"})
"""Service Bus metrics that queries and alerts use."""


class Query(NamedTuple):
    """One query and where it is asked."""

    where: str
    text: str


def findings(deployment: Deployment, functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Give what queries ask for and nobody emits."""
    yield from sampling_findings(deployment, json.loads((ROOT / "host.json").read_bytes()))
    names = {each.name for each in functions}
    for query in queries(deployment):
        yield from query_findings(query, names, log_messages())
    for alert in deployment.of("Microsoft.Insights/scheduledQueryRules"):
        properties = alert.body["properties"]
        if not _fits(properties["evaluationFrequency"], properties["windowSize"]):
            yield Finding("telemetry", alert.where, "looks less often than it looks back, or at no time")
    for kind in ("scheduledQueryRules", "metricAlerts"):
        for alert in deployment.of(f"Microsoft.Insights/{kind}"):
            properties = alert.body["properties"]
            if properties["enabled"] is not True or properties["severity"] not in SEVERITIES:
                yield Finding("telemetry", alert.where, "is off, or of no severity there is")
    for alert in deployment.of("Microsoft.Insights/metricAlerts"):
        for criterion in alert.body["properties"]["criteria"]["allOf"]:
            if criterion["metricName"] not in METRICS:
                yield Finding("telemetry", alert.where, f"there is no metric {criterion['metricName']}")


SEVERITIES = range(5)
"""Critical to verbose."""


def _fits(every: str, over: str) -> bool:
    """Whether an alert that looks so often, so far back, misses nothing."""
    try:
        return 0 < seconds(every) <= seconds(over)
    except ValueError:
        return False


SAMPLED: Mapping[str, str] = {"AppExceptions": "Exception", "AppRequests": "Request", "AppTraces": "Trace"}
"""By table, how `host.json` calls what fills it."""


def sampling_findings(deployment: Deployment, host: Mapping[str, Any]) -> Iterator[Finding]:
    """Give alerts that might not see the one thing they wait for, because only a sample of it is kept."""
    settings = lookup(dict(host), "logging.applicationInsights.samplingSettings") or {}
    kept = str(settings.get("excludedTypes", "")).split(";")
    if settings.get("isEnabled", True) is False:
        return
    for alert in deployment.of("Microsoft.Insights/scheduledQueryRules"):
        for criterion in alert.body["properties"]["criteria"]["allOf"]:
            table = criterion["query"].partition("|")[0].strip()
            if SAMPLED.get(table, "") not in kept:
                yield Finding("telemetry", alert.where, f"host.json keeps but a sample of {table}")


def queries(deployment: Deployment) -> Iterator[Query]:
    """Give every query of alerts and workbooks."""
    for alert in deployment.of("Microsoft.Insights/scheduledQueryRules"):
        for criterion in alert.body["properties"]["criteria"]["allOf"]:
            yield Query(alert.name, criterion["query"])
    for workbook in deployment.of("Microsoft.Insights/workbooks"):
        for place in places(json.loads(workbook.body["properties"]["serializedData"])):
            if place.key == "query" and isinstance(place.value, str):
                yield Query(f"workbook {place.parents[1].get('name')}", place.value)


def query_findings(query: Query, functions: set[str], messages: frozenset[str]) -> Iterator[Finding]:
    """Give what one query asks for in vain."""
    table = query.text.partition("|")[0].strip()
    columns = COLUMNS.get(table)
    if columns is None:
        yield Finding("telemetry", query.where, f"nothing fills the table {table}")
        return
    for message in _texts(r"Message\s+has", query.text):
        if not any(message in each for each in messages):
            yield Finding("telemetry", query.where, f"nothing logs {message!r}")
    for name in _texts(r"\bName\s*==", query.text) + _listed("Name", query.text):
        if name not in functions:
            yield Finding("telemetry", query.where, f"there is no function {name}")
    for name in _texts(r"MetricName\s*==", query.text) + _listed("MetricName", query.text):
        if name not in METRICS:
            yield Finding("telemetry", query.where, f"there is no metric {name}")
    bare = re.sub(r"'[^']*'", "", query.text)
    made = set(re.findall(r"\b([A-Za-z]\w*)\s*=(?![=~])", bare))
    for word in sorted(set(re.findall(r"\b[A-Za-z]\w*", bare)) - made - columns - WORDS - {table}):
        yield Finding("telemetry", query.where, f"{table} has no {word} that anybody fills")


def _texts(before: str, query: str) -> list[str]:
    return re.findall(before + r"\s*'([^']*)'", query)


def _listed(column: str, query: str) -> list[str]:
    lists = re.findall(rf"\b{column}\s+in\s*\(([^)]*)\)", query)
    return [each for part in lists for each in re.findall(r"'([^']*)'", part)]


@cache
def log_messages() -> frozenset[str]:
    """Return every constant message that the app's code logs."""
    return frozenset(
        message
        for path in sorted((ROOT / "shared").rglob("*.py"))
        for message in _logged(ast.parse(path.read_bytes()))
    )


LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def _logged(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="logger"), attr=level),
                args=[ast.Constant(value=str(message)), *_],
            ) if level in LEVELS:
                yield message
            case _:
                pass
