"""What roles allow."""

from shared.domain.roles import POWERS, Power, Role, powers_of


def test_every_role_may_look_and_only_one_may_approve():
    """Whoever writes the policy does not pass the gate under it by that role alone."""
    assert all(Power.VIEW in POWERS[role] for role in Role)
    assert [role for role in Role if Power.APPROVE in POWERS[role]] == [Role.APPROVER]


def test_an_auditor_changes_nothing():
    """Looking is all."""
    assert powers_of((Role.AUDITOR,)) == {Power.VIEW}


def test_roles_add_up_and_none_is_nothing():
    """Two hats, both powers; no hat, no power: so is an application."""
    assert powers_of((Role.ADMIN, Role.APPROVER)) >= {Power.APPROVE, Power.ADMINISTER}
    assert powers_of(()) == frozenset()
