"""What an e-invoice promises to be: its specification identifier (BT-24) decides which rules hold for it."""

from enum import Enum, auto

_CORE = "urn:cen.eu:en16931:2017"
_EXTENDS = "#conformant#"
_PEPPOL = "urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_XRECHNUNG = ("urn:xeinkauf.de:kosit:xrechnung", "urn:xoev-de:kosit:standard:xrechnung")


class Profile(Enum):
    """How much of EN 16931 a document promises to keep."""

    PARTIAL = auto()
    """Nothing: ZUGFeRD 1.0, Factur-X MINIMUM and BASIC WL, and documents of other countries' standards."""
    CORE = auto()
    """All of it, or a narrower use of it (CIUS)."""
    EXTENSION = auto()
    """All of it, and more that its rules cannot see."""


def profile_of(specification: str | None) -> Profile:
    """Return how much a document with this specification identifier promises."""
    if specification is None or not specification.startswith(_CORE):
        return Profile.PARTIAL
    return Profile.EXTENSION if _EXTENDS in specification else Profile.CORE


def is_extended(specification: str | None) -> bool:
    """Whether it is the EXTENDED profile of Factur-X and ZUGFeRD, whose sums may be off by roundings."""
    return specification is not None and _EXTENDS in specification and specification.endswith(":extended")


def is_peppol(specification: str | None) -> bool:
    """Whether the rules of Peppol BIS Billing 3 hold too; XRechnung took over those that are used here."""
    return specification is not None and (_PEPPOL in specification or is_xrechnung(specification))


def is_xrechnung(specification: str | None) -> bool:
    """Whether the German rules (BR-DE) hold too."""
    return specification is not None and any(name in specification for name in _XRECHNUNG)
