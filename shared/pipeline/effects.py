"""Effects: what the product does outside itself, and how it takes that back."""

from dataclasses import dataclass

from shared.domain.audit import Receipt
from shared.domain.errors import Unavailable
from shared.domain.ids import Sha256, sha256_of
from shared.domain.invoice import InvoiceRecord
from shared.domain.reading import Reading
from shared.domain.review import Effect
from shared.domain.tenancy import TenantScope
from shared.exports import invoice_json, withdrawal_json
from shared.ports.blobs import Blobs, export_name, reading_name, withdrawal_name


@dataclass(frozen=True)
class Export:
    """The `effector` port for exports: laid out under the name of what allows it, withdrawn beside it."""

    blobs: Blobs

    def run(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> Sha256:
        """Lay the coded invoice out, and return the digest of what lies there."""
        if record.summary is None:
            raise Unavailable("invoice.reading", "An invoice without a reading cannot be exported.")
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        reading = Reading.model_validate_json(self.blobs.load(scope, name))
        body = invoice_json.render(record, reading, authority)
        place = export_name(effect.authority)
        if not self.blobs.create(scope, place, body, invoice_json.MEDIA_TYPE):
            # An earlier try came this far; what it laid out is what counts.
            body = self.blobs.load(scope, place)
        return sha256_of(body)

    def undo(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> None:
        """Lay the withdrawal out. Whoever takes exports in cancels what it names."""
        body = withdrawal_json.render(record, effect, authority)
        self.blobs.create(scope, withdrawal_name(effect.authority), body, withdrawal_json.MEDIA_TYPE)
