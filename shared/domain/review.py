"""A person's side of an invoice: what people said of it, what was done outside, and how that is undone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.codes import CodeField, CodeValue
from shared.domain.gate import GateLevel
from shared.domain.ids import Sha256, VendorId
from shared.domain.model import Model

CALLS_MAX = 20
"""Calls about one invoice: who was not reached by then is written to."""

COMMENTS_MAX = 50
"""Comments of one invoice: it travels with every list."""

COMMENT_CHARACTERS_MAX = 1000
"""Of one comment or reason."""

CORRECTIONS_MAX = 30
"""Corrections of one invoice: after as many, somebody should read the document again instead."""

CODES_MAX = 200
"""Codes that people gave the lines of one invoice by hand."""

Remark = Annotated[str, Field(min_length=1, max_length=COMMENT_CHARACTERS_MAX)]
"""What a person wrote. It stands on the invoice and never in the log, which keeps no free text."""


class EffectKind(StrEnum):
    """What the product does outside itself."""

    EXPORT = "export"
    """The coded invoice is laid out for the tenant's own systems."""


class Compensation(StrEnum):
    """How an effect is taken back. Nothing is deleted: bookkeeping cancels."""

    WITHDRAW = "withdraw"
    """A withdrawal that names the export is laid beside it."""


class EffectState(StrEnum):
    """How far an effect is."""

    PLANNED = "planned"
    """Authorised and written down with its compensation; it may have happened or not."""
    DONE = "done"
    UNDONE = "undone"
    """Its compensation is done too."""


class Effect(Model):
    """One thing done outside, written down before it is."""

    kind: EffectKind
    authority: str
    """The event that allows it: with the kind, the effect's key, however often it is tried."""
    compensation: Compensation
    state: EffectState = EffectState.PLANNED
    reference: str | None = None
    """What it came to outside: an export's digest. None until done."""

    @property
    def is_live(self) -> bool:
        """Whether something of it may be outside."""
        return self.state is not EffectState.UNDONE


class Approval(Model):
    """That a person approved the invoice as it then was."""

    by: str
    at: datetime
    form: Sha256
    """Of what was approved; what changed since is not."""


class Correction(Model):
    """That a person changed what was read."""

    by: str
    at: datetime
    fields: tuple[str, ...]
    payee: bool
    """Whether it changed who is paid, or where to."""


class Comment(Model):
    """What a person said."""

    by: str
    at: datetime
    text: Remark


class CallOutcome(StrEnum):
    """What came of calling the vendor about a new bank account."""

    CONFIRMED = "confirmed"
    """They said that it is theirs."""
    DENIED = "denied"
    """They said that it is not."""
    UNREACHED = "unreached"


class CallBack(Model):
    """That a person called the vendor about the account that the invoice names."""

    by: str
    at: datetime
    number: Annotated[str, Field(max_length=30)]
    """The last digits, as the register has them."""
    outcome: CallOutcome
    reading: Sha256
    """What the invoice said then: of another account nothing was said."""


NO_DEADLINE: dict[str, None] = {"due_at": None, "overdue_since": None}
"""What changes where nothing waits any more."""


class SaidCode(Model):
    """What a person said that one line is booked as, on this very invoice."""

    line: Annotated[int, Field(ge=0)]
    """Position on the invoice, from 0."""
    field: CodeField
    value: CodeValue


class Review(Model):
    """What people did about one invoice."""

    approvals: tuple[Approval, ...] = ()
    corrections: Annotated[tuple[Correction, ...], Field(max_length=CORRECTIONS_MAX)] = ()
    comments: Annotated[tuple[Comment, ...], Field(max_length=COMMENTS_MAX)] = ()
    codes: Annotated[tuple[SaidCode, ...], Field(max_length=CODES_MAX)] = ()
    calls: Annotated[tuple[CallBack, ...], Field(max_length=CALLS_MAX)] = ()
    effects: tuple[Effect, ...] = ()
    """In the order they were planned."""
    vendor_id: VendorId | None = None
    """The vendor, as a person said."""
    held: GateLevel | None = None
    """The gate does not go under this any more."""
    escalations: Annotated[int, Field(ge=0)] = 0
    due_at: datetime | None = None
    """When it is escalated if nobody decided; None where nothing waits, or nobody is left to ask."""
    overdue_since: datetime | None = None
    """The deadline after which nobody was left to ask; None where it is not over."""
    undo_until: datetime | None = None
    """Last moment to roll back; None where nothing was done."""

    @property
    def deadline(self) -> datetime | None:
        """When somebody should have decided, past or to come; None where nothing waits."""
        return self.due_at or self.overdue_since

    @property
    def live(self) -> tuple[Effect, ...]:
        """Effects that may be outside, first planned first."""
        return tuple(effect for effect in self.effects if effect.is_live)


def export_under(authority: str) -> Effect:
    """Return the plan of an export that this event allows."""
    return Effect(kind=EffectKind.EXPORT, authority=authority, compensation=Compensation.WITHDRAW)


def settled(
    effects: tuple[Effect, ...], effect: Effect, state: EffectState, reference: str | None
) -> tuple[Effect, ...]:
    """Return the effects with this one in another state."""
    done = effect.model_copy(update={"state": state, "reference": reference})
    return tuple(done if _key(each) == _key(effect) else each for each in effects)


def _key(effect: Effect) -> tuple[str, str]:
    return effect.kind, effect.authority
