"""Keys with versions: made, imported, changed, rotated, deleted, recovered and used."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from infra.local.keyvault.errors import BadParameter, Conflict, Forbidden, KeyNotFound
from infra.local.keyvault.jwk import JSONWebKey, decode, encode, load
from infra.local.keyvault.operations import Operation, OperationRequest, perform
from infra.local.keyvault.records import (
    OPERATIONS_DEFAULT,
    Attributes,
    KeyRecord,
    KeyVersion,
    VaultState,
)

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}", re.ASCII)

# What a key outside its dates may still do: what it protected in time stays readable ("About keys").
ALWAYS_ALLOWED = frozenset({"decrypt", "unwrapKey", "verify"})


class Store(Protocol):
    """Where the vault lies between two lives of the process."""

    def load(self) -> VaultState:
        """Return the vault as last saved."""

    def save(self, state: VaultState) -> None:
        """Keep the vault; it is safe when this returns."""


class KeyChange(BaseModel):
    """What a caller may say about a key besides its material; None leaves or chooses the default."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    attributes: dict[str, Any] | None = None
    """enabled, nbf and exp."""
    key_ops: tuple[str, ...] | None = None
    """What the key may be used for."""
    tags: dict[str, str] | None = None
    """The caller's own."""


class Vault:
    """One vault; each change is saved before it is visible."""

    def __init__(self, store: Store, *, now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now
        self._state = store.load()

    def names(self) -> list[str]:
        """Return the names of the live keys, sorted."""
        return sorted(record.name for record in self._state.keys.values())

    def deleted_names(self) -> list[str]:
        """Return the names of the deleted keys, sorted."""
        return sorted(record.name for record in self._state.deleted.values())

    def record(self, name: str) -> KeyRecord:
        """
        Return a live key.

        Raises:
            KeyNotFound: there is none.
        """
        return _find(self._state.keys, name)

    def deleted_record(self, name: str) -> KeyRecord:
        """
        Return a deleted key.

        Raises:
            KeyNotFound: there is none.
        """
        return _find(self._state.deleted, name)

    def version(self, name: str, version: str = "") -> KeyVersion:
        """
        Return a version of a live key, the current one for "".

        Raises:
            KeyNotFound: there is none.
        """
        record = self.record(name)
        if not version:
            return record.current
        for candidate in record.versions:
            if candidate.version == version:
                return candidate
        raise KeyNotFound(f"{name}/{version}")

    def add(self, name: str, material: JSONWebKey, change: KeyChange) -> KeyVersion:
        """
        Return a new current version with the given material; makes the key when there is none.

        Raises:
            BadParameter: the name, the material or the operations make no sense.
            Conflict: the name belongs to a deleted key.
        """
        if not NAME.fullmatch(name):
            raise BadParameter(f"name {name!r}: expected 1 to 127 letters, digits and dashes")
        if name.lower() in self._state.deleted:
            raise Conflict(f"Key {name} is currently in a deleted but recoverable state.")
        load(material)
        possible = OPERATIONS_DEFAULT[material.family]
        now = int(self._now())
        added = KeyVersion(
            version=uuid.uuid4().hex,
            material=material,
            operations=_operations(possible if change.key_ops is None else change.key_ops, possible),
            attributes=_attributes(Attributes(created=now), change, now),
            tags=change.tags or {},
        )
        known = self._state.keys.get(name.lower())
        if known is None:
            self._keep(KeyRecord(name=name, versions=(added,)))
        else:
            self._keep(known.model_copy(update={"versions": (*known.versions, added)}))
        return added

    def update(self, name: str, version: str, change: KeyChange) -> KeyVersion:
        """
        Return a version with its attributes, operations or tags changed.

        Raises:
            KeyNotFound: there is no such version.
            BadParameter: the change makes no sense.
        """
        old = self.version(name, version)
        possible = OPERATIONS_DEFAULT[old.material.family]
        wanted = old.operations if change.key_ops is None else change.key_ops
        new = old.model_copy(
            update={
                "attributes": _attributes(old.attributes, change, int(self._now())),
                "operations": _operations(wanted, possible),
                "tags": old.tags if change.tags is None else change.tags,
            }
        )
        record = self.record(name)
        versions = tuple(new if each is old else each for each in record.versions)
        self._keep(record.model_copy(update={"versions": versions}))
        return new

    def set_rotation_policy(self, name: str, policy: dict[str, Any]) -> None:
        """
        Keep a rotation policy; nothing is rotated by it.

        Raises:
            KeyNotFound: there is no such key.
        """
        self._keep(self.record(name).model_copy(update={"rotation_policy": policy}))

    def delete(self, name: str) -> KeyRecord:
        """
        Return the key, from now on deleted and recoverable.

        Raises:
            KeyNotFound: there is no such key.
        """
        record = self.record(name).model_copy(update={"deleted": int(self._now())})
        keys = {key: kept for key, kept in self._state.keys.items() if key != name.lower()}
        self._save(VaultState(keys=keys, deleted={**self._state.deleted, name.lower(): record}))
        return record

    def recover(self, name: str) -> KeyRecord:
        """
        Return a deleted key, from now on live.

        Raises:
            KeyNotFound: there is no such deleted key.
        """
        record = self.deleted_record(name).model_copy(update={"deleted": None})
        deleted = {key: kept for key, kept in self._state.deleted.items() if key != name.lower()}
        self._save(VaultState(keys={**self._state.keys, name.lower(): record}, deleted=deleted))
        return record

    def purge(self, name: str) -> None:
        """
        Forget a deleted key for good.

        Raises:
            KeyNotFound: there is no such deleted key.
        """
        self.deleted_record(name)
        deleted = {key: kept for key, kept in self._state.deleted.items() if key != name.lower()}
        self._save(VaultState(keys=self._state.keys, deleted=deleted))

    def backup(self, name: str) -> str:
        """
        Return a key with all its versions as text for `restore`; unlike Azure's, it is not encrypted.

        Raises:
            KeyNotFound: there is no such key.
        """
        return encode(self.record(name).model_dump_json(exclude_none=True).encode())

    def restore(self, backup: str) -> KeyRecord:
        """
        Return the key of a backup, from now on live.

        Raises:
            BadParameter: the text is not a backup.
            Conflict: the name is taken.
        """
        try:
            record = KeyRecord.model_validate_json(decode(backup))
        except ValidationError as error:
            raise BadParameter("the backup blob is malformed") from error
        if record.name.lower() in self._state.keys or record.name.lower() in self._state.deleted:
            raise Conflict(f"Key {record.name} already exists.")
        self._keep(record)
        return record

    def use(
        self, operation: Operation, name: str, version: str, request: OperationRequest
    ) -> tuple[KeyVersion, dict[str, str | bool]]:
        """
        Return the version that was used and the operation's part of the answer.

        Raises:
            KeyNotFound: there is no such version.
            Forbidden: it is disabled, outside its dates, or not meant for this.
            BadParameter: the algorithm is not for this key, or the value cannot be worked on.
        """
        used = self.version(name, version)
        attributes, now = used.attributes, self._now()
        if not attributes.enabled:
            raise Forbidden(f"Operation {operation} is not allowed on a disabled key.")
        if operation not in ALWAYS_ALLOWED:
            if attributes.nbf is not None and now < attributes.nbf:
                raise Forbidden(f"Operation {operation} is not allowed on a key before its nbf date.")
            if attributes.exp is not None and now > attributes.exp:
                raise Forbidden(f"Operation {operation} is not allowed on an expired key.")
        if operation not in used.operations:
            raise Forbidden(f"Operation {operation} is not permitted on this key.")
        return used, perform(operation, load(used.material), request)

    def _keep(self, record: KeyRecord) -> None:
        keys = {**self._state.keys, record.name.lower(): record}
        self._save(VaultState(keys=keys, deleted=self._state.deleted))

    def _save(self, state: VaultState) -> None:
        self._store.save(state)
        self._state = state


def _find(records: dict[str, KeyRecord], name: str) -> KeyRecord:
    record = records.get(name.lower())
    if record is None:
        raise KeyNotFound(name)
    return record


def _operations(wanted: tuple[str, ...], possible: tuple[str, ...]) -> tuple[str, ...]:
    strange = set(wanted) - set(possible)
    if strange:
        raise BadParameter(f"key operations {sorted(strange)}: expected some of {', '.join(possible)}")
    return wanted


def _attributes(old: Attributes, change: KeyChange, now: int) -> Attributes:
    settable = {"enabled", "nbf", "exp"}
    changes = {name: value for name, value in (change.attributes or {}).items() if name in settable}
    try:
        return Attributes.model_validate(old.model_dump() | changes | {"updated": now})
    except ValidationError as error:
        raise BadParameter(f"attributes: {error.errors()[0]['msg']}") from error
