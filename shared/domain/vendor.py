"""Vendors: by what they are known, and which one an invoice is from."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby

from shared.domain.document import MailProvenance
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.ids import TenantId, VendorId, vendor_id_for
from shared.domain.model import Model
from shared.domain.reading import ReadInvoice

KEYS_MAX = 50
"""Keys of one vendor: tax ids, accounts, domains and names over many years."""


class KeyKind(StrEnum):
    """By what a vendor can be known, strongest first."""

    TAX_ID = "tax_id"
    IBAN = "iban"
    MAIL_DOMAIN = "mail_domain"
    NAME = "name"


class VendorKey(Model):
    """One thing a vendor is known by, in the form that is compared."""

    kind: KeyKind
    value: str


class Vendor(Model):
    """A vendor in one tenant's register."""

    vendor_id: VendorId
    name: str
    keys: tuple[VendorKey, ...]

    def knows(self, kind: KeyKind) -> frozenset[str]:
        """The values of one kind that this vendor is known by."""
        return frozenset(key.value for key in self.keys if key.kind is kind)


class VendorOutcome(StrEnum):
    """How the search for the vendor ended."""

    MATCHED = "matched"
    NEW = "new"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class VendorMatch(Model):
    """Which vendor an invoice is from, and what says so."""

    outcome: VendorOutcome
    vendor_id: VendorId | None = None
    """None unless matched or new."""
    name: str | None = None
    evidence: tuple[KeyKind, ...] = ()
    """The kinds of key that agree, strongest first."""
    candidates: tuple[VendorId, ...] = ()
    """Where ambiguous: the vendors a person must choose from."""


def keys_of(invoice: ReadInvoice, mail: MailProvenance | None) -> tuple[VendorKey, ...]:
    """Return what the invoice says about its vendor, strongest first, each kind's values once."""
    return tuple(dict.fromkeys(_keys(invoice, mail)))[:KEYS_MAX]


def match_vendor(keys: tuple[VendorKey, ...], known: tuple[Vendor, ...]) -> VendorMatch:
    """
    Return the vendor these keys point to among those that share at least one key.

    The strongest kind that points anywhere decides. Two vendors behind it are ambiguous.
    """
    for kind in KeyKind:
        wanted = {key.value for key in keys if key.kind is kind}
        hits = tuple(vendor for vendor in known if wanted & vendor.knows(kind))
        if len(hits) > 1:
            candidates = tuple(sorted(vendor.vendor_id for vendor in hits))
            return VendorMatch(outcome=VendorOutcome.AMBIGUOUS, evidence=(kind,), candidates=candidates)
        if hits:
            return _matched(hits[0], keys)
    return VendorMatch(outcome=VendorOutcome.UNKNOWN)


def propose_vendor(tenant_id: TenantId, name: str | None, keys: tuple[VendorKey, ...]) -> Vendor | None:
    """Return the vendor to add to the register, or None where not even a name is known."""
    if name is None or not keys:
        return None
    strongest = keys[0]
    vendor_id = vendor_id_for(tenant_id, strongest.kind, strongest.value)
    return Vendor(vendor_id=vendor_id, name=name, keys=keys)


def vendor_findings(
    match: VendorMatch, vendor: Vendor | None, keys: tuple[VendorKey, ...]
) -> Iterator[Finding]:
    """Give what the match itself is worth knowing for; `vendor` is the matched one."""
    match match.outcome:
        case VendorOutcome.NEW:
            message = "This vendor was not known before."
            yield Finding(code=FindingCode.VENDOR_NEW, severity=Severity.NOTE, message=message)
        case VendorOutcome.AMBIGUOUS:
            message = f"{len(match.candidates)} known vendors fit this invoice."
            yield Finding(code=FindingCode.VENDOR_AMBIGUOUS, severity=Severity.ERROR, message=message)
        case VendorOutcome.UNKNOWN:
            message = "The vendor could not be recognised."
            yield Finding(code=FindingCode.VENDOR_UNKNOWN, severity=Severity.ERROR, message=message)
        case VendorOutcome.MATCHED:
            yield from _payee_findings(vendor, keys)


def normalise_number(number: str) -> str:
    """Return an invoice number as it is compared: letters and digits, upper case, no leading zeros."""
    folded = unicodedata.normalize("NFKC", number).upper()
    kept = "".join(character for character in folded if character.isalnum())
    return kept.lstrip("0") or kept


def _payee_findings(vendor: Vendor | None, keys: tuple[VendorKey, ...]) -> Iterator[Finding]:
    known = vendor.knows(KeyKind.IBAN) if vendor else frozenset()
    stated = {key.value for key in keys if key.kind is KeyKind.IBAN}
    if known and stated - known:
        message = "The bank account is not one this vendor used before. Call them back on a known number."
        yield Finding(code=FindingCode.PAYEE_CHANGED, severity=Severity.ERROR, message=message)


def _matched(vendor: Vendor, keys: tuple[VendorKey, ...]) -> VendorMatch:
    agreeing = {key.kind for key in keys if key.value in vendor.knows(key.kind)}
    return VendorMatch(
        outcome=VendorOutcome.MATCHED,
        vendor_id=vendor.vendor_id,
        name=vendor.name,
        evidence=tuple(kind for kind in KeyKind if kind in agreeing),
    )


def _keys(invoice: ReadInvoice, mail: MailProvenance | None) -> Iterator[VendorKey]:
    if invoice.vendor_tax_id and (tax_id := _alphanumeric(invoice.vendor_tax_id.value)):
        yield VendorKey(kind=KeyKind.TAX_ID, value=tax_id)
    for iban in invoice.ibans:
        if value := _alphanumeric(iban.value):
            yield VendorKey(kind=KeyKind.IBAN, value=value)
    for domain in _domains(invoice, mail):
        yield VendorKey(kind=KeyKind.MAIL_DOMAIN, value=domain)
    if invoice.vendor_name and (name := normalise_name(invoice.vendor_name.value)):
        yield VendorKey(kind=KeyKind.NAME, value=name)


def _alphanumeric(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


def _domains(invoice: ReadInvoice, mail: MailProvenance | None) -> Iterator[str]:
    if invoice.vendor_email:
        yield from _own_domain(invoice.vendor_email.value)
    if mail and mail.sender and any(_DMARC_PASS.search(result) for result in mail.authentication[:1]):
        yield from _own_domain(mail.sender)


def _own_domain(address: str) -> Iterator[str]:
    found = _DOMAIN.search(address.lower())
    if found and found[1] not in _PUBLIC_MAIL:
        yield found[1]


_DMARC_PASS = re.compile(r"\bdmarc=pass\b", re.IGNORECASE)
_DOMAIN = re.compile(r"@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_PUBLIC_MAIL = frozenset(
    "aol.com freenet.de gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com icloud.com "
    "laposte.net libero.it live.com mail.com me.com msn.com orange.fr outlook.com proton.me protonmail.com "
    "t-online.de web.de wp.pl yahoo.com zoho.com".split()
)
"""Domains that anybody can have an address in."""

_LEGAL_FORMS = frozenset(
    "ab ag aps as asbl bv bvba co company corp corporation cv da ek eg eood ev gbr gmbh inc incorporated ivs "
    "kft kg kgaa limited llc llp lp ltd mbh nv og ohg oy oyj plc pte pty pvt rl sa sarl sas sasu sc sca scs "
    "sdn sl slu snc sp spa spj spk spzoo sprl srl sro stg the ug und vof zoo".split()
)


_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not take apart into a base and an accent."""


def normalise_name(name: str) -> str:
    """Return a company name as it is compared: folded, without punctuation and legal form."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    joined = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain).replace("sp. z oo", "spzoo")
    words = _join_initials(re.sub(r"[\W_]+", " ", joined).split())
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


def _join_initials(words: list[str]) -> list[str]:
    """Single letters in a row are one word: `b v` is `bv`."""
    joined: list[str] = []
    for single, group in groupby(words, key=lambda word: len(word) == 1):
        run = list(group)
        joined += ["".join(run)] if single else run
    return joined
