"""The package that is committed has nothing wrong with it that can be seen from here."""

import json
from datetime import timedelta

import pytest

from infra.azure import check
from infra.azure.build import FOLDER, TEMPLATE
from infra.azure.checks import ages
from infra.azure.checks.counterparts.functions import ROOT, Function, indexed
from infra.azure.checks.counterparts.queues import seconds
from infra.azure.checks.counterparts.settings import HOST_SETTINGS
from infra.azure.checks.counterparts.telemetry import (
    Query,
    log_messages,
    query_findings,
    sampling_findings,
)
from infra.azure.checks.evaluation import evaluate
from infra.azure.checks.every import template_findings
from infra.azure.checks.resource_types import ResourceTypes, gather
from infra.azure.checks.scenarios import NEEDED, SCENARIOS
from tests.unit.infra.azure.examples import TODAY, template


def test_nothing_is_wrong_with_the_package_in_any_scenario():
    """Template, portal page and view pass every check, in every tier and with every option."""
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in check.FILES]

    assert sorted({str(each) for each in check.findings(texts, TODAY)}) == []


def test_the_command_says_what_is_wrong_and_fails(tmp_path, capsys):
    """A pipeline stops at the first finding."""
    for name in check.FILES:
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    broken = TEMPLATE.read_text(encoding="utf-8").replace('"maxDeliveryCount": 5', '"maxDeliveryCount": 6')
    (tmp_path / TEMPLATE.name).write_text(broken, encoding="utf-8")

    assert check.main([str(tmp_path), "--today", TODAY.isoformat()]) == 1
    assert "extract.maxDeliveryCount: is 6 deployed and 5 on the bench" in capsys.readouterr().out


def test_every_parameter_has_another_value_than_its_default_in_some_scenario():
    """An option that no scenario takes would never be evaluated."""
    limits = {"logRetentionDays", "logDailyGbMax", "checkpointRetentionDays", "maximumInstanceCount"}
    untried = {"alertEmail", "_artifactsLocationSasToken", "instanceMemoryMb", "namePrefix"} | limits
    tried = {name for parameters in SCENARIOS.values() for name in parameters}

    assert set(template()["parameters"]) - tried == untried


def test_api_versions_grow_too_old_with_time():
    """The same template fails a year later, and says with what."""
    later = TODAY + timedelta(days=365)

    found = [str(each) for each in ages.findings(template(), ResourceTypes.load(), later)]

    assert any("Microsoft.KeyVault/vaults: 2025-05-01 is" in each for each in found)
    assert not any("userAssignedIdentities" in each for each in found), "there is no newer one"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("AppEvents | where Name == 'x'", "nothing fills the table AppEvents"),
        ("AppTraces | where Message has 'Invoice done'", "nothing logs 'Invoice done'"),
        ("AppRequests | where Name == 'exctract'", "there is no function exctract"),
        ("AppRequests | where Name in ('extract', 'clasify')", "there is no function clasify"),
        ("AppTraces | where tostring(Properties.stage) == 'x'", "AppTraces has no Properties"),
        ("AzureMetrics | where MetricName in ('Messages')", "there is no metric Messages"),
    ],
)
def test_a_query_for_what_nobody_emits_is_found(query, message):
    """A dashboard that stays empty looks like a system that is well."""
    found = query_findings(Query("here", query), {"extract", "classify"}, log_messages())

    assert any(message in each.message for each in found)


@pytest.mark.parametrize(
    ("duration", "expected"), [("PT1M", 60), ("PT10M", 600), ("P1DT2H", 93600), ("PT30S", 30)]
)
def test_durations_are_read(duration, expected):
    """ISO 8601, as far as queues use it."""
    assert seconds(duration) == expected


def test_types_are_gathered_once_each_and_only_those_needed(tmp_path):
    """A type that two resources share is kept once, under a new number."""
    folder = tmp_path / "generated" / "b" / "a.b" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder / "types.json").write_text(
        '[{"$type": "StringType"}, {"$type": "IntegerType"},'
        ' {"$type": "ObjectType", "properties": {"x": {"type": {"$ref": "#/0"}, "description": "An x."}}},'
        ' {"$type": "ResourceType", "name": "A.B/cs@2026-01-01", "body": {"$ref": "#/2"}}]'
    )

    document = gather(tmp_path, {("A.B/cs", "2026-01-01")})

    assert document["resources"] == {"a.b/cs@2026-01-01": 0}
    assert document["types"] == [
        {"$type": "ObjectType", "properties": {"x": {"type": {"$ref": "#/1"}}}},
        {"$type": "StringType"},
    ]


def binding(kind, **properties):
    """A function as it would be indexed, started by one trigger."""
    return Function("archive", ({"type": kind, "direction": "IN", "name": "x", **properties},))


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (
            binding("serviceBusTrigger", queueName="archive", connection="ServiceBus"),
            "queues: archive: function_app.py has it, infra/azure/fragments/30-service-bus.json does not",
        ),
        (
            binding("timerTrigger", schedule="%INVOICE_ARCHIVE_SCHEDULE%"),
            (
                "settings: app: INVOICE_ARCHIVE_SCHEDULE: the code reads it, "
                "infra/azure/fragments/90-functions.json does not write it"
            ),
        ),
        (
            binding("timerTrigger", schedule="%INVOICE_SWEEP_SCHEDULE%"),
            "functions: notary: archive: disabled is None, must be True",
        ),
    ],
)
def test_a_function_without_its_counterpart_is_told_where_that_belongs(function, said):
    """Whoever adds a function learns of the queue, the setting and the switch it needs."""
    found = template_findings(template(), (*indexed(), function), today=TODAY)

    assert said in {str(each) for each in found}


@pytest.mark.parametrize(
    ("sampling", "is_found"),
    [
        ({"isEnabled": True, "excludedTypes": "Exception"}, True),
        ({"isEnabled": True, "excludedTypes": "Exception;Request;Trace"}, False),
        ({"isEnabled": False}, False),
        ({}, True),
    ],
)
def test_an_alert_on_what_is_only_sampled_is_found(sampling, is_found):
    """The one line that says a log was changed could be among those that are dropped."""
    host = {"logging": {"applicationInsights": {"samplingSettings": sampling}}}

    assert bool(list(sampling_findings(evaluate(template(), NEEDED), host))) is is_found


def test_the_sample_of_a_settings_file_names_what_the_template_writes():
    """Whoever runs the app elsewhere finds every setting of it in one place."""
    sample = json.loads((ROOT / "local.settings.sample.json").read_bytes())["Values"]
    (app, *_) = evaluate(template(), NEEDED).of("Microsoft.Web/sites/config")
    written = {name for name in app.body["properties"] if not name.startswith("AzureWebJobs")}

    # An identity and where telemetry goes are Azure's to say.
    elsewhere = HOST_SETTINGS | {"AZURE_CLIENT_ID"}
    assert written - elsewhere <= sample.keys()
