"""A vendor is recognised by evidence, strongest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.document import MailProvenance
from shared.domain.findings import FindingCode
from shared.domain.ids import parse_tenant_id, vendor_id_for
from shared.domain.reading import Read, ReadInvoice
from shared.domain.vendor import (
    KeyKind,
    Vendor,
    VendorKey,
    VendorMatch,
    VendorOutcome,
    keys_of,
    match_vendor,
    normalise_name,
    normalise_number,
    propose_vendor,
    vendor_findings,
)

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")


def read(value):
    return Read(value=value, confidence=0.9)


def key(kind, value):
    return VendorKey(kind=kind, value=value)


def vendor(name, *keys):
    return Vendor(vendor_id=vendor_id_for(TENANT, "name", name), name=name, keys=keys)


TAX = key(KeyKind.TAX_ID, "DE123456789")
IBAN = key(KeyKind.IBAN, "DE02120300000000202051")
OTHER_IBAN = key(KeyKind.IBAN, "DE02500105170137075030")
NAME = key(KeyKind.NAME, "muster")


def test_keys_come_strongest_first():
    """Tax id, account, mail domain, name."""
    invoice = ReadInvoice(
        vendor_name=read("Müster GmbH & Co. KG"),
        vendor_tax_id=read("de 123 456 789"),
        vendor_email=read("Rechnung@muster.example"),
        ibans=(read("DE02 1203 0000 0000 2020 51"),),
    )

    assert keys_of(invoice, None) == (TAX, IBAN, key(KeyKind.MAIL_DOMAIN, "muster.example"), NAME)


def test_an_empty_reading_has_no_keys():
    """Nothing printed, nothing known."""
    assert keys_of(ReadInvoice(vendor_tax_id=read("--"), ibans=(read(" "),)), None) == ()


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


def test_the_strongest_kind_decides():
    """A tax id outweighs a name."""
    by_tax, by_name = vendor("one", TAX), vendor("two", NAME)

    match = match_vendor((TAX, NAME), (by_name, by_tax))

    assert match.vendor_id == by_tax.vendor_id
    assert match.evidence == (KeyKind.TAX_ID,)


def test_all_agreeing_kinds_are_listed():
    """What agrees is evidence."""
    match = match_vendor((TAX, IBAN, NAME), (vendor("one", TAX, NAME),))

    assert match.evidence == (KeyKind.TAX_ID, KeyKind.NAME)


def test_two_vendors_behind_one_key_are_ambiguous():
    """A human chooses; the machine does not guess."""
    first, second = vendor("one", NAME), vendor("two", NAME)

    match = match_vendor((NAME,), (first, second))

    assert match.outcome is VendorOutcome.AMBIGUOUS
    assert set(match.candidates) == {first.vendor_id, second.vendor_id}


def test_nobody_known_is_unknown():
    """No vendor shares a key."""
    assert match_vendor((TAX,), ()).outcome is VendorOutcome.UNKNOWN


def test_a_vendor_is_proposed_by_its_strongest_key():
    """Two workers propose the same vendor under the same id."""
    first = propose_vendor(TENANT, "Muster GmbH", (TAX, NAME))
    second = propose_vendor(TENANT, "MUSTER", (TAX, IBAN))

    assert first is not None
    assert second is not None
    assert first.vendor_id == second.vendor_id


def test_nothing_is_proposed_without_a_name():
    """A vendor nobody can name is nobody."""
    assert propose_vendor(TENANT, None, (TAX,)) is None
    assert propose_vendor(TENANT, "Muster", ()) is None


def matched(known):
    return VendorMatch(outcome=VendorOutcome.MATCHED, vendor_id=known.vendor_id, name=known.name)


def test_a_new_account_of_a_known_vendor_is_a_finding():
    """A changed payee is the commonest fraud."""
    known = vendor("one", TAX, IBAN)

    codes = [each.code for each in vendor_findings(matched(known), known, (TAX, OTHER_IBAN))]

    assert codes == [FindingCode.PAYEE_CHANGED]


@pytest.mark.parametrize("keys", [(TAX,), (TAX, IBAN)])
def test_a_known_or_absent_account_is_no_finding(keys):
    """Nothing changed."""
    known = vendor("one", TAX, IBAN)

    assert list(vendor_findings(matched(known), known, keys)) == []
    assert list(vendor_findings(matched(known), None, keys)) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (VendorOutcome.NEW, FindingCode.VENDOR_NEW),
        (VendorOutcome.AMBIGUOUS, FindingCode.VENDOR_AMBIGUOUS),
        (VendorOutcome.UNKNOWN, FindingCode.VENDOR_UNKNOWN),
    ],
)
def test_every_other_outcome_is_worth_knowing(outcome, code):
    """The human is told how sure we are who sent it."""
    (finding,) = vendor_findings(VendorMatch(outcome=outcome), None, ())

    assert finding.code is code


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("Müster GmbH & Co. KG", "muster"),
        ("MUSTER G.m.b.H.", "muster"),
        ("Ørsted A/S", "orsted"),
        ("Łódź Sp. z o.o.", "lodz"),
        ("Groß & Söhne", "gross sohne"),
        ("The Company Ltd.", "the company ltd"),
        ("B V", "bv"),
    ],
)
def test_names_are_compared_without_legal_form(name, compared):
    """Accents, punctuation and legal forms do not tell vendors apart."""
    assert normalise_name(name) == compared


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(text):
    """The compared form is stable."""
    assert normalise_number(normalise_number(text)) == normalise_number(text)


@pytest.mark.parametrize(
    ("number", "compared"),
    [("RE-2026/0042", "RE20260042"), ("0042", "42"), ("000", "000"), (" r-1 ", "R1"), ("#", "")],
)
def test_numbers_are_compared_without_separators_and_leading_zeros(number, compared):
    """The same number typed two ways is one number."""
    assert normalise_number(number) == compared
