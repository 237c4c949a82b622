"""The register is worked with few calls, and by many at once."""

import pytest

from shared.domain.errors import Conflict, Unavailable
from shared.domain.memory import VendorMemory
from shared.domain.vendor import VendorOutcome
from shared.pipeline.recognise import REMEMBER_ATTEMPTS_MAX, Recognise
from tests.fakes.vendors import FakeVendors
from tests.unit.domain.vendors import DOMAIN, IBAN, NAME, NOW, TAX, memory_of, past, vendor
from tests.unit.pipeline.test_register import scope_of

KNOWN = vendor("Muster", TAX, IBAN, NAME)


class Counting(FakeVendors):
    """Notes each call, and can let somebody else be first."""

    def __init__(self, others=0):
        super().__init__()
        self.calls = []
        self.others = others

    def __getattribute__(self, name):
        if name in {"find", "load", "add", "save", "memory", "remember"}:
            super().__getattribute__("calls").append(name)
        return super().__getattribute__(name)

    def remember(self, scope, known, memory, version, claim):
        if self.others:
            self.others -= 1
            other = memory_of(past(f"other-{self.others}", f"O-{self.others}"))
            held = FakeVendors.memory(self, scope, known.vendor_id)
            super().remember(scope, known, other, held and held.version, None)
            raise Conflict("vendor.version", "Somebody else was first.")
        return super().remember(scope, known, memory, version, claim)


def settled(others=0):
    """Return a register that knows one vendor and a memory of it."""
    vendors, scope = Counting(), scope_of()
    vendors.add(scope, KNOWN)
    vendors.remember(scope, KNOWN, VendorMemory(vendor_id=KNOWN.vendor_id), None, None)
    vendors.calls.clear()
    vendors.others = others
    return vendors, scope, Recognise(vendors)


def test_a_known_vendor_costs_two_calls():
    """One look and one write."""
    vendors, scope, recognise = settled()

    recognised = recognise.vendor_of(scope, "Muster", (TAX, IBAN, NAME))
    memory, claim = recognise.remember(scope, recognised, past("one"))
    recognise.learn(scope, recognised, (TAX, IBAN, NAME), "Muster", NOW)

    assert vendors.calls == ["find", "remember"]
    assert (memory.invoices, claim.holder) == ((), "one")


def test_what_is_new_is_learned_with_two_more():
    """And found by it the next time."""
    vendors, scope, recognise = settled()
    recognised = recognise.vendor_of(scope, "Muster", (TAX, IBAN, NAME, DOMAIN))

    recognise.learn(scope, recognised, (TAX, IBAN, NAME, DOMAIN), "Muster", NOW)

    assert vendors.calls == ["find", "load", "save"]
    assert recognise.vendor_of(scope, "Muster", (DOMAIN, NAME)).match.vendor_id == KNOWN.vendor_id


def test_two_invoices_of_a_vendor_at_once_are_both_remembered():
    """The second sees what the first left."""
    _, scope, recognise = settled(others=1)
    recognised = recognise.vendor_of(scope, "Muster", (TAX, NAME))

    memory, _ = recognise.remember(scope, recognised, past("mine"))

    assert [each.invoice_id for each in memory.invoices] == ["other-0"]


def test_a_vendor_that_is_always_busy_is_tried_again_later():
    """Bounded tries, then the queue."""
    _, scope, recognise = settled(others=REMEMBER_ATTEMPTS_MAX)
    recognised = recognise.vendor_of(scope, "Muster", (TAX, NAME))

    with pytest.raises(Unavailable):
        recognise.remember(scope, recognised, past("mine"))


def test_nobody_is_remembered_as_nobody():
    """Without a name and without a match there is no memory to write."""
    vendors, scope, recognise = settled()

    recognised = recognise.vendor_of(scope, None, (DOMAIN,))
    memory, claim = recognise.remember(scope, recognised, past("one"))

    assert recognised.match.outcome is VendorOutcome.UNKNOWN
    assert (memory.invoices, claim) == ((), None)
    assert vendors.calls == ["find"]
