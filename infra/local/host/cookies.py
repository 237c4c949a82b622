"""Cookies of a response, from the runtime's records to `Set-Cookie` headers (RFC 6265)."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

_SAME_SITE = {1: "Lax", 2: "Strict", 3: "None"}


def cookie_header(cookie: Any) -> str:
    """Return the value of the `Set-Cookie` header for one `RpcHttpCookie` record."""
    # ASP.NET Core escapes the value (ResponseCookies.Append), so browsers see it escaped in Azure too.
    parts = [f"{cookie.name}={quote(cookie.value, safe='')}"]
    if cookie.domain:
        parts.append(f"Domain={cookie.domain}")
    if cookie.path:
        parts.append(f"Path={cookie.path}")
    if cookie.expires is not None:
        expires = datetime.fromtimestamp(cookie.expires.seconds, UTC)
        parts.append(f"Expires={format_datetime(expires, usegmt=True)}")
    if cookie.max_age is not None:
        parts.append(f"Max-Age={int(cookie.max_age)}")
    if cookie.secure:
        parts.append("Secure")
    if cookie.http_only:
        parts.append("HttpOnly")
    if cookie.same_site in _SAME_SITE:
        parts.append(f"SameSite={_SAME_SITE[cookie.same_site]}")
    return "; ".join(parts)
