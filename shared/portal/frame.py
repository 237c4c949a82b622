"""What every page shows around its own: who is here, for whom, and where they can go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shared.domain.invoice import InvoiceRecord
from shared.domain.money import Currency, minor_digits
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer

WAITING_COUNT_MAX = 1000
"""Up to here the inbox is counted; beyond it says so."""


@dataclass(frozen=True)
class Section:
    """One entry of the menu."""

    key: str
    title: str
    path: str


SECTIONS = (
    Section("inbox", "Inbox", ""),
    Section("upload", "Upload", "/upload"),
    Section("activity", "Activity", "/activity"),
    Section("vendors", "Vendors", "/vendors"),
    Section("dead-letters", "Dead letters", "/dead-letters"),
    Section("policy", "Policy", "/policy"),
    Section("proof", "Proof", "/proof"),
)


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one visitor."""

    base: str
    """Path of the portal: `/api/portal`."""
    person: Reviewer
    tenant_name: str
    csrf: str
    now: datetime
    section: str = ""
    waiting: int = 0
    """Invoices that wait for this person."""
    done: str = ""
    """Key of what was just done; empty for nothing."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The menu."""
        return SECTIONS

    def may(self, power: str) -> bool:
        """Whether the visitor has this power."""
        return self.person.may(Power(power))

    def url(self, path: str = "") -> str:
        """Return the address of a page."""
        return f"{self.base}{path}"


def vendor_name(record: InvoiceRecord) -> str:
    """Return what the vendor is called: by the register, else by the document."""
    known = record.vendor.name if record.vendor else None
    return known or (record.summary.vendor_name if record.summary else None) or "Unknown vendor"


def invoice_number(record: InvoiceRecord) -> str:
    """Return the invoice's number, or that it has none."""
    return (record.summary.invoice_number if record.summary else None) or "no number"


def money(amount: Decimal | None, currency: Currency | None) -> str:
    """Return an amount as people read it: grouped, with its currency's decimals."""
    if amount is None:
        return ""
    digits = minor_digits(currency) if currency else 2
    grouped = f"{amount:,.{digits}f}" if amount == round(amount, digits) else f"{amount:,f}"
    return f"{grouped} {currency}" if currency else grouped


def moment(at: datetime) -> str:
    """Return a time as pages show it."""
    return f"{at:%d %b %Y, %H:%M} UTC"


def left(until: datetime | None, now: datetime) -> str:
    """Return how long is left, in one unit; empty where there is no deadline."""
    if until is None:
        return ""
    rest = until - now
    late = rest < timedelta(0)
    amount = _rough(abs(rest))
    return f"{amount} overdue" if late else f"{amount} left"


def _rough(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    if hours >= 1:
        return f"{hours:.0f} h"
    return f"{max(1, hours * 60):.0f} min"
