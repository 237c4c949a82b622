"""A value with the version it was read at."""

from shared.domain.model import Model


class Versioned[T](Model):
    """What a store gave, and the token that a write back must present."""

    value: T
    version: str
    """Opaque: an ETag."""


class Page[T](Model):
    """Part of a list."""

    items: tuple[T, ...]
    continuation: str | None
    """Opaque; hand it back for the next part. None at the end."""
