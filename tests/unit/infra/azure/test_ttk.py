"""Our reading of arm-ttk's rules agrees with arm-ttk's own examples."""

from infra.azure.checks.ttk.rules import PORTAL_RULES, TEMPLATE_RULES
from tests.unit.infra.azure.fixtures import fixtures, rules_with_fixtures

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


NOT_APPLYING = {
    "DeploymentParameters-Should-Have-ContentVersion": "about files of parameters; the package has none",
    "DeploymentParameters-Should-Have-Parameters": "as above",
    "DeploymentParameters-Should-Have-Schema": "as above",
    "DeploymentParameters-Should-Have-Value": "as above",
    "JSONFiles-Should-Be-Valid": "a file that is no JSON ends the checks before any rule",
    "Parameter-Types-Should-Be-Consistent": "about nested deployments; ours may not have any",
    "Resources-Should-Not-Be-Ambiguous": "arm-ttk has switched it off (its fixtures name its issue 478)",
    "Secure-Params-In-Nested-Deployments": "about nested deployments; ours may not have any",
}
"""Rules that arm-ttk has fixtures for and we have not written, each with the reason."""


def test_every_rule_that_we_leave_out_has_a_reason():
    """A rule left out in silence would look like one that holds."""
    ours = {each.lower() for each in RULES}

    assert {each for each in rules_with_fixtures() if each.lower() not in ours} == set(NOT_APPLYING)
