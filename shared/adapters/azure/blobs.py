"""Write-once storage in Azure Blob: a container per shelf, a folder per tenant."""

from azure.storage.blob import BlobClient, BlobServiceClient, ContentSettings

from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict
from shared.domain.tenancy import TenantScope
from shared.ports.blobs import BlobName, Shelf

SERVICE = "blobs"


class AzureBlobs:
    """The `Shelves` of the port `blobs`."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._shelves = {shelf: service.get_container_client(shelf.value) for shelf in Shelf}

    def create(self, scope: TenantScope, name: BlobName, content: bytes, media_type: str) -> bool:
        """Keep the bytes under this name; False if the name was taken."""
        try:
            with translated(SERVICE):
                self._blob(scope, name).upload_blob(
                    content, overwrite=False, content_settings=ContentSettings(content_type=media_type)
                )
        except Conflict:
            return False
        return True

    def load(self, scope: TenantScope, name: BlobName) -> bytes:
        """Return the bytes kept under this name."""
        with translated(SERVICE):
            return self._blob(scope, name).download_blob().readall()

    def _blob(self, scope: TenantScope, name: BlobName) -> BlobClient:
        return self._shelves[name.shelf].get_blob_client(f"{scope.tenant_id}/{name.path}")


def ensure_shelves(service: BlobServiceClient, *further: str) -> None:
    """Create the container of every shelf, and further ones, where they are missing. Raises Unavailable."""
    for name in (*(shelf.value for shelf in Shelf), *further):
        try:
            with translated(SERVICE):
                service.create_container(name)
        except Conflict:
            continue
