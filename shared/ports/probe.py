"""The need: know whether what the product stands on answers."""

from typing import Protocol

from shared.domain.model import Model


class ProbeResult(Model):
    """How one service answered."""

    name: str
    ok: bool
    milliseconds: int


class Probe(Protocol):
    """A look at one service."""

    def check(self) -> ProbeResult:
        """Return how the service answered within two seconds. Never raises."""
        ...
