"""What people do with invoices: who may, from where, and what comes of it outside."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.domain.audit import AuditAction as Action
from shared.domain.codes import CodeField
from shared.domain.corrections import CorrectedLine, Corrections, FieldName
from shared.domain.errors import Conflict, Forbidden, Malformed, NotFound, Stale, Unavailable, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.gate import GateLevel, Policy
from shared.domain.invoice import InvoiceState
from shared.domain.reading import DocumentType, Read
from shared.domain.review import COMMENT_CHARACTERS_MAX, COMMENTS_MAX, CORRECTIONS_MAX, EffectState
from shared.domain.tenancy import ExportFormat
from shared.ports.blobs import export_name, withdrawal_name
from tests.unit.pipeline.people import (
    ADMIN,
    APPROVER,
    AUDITOR,
    CLERK,
    GOOD,
    NOTHING,
    PARTNER,
    PEOPLE,
    POLICY,
    SECOND,
    WRONG_AND_LARGE,
    WRONG_TOTAL,
    new_world,
    posted,
)
from tests.unit.pipeline.world import ScriptedExtractor, World, good_invoice, profile, reading

IBAN = "DE89370400440532013000"


def do(world, record, action, by, **arguments):
    """Do one thing as somebody who saw the invoice as it is, and let the chain carry it out."""
    seen = world.record(record.invoice_id)
    getattr(world.review, action)(world.scope, by, record.invoice_id, revision=seen.events, **arguments)
    world.drain()
    return world.record(record.invoice_id)


def fix(**fields):
    return Corrections(fields={FieldName(name): value for name, value in fields.items()})


def test_approval_acts_in_the_persons_name():
    """L2: nothing is outside before, one export after, and the log says who allowed it."""
    world, record = posted(WRONG_TOTAL)
    assert record.state is InvoiceState.AWAITING_APPROVAL
    assert world.blobs.count("exports") == 0

    record = do(world, record, "approve", APPROVER, note="")

    assert record.state is InvoiceState.PROCESSED
    assert world.blobs.count("exports") == 1
    entries = world.audit_log.entries(world.scope, subject=record.invoice_id)
    approved = next(entry.event for entry in entries if entry.event.action is Action.INVOICE_APPROVED)
    assert approved.actor.reference == "approver"
    assert record.review.effects[0].authority == approved.event_id
    assert record.logged == record.events


@pytest.mark.parametrize("by", [CLERK, ADMIN, AUDITOR, PARTNER], ids=lambda who: who.reviewer_id)
def test_only_an_approver_approves(by):
    """Neither who keys invoices nor who writes the policy passes the gate."""
    world, record = posted(WRONG_TOTAL)

    with pytest.raises(Forbidden):
        do(world, record, "approve", by, note="")
    assert world.record(record.invoice_id) == record


def test_an_invoice_above_the_limit_needs_two_people():
    """The first endorses, the same one again is refused, another one approves."""
    world, record = posted(WRONG_AND_LARGE)

    record = do(world, record, "approve", APPROVER, note="")
    assert record.state is InvoiceState.AWAITING_APPROVAL
    with pytest.raises(Conflict):
        do(world, record, "approve", APPROVER, note="")
    record = do(world, record, "approve", SECOND, note="")

    assert record.state is InvoiceState.PROCESSED
    assert world.actions(record.invoice_id).count(Action.INVOICE_ENDORSED) == 1


def test_a_change_after_the_first_approval_makes_it_void():
    """Two people approve the same thing, not two things."""
    world, record = posted(WRONG_AND_LARGE)
    do(world, record, "approve", APPROVER, note="")

    record = do(world, record, "correct", CLERK, corrections=fix(invoice_number="R-2"))
    assert record.state is InvoiceState.AWAITING_APPROVAL
    record = do(world, record, "approve", SECOND, note="")
    assert record.state is InvoiceState.AWAITING_APPROVAL


def test_who_corrected_an_invoice_above_the_limit_is_none_of_the_two():
    """Four eyes are four eyes that did not write it."""
    world, record = posted(WRONG_AND_LARGE)
    record = do(world, record, "correct", APPROVER, corrections=fix(invoice_number="R-2"))

    with pytest.raises(Forbidden):
        do(world, record, "approve", APPROVER, note="")


def test_who_changed_the_payee_never_approves():
    """However small the amount: whoever says where the money goes is not who lets it go."""
    world, record = posted(WRONG_TOTAL)
    record = do(world, record, "correct", APPROVER, corrections=fix(iban=IBAN))

    with pytest.raises(Forbidden):
        do(world, record, "approve", APPROVER, note="checked")
    assert do(world, record, "approve", SECOND, note="checked").state is InvoiceState.PROCESSED


def test_a_corrected_payee_waits_for_approval_even_if_the_machine_had_acted():
    """L1 no more: what was exported is withdrawn, and somebody else decides."""
    world, record = posted(GOOD)
    first = record.review.effects[0]

    record = do(world, record, "correct", CLERK, corrections=fix(iban=IBAN))

    assert record.state is InvoiceState.AWAITING_APPROVAL
    assert [each.state for each in record.review.effects] == [EffectState.UNDONE]
    withdrawn = json.loads(world.blobs.load(world.scope, withdrawal_name(first.authority)))
    assert withdrawn["withdrawn"] == {"authority": first.authority, "export_sha256": first.reference}


def test_a_correction_cannot_lower_the_gate():
    """With the total put right nothing is wrong any more, and it still waits for approval."""
    world, record = posted(WRONG_TOTAL)

    record = do(world, record, "correct", CLERK, corrections=fix(total="119.00"))

    assert FindingCode.TOTAL_MISMATCH not in {each.code for each in record.findings}
    assert record.decision.level is GateLevel.L2
    assert record.state is InvoiceState.AWAITING_APPROVAL
    assert any("stays at L2" in reason for reason in record.decision.because)


def test_correcting_what_was_processed_replaces_the_export():
    """L1: one export is out, before and after; the first one is withdrawn."""
    world, record = posted(GOOD)

    record = do(world, record, "correct", CLERK, corrections=fix(invoice_number="R-1a"))

    assert record.state is InvoiceState.PROCESSED
    assert record.summary.invoice_number == "R-1a"
    assert [each.state for each in record.review.effects] == [EffectState.UNDONE, EffectState.DONE]
    assert world.blobs.count("exports") == 3


def test_a_correction_keeps_the_place_on_the_page_and_the_other_fields():
    """What nobody spoke of is as it was read."""
    world, record = posted(GOOD)

    record = do(world, record, "correct", CLERK, corrections=fix(invoice_number="R-9", due_date="2026-12-24"))

    invoice = world.look_up.reading(world.scope, record.invoice_id).invoices[0]
    assert invoice.invoice_number == Read(value="R-9", confidence=1)
    assert invoice.due_date.value.isoformat() == "2026-12-24"
    assert invoice.total.value == Decimal("119.00")


def test_lines_are_corrected_as_a_whole():
    """A line keeps what was read of it; a new one has no place on the page."""
    world, record = posted(GOOD)
    lines = (
        CorrectedLine(was=0, description="work", amount="60.00"),
        CorrectedLine(description="travel", amount="40.00"),
    )

    record = do(world, record, "correct", CLERK, corrections=Corrections(lines=lines))

    items = world.look_up.reading(world.scope, record.invoice_id).invoices[0].line_items
    assert [(item.description, item.amount) for item in items] == [
        ("work", Decimal("60.00")),
        ("travel", Decimal("40.00")),
    ]


def test_an_unreadable_document_is_filled_in_by_hand_and_approved():
    """L3: a person types what it says, and an approver performs, saying what was checked."""
    world, record = posted(NOTHING)
    assert record.state is InvoiceState.AWAITING_PERSON
    with pytest.raises(Conflict):
        do(world, record, "approve", APPROVER, note="done")

    typed = fix(
        vendor_name="Muster GmbH",
        invoice_number="R-7",
        invoice_date="2026-11-01",
        currency="EUR",
        total="119.00",
    )
    record = do(world, record, "correct", CLERK, corrections=typed)
    assert record.state is InvoiceState.AWAITING_PERSON
    with pytest.raises(Unprocessable):
        do(world, record, "approve", APPROVER, note=" ")
    record = do(world, record, "approve", APPROVER, note="Called the vendor.")

    assert record.state is InvoiceState.PROCESSED
    assert [each.text for each in record.review.comments] == ["Called the vendor."]


def test_rolling_back_withdraws_and_asks_a_person():
    """Nothing of the act stands; the machine does not do it again by itself."""
    world, record = posted(GOOD)

    record = do(world, record, "roll_back", CLERK, note="Not ours.")

    assert record.state is InvoiceState.ROLLED_BACK
    assert record.review.live == ()
    assert world.actions(record.invoice_id)[-3:] == [
        Action.ROLL_BACK_ASKED,
        Action.EFFECT_UNDONE,
        Action.INVOICE_ROLLED_BACK,
    ]
    record = do(world, record, "correct", CLERK, corrections=fix(invoice_number="R-2"))
    assert record.state is InvoiceState.AWAITING_APPROVAL


def test_what_was_rolled_back_can_be_approved_again():
    """A second export stands beside the withdrawn first."""
    world, record = posted(GOOD)
    do(world, record, "roll_back", CLERK, note="Wait.")

    record = do(world, record, "approve", APPROVER, note="Go.")

    assert record.state is InvoiceState.PROCESSED
    assert len(record.review.live) == 1


def test_after_the_deadline_nothing_is_taken_back():
    """The tenant's systems can rely on what is older."""
    world, record = posted(GOOD)
    world.clock.now += timedelta(hours=Policy().undo_hours, seconds=1)

    for action, arguments in (
        ("roll_back", {"note": "x"}),
        ("correct", {"corrections": fix(invoice_number="R-2")}),
        ("code", {"line": 0, "field": CodeField.ACCOUNT, "value": "4940"}),
    ):
        with pytest.raises(Conflict):
            do(world, record, action, CLERK, **arguments)


def test_a_rejection_ends_the_invoice_and_can_be_taken_back():
    """Nothing is exported; what was rejected by mistake comes back to a person."""
    world, record = posted(WRONG_TOTAL)

    record = do(world, record, "reject", CLERK, note="Not for us.")
    assert record.state is InvoiceState.REJECTED
    record = do(world, record, "roll_back", CLERK, note="It is for us.")

    assert record.state is InvoiceState.ROLLED_BACK
    assert world.blobs.count("exports") == 0


def test_what_is_not_a_duplicate_is_checked_again_and_still_approved():
    """The finding goes, the gate stays."""
    world = new_world(GOOD)
    first, second = (world.post(content)[0] for content in (b"%PDF-1.7 one", b"%PDF-1.7 two"))
    world.drain()
    record = world.record(second.invoice_id)
    assert FindingCode.DUPLICATE_NUMBER in {each.code for each in record.findings}

    record = do(world, record, "tell_apart", CLERK, other_id=first.invoice_id)

    assert FindingCode.DUPLICATE_NUMBER not in {each.code for each in record.findings}
    assert record.state is InvoiceState.AWAITING_APPROVAL


def test_a_line_is_booked_as_a_person_says_and_exported_so():
    """Their word holds through the checks, and what was exported before is replaced."""
    world, record = posted(GOOD)

    record = do(world, record, "code", CLERK, line=0, field=CodeField.ACCOUNT, value="4940")

    assert record.state is InvoiceState.PROCESSED
    assert record.coding.lines[0].value(CodeField.ACCOUNT) == "4940"
    assert len(record.review.live) == 1
    with pytest.raises(NotFound):
        do(world, record, "code", CLERK, line=7, field=CodeField.ACCOUNT, value="4940")


def test_the_vendor_is_whom_a_person_says():
    """However unlike the invoice: but then somebody else approves."""
    world = new_world(GOOD)
    other = good_invoice(
        vendor_name=Read(value="Anders AG", confidence=1),
        vendor_tax_id=Read(value="DE811569869", confidence=1),
    )
    (mine,) = world.post(b"%PDF-1.7 one")
    world.drain()
    world.extractor.answer = reading(other)
    (theirs,) = world.post(b"%PDF-1.7 two")
    world.drain()
    vendor_id = world.record(theirs.invoice_id).vendor.vendor_id

    record = do(
        world, world.record(mine.invoice_id), "correct", CLERK, corrections=Corrections(vendor_id=vendor_id)
    )

    assert record.vendor.vendor_id == vendor_id
    assert record.state is InvoiceState.AWAITING_APPROVAL
    unknown = Corrections(vendor_id="11111111-2222-4333-8444-555555555555")
    with pytest.raises(NotFound):
        do(world, record, "correct", CLERK, corrections=unknown)


def test_an_invoice_is_handed_on_and_the_next_one_told():
    """The new assignee gets a notice of their own; who takes it themselves gets none."""
    world, record = posted(WRONG_TOTAL)
    world.postbox.sent.clear()

    record = do(world, record, "reassign", CLERK, to_id="second")
    assert record.assignee == "second"
    assert [each.recipient.reviewer_id for each in world.postbox.sent] == ["second"]
    record = do(world, record, "reassign", APPROVER, to_id="approver")

    assert record.assignee == "approver"
    assert len(world.postbox.sent) == 1
    assert record.state is InvoiceState.AWAITING_APPROVAL
    with pytest.raises(NotFound):
        do(world, record, "reassign", CLERK, to_id="nobody")


def test_escalation_goes_along_the_chain_and_ends_at_its_end():
    """Each next one is told; after the last nobody is left to ask."""
    world, record = posted(WRONG_TOTAL)
    world.postbox.sent.clear()

    record = do(world, record, "escalate", CLERK, note="Over my head.")
    record = do(world, record, "escalate", CLERK, note="")

    assert [each.recipient.reviewer_id for each in world.postbox.sent] == ["approver", "second"]
    assert len({each.notification_id for each in world.postbox.sent}) == 2
    with pytest.raises(Conflict):
        do(world, record, "escalate", CLERK, note="")


def test_who_saw_an_older_version_changes_nothing():
    """Two people on one invoice: the second is told, and nothing of the first is lost."""
    world, record = posted(WRONG_TOTAL)
    do(world, record, "comment", CLERK, text="Looking into it.")

    with pytest.raises(Stale):
        world.review.approve(world.scope, APPROVER, record.invoice_id, revision=record.events, note="")
    assert world.record(record.invoice_id).state is InvoiceState.AWAITING_APPROVAL


def test_a_comment_stands_on_the_invoice_and_not_in_the_log():
    """The log keeps that it was said, never free text."""
    world, record = posted(WRONG_TOTAL)

    record = do(world, record, "comment", PARTNER, text=" Is this ours? ")

    assert record.review.comments[0].text == "Is this ours?"
    (said,) = [
        entry.event
        for entry in world.audit_log.entries(world.scope, subject=record.invoice_id)
        if entry.event.action is Action.INVOICE_COMMENTED
    ]
    assert said.facts == {"comment": 1}
    assert record.logged == record.events


@pytest.mark.parametrize("text", ["", "  ", "x" * (COMMENT_CHARACTERS_MAX + 1)])
def test_a_comment_says_something_and_not_too_much(text):
    """One character at least, and a limit."""
    world, record = posted(GOOD)

    with pytest.raises((Malformed, Unprocessable)):
        do(world, record, "comment", CLERK, text=text)


def test_an_invoice_carries_only_so_many_comments():
    """It travels with every list, so what people add has a limit."""
    world, record = posted(WRONG_TOTAL)
    for number in range(COMMENTS_MAX):
        record = do(world, record, "comment", CLERK, text=f"{number}")

    with pytest.raises(Conflict):
        do(world, record, "comment", CLERK, text="one too many")


def test_an_invoice_is_corrected_only_so_often():
    """After that somebody reads the document again instead."""
    world, record = posted(WRONG_TOTAL)
    for number in range(CORRECTIONS_MAX):
        record = do(world, record, "correct", CLERK, corrections=fix(invoice_number=f"N-{number}"))

    with pytest.raises(Conflict):
        do(world, record, "correct", CLERK, corrections=fix(invoice_number="last"))


@pytest.mark.parametrize("by", [AUDITOR, PARTNER], ids=lambda who: who.reviewer_id)
@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("correct", {"corrections": fix(invoice_number="X")}),
        ("reject", {"note": "x"}),
        ("reassign", {"to_id": "second"}),
        ("escalate", {"note": "x"}),
        ("code", {"line": 0, "field": CodeField.ACCOUNT, "value": "1"}),
    ],
)
def test_who_only_looks_changes_nothing(by, action, arguments):
    """An auditor and a partner see, and no more."""
    world, record = posted(WRONG_TOTAL)

    with pytest.raises(Forbidden):
        do(world, record, action, by, **arguments)


def test_what_is_unknown_is_not_found():
    """An unknown and a malformed id answer alike."""
    world = new_world()

    for invoice_id in ("11111111-2222-4333-8444-555555555555", "nonsense"):
        with pytest.raises(NotFound):
            world.review.comment(world.scope, CLERK, invoice_id, revision=1, text="x")


def test_a_notice_that_cannot_be_delivered_waits_and_the_act_is_not_repeated():
    """A correction whose notice waits undoes and does exactly once."""
    world, record = posted(GOOD)
    seen = world.record(record.invoice_id)
    world.postbox.trouble = Unavailable("smtp.unreachable", "down")
    world.review.correct(
        world.scope, CLERK, record.invoice_id, revision=seen.events, corrections=fix(invoice_number="R-2")
    )
    with pytest.raises(Unavailable):
        world.drain()
    assert world.record(record.invoice_id).state is InvoiceState.ACTED

    world.postbox.trouble = None
    world.drain()

    record = world.record(record.invoice_id)
    assert record.state is InvoiceState.PROCESSED
    assert world.blobs.count("exports") == 3


def test_what_is_no_bill_is_never_laid_out_as_one():
    """A person deals with a reminder; whoever takes UBL or CSV in would book it."""
    reminder = reading(good_invoice(doc_type=DocumentType.REMINDER))
    world = World(
        extractor=ScriptedExtractor(reminder),
        tenant=profile(reviewers=PEOPLE, policy=POLICY, export_formats=(ExportFormat.UBL, ExportFormat.CSV)),
    )
    (accepted,) = world.post()
    world.drain()

    record = do(world, world.record(accepted.invoice_id), "approve", APPROVER, note="Paid last week.")

    (effect,) = record.review.effects
    assert world.blobs.load(world.scope, export_name(effect.authority))
    for suffix in ("xml", "csv"):
        with pytest.raises(NotFound):
            world.blobs.load(world.scope, export_name(effect.authority, suffix))
