"""azd's wrapper and the template agree."""

import re

import yaml

from infra.azure.checks.counterparts.functions import ROOT
from infra.azure.checks.evaluation import evaluate
from infra.azure.checks.scenarios import NEEDED
from tests.unit.infra.azure.examples import template

BICEP = (ROOT / "infra" / "main.bicep").read_text(encoding="utf-8")


def test_the_wrapper_passes_parameters_that_the_template_has():
    """A misspelt one would only be found by a compiler that is not here."""
    block = re.search(r"params: \{(.*?)\n  \}", BICEP, re.DOTALL)[1]
    passed = set(re.findall(r"^\s+(\w+):", block, re.MULTILINE))
    declared = template()["parameters"]

    assert passed <= set(declared)
    assert {name for name, each in declared.items() if "defaultValue" not in each} <= passed


def test_the_wrapper_reads_outputs_that_the_template_has():
    """As above."""
    read = set(re.findall(r"app\.outputs\.(\w+)", BICEP))

    assert read <= set(template()["outputs"])


def test_every_parameter_of_the_wrapper_is_used_and_has_a_value():
    """azd asks for what it has no value for; a spare one would ask for nothing."""
    declared = set(re.findall(r"^param (\w+) ", BICEP, re.MULTILINE))
    file = (ROOT / "infra" / "main.parameters.json").read_text(encoding="utf-8")

    assert declared == set(re.findall(r'^    "(\w+)": \{ "value"', file, re.MULTILINE))
    for name in declared:
        assert re.search(rf"(: |\{{){name}\b", BICEP), name


def test_azd_finds_an_app_for_each_of_its_services():
    """It looks for the tag that names the service."""
    services = yaml.safe_load((ROOT / "azure.yaml").read_text(encoding="utf-8"))["services"]
    sites = evaluate(template(), NEEDED).of("Microsoft.Web/sites")

    assert {each.body["tags"]["azd-service-name"] for each in sites} == set(services)
