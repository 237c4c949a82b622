"""Tokens: good ones open the namespace, others do not."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus

import pytest

from infra.local.servicebus.claims import Claims

KEY = "not-a-real-key"
NOW_S = 1_700_000_000


def token(key=KEY, resource="sb://localhost/q", expiry=NOW_S + 60):
    """A token as azure-servicebus makes one."""
    spelled = quote_plus(resource)
    digest = hmac.new(key.encode(), f"{spelled}\n{expiry}".encode(), hashlib.sha256).digest()
    signature = quote_plus(base64.b64encode(digest))
    return f"SharedAccessSignature sr={spelled}&sig={signature}&se={expiry}&skn=policy"


def accepts(found, key=KEY):
    return Claims(key, now_s=lambda: NOW_S).accepts(found)


def test_good():
    """A token signed with the key is good until it expires."""
    assert accepts(token())
    assert not accepts(token(expiry=NOW_S))


def test_no_key():
    """Without a key nothing is asked."""
    assert accepts("anything", key=None)
    assert not Claims(None).required


@pytest.mark.parametrize(
    "found",
    [
        token(key="other"),
        token().replace("localhost", "elsewhere"),
        token().replace(f"se={NOW_S + 60}", f"se={NOW_S + 61}"),
        token(expiry="never"),
        "SharedAccessSignature ",
        "Bearer x",
        "",
        None,
        5,
        token().replace("sig=", "sig=é"),
    ],
)
def test_refused(found):
    """A token that another key made, that was changed, or that is none is refused."""
    assert not accepts(found)
