"""Dead letters in memory."""

from shared.domain.errors import Malformed
from shared.domain.version import Page


class FakeDeadLetters:
    """Letters by tenant and id."""

    def __init__(self):
        self._letters = {}

    def save(self, scope, letter):
        self._letters[scope.tenant_id, letter.dead_letter_id] = letter

    def find(self, scope, dead_letter_id):
        return self._letters.get((scope.tenant_id, dead_letter_id))

    def page(self, scope, *, size, continuation):
        try:
            start = int(continuation or 0)
        except ValueError:
            raise Malformed("request.continuation", "Not a continuation of ours.") from None
        letters = [letter for (tenant_id, _), letter in self._letters.items() if tenant_id == scope.tenant_id]
        letters.sort(key=lambda letter: letter.at, reverse=True)
        end = start + size
        return Page(items=tuple(letters[start:end]), continuation=str(end) if end < len(letters) else None)
