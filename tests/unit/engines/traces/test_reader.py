"""The reader that also looks for traces changes nothing else."""

import pytest

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unavailable, Unprocessable
from shared.domain.reading import EngineStamp, PDFTraces, Reading
from shared.engines.traces.reader import TracingReader
from tests.unit.engines.builders import InlineRunner
from tests.unit.engines.traces.signed import plain

READING = Reading(engine=EngineStamp(name="test", version="1", seconds=0), page_count=2, invoices=())


class Reader:
    """Has read already."""

    def extract(self, document):
        del document
        return READING


class Failing:
    """A sandbox that gives up."""

    def __init__(self, error):
        self.error = error

    def run(self, task, content, **arguments):
        raise self.error


def test_a_pdf_s_reading_carries_its_traces():
    """Beside everything that was read."""
    reading = TracingReader(InlineRunner(), Reader()).extract(
        Document(kind=DocumentKind.PDF, content=plain())
    )

    assert reading == READING.model_copy(update={"traces": PDFTraces(producer="muster writer")})
    assert Reading.model_validate_json(reading.model_dump_json(exclude_defaults=True)) == reading


def test_a_picture_has_none():
    """Nothing is looked for."""
    runner = InlineRunner()

    assert TracingReader(runner, Reader()).extract(Document(kind=DocumentKind.PNG, content=b"x")) == READING
    assert runner.tasks == []


@pytest.mark.parametrize(
    "error", [Unprocessable("document.crashed", "x"), Unavailable("document.timeout", "x")]
)
def test_a_search_that_fails_does_not_cost_the_reading(error):
    """And the pages that were not searched are counted."""
    document = Document(kind=DocumentKind.PDF, content=plain())

    reading = TracingReader(Failing(error), Reader()).extract(document)

    assert reading.traces == PDFTraces(unlooked_pages=2)
