"""
Agree to what the template comes to now.

`python -m infra.azure.agree` writes both tiers, evaluated, into `infra/azure/agreed`. What differs there is
what a change does on Azure, and belongs into its review.
"""

import json
import sys

from infra.azure.build import TEMPLATE
from infra.azure.checks.agreed import AGREED, document
from infra.azure.checks.evaluation import evaluate
from infra.azure.checks.scenarios import NEEDED, SCENARIOS


def main() -> int:
    """Write both tiers."""
    template = json.loads(TEMPLATE.read_bytes())
    for name, path in AGREED.items():
        agreed = document(template, evaluate(template, {**NEEDED, **SCENARIOS[name]}))
        path.write_text(json.dumps(agreed, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
