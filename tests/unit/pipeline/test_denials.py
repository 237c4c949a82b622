"""Who is known and tries what they may not is in the log, once an hour for each rule."""

from datetime import timedelta

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.errors import Forbidden
from shared.pipeline.denials import Denials
from tests.logs import TenantLog

CLERK = Actor(kind=ActorKind.PERSON, reference="clerk")
ROLE = Forbidden("review.role", "Your roles do not allow you to approve.")


class Watch:
    """A clock that is set by hand."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def test_a_denial_is_an_entry_once_an_hour():
    """Another rule, person or hour is another entry; trying again at once is none."""
    log = TenantLog()
    watch = Watch(log.clock().replace(minute=0))
    denials = Denials(log.log, watch)

    denials.record(log.scope, CLERK, ROLE)
    denials.record(log.scope, CLERK, ROLE)
    denials.record(log.scope, CLERK, Forbidden("review.payee", "You changed who is paid."))
    denials.record(log.scope, CLERK.model_copy(update={"reference": "other"}), ROLE)
    watch.now += timedelta(hours=1)
    denials.record(log.scope, CLERK, ROLE)

    events = [entry.event for entry in log.log.entries(log.scope)]
    assert {event.action for event in events} == {AuditAction.ACCESS_DENIED}
    assert [(event.actor.reference, event.facts["code"]) for event in events] == [
        ("clerk", "review.role"),
        ("clerk", "review.payee"),
        ("other", "review.role"),
        ("clerk", "review.role"),
    ]
