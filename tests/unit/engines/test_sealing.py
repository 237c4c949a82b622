"""Content lies under its invoice's key, opens at its own place only, and not at all once the key is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audit import Receipt
from shared.domain.errors import Erased, NotFound, Unavailable
from shared.engines.proof.sealing import (
    KNOWN_LIFETIME,
    KNOWN_MAX,
    WRAPPING_LIFETIME,
    DataKeys,
    SealedBlobs,
    seal,
    unseal,
)
from shared.ports.blobs import BlobName, Shelf
from tests.contracts.conftest import new_scope
from tests.fakes.subject_keys import FakeSubjectKeys, FakeWrapper
from tests.logs import TenantLog, chain

ORIGINAL = BlobName(shelf=Shelf.RAW, path="a/original")
MAIL = BlobName(shelf=Shelf.MAIL, path="a/original")
KEY = bytes(32)


class Hands:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


class Shelves:
    """What lies on the shelves, as whoever runs the storage sees it."""

    def __init__(self):
        self.kept = {}

    def create(self, scope, name, content, media_type):
        return self.kept.setdefault(name, content) is content

    def load(self, scope, name):
        return self.kept[name]


class Process:
    """One process of several over the same stores."""

    def __init__(self, shelves, store):
        self.wrapper = FakeWrapper()
        self.clock = Hands()
        self.keys = DataKeys(store, self.wrapper, self.clock)
        self.blobs = SealedBlobs(shelves, self.keys)


@pytest.fixture
def stores():
    return Shelves(), FakeSubjectKeys()


@pytest.fixture
def receipt():
    """Return what proves that something is in the log."""
    log = TenantLog()
    (made,) = log.log.append(log.scope, chain("a", 1))
    assert isinstance(made, Receipt)
    return made


@given(st.binary(max_size=200), st.binary(max_size=20), st.binary(max_size=20))
def test_what_is_sealed_opens_at_its_place_only(content, place, other):
    """Any bytes come back whole; in another's place they do not open."""
    sealed = seal(KEY, content, place)

    assert unseal(KEY, sealed, place) == content
    if place != other:
        with pytest.raises(Unavailable):
            unseal(KEY, sealed, other)


@given(st.binary(max_size=60), st.data())
def test_changed_or_cut_bytes_do_not_open(content, data):
    """One flipped bit or one missing byte is found."""
    sealed = bytearray(seal(KEY, content, b""))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    cut = data.draw(st.integers(0, len(sealed) - 1))

    with pytest.raises(Unavailable):
        unseal(KEY, bytes(sealed[:cut]), b"")
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unavailable):
        unseal(KEY, bytes(sealed), b"")


def test_content_lies_sealed_and_every_process_opens_it(stores):
    """Whoever runs the storage sees noise; another process finds the key and reads."""
    shelves, store = stores
    scope = new_scope()
    one, two = Process(shelves, store), Process(shelves, store)

    assert one.blobs.create(scope, ORIGINAL, b"invoice", "application/pdf")
    assert not two.blobs.create(scope, ORIGINAL, b"another", "application/pdf")

    assert b"invoice" not in shelves.kept[ORIGINAL]
    assert two.blobs.load(scope, ORIGINAL) == b"invoice"
    assert one.blobs.commit(scope, "a", b"x") == two.blobs.commit(scope, "a", b"x")
    assert one.blobs.commit(scope, "b", b"x") != one.blobs.commit(scope, "a", b"x")


def test_what_is_no_invoice_s_alone_is_kept_as_it_is(stores):
    """A mail can hold several invoices, and an export is for others to read."""
    shelves, store = stores
    process = Process(shelves, store)

    process.blobs.create(new_scope(), MAIL, b"mail", "message/rfc822")

    assert process.blobs.load(new_scope(), MAIL) == shelves.kept[MAIL] == b"mail"


def test_the_vault_is_asked_once_an_hour_and_process(stores):
    """However many invoices: one wrapping key an hour, unwrapped once by each of the others."""
    shelves, store = stores
    scope = new_scope()
    one, two = Process(shelves, store), Process(shelves, store)
    names = [BlobName(shelf=Shelf.RAW, path=f"{number}/original") for number in range(20)]
    for name in names:
        one.blobs.create(scope, name, b"x", "application/pdf")
        two.blobs.load(scope, name)

    assert (one.wrapper.wrapped, one.wrapper.unwrapped) == (1, 0)
    assert (two.wrapper.wrapped, two.wrapper.unwrapped) == (0, 1)
    one.clock.now += WRAPPING_LIFETIME
    one.blobs.create(scope, ORIGINAL, b"x", "application/pdf")
    assert one.wrapper.wrapped == 2
    assert one.blobs.load(scope, names[0]) == b"x"


def test_a_destroyed_key_opens_nothing_any_more(stores, receipt):
    """At once where it was destroyed, and within minutes in every other process; a new one is not made."""
    shelves, store = stores
    scope = new_scope()
    one, two = Process(shelves, store), Process(shelves, store)
    one.blobs.create(scope, ORIGINAL, b"x", "application/pdf")
    two.blobs.load(scope, ORIGINAL)

    one.keys.shred(scope, "a", receipt)
    one.keys.shred(scope, "a", receipt)

    with pytest.raises(Erased):
        one.blobs.load(scope, ORIGINAL)
    two.clock.now += KNOWN_LIFETIME + timedelta(seconds=1)
    with pytest.raises(Erased):
        two.blobs.load(scope, ORIGINAL)
    with pytest.raises(Erased):
        two.blobs.commit(scope, "a", b"x")


def test_content_without_a_key_is_not_found(stores):
    """Nothing was ever kept there, or it is another tenant's."""
    with pytest.raises(NotFound):
        Process(*stores).blobs.load(new_scope(), ORIGINAL)


def test_keys_in_memory_are_bounded(stores):
    """The oldest is forgotten, and found again when it is asked for."""
    process = Process(*stores)
    scope = new_scope()
    for number in range(KNOWN_MAX + 1):
        process.keys.get_or_make(scope, str(number))

    assert len(process.keys._known) == KNOWN_MAX
    assert process.keys.get(scope, "0").salt
