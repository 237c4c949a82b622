"""Blobs with a short memory. What is written once never changes, so what is remembered is always right."""

import threading
from collections import OrderedDict

from shared.domain.tenancy import TenantScope
from shared.ports.blobs import BlobName, Shelves

REMEMBERED_BYTES_MAX = 32 * 1024 * 1024
"""Of all remembered blobs: a few seconds' work of one instance."""

BLOB_BYTES_MAX = 1024 * 1024
"""Of one remembered blob: larger ones would push out everything else."""


class RememberedBlobs:
    """`Shelves`, for stages that soon read what the stage before wrote in the same process."""

    def __init__(self, inner: Shelves) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._remembered: OrderedDict[tuple[str, BlobName], bytes] = OrderedDict()
        self._size_bytes = 0

    def create(self, scope: TenantScope, name: BlobName, content: bytes, media_type: str) -> bool:
        """Keep the bytes; remember them if the name was free."""
        created = self._inner.create(scope, name, content, media_type)
        if created:
            self._remember((scope.tenant_id, name), content)
        return created

    def load(self, scope: TenantScope, name: BlobName) -> bytes:
        """Return the bytes, from memory if they are there."""
        key = (scope.tenant_id, name)
        with self._lock:
            known = self._remembered.get(key)
        if known is not None:
            return known
        content = self._inner.load(scope, name)
        self._remember(key, content)
        return content

    def _remember(self, key: tuple[str, BlobName], content: bytes) -> None:
        if len(content) > BLOB_BYTES_MAX:
            return
        with self._lock:
            self._size_bytes += len(content) - len(self._remembered.pop(key, b""))
            self._remembered[key] = content
            while self._size_bytes > REMEMBERED_BYTES_MAX:
                _, dropped = self._remembered.popitem(last=False)
                self._size_bytes -= len(dropped)
