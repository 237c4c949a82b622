"""What the OpenAPI document says of the policy's routes."""

from shared.domain.gate import PolicyText
from shared.domain.trial import Backtest
from shared.pipeline.govern import BACKTEST_DAYS_MAX
from shared.triggers.openapi_parts import IF_MATCH, Json, by_person, describe, query, with_text
from shared.triggers.views import PolicyView


def policy_paths() -> Json:
    """What administrators do; who may look may check a text and try it on the past."""
    trial = query("trial", {"type": "boolean", "default": False})
    days = query("days", {"type": "integer", "minimum": 1, "maximum": BACKTEST_DAYS_MAX})
    changes = {400, 403, 409, 412, 413, 422, 428}

    def step(name: str, summary: str) -> Json:
        return {"post": by_person(describe(name, summary, PolicyView, (*changes,), (IF_MATCH,)))}

    read = describe("get_policy", "The policy in force", PolicyView, (), ())
    put = describe("put_policy", "Put one in force or on trial", PolicyView, (*changes,), (IF_MATCH, trial))
    check = describe("check_policy", "What a text says, or where it is wrong", PolicyText, (413, 422), ())
    tried = describe("backtest_policy", "What it would have done", Backtest, (400, 413, 422), (days,))
    trial_so_far = describe("get_trial", "What the one on trial has decided so far", Backtest, (409,), ())
    schema = {"description": "The schema", "content": {"application/schema+json": {}}}
    return {
        "/v1/policy": {"get": read, "put": by_person(with_text(put))},
        "/v1/policy/check": {"post": by_person(with_text(check))},
        "/v1/policy/backtest": {"post": by_person(with_text(tried))},
        "/v1/policy/trial": {"get": trial_so_far},
        "/v1/policy/promote": step("promote_policy", "Put the one on trial in force"),
        "/v1/policy/drop": step("drop_policy", "End the trial"),
        "/v1/policy/lift": step("lift_fallback", "Lift the stricter level"),
        "/v1/policy/schema": {
            "get": {
                "operationId": "policy_schema",
                "summary": "The JSON Schema of a policy",
                "security": [],
                "responses": {"200": schema},
            }
        },
    }
