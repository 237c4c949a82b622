"""What the scanner may not say is said here, with its reason."""

import itertools

import yaml

from infra.azure.build import FOLDER
from infra.azure.checks.counterparts.functions import ROOT
from infra.azure.checks.scenarios import SCENARIOS

CONFIG = FOLDER / "checkov" / "config.yaml"


def test_every_skip_has_a_reason_above_it():
    """A check that is left out without a word would be left out for ever."""
    lines = CONFIG.read_text(encoding="utf-8").partition("skip-check:\n")[2].splitlines()
    kinds = [kind for kind, _ in itertools.groupby(lines, key=lambda line: line.strip().startswith("#"))]
    skipped = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["skip-check"]

    assert kinds[0], "the first skip has no reason"
    assert len(skipped) == len(set(skipped)) == sum(line.startswith("  - ") for line in lines)


def test_the_recipe_scans_scenarios_that_there_are():
    """A scenario that was renamed would no longer be scanned."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("checkov: install-test")[2]
    named = recipe.partition(" in ")[2].partition("; do")[0]

    assert {each for each in SCENARIOS if f'"{each}"' in named} == {
        "enterprise, private",
        "enterprise, everything",
    }
