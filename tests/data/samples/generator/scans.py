"""Pages that went through a scanner: turned a little, gray, grainy, without one letter of text."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from random import Random

import pypdfium2
from PIL import Image, ImageChops
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.layouts import Layout, borderless, classic
from tests.data.samples.generator.paper import A4_MM, fix_time
from tests.data.samples.generator.sample import Entry, Sample, Sheet, bill_entry

FAX_DPI = 200
"""Pictures of two colours need more dots, and stay small."""

SCAN_DPI = 130
"""Gray pages: legible, and not a megabyte each."""

FANFOLD_MM = (210.0, 203.2)
"""Continuous paper of eight inches, torn off: two pages hold a dozen lines, and are looked at in seconds."""

JPEG_QUALITY = 55

GRAIN = 24
"""The most that noise darkens a dot, of 255."""

NOTE = "No text layer: it must be looked at."

_POINTS_PER_INCH = 72


def samples() -> list[Sample]:
    """Return a two-colour PNG, a gray JPEG, and a PDF of two gray pictures."""
    return [_png(), _jpeg(), _pdf()]


def _png() -> Sample:
    bill = _bill("10488", "Ordnerrücken, selbstklebend", "18.20")
    page = _pages(bill, classic, dpi=FAX_DPI)[0]
    scanned = _scan(page, degrees=0.7, seed=1).point(lambda level: 255 if level > 150 else 0, "1")
    output = BytesIO()
    scanned.save(output, "PNG", dpi=(FAX_DPI, FAX_DPI))
    return _sample("de-scan.png", bill, output.getvalue())


def _jpeg() -> Sample:
    bill = _bill("10497", "Flipchart-Papier, 20 Blatt", "11.35")
    page = _pages(bill, borderless, dpi=SCAN_DPI)[0]
    return _sample("de-scan.jpg", bill, _as_jpeg(_scan(page, degrees=-0.9, seed=2)))


def _pdf() -> Sample:
    short = _bill("10502", "Schreibblock A4, kariert", "1.48")
    bill = replace(
        short,
        lines=tuple(
            line(f"Schreibblock A4, kariert, Farbe {color}", str(color % 5 + 2), "Stk", "1.48", "19")
            for color in range(1, 13)
        ),
    )
    pages = _pages(bill, classic, dpi=SCAN_DPI, size_mm=FANFOLD_MM)
    scanned = [_scan(page, degrees=0.5 - index, seed=3 + index) for index, page in enumerate(pages)]
    return _sample("de-scan.pdf", bill, _as_pdf(scanned), pages=len(pages))


def _bill(number: str, description: str, price: str) -> Bill:
    return Bill(
        vendor=companies.PAPER_DE,
        buyer=companies.BUYER_DE,
        number=f"RE-2026-{number}",
        day=date(2026, 10, 28),
        due=date(2026, 11, 27),
        customer="K-20815",
        language="de",
        lines=(
            line(description, "12", "Stk", price, "19"),
            line("Versand und Verpackung", "1", "Psch", "5.90", "19"),
        ),
    )


def _sample(file: str, bill: Bill, content: bytes, *, pages: int = 1) -> Sample:
    entry: Entry = bill_entry(bill, kind="scan", pages=pages, expect="processed", note=NOTE)
    return Sample(file=file, content=content, entries={file: entry}, raster=True)


def _pages(
    bill: Bill, layout: Layout, *, dpi: int, size_mm: tuple[float, float] = A4_MM
) -> list[Image.Image]:
    # The font is embedded: the picture does not depend on the fonts of the machine that makes it.
    sheet = Sheet(file="", bill=bill, layout=layout, family="InvoiceSans", size_mm=size_mm, note="")
    content, count = sheet.print()
    with pypdfium2.PdfDocument(content) as document:
        scale = dpi / _POINTS_PER_INCH
        return [
            document[index].render(scale=scale, grayscale=True).to_pil().convert("L")
            for index in range(count)
        ]


def _scan(page: Image.Image, *, degrees: float, seed: int) -> Image.Image:
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    noise = Image.frombytes("L", page.size, Random(seed).randbytes(page.width * page.height))
    return ImageChops.subtract(turned, noise.point(lambda level: level * GRAIN // 255))


def _as_jpeg(page: Image.Image) -> bytes:
    output = BytesIO()
    page.save(output, "JPEG", quality=JPEG_QUALITY, dpi=(SCAN_DPI, SCAN_DPI))
    return output.getvalue()


def _as_pdf(pages: list[Image.Image]) -> bytes:
    output = BytesIO()
    width, height = (side * mm for side in FANFOLD_MM)
    canvas = Canvas(output, pagesize=(width, height), invariant=1, pageCompression=0)
    fix_time(canvas)
    canvas.setTitle("Scan")
    for page in pages:
        canvas.drawImage(ImageReader(BytesIO(_as_jpeg(page))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return output.getvalue()
