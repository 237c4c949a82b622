"""Checkpoints in memory."""


class FakeCheckpoints:
    """Notes by tenant and size."""

    def __init__(self):
        self._notes = {}

    def latest(self, scope):
        return next((note for _, note in self.all(scope)), None)

    def create(self, scope, size, note):
        mine = self._notes.setdefault(scope.tenant_id, {})
        return mine.setdefault(size, note) is note

    def all(self, scope):
        return iter(sorted(self._notes.get(scope.tenant_id, {}).items(), reverse=True))
