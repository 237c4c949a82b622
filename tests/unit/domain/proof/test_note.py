"""Notes and checkpoints are read in one form, and only a trusted signature counts."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.note import BadNote, Note, NoteSignature, key_id_of
from shared.engines.proof.signatures import check_signature

ROOT = bytes(range(32))
CHECKPOINT = Checkpoint("log.example/eu/t1", 42, ROOT)
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
NOTARY = "log.example/notary"


def signed(text, *, name=NOTARY, key_id=None):
    signature = KEY.sign(text.encode(), ec.ECDSA(SHA256()))
    return Note(text, (NoteSignature(name, key_id or key_id_of(PUBLIC), signature),))


def test_a_checkpoint_reads_as_its_specification_says():
    """Origin, size and root, a line each (C2SP tlog-checkpoint)."""
    assert CHECKPOINT.text() == f"log.example/eu/t1\n42\n{base64.b64encode(ROOT).decode()}\n"
    assert Checkpoint.parse(CHECKPOINT.text()) == CHECKPOINT


def test_a_note_reads_as_its_specification_says():
    """Text, an empty line, and a line per signature (C2SP signed-note)."""
    note = signed(CHECKPOINT.text())

    text = note.encode().decode()

    assert text.startswith(f"{CHECKPOINT.text()}\n— {NOTARY} ")
    assert Note.decode(note.encode()) == note


def test_a_trusted_signature_counts():
    """The name of the trusted key comes back."""
    assert signed(CHECKPOINT.text()).signer({NOTARY: PUBLIC}, check_signature) == NOTARY


def test_witnesses_nobody_knows_are_passed_over():
    """A note may carry signatures of keys the reader does not have."""
    good = signed(CHECKPOINT.text())
    stranger = NoteSignature("stranger", b"1234", b"anything")
    note = Note(good.text, (stranger, *good.signatures))

    assert Note.decode(note.encode()).signer({NOTARY: PUBLIC}, check_signature) == NOTARY


@pytest.mark.parametrize(
    "note",
    [
        signed(CHECKPOINT.text(), name="another"),
        signed(CHECKPOINT.text(), key_id=b"1234"),
        Note(CHECKPOINT.text().replace("42", "43"), signed(CHECKPOINT.text()).signatures),
    ],
)
def test_what_no_trusted_key_signed_is_refused(note):
    """Another name, another key, another text."""
    with pytest.raises(BadNote):
        note.signer({NOTARY: PUBLIC}, check_signature)


NOTE = signed(CHECKPOINT.text()).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        NOTE[:-1],
        NOTE.replace(b"\n\n", b"\n"),
        NOTE + b"\n",
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace(b"log.example/notary", b"log example notary"),
        NOTE.replace(b"\n42", b"\r42"),
        NOTE + b"\xff",
        CHECKPOINT.text().encode() + "\n— n AAAA\n".encode(),
        CHECKPOINT.text().encode() + "\n— n A===\n".encode(),
        CHECKPOINT.text().encode() + 17 * "\n— n AAAAAAAA".encode() + b"\n",
        b"x" * 70_000,
    ],
)
def test_a_malformed_note_is_refused(content):
    """One form is read, so nothing can hide in another."""
    with pytest.raises(BadNote):
        Note.decode(content)


@given(st.binary(max_size=200))
@example("a\n\n— n AAAAAAB=\n".encode())
def test_arbitrary_bytes_are_a_note_or_refused_and_nothing_else(content):
    """What is read has exactly one form."""
    try:
        note = Note.decode(content)
    except BadNote:
        return
    assert note.encode() == content


@pytest.mark.parametrize(
    "text",
    ["", "o\n1\n", "o\n-1\nAAAA\n", "o\n01\n" + "A" * 43 + "=\n", "o\n1\n" + "A" * 42 + "B=\n", "\n1\nA\n"],
)
def test_a_malformed_checkpoint_is_refused(text):
    """A size without leading zeros, a root of 32 bytes in its one form."""
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_further_lines_of_a_checkpoint_mean_nothing():
    """The specification allows extensions."""
    assert Checkpoint.parse(CHECKPOINT.text() + "extension\n") == CHECKPOINT


def test_a_key_of_another_kind_signed_nothing():
    """Only the two kinds the log uses are believed."""
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    der = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert not check_signature(der, b"m", b"s")
    assert not check_signature(b"no key", b"m", b"s")
