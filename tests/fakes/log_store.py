"""A log store in memory."""

from shared.domain.errors import Conflict
from shared.domain.proof.entry import LeafEvent
from shared.ports.log_store import Placed


class FakeLogStore:
    """Documents by tenant, in stretches within which ids are unique."""

    def __init__(self, stretch_entries=1 << 20):
        self.stretch_entries = stretch_entries
        self._tenants = {}

    def latest(self, scope, *, known=None):
        return max(self._of(scope).heads.values(), key=lambda head: head.first, default=None)

    def create(self, scope, head, entries):
        mine = self._of(scope)
        stretch = head.first // self.stretch_entries
        ids = [(stretch, LeafEvent.parse(entry.content).event_id) for entry in entries]
        assert (head.size - 1) // self.stretch_entries == stretch, "a write crosses a stretch's end"
        if head.first in mine.heads or any(each in mine.ids for each in ids):
            raise Conflict("fake.conflict", "Somebody else was first.")
        mine.heads[head.first] = head
        for key, entry in zip(ids, entries, strict=True):
            mine.ids[key] = Placed(entry.sequence, head)
            mine.entries.append(entry)

    def find(self, scope, event_ids):
        return {
            event_id: placed
            for (_, event_id), placed in self._of(scope).ids.items()
            if event_id in set(event_ids)
        }

    def create_session(self, scope, certificate):
        self._of(scope).sessions.setdefault(certificate.session_id, certificate)

    def sessions(self, scope):
        return (certificate for _, certificate in sorted(self._of(scope).sessions.items()))

    def heads(self, scope, *, first=0):
        return (head for start, head in sorted(self._of(scope).heads.items()) if start >= first)

    def entries(self, scope, *, first=0, subject=None):
        found = sorted(self._of(scope).entries, key=lambda entry: entry.sequence)
        return (each for each in found if each.sequence >= first and subject in {None, each.subject})

    def _of(self, scope):
        return self._tenants.setdefault(scope.tenant_id, _Log())


class _Log:
    def __init__(self):
        self.heads = {}
        self.ids = {}
        self.entries = []
        self.sessions = {}
