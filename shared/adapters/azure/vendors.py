"""The vendor register in Cosmos DB: whatever a vendor is looked up by is a property that is indexed."""

from typing import Any

from azure.core import MatchConditions
from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import (
    SERVICE,
    Document,
    batch,
    create_all,
    owned,
    query,
    query_page,
)
from shared.adapters.azure.errors import translated
from shared.domain.coding import RuleBook
from shared.domain.duplicates import NumberClaim
from shared.domain.errors import Conflict, NotFound
from shared.domain.ids import VendorId, sha256_of
from shared.domain.memory import VendorMemory
from shared.domain.tenancy import TenantScope
from shared.domain.vendor import KeyKind, Vendor, VendorKey, lookups_of_invoice, lookups_of_vendor
from shared.domain.version import Page, Versioned
from shared.ports.vendors import Found

FOUND_MAX = 80
"""Documents of one look, strongest keys first: more share a key only where it says little."""

RULES = "rules"
"""The id of the tenant's rule book, and what it is filed under."""


class CosmosVendors:
    """
    The `vendors` port over the container of the same name.

    Every text that a vendor is filed under is a document of its own with the vendor in it. A vendor's memory
    is filed under its first text, so that one query brings both for nearly every invoice.
    """

    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    def find(self, scope: TenantScope, keys: tuple[VendorKey, ...]) -> Found:
        """Return the vendors that share a key with these or nearly do, and the tenant's rules."""
        prefixes = [RULES, *(_prefix(text) for text in lookups_of_invoice(keys))]
        parameters: dict[str, object] = {f"@p{index}": text for index, text in enumerate(prefixes)}
        text = (
            f"SELECT * FROM c WHERE c.prefix IN ({', '.join(parameters)}) "  # noqa: S608 - names of parameters
            "ORDER BY c.rank OFFSET 0 LIMIT @most"
        )
        vendors: dict[str, Any] = {}
        memories: list[Versioned[VendorMemory]] = []
        rules: Versioned[RuleBook] | None = None
        for document in query(self._container, scope, text, {**parameters, "@most": FOUND_MAX}):
            match document["kind"]:
                case "key":
                    vendors[document["vendor"]["vendor_id"]] = document["vendor"]
                case "memory":
                    memories.append(_memory(document))
                case _:
                    rules = _rules(document)
        found = tuple(Vendor.model_validate(vendors[vendor_id]) for vendor_id in sorted(vendors))
        return Found(vendors=found, memories=tuple(memories), rules=rules)

    def load(self, scope: TenantScope, vendor_id: VendorId) -> Versioned[Vendor] | None:
        """Return one vendor with its history, or None."""
        document = self._read(scope, f"v.{vendor_id}")
        if document is None:
            return None
        vendor = Vendor.model_validate(document["vendor"])
        return Versioned(value=vendor, version=str(document["_etag"]))

    def add(self, scope: TenantScope, vendor: Vendor) -> Vendor:
        """Put a new vendor and its keys into the register, and return the vendor that is there now."""
        documents = [_entry(scope, vendor), *_filed(scope, vendor)]
        try:
            create_all(self._container, documents, scope.tenant_id)
        except Conflict:
            held = self.load(scope, vendor.vendor_id)
            if held is None:
                raise
            return held.value
        return vendor

    def save(self, scope: TenantScope, vendor: Vendor, before: Versioned[Vendor]) -> None:
        """Write a vendor in place of what was loaded, and file it anew."""
        entry = _entry(scope, vendor)
        kept = {document["id"] for document in _filed(scope, vendor)}
        dropped = {document["id"] for document in _filed(scope, before.value)} - kept
        operations: list[Any] = [
            ("replace", (entry["id"], entry), {"if_match_etag": before.version}),
            *(("upsert", (document,)) for document in _filed(scope, vendor)),
            *(("delete", (document_id,)) for document_id in sorted(dropped)),
        ]
        batch(self._container, operations, scope.tenant_id)

    def page(self, scope: TenantScope, *, size: int, continuation: str | None) -> Page[Vendor]:
        """Return a part of the register by name, without history."""
        text = "SELECT * FROM c WHERE c.kind = 'vendor' ORDER BY c.name"
        rows, further = query_page(self._container, scope, text, {}, size=size, continuation=continuation)
        items = tuple(_without_history(Vendor.model_validate(row["vendor"])) for row in rows)
        return Page(items=items, continuation=further)

    def memory(self, scope: TenantScope, vendor_id: VendorId) -> Versioned[VendorMemory] | None:
        """Return what is remembered of a vendor, or None."""
        document = self._read(scope, f"m.{vendor_id}")
        return None if document is None else _memory(document)

    def remember(
        self,
        scope: TenantScope,
        vendor: Vendor,
        memory: VendorMemory,
        version: str | None,
        claim: NumberClaim | None,
    ) -> NumberClaim | None:
        """Write the vendor's memory in place of a version, and claim a number for an invoice."""
        written = _written(_memory_document(scope, vendor, memory), version)
        if claim is None:
            batch(self._container, [written], scope.tenant_id)
            return None
        wanted = _claim_document(scope, vendor.vendor_id, claim)
        try:
            batch(self._container, [("create", (wanted,)), written], scope.tenant_id)
        except Conflict:
            held = self._read(scope, wanted["id"])
            if held is None:
                raise
            batch(self._container, [written], scope.tenant_id)
            return NumberClaim.model_validate(held["claim"])
        return claim

    def save_rules(self, scope: TenantScope, rules: RuleBook, version: str | None) -> None:
        """Write the tenant's rules in place of a version; None creates."""
        document: Document = {
            "id": RULES,
            "tenantId": scope.tenant_id,
            "kind": RULES,
            "prefix": RULES,
            "rank": -1,
            "rules": rules.model_dump(mode="json"),
        }
        with translated(SERVICE):
            if version is None:
                self._container.create_item(document)
            else:
                self._container.replace_item(
                    RULES, document, etag=version, match_condition=MatchConditions.IfNotModified
                )

    def _read(self, scope: TenantScope, document_id: str) -> Document | None:
        try:
            with translated(SERVICE):
                document = self._container.read_item(document_id, scope.tenant_id)
        except NotFound:
            return None
        return dict(owned(scope, document))


def _prefix(text: str) -> str:
    return f"k.{sha256_of(text.encode())}"


def _rank(text: str) -> int:
    """How strong the evidence is: an exact key by its kind, after them what is only nearly the same."""
    kinds = list(KeyKind)
    kind, _, _ = text.partition(":")
    return kinds.index(KeyKind(kind)) if kind in set(kinds) else len(kinds)


def _entry(scope: TenantScope, vendor: Vendor) -> Document:
    return {
        "id": f"v.{vendor.vendor_id}",
        "tenantId": scope.tenant_id,
        "kind": "vendor",
        "name": vendor.name,
        "vendor": vendor.model_dump(mode="json"),
    }


def _filed(scope: TenantScope, vendor: Vendor) -> list[Document]:
    body = _without_history(vendor).model_dump(mode="json", exclude_defaults=True)
    return [
        {
            "id": f"{_prefix(text)}.{vendor.vendor_id}",
            "tenantId": scope.tenant_id,
            "kind": "key",
            "prefix": _prefix(text),
            "rank": _rank(text),
            "vendor": body,
        }
        for text in lookups_of_vendor(vendor)
    ]


def _memory_document(scope: TenantScope, vendor: Vendor, memory: VendorMemory) -> Document:
    lookups = lookups_of_vendor(vendor)
    return {
        "id": f"m.{vendor.vendor_id}",
        "tenantId": scope.tenant_id,
        "kind": "memory",
        "prefix": _prefix(lookups[0]) if lookups else "",
        "rank": -1,
        "memory": memory.model_dump(mode="json", exclude_defaults=True),
    }


def _claim_document(scope: TenantScope, vendor_id: VendorId, claim: NumberClaim) -> Document:
    return {
        "id": f"n.{vendor_id}.{sha256_of(claim.name.encode())}",
        "tenantId": scope.tenant_id,
        "kind": "number",
        "claim": claim.model_dump(mode="json"),
    }


def _written(document: Document, version: str | None) -> Any:
    if version is None:
        return ("create", (document,))
    return ("replace", (document["id"], document), {"if_match_etag": version})


def _memory(document: Document) -> Versioned[VendorMemory]:
    memory = VendorMemory.model_validate(document["memory"])
    return Versioned(value=memory, version=str(document["_etag"]))


def _rules(document: Document) -> Versioned[RuleBook]:
    book = RuleBook.model_validate(document["rules"])
    return Versioned(value=book, version=str(document["_etag"]))


def _without_history(vendor: Vendor) -> Vendor:
    return vendor.model_copy(update={"history": ()})
