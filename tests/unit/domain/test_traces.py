"""What a file tells of itself becomes findings: positive, near miss and hostile."""

import pytest

from shared.domain.findings import FindingCode, Severity
from shared.domain.ids import InvoiceId, VendorId
from shared.domain.memory import VendorMemory, past_invoice
from shared.domain.reading import (
    Box,
    Concealment,
    EngineStamp,
    Evidence,
    HiddenText,
    LineItem,
    PDFTraces,
    Read,
    Reading,
)
from shared.domain.traces import producer_findings, trace_findings
from tests.unit.domain.vendors import bill, codes

BOX = Box(left=0.1, top=0.2, right=0.4, bottom=0.25)
HIDDEN = HiddenText(concealment=Concealment.PALE, page=1, letters=22, boxes=(BOX,))


def reading(traces, *invoices):
    stamp = EngineStamp(name="test", version="1", seconds=0)
    return Reading(engine=stamp, page_count=1, invoices=invoices, traces=traces)


def at(value, *, page=1, box=BOX):
    return Read(value=value, confidence=1, evidence=Evidence(page=page, box=box))


def test_hidden_text_is_said_with_its_place():
    """As a warning while nothing was read from it."""
    (finding,) = trace_findings(reading(PDFTraces(hidden=(HIDDEN,)), bill()))

    assert (finding.code, finding.severity) == (FindingCode.TEXT_HIDDEN, Severity.WARNING)
    assert finding.evidence == (Evidence(page=1, box=BOX),)


@pytest.mark.parametrize(
    "changes",
    [
        {"ibans": (at("DE89370400440532013000"),)},
        {"line_items": (LineItem(description="x", evidence=Evidence(page=1, box=BOX)),)},
        {"order_number": at("PO-1")},
    ],
)
def test_a_value_read_from_hidden_text_is_an_error(changes):
    """Hostile: what only the machine sees would decide where the money goes."""
    (finding,) = trace_findings(reading(PDFTraces(hidden=(HIDDEN,)), bill(**changes)))

    assert finding.severity is Severity.ERROR
    assert next(iter(changes)).rstrip("s").replace("_", " ") in finding.message


@pytest.mark.parametrize(
    "place",
    [
        at("PO-1", page=2),
        at("PO-1", box=None),
        at("PO-1", box=Box(left=0.5, top=0.2, right=0.8, bottom=0.25)),
        Read(value="PO-1", confidence=1),
    ],
)
def test_a_value_read_elsewhere_is_not_in_question(place):
    """The near misses: another page, no place, beside it."""
    (finding,) = trace_findings(reading(PDFTraces(hidden=(HIDDEN,)), bill(order_number=place)))

    assert finding.severity is Severity.WARNING


def test_pages_that_were_not_searched_are_said():
    """A search cut short found nothing, which is not the same as nothing there."""
    (finding,) = trace_findings(reading(PDFTraces(unlooked_pages=3)))

    assert (finding.code, finding.severity) == (FindingCode.TEXT_HIDDEN, Severity.NOTE)


@pytest.mark.parametrize(
    "traces",
    [PDFTraces(signatures=1, changed_pages=(2,)), PDFTraces(signatures=1, broken_signatures=1)],
    ids=["changed", "broken"],
)
def test_a_file_changed_after_signing_is_an_error(traces):
    """Somebody looks before money moves."""
    (finding,) = trace_findings(reading(traces))

    assert (finding.code, finding.severity) == (FindingCode.SIGNED_CHANGED, Severity.ERROR)
    assert [each.page for each in finding.evidence] == list(traces.changed_pages)


@pytest.mark.parametrize("traces", [None, PDFTraces(), PDFTraces(signatures=2, producer="word")])
def test_an_ordinary_file_says_nothing(traces):
    """No PDF, an unsigned one, a signed one."""
    assert codes(trace_findings(reading(traces, bill()))) == []


def produced(latest, *past):
    invoices = tuple(
        past_invoice(InvoiceId(f"i{number}"), bill(), producer=each) for number, each in enumerate(past)
    )
    memory = VendorMemory(vendor_id=VendorId("v"), invoices=invoices)
    return codes(producer_findings(past_invoice(InvoiceId("latest"), bill(), producer=latest), memory))


def test_another_program_than_ever_before_is_said():
    """As a note: vendors do change their programs."""
    assert produced("word", "sap", "sap", "sap") == [FindingCode.PRODUCER_UNUSUAL]
    assert produced("word", "sap", "datev", "sap") == [FindingCode.PRODUCER_UNUSUAL]


@pytest.mark.parametrize(
    ("latest", "past"),
    [
        ("sap", ("sap", "sap", "sap")),
        ("word", ("sap", "sap")),
        ("word", ("sap", "datev", "lexware", "sap")),
        (None, ("sap", "sap", "sap")),
        ("word", (None, None, None)),
    ],
    ids=["usual", "too few", "no habit", "a scan", "unknown"],
)
def test_no_habit_is_broken(latest, past):
    """The near misses."""
    assert produced(latest, *past) == []


def test_one_odd_file_makes_no_habit():
    """Hostile: the second forged file is told like the first, until the vendor has no habit any more."""
    assert produced("word", "sap", "sap", "sap", "scribus") == [FindingCode.PRODUCER_UNUSUAL]
