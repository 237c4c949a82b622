"""How well vendors are recognised over a generated year, in the order the invoices came in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.domain.ids import parse_tenant_id
from shared.domain.resolution import match_vendor
from shared.domain.vendor import ChangeKind, VendorOutcome, keys_of, propose_vendor
from shared.domain.vendor_changes import gained, taught
from tests.data.year.bills import year_of
from tests.fakes.vendors import Index
from tests.score import coding, duplicates

TENANTS = 20
TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass
class Figures:
    """Counts over all tenants."""

    known: int = 0
    top: int = 0
    asked: int = 0
    new: int = 0
    new_found: int = 0
    new_claimed: int = 0
    sure: int = 0
    sure_wrong: int = 0
    wrong: list = field(default_factory=list)

    @property
    def top_1(self):
        """Of invoices from known vendors: how many are given the right one, or offered it first."""
        return self.top / self.known

    @property
    def new_f1(self):
        """Of finding that a vendor is new."""
        return 2 * self.new_found / (self.new + self.new_claimed)

    @property
    def sure_and_wrong(self):
        """Of all invoices: how many are surely matched to the wrong vendor."""
        return self.sure_wrong / (self.known + self.new)


def evaluate(tenants=TENANTS, vendors=60):
    """Return the figures for so many tenants, each with a year and a clerk who answers what is asked."""
    figures = Figures()
    for seed in range(tenants):
        _one_tenant(figures, seed, vendors)
    return figures


def _one_tenant(figures, seed, vendors):
    register, ids = Index(), {}
    for bill in year_of(seed, vendors=vendors):
        keys = keys_of(bill.read, bill.mail)
        match = match_vendor(keys, register.find(keys))
        _count(figures, bill, match, ids)
        _clerk(register, ids, bill, keys, match)


def _count(figures, bill, match, ids):
    truth = ids.get(bill.vendor)
    answer = match.vendor_id or next(iter(match.candidates), None)
    if truth is None:
        figures.new += 1
        figures.new_found += match.outcome is VendorOutcome.UNKNOWN
    else:
        figures.known += 1
        figures.top += answer == truth
        figures.asked += match.outcome is VendorOutcome.AMBIGUOUS
    figures.new_claimed += match.outcome is VendorOutcome.UNKNOWN
    figures.sure += match.sure
    figures.sure_wrong += match.sure and match.vendor_id != truth
    if answer != truth:
        figures.wrong.append((bill, match))


def _clerk(register, ids, bill, keys, match):
    """What is right is learned from; what was asked or wrong is put right by a person."""
    name = bill.read.vendor_name.value
    truth = ids.get(bill.vendor)
    if truth is None:
        proposed = propose_vendor(TENANT, name, keys)
        ids[bill.vendor] = proposed.vendor_id
        if proposed.vendor_id not in register.vendors:
            register.save(proposed)
    elif match.vendor_id == truth:
        vendor = taught(register.vendors[truth], match, keys, name, NOW)
        if vendor is not None:
            register.save(vendor)
    elif len(register.vendors[truth].keys) + len(keys) <= 24:
        person = {"at": NOW, "by": "clerk", "kind": ChangeKind.EDITED}
        register.save(gained(register.vendors[truth], keys, **person))


def report():
    """Give the lines of the scoreboard: vendors, duplicates, coding, and what is learned after how much."""
    found = evaluate()
    yield f"vendors: top-1 of known {found.top_1:.4f}, F1 of new {found.new_f1:.4f}"
    of = found.known + found.new
    yield f"vendors: surely wrong {found.sure_and_wrong:.5f}; asked {found.asked} of {of}"
    pairs = duplicates.evaluate()
    yield f"duplicates: recall {pairs.recall:.4f}, precision {pairs.precision:.4f}"
    yield f"categories by the shipped classifier: {coding.categories():.3f}"
    for name, curve in zip(("ours", "last value", "linear"), coding.learning(), strict=True):
        steps = ", ".join(f"{step}: {curve.accuracy(step):.3f}" for step in coding.STEPS if curve.asked[step])
        yield f"accounts, {name}: {curve.overall:.3f}; after overrides {steps}"


if __name__ == "__main__":
    for line in report():
        print(line)
