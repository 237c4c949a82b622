"""Idempotency keys in memory."""


class FakeRequestKeys:
    """The first request of each key."""

    def __init__(self):
        self._holders = {}

    def claim(self, scope, key, request):
        return self._holders.setdefault((scope.tenant_id, key), request)
