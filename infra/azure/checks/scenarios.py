"""The ways a template is deployed that the checks go through: each tier, each option, each limit."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.evaluation import Deployment, evaluate
from infra.azure.checks.findings import Finding
from infra.azure.checks.functions import BadTemplate

NEEDED: Mapping[str, Any] = {"alertEmail": "operators@example.com"}
"""What every deployment is given."""

PEOPLE: Mapping[str, Any] = {
    "signInClientId": "00000000-0000-0000-0000-0000000000bb",
    "signInSecret": "a secret of the registration",
    "signInIssuer": "https://login.example/00000000-0000-0000-0000-0000000000aa/v2.0",
    "sessionSecret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}

NOTICES: Mapping[str, Any] = {
    "smtp": True,
    "smtpUrl": "smtps://user:password@mail.example:465",
    "mailFrom": "invoices@example.com",
    "webhooks": True,
    "webhookSecret": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}

OPTIONS: Mapping[str, Any] = {
    # As people write it: everything must use the name that the gate gives.
    "location": "West Europe",
    "mailbox": "invoices@example.com",
    "ocr": False,
    **NOTICES,
    **PEOPLE,
}

SCENARIOS: Mapping[str, Mapping[str, Any]] = {
    "standard": {},
    "enterprise": {"securityTier": "enterprise"},
    "enterprise, private": {"securityTier": "enterprise", "apiAccess": "private"},
    "notices": NOTICES,
    "standard, everything": OPTIONS,
    "enterprise, everything": {
        "securityTier": "enterprise",
        "apiAccess": "private",
        "crossTenant": True,
        "vnetAddressPrefix": "192.168.4.0/25",
        **OPTIONS,
    },
    "people sign in": PEOPLE,
    "again, with the secrets of before": {
        "signInClientId": PEOPLE["signInClientId"],
        "smtp": True,
        "webhooks": True,
    },
    "azd": {"deployPackage": False, "_artifactsLocation": "https://not-used.invalid/"},
    "managed application": {"crossTenant": True},
    "tags": {"tagsByResource": {"Microsoft.Web/sites": {"owner": "finance"}}},
}

ELSEWHERE = "brazilsouth"
"""A region that the gate must refuse."""


def deployments(template: Mapping[str, Any]) -> Iterator[tuple[str, Deployment | Finding]]:
    """Give what every scenario comes to, or why it comes to nothing."""
    for name, parameters in {**SCENARIOS, **_name_lengths(template)}.items():
        try:
            yield name, evaluate(template, {**NEEDED, **parameters})
        except BadTemplate as error:
            yield name, Finding("evaluation", name, str(error))


def _name_lengths(template: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    declared = template["parameters"].get("namePrefix", {})
    return {
        "shortest name": {"namePrefix": "a" * declared.get("minLength", 1)},
        "longest name": {"namePrefix": "a" * declared.get("maxLength", 1)},
    }


def region_findings(template: Mapping[str, Any]) -> Iterator[Finding]:
    """Say so if the template can be deployed outside its regions, or leads from one to another."""
    for asked, given in template["variables"].get("regions", {}).items():
        if asked != given:
            yield Finding("region-gate", asked, f"what is to be in {asked} would be in {given}")
    try:
        evaluate(template, {**NEEDED, "location": ELSEWHERE})
    except BadTemplate:
        return
    yield Finding("region-gate", ELSEWHERE, "the template can be deployed to a region that is not listed")
