"""What is dropped becomes invoices, or a dead letter that says why not; and the inbox is empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audit import AuditAction
from shared.domain.document import Channel, DocumentKind, MailProvenance, Opened, Part
from shared.domain.errors import TooLarge, Unavailable, Unprocessable
from shared.domain.ids import sha256_of
from shared.pipeline import take_in as module
from shared.pipeline.take_in import PICTURE_BYTES_MIN, container_kind, cut, is_invoice_like
from shared.ports.blobs import quarantine_name
from tests.unit.pipeline.world import World

MAIL = b"From: a@b.example\r\nSubject: Invoice\r\n\r\nbody"
PROVENANCE = MailProvenance(
    sender="a@b.example",
    subject="Invoice",
    message_id="<1@b>",
    sent_at=None,
    authentication=("x; dmarc=pass",),
)


def part(name, kind, content=b"%PDF-1.7 one", *, inline=False):
    return Part(filename=name, kind=kind, content=content, path=("inner.eml",), inline=inline)


def drop(world, name, content):
    world.inbox.put(world.scope, name, content, world.clock())
    return world.take_in.run(world.scope, name)


def letters(world):
    return world.dead_letters.page(world.scope, size=10, continuation=None).items


def waiting(world):
    return world.inbox.waiting(world.scope, before=world.clock(), limit=10)


def test_a_document_becomes_an_invoice():
    """Its name is kept for people, its bytes as they came."""
    world = World()

    (accepted,) = drop(world, "2026/ö.pdf", b"%PDF-1.7 one")

    record = world.record(accepted.invoice_id)
    assert record.provenance.channel is Channel.DROP
    assert record.provenance.filename == "ö.pdf"
    assert waiting(world) == ()


def test_a_mail_becomes_an_invoice_for_each_document_in_it():
    """Its sender, subject, id and authentication results are kept; logos and calendars are not taken in."""
    world = World()
    picture = b"\xff\xd8\xff" + bytes(PICTURE_BYTES_MIN)
    world.opener.contents[MAIL] = Opened(
        parts=(
            part("one.pdf", DocumentKind.PDF),
            part("two.jpg", DocumentKind.JPEG, picture),
            part("logo.png", DocumentKind.PNG, picture, inline=True),
            part("small.png", DocumentKind.PNG, b"\x89PNG\r\n\x1a\n"),
            part("invite.ics", None, b"BEGIN:VCALENDAR"),
        ),
        mail=PROVENANCE,
    )

    accepted = drop(world, "mail.eml", MAIL)

    records = [world.record(each.invoice_id) for each in accepted]
    assert [record.provenance.filename for record in records] == ["one.pdf", "two.jpg"]
    assert {record.provenance.mail for record in records} == {PROVENANCE}
    assert records[0].provenance.channel is Channel.MAIL
    assert records[0].provenance.path == ("mail.eml", "inner.eml")
    assert world.blobs.count("mail") == 1
    assert letters(world) == ()


def test_an_archive_is_opened_as_well():
    """A zip has no mail around it."""
    world = World()
    world.opener.contents[b"PK\x03\x04"] = Opened(parts=(part("one.xml", DocumentKind.XML, b"<Invoice/>"),))

    (accepted,) = drop(world, "all.zip", b"PK\x03\x04")

    assert world.record(accepted.invoice_id).provenance.channel is Channel.DROP


def test_a_mail_without_documents_is_a_dead_letter():
    """Somebody looks at it; the mail is kept."""
    world = World()
    world.opener.contents[MAIL] = Opened(parts=(), mail=PROVENANCE)

    assert drop(world, "mail.eml", MAIL) == ()

    (letter,) = letters(world)
    assert letter.code == "container.no_document"
    assert world.blobs.count("quarantine") == 1
    assert waiting(world) == ()


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("bomb.zip", b"PK\x03\x04", TooLarge("container.bytes", "It unpacks to too much.")),
        ("deep.eml", MAIL, TooLarge("container.depth", "It is nested too deeply.")),
    ],
)
def test_invariant_8_a_hostile_container_is_a_dead_letter(name, content, trouble):
    """Its reason is recorded and audited; nothing else happens."""
    world = World()
    world.opener.contents[content] = trouble

    assert drop(world, name, content) == ()

    (letter,) = letters(world)
    assert (letter.code, letter.source) == (trouble.code, name)
    assert world.actions(letter.dead_letter_id) == [AuditAction.DEAD_LETTERED]


def test_one_bad_document_does_not_keep_the_others():
    """The good one becomes an invoice, the bad one a dead letter with its own name."""
    world = World()
    bad = part("bad.pdf", DocumentKind.PDF, b"%PDF-1.7 bad")
    world.inspector.refusals[bad.content] = Unprocessable("document.encrypted", "It is encrypted.")
    world.opener.contents[MAIL] = Opened(parts=(bad, part("one.pdf", DocumentKind.PDF)), mail=PROVENANCE)

    accepted = drop(world, "mail.eml", MAIL)

    assert len(accepted) == 1
    assert [letter.source for letter in letters(world)] == ["mail.eml/bad.pdf"]


@pytest.mark.parametrize("content", [b"", b"MZ program", b"hello"])
def test_what_is_no_document_is_a_dead_letter(content):
    """Also an empty file."""
    world = World()

    assert drop(world, "x.bin", content) == ()

    assert len(letters(world)) == 1
    assert waiting(world) == ()


def test_too_many_bytes_are_never_read_and_stay_where_they_are(monkeypatch):
    """The sender's file is not touched; its dead letter is written once."""
    world = World()
    monkeypatch.setattr(module, "CONTAINER_BYTES_MAX", 3)

    drop(world, "big.pdf", b"%PDF-1.7 one")
    world.take_in.run(world.scope, "big.pdf")

    assert [letter.code for letter in letters(world)] == ["container.bytes"]
    assert len(waiting(world)) == 1


def test_a_file_that_is_gone_was_taken_in_before():
    """The second delivery of an event finds nothing to do."""
    world = World()

    assert world.take_in.run(world.scope, "gone.pdf") == ()
    assert letters(world) == ()


def test_the_sweep_takes_in_what_no_event_told_of():
    """A dropped file is found after a while."""
    world = World()
    world.inbox.put(world.scope, "one.pdf", b"%PDF-1.7 one", world.clock())

    assert world.sweep.run().taken_in == 0
    world.leap()

    assert world.sweep.run().taken_in == 1
    assert waiting(world) == ()


class Broken:
    """An opener with a defect, or a service that is away."""

    def __init__(self, error):
        self.error = error

    def open(self, document):
        raise self.error


def test_a_file_that_fails_by_a_defect_of_ours_ends_as_a_dead_letter():
    """Its bytes are kept, and it stands in nobody's way any more."""
    world = World()
    world.opener = Broken(ZeroDivisionError())
    world.start()
    world.inbox.put(world.scope, "a.eml", MAIL, world.clock())
    world.inbox.put(world.scope, "b.pdf", b"%PDF-1.7 one", world.clock())
    world.leap()

    assert world.sweep.run().taken_in == 2

    (letter,) = letters(world)
    assert (letter.code, letter.source) == ("arrival.failed", "a.eml")
    assert world.blobs.load(world.scope, quarantine_name(sha256_of(MAIL))) == MAIL
    assert waiting(world) == ()


def test_a_file_that_waits_for_a_service_is_left_for_the_next_sweep():
    """An outage is no reason to give up, nor to keep the next file waiting."""
    world = World()
    world.opener = Broken(Unavailable("sandbox.busy", "Later."))
    world.start()
    world.inbox.put(world.scope, "a.eml", MAIL, world.clock())
    world.inbox.put(world.scope, "b.pdf", b"%PDF-1.7 one", world.clock())
    world.leap()

    swept = world.sweep.run()

    assert (swept.taken_in, swept.failed) == (1, 1)
    assert [item.name for item in waiting(world)] == ["a.eml"]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.eml", b"anything", DocumentKind.EML),
        ("a.txt", MAIL, DocumentKind.EML),
        ("a.eml", b"%PDF-1.7", None),
        ("a.txt", b"just text", None),
        ("a.zip", b"PK\x03\x04", DocumentKind.ZIP),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentKind.MSG),
    ],
)
def test_a_container_is_known_by_its_bytes(name, content, kind):
    """Only a mail may be known by its name."""
    assert container_kind(name, content) is kind


def test_inline_xml_is_not_an_invoice():
    """What a mail shows in its body is part of the mail."""
    assert not is_invoice_like(part("a.xml", DocumentKind.XML, b"<a/>", inline=True))


@given(st.text(max_size=400))
def test_names_are_cut_to_what_a_person_can_read(name):
    """Printable, and of bounded length."""
    kept = cut(name)

    assert len(kept) <= 200
    assert kept.isprintable()
