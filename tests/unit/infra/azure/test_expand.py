"""Scanners read the template without its expressions."""

import json

from infra.azure.checks.scenarios import SCENARIOS
from infra.azure.expand import main


def test_every_scenario_is_written_with_plain_values(capsys):
    """No expression is left, nothing that is not made is there, and no loop."""
    for scenario in SCENARIOS:
        assert main([scenario]) == 0

        resources = json.loads(capsys.readouterr().out)["resources"]
        assert resources
        assert not any("condition" in each or "copy" in each for each in resources)
        assert '"[' not in json.dumps(resources)
