"""The need: a first word on what a line is, where nobody at the tenant decided yet."""

from typing import Protocol

from shared.domain.coding import Guess


class Coder(Protocol):
    """A classifier that knows nothing of any tenant."""

    def guess(self, vendor_name: str | None, description: str) -> Guess | None:
        """Return the category these words usually mean, or None where they say too little. Never fails."""
        ...
