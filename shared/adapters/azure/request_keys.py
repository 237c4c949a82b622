"""Idempotency keys in Cosmos DB: the first to create the document holds the key."""

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, owned
from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict
from shared.domain.ids import Sha256, sha256_of
from shared.domain.tenancy import TenantScope
from shared.ports.request_keys import KEPT_S


class CosmosRequestKeys:
    """The `request_keys` port, beside the invoices and with a time to live."""

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def claim(self, scope: TenantScope, key: str, request: Sha256) -> Sha256:
        """Return the request that holds this key: this one, if nobody held it."""
        place = f"request-key.{sha256_of(key.encode())}"
        document = {
            "id": "key",
            "tenantId": scope.tenant_id,
            "invoiceId": place,
            "kind": "request_key",
            "request": request,
            "ttl": KEPT_S,
        }
        try:
            with translated(SERVICE):
                self._container.create_item(document)
        except Conflict:
            with translated(SERVICE):
                held = self._container.read_item("key", [scope.tenant_id, place])
            return Sha256(owned(scope, held)["request"])
        return request
