"""Pixels of hostile and honest pictures."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.domain.document import DocumentKind
from shared.domain.errors import Refused, TooLarge, Unprocessable
from shared.engines.ocr.pictures import PIXELS_MAX, draw_page, open_picture
from tests.unit.engines.builders import pdf, png


def saved(image, form="PNG", **options):
    output = io.BytesIO()
    image.save(output, form, **options)
    return output.getvalue()


def test_what_is_transparent_shows_paper():
    """A screenshot's empty corners are white, not black."""
    content = saved(Image.new("RGBA", (8, 6), (0, 0, 0, 0)))

    assert open_picture(content, DocumentKind.PNG, 1).tolist() == np.full((6, 8, 3), 255).tolist()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "CMYK", "I;16"])
def test_every_way_to_store_pixels_gives_colours(mode):
    """Black stays black: fax, gray, palette, print colours, sixteen bits."""
    black = (0, 0, 0, 255) if mode == "CMYK" else (0, 255) if mode == "LA" else 0
    form, kind = ("JPEG", DocumentKind.JPEG) if mode == "CMYK" else ("PNG", DocumentKind.PNG)
    image = Image.new(mode, (8, 6), black if mode != "RGB" else (0, 0, 0))

    picture = open_picture(saved(image, form), kind, 1)

    assert (picture.shape, picture.dtype) == ((6, 8, 3), np.uint8)
    assert picture.max() <= 8


def test_the_colours_keep_their_order():
    """Blue first."""
    content = saved(Image.new("RGB", (2, 2), (255, 0, 0)))

    assert open_picture(content, DocumentKind.PNG, 1)[0, 0].tolist() == [0, 0, 255]


def test_a_camera_that_was_turned_is_believed():
    """Its note about the side that is up is followed."""
    image = Image.new("RGB", (8, 4))
    note = image.getexif()
    note[0x0112] = 6

    assert open_picture(saved(image, "JPEG", exif=note), DocumentKind.JPEG, 1).shape == (8, 4, 3)


def test_each_page_of_a_fax_is_its_own():
    """Pages of a TIFF are counted from 1."""
    pages = [Image.new("1", (9, 5), 0), Image.new("1", (7, 3), 1)]
    content = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")

    assert [open_picture(content, DocumentKind.TIFF, page).shape for page in (1, 2)] == [(5, 9, 3), (3, 7, 3)]
    with pytest.raises(Unprocessable):
        open_picture(content, DocumentKind.TIFF, 3)


def test_a_large_picture_is_made_smaller():
    """No more pixels than are looked at."""
    rows, columns, _ = open_picture(saved(Image.new("1", (5_000, 7_000), 1)), DocumentKind.PNG, 1).shape

    assert 0.99 * PIXELS_MAX < rows * columns <= PIXELS_MAX
    assert rows / columns == pytest.approx(1.4, rel=0.01)


def test_a_bomb_is_refused_unopened():
    """Its header is enough."""
    with pytest.raises(TooLarge):
        open_picture(png(30_000, 30_000), DocumentKind.PNG, 1)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([("PNG", DocumentKind.PNG), ("JPEG", DocumentKind.JPEG), ("TIFF", DocumentKind.TIFF)]),
    st.integers(0, 10_000),
    st.binary(max_size=12),
)
def test_any_spoiled_picture_opens_or_is_refused(form, place, spoil):
    """Only our errors come out."""
    whole = saved(Image.new("L", (40, 30), 200), form[0])
    at = place % len(whole)
    content = whole[:at] + spoil + whole[at + len(spoil) :]

    try:
        picture = open_picture(content, form[1], 1)
    except Refused:
        return

    assert picture.ndim == 3


def test_a_pdf_page_is_drawn_as_printed():
    """White paper with black print on it, in pixels of the page's own proportions."""
    picture = draw_page(pdf("Invoice 4711"), 1)

    assert picture.shape[0] / picture.shape[1] == pytest.approx(840 / 600, rel=0.01)
    assert (picture[-1, -1].tolist(), picture.min()) == ([255, 255, 255], 0)


def test_a_page_that_is_not_there_is_refused():
    """It says which."""
    with pytest.raises(Unprocessable, match="Page 2"):
        draw_page(pdf("one"), 2)
