"""The reader of pictures: which pages it looks at, and what it makes of them."""

import pytest

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unprocessable, UnsupportedMedia
from shared.engines.frames import Frame
from shared.engines.ocr.reader import PAGES_SEEN_MAX, OCRReader, engine_version
from shared.engines.ocr.trust import Layers
from shared.engines.router import local_reader
from tests.unit.engines.builders import png, raw_page, tiff

GOOD = Layers(objects=9, letters=900, unmapped=0.0, hidden=0.0, pictured=0.0)
SCANNED = Layers(objects=1, letters=0, unmapped=0.0, hidden=0.0, pictured=1.0)
BLANK = {"width": 0, "height": 0, "text": [], "box": [], "state": "blank", "confidence": 0.0}
PDF = Document(kind=DocumentKind.PDF, content=b"%PDF")
PNG = Document(kind=DocumentKind.PNG, content=png(8, 8))


class Eyes:
    """Answers the reader's tasks as told, and remembers which pages were looked at."""

    def __init__(self, *, layers=(), words=(), seen="Invoice number: 99"):
        self.layers, self.words, self.seen = layers, words, seen
        self.looked_at = []
        self.threads = set()

    def run(self, task, content, **arguments):
        match task:
            case "pdf.layers":
                value = [layer and list(layer) for layer in self.layers]
            case "pdf.words":
                value = [raw_page(text) for text in self.words]
            case "page.look":
                self.looked_at.append(arguments["page"])
                self.threads.add(arguments["threads"])
                value = BLANK if self.seen is None else raw_page(self.seen) | {"confidence": 0.9}
        return Frame({"value": value}, b"")


class Literate:
    """A reader of text layers that remembers what it was given."""

    def __init__(self):
        self.given = []

    def extract(self, document):
        self.given.append(document)
        return "a reading"


def read(eyes, document=PDF, *, text_reader=None, **options):
    ticks = iter([10.0, 12.5])
    return OCRReader(eyes, text_reader or Literate(), now_s=lambda: next(ticks), **options).extract(document)


def test_a_picture_is_looked_at():
    """The reading says by which engine, in which version, and how long it took."""
    eyes = Eyes()

    reading = read(eyes, PNG)

    assert reading.invoices[0].invoice_number.value == "99"
    assert (reading.engine.name, reading.engine.version, reading.engine.seconds) == (
        "ocr",
        engine_version(),
        2.5,
    )
    assert (eyes.looked_at, eyes.threads, reading.page_count) == ([1], {1}, 1)


def test_pictures_can_be_looked_at_elsewhere():
    """A pile of scans then keeps no child from the documents that are quickly read."""
    sandbox, eyes = Eyes(), Eyes()

    OCRReader(sandbox, Literate(), eyes=eyes).extract(PNG)

    assert (sandbox.looked_at, eyes.looked_at) == ([], [1])


def test_the_threads_are_a_setting():
    """More of them read one page faster and leave less for the others."""
    eyes = Eyes()

    read(eyes, PNG, threads=3)

    assert eyes.threads == {3}


def test_what_was_seen_is_as_sure_as_it_was_legible():
    """No field is surer than recognition."""
    assert read(Eyes(), PNG).invoices[0].invoice_number.confidence < 0.9


def test_a_document_of_both_kinds_is_one_invoice():
    """Good pages come from their text, the others from sight, in order."""
    eyes = Eyes(layers=[GOOD, SCANNED], words=["Due date: 2026-04-01", ""])

    reading = read(eyes)

    assert eyes.looked_at == [2]
    assert str(reading.invoices[0].due_date.value) == "2026-04-01"
    assert reading.invoices[0].invoice_number.evidence.page == 2
    assert (reading.page_count, reading.unread_pages) == (2, ())


def test_a_document_with_good_text_is_never_looked_at():
    """The reader of text layers has it."""
    eyes, text_reader = Eyes(layers=[GOOD, None, GOOD]), Literate()

    assert read(eyes, text_reader=text_reader) == "a reading"
    assert (text_reader.given, eyes.looked_at) == ([PDF], [])


def test_a_blank_back_makes_nothing_less_sure():
    """There was nothing on it to be unsure of."""
    eyes = Eyes(layers=[GOOD, SCANNED], words=["Invoice number: 99", ""], seen=None)

    assert read(eyes).invoices[0].invoice_number.confidence >= 0.9


def test_a_page_that_does_not_open_is_reported():
    """It has no layers to judge and stays unread."""
    eyes = Eyes(layers=[SCANNED, None], words=["", ""])
    unread = {"width": 0, "height": 0, "text": [], "box": [], "state": "unread"}
    answer = eyes.run
    eyes.run = lambda task, content, **rest: (
        Frame({"value": [raw_page(""), unread]}, b"")
        if task == "pdf.words"
        else answer(task, content, **rest)
    )

    assert read(eyes).unread_pages == (2,)


def test_a_long_scan_is_read_as_far_as_it_goes():
    """The rest is reported as unread, never dropped."""
    eyes = Eyes()
    document = Document(kind=DocumentKind.TIFF, content=tiff(*[(8, 8)] * (PAGES_SEEN_MAX + 2)))

    reading = read(eyes, document)

    assert len(eyes.looked_at) == PAGES_SEEN_MAX
    assert reading.unread_pages == (PAGES_SEEN_MAX + 1, PAGES_SEEN_MAX + 2)
    assert reading.page_count == PAGES_SEEN_MAX + 2


def test_a_picture_without_text_is_refused():
    """A photograph of a wall is no document."""
    with pytest.raises(Unprocessable) as caught:
        read(Eyes(seen=None), PNG)

    assert caught.value.code == "document.no_text"


@pytest.mark.parametrize("kind", [DocumentKind.XML, DocumentKind.ZIP])
def test_what_is_no_picture_is_refused(kind):
    """There is nothing to look at."""
    with pytest.raises(UnsupportedMedia):
        read(Eyes(), Document(kind=kind, content=b"<a/>"))


def test_the_local_reader_sees_unless_told_not_to(runner):
    """Sight can be switched off; a picture is then refused for having no text."""
    with pytest.raises(Unprocessable) as blind:
        local_reader(runner, ocr=False).extract(PNG)
    with pytest.raises(Unprocessable) as seeing:
        local_reader(runner).extract(PNG)

    assert (blind.value.code, seeing.value.code) == ("document.no_text_layer", "document.damaged")
