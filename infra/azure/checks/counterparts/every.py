"""
The template against the code and the bench: what one names, the other has.

A finding says which side lacks what, so that whoever adds a queue, a container, a setting or a function on
one side learns where the other is.
"""

from collections.abc import Iterator

from infra.azure.checks.counterparts import blobs, cosmos, drop, keys, queues, roles, settings, telemetry
from infra.azure.checks.counterparts.functions import Function
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding


def findings(deployment: Deployment, functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Give what one side names and the other lacks."""
    yield from queues.findings(deployment, functions)
    yield from blobs.findings(deployment)
    yield from cosmos.findings(deployment)
    yield from keys.findings(deployment)
    yield from drop.findings(deployment)
    yield from roles.findings(deployment)
    yield from settings.findings(deployment, functions)
    yield from telemetry.findings(deployment, functions)
