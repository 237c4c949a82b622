"""Files that must be refused with a reason, at the door or by the reader."""

from datetime import date

from reportlab.lib.pdfencrypt import StandardEncryption

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.layouts import classic, draw
from tests.data.samples.generator.paper import Paper
from tests.data.samples.generator.sample import Sample, bill_entry

TORN_BYTES = 220
"""What arrives of the broken upload: its header and no page."""

_ERROR_PAGE = b"""<!DOCTYPE html>
<html lang="en"><head><title>502 Bad Gateway</title></head>
<body><h1>502 Bad Gateway</h1><p>Your invoice could not be fetched.</p></body></html>
"""

_ENTITIES = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Invoice [<!ENTITY total SYSTEM "file:///etc/hostname">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&total;</Invoice>
"""


def samples() -> list[Sample]:
    """Return what must be refused, and for contrast a locked PDF that opens without a password."""
    return [
        _locked(),
        _refused(
            "bad/encrypted.pdf", _encrypted(password="geheim"), "document.encrypted", "Needs a password."
        ),
        _refused("bad/torn.pdf", _print(None)[:TORN_BYTES], "document.damaged", "An upload cut off early."),
        _refused("bad/error-page.pdf", _ERROR_PAGE, "document.kind", "A web server's error page, named PDF."),
        _refused(
            "bad/entities.xml", _ENTITIES, "document.doctype", "An XML that wants a file of the server."
        ),
    ]


def _bill() -> Bill:
    return Bill(
        vendor=companies.BAKERY_DE,
        buyer=companies.BUYER_DE,
        number="2026-126",
        day=date(2026, 11, 20),
        due=date(2026, 11, 27),
        language="de",
        lines=(line("Adventsgebäck, Teller zu 500 g", "12", "Stk", "9.35", "7"),),
    )


def _print(encryption: StandardEncryption | None) -> bytes:
    paper = Paper(family="Helvetica", title="2026-126", encryption=encryption)
    draw(paper, _bill(), classic)
    return paper.finish()


def _encrypted(*, password: str) -> bytes:
    return _print(StandardEncryption(password, ownerPassword="nur-backhaus", canModify=0, strength=128))


def _locked() -> Sample:
    file = "de-locked.pdf"
    note = "Locked against changes: encrypted, opens with the empty password."
    entry = bill_entry(_bill(), kind="difficult", pages=1, expect="processed", note=note)
    return Sample(file=file, content=_encrypted(password=""), entries={file: entry})


def _refused(file: str, content: bytes, code: str, note: str) -> Sample:
    entry = {
        "truth": None,
        "kind": "bad",
        "lang": None,
        "pages": None,
        "expect": "refused",
        "code": code,
        "note": note,
    }
    return Sample(file=file, content=content, entries={file: entry})
