"""Tokens of people, from the bench's issuer and from everybody who would like to be it."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.local.issuer.application import Issuer
from infra.local.issuer.people import ISSUED_TO, PEOPLE
from infra.local.standalone import serving
from infra.local.web import application
from shared.adapters.azure.identities import OpenIDIdentities
from shared.domain.errors import Unauthenticated, Unavailable
from shared.domain.identity import Identity
from shared.ports.identities import SignInStart
from tests.integration.background import in_background

CLERK = PEOPLE[0]
REDIRECT = "http://127.0.0.1/callback"
START = SignInStart(state="s", nonce="n", verifier="v" * 43)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Signing:
    """An issuer that answers, and its key for forging."""

    def __init__(self, issuer, address):
        self.issuer = issuer
        self.address = address
        self.name = f"{address}/v2.0"
        self.identities = OpenIDIdentities(self.name, ISSUED_TO, None)

    def token(self, **claims):
        given = {"scp": "invoices", **claims}
        return self.issuer.tokens.issue(given.pop("iss", self.name), CLERK, **given)


@pytest.fixture(scope="module")
def signing(tmp_path_factory):
    issuer = Issuer(tmp_path_factory.mktemp("issuer"))
    with in_background(
        lambda: serving(application(issuer.answer, body_size_max_bytes=65536), port=0)
    ) as port:
        yield Signing(issuer, f"http://127.0.0.1:{port}")


def test_a_persons_token_says_who_they_are(signing):
    """Who they are for ever, and their name as shown."""
    assert signing.identities.verify(signing.token()) == Identity(object_id="bench-clerk", name="Clara Clerk")


@pytest.mark.parametrize(
    "claims",
    [
        {"scp": ""},
        {"scp": None},
        {"idtyp": "app"},
        {"aud": "another"},
        {"iss": "http://127.0.0.1:1/v2.0"},
        {"exp": int(time.time()) - 3600},
        {"exp": "9999999999"},
        {"nbf": int(time.time()) + 3600},
        {"iat": "1"},
        {"oid": None},
        {"oid": ""},
        {"oid": "a b"},
        {"tid": "another-directory"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_a_persons_for_us_is_refused(signing, claims):
    """An application's, another audience's, another issuer's, of another time, of nobody."""
    with pytest.raises(Unauthenticated):
        signing.identities.verify(signing.token(**claims))


def test_a_token_that_the_issuer_did_not_sign_is_refused(signing):
    """No signature, the public key as a secret, somebody else's key, an unknown key, no token at all."""
    good = signing.token()
    claims = jwt.decode(good, options={"verify_signature": False})
    header = {"kid": "bench"}
    public = OTHER_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    forged = (
        jwt.encode(claims, None, algorithm="none", headers=header),
        jwt.encode(claims, public * 2, algorithm="HS256", headers=header),
        jwt.encode(claims, OTHER_KEY, algorithm="RS256", headers=header),
        jwt.encode(claims, OTHER_KEY, algorithm="RS256", headers={"kid": "other"}),
        jwt.encode(claims, OTHER_KEY, algorithm="RS256"),
        good[:-4],
        good + "x" * 20_000,
        "eyJ.e30.",
        "",
    )
    for token in forged:
        with pytest.raises(Unauthenticated):
            signing.identities.verify(token)


def chosen(signing, start=START, person="clerk"):
    """Return the code that the browser brings back."""
    where = signing.identities.address(start, REDIRECT)
    response = urllib3.request(
        "POST",
        where,
        body=urlencode({"person": person}),
        redirect=False,
        headers={"host": signing.address[7:]},
    )
    back = urlsplit(response.headers["location"])
    answer = parse_qs(back.query)
    assert answer["state"] == [start.state]
    return answer["code"][0]


def test_a_sign_in_ends_as_who_was_chosen(signing):
    """Code, proof key, token: once."""
    code = chosen(signing)

    assert signing.identities.finish(START, REDIRECT, code).object_id == "bench-clerk"
    with pytest.raises(Unauthenticated):
        signing.identities.finish(START, REDIRECT, code)


@pytest.mark.parametrize("change", [{"verifier": "w" * 43}, {"nonce": "other"}])
def test_a_code_is_worth_nothing_to_who_did_not_begin(signing, change):
    """Stolen on its way, or slipped into somebody else's browser."""
    code = chosen(signing)

    with pytest.raises(Unauthenticated):
        signing.identities.finish(START.model_copy(update=change), REDIRECT, code)


def test_an_issuer_that_does_not_answer_is_asked_again_later():
    """Nobody is refused for it, and nobody let in."""
    nowhere = OpenIDIdentities("http://127.0.0.1:1/v2.0", ISSUED_TO, None)

    with pytest.raises(Unavailable):
        nowhere.verify("eyJ.e30.x")
    with pytest.raises(Unavailable):
        nowhere.address(START, REDIRECT)


def test_an_address_that_is_no_issuers_lets_nobody_in(signing):
    """Somebody set it wrong: that is not the person's fault, and no reason to trust them."""
    other = OpenIDIdentities(f"{signing.address}/elsewhere", ISSUED_TO, None)

    with pytest.raises(Unavailable):
        other.verify(signing.token())


def test_the_page_says_that_it_is_no_real_sign_in(signing):
    """Nobody takes the bench for Entra ID."""
    page = urllib3.request("GET", f"{signing.address}/authorize?redirect_uri={REDIRECT}")

    assert b"Bench only" in page.data
    assert all(person.name.encode() in page.data for person in PEOPLE)
    elsewhere = urllib3.request("GET", f"{signing.address}/authorize?redirect_uri=https://evil.example/")
    assert elsewhere.status == 400
