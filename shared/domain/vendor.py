"""Vendors: by what they are known, how they are found again, and how that changes over the years."""

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.document import MailProvenance
from shared.domain.identifiers import compact, iban_is_valid, tax_id_country, tax_id_is_valid
from shared.domain.ids import TenantId, VendorId, vendor_id_for
from shared.domain.model import Model
from shared.domain.names import legal_form, normalise_name, skeleton
from shared.domain.reading import ReadInvoice

KEYS_MAX = 24
"""Keys of one vendor: each is up to three documents, and a batch of Cosmos DB holds 100."""

HISTORY_MAX = 50
"""Changes of one vendor that are kept with it; the audit log keeps all."""

NAME_PART_LETTERS_MIN = 4
"""Of half a name that is looked up on its own: shorter halves are shared by half the register."""

PHONE_DIGITS_MIN, PHONE_DIGITS_KEPT = 7, 8
"""Of a telephone number: what is left of country and trunk prefixes is compared by its last digits."""


class KeyKind(StrEnum):
    """By what a vendor can be known, strongest first."""

    TAX_ID = "tax_id"
    IBAN = "iban"
    REGISTER = "register"
    MAIL_DOMAIN = "mail_domain"
    PHONE = "phone"
    NAME = "name"
    ADDRESS = "address"
    LEGAL_FORM = "legal_form"


class VendorKey(Model):
    """One thing a vendor is known by, in the form that is compared."""

    kind: KeyKind
    value: str


class ChangeKind(StrEnum):
    """How a vendor's entry can change."""

    ADDED = "added"
    LEARNED = "learned"
    EDITED = "edited"
    MERGED = "merged"
    IMPORTED = "imported"


class VendorChange(Model):
    """One change of a vendor's entry."""

    at: datetime
    by: str
    """A component's name or a person's id."""
    kind: ChangeKind
    gained: tuple[VendorKey, ...] = ()
    names: tuple[str, ...] = ()
    """What it was called before, if that changed."""
    absorbed: VendorId | None = None
    """Where merged: the entry that is now part of this one."""


class Vendor(Model):
    """A vendor in one tenant's register."""

    vendor_id: VendorId
    name: str
    keys: Annotated[tuple[VendorKey, ...], Field(max_length=KEYS_MAX)]
    aliases: tuple[str, ...] = ()
    """Other names it had or has."""
    merged_into: VendorId | None = None
    """The entry that stands for this one since they were merged."""
    needs_order: bool = False
    """Whether its invoices must name a purchase order."""
    history: tuple[VendorChange, ...] = ()
    """Latest last."""

    def knows(self, kind: KeyKind) -> frozenset[str]:
        """The values of one kind that this vendor is known by."""
        return frozenset(key.value for key in self.keys if key.kind is kind)


class VendorOutcome(StrEnum):
    """How the search for the vendor ended."""

    MATCHED = "matched"
    NEW = "new"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class Weight(Model):
    """What one kind of evidence says about a candidate."""

    kind: KeyKind
    points: int
    """Above 0 it speaks for the candidate, below against."""


class VendorMatch(Model):
    """Which vendor an invoice is from, and what says so."""

    outcome: VendorOutcome
    vendor_id: VendorId | None = None
    """None unless matched or new."""
    name: str | None = None
    evidence: tuple[KeyKind, ...] = ()
    """The kinds of key that agree, strongest first."""
    weights: tuple[Weight, ...] = ()
    """What was weighed for the best candidate, strongest kind first."""
    score: int = 0
    """The sum of the weights."""
    sure: bool = False
    """Whether the evidence leaves no reasonable doubt: far over the threshold, and far before the next."""
    candidates: tuple[VendorId, ...] = ()
    """Where ambiguous: the vendors a person must choose from, the best first."""


def keys_of(invoice: ReadInvoice, mail: MailProvenance | None) -> tuple[VendorKey, ...]:
    """Return what the invoice says about its vendor, strongest first, each value once."""
    found = dict.fromkeys(_keys(invoice, mail))
    order = list(KeyKind)
    return tuple(sorted(found, key=lambda key: order.index(key.kind)))[:KEYS_MAX]


def propose_vendor(tenant_id: TenantId, name: str | None, keys: tuple[VendorKey, ...]) -> Vendor | None:
    """
    Return the vendor to add to the register, or None where not even a name is known.

    Its id comes from what is the vendor's alone: a tax id or register number; a name together with an
    account, since sister companies share accounts and strangers share names.
    """
    if name is None or not keys:
        return None
    own = [key for key in keys if key.kind in {KeyKind.TAX_ID, KeyKind.REGISTER}][:1]
    identity = own or [key for key in keys if key.kind in {KeyKind.IBAN, KeyKind.NAME, KeyKind.LEGAL_FORM}]
    kinds = "+".join(key.kind for key in identity)
    vendor_id = vendor_id_for(tenant_id, kinds, "\n".join(key.value for key in identity))
    return Vendor(vendor_id=vendor_id, name=name, keys=keys)


def lookups_of_vendor(vendor: Vendor) -> tuple[str, ...]:
    """Return the texts under which a vendor is filed in the index."""
    return tuple(dict.fromkeys(text for key in vendor.keys for text in _filed(key)))


def lookups_of_invoice(keys: tuple[VendorKey, ...]) -> tuple[str, ...]:
    """
    Return the texts under which the vendor of an invoice may be filed: exactly, or one letter off.

    A name with one letter put in, taken out or changed keeps one of its halves, and its length is known to
    within one; so three lengths with two halves each find it by equality alone.
    """
    return tuple(dict.fromkeys(text for key in keys for text in _wanted(key)))


def normalise_phone(text: str) -> str:
    """Return a telephone number as it is compared: its last digits; empty where too few are left."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return digits[-PHONE_DIGITS_KEPT:] if len(digits) >= PHONE_DIGITS_MIN else ""


def normalise_address(text: str) -> str:
    """
    Return an address as it is compared: postal code, house number and the first letters of the street.

    Empty where any of them is missing: half an address is a whole town's.
    """
    folded = skeleton_words(text)
    numbers = [word for word in folded if word[0].isdigit()]
    postal = max(numbers, key=lambda word: (sum(map(str.isdigit, word)), word), default="")
    if sum(map(str.isdigit, postal)) < 4:
        return ""
    house = next((word for word in numbers if word is not postal), "")
    street = next((word for word in folded if word.isalpha() and len(word) > 3), "")
    return f"{postal} {street[:4]} {house}" if house and street else ""


def skeleton_words(text: str) -> list[str]:
    """Return the words of a text, folded, without legal forms."""
    return normalise_name(text).split()


def domain_label(domain: str) -> str:
    """Return what people read in a mail domain: `muster-bau` of `mail.muster-bau.co.uk`."""
    labels = [label for label in domain.split(".")[:-1] if label not in _SECOND_LEVEL]
    return labels[-1] if labels else domain


def _keys(invoice: ReadInvoice, mail: MailProvenance | None) -> Iterator[VendorKey]:
    if invoice.vendor_tax_id:
        yield from _tax_id(invoice.vendor_tax_id.value)
    for iban in invoice.ibans:
        if value := compact(iban.value):
            yield VendorKey(kind=KeyKind.IBAN, value=value)
    if invoice.vendor_register and (register := compact(invoice.vendor_register.value)):
        yield VendorKey(kind=KeyKind.REGISTER, value=register)
    for domain in _domains(invoice, mail):
        yield VendorKey(kind=KeyKind.MAIL_DOMAIN, value=domain)
    if invoice.vendor_phone and (phone := normalise_phone(invoice.vendor_phone.value)):
        yield VendorKey(kind=KeyKind.PHONE, value=phone)
    if invoice.vendor_name:
        yield from name_keys(invoice.vendor_name.value)
    if invoice.vendor_address and (address := normalise_address(invoice.vendor_address.value)):
        yield VendorKey(kind=KeyKind.ADDRESS, value=address)


def name_keys(name: str) -> Iterator[VendorKey]:
    """Give the keys that a company name makes."""
    if compared := normalise_name(name):
        yield VendorKey(kind=KeyKind.NAME, value=compared)
    if form := legal_form(name):
        yield VendorKey(kind=KeyKind.LEGAL_FORM, value=form)


def _tax_id(text: str) -> Iterator[VendorKey]:
    """A number that fails its own check was misread or made up: it says nothing about who sent it."""
    value = compact(text)
    if not value or tax_id_is_valid(value) is False:
        return
    for suffix in ("MWST", "TVA", "IVA", "MVA"):
        if tax_id_country(value) in {"CH", "NO"}:
            value = value.removesuffix(suffix)
    yield VendorKey(kind=KeyKind.TAX_ID, value=value)


def _domains(invoice: ReadInvoice, mail: MailProvenance | None) -> Iterator[str]:
    if invoice.vendor_email:
        yield from own_domain(invoice.vendor_email.value)
    if mail and mail.sender and is_authenticated(mail):
        yield from own_domain(mail.sender)


def is_authenticated(mail: MailProvenance) -> bool:
    """Return whether our own server, whose result stands first, found the sender's domain proved."""
    return any(_DMARC_PASS.search(result) for result in mail.authentication[:1])


def own_domain(address: str) -> Iterator[str]:
    """Give the mail domain of an address, unless anybody can have an address in it."""
    found = _DOMAIN.search(address.lower())
    if found and found[1] not in _PUBLIC_MAIL:
        yield found[1]


def _filed(key: VendorKey) -> Iterator[str]:
    text = _compared(key)
    if text is None:
        return
    yield f"{key.kind}:{text}"
    if key.kind in _NEARLY:
        label = _label(key)
        yield from _halves(key.kind, label, len(label))


def _wanted(key: VendorKey) -> Iterator[str]:
    text = _compared(key)
    if text is None:
        return
    yield f"{key.kind}:{text}"
    if key.kind in _NEARLY:
        label = _label(key)
        for length in (len(label) - 1, len(label), len(label) + 1):
            yield from _halves(key.kind, label, length)


def _halves(kind: KeyKind, text: str, length: int) -> Iterator[str]:
    """The halves that a text of this length has in common with `text`, if it is at most one letter off."""
    head = length // 2
    if head >= NAME_PART_LETTERS_MIN:
        yield f"{kind}<{length}:{text[:head]}"
        yield f"{kind}>{length}:{text[head - length :]}"


def _compared(key: VendorKey) -> str | None:
    match key.kind:
        case KeyKind.LEGAL_FORM:
            return None
        case KeyKind.NAME:
            return skeleton(key.value)
        case KeyKind.IBAN if not iban_is_valid(key.value):
            return None
        case _:
            return key.value


def _label(key: VendorKey) -> str:
    return skeleton(domain_label(key.value) if key.kind is KeyKind.MAIL_DOMAIN else key.value)


_NEARLY = frozenset({KeyKind.NAME, KeyKind.MAIL_DOMAIN})
"""Kinds that are also found one letter off: what people read, and what is forged to look alike."""

_DMARC_PASS = re.compile(r"\bdmarc=pass\b", re.IGNORECASE)
_DOMAIN = re.compile(r"@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov"})
_PUBLIC_MAIL = frozenset(
    "aol.com freenet.de gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com icloud.com "
    "laposte.net libero.it live.com mail.com me.com msn.com orange.fr outlook.com proton.me protonmail.com "
    "t-online.de web.de wp.pl yahoo.com zoho.com".split()
)
"""Domains that anybody can have an address in."""
