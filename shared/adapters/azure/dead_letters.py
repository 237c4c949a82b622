"""Dead letters in Cosmos DB, beside the invoices."""

from datetime import UTC

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, owned, query_page
from shared.adapters.azure.errors import translated
from shared.domain.dead_letter import DeadLetter
from shared.domain.errors import NotFound
from shared.domain.tenancy import TenantScope
from shared.domain.version import Page

LETTER = "letter"
"""The letter's document id in its partition."""


class CosmosDeadLetters:
    """The `dead_letters` port."""

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def save(self, scope: TenantScope, letter: DeadLetter) -> None:
        """Write the letter whole, new or in place of the old one."""
        document = {
            "id": LETTER,
            "tenantId": scope.tenant_id,
            "invoiceId": _place(letter.dead_letter_id),
            "kind": "dead_letter",
            "at": letter.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "letter": letter.model_dump(mode="json"),
        }
        with translated(SERVICE):
            self._container.upsert_item(document)

    def find(self, scope: TenantScope, dead_letter_id: str) -> DeadLetter | None:
        """Return the letter, or None."""
        try:
            with translated(SERVICE):
                document = self._container.read_item(LETTER, [scope.tenant_id, _place(dead_letter_id)])
        except NotFound:
            return None
        return DeadLetter.model_validate(owned(scope, document)["letter"])

    def page(self, scope: TenantScope, *, size: int, continuation: str | None) -> Page[DeadLetter]:
        """Return a part of the tenant's letters, latest first."""
        text = "SELECT * FROM c WHERE c.kind = 'dead_letter' ORDER BY c.at DESC"
        rows, further = query_page(self._container, scope, text, {}, size=size, continuation=continuation)
        letters = tuple(DeadLetter.model_validate(row["letter"]) for row in rows)
        return Page(items=letters, continuation=further)


def _place(dead_letter_id: str) -> str:
    return f"dead-letter.{dead_letter_id}"
