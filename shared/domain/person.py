"""A person as the rules and the log see them. Pure."""

from shared.domain.audit import Actor, ActorKind
from shared.domain.errors import Forbidden
from shared.domain.roles import Power
from shared.domain.tenancy import Reviewer


def allow(by: Reviewer, power: Power) -> None:
    """Raise Forbidden unless their roles allow it."""
    if not by.may(power):
        raise Forbidden("review.role", f"Your roles do not allow you to {power}.")


def actor_of(by: Reviewer) -> Actor:
    """Return a person as the log names them."""
    return Actor(kind=ActorKind.PERSON, reference=by.reviewer_id)
