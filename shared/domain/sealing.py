"""Sealing: an invoice's content lies under a key of its own, and is destroyed with it."""

from shared.domain.model import Model


class WrappedKey(Model):
    """An invoice's key as it may lie about: nobody opens it without the vault."""

    vault_key: str
    """Names the vault's key and its version."""
    wrapping: str
    """A writer's wrapping key under the vault's key, in base64. Many invoices share it."""
    sealed: str
    """The invoice's key and salt under the wrapping key, in base64."""
