"""An inbox in memory."""

from shared.domain.errors import NotFound, TooLarge
from shared.ports.inbox import InboxItem


class FakeInbox:
    """Files by tenant and name."""

    def __init__(self):
        self._files: dict[tuple[str, str], tuple[bytes, object]] = {}

    def put(self, scope, name, content, at):
        """Drop a file, as a sender would."""
        self._files[scope.tenant_id, name] = (content, at)

    def load(self, scope, name, *, bytes_max):
        try:
            content, _ = self._files[scope.tenant_id, name]
        except KeyError:
            raise NotFound("inbox.unknown", "No such file.") from None
        if len(content) > bytes_max:
            raise TooLarge("container.bytes", f"A file has at most {bytes_max} bytes.")
        return content

    def remove(self, scope, name):
        self._files.pop((scope.tenant_id, name), None)

    def waiting(self, scope, *, before, limit):
        found = [
            InboxItem(name=name, arrived_at=at)
            for (tenant_id, name), (_, at) in sorted(self._files.items())
            if tenant_id == scope.tenant_id and at < before
        ]
        return tuple(found[:limit])
