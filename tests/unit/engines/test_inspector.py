"""A look at the structure, before anyone reads."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.document import DOCUMENT_BYTES_MAX, PAGES_MAX, Document, DocumentKind
from shared.domain.errors import IntakeError
from shared.engines import pdf as pdf_engine
from shared.engines.images import count_pages
from shared.engines.inspector import StructureInspector
from tests.unit.engines.builders import InlineRunner, encrypted, jpeg, pdf, pdf_with, png, tiff

PDF = pdf("Invoice")
DATA = Path(os.environ.get("INVOICE_DATA", Path(__file__).parents[4] / "shared" / "data"))


def inspect(kind: DocumentKind, content: bytes) -> int:
    return StructureInspector(InlineRunner()).inspect(Document(kind=kind, content=content)).page_count


def refusal(kind: DocumentKind, content: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        inspect(kind, content)
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "content", "pages"),
    [
        (DocumentKind.PDF, PDF, 1),
        (DocumentKind.PDF, pdf("a", "b", "c"), 3),
        (DocumentKind.PDF, encrypted(PDF, ""), 1),
        (DocumentKind.PDF, b"\n" * 900 + PDF, 1),
        (DocumentKind.PNG, png(2480, 3508), 1),
        (DocumentKind.JPEG, jpeg(2480, 3508), 1),
        (DocumentKind.TIFF, tiff((100, 200)), 1),
        (DocumentKind.TIFF, tiff((100, 200), (300, 400), order=">"), 2),
        (DocumentKind.XML, b"<a/>", 0),
    ],
)
def test_a_sound_document_gives_its_pages(kind, content, pages):
    """An empty password opens for everybody, so it is no encryption."""
    assert inspect(kind, content) == pages


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (DocumentKind.PDF, encrypted(PDF, "secret"), "document.encrypted"),
        (DocumentKind.PDF, PDF[: len(PDF) // 3], "document.damaged"),
        (DocumentKind.PDF, b"%PDF-1.7\n", "document.damaged"),
        (DocumentKind.PDF, b"", "document.damaged"),
        (DocumentKind.PNG, png(40_000, 40_000), "document.bomb"),
        (DocumentKind.PNG, png(60_000, 1), "document.bomb"),
        (DocumentKind.PNG, png(0, 5), "document.damaged"),
        (DocumentKind.PNG, png(5, 5)[:20], "document.damaged"),
        (DocumentKind.JPEG, jpeg(65_000, 65_000), "document.bomb"),
        (DocumentKind.JPEG, b"\xff\xd8\xff", "document.damaged"),
        (DocumentKind.JPEG, b"\xff\xd8\x00\x00\x00\x00", "document.damaged"),
        (DocumentKind.JPEG, b"\xff\xd8\xff\xc0\x00\x11\x08", "document.damaged"),
        (DocumentKind.JPEG, b"\xff\xd8\xff\xd0\xff\xd9", "document.damaged"),
        (DocumentKind.TIFF, tiff((1, 1), (60_000, 60_000)), "document.bomb"),
        (DocumentKind.TIFF, tiff((1, 1), (1, 1), loop=True), "document.damaged"),
        (DocumentKind.TIFF, tiff((1, 1))[:20], "document.damaged"),
        (DocumentKind.TIFF, tiff(*[(1, 1)] * (PAGES_MAX + 1)), "document.pages"),
        (DocumentKind.TIFF, b"II*\x00\x00\x00\x00\x00", "document.damaged"),
        (DocumentKind.XML, b"<!DOCTYPE a><a/>", "document.doctype"),
        (DocumentKind.ZIP, b"PK", "document.kind"),
        (DocumentKind.PDF, bytes(DOCUMENT_BYTES_MAX + 1), "document.bytes"),
    ],
)
def test_a_document_nobody_should_read_is_refused(kind, content, code):
    """Encrypted, damaged, too large, a bomb, or no document."""
    assert refusal(kind, content) == code


def test_pages_over_the_limit_are_refused():
    """Counted by the document's own structure."""
    with pytest.raises(IntakeError) as caught:
        pdf_engine.facts(pdf("a", "b"), pages_max=1)

    assert caught.value.code == "document.pages"


def test_a_page_tree_without_a_page_is_damaged():
    """A document that says it has pages, and has none that opens."""
    lying = PDF.replace(b"/Type /Page\n", b"/Type /Nope\n").replace(b"/Kids [ 3 0 R ]", b"/Kids [ 9 0 R ]")

    assert refusal(DocumentKind.PDF, lying) == "document.damaged"


def test_an_embedded_file_over_its_limit_is_left_out():
    """It is no e-invoice, and it is not unpacked."""
    large = pdf_with(PDF, {"large.xml": bytes(pdf_engine.ATTACHMENT_BYTES_MAX + 1), "empty.xml": b""})

    found, payload = pdf_engine.attachments(large, suffix=".xml")

    assert found == []
    assert payload == b""


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([DocumentKind.PNG, DocumentKind.JPEG, DocumentKind.TIFF]),
    st.sampled_from([png(3, 3), jpeg(3, 3), tiff((3, 3), (4, 4)), tiff((3, 3), order=">"), b""]),
    st.binary(max_size=60),
    st.integers(0, 80),
)
def test_any_picture_header_counts_or_is_refused(kind, whole, noise, place):
    """Only our errors come out."""
    content = whole[:place] + noise + whole[place + len(noise) :]

    try:
        assert count_pages(kind, content, pages_max=10) >= 1
    except IntakeError:
        return


@pytest.mark.skipif(not DATA.is_dir(), reason="the measured invoices are not here")
def test_every_measured_invoice_passes():
    """Nothing real is refused."""
    for path in sorted((DATA / "invoices" / "docs").glob("*.pdf")):
        assert inspect(DocumentKind.PDF, path.read_bytes()) >= 1
