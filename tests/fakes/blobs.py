"""Blobs in memory."""

from shared.domain.errors import NotFound


class FakeBlobs:
    """Write-once storage in a dictionary."""

    def __init__(self):
        self._kept: dict[tuple[str, str, str], bytes] = {}

    def create(self, scope, name, content, media_type):
        del media_type
        key = (scope.tenant_id, name.shelf, name.path)
        if key in self._kept:
            return False
        self._kept[key] = content
        return True

    def load(self, scope, name):
        try:
            return self._kept[scope.tenant_id, name.shelf, name.path]
        except KeyError:
            raise NotFound("blob.unknown", "Nothing is kept there.") from None

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
