"""A tenant directory in memory."""

from shared.domain.errors import Conflict
from shared.domain.version import Versioned


class FakeTenants:
    """Profiles by id, and their policies."""

    def __init__(self):
        self._profiles = {}
        self._books = {}
        self._texts = {}

    def find(self, tenant_id):
        profile = self._profiles.get(tenant_id)
        if profile is None or tenant_id not in self._books:
            return profile
        book, _ = self._books[tenant_id]
        decides = {"policy": book.active, "shadow_policy": book.shadow, "fallback": book.fallback}
        return profile.model_copy(update=decides)

    def save(self, profile):
        self._profiles[profile.tenant_id] = profile

    def ids(self):
        return tuple(sorted(self._profiles))

    def book(self, scope):
        held = self._books.get(scope.tenant_id)
        return None if held is None else Versioned(value=held[0], version=str(held[1]))

    def save_book(self, scope, book, version, added=None):
        _, number = self._books.get(scope.tenant_id, (None, 0))
        if version != (str(number) if number else None):
            raise Conflict("cosmos.conflict", "Somebody else was first.")
        self._books[scope.tenant_id] = book, number + 1
        if added is not None:
            self._texts[scope.tenant_id, added.number] = added

    def policy_text(self, scope, number):
        return self._texts.get((scope.tenant_id, number))
