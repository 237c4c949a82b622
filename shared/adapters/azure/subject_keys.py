"""Invoices' wrapped keys in Cosmos DB, beside their invoices; a destroyed one leaves a stone in its place."""

from collections.abc import Mapping
from typing import Any

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, owned
from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict, Erased, NotFound
from shared.domain.ids import InvoiceId
from shared.domain.sealing import WrappedKey
from shared.domain.tenancy import TenantScope

ID = "subject-key"


class CosmosSubjectKeys:
    """The `subject_keys` port over the container `invoices`."""

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def create(self, scope: TenantScope, subject: InvoiceId, key: WrappedKey) -> WrappedKey:
        """Keep the key unless there is one, and return the one that is kept."""
        document = {**_document(scope, subject), "key": key.model_dump(mode="json")}
        try:
            with translated(SERVICE):
                self._container.create_item(document)
        except Conflict:
            with translated(SERVICE):
                return _key(owned(scope, self._container.read_item(ID, [scope.tenant_id, subject])))
        return key

    def find(self, scope: TenantScope, subject: InvoiceId) -> WrappedKey | None:
        """Return the key, or None where there never was one."""
        try:
            with translated(SERVICE):
                found = self._container.read_item(ID, [scope.tenant_id, subject])
        except NotFound:
            return None
        return _key(owned(scope, found))

    def destroy(self, scope: TenantScope, subject: InvoiceId) -> None:
        """Put a stone in the key's place."""
        with translated(SERVICE):
            self._container.upsert_item({**_document(scope, subject), "key": None})


def _document(scope: TenantScope, subject: InvoiceId) -> dict[str, Any]:
    return {"id": ID, "tenantId": scope.tenant_id, "invoiceId": subject, "kind": "subject_key"}


def _key(document: Mapping[str, Any]) -> WrappedKey:
    if document["key"] is None:
        raise Erased("invoice.erased", "The invoice's content was erased.")
    return WrappedKey.model_validate(document["key"])
