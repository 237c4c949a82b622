"""Signing in and out of the portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers.portal import html, see_other

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.ports.identities import Identities
    from shared.triggers.session import Session, Sessions
    from shared.wiring import App

    type Handler = Callable[[App, func.HttpRequest, str], func.HttpResponse]

_OWN_PATH = re.compile(r"(/[A-Za-z0-9-]+)*")
"""Where somebody can be led after signing in: our own pages, never another site's."""


def sessions_of(app: App) -> Sessions | None:
    """Return what reads and writes sessions; None where nobody can sign in."""
    from shared.triggers.session import Sessions

    return Sessions(app.session_secret, app.portal_url) if app.session_secret is not None else None


def _sign_in(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    from shared.triggers.session import Session, new_start

    del base
    identities, sessions = _required(app)
    path = request.params.get("path", "")
    start = new_start()
    session = Session.signing_in(app.clock(), start, path if _OWN_PATH.fullmatch(path) else "")
    return see_other(identities.address(start, _redirect(app)), cookie=sessions.write(session))


def _signed_in(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    """The issuer sent the browser back: who began here ends here, in a session of their own."""
    from shared.domain.errors import Forbidden, Unauthenticated
    from shared.triggers.session import Session

    identities, sessions = _required(app)
    begun = sessions.read(request.headers.get("Cookie", ""), app.clock())
    state, code = request.params.get("state", ""), request.params.get("code", "")
    if begun is None or begun.start is None or not state or begun.start.state != state or not code:
        raise Unauthenticated("sign_in.state", "This sign-in was not begun here, or too long ago.")
    identity = identities.finish(begun.start, _redirect(app), code)
    memberships = app.memberships.of(identity)
    if not memberships:
        raise Forbidden("person.tenant", "You do not work for any tenant here. Ask your administrator.")
    tenant_id = memberships[0].tenant_id if len(memberships) == 1 else None
    session = Session.signed_in(app.clock(), identity, tenant_id, begun.path)
    return see_other(base + (begun.path if tenant_id else "/tenants"), cookie=sessions.write(session))


def _tenants(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    from shared.portal.rendering import render_tenants

    _, sessions = _required(app)
    session = _identified(app, sessions, request)
    if session.identity is None:
        return see_other(f"{base}/sign-in")
    found = app.memberships.of(session.identity)
    return html(render_tenants(found, csrf=sessions.csrf(session), base=base))


def _choose(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    from shared.domain.errors import Unauthenticated
    from shared.domain.ids import parse_tenant_id
    from shared.triggers.session import Session

    _, sessions = _required(app)
    session = _identified(app, sessions, request)
    if session.identity is None:
        raise Unauthenticated("session.over", "You are not signed in any more.")
    form = checked_form(sessions, session, request)
    scope, _ = app.admission.admit_person(parse_tenant_id(form.get("tenant", "")), session.identity)
    chosen = Session.signed_in(app.clock(), session.identity, scope.tenant_id, "")
    return see_other(base + session.path, cookie=sessions.write(chosen))


def _signed_out(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    from shared.portal.rendering import render_notice

    del app, request
    page = render_notice(
        "Signed out", "Until next time.", base=base, action=(f"{base}/sign-in", "Sign in again")
    )
    return html(page)


def _sign_out(app: App, request: func.HttpRequest, base: str) -> func.HttpResponse:
    _, sessions = _required(app)
    session = _identified(app, sessions, request)
    checked_form(sessions, session, request)
    return see_other(f"{base}/signed-out", cookie=sessions.end())


def checked_form(sessions: Sessions, session: Session, request: func.HttpRequest) -> Mapping[str, str]:
    """Return the fields of a form that is this session's own. Raises Forbidden, Malformed, TooLarge."""
    from shared.triggers.posted import posted_form

    form = posted_form(request.headers.get("Content-Type", ""), request.get_body())
    check_csrf(sessions, session, request, form.fields)
    return form.fields


def check_csrf(
    sessions: Sessions, session: Session, request: func.HttpRequest, fields: Mapping[str, str]
) -> None:
    """Raise Forbidden unless a form comes from a page of this session."""
    from shared.domain.errors import Forbidden

    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    if foreign or not sessions.is_csrf(session, fields.get("csrf", "")):
        raise Forbidden("session.form", "This form is not of your session. Open the page again.")


def _identified(app: App, sessions: Sessions, request: func.HttpRequest) -> Session:
    from shared.domain.errors import Unauthenticated

    session = sessions.read(request.headers.get("Cookie", ""), app.clock())
    if session is None:
        raise Unauthenticated("session.over", "You are not signed in any more.")
    return session


def _required(app: App) -> tuple[Identities, Sessions]:
    from shared.domain.errors import Unauthenticated

    sessions = sessions_of(app)
    if app.identities is None or sessions is None:
        raise Unauthenticated("sign_in.none", "Nobody can sign in here: the deployment names no issuer.")
    return app.identities, sessions


def _redirect(app: App) -> str:
    return f"{app.portal_url}/signed-in"


PAGES: Mapping[str, Handler] = {
    "sign-in": _sign_in,
    "signed-in": _signed_in,
    "signed-out": _signed_out,
    "tenants": _tenants,
}

STEPS: Mapping[str, Handler] = {"sign-out": _sign_out, "tenant": _choose}
