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

    def around(self, scope, sequence):
        notes = list(self.all(scope))
        before = next((note for size, note in notes if size <= sequence), None)
        after = next((note for size, note in reversed(notes) if size > sequence), None)
        return before, after

    def all(self, scope):
        return iter(sorted(self._notes.get(scope.tenant_id, {}).items(), reverse=True))
