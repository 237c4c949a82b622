"""
What the template comes to, value by value, against what was agreed to: the last net under all other checks.

Both tiers with every option lie evaluated in `infra/azure/agreed`. Whoever means a change writes them anew
(`python -m infra.azure.agree`), and the review shows what becomes of it on Azure; nothing changes unseen.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.azure.build import FOLDER
from infra.azure.checks.documents import places
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.azure.expand import expanded

AGREED: Mapping[str, Path] = {
    "standard, everything": FOLDER / "agreed" / "standard.json",
    "enterprise, everything": FOLDER / "agreed" / "enterprise.json",
}
"""By scenario, where it lies."""

WORDS = "metadata"
"""What of a parameter is said to people only."""


def document(template: Mapping[str, Any], deployment: Deployment) -> dict[str, Any]:
    """Return what is agreed to: limits of parameters, resources, outputs."""
    parameters = {
        name: {key: value for key, value in each.items() if key != WORDS}
        for name, each in template["parameters"].items()
    }
    outputs = {
        name: {"type": template["outputs"][name]["type"], "value": value}
        for name, value in deployment.outputs.items()
    }
    return {"parameters": parameters, **expanded(deployment), "outputs": outputs}


def findings(template: Mapping[str, Any], name: str, deployment: Deployment) -> Iterator[Finding]:
    """Give every value that differs from the agreed one, in scenarios that were agreed to."""
    if name not in AGREED:
        return
    found = _values(document(template, deployment))
    agreed = _values(json.loads(AGREED[name].read_bytes()))
    for place in sorted(found.keys() | agreed.keys()):
        ours, theirs = found.get(place, "nothing"), agreed.get(place, "nothing")
        if ours != theirs:
            message = f"is {ours}, agreed is {theirs}; if it is meant: python -m infra.azure.agree"
            yield Finding("agreed", f"{name}: {place}", message)


def _values(agreed: Mapping[str, Any]) -> dict[str, str]:
    """Return every value by its place; a resource's place is its type and name, wherever it stands."""
    named = {
        " ".join(each[key] for key in ("type", "name", "scope") if each.get(key)): each
        for each in agreed["resources"]
    }
    return {
        place.path: json.dumps(place.value)
        for place in places({**agreed, "resources": named})
        if not place.value or not isinstance(place.value, dict | list)
    }
