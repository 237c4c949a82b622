"""A mail as vendors send it: two invoices, and a logo, a signature and a calendar entry that are none."""

from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from PIL import Image, ImageDraw

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.layouts import classic
from tests.data.samples.generator.sample import Entry, Sample, Sheet, bill_entry

FILE = "de-two-invoices.eml"

_TEXT = """Guten Tag,

anbei unsere Rechnungen RE-2026-10533 und RE-2026-10534.

Freundliche Grüße
Ihre Buchhaltung
"""

_HTML = """<p>Guten Tag,</p>
<p>anbei unsere Rechnungen RE-2026-10533 und RE-2026-10534.</p>
<p>Freundliche Grüße<br>Ihre Buchhaltung</p>
<p><img src="cid:unterschrift@muxelhain.example" alt="Unterschrift"></p>
<p><img src="cid:logo@muxelhain.example" alt="Muxelhain"></p>
"""

_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Invented invoices//DE
METHOD:PUBLISH
BEGIN:VEVENT
UID:inventur-2026@muxelhain.example
DTSTAMP:20261119T080000Z
DTSTART;VALUE=DATE:20261230
SUMMARY:Inventur, kein Versand
END:VEVENT
END:VCALENDAR
"""


def samples() -> list[Sample]:
    """Return the mail; its truth stands under the names of its two invoices."""
    entries: dict[str, Entry] = {}
    attachments: list[tuple[str, bytes]] = []
    for name, bill in _bills():
        content, pages = Sheet(file=name, bill=bill, layout=classic, note="").print()
        attachments.append((name, content))
        note = "Attached to the mail, beside a logo, a signature and a calendar entry."
        entry = bill_entry(bill, kind="mail", pages=pages, expect="processed", note=note)
        entries[f"{FILE}!{name}"] = entry
    return [Sample(file=FILE, content=_mail(attachments), entries=entries)]


def _bills() -> tuple[tuple[str, Bill], ...]:
    first = Bill(
        vendor=companies.PAPER_DE,
        buyer=companies.BUYER_DE,
        number="RE-2026-10533",
        day=date(2026, 11, 18),
        due=date(2026, 12, 18),
        customer="K-20815",
        language="de",
        lines=(line("Briefumschläge DL, selbstklebend", "30", "Pack", "3.65", "19", code="MX-3100"),),
    )
    second = replace(
        first,
        number="RE-2026-10534",
        lines=(
            line("Bürodrehstuhl mit Armlehnen", "2", "Stk", "189.00", "19", code="MX-9004"),
            line("Aufbau vor Ort", "2", "Stk", "15.00", "19", code="MX-S1"),
        ),
    )
    return (("Rechnung RE-2026-10533.pdf", first), ("Rechnung 10534 Bürostühle.pdf", second))


def _mail(attachments: list[tuple[str, bytes]]) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Buchhaltung Muxelhain <rechnung@muxelhain.example>"
    mail["To"] = "rechnungen@pilotenfisch.example"
    mail["Subject"] = "Ihre Rechnungen für November - Bürobedarf"
    mail["Date"] = "Thu, 19 Nov 2026 09:12:44 +0100"
    mail["Message-ID"] = "<20261119091244.10533@muxelhain.example>"
    mail.set_content(_TEXT)
    mail.add_alternative(_HTML, subtype="html")
    body = mail.get_body(("html",))
    if body is None:
        raise LookupError("The mail has no HTML body to put the pictures into.")
    for name in ("logo", "unterschrift"):
        body.add_related(
            _picture(name), "image", "png", cid=f"<{name}@muxelhain.example>", filename=f"{name}.png"
        )
    for name, content in attachments:
        mail.add_attachment(content, "application", "pdf", filename=name)
    mail.add_attachment(_CALENDAR, subtype="calendar", filename="inventur.ics")
    _fix_boundaries(mail)
    return mail.as_bytes()


def _fix_boundaries(mail: EmailMessage) -> None:
    """Number the boundaries, which are random otherwise."""
    for number, part in enumerate(mail.walk(), start=1):
        if part.is_multipart():
            part.set_boundary(f"=_muxelhain_{number}")


def _picture(text: str) -> bytes:
    picture = Image.new("L", (96, 24), 235)
    draw = ImageDraw.Draw(picture)
    # Strokes, not letters: fonts differ between versions of the picture library.
    for place, letter in enumerate(text.encode()):
        draw.rectangle((4 + place * 7, 22 - letter % 16, 8 + place * 7, 20), fill=letter)
    output = BytesIO()
    # Stored, not deflated: the bytes do not depend on the zlib at hand.
    picture.save(output, "PNG", compress_level=0)
    return output.getvalue()
