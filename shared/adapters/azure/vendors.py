"""The vendor register in Cosmos DB: every way to find a vendor is a document id."""

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, Document, create_all, owned, query
from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict
from shared.domain.ids import InvoiceId, VendorId, sha256_of
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import Vendor, VendorKey


class CosmosVendors:
    """The `vendors` port over the container of the same name."""

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def find(self, scope: TenantScope, keys: tuple[VendorKey, ...]) -> tuple[Vendor, ...]:
        """Return the vendors that share at least one of these keys, by id."""
        prefixes = {f"@k{index}": _key_prefix(key) for index, key in enumerate(keys)}
        text = f"SELECT * FROM c WHERE c.kind = 'key' AND c.prefix IN ({', '.join(prefixes)})"  # noqa: S608 - names of parameters
        found = query(self._container, scope, text, prefixes)
        vendors = {each["vendor"]["vendor_id"]: Vendor.model_validate(each["vendor"]) for each in found}
        return tuple(vendors[vendor_id] for vendor_id in sorted(vendors))

    def add(self, scope: TenantScope, vendor: Vendor) -> Vendor:
        """Put a new vendor and its keys into the register, and return the vendor that is there now."""
        document = vendor.model_dump(mode="json")
        common = {"tenantId": scope.tenant_id, "vendor": document}
        keys: list[Document] = [
            {
                **common,
                "id": f"{_key_prefix(key)}.{vendor.vendor_id}",
                "kind": "key",
                "prefix": _key_prefix(key),
            }
            for key in vendor.keys
        ]
        try:
            create_all(
                self._container,
                [{**common, "id": f"v.{vendor.vendor_id}", "kind": "vendor"}, *keys],
                scope.tenant_id,
            )
        except Conflict:
            with translated(SERVICE):
                held = self._container.read_item(f"v.{vendor.vendor_id}", scope.tenant_id)
            return Vendor.model_validate(owned(scope, held)["vendor"])
        return vendor

    def claim_number(
        self, scope: TenantScope, vendor_id: VendorId, number: str, invoice_id: InvoiceId
    ) -> InvoiceId:
        """Return the invoice that holds this vendor's number: this one, if nobody held it."""
        claim = f"n.{vendor_id}.{sha256_of(number.encode())}"
        document = {"id": claim, "tenantId": scope.tenant_id, "kind": "number", "holder": invoice_id}
        try:
            with translated(SERVICE):
                self._container.create_item(document)
        except Conflict:
            with translated(SERVICE):
                held = self._container.read_item(claim, scope.tenant_id)
            return InvoiceId(owned(scope, held)["holder"])
        return invoice_id


def _key_prefix(key: VendorKey) -> str:
    return f"k.{key.kind.value}.{sha256_of(key.value.encode())}"
