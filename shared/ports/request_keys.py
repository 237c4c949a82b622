"""The need: remember which request used an idempotency key."""

from typing import Protocol

from shared.domain.ids import Sha256
from shared.domain.tenancy import TenantScope

KEPT_S = 7 * 24 * 3600
"""How long a key is remembered: partners retry over a weekend, not over a month."""


class RequestKeys(Protocol):
    """Idempotency keys, each bound to the first request that used it."""

    def claim(self, scope: TenantScope, key: str, request: Sha256) -> Sha256:
        """Return the request that holds this key: this one, if nobody held it. Raises Unavailable."""
        ...
