"""The exact reader comes first, then the cheapest that proves itself, then the best of the rest."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unavailable, Unprocessable, UnsupportedMedia
from shared.domain.reading import DocumentType, EngineStamp, LineItem, Read, Reading, ReadInvoice
from shared.engines.reader import EInvoiceReader
from shared.engines.router import Router, proven
from tests.unit.engines.builders import pdf
from tests.unit.engines.test_einvoice import CII

PAGE = Document(kind=DocumentKind.PDF, content=pdf("Invoice number: 99"))


def read(value):
    return Read(value=value, confidence=1)


def invoice(**changes):
    """An invoice that adds up."""
    fields = {
        "vendor_name": read("Muster GmbH"),
        "invoice_number": read("R-1"),
        "invoice_date": read(date(2026, 3, 1)),
        "currency": read("EUR"),
        "subtotal": read(Decimal("100.00")),
        "tax_total": read(Decimal("19.00")),
        "total": read(Decimal("119.00")),
        "line_items": (LineItem(description="Work", amount=Decimal("100.00")),),
    }
    return ReadInvoice(**{**fields, **changes})


def reading(*invoices, name="scripted", **changes):
    stamp = EngineStamp(name=name, version="1", seconds=0)
    return Reading(**{"engine": stamp, "page_count": 1, "invoices": invoices, **changes})


class Scripted:
    """A reader that answers as told, and remembers whether it was asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = 0

    def extract(self, document):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def routed(runner, *readers, document=PAGE):
    return Router(EInvoiceReader(runner), readers).extract(document)


def test_an_electronic_invoice_is_read_exactly_and_by_nobody_else(runner):
    """Structured data never goes to a service that looks at pictures."""
    other = Scripted(reading(invoice()))

    found = routed(runner, other, document=Document(kind=DocumentKind.XML, content=CII.encode()))

    assert found.engine.name == "e-invoice"
    assert other.asked == 0


def test_a_reading_that_proves_itself_is_taken_at_once(runner):
    """The dear reader is not asked about what is known."""
    dear = Scripted(reading(invoice(), name="dear"))

    assert routed(runner, Scripted(reading(invoice(), name="cheap")), dear).engine.name == "cheap"
    assert dear.asked == 0


@pytest.mark.parametrize(
    "doubtful", [reading(invoice(total=read(Decimal("118.00")))), Unprocessable("x", "No text."), reading()]
)
def test_a_doubtful_reading_asks_the_next_reader(runner, doubtful):
    """So does a refusal."""
    assert routed(runner, Scripted(doubtful), Scripted(reading(invoice(), name="dear"))).engine.name == "dear"


def test_where_none_proves_itself_the_fewest_findings_win(runner):
    """Of equals, the dearest."""
    one = reading(invoice(total=read(Decimal("118.00"))), name="one")
    two = reading(invoice(total=read(Decimal("118.00")), vendor_name=None), name="two")
    three = reading(invoice(currency=None), name="three")

    assert routed(runner, Scripted(one), Scripted(two)).engine.name == "one"
    assert routed(runner, Scripted(one), Scripted(three)).engine.name == "three"


def test_a_doubtful_reading_is_better_than_a_refusal(runner):
    """What was read is kept when the next reader cannot read the document at all."""
    doubtful = reading(invoice(total=None), name="doubtful")

    assert routed(runner, Scripted(doubtful), Scripted(Unprocessable("x", "No."))) is doubtful


def test_what_all_refuse_is_refused(runner):
    """For the reason of the last."""
    first, last = Unprocessable("a", "No text."), Unprocessable("b", "Unreadable.")

    with pytest.raises(Unprocessable, match="Unreadable"):
        routed(runner, Scripted(first), Scripted(last))


def test_an_outage_is_no_answer(runner):
    """The document is tried again later instead of being taken as doubtful."""
    doubtful = Scripted(reading(invoice(total=None)))

    with pytest.raises(Unavailable):
        routed(runner, doubtful, Scripted(Unavailable("down", "Later.")))


def test_containers_are_opened_first(runner):
    """An archive has no reading of its own."""
    with pytest.raises(UnsupportedMedia):
        routed(runner, Scripted(reading()), document=Document(kind=DocumentKind.ZIP, content=b"PK"))


def test_a_router_needs_a_reader(runner):
    """With none, nothing but electronic invoices could ever be answered."""
    with pytest.raises(ValueError, match="reader"):
        Router(EInvoiceReader(runner), ())


@pytest.mark.parametrize(
    ("doubtful", "why"),
    [
        (reading(), "there is no invoice"),
        (reading(invoice(), invoice()), "there are two"),
        (reading(invoice(), unread_pages=(2,)), "a page was not read"),
        (reading(invoice(vendor_name=None)), "the vendor is missing"),
        (reading(invoice(line_items=())), "nothing adds up to the total"),
        (reading(invoice(tax_total=None)), "the tax is not known"),
        (reading(invoice(subtotal=read(Decimal("99.00")))), "the sums differ"),
        (reading(ReadInvoice(doc_type=DocumentType.STATEMENT), unread_pages=(1,)), "half a statement"),
    ],
)
def test_proof_is_complete_or_none(doubtful, why):
    """A reading proves itself by what stands on the document, never by how sure the reader felt."""
    assert not proven(doubtful), why


def test_what_proves_itself():
    """A bill that adds up, with tax or without, and a document that is plainly no bill."""
    assert proven(reading(invoice()))
    assert proven(reading(invoice(tax_total=None, subtotal=None, total=read(Decimal("100.00")))))
    assert proven(reading(ReadInvoice(doc_type=DocumentType.STATEMENT)))
