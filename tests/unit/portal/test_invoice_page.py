"""The page of an invoice: it shows what is there, offers what would be taken, and loses nothing typed."""

from decimal import Decimal

import pytest

from shared.domain.corrections import Corrections, FieldName
from shared.domain.errors import IntakeError
from shared.domain.reading import Box, Evidence, LineItem, Read
from shared.portal.entries import LINES_SHOWN_MAX
from shared.portal.invoice import Typed
from shared.portal.rendering import render
from tests.unit.pipeline.people import (
    APPROVER,
    AUDITOR,
    CLERK,
    GOOD,
    NOTHING,
    PARTNER,
    PEOPLE,
    SECOND,
    WRONG_AND_LARGE,
    WRONG_TOTAL,
    posted,
)
from tests.unit.pipeline.world import good_invoice, reading
from tests.unit.portal.desk import form_of, frame, page_of, text_of, tree

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
PAGE_BYTES_MAX = 150_000


def shown(world, record, visitor=APPROVER, typed=None):
    return tree("invoice", page_of(world, record, visitor, typed), visitor)


def buttons(page):
    return {each.get("value") for each in page.xpath("//button[@name='step']")}


def test_what_a_document_says_is_never_markup():
    """A vendor's name, a number and a line are text, whatever stands in them."""
    world, record = posted(
        reading(
            good_invoice(
                vendor_name=Read(value=HOSTILE, confidence=1),
                vendor_tax_id=None,
                invoice_number=Read(value=HOSTILE, confidence=1),
                line_items=(LineItem(description=HOSTILE, amount=Decimal("100.00")),),
            )
        )
    )

    page = shown(world, record)

    assert HOSTILE in text_of(page.find(".//h1"))
    assert [each.get("src") for each in page.iter("script")] == [
        each.get("src") for each in page.xpath("//head/script")
    ]
    assert not page.xpath("//*[@onerror] | //img[@src='x']")
    assert page.get_element_by_id("f-invoice_number").get("value") == HOSTILE


@pytest.mark.parametrize("answer", [GOOD, WRONG_TOTAL, WRONG_AND_LARGE, NOTHING])
@pytest.mark.parametrize("visitor", PEOPLE, ids=lambda person: person.reviewer_id)
def test_only_what_would_be_taken_is_offered(answer, visitor):
    """Whatever button is there works; whatever is not there would have been refused."""
    world, record = posted(answer)
    offered = buttons(shown(world, record, visitor))

    for step in ("approve", "reject", "roll_back", "escalate", "comment"):
        fresh, record = posted(answer)
        said = {"text": "x"} if step == "comment" else {"note": "x"}
        taken = True
        try:
            getattr(fresh.review, step)(
                fresh.scope, visitor, record.invoice_id, revision=record.events, **said
            )
        except IntakeError:
            taken = False
        assert taken == (step in offered), step


def test_who_only_looks_gets_no_way_to_change():
    """An auditor sees every value and cannot type over one."""
    world, record = posted(WRONG_TOTAL)

    page = shown(world, record, AUDITOR)

    inputs = page.xpath("//input[not(@type)]")
    assert inputs
    assert all(each.get("readonly") is not None for each in inputs)
    assert not page.xpath("//button[text()='Save corrections']")
    assert "Your roles do not allow you more" in text_of(page)


def test_nothing_is_offered_while_the_machine_works():
    """Between two stages the page only follows."""
    world, record = posted(WRONG_TOTAL)
    world.review.approve(world.scope, APPROVER, record.invoice_id, revision=record.events, note="")

    page = shown(world, record)

    assert not buttons(page)
    assert page.xpath("//*[@data-busy]")


def test_the_gate_is_explained_in_plain_words():
    """Why a person is asked stands there without codes."""
    world, record = posted(WRONG_TOTAL)

    words = text_of(shown(world, record).get_element_by_id("why").getparent())

    assert "Subtotal 100.00 and tax 19.00 make 119.00, but the total says 120.00." in words
    assert "total.mismatch" not in words


def test_every_value_points_at_its_place_on_the_page():
    """A field and its box carry the same name; one without a place has no box."""
    box = Box(left=0.1, top=0.2, right=0.3, bottom=0.25)
    place = Evidence(page=1, box=box)
    world, record = posted(
        reading(
            good_invoice(
                total=Read(value=Decimal("119.00"), confidence=0.5, evidence=place),
                line_items=(LineItem(description="work", amount=Decimal("100.00"), evidence=place),),
            )
        )
    )

    page = shown(world, record)

    marks = {each.get("data-field"): each for each in page.iter("rect")}
    assert set(marks) == {"total", "line-0"}
    assert [marks["total"].get(name) for name in ("x", "y", "width", "height")] == ["100", "200", "200", "50"]
    assert "50 % sure" in text_of(page.xpath("//*[@data-field='total'][self::div]")[0])


def test_two_people_are_asked_for_where_two_must_approve():
    """Who approved so far is said, and who else must is too."""
    world, record = posted(WRONG_AND_LARGE)
    world.review.approve(world.scope, APPROVER, record.invoice_id, revision=record.events, note="")

    first, second = shown(world, record), shown(world, record, SECOND)

    assert "Two people must approve this. So far: Approver." in text_of(first)
    assert "approve" not in buttons(first)
    assert "You cannot approve it: You approved it already" in text_of(first)
    assert "approve" in buttons(second)


def test_a_conflict_shows_what_happened_and_keeps_what_was_typed():
    """Only what this visitor changed stands over the new values; the rest is as the other one left it."""
    world, record = posted(WRONG_TOTAL)
    (form,) = shown(world, record, CLERK).xpath("//form[@id='fields']")
    sent = {**form_of(form), "order_number": "PO-7", "line-0-amount": "101.00", "note": "Mine."}
    world.review.correct(
        world.scope,
        CLERK,
        record.invoice_id,
        revision=record.events,
        corrections=Corrections(fields={FieldName.TOTAL: "119.00"}),
    )
    world.drain()

    page = shown(
        world, record, APPROVER, Typed(revision=record.events, problem="Changed.", values=sent, note="Mine.")
    )

    (form,) = page.xpath("//form[@id='fields']")
    again = form_of(form)
    assert again["order_number"] == "PO-7"
    assert again["line-0-amount"] == "101.00"
    assert again["total"] == "119.00"
    assert again["revision"] == str(world.record(record.invoice_id).events)
    assert page.get_element_by_id("note").text_content().strip() == "Mine."
    problem = text_of(page.get_element_by_id("problem"))
    assert "Nothing was changed. Changed." in problem
    assert "Corrected by Clerk Total" in problem


def test_lines_that_the_visitor_left_alone_are_as_somebody_else_left_them():
    """A form that was sent late does not put old lines back."""
    world, record = posted(WRONG_TOTAL)
    (form,) = shown(world, record).xpath("//form[@id='fields']")
    sent = form_of(form)
    done = {**sent, "line-0-amount": "99.00"}
    typed = Typed(revision=record.events, problem="Changed.", values=sent)

    kept = page_of(world, record, typed=typed).lines[0].cells
    changed = page_of(world, record, typed=Typed(0, "Changed.", done)).lines[0].cells

    assert {cell.typed for cell in kept} == {None}
    assert [cell.typed for cell in changed] == [None, None, None, None, "99.00"]


def test_a_quantity_says_what_it_counts():
    """The codes of e-invoices by name, and nothing beside a quantity without a unit."""
    lines = (
        LineItem(description="work", quantity=Decimal(2), unit="HUR", amount=Decimal("60.00")),
        LineItem(description="parts", quantity=Decimal(1), amount=Decimal("40.00")),
    )
    world, record = posted(reading(good_invoice(line_items=lines)))

    page = shown(world, record)

    counted = page.xpath("//input[starts-with(@name, 'line-') and contains(@name, '-quantity')]")
    assert [text_of(each.getparent()).strip() for each in counted] == ["hour", "", ""]


def test_the_longest_page_stays_light():
    """At most 150 KB, with as many lines as a page shows and more left; those cannot be edited here."""
    lines = tuple(
        LineItem(description=f"{number} Pump assembly, stainless, with gasket and bolts", amount=Decimal(1))
        for number in range(LINES_SHOWN_MAX + 5)
    )
    world, record = posted(reading(good_invoice(line_items=lines)))

    page = page_of(world, record, CLERK)
    body = render("invoice", frame(CLERK), page)

    assert len(body.encode()) <= PAGE_BYTES_MAX
    assert page.lines_left == 5
    assert "And 5 more lines." in body


def test_a_duplicate_can_be_looked_at_and_told_apart():
    """The finding links to the other invoice, and asks nobody to read ids."""
    world, first = posted(GOOD)
    (accepted,) = world.post(b"%PDF-1.7 two")
    world.drain()
    record = world.record(accepted.invoice_id)

    page = shown(world, record)

    (link,) = page.xpath("//a[text()='Look at the other one']")
    assert link.get("href") == f"/api/portal/invoices/{first.invoice_id}"
    assert page.xpath("//button[text()='Not a duplicate']")
    assert first.invoice_id not in text_of(page.get_element_by_id("why").getparent())


def test_what_could_not_be_read_is_filled_in_by_hand():
    """Every field is there and empty, with a line to begin."""
    world, record = posted(NOTHING)

    page = shown(world, record, CLERK)

    assert page.get_element_by_id("f-total").get("value") == ""
    assert page.xpath("//input[@name='line-new-description']")


def test_people_of_the_timeline_are_named():
    """Names for people, the machine for the machine; an id only for a key."""
    world, record = posted(WRONG_TOTAL)
    world.review.reassign(
        world.scope, CLERK, record.invoice_id, revision=record.events, to_id=APPROVER.reviewer_id
    )
    world.drain()
    seen = world.record(record.invoice_id)
    world.review.comment(world.scope, PARTNER, record.invoice_id, revision=seen.events, text="Paid twice?")

    page = page_of(world, record)

    rows = [(row.what, row.detail, row.who) for row in page.timeline]
    assert ("Reassigned", "to Approver", "Clerk") in rows
    assert ("Gate decided", "L2", "the machine") in rows
    assert rows[0] == ("Received", "", "the key k1")
    assert [(who, text) for who, _, text in page.comments] == [("Partner", "Paid twice?")]
    assert APPROVER.reviewer_id not in [each for each, _ in page.people]
