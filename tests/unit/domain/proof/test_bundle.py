"""A bundle is read to its end or refused, whatever is in it."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.errors import Malformed
from shared.domain.proof.bundle import ENTRIES, HEADS, MANIFEST, SESSIONS, BadBundle
from shared.domain.proof.entry import LeafEvent, StoredEntry
from shared.domain.proof.head import HeldReceipt, LogHead, SessionCertificate
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Outcome
from tests.logs import TRUST, Opened, TenantLog, chain, judge, standard

BUNDLE = standard().bundle()


def test_the_same_log_gives_the_same_bytes():
    """Exported twice, it is the same file with the same hash."""
    log = standard()

    assert log.bundle() == log.bundle()


def test_an_empty_log_is_a_bundle_that_cannot_be_judged(tmp_path):
    """No entries, no checkpoint, no verdict."""
    verdict = judge(TenantLog().bundle(), tmp_path)

    assert (verdict.outcome, verdict.size) == (Outcome.CANNOT_JUDGE, 0)


def test_what_enters_while_a_bundle_is_written_is_left_out(tmp_path):
    """The bundle is the log as it was when it was begun, and is clean."""
    log = standard()
    evidence = log.evidence()
    log.append(*chain("e", 3))
    log.notary.run()
    target = io.BytesIO()
    evidence.write(target)

    verdict = judge(target.getvalue(), tmp_path)

    assert (verdict.outcome, verdict.size) == (Outcome.CLEAN, 20)


def without(name):
    opened = Opened(BUNDLE)
    del opened.files[name]
    return opened.pack()


def with_file(name, content=b""):
    opened = Opened(BUNDLE)
    opened.files[name] = content
    return opened.pack()


def twice():
    target = io.BytesIO(BUNDLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(MANIFEST, Opened(BUNDLE).files[MANIFEST])
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip",
        BUNDLE[:-30],
        *(without(name) for name in (MANIFEST, HEADS, ENTRIES, SESSIONS)),
        with_file("further.txt"),
        with_file("checkpoints/../../etc/passwd"),
        with_file(MANIFEST, b"{}"),
        with_file(MANIFEST, b'{"format":2,"origin":"o/t","root":"' + b"0" * 64 + b'","size":0}'),
        with_file(MANIFEST, b" " * 70_000),
        twice(),
    ],
)
def test_what_is_no_bundle_is_refused(content, tmp_path):
    """It cannot be judged, and nothing else happens."""
    with pytest.raises(BadBundle):
        judge(content, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_a_damaged_file_is_found_or_refused_and_nothing_else(tmp_path, place, mask):
    """One changed byte anywhere in the file never passes for a clean log and never breaks the verifier."""
    damaged = BUNDLE[:place] + bytes([BUNDLE[place] ^ mask]) + BUNDLE[place + 1 :]
    try:
        judge(damaged, tmp_path)
    except BadBundle:
        return


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
)
NAMES = {
    LogHead: ("first", "size", "root", "frontier", "at", "session", "signature"),
    SessionCertificate: (
        *("v", "use", "authority", "public_key"),
        *("not_before", "not_after", "key_id", "signature"),
    ),
    StoredEntry: ("sequence", "subject", "action", "leaf"),
    HeldReceipt: ("v", "event_id", "sequence", "head", "certificate"),
}


@pytest.mark.parametrize("kind", list(NAMES))
@given(data=st.data())
def test_an_arbitrary_document_is_read_or_refused_and_nothing_else(kind, data):
    """Also with just the right names."""
    value = data.draw(st.one_of(documents, st.fixed_dictionaries(dict.fromkeys(NAMES[kind], documents))))
    try:
        kind.parse(value)
    except Malformed:
        return


@given(st.binary(max_size=80))
def test_an_arbitrary_leaf_is_refused_and_nothing_else(content):
    """Nothing short is an event."""
    with pytest.raises(Malformed):
        LeafEvent.parse(content)


def test_trust_is_read_back_as_written():
    """The file a tenant keeps says what was trusted."""
    again = Trust.decode(TRUST.encode())

    assert again == TRUST
    assert (again.authority, again.tenant_id) == tuple(TRUST.origin.rsplit("/", 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        TRUST.encode().replace(b'"v": 1', b'"v": 2'),
        TRUST.encode().replace(b"null", b"-1"),
        TRUST.encode().replace(b"MF", b"!!"),
        b" " * 2_000_000,
    ],
)
def test_a_malformed_trust_file_is_refused(content):
    """Half a trust is none."""
    with pytest.raises(Malformed):
        Trust.decode(content)
