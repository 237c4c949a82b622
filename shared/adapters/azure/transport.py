"""HTTP for the SDK clients."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from azure.core.pipeline.transport import RequestsTransport


def transport() -> RequestsTransport:
    """Return a transport for one SDK client, which closes it."""
    return RequestsTransport(session=_Session())


class _Session(requests.Session):
    """
    Asks the environment for proxies and certificates once per host, and never for passwords.

    Requests asks for all of them at every request, which is a fourteenth of what an invoice costs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.auth = _as_it_is
        self._known: dict[tuple[object, ...], Mapping[str, Any]] = {}

    def merge_environment_settings(
        self,
        url: str,
        proxies: dict[str, str] | None,
        stream: bool | None,  # noqa: FBT001 - the signature is requests'
        verify: Any,
        cert: Any,
    ) -> Any:
        key = (urlsplit(url)[:2], tuple((proxies or {}).items()), stream, verify, cert)
        found = self._known.get(key)
        if found is None:
            found = super().merge_environment_settings(url, proxies or {}, stream, verify, cert)
            self._known[key] = found
        return dict(found)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Authorisation is the SDK's business; with none at all, requests would look for a .netrc."""
    return request
