"""The page of a policy says who wrote what, what is on trial, and where a mistake is."""

from datetime import UTC, datetime

import pytest

from shared.domain.gate import Fallback, GateLevel, Policy
from shared.domain.ids import sha256_of
from shared.domain.policy_book import PolicyBook, PolicyVersion
from shared.domain.tenancy import Reviewer
from shared.portal.policy import Draft, policy_page

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA = Reviewer(reviewer_id="anna", name="Anna Berg", email="anna@example.com")


def version(number, by="anna"):
    return PolicyVersion(number=number, text="{}", sha256=sha256_of(b"{}"), at=NOW, by=by)


def test_the_history_names_people_and_what_stands():
    """Who is not there any more stands with their id."""
    book = PolicyBook(active=Policy(version=2), shadow=Policy(version=4), latest=4, events=3)

    page = policy_page(book, Draft("{}", 3), [version(4), version(3, "gone"), version(2)], None, [ANNA])

    assert [(each.number, each.by, each.standing) for each in page.history] == [
        (4, "Anna Berg", "on trial"),
        (3, "gone", ""),
        (2, "Anna Berg", "in force"),
    ]
    assert (page.version, page.trial_version, page.fallback) == (2, 4, "")


def test_a_fall_back_is_told_with_its_day_and_reason():
    """Whoever reads it can act on it."""
    fallback = Fallback(level=GateLevel.L2, since=NOW.date(), reason="people put right 9 of 50.")

    page = policy_page(PolicyBook(fallback=fallback), Draft("{}", 0), [], None, [])

    assert page.fallback == "Since 23 Nov 2026, people put right 9 of 50."


@pytest.mark.parametrize(
    ("problem", "line"), [("line 12, column 3: what?", 12), ("This is no text in YAML.", 0), ("", 0)]
)
def test_the_first_mistake_has_a_line_where_it_is_known(problem, line):
    """The cursor goes there."""
    assert Draft("", 0, problem=problem).line == line
