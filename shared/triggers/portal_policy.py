"""The portal's policy page: look at it, check a draft, try it, put it on trial or in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.triggers import edge
from shared.triggers.portal import Page, Visit, html, see_other

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import azure.functions as func

    from shared.domain.policy_book import PolicyBook
    from shared.portal.policy import Draft


def look(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """The policy in force, or an older text to begin with."""
    from shared.portal.policy import Draft

    del path
    book, text = visit.app.govern.in_force(visit.scope)
    wanted = visit.request.params.get("version")
    older = {str(each.number): each.text for each in visit.app.govern.versions(visit.scope)} if wanted else {}
    return _show(visit, Draft(older.get(wanted or "", text), book.events))


def write(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """What the pressed button says; a text that cannot be kept stands there with its mistake."""
    from dataclasses import replace

    from shared.domain.errors import Forbidden, IntakeError
    from shared.portal.policy import Draft
    from shared.triggers.policy import days_of
    from shared.triggers.portal_sign_in import checked_form
    from shared.triggers.review import revision_of

    del path
    form = checked_form(visit.sessions, visit.session, visit.request)
    revision = revision_of(form.get("revision"))
    # Forms end their lines as mail does; what is kept and shown are plain ones.
    draft = Draft(form.get("text", "").replace("\r\n", "\n"), revision)
    step, govern = form.get("step", "check"), visit.app.govern
    try:
        if step in {"write", "trial"}:
            govern.write(visit.scope, visit.person, draft.text, revision=revision, on_trial=step == "trial")
            return see_other(f"{visit.base}/policy?done=policy_{step}")
        if step == "backtest":
            draft = replace(draft, days=days_of(form.get("days", "")))
            return _show(
                visit, replace(draft, backtest=govern.backtest(visit.scope, draft.text, days=draft.days))
            )
        govern.check(visit.scope, draft.text)
    except Forbidden:
        raise
    except IntakeError as error:
        return _show(visit, replace(draft, problem=error.message), status=edge.problem(error).status_code)
    return _show(visit, replace(draft, said="This is a policy. Nothing has changed yet."))


def end_trial(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Put the policy on trial in force, or end its trial."""
    del path
    govern = visit.app.govern
    return _step(visit, {"promote": govern.promote, "drop": govern.drop})


def lift(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Go back to the level the policy says."""
    del path
    return _step(visit, {"lift": visit.app.govern.lift})


def _step(visit: Visit, steps: Mapping[str, Callable[..., PolicyBook]]) -> func.HttpResponse:
    from shared.triggers.portal_sign_in import checked_form
    from shared.triggers.review import revision_of

    form = checked_form(visit.sessions, visit.session, visit.request)
    name = form.get("step", "")
    name = name if name in steps else [*steps][-1]
    steps[name](visit.scope, visit.person, revision=revision_of(form.get("revision")))
    return see_other(f"{visit.base}/policy?done=policy_{name}")


def _show(visit: Visit, draft: Draft, *, status: int = 200) -> func.HttpResponse:
    from shared.portal.policy import policy_page
    from shared.portal.rendering import render

    govern = visit.app.govern
    book, _ = govern.in_force(visit.scope)
    trial = govern.trial(visit.scope) if book.shadow else None
    people = visit.scope.profile.reviewers
    page = policy_page(book, draft, govern.versions(visit.scope), trial, people)
    return html(render("policy", visit.frame("policy"), page), status=status)


PAGES: Mapping[str, Page] = {"policy": look}

STEPS: Mapping[str, Page] = {"policy": write, "policy/trial": end_trial, "policy/lift": lift}
