"""Small PDFs written by hand, so that a test decides what was signed and what came after."""

import re

PAGES, PAGE, CONTENTS, FORM, SIGNATURE, FONT = 2, 3, 4, 5, 6, 7
_SIGNATURE_DIGITS = 64


def plain(text="Total 100.00", producer="Muster Writer 1.2"):
    """Return a PDF of one page that nobody signed."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        PAGES: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F1 7 0 R>>>>>>",
        CONTENTS: drawn(text),
        FONT: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        8: f"<</Producer({producer})>>".encode(),
    }
    return _appended(b"%PDF-1.7\n", objects)


def drawn(text):
    """Return a content stream that draws one line."""
    stream = f"BT /F1 20 Tf 20 200 Td ({text}) Tj ET".encode()
    return b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)


def sign(content, *, field=5):
    """Return the PDF with a signature over all of it, as a later revision. No certificate is in it."""
    signature, number = field + 100, b"0" * 10
    placeholder = b"<" + b"0" * _SIGNATURE_DIGITS + b">"
    fields = b" ".join([*re.findall(rb"/Fields\[([^\]]*)\]", content)[-1:], b"%d 0 R" % field])
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[%s]>>>>" % fields,
        field: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(s%d)/Rect[0 0 0 0]/V %d 0 R>>" % (field, signature),
        signature: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 %s %s %s]"
        b"/Contents%s>>" % (number, number, number, placeholder),
    }
    made = _appended(content, objects)
    begins = made.rindex(placeholder)
    ends = begins + len(placeholder)
    ranges = [b"%010d" % each for each in (begins, ends, len(made) - ends)]
    return (
        made[: made.rindex(b"/ByteRange[0")]
        + b"/ByteRange[0 "
        + b" ".join(ranges)
        + made[made.rindex(b"]/Contents<") :]
    )


def changed(content, objects):
    """Return the PDF with other objects, as a later revision."""
    return _appended(content, objects)


def with_note(content):
    """Return the PDF with a visible note laid over its page, as a later revision."""
    return _appended(
        content,
        {
            PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Annots[30 0 R]"
            b"/Resources<</Font<</F1 7 0 R>>>>>>",
            30: b"<</Type/Annot/Subtype/Square/Rect[10 190 200 230]/C[0 0 0]/IC[0 0 0]/F 4/AP<</N 31 0 R>>>>",
            31: b"<</Type/XObject/Subtype/Form/BBox[0 0 190 40]/Length 16>>"
            b"stream\n0 0 190 40 re f \nendstream",
        },
    )


def _appended(content, objects):
    """A revision: the objects, where they are, and the trailer (ISO 32000-1, 7.5.6)."""
    places, out = {}, bytearray(content)
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    before = re.findall(rb"startxref\n(\d+)\n", content)
    previous = b"/Prev %s" % before[-1] if before else b""
    out += b"trailer\n<</Size 200/Root 1 0 R/Info 8 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (previous, start)
    return bytes(out)
