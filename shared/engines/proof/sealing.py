"""
Sealing: AES-256-GCM under a key of each invoice's own, which lies wrapped beside the invoice.

The vault is asked once an hour and process, not once an invoice: its key wraps a process's wrapping key, and
that the keys of the invoices which the process takes in. Who holds a backup of the wrapped keys and the vault
can open what was destroyed since, until the backup is gone.
"""

import base64
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.domain.audit import Receipt
from shared.domain.errors import NotFound, Unavailable
from shared.domain.ids import InvoiceId, Sha256
from shared.domain.sealing import WrappedKey
from shared.domain.tenancy import TenantScope
from shared.ports.blobs import SEALED, BlobName, Shelves
from shared.ports.subject_keys import KeyWrapper, SubjectKeys

KEY_BYTES = 32
NONCE_BYTES = 12
"""Drawn anew for each blob; one key seals some tens of them."""

WRAPPING_LIFETIME = timedelta(hours=1)
"""One question an hour and process to the vault, and as long a part of the invoices under one key."""

KNOWN_LIFETIME = timedelta(minutes=10)
"""How long a process goes on with a key that another one destroyed: a document's way through all stages."""

KNOWN_MAX = 4096
"""Keys in memory, of invoices and of other processes: half a megabyte."""

SEALED_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class DataKey:
    """An invoice's key and salt."""

    key: bytes
    salt: bytes

    def commit(self, content: bytes) -> Sha256:
        """Return the salted digest of the bytes (HMAC-SHA-256)."""
        return Sha256(hmac.new(self.salt, content, sha256).hexdigest())


class DataKeys:
    """Invoices' keys, and the `Shredder` port. Safe to share between threads."""

    def __init__(self, store: SubjectKeys, wrapper: KeyWrapper, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._wrapper = wrapper
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[datetime, DataKey]] = OrderedDict()
        self._unwrapped: OrderedDict[str, bytes] = OrderedDict()
        self._wrapping: tuple[datetime, str, str] | None = None

    def get(self, scope: TenantScope, subject: InvoiceId) -> DataKey:
        """Return the invoice's key. Raises NotFound where it has none, Erased, Unavailable."""
        known = self._remembered(scope, subject)
        if known is not None:
            return known
        kept = self._store.find(scope, subject)
        if kept is None:
            raise NotFound("key.unknown", "The invoice has no key.")
        return self._remember(scope, subject, self._open(scope, subject, kept))

    def get_or_make(self, scope: TenantScope, subject: InvoiceId) -> DataKey:
        """Return the invoice's key, a new one where it has none yet. Raises Erased, Unavailable."""
        known = self._remembered(scope, subject)
        if known is not None:
            return known
        fresh = DataKey(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
        wrapped = self._wrap(scope, subject, fresh)
        kept = self._store.create(scope, subject, wrapped)
        return self._remember(scope, subject, fresh if kept == wrapped else self._open(scope, subject, kept))

    def shred(self, scope: TenantScope, subject: InvoiceId, authority: Receipt) -> None:
        """Destroy the invoice's key and salt."""
        del authority
        self._store.destroy(scope, subject)
        with self._lock:
            self._known.pop((scope.tenant_id, subject), None)

    def _remembered(self, scope: TenantScope, subject: InvoiceId) -> DataKey | None:
        with self._lock:
            until, key = self._known.get((scope.tenant_id, subject), (None, None))
        return key if until is not None and self._clock() < until else None

    def _remember(self, scope: TenantScope, subject: InvoiceId, key: DataKey) -> DataKey:
        with self._lock:
            self._known[scope.tenant_id, subject] = (self._clock() + KNOWN_LIFETIME, key)
            _bound(self._known)
        return key

    def _wrap(self, scope: TenantScope, subject: InvoiceId, key: DataKey) -> WrappedKey:
        vault_key, wrapping = self._current()
        secret = seal(self._unwrap(vault_key, wrapping), key.key + key.salt, _name(scope, subject))
        return WrappedKey(vault_key=vault_key, wrapping=wrapping, sealed=base64.b64encode(secret).decode())

    def _open(self, scope: TenantScope, subject: InvoiceId, kept: WrappedKey) -> DataKey:
        wrapping = self._unwrap(kept.vault_key, kept.wrapping)
        secret = unseal(wrapping, base64.b64decode(kept.sealed), _name(scope, subject))
        return DataKey(secret[:KEY_BYTES], secret[KEY_BYTES:])

    def _current(self) -> tuple[str, str]:
        """The wrapping key that this process wraps with now."""
        now = self._clock()
        with self._lock:
            if self._wrapping is None or now >= self._wrapping[0]:
                secret = os.urandom(KEY_BYTES)
                vault_key, wrapped = self._wrapper.wrap(secret)
                text = base64.b64encode(wrapped).decode()
                self._wrapping = (now + WRAPPING_LIFETIME, vault_key, text)
                self._unwrapped[text] = secret
            return self._wrapping[1:]

    def _unwrap(self, vault_key: str, wrapping: str) -> bytes:
        with self._lock:
            known = self._unwrapped.get(wrapping)
        if known is None:
            known = self._wrapper.unwrap(vault_key, base64.b64decode(wrapping))
            with self._lock:
                self._unwrapped[wrapping] = known
                _bound(self._unwrapped)
        return known


@dataclass(frozen=True)
class SealedBlobs:
    """The `blobs` port: shelves that invoices' content goes onto sealed, and everything else as it is."""

    shelves: Shelves
    keys: DataKeys

    def create(self, scope: TenantScope, name: BlobName, content: bytes, media_type: str) -> bool:
        """Keep the bytes under this name; False if the name was taken."""
        if name.shelf not in SEALED:
            return self.shelves.create(scope, name, content, media_type)
        key = self.keys.get_or_make(scope, _subject(name)).key
        return self.shelves.create(scope, name, seal(key, content, _place(scope, name)), SEALED_TYPE)

    def load(self, scope: TenantScope, name: BlobName) -> bytes:
        """Return the bytes kept under this name."""
        if name.shelf not in SEALED:
            return self.shelves.load(scope, name)
        key = self.keys.get(scope, _subject(name)).key
        return unseal(key, self.shelves.load(scope, name), _place(scope, name))

    def commit(self, scope: TenantScope, invoice_id: InvoiceId, content: bytes) -> Sha256:
        """Return the salted digest that names these bytes in the log."""
        return self.keys.get_or_make(scope, invoice_id).commit(content)


def seal(key: bytes, content: bytes, place: bytes) -> bytes:
    """Return the content under the key, to be opened at this place only."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Return what was sealed. Raises Unavailable where it was changed, cut, or lies in another's place."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise Unavailable("blob.sealed", "What is kept there is not what was put there.") from error


def _subject(name: BlobName) -> InvoiceId:
    return InvoiceId(name.path.partition("/")[0])


def _place(scope: TenantScope, name: BlobName) -> bytes:
    return f"{scope.tenant_id}/{name.shelf}/{name.path}".encode()


def _name(scope: TenantScope, subject: InvoiceId) -> bytes:
    return f"{scope.tenant_id}/{subject}".encode()


def _bound[Key, Value](known: OrderedDict[Key, Value]) -> None:
    while len(known) > KNOWN_MAX:
        known.popitem(last=False)
