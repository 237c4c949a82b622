"""Checkpoints in a blob container with a locked immutability policy, best in another subscription."""

from collections.abc import Iterator

from azure.storage.blob import BlobServiceClient

from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict
from shared.domain.tenancy import TenantScope

SERVICE = "blobs"

CONTAINER = "checkpoints"

SIZE_MAX = 10**16 - 1
"""Names count down from it, so that a listing, which is in the names' order, begins with the newest."""

CONTENT_TYPE = "text/plain; charset=utf-8"


class AzureCheckpoints:
    """The `checkpoints` port: a blob per checkpoint, `{tenant}/{countdown}-{size}.note`."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._container = service.get_container_client(CONTAINER)

    def latest(self, scope: TenantScope) -> bytes | None:
        """Return the note with the largest size, or None."""
        name = next(self._names(scope, page_size=1), None)
        return None if name is None else self._load(name)

    def create(self, scope: TenantScope, size: int, note: bytes) -> bool:
        """Keep the note; False if there is one for this size."""
        name = f"{scope.tenant_id}/{SIZE_MAX - size:016d}-{size}.note"
        try:
            with translated(SERVICE):
                self._container.upload_blob(name, note, overwrite=False, content_type=CONTENT_TYPE)
        except Conflict:
            return False
        return True

    def around(self, scope: TenantScope, sequence: int) -> tuple[bytes | None, bytes | None]:
        """Return the last note that does not cover the entry, and the first that does."""
        after: str | None = None
        for name in self._names(scope, page_size=5000):
            if _size(name) <= sequence:
                return self._load(name), self._load(after) if after else None
            after = name
        return None, self._load(after) if after else None

    def all(self, scope: TenantScope) -> Iterator[tuple[int, bytes]]:
        """Give every note with its size, largest first."""
        for name in self._names(scope, page_size=5000):
            yield _size(name), self._load(name)

    def _names(self, scope: TenantScope, *, page_size: int) -> Iterator[str]:
        with translated(SERVICE):
            prefix = f"{scope.tenant_id}/"
            for name in self._container.list_blob_names(name_starts_with=prefix, results_per_page=page_size):
                yield str(name)

    def _load(self, name: str) -> bytes:
        with translated(SERVICE):
            return self._container.download_blob(name).readall()


def _size(name: str) -> int:
    return int(name.rpartition("-")[2].removesuffix(".note"))
