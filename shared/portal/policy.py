"""The page of a client's policy: the text in force, a draft over it, and what the draft would have done."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.policy_book import PolicyBook, PolicyVersion
from shared.domain.tenancy import Reviewer
from shared.domain.trial import Backtest
from shared.exports.policy_yaml import example
from shared.portal.frame import moment
from shared.portal.words import plain_reason

_LINE = re.compile(r"line ([0-9]+)")


@dataclass(frozen=True)
class Draft:
    """What the visitor wrote and what came of it."""

    text: str
    revision: int
    """Of the policies that stood there when they began."""
    said: str = ""
    """That it is right."""
    problem: str = ""
    backtest: Backtest | None = None
    days: int = 30

    @property
    def line(self) -> int:
        """Where the first mistake is; 0 for nowhere."""
        found = _LINE.search(self.problem)
        return int(found[1]) if found else 0


@dataclass(frozen=True)
class Written:
    """One text of the history."""

    number: int
    by: str
    at: str
    standing: str
    """`in force`, `on trial`, or nothing."""


@dataclass(frozen=True)
class Example:
    """An invoice that would have gone another way."""

    invoice_id: str
    was: str
    would_be: str
    because: str
    overridden: bool


@dataclass(frozen=True)
class Outcome:
    """What a policy would have made of invoices."""

    title: str
    invoices: int
    complete: bool
    levels: tuple[tuple[str, int, int, int], ...]
    """Level, then how many were there, would be there, and were put right of those."""
    wrong: int
    moved: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class PolicyPage:
    """Everything on the page."""

    draft: Draft
    version: int
    revision: int
    """Of what stands there now."""
    trial_version: int
    """0: nothing is on trial."""
    fallback: str
    """Why the gate is stricter than the policy; empty where it is not."""
    outcomes: tuple[Outcome, ...]
    history: tuple[Written, ...]
    example: str


def policy_page(
    book: PolicyBook,
    draft: Draft,
    versions: Iterable[PolicyVersion],
    trial: Backtest | None,
    people: Iterable[Reviewer],
) -> PolicyPage:
    """Return the page."""
    names = {person.reviewer_id: person.name for person in people}
    standing = {book.active.version: "in force"}
    if book.shadow:
        standing[book.shadow.version] = "on trial"
    fallback = book.fallback
    outcomes = (
        [outcome(f"The last {draft.days} days under this text", draft.backtest)] if draft.backtest else []
    )
    if trial is not None:
        outcomes.append(outcome("The trial so far", trial))
    return PolicyPage(
        draft=draft,
        version=book.active.version,
        revision=book.events,
        trial_version=book.shadow.version if book.shadow else 0,
        fallback=f"Since {fallback.since:%d %b %Y}, {fallback.reason}" if fallback else "",
        outcomes=tuple(outcomes),
        history=tuple(
            Written(each.number, names.get(each.by, each.by), moment(each.at), standing.get(each.number, ""))
            for each in versions
        ),
        example=example(),
    )


def outcome(title: str, found: Backtest) -> Outcome:
    """Return what people read of a backtest."""
    return Outcome(
        title=title,
        invoices=found.invoices,
        complete=found.complete,
        levels=tuple((each.level.value, each.was, each.would_be, each.overridden) for each in found.levels),
        wrong=found.wrong,
        moved=found.moved,
        examples=tuple(
            Example(
                each.invoice_id,
                each.was.value,
                each.would_be.value,
                plain_reason(each.because),
                each.overridden,
            )
            for each in found.examples
        ),
    )
