"""The policy API, called as the host calls it, with tokens of people."""

import json

import pytest
import urllib3

from shared.triggers import policy
from tests.integration.test_triggers import answer, called, code, request

DEFAULT = "{}\n"
STRICT = "default_level: L2\n"


@pytest.fixture(scope="module")
def token(stand_ins):
    """Return what gives a person's access token."""
    address = stand_ins.issuer.removesuffix("/v2.0")
    return lambda person: urllib3.request("POST", f"{address}/access-token?person={person}").data.decode()


@pytest.fixture
def admin(token):
    return token("admin")


def etag(key):
    return called(policy.get_policy, request(key=key)).headers["ETag"]


def send(builder, key, text="", method="POST", **given):
    given.setdefault("If_Match", etag(key))
    return called(builder, request(method, body=text.encode(), key=key, **given))


def test_a_policy_is_tried_promoted_and_replaced(app, admin):
    """Each step names the version it is of; the text comes back as it was written."""
    text = "# As before.\n" + DEFAULT

    tried = answer(send(policy.put_policy, admin, text, "PUT", params={"trial": "true"}))
    promoted = answer(send(policy.promote_policy, admin))
    replaced = answer(send(policy.put_policy, admin, DEFAULT, "PUT"))

    assert tried["trial_version"] == promoted["version"] == replaced["version"] - 1
    assert (promoted["text"], replaced["text"]) == (text, DEFAULT)


def test_a_trial_can_be_dropped(app, admin):
    """Then there is nothing to promote, and nothing to drop."""
    send(policy.put_policy, admin, STRICT, "PUT", params={"trial": "true"})

    assert answer(send(policy.drop_policy, admin)).get("trial_version") is None
    for builder in (policy.promote_policy, policy.drop_policy, policy.lift_fallback):
        assert send(builder, admin).status_code == 409


def test_a_text_is_checked_and_tried_on_the_past_without_a_change(app, admin):
    """What it says and what it would have done; the version stays."""
    before = etag(admin)

    said = answer(send(policy.check_policy, admin, STRICT))
    made = answer(send(policy.backtest_policy, admin, STRICT, params={"days": "7"}))

    assert said["default_level"] == "L2"
    assert made["complete"]
    assert etag(admin) == before


def test_a_wrong_text_is_answered_with_its_line(app, admin):
    """An editor can put the cursor there."""
    wrong = send(policy.put_policy, admin, "default_level: L1\ndefault_lvel: L2\n", "PUT")

    assert (wrong.status_code, wrong.mimetype) == (422, "application/problem+json")
    assert "line 2" in answer(wrong)["detail"]


@pytest.mark.parametrize("days", ["0", "367", "a week", "²"])
def test_a_backtest_has_its_bounds(app, admin, days):
    """A request is answered within seconds."""
    assert code(send(policy.backtest_policy, admin, STRICT, params={"days": days})) == "request.days"


def test_what_is_no_text_is_refused(app, admin):
    """A policy is read by people."""
    response = called(policy.check_policy, request("POST", body=b"\xff\xfe\x00", key=admin))
    assert code(response) == "policy.encoding"


def test_who_does_not_administer_changes_nothing(app, token, admin):
    """A clerk reads the policy; an application's key is nobody."""
    refused = send(policy.put_policy, token("clerk"), STRICT, "PUT")
    nobody = called(policy.put_policy, request("PUT", body=STRICT.encode(), If_Match=etag(admin)))

    assert (refused.status_code, nobody.status_code) == (403, 403)


@pytest.mark.parametrize(("header", "status"), [({}, 428), ({"If_Match": '"99999"'}, 412)])
def test_a_change_names_the_version_that_was_seen(app, admin, header, status):
    """Two administrators do not undo each other unseen."""
    response = called(policy.put_policy, request("PUT", body=DEFAULT.encode(), key=admin, **header))

    assert response.status_code == status


def test_editors_get_the_schema(app):
    """To complete and check while somebody writes."""
    response = called(policy.policy_schema, request())

    assert response.mimetype == "application/schema+json"
    assert "default_level" in json.loads(response.get_body())["properties"]


def test_the_timer_looks_at_every_tenant(app):
    """Nothing was put right: nothing becomes stricter."""
    called(policy.watch_overrides, None)

    assert app.govern.in_force(app.admission.admit(app.tenants.ids()[0])).book.fallback is None
