"""What the Cosmos DB adapters share: the containers, and the wall between tenants."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure.cosmos import ContainerProxy, CosmosClient, PartitionKey
from azure.cosmos.exceptions import CosmosBatchOperationError

from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict, Malformed, Unavailable
from shared.domain.tenancy import TenantScope

logger = logging.getLogger(__name__)

SERVICE = "cosmos"

type Document = dict[str, Any]


@dataclass(frozen=True)
class ContainerSpec:
    """A container as deployments and the bench create it."""

    name: str
    paths: tuple[str, ...]
    """Partition key, tenant first."""
    expires: bool = False
    """Whether documents may carry a time to live of their own."""


CONTAINERS = (
    ContainerSpec("invoices", ("/tenantId", "/invoiceId"), expires=True),
    ContainerSpec("audit", ("/tenantId", "/epoch")),
    ContainerSpec("vendors", ("/tenantId",)),
    ContainerSpec("tenants", ("/tenantId",)),
)


def ensure_containers(client: CosmosClient, database: str) -> None:
    """Create the database and its containers where they are missing. Raises Unavailable."""
    with translated(SERVICE):
        home = client.create_database_if_not_exists(database)
        for spec in CONTAINERS:
            key = PartitionKey(list(spec.paths)) if len(spec.paths) > 1 else PartitionKey(spec.paths[0])
            home.create_container_if_not_exists(spec.name, key, default_ttl=-1 if spec.expires else None)


def owned(scope: TenantScope, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return the document if it is this tenant's; the second wall, behind the partition key.

    Raises:
        Unavailable: it is not. That is a defect, so it is logged as one and tells the caller nothing.
    """
    if document.get("tenantId") != scope.tenant_id:
        logger.critical("A document of another tenant came back", extra={"id": document.get("id")})
        raise Unavailable("cosmos.owner", "The store gave no usable answer.")
    return document


def query(
    container: ContainerProxy,
    scope: TenantScope,
    text: str,
    parameters: Mapping[str, object],
    *,
    partition: tuple[str, ...] = (),
) -> Iterator[Document]:
    """Give the tenant's documents that a query selects, of one partition or of all. Raises Unavailable."""
    key = [scope.tenant_id, *partition]
    with translated(SERVICE):
        found = container.query_items(
            text,
            parameters=[{"name": name, "value": value} for name, value in parameters.items()],
            partition_key=key if len(key) > 1 or _is_hierarchical(container) else key[0],
        )
        for document in found:
            yield dict(owned(scope, document))


def query_page(
    container: ContainerProxy,
    scope: TenantScope,
    text: str,
    parameters: Mapping[str, object],
    *,
    size: int,
    continuation: str | None,
) -> tuple[list[Document], str | None]:
    """
    Return one page of a query over the tenant's invoices container and where it goes on.

    The continuation is a row number: the same query over a list that only grows at its head.

    Raises:
        Malformed: the continuation is not one we gave.
        Unavailable: try again.
    """
    start = _row(continuation)
    paged = f"{text} OFFSET @start LIMIT @size"
    rows = list(query(container, scope, paged, {**parameters, "@start": start, "@size": size + 1}))
    return rows[:size], str(start + size) if len(rows) > size else None


def create_all(container: ContainerProxy, documents: Iterable[Document], partition: list[str] | str) -> None:
    """Create all documents in one transactional batch, or none. Raises Conflict, Unavailable."""
    operations = [("create", (document,)) for document in documents]
    batch(container, operations, partition)


def batch(
    container: ContainerProxy, operations: list[Any], partition: list[str] | str
) -> list[dict[str, Any]]:
    """Do the operations in one transactional batch, or none. Raises Conflict, Unavailable."""
    try:
        with translated(SERVICE):
            return container.execute_item_batch(operations, partition)
    except CosmosBatchOperationError as error:
        status = int(error.operation_responses[error.error_index]["statusCode"])
        if status in {404, 409, 412}:
            raise Conflict("cosmos.conflict", "Somebody else was first.") from error
        raise Unavailable("cosmos.batch", f"The batch failed with {status}.") from error


def _row(continuation: str | None) -> int:
    text = continuation or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Malformed("request.continuation", "The continuation is not one of ours.")
    return int(text)


def _is_hierarchical(container: ContainerProxy) -> bool:
    return any(spec.name == container.id and len(spec.paths) > 1 for spec in CONTAINERS)
