"""Operations on documents: single, and together in a transactional batch."""

from typing import Any

from infra.local.cosmos.account import Account
from infra.local.cosmos.container import Container, Partition, Stored, check_id
from infra.local.cosmos.definition import Json
from infra.local.cosmos.errors import (
    CosmosError,
    bad_request,
    conflict,
    not_found,
    precondition_failed,
    too_large,
)
from infra.local.cosmos.patch import patched

BATCH_OPERATIONS_MAX = 100
"""Cosmos DB's limit of a transactional batch."""

BATCH_BYTES_MAX = 2 * 1024 * 1024
"""Cosmos DB's limit of a transactional batch."""


def create(container: Container, partition: Partition | None, document: Json) -> Stored:
    """Write a document that must be new."""
    document_id = check_id(document)
    home = _home(container, partition, document)
    if container.get(home, document_id):
        raise conflict()
    return container.put(document)


def upsert(
    container: Container, partition: Partition | None, document: Json, *, if_match: str | None
) -> tuple[Stored, bool]:
    """Write a document, new or in place of the old one; and whether it was new."""
    document_id = check_id(document)
    old = container.get(_home(container, partition, document), document_id)
    if old and if_match not in {None, "*", old.etag}:
        raise precondition_failed()
    return container.put(document, keep=old), old is None


def read(container: Container, partition: Partition, document_id: str) -> Stored:
    """Return a document that must be there."""
    stored = container.get(partition, document_id)
    if stored is None:
        raise not_found()
    return stored


def replace(
    container: Container, partition: Partition, document_id: str, document: Json, *, if_match: str | None
) -> Stored:
    """Write in place of a document that must be there."""
    if check_id(document) != document_id:
        raise bad_request("The id in the document is not the id in the address.")
    _home(container, partition, document)
    return container.put(document, keep=_current(container, partition, document_id, if_match))


def patch(
    container: Container, partition: Partition, document_id: str, request: Any, *, if_match: str | None
) -> Stored:
    """Change parts of a document that must be there."""
    old = _current(container, partition, document_id, if_match)
    changed = patched(old.document, request)
    _home(container, partition, changed)
    return container.put(changed, keep=old)


def delete(container: Container, partition: Partition, document_id: str, *, if_match: str | None) -> None:
    """Remove a document that must be there."""
    _current(container, partition, document_id, if_match)
    container.remove(partition, document_id)


def batch(
    account: Account, container: Container, partition: Partition, operations: list[Json], size_bytes: int
) -> tuple[int, list[Json]]:
    """Do all operations or none; return the status and each operation's result."""
    if not 1 <= len(operations) <= BATCH_OPERATIONS_MAX:
        raise bad_request(f"A batch has 1 to {BATCH_OPERATIONS_MAX} operations.")
    if size_bytes > BATCH_BYTES_MAX:
        raise too_large("The batch request is larger than 2 MB.")
    results: list[Json] = []
    try:
        with account.transaction(container):
            for operation in operations:
                results.append(_one(container, partition, operation))  # noqa: PERF401 - kept when one fails
    except CosmosError as error:
        failed = len(results)
        innocent: Json = {"statusCode": 424, "subStatusCode": 0, "requestCharge": 0}
        guilty = {**innocent, "statusCode": error.status, "message": error.message}
        return 207, [guilty if index == failed else innocent for index in range(len(operations))]
    return 200, results


def _one(container: Container, partition: Partition, operation: Json) -> Json:
    body: Any = operation.get("resourceBody")
    document_id = operation.get("id", "")
    if_match = operation.get("ifMatch")
    status = 200
    match str(operation.get("operationType")).lower():
        case "create":
            status, stored = 201, create(container, partition, body)
        case "upsert":
            stored, new = upsert(container, partition, body, if_match=if_match)
            status = 201 if new else 200
        case "read":
            stored = read(container, partition, document_id)
        case "replace":
            stored = replace(container, partition, document_id, body, if_match=if_match)
        case "patch":
            stored = patch(container, partition, document_id, body, if_match=if_match)
        case "delete":
            delete(container, partition, document_id, if_match=if_match)
            return {"statusCode": 204, "requestCharge": 1}
        case kind:
            raise bad_request(f"There is no batch operation {kind}.")
    return {
        "statusCode": status,
        "requestCharge": 1,
        "resourceBody": stored.document,
        "eTag": stored.etag,
    }


def _current(container: Container, partition: Partition, document_id: str, if_match: str | None) -> Stored:
    old = read(container, partition, document_id)
    if if_match not in {None, "*", old.etag}:
        raise precondition_failed()
    return old


def _home(container: Container, partition: Partition | None, document: Json) -> Partition:
    """Return the document's own partition, which must be the one that the request names."""
    home = container.definition.partition_of(document)
    if partition is None:
        raise bad_request("PartitionKey value must be supplied for this operation.", substatus=1001)
    if home != partition:
        raise bad_request(
            "PartitionKey extracted from document doesn't match the one specified in the header.",
            substatus=1001,
        )
    return home
