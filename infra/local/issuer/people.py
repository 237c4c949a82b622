"""Who can sign in at a bench: one person for every role, and two who approve."""

from shared.domain.roles import Role
from shared.domain.tenancy import Reviewer

ISSUED_TO = "bench"
"""Client id of the app at the bench."""


def _person(reviewer_id: str, name: str, *roles: Role) -> Reviewer:
    return Reviewer(
        reviewer_id=reviewer_id,
        name=name,
        email=f"{reviewer_id}@demo.example",
        roles=roles,
        object_id=f"bench-{reviewer_id}",
    )


PEOPLE = (
    _person("clerk", "Clara Clerk", Role.CLERK),
    _person("approver", "Anton Approver", Role.APPROVER),
    _person("second", "Berta Approver", Role.APPROVER),
    _person("admin", "Ada Admin", Role.ADMIN),
    _person("auditor", "Otto Auditor", Role.AUDITOR),
    _person("partner", "Paula Partner", Role.PARTNER),
)
"""The demo tenant's people. The first is assigned what comes in."""
