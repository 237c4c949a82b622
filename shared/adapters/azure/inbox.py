"""The drop container in Azure Blob: a folder per tenant."""

from datetime import datetime
from itertools import islice

from azure.storage.blob import BlobServiceClient

from shared.adapters.azure.errors import translated
from shared.domain.errors import NotFound, TooLarge
from shared.domain.tenancy import TenantScope
from shared.ports.inbox import InboxItem

SERVICE = "blobs"

CONTAINER = "drop"


class AzureInbox:
    """The `inbox` port."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._container = service.get_container_client(CONTAINER)

    def load(self, scope: TenantScope, name: str, *, bytes_max: int) -> bytes:
        """Return the file's bytes, unless they are too many."""
        blob = self._container.get_blob_client(f"{scope.tenant_id}/{name}")
        with translated(SERVICE):
            size_bytes = blob.get_blob_properties().size
            if size_bytes > bytes_max:
                raise TooLarge("container.bytes", f"A file has at most {bytes_max // 2**20} MB.")
            return blob.download_blob().readall()

    def remove(self, scope: TenantScope, name: str) -> None:
        """Take the file out for good; no such file is fine."""
        try:
            with translated(SERVICE):
                self._container.delete_blob(f"{scope.tenant_id}/{name}")
        except NotFound:
            return

    def waiting(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InboxItem, ...]:
        """Return files that arrived before this time, in order of name."""
        folder = f"{scope.tenant_id}/"
        with translated(SERVICE):
            found = self._container.list_blobs(name_starts_with=folder)
            late = (blob for blob in found if blob.last_modified < before)
            return tuple(
                InboxItem(name=blob.name.removeprefix(folder), arrived_at=blob.last_modified)
                for blob in islice(late, limit)
            )
