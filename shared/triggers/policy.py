"""The policy API: read it, check a text, try it on the past, put it on trial or in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.policy_book import PolicyBook
    from shared.domain.tenancy import Reviewer, TenantScope
    from shared.pipeline.govern import Govern
    from shared.wiring import App

blueprint = func.Blueprint()

DAYS_DEFAULT = 30
"""Of a backtest."""

WATCH_SCHEDULE = "0 */10 * * * *"
"""Every ten minutes: a service that reads differently since this morning is noticed within the hour."""


@blueprint.route("v1/policy", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_policy(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with the policy in force, as it was written."""
    return edge.answer(req, _get)


@blueprint.route("v1/policy", methods=["PUT"], auth_level=func.AuthLevel.ANONYMOUS)
def put_policy(req: func.HttpRequest) -> func.HttpResponse:
    """Put a policy in force, or on trial beside the one in force."""
    return edge.answer_person(req, _put)


@blueprint.route("v1/policy/check", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def check_policy(req: func.HttpRequest) -> func.HttpResponse:
    """Answer what a text says, or where it is wrong; nothing changes."""
    return edge.answer_person(req, _check)


@blueprint.route("v1/policy/backtest", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def backtest_policy(req: func.HttpRequest) -> func.HttpResponse:
    """Answer what a text would have made of the last days; nothing changes."""
    return edge.answer_person(req, _backtest)


@blueprint.route("v1/policy/trial", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def get_trial(req: func.HttpRequest) -> func.HttpResponse:
    """Answer what the policy on trial has decided so far."""
    return edge.answer(req, lambda app, caller, _: edge.reply(app.govern.trial(caller.scope)))


@blueprint.route("v1/policy/promote", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def promote_policy(req: func.HttpRequest) -> func.HttpResponse:
    """Put the policy on trial in force."""
    return _step(req, lambda govern: govern.promote)


@blueprint.route("v1/policy/drop", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def drop_policy(req: func.HttpRequest) -> func.HttpResponse:
    """End the trial."""
    return _step(req, lambda govern: govern.drop)


@blueprint.route("v1/policy/lift", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def lift_fallback(req: func.HttpRequest) -> func.HttpResponse:
    """Go back to the level the policy says."""
    return _step(req, lambda govern: govern.lift)


@blueprint.route("v1/policy/schema", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def policy_schema(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with the JSON Schema of a policy; editors complete and check by it."""
    import json

    from shared.exports.policy_yaml import schema

    del req
    return func.HttpResponse(json.dumps(schema()), mimetype="application/schema+json")


@blueprint.timer_trigger("timer", schedule=WATCH_SCHEDULE, run_on_startup=False)
def watch_overrides(timer: func.TimerRequest) -> None:
    """Fall back to a stricter level where people put right more than chance explains."""
    from shared.wiring import app

    del timer
    app().watch.run()


def _get(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.views import PolicyView

    del request
    book, text = app.govern.in_force(caller.scope)
    return edge.reply(PolicyView.of(book, text), headers=_version(book))


def _put(app: App, scope: TenantScope, person: Reviewer, request: func.HttpRequest) -> func.HttpResponse:
    book = app.govern.write(
        scope,
        person,
        _text(request),
        revision=_revision(request),
        on_trial=request.params.get("trial") == "true",
    )
    return _reply(app.govern, scope, book)


def _check(app: App, scope: TenantScope, person: Reviewer, request: func.HttpRequest) -> func.HttpResponse:
    del person
    return edge.reply(app.govern.check(scope, _text(request)))


def _backtest(app: App, scope: TenantScope, person: Reviewer, request: func.HttpRequest) -> func.HttpResponse:
    del person
    days = days_of(request.params.get("days") or str(DAYS_DEFAULT))
    return edge.reply(app.govern.backtest(scope, _text(request), days=days))


def days_of(text: str) -> int:
    """Return over how many days a backtest goes. Raises Malformed."""
    from shared.domain.errors import Malformed
    from shared.pipeline.govern import BACKTEST_DAYS_MAX

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= BACKTEST_DAYS_MAX):
        raise Malformed("request.days", f"A backtest looks at 1 to {BACKTEST_DAYS_MAX} days.")
    return int(text)


def _step(
    request: func.HttpRequest, step: Callable[[Govern], Callable[..., PolicyBook]]
) -> func.HttpResponse:
    def handler(
        app: App, scope: TenantScope, person: Reviewer, request: func.HttpRequest
    ) -> func.HttpResponse:
        book = step(app.govern)(scope, person, revision=_revision(request))
        return _reply(app.govern, scope, book)

    return edge.answer_person(request, handler)


def _reply(govern: Govern, scope: TenantScope, book: PolicyBook) -> func.HttpResponse:
    from shared.triggers.views import PolicyView

    return edge.reply(PolicyView.of(book, govern.in_force(scope).text), headers=_version(book))


def _text(request: func.HttpRequest) -> str:
    from shared.domain.errors import Malformed, TooLarge
    from shared.exports.policy_yaml import POLICY_BYTES_MAX

    body = request.get_body()
    if len(body) > POLICY_BYTES_MAX:
        raise TooLarge("policy.size", f"A policy has at most {POLICY_BYTES_MAX} bytes.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("policy.encoding", "A policy is text in UTF-8.") from None


def _revision(request: func.HttpRequest) -> int:
    from shared.triggers.review import revision_of

    return revision_of(request.headers.get("If-Match"))


def _version(book: PolicyBook) -> dict[str, str]:
    return {"ETag": f'"{book.events}"'}
