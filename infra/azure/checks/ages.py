"""How old the API versions of a template are on a given day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.azure.checks.resource_types import ResourceTypes

AGE_DAYS_MAX = 700
"""Certification takes 24 months at most; a month is left for certification itself."""


def findings(template: Mapping[str, Any], types: ResourceTypes, today: date) -> Iterator[Finding]:
    """Give every version that is too old though Azure has a newer one that is no preview."""
    for place, resource in enumerate(template["resources"]):
        version, kind = str(resource.get("apiVersion")), str(resource.get("type"))
        message = _too_old(version, types.versions.get(kind.lower(), []), today)
        if message:
            yield Finding("api-version", f"resources[{place}] {kind}", message)


def reference_findings(deployment: Deployment) -> Iterator[Finding]:
    """Give references that ask for another version than the resource is deployed with."""
    made = {each.id.lower(): each for each in deployment.resources}
    for resource in deployment.enabled:
        for reference in resource.references:
            target = made.get(reference.target.lower())
            if target is None or reference.version is None:
                continue
            if reference.version != target.version:
                message = f"asks {target.where} as of {reference.version}, deployed as of {target.version}"
                yield Finding("api-version", resource.where, message)


def _too_old(version: str, known: list[str], today: date) -> str | None:
    if version not in known:
        return f"{version} is not known"
    stable = [each for each in known if "preview" not in each]
    if "preview" in version:
        return f"{version} is a preview; {stable[-1]} is not" if stable else None
    age_days = (today - date.fromisoformat(version)).days
    if age_days > AGE_DAYS_MAX and version != stable[-1]:
        return f"{version} is {age_days} days old; {stable[-1]} is the newest"
    return None
