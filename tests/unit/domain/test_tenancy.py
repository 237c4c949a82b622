"""A scope is made by admission only, and never travels."""

import copy
import pickle

import pytest

from shared.domain.errors import Forbidden, Unauthenticated, WrongRegion
from shared.domain.identity import Identity
from shared.domain.ids import parse_tenant_id, sha256_of
from shared.domain.tenancy import Admission, PartnerKey, Reviewer, TenantProfile, TenantScope

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
STRANGER = parse_tenant_id("99999999-2222-4333-8444-555555555555")
SECRET = "s3cret.with.dots"
KEY = PartnerKey(key_id="k1", label="shop", secret_sha256=sha256_of(SECRET.encode()))
ADA = Reviewer(reviewer_id="ada", name="Ada", email="ada@example.com", object_id="oid-ada")
BOB = Reviewer(reviewer_id="bob", name="Bob", email="bob@example.com")
PROFILE = TenantProfile(
    tenant_id=TENANT, name="Muster", home_region="westeurope", partner_keys=(KEY,), reviewers=(BOB, ADA)
)


class Directory:
    """Knows one tenant."""

    def find(self, tenant_id):
        return PROFILE if tenant_id == TENANT else None


@pytest.fixture
def admission():
    return Admission(Directory(), region="westeurope")


def test_invariant_4_a_scope_cannot_be_made_by_hand():
    """Only admission holds the seal."""
    with pytest.raises(TypeError, match="Admission"):
        TenantScope(object(), PROFILE)


def test_invariant_4_a_scope_does_not_travel(admission):
    """It cannot be pickled, copied into a queue, or printed with its profile."""
    scope = admission.admit(TENANT)

    with pytest.raises(TypeError, match="travel"):
        pickle.dumps(scope)
    with pytest.raises(TypeError, match="travel"):
        copy.copy(scope)
    assert "Muster" not in repr(scope)


def test_a_known_tenant_is_admitted(admission):
    """The scope says which tenant, and carries its profile."""
    scope = admission.admit(TENANT)

    assert scope.tenant_id == TENANT
    assert scope.profile == PROFILE


def test_an_unknown_tenant_is_not(admission):
    """Nobody gets a scope for a tenant that is not there."""
    with pytest.raises(Unauthenticated):
        admission.admit(STRANGER)


def test_a_tenant_of_another_region_is_refused():
    """Nothing is processed outside the home region."""
    elsewhere = Admission(Directory(), region="eastus")

    with pytest.raises(WrongRegion, match="westeurope"):
        elsewhere.admit(TENANT)


def test_a_partner_key_opens_its_tenant(admission):
    """The credential names tenant, key and secret."""
    scope, key = admission.admit_partner(f"{TENANT}.k1.{SECRET}")

    assert scope.tenant_id == TENANT
    assert key is KEY


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "no dots",
        f"{TENANT}",
        f"{TENANT}.k1",
        f"{TENANT}.k1.wrong",
        f"{TENANT}.k2.{SECRET}",
        f"{STRANGER}.k1.{SECRET}",
        f"{TENANT.upper()}.k1.{SECRET}".replace("1", "A"),
    ],
)
def test_every_bad_key_answers_alike(admission, credential):
    """An attacker learns nothing about which part was wrong."""
    with pytest.raises(Unauthenticated) as caught:
        admission.admit_partner(credential)

    assert caught.value.code == "partner.key"


def test_a_person_is_admitted_where_they_work(admission):
    """By who they are for ever, never by their name."""
    scope, person = admission.admit_person(TENANT, Identity(object_id="oid-ada", name="Mallory"))

    assert scope.tenant_id == TENANT
    assert person == ADA


@pytest.mark.parametrize("object_id", ["bob", "oid-bob", "None"])
def test_who_has_no_sign_in_is_not_admitted(admission, object_id):
    """A person without an id in the directory is told of invoices and cannot touch them."""
    with pytest.raises(Forbidden):
        admission.admit_person(TENANT, Identity(object_id=object_id))


def test_an_unknown_tenant_answers_a_person_as_a_foreign_one(admission):
    """Whether it exists is nobody else's business."""
    with pytest.raises(Forbidden) as unknown:
        admission.admit_person(STRANGER, Identity(object_id="oid-ada"))
    with pytest.raises(Forbidden) as foreign:
        admission.admit_person(TENANT, Identity(object_id="oid-eve"))

    assert unknown.value.message == foreign.value.message
