"""All checks of a template in one go."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from infra.azure.checks import (
    ages,
    agreed,
    bodies,
    flex,
    graph,
    keeping,
    names,
    network,
    safety,
    scenarios,
    static,
)
from infra.azure.checks.counterparts import every as counterparts
from infra.azure.checks.counterparts.functions import Function
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.azure.checks.resource_types import ResourceTypes


def template_findings(
    template: Mapping[str, Any], functions: tuple[Function, ...], *, today: date
) -> Iterator[Finding]:
    """Give everything that is wrong with a template in any scenario; a finding may come more than once."""
    yield from static.findings(template)
    yield from graph.unused(template)
    types = ResourceTypes.load()
    yield from ages.findings(template, types, today)
    yield from scenarios.region_findings(template)
    for name, deployment in scenarios.deployments(template):
        if isinstance(deployment, Finding):
            yield deployment
        else:
            yield from _deployment_findings(deployment, types, functions, enterprise="enterprise" in name)
            yield from agreed.findings(template, name, deployment)


def _deployment_findings(
    deployment: Deployment, types: ResourceTypes, functions: tuple[Function, ...], *, enterprise: bool
) -> Iterator[Finding]:
    yield from bodies.findings(deployment, types)
    yield from graph.findings(deployment)
    yield from ages.reference_findings(deployment)
    yield from names.findings(deployment)
    try:
        yield from safety.findings(deployment, enterprise=enterprise)
        yield from keeping.findings(deployment)
        yield from flex.findings(deployment)
        yield from network.findings(deployment)
        yield from counterparts.findings(deployment, functions)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # These checks read bodies as they are here; one that is otherwise cannot be judged, and is not well.
        yield Finding("shape", type(error).__name__, f"a resource lacks what the checks look at: {error}")
