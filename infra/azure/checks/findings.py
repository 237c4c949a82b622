"""What a check says."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Something that is wrong, where it is, and which check says so."""

    check: str
    """Name of the check, stable: exemptions are written against it."""
    where: str
    """Path in the document, or the resource's type and name."""
    message: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.message}"
