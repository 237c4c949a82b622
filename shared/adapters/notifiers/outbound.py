"""Posts to addresses that tenants name: over HTTPS, and never to an inner address."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from shared.domain.errors import Refused, Unavailable

PATIENCE_S = 10.0
"""Of each step of the exchange."""

AZURE_PLATFORM = ipaddress.ip_address("168.63.129.16")
"""Azure's virtual public address of the host: global by number, internal by nature."""

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""
All of IPv6 that is given out to the public (RFC 4291 and IANA's registry, 2026-11).

Outside of it lie forms that carry an IPv4 address, as NAT64's `64:ff9b::a9fe:a9fe`, and would lead inside.
"""

OWN_PORTS_MIN = 1024
"""Ports under it belong to other services; none of them but HTTPS takes webhooks."""

type Resolve = Callable[[str, int], str]
"""Gives the address to connect to for a host and port."""


@dataclass(frozen=True)
class Outbound:
    """The one way out to an address that somebody typed."""

    loopback: bool
    """Whether plain HTTP to this machine is allowed: at a desk only."""
    resolve: Resolve

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> None:
        """
        Post a body. Redirects are not followed.

        Raises:
            Refused: the address is not one to post to, or wants no more (410).
            Unavailable: try again.
        """
        url = _parted(address)
        connection = self._connection(url)
        query = f"?{url.query}" if url.query else ""
        try:
            connection.request("POST", f"{url.path or '/'}{query}", body, {"Host": url.netloc, **headers})
            status = connection.getresponse().status
        except OSError as error:
            raise Unavailable("webhook.unreachable", "The webhook's server did not answer.") from error
        except http.client.InvalidURL as error:
            raise Refused("webhook.url", "A webhook's address has no spaces.") from error
        except http.client.HTTPException as error:
            raise Unavailable("webhook.answer", "The webhook's server broke off.") from error
        finally:
            connection.close()
        if status == 410:
            raise Refused("webhook.gone", "The webhook's server wants no more of these.")
        if not 200 <= status < 300:
            raise Unavailable("webhook.status", f"The webhook's server answered {status}.")

    def _connection(self, url: SplitResult) -> http.client.HTTPConnection:
        """Connect to the very address that was checked, so that no second look-up can change it."""
        host = url.hostname or ""
        secure = url.scheme == "https"
        if not secure and not (self.loopback and url.scheme == "http"):
            raise Refused("webhook.scheme", "A webhook's address begins with https.")
        port = url.port or (443 if secure else 80)
        if port < OWN_PORTS_MIN and port != 443 and not self.loopback:
            raise Refused("webhook.port", f"A webhook listens on 443, or from {OWN_PORTS_MIN} on.")
        address = checked(self.resolve(host, port), loopback=self.loopback)
        plain = socket.create_connection
        if not secure:
            return http.client.HTTPConnection(address, port, timeout=PATIENCE_S)
        connection = http.client.HTTPSConnection(
            host, port, timeout=PATIENCE_S, context=ssl.create_default_context()
        )
        connection._create_connection = (  # type: ignore[attr-defined]  # noqa: SLF001 - its documented seam
            lambda _, timeout, source: plain((address, port), timeout, source)
        )
        return connection


def checked(address: str, *, loopback: bool) -> str:
    """Return the address if a webhook may go there, or raise Refused."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        raise Refused("webhook.address", "A webhook's host has no address.") from None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if not _allowed(found, loopback=loopback):
        raise Refused("webhook.address", "A webhook cannot go to an internal address.")
    return address


def _allowed(found: ipaddress.IPv4Address | ipaddress.IPv6Address, *, loopback: bool) -> bool:
    if found.is_loopback:
        return loopback
    public = found.is_global and not found.is_multicast and found != AZURE_PLATFORM
    return public and (found.version == 4 or found in GLOBAL_UNICAST)


def resolve(host: str, port: int) -> str:
    """Return the first address of a host. Raises Unavailable, Refused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unavailable("webhook.host", "The webhook's host is not known.") from error
    except ValueError as error:
        # Not to be put into a name server's question: too long, or a zero byte.
        raise Refused("webhook.host", "The webhook's host is no name.") from error
    return str(found[0][4][0])


def _parted(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        named = bool(url.hostname) and url.port != 0
    except ValueError:
        named = False
    if not named or url.username is not None or url.password is not None:
        raise Refused("webhook.url", "A webhook's address is https://host/path, without a password.")
    return url
