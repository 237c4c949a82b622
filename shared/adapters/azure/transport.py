"""HTTP for the SDK clients."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from urllib3.connectionpool import HTTPConnectionPool


def transport() -> RequestsTransport:
    """Return a transport for one SDK client, which closes it."""
    return RequestsTransport(session=_Session())


class _Session(requests.Session):
    """
    Sends what the SDKs have made ready, as they made it.

    They quote addresses, sign, retry and follow redirects themselves, and no service sets cookies. Requests
    would do it all once more, and ask the environment for proxies, certificates and passwords each time:
    an eighth of what an invoice costs. Proxies and certificates are asked for once per host, passwords never.
    """

    def __init__(self) -> None:
        super().__init__()
        self.auth = _as_it_is
        self._known: dict[tuple[object, ...], Mapping[str, Any]] = {}
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def request(  # type: ignore[override] # the SDKs call it narrower than requests allows
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Any = None,
        **options: Any,
    ) -> requests.Response:
        if not isinstance(data, str | bytes | None) or options.pop("files", None):
            return super().request(method, url, headers=headers, data=data, **options)
        options.pop("allow_redirects", None)
        timeout = options.pop("timeout", None)
        is_streamed = options.get("stream", False)
        settings = self.merge_environment_settings(
            url, options.pop("proxies", None), **{"stream": None, "verify": None, "cert": None, **options}
        )
        found = self.get_adapter(url).send(
            self._ready(method, url, headers, data), timeout=timeout, **settings
        )
        if not is_streamed:
            _ = found.content  # Reads it, which frees the connection.
        return found

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

    def _ready(
        self, method: str, url: str, headers: Mapping[str, str], data: str | bytes | None
    ) -> requests.PreparedRequest:
        body = data.encode() if isinstance(data, str) else data
        named: CaseInsensitiveDict[str | bytes] = CaseInsensitiveDict(self.headers)
        named.update({name: value for name, value in headers.items() if value is not None})
        if body or method not in {"GET", "HEAD"}:
            named["Content-Length"] = str(len(body or b""))
        ready = requests.PreparedRequest()
        ready.method, ready.url, ready.headers, ready.body = method, url, named, body or None
        return ready


class _Adapter(HTTPAdapter):
    """Finds the connections to a host once, and reads no cookies."""

    def __init__(self) -> None:
        super().__init__()
        self._pools: dict[tuple[object, ...], HTTPConnectionPool] = {}

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: Any,
        proxies: Any = None,
        cert: Any = None,
    ) -> HTTPConnectionPool:
        key = (urlsplit(request.url)[:2], verify, cert, tuple((proxies or {}).items()))
        found = self._pools.get(key)
        if found is None:
            found = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._pools[key] = found
        return found

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = resp
        response.reason = resp.reason
        response.url = req.url or ""
        response.cookies = RequestsCookieJar()
        response.request = req
        response.connection = self
        return response

    def close(self) -> None:
        self._pools.clear()
        super().close()


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Authorisation is the SDK's business; with none at all, requests would look for a .netrc."""
    return request
