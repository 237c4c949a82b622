"""What the vault remembers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from infra.local.keyvault.jwk import JSONWebKey

RECOVERY_LEVEL = "Recoverable+Purgeable"
RECOVERY_DAYS = 90

OPERATIONS_DEFAULT = {
    "RSA": ("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"),
    "EC": ("sign", "verify"),
    "oct": ("encrypt", "decrypt", "wrapKey", "unwrapKey"),
}


class Attributes(BaseModel):
    """When a version of a key may be used; times in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    enabled: bool = True
    """Whether it may be used at all."""
    nbf: int | None = None
    """Not before."""
    exp: int | None = None
    """Not after."""
    created: int = 0
    """When it was made."""
    updated: int = 0
    """When its attributes last changed."""

    def described(self) -> dict[str, Any]:
        """Return the attributes as Key Vault shows them."""
        recovery = {"recoveryLevel": RECOVERY_LEVEL, "recoverableDays": RECOVERY_DAYS}
        return self.model_dump(exclude_none=True) | recovery


class KeyVersion(BaseModel):
    """One version of a key: its material never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    """32 hexadecimal digits."""
    material: JSONWebKey
    """The key itself."""
    operations: tuple[str, ...]
    """What it may be used for."""
    attributes: Attributes
    """When it may be used."""
    tags: dict[str, str]
    """The caller's own."""


class KeyRecord(BaseModel):
    """A key with all its versions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """As first written; names are compared without case."""
    versions: tuple[KeyVersion, ...] = Field(min_length=1)
    """Oldest first; the last one is current."""
    rotation_policy: dict[str, Any] | None = None
    """As it was put; kept, never carried out."""
    deleted: int | None = None
    """When it was deleted, in seconds since 1970; None for a live key."""

    @property
    def current(self) -> KeyVersion:
        """The newest version."""
        return self.versions[-1]


class VaultState(BaseModel):
    """The whole vault as it lies on disk; keys by lower-case name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: dict[str, KeyRecord] = Field(default_factory=dict)
    """In use."""
    deleted: dict[str, KeyRecord] = Field(default_factory=dict)
    """Recoverable."""
