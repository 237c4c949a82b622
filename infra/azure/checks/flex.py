"""What Flex Consumption takes beyond what its types say (its page on learn.microsoft.com, 2026)."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding

MEMORY_MB = (512, 2048, 4096)
"""Sizes of an instance."""

INSTANCES = range(40, 1001)
"""Limits of instances that can be asked for. One page of the documentation takes fewer, others do not."""

DEPRECATED = frozenset(
    {
        "AzureWebJobsStorage",
        "ENABLE_ORYX_BUILD",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_WORKER_RUNTIME",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_TIME_ZONE",
    }
)
"""Settings of other plans, refused or without effect here."""

MANAGED = "managedidentity"
"""How the host proves who it is."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give what the plan would refuse or leave without effect."""
    for site in deployment.of("Microsoft.Web/sites"):
        scale = site.body["properties"]["functionAppConfig"]["scaleAndConcurrency"]
        if scale["instanceMemoryMB"] not in MEMORY_MB:
            yield Finding(
                "flex", site.where, f"instances have {MEMORY_MB} MB, not {scale['instanceMemoryMB']}"
            )
        if scale["maximumInstanceCount"] not in INSTANCES:
            yield Finding("flex", site.where, f"at most {scale['maximumInstanceCount']} instances")
    plans = [each.body["properties"]["serverFarmId"] for each in deployment.of("Microsoft.Web/sites")]
    if len(set(plans)) != len(plans):
        yield Finding("flex", "Microsoft.Web/serverfarms", "a plan takes one app")
    for config in deployment.of("Microsoft.Web/sites/config"):
        yield from _setting_findings(config.where, config.body["properties"])


def _setting_findings(where: str, values: Mapping[str, Any]) -> Iterator[Finding]:
    for name in sorted(DEPRECATED & values.keys()):
        yield Finding("flex", f"{where} {name}", "is a setting of other plans")
    for name, value in values.items():
        if name.endswith("__credential") and value != MANAGED:
            yield Finding("flex", f"{where} {name}", f"is {value!r}, must be {MANAGED!r}")
