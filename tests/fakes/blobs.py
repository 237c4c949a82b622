"""Blobs in memory."""

from shared.domain.errors import Erased, NotFound
from shared.domain.ids import sha256_of
from shared.ports.blobs import SEALED


class FakeBlobs:
    """Write-once storage in a dictionary."""

    def __init__(self):
        self._kept: dict[tuple[str, str, str], bytes] = {}
        self._shredded: set[tuple[str, str]] = set()

    def create(self, scope, name, content, media_type):
        del media_type
        self._check(scope, name)
        key = (scope.tenant_id, name.shelf, name.path)
        if key in self._kept:
            return False
        self._kept[key] = content
        return True

    def load(self, scope, name):
        self._check(scope, name)
        try:
            return self._kept[scope.tenant_id, name.shelf, name.path]
        except KeyError:
            raise NotFound("blob.unknown", "Nothing is kept there.") from None

    def commit(self, scope, invoice_id, content):
        if (scope.tenant_id, invoice_id) in self._shredded:
            raise Erased("invoice.erased", "The content was erased.")
        return sha256_of(invoice_id.encode() + content)

    def shred(self, scope, subject, authority):
        """What the `Shredder` port does to it."""
        assert authority.event_id.startswith(subject)
        self._shredded.add((scope.tenant_id, subject))

    def _check(self, scope, name):
        if name.shelf in SEALED and (scope.tenant_id, name.path.partition("/")[0]) in self._shredded:
            raise Erased("invoice.erased", "The content was erased.")

    def corrupt(self, scope, path):
        """Change what is kept, as a broken disk would."""
        for key in self._kept:
            if key[0] == scope.tenant_id and key[2] == path:
                self._kept[key] = b"changed"

    def count(self, shelf):
        """How many blobs stand on a shelf, of all tenants."""
        return sum(key[1] == shelf for key in self._kept)

    def bodies(self, shelf):
        """What stands on a shelf, of all tenants."""
        return [content for key, content in self._kept.items() if key[1] == shelf]
