"""Lists: rows that say what is asked, and offer undo only where it would work."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.domain.corrections import FieldName
from shared.domain.dead_letter import DeadLetter, DeadLetterState
from shared.domain.findings import Severity
from shared.domain.gate import GateLevel
from shared.domain.identity import Membership
from shared.domain.invoice import InvoiceState
from shared.domain.money import Currency
from shared.domain.roles import Role
from shared.portal.frame import Frame, left, money
from shared.portal.lists import letters, rows, vendor_rows
from shared.portal.rendering import assets, assets_version, render_notice, render_tenants
from shared.portal.words import ACTIONS, CELLS, DONE, FIELDS, LEVELS, ROLES, SEVERITIES, STATES, plain_reason
from shared.ports.invoices import InvoiceFilter
from tests.unit.pipeline.people import AUDITOR, CLERK, GOOD, PEOPLE, WRONG_TOTAL, posted
from tests.unit.pipeline.world import START, TENANT
from tests.unit.portal.desk import frame, text_of, tree


def rows_of(world):
    found = world.invoices.page(world.scope, InvoiceFilter(), size=50, continuation=None)
    return rows(found.items, PEOPLE, world.clock())


def listed(world, **changes):
    page = {"rows": rows_of(world), "further": "", "nothing": "Nothing.", "undo": True}
    return {**page, "text": "", "state": "", "states": (), **changes}


def test_a_row_says_whose_it_is_how_much_and_why():
    """Everything that a person chooses by, and nothing only machines read."""
    world, record = posted(WRONG_TOTAL)

    (row,) = rows_of(world)

    assert (row.vendor, row.number, row.total) == ("Muster GmbH", "R-1", "120.00 EUR")
    assert row.reason.startswith("Subtotal 100.00 and tax 19.00")
    assert (row.state, row.level, row.assignee) == ("Needs approval", "L2", "Clerk")
    assert row.revision == record.events
    assert row.due.endswith("left")
    assert not row.late
    assert not row.can_undo


def test_undo_is_offered_to_whom_it_works_for():
    """A clerk may, an auditor may not, and after the deadline nobody."""
    world, _ = posted(GOOD)

    assert tree("activity", listed(world), CLERK).xpath("//form[@class='undo']")
    assert not tree("activity", listed(world), AUDITOR).xpath("//form[@class='undo']")
    world.clock.now += timedelta(days=365)
    assert not tree("activity", listed(world), CLERK).xpath("//form[@class='undo']")


def test_an_empty_list_says_so():
    """No bare table."""
    world, _ = posted(GOOD)

    assert text_of(tree("activity", listed(world, rows=())).xpath("//*[@class='empty']")[0]) == "Nothing."


def test_overdue_is_seen():
    """As words, not only as a colour."""
    world, _ = posted(WRONG_TOTAL)
    world.clock.now += timedelta(days=30)

    (row,) = rows_of(world)

    assert row.late
    assert row.due.endswith("overdue")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "1 min left"),
        (timedelta(minutes=59), "59 min left"),
        (timedelta(hours=20), "20 h left"),
        (timedelta(days=3), "3 days left"),
        (timedelta(hours=-3), "3 h overdue"),
    ],
)
def test_time_left_is_one_number(span, words):
    """In the unit that a person would say."""
    assert left(START + span, START) == words


def test_no_deadline_leaves_nothing():
    """Empty, not zero."""
    assert left(None, START) == ""


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("1234567.5"), Currency("EUR"), "1,234,567.50 EUR"),
        (Decimal(559157), Currency("JPY"), "559,157 JPY"),
        (Decimal("1.005"), Currency("EUR"), "1.005 EUR"),
        (Decimal("12.3"), None, "12.30"),
        (None, Currency("EUR"), ""),
    ],
)
def test_money_is_grouped_and_never_rounded(amount, currency, text):
    """With the decimals of its currency, or more where the document has more."""
    assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ("total.mismatch: Subtotal 1 and tax 2.", "Subtotal 1 and tax 2."),
        ("L1 is the default of this policy.", "L1 is the default of this policy."),
        (
            "duplicate.number: Invoice 8e6b921c-1044-5594-b2d2-948a0da47560 has the same number.",
            "Another invoice has the same number.",
        ),
        ("Like invoice 8e6b921c-1044-5594-b2d2-948a0da47560.", "Like another invoice."),
        ("amount: 12,400.00 EUR is more than 10,000.00.", "amount: 12,400.00 EUR is more than 10,000.00."),
    ],
)
def test_reasons_are_plain_words(reason, plain):
    """No codes and no ids; everything else as it was said."""
    assert plain_reason(reason) == plain


def test_there_are_words_for_everything():
    """Whatever the product can say, a page can say."""
    for words, things in (
        (STATES, InvoiceState),
        (LEVELS, GateLevel),
        (SEVERITIES, Severity),
        (FIELDS, FieldName),
        (ROLES, Role),
    ):
        assert set(words) == set(things)
    assert all((ACTIONS, CELLS, DONE))


def test_a_dead_letter_can_be_taken_up_while_it_is_open():
    """With the invoice it is about; one that never became an invoice is only told."""
    open_one = DeadLetter(
        dead_letter_id="d1",
        tenant_id=TENANT,
        invoice_id="i1",
        source=None,
        code="x",
        message="It was broken.",
        at=START,
        state=DeadLetterState.OPEN,
    )
    lost = open_one.model_copy(update={"invoice_id": None, "source": "mail.eml"})

    shown = letters((open_one, lost))

    assert [(each.what, each.can_requeue) for each in shown] == [("Invoice i1", True), ("mail.eml", False)]
    page = {"letters": shown, "further": ""}
    assert len(tree("letters", page, CLERK).xpath("//form[contains(@action, 'requeue')]")) == 1
    assert not tree("letters", page, AUDITOR).xpath("//form[contains(@action, 'requeue')]")


def test_a_vendor_is_shown_by_what_it_is_known_by():
    """Kinds in words."""
    world, record = posted(GOOD)
    stored = world.vendors.load(world.scope, record.vendor.vendor_id).value

    (row,) = vendor_rows((stored,))

    assert row.name == "Muster GmbH"
    assert ("tax id", "DE136695976") in row.keys
    assert not row.merged


def test_the_frame_counts_what_waits_and_names_who_is_here():
    """The count stands at the inbox; roles are said in words."""
    world, _ = posted(GOOD)

    page = tree("activity", listed(world), CLERK, section="activity", waiting=3, done="approve")

    assert text_of(page.xpath("//nav//a[1]")[0]) == "Inbox3 waiting for you"
    assert [text_of(each) for each in page.xpath("//a[@aria-current='page']")] == ["Activity"]
    assert page.xpath("//form[@class='who']/span/@title") == ["clerk"]
    assert page.xpath("//p[@role='status']/text()") == [DONE["approve"]]


def test_only_our_own_words_come_from_an_address():
    """A made-up key says nothing."""
    world, _ = posted(GOOD)

    assert not tree("activity", listed(world), done="<b>x</b>").xpath("//p[@role='status']")


def test_a_power_is_asked_by_name():
    """Templates ask the frame."""
    shown: Frame = frame(CLERK)

    assert shown.may("undo")
    assert not shown.may("approve")


def test_notices_escape_and_lead_on():
    """Also where nobody is signed in."""
    page = render_notice("Oh <b>", "A & B", base="/p", action=("/p", "Back"))

    assert "Oh &lt;b&gt;" in page
    assert "A &amp; B" in page
    assert "<b>" not in render_tenants((Membership(tenant_id=TENANT, name="<b>"),), csrf="t", base="/p")


def test_assets_have_a_name_that_changes_with_them():
    """Browsers may keep them for ever."""
    assert set(assets()) == {"icon.svg", "portal.css", "portal.js"}
    assert len(assets_version()) == 12
