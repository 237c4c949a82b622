"""
The bench's sign-in: a reviewer signs in by saying who they are. Never deployed, and it says so.

Imitated of Entra ID: discovery, authorization code with proof key (RFC 7636), tokens in RS256 with `oid`,
`scp` and `nonce`, the key set. Not imitated: passwords, consent, client secrets, sign-out. Beyond it,
`POST /access-token?person=NAME` gives an access token for calls of the API.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from infra.local.issuer.people import PEOPLE
from infra.local.issuer.tokens import LIFETIME_S, Tokens
from infra.local.web import Application, Request, Response, html_response, json_response, text_response
from infra.local.web import application as web_application
from shared.domain.tenancy import Reviewer

PATH = "/v2.0"
"""Of the issuer; an Entra directory's ends so."""

BODY_SIZE_MAX_BYTES = 64 * 1024

# A browser follows the redirect at once; a forgotten tab must not fill the memory.
CODES_MAX = 1000

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Bench sign-in</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c2430; }}
main {{ max-width: 26rem; margin: 8vh auto; padding: 0 1rem; }}
.note {{ background: #fff4d6; border: 1px solid #d9a400; border-radius: 8px; padding: .6rem .9rem; }}
button {{ font: inherit; display: flex; justify-content: space-between; width: 100%; margin: .5rem 0;
  padding: .8rem 1rem; border: 1px solid #c9cfd8; border-radius: 8px; background: #fff; cursor: pointer; }}
button:hover, button:focus-visible {{ border-color: #1f5fbf; outline: 2px solid #1f5fbf; }}
small {{ color: #5a6675; }}
</style>
<main>
<h1>Who are you today?</h1>
<p class="note"><strong>Bench only.</strong> No password is asked for. In Azure this page is Microsoft
Entra ID.</p>
<form method="post">{buttons}</form>
</main>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a code stands for."""

    person: Reviewer
    redirect: str
    nonce: str
    challenge: str


class Issuer:
    """An issuer, named as it is asked for, and the codes it gave out: a restart forgets them."""

    def __init__(self, state_dir: Path) -> None:
        self.tokens = Tokens(state_dir / "issuer-key.pem")
        self._people = {person.reviewer_id: person for person in PEOPLE}
        self._grants: dict[str, _Grant] = {}

    async def answer(self, request: Request) -> Response:
        """Return the response to any request."""
        match request.method, request.path:
            case "GET", "/v2.0/.well-known/openid-configuration":
                return json_response(200, _metadata(_address(request)))
            case "GET", "/keys":
                return json_response(200, self.tokens.keys())
            case (("GET" | "POST"), "/authorize"):
                return self._authorize(request)
            case "POST", "/token":
                return self._token(_issuer(request), _form(request))
            case "POST", "/access-token" if request.query.get("person") in self._people:
                person = self._people[request.query["person"]]
                return text_response(200, self._access(_issuer(request), person))
        return text_response(404, "nothing here")

    def _authorize(self, request: Request) -> Response:
        redirect = request.query.get("redirect_uri", "")
        if urlsplit(redirect).hostname not in {"127.0.0.1", "localhost"}:
            return text_response(400, "redirect_uri must be on this machine")
        if request.method == "GET":
            return _page()
        person = self._people.get(_form(request).get("person", ""))
        if person is None:
            return text_response(400, "no such person")
        code = secrets.token_urlsafe(24)
        if len(self._grants) >= CODES_MAX:
            self._grants.clear()
        self._grants[code] = _Grant(
            person, redirect, request.query.get("nonce", ""), request.query.get("code_challenge", "")
        )
        answer = urlencode({"code": code, "state": request.query.get("state", "")})
        return Response(303, headers=[("location", f"{redirect}?{answer}")])

    def _token(self, issuer: str, form: dict[str, str]) -> Response:
        grant = self._grants.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if grant is None or grant.challenge != challenge or grant.redirect != form.get("redirect_uri"):
            return json_response(400, {"error": "invalid_grant"})
        return json_response(
            200,
            {
                "token_type": "Bearer",
                "expires_in": LIFETIME_S,
                "id_token": self.tokens.issue(issuer, grant.person, nonce=grant.nonce),
                "access_token": self._access(issuer, grant.person),
            },
        )

    def _access(self, issuer: str, person: Reviewer) -> str:
        return self.tokens.issue(issuer, person, scp="invoices")


def application(state_dir: Path) -> Application:
    """Return the ASGI application of the issuer that keeps its key in this folder."""
    return web_application(Issuer(state_dir).answer, body_size_max_bytes=BODY_SIZE_MAX_BYTES)


def _metadata(address: str) -> dict[str, str]:
    return {
        "issuer": f"{address}{PATH}",
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/keys",
    }


def _address(request: Request) -> str:
    return f"http://{request.headers.get('host', 'localhost')}"


def _issuer(request: Request) -> str:
    return f"{_address(request)}{PATH}"


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode("utf-8", "replace")))


def _page() -> Response:
    buttons = "".join(
        f'<button name="person" value="{escape(person.reviewer_id)}"><span>{escape(person.name)}</span>'
        f"<small>{escape(', '.join(person.roles))}</small></button>"
        for person in PEOPLE
    )
    return html_response(200, _PAGE.format(buttons=buttons))
