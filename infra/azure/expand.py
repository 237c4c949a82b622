"""
Write the template as it comes out in one scenario, for scanners that cannot follow its expressions.

`python -m infra.azure.expand "enterprise, private"` prints it: each resource once, with plain values.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from infra.azure.build import CONTENT_VERSION, SCHEMA, TEMPLATE
from infra.azure.checks.evaluation import Deployment, evaluate
from infra.azure.checks.scenarios import NEEDED, SCENARIOS


def expanded(deployment: Deployment) -> dict[str, Any]:
    """Return a template that makes the same resources and asks nothing."""
    resources = [
        {
            "type": each.kind,
            "apiVersion": each.version,
            "name": each.name,
            **({"scope": each.scope} if each.scope else {}),
            **each.body,
        }
        for each in deployment.enabled
    ]
    return {"$schema": SCHEMA, "contentVersion": CONTENT_VERSION, "resources": resources}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the template of a scenario."""
    parser = ArgumentParser(prog="python -m infra.azure.expand", description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    arguments = parser.parse_args(argv)
    template = json.loads(TEMPLATE.read_bytes())
    deployment = evaluate(template, {**NEEDED, **SCENARIOS[arguments.scenario]})
    sys.stdout.write(json.dumps(expanded(deployment), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
