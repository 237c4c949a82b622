"""Roles: what a person may do. An application has none, so it can never pass a human gate."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a tenant. One person can be several."""

    CLERK = "clerk"
    APPROVER = "approver"
    ADMIN = "admin"
    AUDITOR = "auditor"
    PARTNER = "partner"


class Power(StrEnum):
    """One kind of thing to do."""

    VIEW = "view"
    UPLOAD = "upload"
    COMMENT = "comment"
    CORRECT = "correct"
    REJECT = "reject"
    ASSIGN = "assign"
    UNDO = "undo"
    APPROVE = "approve"
    REQUEUE = "requeue"
    ADMINISTER = "administer"


_CLERK = frozenset(
    {
        Power.VIEW,
        Power.UPLOAD,
        Power.COMMENT,
        Power.CORRECT,
        Power.REJECT,
        Power.ASSIGN,
        Power.UNDO,
        Power.REQUEUE,
    }
)

POWERS: dict[Role, frozenset[Power]] = {
    Role.CLERK: _CLERK,
    Role.APPROVER: _CLERK | {Power.APPROVE},
    # Who writes the policy does not pass the gate under it, unless somebody made them approver as well.
    Role.ADMIN: frozenset(
        {Power.VIEW, Power.UPLOAD, Power.COMMENT, Power.ASSIGN, Power.REQUEUE, Power.ADMINISTER}
    ),
    Role.AUDITOR: frozenset({Power.VIEW}),
    Role.PARTNER: frozenset({Power.VIEW, Power.UPLOAD, Power.COMMENT}),
}
"""What each role may."""


def powers_of(roles: tuple[Role, ...]) -> frozenset[Power]:
    """Return everything that somebody in these roles may do."""
    return frozenset[Power]().union(*(POWERS[role] for role in roles))
