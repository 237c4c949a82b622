"""How much something that a check saw matters."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    NOTE = "note"
    """Worth knowing."""
    WARNING = "warning"
    """Worth a look."""
    ERROR = "error"
    """Something is wrong or missing."""
