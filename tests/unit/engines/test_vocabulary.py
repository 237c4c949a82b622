"""The words that invoices use."""

import pytest

from shared.engines.text.labels import find_marks
from shared.engines.text.layout import Word
from shared.engines.text.phrases import WORDS_MAX, PhraseBook, fold
from shared.engines.text.vocabulary.amounts import AMOUNTS
from shared.engines.text.vocabulary.columns import COLUMNS
from shared.engines.text.vocabulary.details import DETAILS
from shared.engines.text.vocabulary.meanings import Column, Label
from shared.engines.text.vocabulary.others import OTHERS
from shared.engines.text.vocabulary.parties import PARTIES
from shared.engines.text.vocabulary.titles import TITLES
from tests.unit.engines.builders import drawn

LABELS = DETAILS | AMOUNTS | PARTIES | OTHERS


def folded(phrases: str) -> set[str]:
    return {"".join(fold(word) for word in phrase.split()) for phrase in phrases.split(";")}


def words(text: str) -> list[Word]:
    return [Word(word, 0, 0, 1, 1) for word in text.split()]


def test_every_label_and_column_has_words():
    """A meaning without words could never be found."""
    assert set(LABELS) == set(Label)
    assert set(COLUMNS) == set(Column)


@pytest.mark.parametrize(
    "table", [COLUMNS, TITLES, {key: "; ".join(by.values()) for key, by in LABELS.items()}]
)
def test_no_phrase_means_two_things(table):
    """The second meaning would never be found."""
    seen = {}
    for key, phrases in table.items():
        for phrase in folded(phrases):
            assert seen.setdefault(phrase, key) is key, phrase


@pytest.mark.parametrize(
    "label", [Label.NUMBER, Label.DATE, Label.DUE_DATE, Label.SUBTOTAL, Label.TAX, Label.TOTAL]
)
def test_the_main_labels_are_known_in_every_language(label):
    """English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, four Nordic ones."""
    assert set(LABELS[label]) == set("en de fr es it nl pt pl sv da no fi".split())


def test_no_phrase_is_longer_than_is_looked_for():
    """Words beyond the limit would never match."""
    for by_language in LABELS.values():
        for phrases in by_language.values():
            assert all(len(phrase.split()) <= WORDS_MAX + 2 for phrase in phrases.split(";"))


def test_the_longest_phrase_wins():
    """That is how a delivery date is not a date."""
    book = PhraseBook({"date": {"en": "date"}, "delivery": {"en": "delivery date; date of delivery"}})

    found = list(book.find(words("Delivery-Date: 1 Date of delivery / date")))

    assert [(one.key, one.start, one.end) for one in found] == [
        ("delivery", 0, 1),
        ("delivery", 2, 5),
        ("date", 6, 7),
    ]


def test_a_whole_phrase_is_nothing_else():
    """Marks around it do not count, words do."""
    book = PhraseBook({"date": {"en": "date"}})

    assert book.whole(words("Date :")) is not None
    assert book.whole(words("Date of")) is None
    assert book.whole(words("the date")) is None
    assert book.whole([]) is None


@pytest.mark.parametrize(
    ("printed", "phrase"),
    [
        ("Rechnungs-Nr.:", "rechnungsnr"),
        ("ÉCHÉANCE", "echeance"),
        ("Płatności", "platnosci"),
        ("BELØB", "belob"),
    ],
)
def test_words_are_compared_without_case_accents_and_marks(printed, phrase):
    """As printed anywhere in Europe."""
    assert fold(printed) == phrase


def test_a_label_leads_its_cell_or_follows_another():
    """A word before it changes what it means; a number or a small word does not."""
    marks = {
        mark.label: mark.leads
        for page in drawn("zzgl. 19 % MwSt.   our old total")
        for mark in find_marks([page])
    }

    assert marks[Label.TAX]
    assert not marks[Label.TOTAL_BARE]
