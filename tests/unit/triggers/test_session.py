"""Sessions: only what we signed, only in time, and forms only of their own session."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.identity import Identity
from shared.triggers.session import COOKIE, SESSION_S, SIGN_IN_S, Session, Sessions, new_start
from tests.unit.pipeline.world import START, TENANT

PORTAL = "https://portal.example/api/portal"
SESSIONS = Sessions(bytes(32), PORTAL)
IDENTITY = Identity(object_id="o1", name="Ada Ö.")


def signed_in():
    return Session.signed_in(START, IDENTITY, TENANT, "/upload")


def cookie_of(header):
    return header.partition(";")[0]


def test_a_session_is_read_as_it_was_written():
    """The cookie is the session."""
    session = signed_in()

    assert SESSIONS.read(f"other=1; {cookie_of(SESSIONS.write(session))}", START) == session


def test_a_cookie_has_no_character_that_hosts_escape():
    """Padding came back as `%3D` from a host, and nobody could sign in."""
    for name in ("A", "Ad", "Ada"):
        identity = Identity(object_id="o1", name=name)
        header = SESSIONS.write(Session.signed_in(START, identity, TENANT, ""))
        value = cookie_of(header).removeprefix(f"{COOKIE}=")

        assert set(value) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
        assert SESSIONS.read(cookie_of(header), START) is not None


def test_a_cookie_is_for_the_portal_alone_and_for_no_script():
    """Secure wherever the portal is; not at a bench without TLS."""
    header = SESSIONS.write(signed_in())

    assert "; Path=/api/portal; HttpOnly; SameSite=Lax; Secure" in header
    assert "Secure" not in Sessions(bytes(32), "http://127.0.0.1/api/portal").end()


def test_a_session_ends():
    """After a working day somebody signs in again."""
    header = cookie_of(SESSIONS.write(signed_in()))

    assert SESSIONS.read(header, START + timedelta(seconds=SESSION_S - 1)) is not None
    assert SESSIONS.read(header, START + timedelta(seconds=SESSION_S)) is None


def test_a_sign_in_must_be_quick():
    """What waits for the issuer's answer waits ten minutes."""
    header = SESSIONS.write(Session.signing_in(START, new_start(), ""))

    assert f"Max-Age={SIGN_IN_S}" in header
    assert SESSIONS.read(cookie_of(header), START + timedelta(seconds=SIGN_IN_S)) is None


def test_another_secret_signs_other_sessions():
    """A forged or foreign cookie is none."""
    header = cookie_of(Sessions(bytes(31) + b"1", PORTAL).write(signed_in()))

    assert SESSIONS.read(header, START) is None


@given(st.text(max_size=80))
def test_whatever_comes_as_a_cookie_is_read_or_is_none(text):
    """No header brings an error."""
    for header in (text, f"{COOKIE}={text}", f"{COOKIE}={text}.{text}"):
        assert SESSIONS.read(header, START) is None


@given(st.binary(max_size=60))
def test_only_a_session_is_one_even_if_it_is_signed(body):
    """Signed once by a mistake, still nobody."""
    text = body.decode("latin-1")
    signed = f"{COOKIE}={text}.{SESSIONS._sign(text)}"

    assert SESSIONS.read(signed, START) is None


def test_a_form_is_of_its_own_session():
    """Neither another session's token nor none is taken, and text of any kind brings no error."""
    mine, other = signed_in(), signed_in()

    assert SESSIONS.is_csrf(mine, SESSIONS.csrf(mine))
    assert not SESSIONS.is_csrf(mine, SESSIONS.csrf(other))
    assert not SESSIONS.is_csrf(mine, "")
    assert not SESSIONS.is_csrf(mine, "ü")


def test_nothing_of_a_sign_in_can_be_guessed():
    """Each start is another."""
    assert len({value for _ in range(20) for value in new_start().model_dump().values()}) == 60
