"""The partner API from the caller's side, as a careful partner would use it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

import urllib3

from infra.local.answers import (
    Accepted,
    AcceptedList,
    AuditTrail,
    DeadLetter,
    DeadLetterList,
    Invoice,
    InvoiceList,
)

PAGE_SIZE_MAX = 200
"""The most invoices the API gives in one answer."""

TIMEOUT_S = 60.0
"""For one answer: a bench on two busy cores may think a while about a large document."""

PATIENCE_S = 120.0
"""For a request with all its retries: longer than a restart of everything."""

RETRY_DELAY_S = 0.5
"""Where the answer does not say when to come back."""

RETRIED = frozenset({429, 502, 503, 504})
"""Answers that mean later, not never."""


class Refusal(Exception):
    """The API said no; `code` is the problem's own."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Unreachable(Exception):
    """The API did not answer, or kept putting us off, for as long as we were willing to ask."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One document to post."""

    content: bytes
    """The file's bytes."""
    media_type: str
    """As the sender declares it."""
    filename: str
    """For people."""
    key: str
    """Idempotency-Key: the same for every repeat of this posting."""


class Client:
    """A partner's client; safe to share between threads."""

    def __init__(
        self,
        api_url: str,
        credential: str,
        *,
        connections: int = 32,
        patience_s: float = PATIENCE_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = f"{api_url.rstrip('/')}/v1"
        self._headers = {"Authorization": f"Bearer {credential}"}
        self._pool = urllib3.PoolManager(maxsize=connections, block=True, retries=False, timeout=TIMEOUT_S)
        self._patience_s = patience_s
        self._sleep = sleep

    def post(self, posting: Posting) -> tuple[Accepted, ...]:
        """
        Return what was taken in, asking again while the API is busy or away.

        Raises:
            Refusal: the API will not have it.
            Unreachable: the API was busy or away for too long.
        """
        headers = {
            "Content-Type": posting.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(PurePath(posting.filename).name)}",
            "Idempotency-Key": posting.key,
        }
        body = self._ask("POST", "/invoices", headers, posting.content)
        return AcceptedList.model_validate_json(body).invoices

    def invoice(self, invoice_id: str) -> Invoice:
        """Return one invoice. Raises Refusal and Unreachable, as do all below."""
        return Invoice.model_validate_json(self._ask("GET", f"/invoices/{invoice_id}"))

    def invoices(self, query: Mapping[str, str]) -> InvoiceList:
        """Return one part of the list; `query` is the API's own."""
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return InvoiceList.model_validate_json(self._ask("GET", f"/invoices?{text}"))

    def audit(self, invoice_id: str) -> AuditTrail:
        """Return one invoice's entries in the log."""
        return AuditTrail.model_validate_json(self._ask("GET", f"/invoices/{invoice_id}/audit"))

    def each_invoice(self) -> Iterator[Invoice]:
        """Yield every invoice, latest received first."""
        query = {"limit": str(PAGE_SIZE_MAX)}
        while True:
            page = self.invoices(query)
            yield from page.invoices
            if page.continuation is None:
                return
            query["continuation"] = page.continuation

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """Return the latest of what could not be processed."""
        body = self._ask("GET", f"/dead-letters?limit={PAGE_SIZE_MAX}")
        return DeadLetterList.model_validate_json(body).dead_letters

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> bytes:
        deadline = time.monotonic() + self._patience_s
        while True:
            wait_s, said = RETRY_DELAY_S, "no answer"
            try:
                response = self._pool.request(
                    method, self._base + path, headers={**self._headers, **(headers or {})}, body=body
                )
            except urllib3.exceptions.HTTPError as error:
                said = type(error).__name__
            else:
                if response.status < 300:
                    return response.data
                if response.status not in RETRIED:
                    raise _refusal(response.status, response.data)
                said = f"status {response.status}"
                wait_s = _retry_after_s(response.headers.get("Retry-After"))
            if time.monotonic() + wait_s > deadline:
                raise Unreachable(f"{method} {path.partition('?')[0]}: {said} for {self._patience_s:.0f} s")
            self._sleep(wait_s)


def _retry_after_s(header: str | None) -> float:
    return float(header) if header is not None and header.isdecimal() else RETRY_DELAY_S


def _refusal(status: int, body: bytes) -> Refusal:
    try:
        problem = json.loads(body)
        return Refusal(status, str(problem["code"]), str(problem["detail"]))
    except (ValueError, KeyError, TypeError):
        return Refusal(status, "unexplained", f"an answer of {len(body)} bytes that is no problem document")
