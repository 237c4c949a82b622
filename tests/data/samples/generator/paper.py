"""A page to write on in millimetres from its top left corner. The same strokes give the same bytes."""

from hashlib import md5
from io import BytesIO
from pathlib import Path
from typing import Literal

from reportlab.lib.colors import Color, black
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)

LEADING = 1.25
"""Distance of two lines of text, in font sizes."""

POINT_MM: float = 1 / mm
"""One typographic point."""

ASSETS = Path(__file__).parent / "assets"

FAMILIES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold"),
    "Times": ("Times-Roman", "Times-Bold"),
    "Courier": ("Courier", "Courier-Bold"),
    "InvoiceSans": ("InvoiceSans-Regular", "InvoiceSans-Bold"),
}
"""Regular and bold. The last one is embedded and has the letters of every Latin alphabet of Europe."""

Align = Literal["left", "right", "center"]


MADE_AT = (2026, 11, 23, 8, 0, 0)
"""When every PDF says it was made: year to second, UTC."""


def fix_time(canvas: Canvas) -> None:
    """Take the environment out of a PDF: SOURCE_DATE_EPOCH would change its dates and its identifier."""
    document = canvas._doc
    document._timeStamp.YMDhms = MADE_AT
    document.signature = md5(repr(MADE_AT).encode(), usedforsecurity=False)


def gray(lightness: float) -> Color:
    """Return a gray from 0, black, to 1, white."""
    return Color(lightness, lightness, lightness)


class Paper:
    """One PDF in the making."""

    def __init__(
        self,
        *,
        family: str,
        title: str,
        size_mm: tuple[float, float] = A4_MM,
        encryption: StandardEncryption | None = None,
    ) -> None:
        self.width_mm, self.height_mm = size_mm
        self.page_count = 1
        self._regular, self._bold = FAMILIES[family]
        if family == "InvoiceSans":
            for name in FAMILIES[family]:
                pdfmetrics.registerFont(TTFont(name, ASSETS / f"{name}.ttf"))
        self._buffer = BytesIO()
        # Uncompressed: the bytes do not depend on the zlib that Python was built with.
        self._canvas = Canvas(
            self._buffer,
            pagesize=(self.width_mm * mm, self.height_mm * mm),
            invariant=1,
            pageCompression=0,
            encrypt=encryption,
        )
        fix_time(self._canvas)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Invented invoices")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        bold: bool = False,
        align: Align = "left",
        color: Color = black,
    ) -> None:
        """Write one line with its baseline at `y`; `x` is its left end, its right end or its middle."""
        font = self._bold if bold else self._regular
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(color)
        draw = {
            "left": self._canvas.drawString,
            "right": self._canvas.drawRightString,
            "center": self._canvas.drawCentredString,
        }
        draw[align](x * mm, (self.height_mm - y) * mm, text)

    def block(
        self,
        x: float,
        y: float,
        lines: tuple[str, ...],
        *,
        size: float = 9,
        bold: bool = False,
        align: Align = "left",
        color: Color = black,
    ) -> float:
        """Write lines under each other, the first at `y`; return the baseline of the next."""
        for line in lines:
            self.text(x, y, line, size=size, bold=bold, align=align, color=color)
            y += self.leading_mm(size)
        return y

    def wrap(self, text: str, width: float, *, size: float = 9, bold: bool = False) -> tuple[str, ...]:
        """Return the text in lines that fit the width."""
        font = self._bold if bold else self._regular
        return tuple(simpleSplit(text, font, size, width * mm))

    def rule(self, x: float, y: float, x_end: float, *, weight: float = 0.5, color: Color = black) -> None:
        """Draw a horizontal line; `weight` is in points."""
        self.stroke(x, y, x_end, y, weight=weight, color=color)

    def stroke(
        self, x: float, y: float, x_end: float, y_end: float, *, weight: float = 0.5, color: Color = black
    ) -> None:
        """Draw a straight line; `weight` is in points."""
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeColor(color)
        height = self.height_mm
        self._canvas.line(x * mm, (height - y) * mm, x_end * mm, (height - y_end) * mm)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Color | None = None,
        weight: float = 0.5,
    ) -> None:
        """Draw a rectangle from its top left corner: filled, or outlined where no fill is given."""
        if fill is not None:
            self._canvas.setFillColor(fill)
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeColor(black)
        self._canvas.rect(
            x * mm,
            (self.height_mm - y - height) * mm,
            width * mm,
            height * mm,
            stroke=int(fill is None),
            fill=int(fill is not None),
        )

    def turn(self) -> None:
        """Begin another page."""
        self._canvas.showPage()
        self.page_count += 1

    def finish(self) -> bytes:
        """Return the PDF."""
        self._canvas.save()
        return self._buffer.getvalue()

    @staticmethod
    def leading_mm(size: float) -> float:
        """Return the distance of two lines of text of this size."""
        return size * LEADING * POINT_MM
