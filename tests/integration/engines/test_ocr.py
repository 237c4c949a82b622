"""Scans read by sight, in a child that can be killed."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unprocessable
from shared.engines.router import local_reader
from shared.engines.sandbox import Sandbox

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
FIELDS = ("vendor_name", "vendor_tax_id", "invoice_number", "invoice_date", "total", "iban")


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(children=1) as made:
        yield made


def read(sandbox, kind, content):
    return local_reader(sandbox).extract(Document(kind=kind, content=content))


def wrong(invoice, name):
    """Return the fields that differ from the sample's truth."""
    truth = TRUTH[name]["truth"]
    found = {field: getattr(invoice, field) for field in FIELDS}
    return {field for field, value in found.items() if value is None or str(value.value) != truth[field]}


@pytest.mark.parametrize(
    ("name", "kind"), [("de-scan.png", DocumentKind.PNG), ("de-scan.jpg", DocumentKind.JPEG)]
)
def test_a_scan_is_read(sandbox, name, kind):
    """Header and account exactly as printed, with the places they stand at."""
    reading = read(sandbox, kind, (SAMPLES / name).read_bytes())

    (invoice,) = reading.invoices
    assert reading.engine.name == "ocr"
    assert wrong(invoice, name) == set()
    assert 0 < invoice.total.evidence.box.left < invoice.total.evidence.box.right < 1


def test_a_scan_that_lies_is_turned_first(sandbox):
    """Fed in sideways and askew, it reads the same."""
    image = Image.open(SAMPLES / "de-scan.jpg").convert("L").rotate(88, expand=True, fillcolor=255)
    output = io.BytesIO()
    image.save(output, "PNG")

    (invoice,) = read(sandbox, DocumentKind.PNG, output.getvalue()).invoices

    assert wrong(invoice, "de-scan.jpg") == set()


def test_a_picture_of_nothing_is_refused(sandbox):
    """White paper is no invoice."""
    output = io.BytesIO()
    Image.new("1", (600, 800), 1).save(output, "PNG")

    with pytest.raises(Unprocessable) as caught:
        read(sandbox, DocumentKind.PNG, output.getvalue())

    assert caught.value.code == "document.no_text"
