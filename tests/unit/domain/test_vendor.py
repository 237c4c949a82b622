"""What an invoice says about its vendor, and under what a vendor is filed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.document import MailProvenance
from shared.domain.reading import ReadInvoice
from shared.domain.vendor import (
    KeyKind,
    VendorKey,
    domain_label,
    keys_of,
    lookups_of_invoice,
    lookups_of_vendor,
    normalise_address,
    normalise_phone,
    propose_vendor,
)
from tests.unit.domain.vendors import DOMAIN, GMBH, IBAN, NAME, OTHER_IBAN, TAX, TENANT, key, read, vendor


def test_keys_come_strongest_first():
    """Tax id, account, register, mail domain, telephone, name, address, legal form."""
    invoice = ReadInvoice(
        vendor_name=read("Müster Baustoffe GmbH"),
        vendor_tax_id=read("de 136 695 976"),
        vendor_email=read("Rechnung@muster-bau.de"),
        vendor_address=read("Hauptstraße 12, 20095 Hamburg"),
        vendor_phone=read("+49 (40) 123 45 67"),
        vendor_register=read("HRB 4711"),
        ibans=(read("DE02 1203 0000 0000 2020 51"),),
    )

    assert keys_of(invoice, None) == (
        TAX,
        IBAN,
        key(KeyKind.REGISTER, "HRB4711"),
        DOMAIN,
        key(KeyKind.PHONE, "01234567"),
        NAME,
        key(KeyKind.ADDRESS, "20095 haup 12"),
        GMBH,
    )


@pytest.mark.parametrize("tax_id", ["--", "DE136695977", "ATU13585628"])
def test_what_proves_false_is_no_key(tax_id):
    """A number that fails its own check says nothing about who sent it."""
    assert keys_of(ReadInvoice(vendor_tax_id=read(tax_id), ibans=(read(" "),)), None) == ()


@pytest.mark.parametrize(
    ("printed", "value"), [("CHE-107.787.577 MWST", "CHE107787577"), ("12-3456789", "123456789")]
)
def test_a_tax_id_is_compared_without_its_decoration(printed, value):
    """Swiss suffixes go, and numbers without a known rule are taken as they are."""
    assert keys_of(ReadInvoice(vendor_tax_id=read(printed)), None) == (key(KeyKind.TAX_ID, value),)


@pytest.mark.parametrize(
    ("sender", "results", "domains"),
    [
        ("Billing <a@muster.example>", ("mx; dmarc=pass header.from=muster.example",), ["muster.example"]),
        ("a@muster.example", ("mx; dmarc=fail",), []),
        ("a@muster.example", (), []),
        ("a@muster.example", ("mx; dmarc=fail", "forged; dmarc=pass"), []),
        ("a@gmail.com", ("mx; dmarc=pass",), []),
        (None, ("mx; dmarc=pass",), []),
        ("no address", ("mx; dmarc=pass",), []),
    ],
)
def test_a_sender_counts_only_if_our_own_server_authenticated_it(sender, results, domains):
    """The topmost result is our server's; those below anybody may have written."""
    mail = MailProvenance(sender=sender, subject=None, message_id=None, sent_at=None, authentication=results)

    found = keys_of(ReadInvoice(), mail)

    assert [each.value for each in found] == domains


def test_a_vendor_is_proposed_by_what_is_its_own():
    """Two workers propose the same vendor under the same id, whatever else they read."""
    first = propose_vendor(TENANT, "Muster GmbH", (TAX, NAME))
    second = propose_vendor(TENANT, "MUSTER", (TAX, IBAN))

    assert first.vendor_id == second.vendor_id


def test_sisters_that_share_an_account_are_proposed_apart():
    """An account alone is not an identity, and neither is a name."""
    sister = key(KeyKind.NAME, "muster logistik")

    ids = {
        propose_vendor(TENANT, "x", keys).vendor_id
        for keys in ((IBAN, NAME), (IBAN, sister), (OTHER_IBAN, NAME), (NAME, GMBH), (NAME,))
    }

    assert len(ids) == 5


def test_nothing_is_proposed_without_a_name():
    """A vendor nobody can name is nobody."""
    assert propose_vendor(TENANT, None, (TAX,)) is None
    assert propose_vendor(TENANT, "Muster", ()) is None


@given(
    st.text("abdhkpqtx", min_size=9, max_size=20),
    st.integers(0, 20),
    st.sampled_from("abdhkpqtx"),
    st.sampled_from(["in", "out", "changed"]),
)
def test_a_name_one_letter_off_is_always_found(name, place, letter, how):
    """The pigeonhole: one slip leaves one half whole. (Without e, which folds with the vowel before it.)"""
    place %= len(name)
    rest = name[place:] if how == "in" else name[place + 1 :]
    slipped = name[:place] + ("" if how == "out" else letter) + rest

    filed = lookups_of_vendor(vendor("Muster", key(KeyKind.NAME, name)))
    wanted = lookups_of_invoice((key(KeyKind.NAME, slipped),))

    assert set(filed) & set(wanted)


def test_what_cannot_be_looked_up_is_not_filed():
    """Legal forms are shared by all, and an account that fails its check is anybody's."""
    assert lookups_of_vendor(vendor("x", GMBH, key(KeyKind.IBAN, "DE00120300000000202051"))) == ()


@pytest.mark.parametrize(
    ("domain", "label"),
    [
        ("muster.de", "muster"),
        ("mail.muster-bau.de", "muster-bau"),
        ("billing.muster.co.uk", "muster"),
        ("co.uk", "co.uk"),
    ],
)
def test_people_read_the_middle_of_a_domain(domain, label):
    """What is imitated is the part before the country."""
    assert domain_label(domain) == label


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("Hauptstraße 12\n20095 Hamburg", "20095 haup 12"),
        ("HAUPTSTR. 12, D-20095 Hamburg", "20095 haup 12"),
        ("Hamburg", ""),
        ("Hauptstraße 12, Hamburg", ""),
        ("20095 Hamburg", ""),
    ],
)
def test_addresses_are_compared_by_code_street_and_number(text, compared):
    """However it is written; and half an address is none."""
    assert normalise_address(text) == compared


@pytest.mark.parametrize(
    ("text", "compared"), [("+49 40 1234567", "01234567"), ("040/123 45 67", "01234567"), ("110", "")]
)
def test_telephones_are_compared_by_their_last_digits(text, compared):
    """With or without the country."""
    assert normalise_phone(text) == compared


@given(st.text(max_size=60))
def test_any_text_makes_keys_or_none(text):
    """No text breaks the comparison, and whatever is filed is found."""
    invoice = ReadInvoice(
        vendor_name=read(text),
        vendor_tax_id=read(text),
        vendor_email=read(text),
        vendor_address=read(text),
        vendor_phone=read(text),
        ibans=(read(text),),
    )

    keys = keys_of(invoice, None)

    assert all(isinstance(each, VendorKey) and each.value for each in keys)
    assert set(lookups_of_vendor(vendor("x", *keys))) <= set(lookups_of_invoice(keys))
