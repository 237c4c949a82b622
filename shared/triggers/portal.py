"""
The portal's edge: one way in for looking and one for doing, then to the page or step that the path names.

Every answer forbids scripts, styles and frames that are not our own; every form carries its session's token.
"""

from __future__ import annotations

import logging
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import azure.functions as func

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from shared.domain.errors import IntakeError
    from shared.domain.tenancy import Reviewer, TenantScope
    from shared.portal.frame import Frame
    from shared.triggers.session import Session, Sessions
    from shared.wiring import App

blueprint = func.Blueprint()

logger = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every page."""

ASSET_CACHE = "public, max-age=31536000, immutable"
"""An asset's address changes with its content."""

_ID = r"(?P<id>[0-9a-f-]{36})"


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in."""

    app: App
    scope: TenantScope
    person: Reviewer
    session: Session
    sessions: Sessions
    request: func.HttpRequest
    now: datetime
    base: str
    """Path of the portal."""

    def frame(self, section: str = "") -> Frame:
        """Return what stands around a page of this visit."""
        from shared.portal.frame import WAITING_COUNT_MAX, Frame
        from shared.ports.invoices import InvoiceFilter

        mine = InvoiceFilter(waiting=True, assignee=self.person.reviewer_id)
        return Frame(
            base=self.base,
            person=self.person,
            tenant_name=self.scope.profile.name,
            csrf=self.sessions.csrf(self.session),
            now=self.now,
            section=section,
            waiting=self.app.look_up.invoices.count(self.scope, mine, limit=WAITING_COUNT_MAX),
            done=self.request.params.get("done", ""),
        )


type Page = Callable[[Visit, Mapping[str, str]], func.HttpResponse]


@blueprint.route("portal/{*path}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def portal_page(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with a page."""
    return _guarded(req, _look)


@blueprint.route("portal/{*path}", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def portal_step(req: func.HttpRequest) -> func.HttpResponse:
    """Do what a form asks for."""
    return _guarded(req, _do)


def html(page: str, *, status: int = 200, cookie: str | None = None) -> func.HttpResponse:
    """Return a page."""
    headers = {**HEADERS, **({"Set-Cookie": cookie} if cookie else {})}
    return func.HttpResponse(page, status_code=status, mimetype="text/html", headers=headers)


def see_other(path: str, *, cookie: str | None = None) -> func.HttpResponse:
    """Return the way to another page."""
    headers = {**HEADERS, "Location": path, **({"Set-Cookie": cookie} if cookie else {})}
    return func.HttpResponse(b"", status_code=303, headers=headers)


def notice(error: IntakeError, base: str) -> func.HttpResponse:
    """Return the page that says what went wrong, with the status that the API would answer with."""
    from shared.portal.rendering import render_notice
    from shared.triggers.edge import problem

    status = problem(error).status_code
    return html(
        render_notice(_title(status), error.message, base=base, action=(base, "To the inbox")), status=status
    )


def _guarded(
    request: func.HttpRequest, respond: Callable[[App, func.HttpRequest, str, str], func.HttpResponse]
) -> func.HttpResponse:
    from shared.domain.errors import IntakeError
    from shared.portal.rendering import render_notice

    base = "/api/portal"
    try:
        from shared.wiring import app

        application = app()
        base = urlsplit(application.portal_url).path
        return respond(application, request, base, (request.route_params.get("path") or "").strip("/"))
    except IntakeError as error:
        return notice(error, base)
    except Exception:  # the edge: whatever is left is our defect, and says nothing to the visitor
        incident = str(uuid.uuid4())
        logger.exception("Page failed", extra={"incident": incident})
        message = f"Something went wrong here. If it does so again, tell your administrator: {incident}."
        return html(render_notice("Something went wrong", message, base=base), status=500)


def _look(app: App, request: func.HttpRequest, base: str, path: str) -> func.HttpResponse:
    from shared.triggers import portal_pages, portal_policy, portal_proof, portal_sign_in

    if path.startswith("static/"):
        return _asset(path.removeprefix("static/"))
    if path in portal_sign_in.PAGES:
        return portal_sign_in.PAGES[path](app, request, base)
    visit = _visit(app, request, base)
    if visit is None:
        wanted = quote(f"/{path}" if path else "", safe="")
        return see_other(f"{base}/sign-in?path={wanted}")
    pages = {**portal_pages.PAGES, **portal_policy.PAGES, **portal_proof.PAGES}
    return _dispatch(pages, visit, path)


def _do(app: App, request: func.HttpRequest, base: str, path: str) -> func.HttpResponse:
    from shared.domain.errors import Unauthenticated
    from shared.triggers import portal_policy, portal_sign_in, portal_steps

    if path in portal_sign_in.STEPS:
        return portal_sign_in.STEPS[path](app, request, base)
    visit = _visit(app, request, base)
    if visit is None:
        raise Unauthenticated("session.over", "You are not signed in any more. Sign in, then send it again.")
    return _dispatch({**portal_steps.STEPS, **portal_policy.STEPS}, visit, path)


def _dispatch(pages: Mapping[str, Page], visit: Visit, path: str) -> func.HttpResponse:
    from shared.domain.audit import Actor, ActorKind
    from shared.domain.errors import NotFound
    from shared.triggers import edge

    for pattern, page in pages.items():
        found = re.fullmatch(pattern.replace("{id}", _ID), path)
        if found:
            actor = Actor(kind=ActorKind.PERSON, reference=visit.person.reviewer_id)
            with edge.denials_recorded(visit.app, visit.scope, actor):
                return page(visit, found.groupdict())
    raise NotFound("page.unknown", "There is no such page.")


def _visit(app: App, request: func.HttpRequest, base: str) -> Visit | None:
    """Return who visits; None where nobody is signed in for a tenant they still work for."""
    from shared.domain.errors import Forbidden
    from shared.triggers.portal_sign_in import sessions_of

    sessions = sessions_of(app)
    now = app.clock()
    session = sessions.read(request.headers.get("Cookie", ""), now) if sessions else None
    if sessions is None or session is None or session.identity is None or session.tenant_id is None:
        return None
    try:
        scope, person = app.admission.admit_person(session.tenant_id, session.identity)
    except Forbidden:
        return None
    return Visit(app, scope, person, session, sessions, request, now, base)


def _asset(name: str) -> func.HttpResponse:
    from shared.domain.errors import NotFound
    from shared.portal.rendering import assets

    asset = assets().get(name)
    if asset is None:
        raise NotFound("page.asset", "There is no such file.")
    headers = {**HEADERS, "Cache-Control": ASSET_CACHE}
    return func.HttpResponse(asset.content, mimetype=asset.media_type, headers=headers)


def _title(status: int) -> str:
    titles = {401: "Please sign in", 403: "Not allowed", 404: "Not found", 503: "One moment"}
    return titles.get(status, "That did not work")
