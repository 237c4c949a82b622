"""Invoices' keys in memory, and something that wraps keys."""

from shared.domain.errors import Erased


class FakeSubjectKeys:
    """One key per invoice; a destroyed one stays destroyed."""

    def __init__(self):
        self._kept = {}

    def create(self, scope, subject, key):
        return self._given(self._kept.setdefault((scope.tenant_id, subject), key))

    def find(self, scope, subject):
        place = (scope.tenant_id, subject)
        return self._given(self._kept[place]) if place in self._kept else None

    def destroy(self, scope, subject):
        self._kept[scope.tenant_id, subject] = None

    @staticmethod
    def _given(key):
        if key is None:
            raise Erased("invoice.erased", "The content was erased.")
        return key


class FakeWrapper:
    """Turns every bit, and counts how often it was asked."""

    def __init__(self):
        self.wrapped = 0
        self.unwrapped = 0

    def wrap(self, secret):
        self.wrapped += 1
        return "sealing/1", bytes(byte ^ 255 for byte in secret)

    def unwrap(self, key_id, wrapped):
        assert key_id == "sealing/1"
        self.unwrapped += 1
        return bytes(byte ^ 255 for byte in wrapped)
