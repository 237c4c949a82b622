"""Access keys: who may call a function, a webhook or the admin API."""

import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infra.local.host.errors import HostError

# As long as the keys Azure makes: 40 random bytes read as 54 characters.
KEY_SIZE_BYTES = 40


def _random_key() -> str:
    return secrets.token_urlsafe(KEY_SIZE_BYTES)


class Keys(BaseModel):
    """The keys of one app, as Azure groups them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    master: str = Field(default_factory=_random_key, min_length=1)
    """Opens everything, the admin API included."""
    functions: Mapping[str, str] = Field(default_factory=lambda: {"default": _random_key()})
    """Host keys by name; each opens every function of level FUNCTION."""
    system: Mapping[str, str] = Field(default_factory=lambda: {"blobs_extension": _random_key()})
    """Keys of the extensions' webhooks by name."""

    def opens_admin(self, key: str | None) -> bool:
        """Return whether `key` is the master key."""
        return _is_one_of(key, [self.master])

    def opens_functions(self, key: str | None) -> bool:
        """Return whether `key` opens functions of level FUNCTION."""
        return _is_one_of(key, [self.master, *self.functions.values()])

    def opens_webhook(self, extension: str, key: str | None) -> bool:
        """Return whether `key` opens the webhook whose system key is named `extension`."""
        named = self.system.get(extension)
        return _is_one_of(key, [self.master] if named is None else [self.master, named])


def _is_one_of(key: str | None, known: list[str]) -> bool:
    return key is not None and any(hmac.compare_digest(key.encode(), one.encode()) for one in known)


def load_or_create(path: Path) -> Keys:
    """
    Return the keys in `path`, writing new random ones there first when the file does not exist.

    Raises:
        HostError: the file cannot be read or written, or is not a keys file.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(Keys().model_dump_json(indent=2) + "\n", encoding="utf-8")
        return Keys.model_validate_json(path.read_bytes())
    except OSError as error:
        raise HostError(f"the keys file {path} cannot be used: {error.strerror}") from error
    except ValidationError as error:
        raise HostError(f"{path} is not a keys file: {error}") from error
