"""Documents made for one test: pages drawn in text, PDFs, mails, archives, pictures."""

import io
import re
import struct
import textwrap
from email.message import EmailMessage
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from shared.engines.frames import Frame
from shared.engines.sandbox import accept_reply
from shared.engines.sandbox_child import answer
from shared.engines.tasks import TASKS
from shared.engines.text.layout import Page, build_page

_ORIGINS = {0: (0, 0), 90: (600, 0), 180: (600, 840), 270: (0, 840)}

LETTER_POINTS = 5.0
LINE_POINTS = 14.0
PAGE_LINES = 60
PAGE_LETTERS = 120


class InlineRunner:
    """Runs tasks in this process: the child's own code without the child."""

    def __init__(self) -> None:
        self.tasks: list[str] = []

    def run(self, task: str, content: bytes, **arguments: object) -> Frame:
        self.tasks.append(task)
        return accept_reply(
            answer(Frame({"task": task, "arguments": arguments, "timeout_s": 1}, content), TASKS)
        )


def raw_page(drawing: str) -> dict[str, Any]:
    """Return a page as the sandbox describes it: letters of the drawing are 5 points wide, lines 14 high."""
    lines = textwrap.dedent(drawing).strip("\n").splitlines()
    page: dict[str, Any] = {
        "width": PAGE_LETTERS * LETTER_POINTS,
        "height": PAGE_LINES * LINE_POINTS,
        "state": "read",
        "text": [],
        "box": [],
    }
    for row, line in enumerate(lines):
        for match in re.finditer(r"\S+", line):
            page["text"].append(match[0])
            top = row * LINE_POINTS
            page["box"] += [match.start() * LETTER_POINTS, top, match.end() * LETTER_POINTS - 0.5, top + 10.0]
    return page


def drawn(*drawings: str) -> tuple[Page, ...]:
    """Return pages laid out as drawn: two spaces part cells."""
    return tuple(build_page(number, raw_page(drawing)) for number, drawing in enumerate(drawings, start=1))


def pdf(*drawings: str, rotate: int = 0, turned: int = 0) -> bytes:
    """Return a PDF whose pages show the drawings in a fixed-width font; an empty one is a blank page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_LETTERS * LETTER_POINTS, PAGE_LINES * LINE_POINTS), invariant=1)
    for drawing in drawings:
        canvas.setPageRotation(rotate)
        canvas.setFont("Courier", LETTER_POINTS / 0.6)
        canvas.translate(*_ORIGINS[turned])
        canvas.rotate(turned)
        for row, line in enumerate(textwrap.dedent(drawing).strip("\n").splitlines()):
            canvas.drawString(
                0,
                PAGE_LINES * LINE_POINTS * (1 if turned in {0, 180} else 5 / 7) - (row + 1) * LINE_POINTS,
                line,
            )
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_with(content: bytes, attachments: dict[str, bytes]) -> bytes:
    """Return the PDF with files embedded."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    for name, data in attachments.items():
        writer.add_attachment(name, data)
    return _written(writer)


def encrypted(content: bytes, user_password: str) -> bytes:
    """Return the PDF encrypted; an empty user password opens for everybody."""
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    return _written(writer)


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + bytes(5)
    )


def jpeg(width: int, height: int) -> bytes:
    jfif = b"\xff\xe0\x00\x10JFIF\x00" + bytes(9)
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(10)
    return b"\xff\xd8" + jfif + b"\xff" + frame + b"\xff\xd9"


def tiff(*sizes: tuple[int, int], order: str = "<", loop: bool = False) -> bytes:
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    body = b""
    for index, (width, height) in enumerate(sizes):
        following = 8 + 30 * (index + 1)
        last = index == len(sizes) - 1
        entries = struct.pack(order + "HHIHH", 256, 3, 1, width, 0) + struct.pack(
            order + "HHII", 257, 4, 1, height
        )
        end = 8 if last and loop else 0 if last else following
        body += struct.pack(order + "H", 2) + entries + struct.pack(order + "I", end)
    return head + body


def mail(*attachments: tuple[str, str, bytes], subject: str = "Invoice") -> EmailMessage:
    """Return a mail with attachments of (name, media type, content)."""
    message = EmailMessage()
    message["From"] = "Billing <billing@acme.example>"
    message["Subject"] = subject
    message["Message-ID"] = "<1@acme.example>"
    message["Date"] = "Mon, 04 May 2026 09:00:00 +0000"
    message["Authentication-Results"] = "mx.example; spf=pass"
    message.set_content("Please find our invoice attached.")
    for name, media_type, content in attachments:
        main, sub = media_type.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
