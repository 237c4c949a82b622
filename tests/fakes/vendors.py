"""A vendor register in memory."""

from itertools import count

from shared.domain.errors import Conflict, Malformed
from shared.domain.vendor import lookups_of_invoice, lookups_of_vendor
from shared.domain.version import Page, Versioned
from shared.ports.vendors import Found


class Index:
    """Vendors by what they are filed under, as a store's index holds them."""

    def __init__(self):
        self.vendors = {}
        self._filed = {}

    def save(self, vendor):
        before = self.vendors.get(vendor.vendor_id)
        for text in lookups_of_vendor(before) if before else ():
            self._filed[text].discard(vendor.vendor_id)
        for text in lookups_of_vendor(vendor):
            self._filed.setdefault(text, set()).add(vendor.vendor_id)
        self.vendors[vendor.vendor_id] = vendor

    def find(self, keys):
        ids = {each for text in lookups_of_invoice(keys) for each in self._filed.get(text, ())}
        return tuple(self.vendors[each] for each in sorted(ids))


class Register:
    """One tenant's register."""

    def __init__(self):
        self.index = Index()
        self.versions = {}
        self.memories = {}
        self.claims = {}
        self.rules = None


class FakeVendors:
    """Registers by tenant."""

    def __init__(self):
        self._registers = {}
        self._writes = map(str, count(1))

    def find(self, scope, keys):
        register = self._register(scope)
        found = register.index.find(keys)
        memories = (register.memories.get(vendor.vendor_id) for vendor in found)
        return Found(
            vendors=tuple(_without_history(vendor) for vendor in found),
            memories=tuple(memory for memory in memories if memory),
            rules=register.rules,
        )

    def load(self, scope, vendor_id):
        register = self._register(scope)
        vendor = register.index.vendors.get(vendor_id)
        return vendor and Versioned(value=vendor, version=register.versions[vendor_id])

    def add(self, scope, vendor):
        register = self._register(scope)
        if vendor.vendor_id not in register.index.vendors:
            self._write(register, vendor)
        return register.index.vendors[vendor.vendor_id]

    def save(self, scope, vendor, before):
        register = self._register(scope)
        _check(register.versions.get(vendor.vendor_id), before.version)
        self._write(register, vendor)

    def page(self, scope, *, size, continuation):
        vendors = sorted(self._register(scope).index.vendors.values(), key=lambda vendor: vendor.name)
        start = _start(continuation)
        further = str(start + size) if start + size < len(vendors) else None
        items = tuple(map(_without_history, vendors[start : start + size]))
        return Page(items=items, continuation=further)

    def memory(self, scope, vendor_id):
        return self._register(scope).memories.get(vendor_id)

    def remember(self, scope, vendor, memory, version, claim):
        register = self._register(scope)
        held = register.memories.get(vendor.vendor_id)
        _check(held and held.version, version)
        register.memories[vendor.vendor_id] = Versioned(value=memory, version=next(self._writes))
        return claim and register.claims.setdefault((vendor.vendor_id, claim.name), claim)

    def save_rules(self, scope, rules, version):
        register = self._register(scope)
        _check(register.rules and register.rules.version, version)
        register.rules = Versioned(value=rules, version=next(self._writes))

    def _register(self, scope):
        return self._registers.setdefault(scope.tenant_id, Register())

    def _write(self, register, vendor):
        register.index.save(vendor)
        register.versions[vendor.vendor_id] = next(self._writes)


def _check(held, version):
    if held != version:
        raise Conflict("vendor.version", "Somebody else was first.")


def _without_history(vendor):
    return vendor.model_copy(update={"history": ()})


def _start(continuation):
    try:
        return int(continuation or 0)
    except ValueError:
        raise Malformed("request.continuation", "Not a continuation of ours.") from None
