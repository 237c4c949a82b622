"""
The edge: the one map from our errors to HTTP statuses, retries and dead letters.

Nothing heavy is imported before the first call, so that indexing stays fast and loads no SDK.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import azure.functions as func

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.domain.audit import Actor
    from shared.domain.errors import IntakeError
    from shared.domain.model import Model
    from shared.domain.roles import Power
    from shared.domain.stage import Stage, StageMessage
    from shared.domain.tenancy import Reviewer, TenantScope
    from shared.wiring import App

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

DELAY_FIRST_S = 2.0
"""Before the second try of a stage: most outages are a restart or a throttle."""

DELAY_MAX_S = 300.0
"""Longest wait between tries: five minutes after an outage ends, everything moves again."""

JWT_START = "eyJ"
"""How every JSON Web Token begins (`{"` in base64); a partner's key begins with a GUID."""

TENANT_HEADER = "Invoice-Tenant"
"""Names the tenant that a person works for in this request."""

ATTEMPTS_MAX = 16
"""Tries that are put off before the queue's own delivery limit takes over: about an hour and a half."""


class Caller:
    """Who called: leave to work for their tenant, and what to write into the audit as the actor."""

    def __init__(self, scope: TenantScope, actor: Actor, person: Reviewer | None = None) -> None:
        self.scope = scope
        self.actor = actor
        self.person = person
        """None where a partner's system called: it has no person's powers."""


type Handler = Callable[[App, Caller, func.HttpRequest], func.HttpResponse]


def answer(request: func.HttpRequest, handler: Handler, *, power: Power | None = None) -> func.HttpResponse:
    """
    Return the handler's response for an authenticated caller, or the problem that came of it.

    A partner's system may call it, and a person who may look, or to change something has this power.
    """

    def authenticated() -> func.HttpResponse:
        from shared.domain.roles import Power
        from shared.wiring import app

        application = app()
        caller = _caller(application, request)
        needed = Power.VIEW if request.method == "GET" else power
        with denials_recorded(application, caller.scope, caller.actor):
            if caller.person is not None and (needed is None or not caller.person.may(needed)):
                raise _not_allowed()
            return handler(application, caller, request)

    return guarded(authenticated)


def answer_person(
    request: func.HttpRequest,
    handler: Callable[[App, TenantScope, Reviewer, func.HttpRequest], func.HttpResponse],
) -> func.HttpResponse:
    """Return the handler's response for a person; a partner's system is refused whatever its key."""

    def authenticated() -> func.HttpResponse:
        from shared.wiring import app

        application = app()
        caller = _caller(application, request)
        with denials_recorded(application, caller.scope, caller.actor):
            if caller.person is None:
                raise _not_allowed()
            return handler(application, caller.scope, caller.person, request)

    return guarded(authenticated)


@contextmanager
def denials_recorded(application: App, scope: TenantScope, actor: Actor) -> Iterator[None]:
    """Let a refusal of somebody we know pass only after it is in the log. Raises Unavailable, too."""
    from shared.domain.errors import Forbidden

    try:
        yield
    except Forbidden as refusal:
        application.denials.record(scope, actor, refusal)
        raise


def guarded(respond: Callable[[], func.HttpResponse]) -> func.HttpResponse:
    """Return the response, or the problem (RFC 9457) that came instead. Never raises."""
    from shared.domain.errors import IntakeError

    try:
        return respond()
    except IntakeError as error:
        return problem(error)
    except Exception:  # the edge: whatever is left is our defect, and says nothing to the caller
        incident = str(uuid.uuid4())
        logger.exception("Request failed", extra={"incident": incident})
        detail = f"Something went wrong here. Incident {incident}."
        return _problem(500, "internal", "Internal error", detail)


def problem(error: IntakeError) -> func.HttpResponse:
    """Return what this error is over HTTP."""
    from shared.domain import errors

    statuses: dict[type[IntakeError], tuple[int, str]] = {
        errors.Malformed: (400, "Malformed request"),
        errors.Unauthenticated: (401, "Not authenticated"),
        errors.Forbidden: (403, "Not allowed"),
        errors.NotFound: (404, "Not found"),
        errors.Conflict: (409, "Conflict"),
        errors.Erased: (410, "Erased"),
        errors.Retained: (409, "Must be kept"),
        errors.Stale: (412, "Changed since"),
        errors.TooLarge: (413, "Too large"),
        errors.UnsupportedMedia: (415, "Unsupported media type"),
        errors.WrongRegion: (421, "Wrong region"),
        errors.Unconditional: (428, "Version required"),
        errors.Unprocessable: (422, "Not acceptable as it is"),
        errors.Refused: (400, "Refused"),
        errors.Unavailable: (503, "Unavailable"),
    }
    status, title = next(
        (statuses[each] for each in type(error).__mro__ if each in statuses), (500, "Internal error")
    )
    response = _problem(status, error.code, title, error.message)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.Unavailable):
        response.headers["Retry-After"] = str(max(1, round(error.retry_after_s or 5)))
        logger.warning("Request put off", extra={"code": error.code})
    return response


def reply(model: Model, *, status: int = 200, headers: dict[str, str] | None = None) -> func.HttpResponse:
    """Return a model as JSON."""
    return func.HttpResponse(
        model.model_dump_json(exclude_none=True),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        mimetype="application/json",
    )


def work(
    stage: Stage, message: func.ServiceBusMessage, run: Callable[[App, TenantScope, StageMessage], None]
) -> None:
    """
    Run a stage for one queue message.

    A service that does not answer puts the message off, ever longer; a conflict is tried again at once by
    the queue; whatever else goes wrong is counted by the queue and ends as a dead letter.
    """
    from shared.domain.errors import Unavailable
    from shared.domain.stage import StageMessage
    from shared.wiring import app

    application = app()
    task = StageMessage.model_validate_json(message.get_body())
    started = time.perf_counter()
    try:
        run(application, application.admission.admit(task.tenant_id), task)
    except Unavailable as error:
        if task.attempt >= ATTEMPTS_MAX:
            raise
        wait_s = max(error.retry_after_s or 0, min(DELAY_FIRST_S * 2**task.attempt, DELAY_MAX_S))
        again = task.model_copy(update={"attempt": task.attempt + 1})
        application.queues.publish(stage, again, delay_s=wait_s)
        logger.warning(
            "Stage put off",
            extra={
                "stage": stage.value,
                "invoice_id": task.invoice_id,
                "code": error.code,
                "wait_s": wait_s,
            },
        )
        return
    logger.info(
        "Stage done",
        extra={
            "stage": stage.value,
            "invoice_id": task.invoice_id,
            "milliseconds": round(1000 * (time.perf_counter() - started)),
        },
    )


def _caller(application: App, request: func.HttpRequest) -> Caller:
    from shared.domain.audit import Actor, ActorKind

    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        credential = request.headers.get("X-Api-Key", "")
    credential = credential.strip()
    if credential.startswith(JWT_START):
        return _person(application, request, credential)
    scope, key = application.admission.admit_partner(credential)
    return Caller(scope, Actor(kind=ActorKind.PARTNER, reference=key.key_id))


def _person(application: App, request: func.HttpRequest, token: str) -> Caller:
    """Whom a token names; where they work for several tenants, the request says for which."""
    from shared.domain.audit import Actor, ActorKind
    from shared.domain.errors import Forbidden, Malformed, Unauthenticated
    from shared.domain.ids import parse_tenant_id

    if application.identities is None:
        raise Unauthenticated("person.sign_in", "Nobody can sign in here.")
    identity = application.identities.verify(token)
    named = request.headers.get(TENANT_HEADER)
    if named is None:
        memberships = application.memberships.of(identity)
        if not memberships:
            raise Forbidden("person.tenant", "You do not work for any tenant here.")
        if len(memberships) > 1:
            raise Malformed("person.tenant", f"Name one of your tenants in {TENANT_HEADER}.")
        named = memberships[0].tenant_id
    scope, person = application.admission.admit_person(parse_tenant_id(named), identity)
    return Caller(scope, Actor(kind=ActorKind.PERSON, reference=person.reviewer_id), person)


def _not_allowed() -> IntakeError:
    from shared.domain.errors import Forbidden

    return Forbidden("person.required", "This needs a person who may do it, signed in as themselves.")


def _problem(status: int, code: str, title: str, detail: str) -> func.HttpResponse:
    body = {
        "type": f"urn:invoice-intake:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": f"urn:uuid:{uuid.uuid4()}",
    }
    return func.HttpResponse(
        json.dumps(body), status_code=status, mimetype=PROBLEM_TYPE, headers={"Cache-Control": "no-store"}
    )
