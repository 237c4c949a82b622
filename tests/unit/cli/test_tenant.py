"""Operators take clients in at a terminal."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest

from shared.cli.__main__ import main
from shared.cli.tenant import Directory, TenantCommand
from shared.domain.roles import Role
from shared.domain.tenancy import Admission, ExportFormat, NoticeWish, ReadingPolicy
from shared.pipeline.govern import Govern
from tests.fakes.audit_log import FakeAuditLog
from tests.fakes.invoices import FakeInvoices
from tests.fakes.tenants import FakeTenants

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TENANT = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def tenants():
    return FakeTenants()


@pytest.fixture
def run(tenants):
    """Run the command over the fake directory, and return its exit status."""
    govern = Govern(tenants, FakeInvoices(), FakeAuditLog(), lambda: NOW)
    command = TenantCommand(lambda: nullcontext(Directory(tenants, "westeurope", govern)))
    return lambda *arguments: main(["tenant", *arguments], (command,))


@pytest.fixture
def client(run, capsys):
    """A client that was taken in."""
    run("add", "Müller GmbH", "--id", TENANT)
    capsys.readouterr()
    return TENANT


def test_a_new_client_lives_in_the_region_of_the_deployment(run, tenants, capsys):
    """Its id is printed, and nothing of it is ever read anywhere else."""
    assert run("add", "Müller GmbH", "--webhook", "https://hooks.example/m", "--reading", "local_only") == 0

    profile = tenants.find(capsys.readouterr().out.strip())
    assert (profile.name, profile.home_region) == ("Müller GmbH", "westeurope")
    assert (profile.webhook_url, profile.reading_policy) == (
        "https://hooks.example/m",
        ReadingPolicy.LOCAL_ONLY,
    )


def test_an_id_that_is_taken_is_refused(run, client, tenants, capsys):
    """Adding never overwrites a client that is there."""
    assert run("add", "Somebody else", "--id", client) == 2
    assert tenants.find(client).name == "Müller GmbH"
    assert "There is a tenant of this id" in capsys.readouterr().err


def test_every_client_is_listed(run, client, capsys):
    """One line each: id, region, name."""
    assert run("list") == 0
    assert capsys.readouterr().out == f"{client}  westeurope  Müller GmbH\n"


def test_a_key_opens_the_client_and_is_kept_as_a_digest_only(run, client, tenants, capsys):
    """The credential that is printed is one that admission takes, and it is printed once."""
    assert run("key", client, "--label", "ERP") == 0

    credential = capsys.readouterr().out.strip()
    scope, key = Admission(tenants, region="westeurope").admit_partner(credential)
    assert (scope.tenant_id, key.label) == (client, "ERP")
    assert credential.rpartition(".")[2] not in tenants.find(client).model_dump_json()


def test_what_is_shown_holds_no_digest_of_a_key(run, client, capsys):
    """What is shown goes into tickets and mails."""
    run("key", client, "--label", "ERP")
    capsys.readouterr()

    assert run("show", client) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["name"] == "Müller GmbH"
    assert [each["label"] for each in shown["partner_keys"]] == ["ERP"]
    assert "secret_sha256" not in shown["partner_keys"][0]


def test_a_withdrawn_key_is_gone_and_the_others_stay(run, client, tenants):
    """A key can be replaced without a pause: give the new one, then withdraw the old."""
    run("key", client, "--label", "old")
    run("key", client, "--label", "new")
    old = tenants.find(client).partner_keys[0].key_id

    assert run("key", client, "--withdraw", old) == 0
    assert [each.label for each in tenants.find(client).partner_keys] == ["new"]


def test_a_person_is_named_and_changed(run, client, tenants):
    """The same name again changes that person, and keeps their place: the first is the one assigned."""
    run("person", client, "anna", "--name", "Anna", "--email", "anna@m.example")
    run("person", client, "ben", "--name", "Ben", "--email", "ben@m.example")
    run("person", client, "anna", "--name", "Anna M.", "--email", "anna@m.example", "--role", "approver")

    people = tenants.find(client).reviewers
    assert [each.name for each in people] == ["Anna M.", "Ben"]
    assert [each.roles for each in people] == [(Role.APPROVER,), (Role.CLERK,)]


def test_a_person_says_which_notices_they_want(run, client, tenants):
    """Each, unless they say otherwise."""
    run("person", client, "anna", "--name", "Anna", "--email", "anna@m.example")
    run("person", client, "ben", "--name", "Ben", "--email", "ben@m.example", "--notices", "handed_on")

    wishes = [each.notices for each in tenants.find(client).reviewers]
    assert wishes == [NoticeWish.EACH, NoticeWish.HANDED_ON]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", TENANT),
        ("show", "no guid"),
        ("key", TENANT, "--label", "x"),
        ("person", TENANT, "a", "--name", "A", "--email", "a@b.example"),
        ("add", "X", "--id", "no guid"),
    ],
)
def test_what_cannot_be_done_says_why_and_exits_2(run, arguments, capsys):
    """Nothing is changed, and the reason is on standard error."""
    assert run(*arguments) == 2
    assert capsys.readouterr().err


def test_a_key_that_is_not_there_cannot_be_withdrawn(run, client, capsys):
    """A misspelt key must not look like one that no longer works."""
    assert run("key", client, "--withdraw", "none") == 2
    assert "no key of this id" in capsys.readouterr().err


def test_a_policy_is_checked_tried_and_put_in_force(run, client, tenants, tmp_path, capsys):
    """What is printed is what was written; a trial changes nothing until it is promoted."""
    file = tmp_path / "policy.yaml"
    file.write_text("default_level: L2  # for now\n")

    assert run("policy", client, "--check", str(file)) == 0
    assert run("policy", client, "--trial", str(file)) == 0
    assert tenants.find(client).policy.default_level == "L1"
    assert run("policy", client, "--promote") == 0
    assert tenants.find(client).policy.default_level == "L2"
    capsys.readouterr()
    assert run("policy", client) == 0
    assert capsys.readouterr().out == "default_level: L2  # for now\n"

    assert run("policy", client, "--set", str(file)) == 0
    assert run("policy", client, "--backtest", str(file)) == 0
    assert json.loads(capsys.readouterr().out)["invoices"] == 0


def test_a_wrong_policy_changes_nothing(run, client, tenants, tmp_path, capsys):
    """The message names the place; a file that is none and a step out of turn are said too."""
    file = tmp_path / "policy.yaml"
    file.write_text("default_level: L7\n")

    assert run("policy", client, "--set", str(file)) == 2
    assert "line 1, column 1: default_level" in capsys.readouterr().err
    assert run("policy", client, "--set", str(tmp_path / "missing.yaml")) == 2
    assert run("policy", client, "--drop") == 2
    assert run("policy", client, "--lift") == 2
    assert tenants.find(client).policy.version == 1


def test_exports_are_laid_out_as_the_client_wants(run, client, tenants):
    """Each format once; none is JSON alone again."""
    assert run("exports", client, "ubl", "csv", "ubl") == 0
    assert tenants.find(client).export_formats == (ExportFormat.UBL, ExportFormat.CSV)

    assert run("exports", client) == 0
    assert tenants.find(client).export_formats == ()


def test_notices_go_where_the_client_wants(run, client, tenants, capsys):
    """Who may look at a client need not be able to write into its channel."""
    assert (
        run(
            "notices",
            client,
            "--teams",
            "https://flow.example/x?sig=secret",
            "--webhook",
            "https://h.example/",
        )
        == 0
    )
    profile = tenants.find(client)
    assert (profile.teams_url, profile.webhook_url) == (
        "https://flow.example/x?sig=secret",
        "https://h.example/",
    )
    run("show", client)
    assert "secret" not in capsys.readouterr().out

    assert run("notices", client) == 0
    assert (tenants.find(client).teams_url, tenants.find(client).webhook_url) == (None, None)
