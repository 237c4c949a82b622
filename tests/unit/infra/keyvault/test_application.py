"""The Keys API, request by request."""

import asyncio
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.local.keyvault.application import OPERATIONS, application
from infra.local.keyvault.jwk import generate
from infra.local.keyvault.records import VaultState
from infra.local.keyvault.vault import KeyChange, Vault

TOKEN = (b"authorization", b"Bearer x")
SEGMENTS = [
    "keys",
    "deletedkeys",
    "k",
    "create",
    "rotate",
    "versions",
    "rotationpolicy",
    "restore",
    "recover",
]
FIELDS = [
    "kty",
    "key_size",
    "crv",
    "key",
    "key_ops",
    "attributes",
    "tags",
    "alg",
    "value",
    "digest",
    "iv",
    "tag",
]
VALUES = ["RSA", "EC", "oct", "P-256", 2047, "A256KW", "A256GCM", "A256CBCPAD", "RS256", "ES256", "AAAA"]


class Memory:
    """A store that forgets."""

    def load(self):
        """Return an empty vault."""
        return VaultState()

    def save(self, state):
        """Forget."""


def vault():
    """Return a vault with one key of each kind but RSA."""
    made = Vault(Memory())
    made.add("k", generate("oct", size_bits=256, curve=None), KeyChange())
    made.add("e", generate("EC", size_bits=None, curve="P-256"), KeyChange())
    return made


def call(served, method, path, body=b"", *, query=b"", headers=(TOKEN,)):
    """Return the status, headers and JSON of an answer."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(event):
        sent.append(event)

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    asyncio.run(served(scope, receive, send))
    answer = sent[1]["body"]
    return sent[0]["status"], dict(sent[0]["headers"]), json.loads(answer) if answer else None


def test_challenge():
    """Without a token the answer names where one is to be had, whatever was asked."""
    for headers in [(), ((b"authorization", b"Bearer "),)]:
        status, answered, _ = call(application(vault()), "GET", "/keys/k", headers=headers)

        assert status == 401
        assert b'resource="https://vault.azure.net"' in answered[b"www-authenticate"]


json_values = st.recursive(
    st.sampled_from(VALUES) | st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(["GET", "PUT", "POST", "PATCH", "DELETE"]),
    st.lists(st.sampled_from([*SEGMENTS, *OPERATIONS, "e"]), max_size=4),
    json_values.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20),
    st.sampled_from([b"", b"maxresults=x", b"$skiptoken=-1", b"maxresults=1&$skiptoken=1"]),
)
def test_anything(method, segments, body, query):
    """Whatever is asked, the answer is a result or a refusal in Key Vault's form."""
    path = f"/{'/'.join(segments)}"

    status, _, answer = call(application(vault()), method, path, body, query=query)

    assert status in {200, 204, 400, 403, 404, 409}
    if status >= 400:
        assert set(answer["error"]) == {"code", "message"}
