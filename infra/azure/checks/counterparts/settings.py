"""App settings: those the code reads, those the template writes, and which function runs in which app."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.counterparts.functions import FRAGMENTS, Function, last_name
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.local.host.errors import UnusableBinding
from infra.local.host.schedules import parse_schedule
from shared.settings import Misconfigured, Settings

LEFT_AT_DEFAULT: Mapping[str, str] = {
    "Cosmos": "a connection string; here an address and an identity",
    "DocumentIntelligence__key": "a key; here an identity",
    "INVOICE_ANALYSIS_POLLING_S": "Azure's own pace",
    "INVOICE_NOTARY_CLIENT_ID": "the notary is an app of its own, so its identity is that app's",
    "INVOICE_WEBHOOK_LOOPBACK": "only at a desk",
    "KeyVault": "a connection string; here an address and an identity",
    "ServiceBus": "a connection string; here an address and an identity",
    "Storage": "a connection string; here an address and an identity",
}
"""Settings that the code reads and the template does not write, with the reason."""

HOST_SETTINGS = frozenset(
    {
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "ServiceBus__clientId",
        "ServiceBus__credential",
    }
)
"""Settings that the Functions host reads ("App settings reference", learn.microsoft.com, 2026)."""

NOTARY = "notary"
"""The one function that runs apart."""

UNUSED_TRIGGERS = frozenset({"ingest_blob"})
"""Functions that no app runs: the drop's events come by the queue here."""


def findings(deployment: Deployment, functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Give settings that one side lacks, and functions that run in no app or in the wrong one."""
    yield from _secret_findings(deployment)
    for app, values in _settings(deployment):
        yield from _setting_findings(app, values, functions)
        yield from _schedules(app, values, functions)
        yield from _disabled(app, values, functions)


def _settings(deployment: Deployment) -> Iterator[tuple[str, dict[str, str]]]:
    for each in deployment.of("Microsoft.Web/sites/config"):
        if last_name(each) == "appsettings":
            site = each.name.partition("/")[0]
            yield ("notary" if "-notary-" in site else "app"), dict(each.body["properties"])


class _Recorded(dict[str, str]):
    """An environment that remembers what it was asked."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value, as a dict does."""
        self.asked.add(name)
        return super().get(name, default)


REFERENCE = re.compile(r"@Microsoft\.KeyVault\(VaultName=[A-Za-z0-9-]+;SecretName=[A-Za-z0-9-]+\)")
"""How a setting refers to a secret ("Use Key Vault references", learn.microsoft.com, 2026)."""

ALWAYS_MADE = frozenset({"session-secret"})
"""Secrets that are there before anybody needs them."""


def _secret_findings(deployment: Deployment) -> Iterator[Finding]:
    """Every secret that was given is one that an app reads."""
    made = {last_name(each) for each in deployment.of("Microsoft.KeyVault/vaults/secrets")}
    values = " ".join(value for _, settings in _settings(deployment) for value in settings.values())
    named = set(re.findall(r"SecretName=([\w-]+)\)", values))
    for name in sorted(made - named - ALWAYS_MADE):
        yield Finding("settings", name, "is kept in the vault, and no app reads it")


def _setting_findings(app: str, values: dict[str, str], functions: tuple[Function, ...]) -> Iterator[Finding]:
    fragment = f"{FRAGMENTS}/90-functions.json"
    # A reference to a secret becomes the secret before the app sees it.
    environ = _Recorded({name: _resolved(name, value) for name, value in values.items()})
    try:
        Settings.load(environ)
    except Misconfigured as error:
        yield Finding("settings", app, f"the app does not start: {error.message}")
    named = {name for each in functions for name in _binding_settings(each)}
    for name in sorted((environ.asked | named) - values.keys() - LEFT_AT_DEFAULT.keys()):
        yield Finding("settings", f"{app}: {name}", f"the code reads it, {fragment} does not write it")
    for name in sorted(values.keys() - environ.asked - named - HOST_SETTINGS):
        if values[name] and not name.startswith("AzureWebJobs."):
            yield Finding("settings", f"{app}: {name}", f"{fragment} writes it, nothing reads it")
    for name in sorted(LEFT_AT_DEFAULT.keys() - environ.asked):
        yield Finding("settings", name, "is said to be left at its default, and nothing reads it")
    for name in sorted(HOST_SETTINGS - values.keys()):
        yield Finding("settings", f"{app}: {name}", f"the host reads it, {fragment} does not write it")
    for name, value in sorted(values.items()):
        if value.startswith("@") and REFERENCE.fullmatch(value) is None:
            yield Finding("settings", f"{app}: {name}", "is no reference to a secret")
        if app == "notary" and value.startswith("@Microsoft.KeyVault"):
            yield Finding("settings", f"{app}: {name}", "the notary may not read secrets")


_EXAMPLES: Mapping[str, str] = {
    "INVOICE_SESSION_SECRET": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "INVOICE_SMTP_URL": "smtps://user:password@mail.example:465",
    "INVOICE_WEBHOOK_SECRET": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}
"""What the secrets of that name are like."""


def _resolved(name: str, value: str) -> str:
    return _EXAMPLES.get(name, value) if value.startswith("@Microsoft.KeyVault(") else value


def _schedules(app: str, values: Mapping[str, str], functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Timers are due at moments that come, and not more often than once a minute."""
    for function in functions:
        for name in re.findall(r"%([^%]+)%", str(function.trigger.get("schedule"))):
            try:
                parse_schedule(values.get(name, ""))
            except UnusableBinding as error:
                yield Finding("settings", f"{app}: {name}", str(error))
            if not re.match(r"[0-5]?\d \S+( \S+){4}$", values.get(name, "")):
                yield Finding("settings", f"{app}: {name}", "six fields are wanted, the first a second")


def _binding_settings(function: Function) -> Iterator[str]:
    """Names of settings that a function's trigger refers to."""
    trigger = function.trigger
    for value in trigger.values():
        yield from re.findall(r"%([^%]+)%", str(value))
    if "connection" in trigger:
        part = {"serviceBusTrigger": "fullyQualifiedNamespace", "blobTrigger": "blobServiceUri"}[
            trigger["type"]
        ]
        yield f"{trigger['connection']}__{part}"


def _disabled(app: str, values: dict[str, str], functions: tuple[Function, ...]) -> Iterator[Finding]:
    """Each function runs in one app. No request reaches the notary's app, so those need no switch there."""
    switches = {
        name.removeprefix("AzureWebJobs.").removesuffix(".Disabled"): value == "true"
        for name, value in values.items()
        if name.startswith("AzureWebJobs.")
    }
    known = {each.name for each in functions}
    for name in sorted(switches.keys() - known):
        yield Finding("functions", f"{app}: {name}", "there is no such function to disable")
    for function in functions:
        if function.is_http:
            continue
        name = function.name
        wanted = name in UNUSED_TRIGGERS or (name == NOTARY) is (app != NOTARY)
        if switches.get(name) is not wanted:
            yield Finding(
                "functions", f"{app}: {name}", f"disabled is {switches.get(name)}, must be {wanted}"
            )
