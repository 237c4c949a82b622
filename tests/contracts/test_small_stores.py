"""The contracts of `tenants`, `policies`, `request_keys`, `dead_letters`, `blobs`, `inbox` and `queues`."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.azure.blobs import AzureBlobs
from shared.adapters.azure.dead_letters import CosmosDeadLetters
from shared.adapters.azure.inbox import AzureInbox
from shared.adapters.azure.key_wrapper import KeyVaultWrapper
from shared.adapters.azure.queues import ServiceBusQueues
from shared.adapters.azure.request_keys import CosmosRequestKeys
from shared.adapters.azure.subject_keys import CosmosSubjectKeys
from shared.adapters.azure.tenants import CosmosTenants
from shared.adapters.system.blobs import BLOB_BYTES_MAX, RememberedBlobs
from shared.domain.dead_letter import DeadLetter, DeadLetterState, dead_letter_id_for
from shared.domain.errors import Conflict, Erased, Malformed, NotFound, TooLarge
from shared.domain.gate import Fallback, GateLevel, Policy
from shared.domain.ids import parse_tenant_id, sha256_of
from shared.domain.policy_book import PolicyBook, PolicyVersion
from shared.domain.sealing import WrappedKey
from shared.domain.stage import Stage, StageMessage
from shared.domain.tenancy import Admission, TenantProfile
from shared.ports.blobs import BlobName, Shelf
from tests.contracts.conftest import NOW, blob_service_of, container_of, on_azure
from tests.fakes.blobs import FakeBlobs
from tests.fakes.dead_letters import FakeDeadLetters
from tests.fakes.inbox import FakeInbox
from tests.fakes.queues import FakeQueues
from tests.fakes.request_keys import FakeRequestKeys
from tests.fakes.subject_keys import FakeSubjectKeys
from tests.fakes.tenants import FakeTenants

BOTH = pytest.mark.parametrize("kind", ["fake", "azure"])


@pytest.fixture
def tenants(request, kind):
    return FakeTenants() if kind == "fake" else CosmosTenants(container_of(request, "tenants"))


@pytest.fixture
def request_keys(request, kind):
    return FakeRequestKeys() if kind == "fake" else CosmosRequestKeys(container_of(request, "invoices"))


@pytest.fixture
def dead_letters(request, kind):
    return FakeDeadLetters() if kind == "fake" else CosmosDeadLetters(container_of(request, "invoices"))


@pytest.fixture(params=["fake", "remembered", "azure"])
def blobs(request):
    if request.param == "azure":
        return AzureBlobs(blob_service_of(request))
    return FakeBlobs() if request.param == "fake" else RememberedBlobs(FakeBlobs())


class DroppingInbox(AzureInbox):
    """The adapter, with the sender's side beside it."""

    def __init__(self, service):
        super().__init__(service)
        self._service = service

    def put(self, scope, name, content, at):
        del at
        self._service.get_blob_client("drop", f"{scope.tenant_id}/{name}").upload_blob(content)


@pytest.fixture
def inbox(request, kind):
    return FakeInbox() if kind == "fake" else DroppingInbox(blob_service_of(request))


def profile(name="Muster"):
    return TenantProfile(tenant_id=parse_tenant_id(str(uuid.uuid4())), name=name, home_region="here")


@BOTH
def test_a_saved_tenant_is_found_and_listed(tenants):
    """The profile comes back whole; saving again replaces it at once."""
    made = profile()
    tenants.save(made)
    assert tenants.find(made.tenant_id) == made

    renamed = made.model_copy(update={"name": "New"})
    tenants.save(renamed)

    assert tenants.find(made.tenant_id) == renamed
    assert made.tenant_id in tenants.ids()
    assert list(tenants.ids()) == sorted(tenants.ids())


@BOTH
def test_an_unknown_tenant_is_none(tenants):
    """No profile, no error."""
    assert tenants.find(profile().tenant_id) is None


def test_a_profile_is_remembered_for_a_while(request):
    """Within half a minute nobody asks again; after it, a change shows."""
    now = [0.0]
    container = container_of(request, "tenants")
    reading = CosmosTenants(container, clock=lambda: now[0])
    made = profile()
    CosmosTenants(container).save(made)
    assert reading.find(made.tenant_id) == made
    CosmosTenants(container).save(made.model_copy(update={"name": "New"}))

    assert reading.find(made.tenant_id).name == "Muster"
    now[0] = 31.0
    assert reading.find(made.tenant_id).name == "New"


STRICT = Policy(default_level=GateLevel.L2, version=2)


def wording(number):
    text = f"# {number}"
    return PolicyVersion(number=number, text=text, sha256=sha256_of(text.encode()), at=NOW, by="admin")


@BOTH
def test_a_book_is_read_as_it_was_written_with_every_text(tenants, scope, stranger):
    """Texts stay when the next one comes; another tenant has neither book nor text."""
    assert tenants.book(scope) is None
    first, second = PolicyBook(active=STRICT, latest=2), PolicyBook(active=STRICT, latest=3, events=1)

    tenants.save_book(scope, first, None, wording(2))
    held = tenants.book(scope)
    assert held.value == first
    tenants.save_book(scope, second, held.version, wording(3))

    assert tenants.book(scope).value == second
    assert [tenants.policy_text(scope, number) for number in (1, 2, 3)] == [None, wording(2), wording(3)]
    assert tenants.book(stranger) is None
    assert tenants.policy_text(stranger, 2) is None


@BOTH
def test_of_two_who_write_a_book_the_second_is_told(tenants, scope):
    """Nothing of the second one's is kept, not even the text."""
    tenants.save_book(scope, PolicyBook(), None)
    seen = tenants.book(scope).version
    tenants.save_book(scope, PolicyBook(events=1), seen)

    for version in (seen, None):
        with pytest.raises(Conflict):
            tenants.save_book(scope, PolicyBook(events=9), version, wording(9))

    assert tenants.book(scope).value.events == 1
    assert tenants.policy_text(scope, 9) is None


@BOTH
def test_who_finds_a_tenant_finds_what_its_book_decides(tenants):
    """The policy in force, the one on trial and a fall-back count instead of what the profile says."""
    made = profile()
    fallback = Fallback(level=GateLevel.L3, since=NOW.date(), reason="Too much was put right.")
    tenants.save(made)
    assert tenants.find(made.tenant_id).policy == Policy()

    book = PolicyBook(active=STRICT, shadow=Policy(version=3), fallback=fallback, latest=3)
    tenants.save_book(Admission(tenants, region="here").admit(made.tenant_id), book, None)

    found = tenants.find(made.tenant_id)
    assert (found.policy, found.shadow_policy, found.fallback) == (STRICT, Policy(version=3), fallback)
    assert found.name == made.name


@BOTH
def test_a_request_key_has_one_holder(request_keys, scope, stranger):
    """The first request of a key holds it, per tenant."""
    one, two = sha256_of(b"1"), sha256_of(b"2")

    assert request_keys.claim(scope, "key", one) == one
    assert request_keys.claim(scope, "key", two) == one
    assert request_keys.claim(stranger, "key", two) == two
    assert request_keys.claim(scope, "other / key ?", two) == two


def letter(scope, source, at=NOW):
    return DeadLetter(
        dead_letter_id=dead_letter_id_for(scope.tenant_id, source),
        tenant_id=scope.tenant_id,
        code="document.encrypted",
        message="It is encrypted.",
        at=at,
        source=source,
    )


@BOTH
def test_dead_letters_are_kept_replaced_and_listed(dead_letters, scope, stranger):
    """Latest first, in pages, and only one's own."""
    letters = [letter(scope, str(minute), NOW + timedelta(minutes=minute)) for minute in range(3)]
    for each in letters:
        dead_letters.save(scope, each)
    requeued = letters[0].model_copy(update={"state": DeadLetterState.REQUEUED})
    dead_letters.save(scope, requeued)

    first = dead_letters.page(scope, size=2, continuation=None)
    second = dead_letters.page(scope, size=2, continuation=first.continuation)

    assert [*first.items, *second.items] == [letters[2], letters[1], requeued]
    assert second.continuation is None
    assert dead_letters.find(scope, requeued.dead_letter_id) == requeued
    assert dead_letters.find(stranger, requeued.dead_letter_id) is None
    with pytest.raises(Malformed):
        dead_letters.page(scope, size=2, continuation="x")


@pytest.fixture
def subject_keys(request, kind):
    return FakeSubjectKeys() if kind == "fake" else CosmosSubjectKeys(container_of(request, "invoices"))


@BOTH
def test_a_subject_has_one_key_until_it_is_destroyed(subject_keys, scope, stranger):
    """The first key stays; destroyed, there is none and will be none; another tenant's is another."""
    subject = str(uuid.uuid4())
    one, two = (WrappedKey(vault_key="k/1", wrapping="w", sealed=each) for each in ("1", "2"))

    assert subject_keys.find(scope, subject) is None
    assert subject_keys.create(scope, subject, one) == one
    assert subject_keys.create(scope, subject, two) == one
    assert subject_keys.find(scope, subject) == one
    assert subject_keys.create(stranger, subject, two) == two
    subject_keys.destroy(scope, subject)
    subject_keys.destroy(scope, subject)
    with pytest.raises(Erased):
        subject_keys.find(scope, subject)
    with pytest.raises(Erased):
        subject_keys.create(scope, subject, two)
    assert subject_keys.find(stranger, subject) == two


def test_a_secret_is_wrapped_under_a_key_of_the_vault(request):
    """Another process takes it out again, under an older version too."""
    vault = on_azure(request).vault
    vault.ensure_wrapping_key("wrapping")
    key_id, wrapped = KeyVaultWrapper(vault, "wrapping").wrap(b"secret")
    vault.keys.rotate_key("wrapping")

    again = KeyVaultWrapper(vault, "wrapping")

    assert again.unwrap(key_id, wrapped) == b"secret"
    assert again.wrap(b"secret")[0] != key_id


NAME = BlobName(shelf=Shelf.RAW, path="a/original")


def test_a_blob_is_written_once(blobs, scope):
    """The second writer of a name is told so, and changes nothing."""
    assert blobs.create(scope, NAME, b"first", "application/pdf") is True
    assert blobs.create(scope, NAME, b"second", "application/pdf") is False
    assert blobs.load(scope, NAME) == b"first"


def test_an_unknown_or_foreign_blob_is_not_found(blobs, scope, stranger):
    """Both answer alike."""
    blobs.create(scope, NAME, b"first", "application/pdf")

    with pytest.raises(NotFound):
        blobs.load(stranger, NAME)
    with pytest.raises(NotFound):
        blobs.load(scope, BlobName(shelf=Shelf.RAW, path="b/original"))


def test_what_is_remembered_is_not_asked_for_again_and_is_bounded(scope):
    """A small blob is read from memory; a large one, and one pushed out, from the store."""
    inner = FakeBlobs()
    blobs = RememberedBlobs(inner)
    names = [BlobName(shelf=Shelf.RAW, path=f"{number}/original") for number in range(40)]
    for name in names:
        blobs.create(scope, name, bytes(BLOB_BYTES_MAX), "application/pdf")
        inner.corrupt(scope, name.path)
    large = BlobName(shelf=Shelf.RAW, path="large/original")
    blobs.create(scope, large, bytes(BLOB_BYTES_MAX + 1), "application/pdf")
    inner.corrupt(scope, large.path)

    assert blobs.load(scope, names[-1]) == bytes(BLOB_BYTES_MAX)
    assert blobs.load(scope, names[0]) == b"changed"
    assert blobs.load(scope, large) == b"changed"


@pytest.mark.parametrize("path", ["", "../a", "a/../b", "/a", "a//", "A", "a b", "a/", "a/."])
def test_a_blob_name_is_made_of_our_own_names_only(path):
    """No sender's name can become a path."""
    with pytest.raises(ValueError, match="blob path"):
        BlobName(shelf=Shelf.RAW, path=path)


@BOTH
def test_a_dropped_file_is_taken_out_once(inbox, scope, stranger):
    """Whatever the sender calls it, it is read under that name, by its tenant only."""
    name = "März/ä & b (2).pdf"
    inbox.put(scope, name, b"content", NOW)

    assert inbox.load(scope, name, bytes_max=100) == b"content"
    with pytest.raises(NotFound):
        inbox.load(stranger, name, bytes_max=100)
    with pytest.raises(TooLarge):
        inbox.load(scope, name, bytes_max=3)
    inbox.remove(scope, name)
    inbox.remove(scope, name)
    with pytest.raises(NotFound):
        inbox.load(scope, name, bytes_max=100)


@BOTH
def test_waiting_files_are_those_that_arrived_before(inbox, scope):
    """By name, up to a limit, and none that is fresh."""
    now = datetime.now(UTC)
    for name in ("b", "a", "c/d"):
        inbox.put(scope, name, b"", now)

    later = now + timedelta(hours=1)
    assert [item.name for item in inbox.waiting(scope, before=later, limit=10)] == ["a", "b", "c/d"]
    assert len(inbox.waiting(scope, before=later, limit=2)) == 2
    assert inbox.waiting(scope, before=now - timedelta(hours=1), limit=10) == ()


class ReceivingQueues(ServiceBusQueues):
    """The adapter, with the receiver's side beside it."""

    def __init__(self, client):
        super().__init__(client)
        self._bus = client

    def take(self, stage):
        with self._bus.get_queue_receiver(stage.value) as receiver:
            for message in receiver.receive_messages(1, max_wait_time=1):
                receiver.complete_message(message)
                return StageMessage.model_validate_json(b"".join(message.body))
        return None


@pytest.fixture
def queues(request, kind):
    return FakeQueues() if kind == "fake" else ReceivingQueues(on_azure(request).bus)


@BOTH
def test_a_message_arrives_once_however_often_it_is_sent(queues, scope):
    """The same step's message is dropped by duplicate detection; a repeat on purpose is not."""
    message = StageMessage(tenant_id=scope.tenant_id, invoice_id=str(uuid.uuid4()), revision=1)
    repeat = message.model_copy(update={"nonce": "-1"})
    for each in (message, message, repeat):
        queues.publish(Stage.CLASSIFY, each)

    taken = [queues.take(Stage.CLASSIFY) for _ in range(3)]

    assert taken == [message, repeat, None]


def test_a_delayed_message_comes_later(request, scope):
    """Put off, it is not there yet."""
    queues = ReceivingQueues(on_azure(request).bus)
    message = StageMessage(tenant_id=scope.tenant_id, invoice_id=str(uuid.uuid4()), revision=1)

    queues.publish(Stage.NOTIFY, message, delay_s=3600)

    assert queues.take(Stage.NOTIFY) is None
