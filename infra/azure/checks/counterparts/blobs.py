"""Blob containers, and who may write to them."""

from collections.abc import Iterator

from infra.azure.checks.counterparts.functions import FRAGMENTS, last_name, missing
from infra.azure.checks.counterparts.roles import grants
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.local.drop_events import CONTAINER as DROP
from shared.adapters.azure.checkpoints import CONTAINER as CHECKPOINTS
from shared.ports.blobs import Shelf


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give containers that one side lacks, and rights to them that are not as agreed."""
    written = {shelf.value for shelf in Shelf} | {DROP}
    made = {
        last_name(each)
        for each in deployment.of("Microsoft.Storage/storageAccounts/blobServices/containers")
        if last_name(each) != "app-package"
    }
    fragment = f"{FRAGMENTS}/20-storage.json"
    code = "shared/ports/blobs.py"
    yield from missing("containers", written | {CHECKPOINTS}, made, code=code, template=fragment)
    roles = _container_roles(deployment)
    for name in sorted(written & made):
        if (name, "app", "blobDataContributor") not in roles:
            yield Finding("roles", name, "the app may not write to this container")
    for identity, role in (("app", "blobDataReader"), ("notary", "blobDataContributor")):
        if (CHECKPOINTS, identity, role) not in roles:
            yield Finding("roles", CHECKPOINTS, f"the {identity} is not {role} here")
    if (CHECKPOINTS, "app", "blobDataContributor") in roles:
        yield Finding("roles", CHECKPOINTS, "the app may write checkpoints, and so vouch for its own log")


def _container_roles(deployment: Deployment) -> set[tuple[str, str, str]]:
    return {
        (scope.rpartition("/")[2], identity, role)
        for scope, identity, role in grants(deployment)
        if scope.startswith("containers/")
    }
