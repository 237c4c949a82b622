"""Our reading of arm-ttk's rules agrees with arm-ttk's own examples."""

from infra.azure.checks.ttk.rules import PORTAL_RULES, TEMPLATE_RULES
from tests.unit.infra.azure.fixtures import fixtures

RULES = {**TEMPLATE_RULES, **PORTAL_RULES}

AGREEMENT_MIN = 0.95
"""Of the fixtures of rules that apply."""

DIFFERENT = {
    "Fail/NestedTemplate-Without-Schema.json": "nested deployment: ours may not have any",
    "Fail/nested-template.json": "file meant as a nested template; there is none",
    "Fail/nested-with-defaults.json": "file meant as a nested template; there is none",
    "Pass/Location-In-DeploymentTemplate.json": "nested deployment: ours may not have any",
    "Pass/Location-In-InnerTemplate.json": "nested deployment: ours may not have any",
    "Pass/nested-template.json": "file meant as a nested template; there is none",
    "Pass/nestedDeployment.json": "nested deployment: ours may not have any",
}
"""Fixtures that we judge otherwise, each with the reason."""


def test_the_rules_judge_arm_ttks_fixtures_as_arm_ttk_does():
    """At least 95 of 100 fixtures agree, and every other one is explained."""
    cases = list(fixtures(set(RULES)))

    different = {
        case.name: case.rule for case in cases if bool(list(RULES[case.rule](case.package))) is not case.fails
    }

    assert len(cases) >= 240
    assert 1 - len(different) / len(cases) >= AGREEMENT_MIN
    assert set(different) == set(DIFFERENT)


UNTRIED = {
    "CreateUIDefinition-Should-Have-Schema": "its one fixture is a path to a sample",
}
"""Rules without a fixture of their own."""


def test_every_rule_is_held_against_fixtures():
    """A rule that no fixture tries would be a guess."""
    tried = {case.rule for case in fixtures(set(RULES))}

    assert set(RULES) - tried == set(UNTRIED)
