"""Cookies of a response."""

from types import SimpleNamespace

from infra.local.host.cookies import cookie_header


def cookie(**given):
    absent = dict.fromkeys(("domain", "path", "expires", "max_age", "secure", "http_only"))
    return SimpleNamespace(**{"name": "n", "value": "v", "same_site": 0, **absent, **given})


def test_plain():
    """A name and a value need nothing more."""
    assert cookie_header(cookie()) == "n=v"


def test_value_is_escaped():
    """The value is escaped as ASP.NET Core does it."""
    assert cookie_header(cookie(value="a=b; c")) == "n=a%3Db%3B%20c"


def test_every_attribute():
    """All attributes of RFC 6265 are written."""
    full = cookie(
        domain="d",
        path="/",
        expires=SimpleNamespace(seconds=0),
        max_age=60.0,
        secure=True,
        http_only=True,
        same_site=2,
    )

    assert cookie_header(full).split("; ") == [
        "n=v",
        "Domain=d",
        "Path=/",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Max-Age=60",
        "Secure",
        "HttpOnly",
        "SameSite=Strict",
    ]
