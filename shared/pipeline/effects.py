"""Effects: what the product does outside itself, and how it takes that back."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.audit import Receipt
from shared.domain.checks import BILLS
from shared.domain.errors import Unavailable
from shared.domain.ids import Sha256, sha256_of
from shared.domain.invoice import InvoiceRecord
from shared.domain.reading import Reading
from shared.domain.review import Effect
from shared.domain.tenancy import ExportFormat, TenantScope
from shared.exports import invoice_csv, invoice_json, invoice_ubl, withdrawal_json
from shared.ports.blobs import Blobs, export_name, reading_name, withdrawal_name


@dataclass(frozen=True)
class Export:
    """The `effector` port for exports: laid out under the name of what allows it, withdrawn beside it."""

    blobs: Blobs

    def run(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> Sha256:
        """
        Lay the coded invoice out as JSON and what else the tenant wants, and return the JSON's digest.

        Raises Unavailable.
        """
        if record.summary is None:
            raise Unavailable("invoice.reading", "An invoice without a reading cannot be exported.")
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        reading = Reading.model_validate_json(self.blobs.load(scope, name))
        body = invoice_json.render(record, reading, authority)
        place = export_name(effect.authority)
        if not self.blobs.create(scope, place, body, invoice_json.MEDIA_TYPE):
            # An earlier try came this far; what it laid out is what counts.
            body = self.blobs.load(scope, place)
        for content, suffix, media_type in _others(scope, record, reading):
            self.blobs.create(scope, export_name(effect.authority, suffix), content, media_type)
        return sha256_of(body)

    def undo(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> None:
        """Lay the withdrawal out. Whoever takes exports in cancels what it names."""
        body = withdrawal_json.render(record, effect, authority)
        self.blobs.create(scope, withdrawal_name(effect.authority), body, withdrawal_json.MEDIA_TYPE)


def _others(scope: TenantScope, record: InvoiceRecord, reading: Reading) -> Iterator[tuple[bytes, str, str]]:
    """Give content, suffix and media type of the export in each of the tenant's other formats."""
    wanted = scope.profile.export_formats
    # As JSON any document says what it is; in the others it would pass for a bill.
    for invoice in (each for each in reading.invoices[:1] if each.doc_type in BILLS):
        if ExportFormat.UBL in wanted:
            yield invoice_ubl.render(invoice), invoice_ubl.SUFFIX, invoice_ubl.MEDIA_TYPE
        if ExportFormat.CSV in wanted:
            yield invoice_csv.render(record, invoice), invoice_csv.SUFFIX, invoice_csv.MEDIA_TYPE
