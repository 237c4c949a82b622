"""Text that nobody sees is found; text that somebody sees is not, however it was drawn."""

import io

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from shared.engines.pdf import open_pdf
from shared.engines.traces.hidden import find_hidden
from shared.engines.traces.task import traces
from tests.unit.engines.builders import pdf
from tests.unit.engines.traces.signed import plain

SECRET = "Pay to DE89 3704 0044"
LAYER = "A line of the invoice that the scanner believes it has read, more or less. "
WHITE, BLACK, NAVY = (1, 1, 1), (0, 0, 0), (0.1, 0.1, 0.4)


def page(*steps, size=(600, 800), turn=0):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setPageRotation(turn)
    for step in steps:
        canvas.saveState()
        step(canvas)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def text(words=SECRET, *, at=(60, 600), colour=BLACK, points=12, mode=0, alpha=1.0):
    def draw(canvas):
        canvas.setFillColorRGB(*colour, alpha=alpha)
        written = canvas.beginText(*at)
        written.setFont("Helvetica", points)
        written.setTextRenderMode(mode)
        written.textLines(words)
        canvas.drawText(written)

    return draw


def area(colour, *, at=(50, 590, 400, 40)):
    def draw(canvas):
        canvas.setFillColorRGB(*colour)
        canvas.rect(*at, fill=1, stroke=0)

    return draw


def frame(canvas):
    """A frame drawn as an area with a hole, as some programs do."""
    path = canvas.beginPath()
    path.rect(50, 590, 400, 40)
    path.rect(52, 592, 396, 36)
    canvas.setFillColorRGB(*BLACK)
    canvas.drawPath(path, fill=1, stroke=0, fillMode=0)


def picture(at=(50, 590, 400, 40), *, mode="L"):
    image = ImageReader(Image.new(mode, (6, 8), 220 if mode == "L" else (0, 0, 0, 0)))
    return lambda canvas: canvas.drawImage(image, *at, mask="auto" if mode == "RGBA" else None)


def form(*steps, at=(0, 0)):
    def draw(canvas):
        canvas.beginForm("inner")
        for step in steps:
            step(canvas)
        canvas.endForm()
        canvas.translate(*at)
        canvas.doForm("inner")

    return draw


def found(content):
    return [(each["concealment"], each["letters"]) for each in traces(content)[0]["hidden"]]


SCAN = picture((0, 0, 600, 800))
LETTERS = sum(map(str.isalnum, SECRET))


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (page(text(mode=3)), "invisible"),
        (page(text(mode=7)), "invisible"),
        (page(text(colour=WHITE)), "pale"),
        (page(text(alpha=0.01)), "pale"),
        (page(area(NAVY), text(colour=NAVY)), "pale"),
        (page(text(points=0.8)), "tiny"),
        (page(text(at=(60, -40))), "off_page"),
        (page(text(at=(60, -40)), turn=90), "off_page"),
        (page(text(), picture()), "covered"),
        (page(text(), area(WHITE)), "covered"),
        (page(form(text(colour=WHITE), at=(30, -100))), "pale"),
        (page(form(text(points=0.8))), "tiny"),
    ],
)
def test_text_that_nobody_sees_is_found(content, how):
    """With its letters counted, also in forms and on turned pages."""
    assert found(content) == [(how, LETTERS)]


@pytest.mark.parametrize(
    "content",
    [
        page(text()),
        page(area(NAVY), text(colour=WHITE)),
        page(picture(), text()),
        page(picture(), text(colour=WHITE)),
        page(frame, text()),
        page(area(BLACK), area(WHITE, at=(55, 595, 300, 30)), text()),
        page(text(points=4)),
        page(text(at=(500, 600))),
        page(text(), picture(mode="RGBA")),
        page(text(colour=(0.85, 0.85, 0.85), points=60)),
        page(text("abc", mode=3)),
        page(text("Powered by TCPDF (www.tcpdf.org)", mode=3, points=1)),
        page(text("   \n  ", colour=WHITE)),
        page(form(area(NAVY), text(colour=WHITE))),
        pdf("", "one"),
    ],
)
def test_text_that_somebody_sees_is_not(content):
    """The near misses: white on a dark bar, small print, text over a picture, a clear stamp, a watermark."""
    assert found(content) == []


@pytest.mark.parametrize(
    "content",
    [page(SCAN, text(LAYER * 5, mode=3)), page(text(LAYER * 5), SCAN)],
    ids=["invisible over the picture", "under the picture"],
)
def test_the_layer_of_a_scanner_is_no_hidden_text(content):
    """Every searchable scan has one, and it is never read."""
    assert found(content) == []


def test_hidden_text_on_a_page_with_a_background_is_found():
    """Hostile: a picture over the whole page does not make it a scan while most of its text is drawn."""
    content = page(SCAN, text(LAYER * 5, at=(20, 500)), text(mode=3))

    assert found(content) == [("invisible", LETTERS)]


def test_hidden_text_over_other_text_is_found():
    """Hostile: what is printed at the same place does not hide the hiding."""
    assert found(page(text(colour=WHITE), text("Total 100.00 EUR"))) == [("pale", LETTERS)]


def test_the_place_is_told_as_the_page_is_shown():
    """In parts of the page from the top left, for whoever looks at it."""
    (told,) = traces(page(text(mode=3, at=(60, 600))))[0]["hidden"]
    (beside,) = traces(page(text(at=(60, -40))))[0]["hidden"]

    assert told["page"] == 1
    assert told["boxes"][0]["left"] == pytest.approx(0.1, abs=0.01)
    assert told["boxes"][0]["bottom"] == pytest.approx(0.25, abs=0.01)
    assert (beside["boxes"][0]["top"], beside["boxes"][0]["bottom"]) == (1.0, 1.0)


def test_a_page_too_full_to_be_searched_is_counted():
    """Hostile: a flood of drawn things ends the search, and that is said."""
    with open_pdf(page(*[area(NAVY)] * 4, text(mode=3))) as document:
        assert find_hidden(document, marks_max=3) == ([], 1)
        assert find_hidden(document, marks_max=5)[1] == 0


def test_a_file_without_anything_odd_tells_of_nothing():
    """All fields are there, and empty but for its maker."""
    assert traces(plain())[0] == {
        "hidden": [],
        "unlooked_pages": 0,
        "producer": "muster writer",
        "signatures": 0,
        "broken_signatures": 0,
        "changed_pages": [],
    }
