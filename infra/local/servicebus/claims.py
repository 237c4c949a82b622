"""
The `$cbs` node: shared access signatures, checked if the server was given a key.

Source: "Claims-based security" and "Generate a SAS token" (learn.microsoft.com, 2026).
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs

from infra.local.servicebus.requests import encode_reply, parse_request
from infra.local.servicebus.values import Int

_PREFIX = "SharedAccessSignature "


class Claims:
    """Says whose token is good. Any good token opens the whole namespace: the stand-in knows one key."""

    def __init__(self, key: str | None, *, now_s: Callable[[], float] = time.time) -> None:
        self._key = key
        self._now_s = now_s

    @property
    def required(self) -> bool:
        """Whether a connection needs a token."""
        return self._key is not None

    def put(self, raw: bytes) -> tuple[str | None, bytes, bool]:
        """
        Judge a put-token request; return the address of the reply, the reply, and whether the token is good.

        Raises:
            CodecError: the bytes are not a request.
        """
        request = parse_request(raw)
        is_good = self.accepts(request.body)
        status = HTTPStatus.ACCEPTED if is_good else HTTPStatus.UNAUTHORIZED
        properties = {"status-code": Int(status), "status-description": status.phrase}
        return request.reply_to, encode_reply(request, properties, None), is_good

    def accepts(self, token: object) -> bool:
        """Whether a token is signed with the key and has not expired; any is, if there is no key."""
        if self._key is None:
            return True
        if not isinstance(token, str) or not token.startswith(_PREFIX):
            return False
        fields = parse_qs(token.removeprefix(_PREFIX), keep_blank_values=True)
        # The signature covers the resource as the token spells it, percent signs and all.
        raw = dict(part.partition("=")[::2] for part in token.removeprefix(_PREFIX).split("&"))
        resource, expiry = raw.get("sr", ""), raw.get("se", "")
        digest = hmac.new(self._key.encode(), f"{resource}\n{expiry}".encode(), hashlib.sha256).digest()
        expected = base64.b64encode(digest).decode()
        signature = fields.get("sig", [""])[0]
        is_signed = hmac.compare_digest(signature.encode(), expected.encode())
        return is_signed and expiry.isdecimal() and expiry.isascii() and int(expiry) > self._now_s()
