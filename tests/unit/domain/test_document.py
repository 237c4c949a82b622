"""What bytes are is decided by the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.document import DocumentKind, sniff


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", DocumentKind.PDF),
        (b"\x00junk\n%PDF-1.4", DocumentKind.PDF),
        (b"\x89PNG\r\n\x1a\n...", DocumentKind.PNG),
        (b"\xff\xd8\xff\xe0", DocumentKind.JPEG),
        (b"II*\x00", DocumentKind.TIFF),
        (b"MM\x00*", DocumentKind.TIFF),
        (b"PK\x03\x04", DocumentKind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentKind.MSG),
        (b"<?xml version='1.0'?><Invoice/>", DocumentKind.XML),
        (b"\n  <Invoice/>", DocumentKind.XML),
        (b"\xef\xbb\xbf<Invoice/>", DocumentKind.XML),
        (b"\xff\xfe" + "<Invoice/>".encode("utf-16-le"), DocumentKind.XML),
        (b"\xfe\xff" + "<Invoice/>".encode("utf-16-be"), DocumentKind.XML),
    ],
)
def test_known_signatures_are_recognised(content, kind):
    """Each kind is known by how it begins."""
    assert sniff(content) is kind


@pytest.mark.parametrize("content", [b"", b"MZ", b"hello", b"<!DOCTYPE html><p>", b"<html>", b"\xff\xfe\x00"])
def test_anything_else_is_none_of_ours(content):
    """Programs, text and web pages are not documents."""
    assert sniff(content) is None


@given(st.binary(max_size=2000))
def test_sniff_takes_any_bytes(content):
    """No bytes make it fail."""
    assert sniff(content) is None or sniff(content) in DocumentKind


def test_mails_and_archives_are_containers():
    """Containers are opened, documents are read."""
    containers = {kind for kind in DocumentKind if kind.is_container}

    assert containers == {DocumentKind.EML, DocumentKind.MSG, DocumentKind.ZIP}
