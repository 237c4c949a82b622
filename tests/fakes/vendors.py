"""A vendor register in memory."""


class FakeVendors:
    """Vendors and claimed numbers by tenant."""

    def __init__(self):
        self._vendors = {}
        self._numbers = {}

    def find(self, scope, keys):
        wanted = set(keys)
        found = [
            vendor
            for (tenant_id, _), vendor in self._vendors.items()
            if tenant_id == scope.tenant_id and wanted & set(vendor.keys)
        ]
        return tuple(sorted(found, key=lambda vendor: vendor.vendor_id))

    def add(self, scope, vendor):
        return self._vendors.setdefault((scope.tenant_id, vendor.vendor_id), vendor)

    def claim_number(self, scope, vendor_id, number, invoice_id):
        return self._numbers.setdefault((scope.tenant_id, vendor_id, number), invoice_id)
