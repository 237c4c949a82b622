"""Settings are read once, checked, and named when they are wrong."""

import base64
import json
from pathlib import Path

import pytest

from shared.settings import Misconfigured, Settings

ROOT = Path(__file__).parents[2]

GOOD = {
    "INVOICE_REGION": "westeurope",
    "Storage": "UseDevelopmentStorage=true",
    "ServiceBus__fullyQualifiedNamespace": "bus.servicebus.windows.net",
    "Cosmos__accountEndpoint": "https://cosmos.example/",
    "KeyVault__vaultUri": "https://vault.example/",
    "DocumentIntelligence__endpoint": "https://di.example/",
    "INVOICE_PORTAL_URL": "https://portal.example/",
}


def test_connection_strings_and_addresses_are_both_ways_to_a_service():
    """A desk has the one, the cloud the other."""
    settings = Settings.load(GOOD)

    assert settings.storage.connection_string == "UseDevelopmentStorage=true"
    assert settings.cosmos.address == "https://cosmos.example/"
    assert settings.portal_url == "https://portal.example"
    assert settings.smtp_url is None


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_setting_is_named(name):
    """The message says which."""
    with pytest.raises(Misconfigured, match=name.partition("__")[0]):
        Settings.load({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("value", ["0", "-1", "x", "inf", "nan"])
def test_a_number_is_above_zero(value):
    """Anything else would stop the sweep or never end."""
    with pytest.raises(Misconfigured, match="INVOICE_STALE_S"):
        Settings.load({**GOOD, "INVOICE_STALE_S": value})


@pytest.mark.parametrize("value", ["short", "not base64 at all!", base64.b64encode(b"x" * 23).decode()])
def test_a_secret_is_long_enough(value):
    """A guessable webhook secret is none."""
    with pytest.raises(Misconfigured, match="INVOICE_WEBHOOK_SECRET"):
        Settings.load({**GOOD, "INVOICE_WEBHOOK_SECRET": value})


def test_everything_optional_can_be_set():
    """And an empty value is a missing one."""
    secret = base64.b64encode(bytes(32)).decode()
    settings = Settings.load(
        {
            **GOOD,
            "INVOICE_WEBHOOK_SECRET": secret,
            "INVOICE_SMTP_URL": "smtp://mail:25",
            "INVOICE_STALE_S": "10",
            "DocumentIntelligence__key": "",
        }
    )

    assert settings.webhook_secret == bytes(32)
    assert settings.stale.total_seconds() == 10
    assert settings.document_intelligence_key is None


def test_the_sample_of_a_settings_file_is_complete():
    """Whoever fills in its blanks has an app that starts."""
    values = json.loads((ROOT / "local.settings.sample.json").read_text())["Values"]

    settings = Settings.load({**values, "INVOICE_WEBHOOK_SECRET": base64.b64encode(bytes(32)).decode()})

    assert settings.storage.address == "https://<account>.blob.core.windows.net"
    assert values["INVOICE_SWEEP_SCHEDULE"]


SIGN_IN = {
    "INVOICE_SIGN_IN_ISSUER": "https://login.example/directory/v2.0/",
    "INVOICE_SIGN_IN_CLIENT_ID": "app",
    "INVOICE_SESSION_SECRET": base64.b64encode(b"x" * 32).decode(),
}


def test_without_an_issuer_nobody_signs_in():
    """Partners are served all the same."""
    assert Settings.load(GOOD).sign_in is None


def test_people_sign_in_where_the_settings_say():
    """The issuer is named as its tokens name it."""
    found = Settings.load({**GOOD, **SIGN_IN}).sign_in

    assert found.issuer == "https://login.example/directory/v2.0"
    assert found.client_secret is None


@pytest.mark.parametrize("name", ["INVOICE_SIGN_IN_CLIENT_ID", "INVOICE_SESSION_SECRET"])
def test_half_a_sign_in_is_none(name):
    """The missing half is named."""
    with pytest.raises(Misconfigured, match=name):
        Settings.load({**GOOD, **{key: value for key, value in SIGN_IN.items() if key != name}})
