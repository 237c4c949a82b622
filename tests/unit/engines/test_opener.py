"""Mails, Outlook messages and archives: everything inside, within limits."""

import contextlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.document import CONTAINER_BYTES_MAX, FILENAME_CHARACTERS_MAX, Document, DocumentKind
from shared.domain.errors import IntakeError, TooLarge, UnsupportedMedia
from shared.engines import archive, opener
from shared.engines.mail import open_mail
from shared.engines.opener import SandboxedOpener
from shared.engines.parcels import NAME_CHARACTERS_MAX, safe_name
from tests.unit.engines import outlook
from tests.unit.engines.builders import InlineRunner, mail, pdf, png

LIMITS = {"depth_max": 10, "parts_max": 100, "bytes_max": 1_000_000}
PDF = pdf("Invoice")
HOSTILE = Path(os.environ.get("INVOICE_DATA", Path(__file__).parents[4] / "shared" / "data")) / "hostile"


def opened(kind: DocumentKind, content: bytes):
    return SandboxedOpener(InlineRunner()).open(Document(kind=kind, content=content))


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def refusal(kind: DocumentKind, content: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        opened(kind, content)
    return caught.value.code


def test_a_mail_gives_its_attachments_and_its_headers():
    """Files in their order, the mail's own text left out, headers as they stand."""
    message = mail(("invoice.pdf", "application/pdf", PDF), ("note.bin", "application/octet-stream", b"?"))

    result = opened(DocumentKind.EML, message.as_bytes())

    assert [(part.filename, part.kind, part.content) for part in result.parts] == [
        ("invoice.pdf", DocumentKind.PDF, PDF),
        ("note.bin", None, b"?"),
    ]
    assert result.mail.sender == "Billing <billing@acme.example>"
    assert result.mail.subject == "Invoice"
    assert result.mail.message_id == "<1@acme.example>"
    assert result.mail.sent_at == "Mon, 04 May 2026 09:00:00 +0000"
    assert result.mail.authentication == ("mx.example; spf=pass",)


def test_a_forwarded_mail_is_opened_too():
    """Depth first, each file with the mails around it; the outer mail's provenance."""
    inner = mail(("invoice.pdf", "application/pdf", PDF), subject="Your invoice")
    outer = mail(subject="Fwd")
    outer.add_attachment(inner)

    result = opened(DocumentKind.EML, outer.as_bytes())

    assert [(part.filename, part.path) for part in result.parts] == [("invoice.pdf", ("Your invoice",))]
    assert result.mail.subject == "Fwd"


def test_containers_within_containers_are_opened():
    """An archive in a mail in an archive: names of the way, and only documents at its end."""
    inner = mail(("all.zip", "application/zip", zipped(("a/b/invoice.pdf", PDF), ("logo.png", png(1, 1)))))
    content = zipped(("mails/may.eml", inner.as_bytes()))

    result = opened(DocumentKind.ZIP, content)

    assert [(part.filename, part.kind, part.path) for part in result.parts] == [
        ("invoice.pdf", DocumentKind.PDF, ("may.eml", "all.zip")),
        ("logo.png", DocumentKind.PNG, ("may.eml", "all.zip")),
    ]
    assert result.mail is None


def test_a_logo_in_the_body_is_inline():
    """A picture of multipart/related, or one with a Content-ID, belongs to the text."""
    message = mail()
    message.make_related()
    message.add_related(png(1, 1), "image", "png", cid="<logo>", filename="logo.png")
    message.make_mixed()
    message.add_attachment(png(2, 2), "image", "png", filename="scan.png")

    result = opened(DocumentKind.EML, message.as_bytes())

    assert [(part.filename, part.inline) for part in result.parts] == [
        ("logo.png", True),
        ("scan.png", False),
    ]


def test_an_outlook_message_gives_its_attachments():
    """Also those of messages attached to it, and its headers."""
    headers = (
        "From: Ann <ann@acme.example>\r\n"
        "Message-ID: <2@acme.example>\r\n"
        "Authentication-Results: mx; dkim=pass\r\n"
    )
    inner = outlook.message("Inner", outlook.attachment("old.pdf", PDF), embedded=True)
    content = outlook.compound(
        outlook.message(
            "Outer",
            outlook.attachment("invoice.pdf", PDF * 20),
            outlook.attachment("logo.png", png(1, 1), media_type="image/png", content_id="logo"),
            outlook.attachment("empty.txt", b""),
            outlook.attached_message(inner),
            headers=headers,
        )
    )

    result = opened(DocumentKind.MSG, content)

    assert [(part.filename, part.path, part.inline) for part in result.parts] == [
        ("invoice.pdf", (), False),
        ("logo.png", (), True),
        ("old.pdf", ("Inner",), False),
    ]
    assert result.parts[0].content == PDF * 20
    assert result.mail.subject == "Outer"
    assert result.mail.sender == "Ann <ann@acme.example>"
    assert result.mail.authentication == ("mx; dkim=pass",)


def test_an_outlook_message_without_headers_names_its_sender():
    """A message that never left its server has no transport headers."""
    result = opened(DocumentKind.MSG, outlook.compound(outlook.message("Draft")))

    assert result.mail.sender == "billing@acme.example"
    assert result.parts == ()


def test_a_damaged_outlook_message_is_refused():
    """Every kind of damage is one error."""
    whole = outlook.compound(outlook.message("Outer", outlook.attachment("invoice.pdf", PDF)))

    assert refusal(DocumentKind.MSG, whole[:600]) == "container.damaged"
    assert refusal(DocumentKind.MSG, outlook.compound({"nothing": b"here"})) == "container.damaged"


def test_outlook_messages_nest_to_a_limit():
    """Deeper than anyone forwards is refused."""
    inner = outlook.message("0", embedded=True)
    for depth in range(12):
        inner = outlook.message(str(depth), outlook.attached_message(inner), embedded=depth < 11)

    assert refusal(DocumentKind.MSG, outlook.compound(inner)) == "container.depth"


def test_mails_nest_to_a_limit():
    """Deeper than anyone forwards is refused, however it is nested."""
    message = mail()
    for _ in range(12):
        outer = mail()
        outer.add_attachment(message)
        message = outer

    assert refusal(DocumentKind.EML, message.as_bytes()) == "container.depth"


def test_archives_nest_to_a_limit():
    """An archive in an archive in an archive … ends."""
    content = zipped(("invoice.pdf", PDF))
    for depth in range(12):
        content = zipped((f"{depth}.zip", content))

    assert refusal(DocumentKind.ZIP, content) == "container.depth"


def test_a_mail_of_mimes_without_end_is_refused():
    """Multiparts within multiparts are counted too, and the parser's own recursion is caught."""
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at) for at in range(60))
    deeper = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at) for at in range(3000)
    )

    assert refusal(DocumentKind.EML, deep) == "container.depth"
    assert refusal(DocumentKind.EML, deeper) == "container.depth"


def test_parts_and_bytes_are_counted_over_all_depths():
    """One budget for everything that is taken out."""
    many = mail(*[("a.bin", "application/octet-stream", b"x")] * 101)
    nested = zipped(
        ("a.zip", zipped(*[(f"{at}.pdf", PDF) for at in range(60)])),
        ("b.zip", zipped(*[(f"{at}.pdf", PDF) for at in range(60)])),
    )

    assert refusal(DocumentKind.EML, many.as_bytes()) == "container.parts"
    assert refusal(DocumentKind.ZIP, nested) == "container.parts"
    with pytest.raises(TooLarge) as caught:
        open_mail(
            mail(("a.bin", "application/octet-stream", b"x" * 99)).as_bytes(), **LIMITS | {"bytes_max": 98}
        )
    assert caught.value.code == "container.bytes"


def test_a_container_over_its_own_limit_is_refused():
    """Before anything is opened."""
    assert refusal(DocumentKind.ZIP, bytes(CONTAINER_BYTES_MAX + 1)) == "container.bytes"


def test_what_is_no_container_is_refused():
    """A document is read, not opened."""
    with pytest.raises(UnsupportedMedia):
        opened(DocumentKind.PDF, PDF)


def test_an_archive_that_is_a_bomb_is_refused_while_it_unpacks():
    """What comes out counts, not what the header says."""
    with pytest.raises(TooLarge) as bytes_caught:
        archive.open_archive(zipped(("bomb.bin", bytes(2_000_000))), **LIMITS)
    with pytest.raises(TooLarge) as ratio_caught:
        archive.open_archive(zipped(("bomb.bin", bytes(2_000_000))), **LIMITS | {"bytes_max": 10**8})

    assert bytes_caught.value.code == "container.bytes"
    assert ratio_caught.value.code == "container.ratio"


def test_an_archive_of_too_many_entries_is_refused():
    """Folders and litter cost time too."""
    folders = zipped(*[(f"{at}/", b"") for at in range(archive.ENTRIES_MAX + 1)])

    assert refusal(DocumentKind.ZIP, folders) == "container.parts"


def test_folders_links_and_litter_are_left_out():
    """Only regular files are documents."""
    link = zipfile.ZipInfo("link.pdf")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("folder/", "")
        made.writestr("__MACOSX/._invoice.pdf", "x")
        made.writestr("../../invoice.pdf", PDF)

    (part,) = opened(DocumentKind.ZIP, buffer.getvalue()).parts

    assert part.filename == "invoice.pdf"


def test_an_encrypted_archive_is_refused():
    """The flag of any entry is enough."""
    content = bytearray(zipped(("invoice.pdf", PDF)))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1

    assert refusal(DocumentKind.ZIP, bytes(content)) == "container.encrypted"


def test_an_archive_with_one_name_twice_is_refused():
    """Which of the two was meant, nobody knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("invoice.pdf", PDF)
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("invoice.pdf", PDF + b" ")

    assert refusal(DocumentKind.ZIP, buffer.getvalue()) == "container.damaged"


def test_a_damaged_archive_is_refused():
    """Cut short, or with a wrong checksum."""
    content = zipped(("invoice.pdf", PDF))
    spoiled = bytearray(content)
    spoiled[60] ^= 0xFF

    assert refusal(DocumentKind.ZIP, content[:40]) == "container.damaged"
    assert refusal(DocumentKind.ZIP, bytes(spoiled)) == "container.damaged"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Windows\\x.pdf", "x.pdf"),
        ("a\x00b\nc.pdf", "a b c.pdf"),
        ("fdp.\u202efdp.exe", "fdp. fdp.exe"),
        ("   ", "fallback"),
        ("...", "fallback"),
        (None, "fallback"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_is_made_safe_for_showing(raw, name):
    """No folders, nothing invisible, a bounded length, never empty."""
    assert safe_name(raw, "fallback") == name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?foo?b?####?=\nContent-Type: text/plain; charset=nonsense\n\n\xff\xff",
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename*1=\"x\n\nbody",
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n!!!notbase64",
        b"From: \xe9\xff@x\nMessage-ID: <\nDate: never\nContent-Type: multipart/mixed; boundary\n\nx",
        b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: x\n\ny",
        b"Content-Disposition: attachment; filename=a.pdf\n\n",
    ],
)
def test_a_broken_mail_gives_what_it_has(content):
    """Charset and header troubles never stop a mail from being opened."""
    opened(DocumentKind.EML, content)


_HEADERS = st.sampled_from(
    ["From", "Subject", "Content-Type", "Content-Disposition", "Message-ID", "Content-ID"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_HEADERS, st.text(max_size=40)), max_size=6), st.binary(max_size=120))
def test_any_mail_opens_or_is_refused(headers, body):
    """Only our errors come out."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "surrogatepass")

    try:
        open_mail(head + b"\r\n" + body, **LIMITS)
    except IntakeError:
        return


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([DocumentKind.ZIP, DocumentKind.MSG]), st.integers(0, 10_000), st.integers(0, 255))
def test_any_spoiled_archive_opens_or_is_refused(kind, place, value):
    """One byte changed anywhere: a result or our error."""
    whole = _WHOLE[kind]
    spoiled = bytearray(whole)
    spoiled[place % len(whole)] = value

    try:
        opened(kind, bytes(spoiled))
    except IntakeError:
        return


_WHOLE = {
    DocumentKind.ZIP: zipped(("invoice.pdf", PDF), ("b.xml", b"<a/>")),
    DocumentKind.MSG: outlook.compound(outlook.message("Outer", outlook.attachment("invoice.pdf", PDF))),
}


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile set is not here")
def test_every_hostile_mail_and_archive_ends():
    """A result or a refusal for each."""
    for path in sorted(HOSTILE.glob("**/*")):
        kind = {".eml": DocumentKind.EML, ".txt": DocumentKind.EML, ".zip": DocumentKind.ZIP}.get(path.suffix)
        if kind is None or not path.is_file():
            continue
        with contextlib.suppress(IntakeError):
            opened(kind, path.read_bytes())


def test_the_budget_is_the_documented_one():
    """The limits of the port."""
    assert (opener.DEPTH_MAX, opener.PARTS_MAX) == (10, 100)
    assert NAME_CHARACTERS_MAX == FILENAME_CHARACTERS_MAX
