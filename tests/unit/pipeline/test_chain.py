"""The chain end to end: what each kind of invoice becomes, and what the log says of it."""

import json
from datetime import date
from decimal import Decimal

import pytest

from shared.domain.audit import AuditAction as Action
from shared.domain.errors import NotFound, Refused, Unavailable, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.gate import GateLevel, Policy
from shared.domain.invoice import InvoiceState
from shared.domain.reading import DocumentType, Read
from shared.domain.stage import Stage
from shared.domain.tenancy import ExportFormat
from shared.domain.vendor import VendorOutcome
from shared.ports.blobs import export_name
from tests.unit.pipeline.world import World, good_invoice, message_of, profile, reading

STEPS = [
    Action.DOCUMENT_RECEIVED,
    Action.DOCUMENT_READ,
    Action.INVOICE_CLASSIFIED,
    Action.GATE_DECIDED,
    Action.INVOICE_ACTED,
    Action.HUMAN_TOLD,
]


def finish(world, *contents):
    """Post, run the chain, and return the records in order."""
    accepted = world.post(*contents)
    world.drain()
    return [world.record(each.invoice_id) for each in accepted]


def codes(record):
    return {finding.code for finding in record.findings}


def test_a_good_invoice_is_processed_and_its_reviewer_told():
    """L1: act, then notify."""
    world = World()

    (record,) = finish(world)

    assert record.state is InvoiceState.PROCESSED
    assert record.decision.level is GateLevel.L1
    assert record.vendor.outcome is VendorOutcome.NEW
    assert [each.title for each in world.postbox.sent] == ["Processed: invoice R-1 of Muster GmbH"]
    assert record.notices[0].recipient == "r1"


def test_the_log_names_every_step():
    """Receive, read, tag, decide, act, tell: in this order, and nothing is pending."""
    world = World()

    (record,) = finish(world)

    assert world.actions(record.invoice_id) == STEPS
    assert record.logged == record.events == len(STEPS)


def test_the_export_holds_the_coded_invoice():
    """The tenant's own systems get what was read and decided."""
    world = World()

    (record,) = finish(world)

    name = export_name(record.review.effects[0].authority)
    exported = json.loads(world.blobs.load(world.scope, name))
    assert exported["invoice"]["total"]["value"] == "119.00"
    assert exported["decision"]["level"] == "L1"
    assert exported["vendor"]["vendor_id"] == record.vendor.vendor_id


def test_invariant_1_the_decision_is_in_the_log_before_the_act():
    """When the export appears, the event that authorises it is already durable."""
    world = World()
    seen = []
    create = world.blobs.create

    def watching(scope, name, content, media_type):
        if name.shelf == "exports":
            seen.append(world.actions(name.path.partition("/")[0]))
        return create(scope, name, content, media_type)

    world.blobs.create = watching
    finish(world)

    assert seen == [STEPS[:4]]


@pytest.mark.parametrize("level", [GateLevel.L1, GateLevel.L2, GateLevel.L3])
def test_invariant_1_nobody_is_told_before_the_decision_is_in_the_log(level):
    """Acted or not: the notice carries the receipt of a decision that is durable when it goes out."""
    world = World(tenant=profile(policy=Policy(default_level=level)))
    seen = []
    send = world.postbox.send

    def watching(scope, notification):
        entries = world.audit_log.entries(scope, subject=notification.invoice_id)
        seen.append([(entry.event.event_id, entry.sequence, entry.event.action) for entry in entries])
        return send(scope, notification)

    world.postbox.send = watching
    finish(world)

    ((told, logged),) = zip(world.postbox.sent, seen, strict=True)
    authority = (told.authority.event_id, told.authority.sequence, Action.GATE_DECIDED)
    assert authority in logged


def test_a_known_vendor_is_matched():
    """The second invoice of a vendor finds the first one's record."""
    world = World()
    finish(world)
    world.extractor.answer = reading(
        good_invoice(
            invoice_number=Read(value="R-2", confidence=1),
            invoice_date=Read(value=date(2026, 11, 20), confidence=1),
        )
    )

    (record,) = finish(world, b"%PDF-1.7 two")

    assert record.vendor.outcome is VendorOutcome.MATCHED
    assert record.state is InvoiceState.PROCESSED


def test_the_same_number_of_the_same_vendor_waits_for_approval():
    """A duplicate is never processed by itself."""
    world = World()
    finish(world)

    (record,) = finish(world, b"%PDF-1.7 a new layout")

    assert codes(record) == {FindingCode.DUPLICATE_NUMBER}
    assert record.state is InvoiceState.AWAITING_APPROVAL
    assert record.export_sha256 is None


def test_an_unreadable_document_ends_in_front_of_a_human():
    """Refused by the engine is not lost: somebody is asked to handle it."""
    world = World()
    world.extractor.answer = Unprocessable("document.no_text_layer", "There is no text on it.")

    (record,) = finish(world)

    assert record.state is InvoiceState.AWAITING_PERSON
    assert codes(record) == {FindingCode.READING_FAILED}
    assert world.postbox.sent[0].title.startswith("Please handle: invoice")
    assert world.actions(record.invoice_id)[1] is Action.DOCUMENT_UNREADABLE


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (reading(), InvoiceState.AWAITING_PERSON),
        (reading(good_invoice(), good_invoice()), InvoiceState.AWAITING_PERSON),
        (reading(good_invoice(doc_type=DocumentType.REMINDER)), InvoiceState.AWAITING_PERSON),
        (reading(good_invoice(), unread=(1,)), InvoiceState.AWAITING_APPROVAL),
        (reading(good_invoice(vendor_name=None)), InvoiceState.AWAITING_APPROVAL),
        (reading(good_invoice(vendor_name=None, vendor_tax_id=None)), InvoiceState.AWAITING_APPROVAL),
        (reading(good_invoice(invoice_number=None)), InvoiceState.AWAITING_APPROVAL),
        (
            reading(good_invoice(total=Read(value=Decimal("190.00"), confidence=1))),
            InvoiceState.AWAITING_APPROVAL,
        ),
    ],
)
def test_invariant_5_what_is_not_whole_is_never_processed(answer, state):
    """Never success with errors on it."""
    world = World()
    world.extractor.answer = answer

    (record,) = finish(world)

    assert record.state is state
    assert record.export_sha256 is None


def test_l0_is_processed_in_silence():
    """Act and log; nobody is told."""
    world = World(tenant=profile(policy=Policy(default_level=GateLevel.L0)))

    (record,) = finish(world)

    assert record.state is InvoiceState.PROCESSED
    assert world.postbox.sent == []
    assert world.actions(record.invoice_id)[-1] is Action.INVOICE_RESTED


def test_a_tenant_without_reviewers_still_has_its_invoices_processed():
    """Nobody to tell is not a reason to stop."""
    world = World(tenant=profile(reviewers=()))

    (record,) = finish(world)

    assert record.state is InvoiceState.PROCESSED
    assert record.notices == ()


def test_a_channel_that_refuses_does_not_hold_the_invoice():
    """The refusal is logged; the invoice rests."""
    world = World()
    world.postbox.trouble = Refused("smtp.address", "No such mailbox.")

    (record,) = finish(world)

    assert record.state is InvoiceState.PROCESSED
    assert record.notices == ()


def test_an_outage_of_a_channel_repeats_only_the_telling():
    """The act is done once; the notice goes out when the channel is back."""
    world = World()
    world.postbox.trouble = Unavailable("smtp.down", "No answer.")
    (accepted,) = world.post()
    with pytest.raises(Unavailable):
        world.drain()
    acted = world.record(accepted.invoice_id)
    world.postbox.trouble = None

    world.drain()

    record = world.record(accepted.invoice_id)
    assert acted.state is InvoiceState.ACTED
    assert record.state is InvoiceState.PROCESSED
    assert world.actions(record.invoice_id) == STEPS


def test_changed_bytes_are_never_read():
    """What is read is what was received, or nothing."""
    world = World()
    (accepted,) = world.post()
    world.blobs.corrupt(world.scope, f"{accepted.invoice_id}/original")

    with pytest.raises(Unavailable, match="not the bytes"):
        world.drain()


def test_the_reading_can_be_looked_up():
    """A person sees everything that was read, and nothing before it was."""
    world = World()
    (accepted,) = world.post()
    with pytest.raises(NotFound):
        world.look_up.reading(world.scope, accepted.invoice_id)
    world.drain()

    assert world.look_up.reading(world.scope, accepted.invoice_id) == world.extractor.answer
    assert len(world.look_up.trail(world.scope, accepted.invoice_id)) == len(STEPS)


@pytest.mark.parametrize("invoice_id", ["", "nonsense", "11111111-2222-4333-8444-555555555555"])
def test_unknown_and_malformed_ids_answer_alike(invoice_id):
    """Nobody can tell what exists."""
    with pytest.raises(NotFound, match="No such invoice"):
        World().look_up.invoice(World().scope, invoice_id)


def test_an_attempt_finds_the_ticket_of_the_one_before():
    """What was asked and paid for is not asked again."""
    world = World()
    (accepted,) = world.post()
    task = message_of(world.record(accepted.invoice_id))
    world.stages[Stage.EXTRACT].run(world.scope, task)
    before = world.extractor.tickets
    assert before.find() is None

    before.keep("first")
    before.keep("second")

    assert before.find() == "first"


def test_an_export_is_laid_out_in_every_format_the_tenant_wants():
    """JSON always; the others beside it, under the name of the same event."""
    formats = (ExportFormat.UBL, ExportFormat.CSV)
    world = World(tenant=profile(export_formats=formats))
    (record,) = finish(world, b"%PDF-1.7 one")
    (effect,) = record.review.effects

    laid_out = {
        suffix: world.blobs.load(world.scope, export_name(effect.authority, suffix))
        for suffix in ("json", "xml", "csv")
    }

    assert json.loads(laid_out["json"])["invoice_id"] == record.invoice_id
    assert laid_out["xml"].startswith(b"<?xml")
    assert record.invoice_id.encode() in laid_out["csv"]


def test_without_a_wish_there_is_json_alone():
    """Nothing lies about that nobody asked for."""
    world = World()
    (record,) = finish(world, b"%PDF-1.7 one")

    with pytest.raises(NotFound):
        world.blobs.load(world.scope, export_name(record.review.effects[0].authority, "xml"))
