"""A page is looked at only where its own text cannot be trusted."""

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.engines.ocr.layers import layers
from shared.engines.ocr.trust import Layers, must_be_seen
from tests.unit.engines.builders import pdf

TEXT = "A line of the invoice that the scanner believes it has read, more or less. "


def made(*, pictured=False, form=False, text="", mode=0):
    """A page of reportlab's: a picture over all of it, text in some render mode."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), invariant=1)
    if form:
        canvas.beginForm("scan")
    if pictured:
        canvas.drawImage(ImageReader(Image.new("L", (6, 8), 220)), 0, 0, 600, 800)
    if form:
        canvas.endForm()
        canvas.doForm("scan")
    if text:
        written = canvas.beginText(20, 700)
        written.setTextRenderMode(mode)
        written.textLines([text] * 5)
        canvas.drawText(written)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (made(text=TEXT), False),
        (made(pictured=True), True),
        (made(pictured=True, form=True), True),
        (made(pictured=True, text=TEXT, mode=3), True),
        (made(pictured=True, text=TEXT), False),
        (made(pictured=True, text="Scanned"), True),
        (made(text="Page 2"), False),
        (pdf(""), False),
    ],
    ids=["text", "scan", "wrapped", "scan with layer", "letterhead", "scan with mark", "few words", "blank"],
)
def test_pages_are_told_apart(content, seen):
    """Text that is drawn is trusted, a scanner's hidden guess is not, and nothing needs no look."""
    (page,) = layers(content, pages_max=5)[0]

    assert must_be_seen(page) is seen


def test_text_under_a_picture_of_the_whole_page_is_not_trusted():
    """Hostile: a person sees the picture, so the machine reads the picture."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), invariant=1)
    canvas.drawString(20, 700, TEXT * 5)
    canvas.drawImage(ImageReader(Image.new("L", (6, 8), 220)), 0, 0, 600, 800)
    canvas.showPage()
    canvas.save()
    (page,) = layers(buffer.getvalue(), pages_max=1)[0]

    assert page.hidden == 1
    assert must_be_seen(page)


def test_letters_without_meaning_are_no_text():
    """Fonts without a map to Unicode spoil a page, one symbol does not."""
    page = Layers(objects=9, letters=800, unmapped=0.0, hidden=0.0, pictured=0.0)

    assert not must_be_seen(page._replace(unmapped=0.05))
    assert must_be_seen(page._replace(unmapped=0.5))


def test_a_page_of_outlines_has_to_be_seen():
    """Letters drawn as shapes are no text."""
    assert must_be_seen(Layers(objects=500, letters=0, unmapped=0.0, hidden=0.0, pictured=0.0))


def test_only_so_many_pages_are_examined():
    """In order, one answer each."""
    found, payload = layers(pdf("one", "two", "three"), pages_max=2)

    assert ([page.letters for page in found], payload) == ([3, 3], b"")
