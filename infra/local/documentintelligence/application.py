"""
A stand-in for Document Intelligence: its REST protocol in front of an extractor of ours.

It imitates `prebuilt-invoice` (API 2023-07-31): the analysis as a long-running operation, its result with
content, pages, words and typed fields, several invoices as several documents, error answers, the subscription
key, a full queue as 429 with Retry-After. An analysis is done by the given reader, so a document that the
reader cannot read ends as an honest error, never as a canned answer.

It does not imitate other models, training, layout (tables, styles, selection marks), `urlSource`, quotas over
time, or the service's mistakes. A look at a running operation waits up to a second for its end, so that
clients need not ask often.
"""

import asyncio
import uuid
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from infra.local.documentintelligence.result import analyze_result
from infra.local.web import Application, Handler, Request, Response, json_response
from infra.local.web import application as serve
from shared.domain.document import Document, sniff
from shared.domain.errors import IntakeError, Refused
from shared.domain.reading import Reading
from shared.ports.extractor import Extractor

MODEL = "prebuilt-invoice"

DOCUMENT_BYTES_MAX = 500 * 1024 * 1024
"""The service's limit of one document."""

ANALYSES_MAX = 64
"""Analyses waiting or running: beyond, the service answers 429 as well."""

RESULTS_MAX = 1000
"""Results kept: the service keeps them a day, a bench as long as anybody asks."""

LOOK_S = 1.0
"""How long a look at a running analysis waits for its end."""


@dataclass
class _Operation:
    """One analysis."""

    created_at: str
    version: str
    work: "asyncio.Future[Reading]"
    operation_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class _Service:
    def __init__(self, extractor: Extractor, workers: int) -> None:
        self._extractor = extractor
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="analysis")
        self._operations: OrderedDict[str, _Operation] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        if not (request.headers.get("ocp-apim-subscription-key") or request.headers.get("authorization")):
            message = "Access denied due to invalid subscription key or wrong API endpoint."
            return _error(HTTPStatus.UNAUTHORIZED, "401", message)
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["formrecognizer", "documentModels", action] if action.endswith(":analyze"):
                return self._start(request, action.removesuffix(":analyze"))
            case "GET", ["formrecognizer", "documentModels", _, "analyzeResults", operation_id]:
                return await self._look(operation_id)
            case _:
                return _error(HTTPStatus.NOT_FOUND, "NotFound", "Resource not found.")

    def _start(self, request: Request, model: str) -> Response:
        if model != MODEL:
            message = "The requested model was not found."
            return _error(HTTPStatus.NOT_FOUND, "NotFound", "Resource not found.", "ModelNotFound", message)
        kind = sniff(request.body)
        if kind is None or kind.is_container:
            message = "The file is corrupted or format is unsupported."
            return _error(
                HTTPStatus.BAD_REQUEST, "InvalidRequest", "Invalid request.", "InvalidContent", message
            )
        running = sum(not operation.work.done() for operation in self._operations.values())
        if running >= ANALYSES_MAX:
            response = _error(HTTPStatus.TOO_MANY_REQUESTS, "429", "Too many analyses.")
            return Response(response.status, response.body, [*response.headers, ("retry-after", "1")])
        document = Document(kind=kind, content=request.body)
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._pool, self._extractor.extract, document)
        version = request.query.get("api-version", "")
        operation = _Operation(_now(), version, work)
        self._operations[operation.operation_id] = operation
        while len(self._operations) > RESULTS_MAX:
            self._operations.popitem(last=False)
        host = request.headers.get("host", "")
        location = (
            f"http://{host}/formrecognizer/documentModels/{model}/analyzeResults/"
            f"{operation.operation_id}?api-version={version}"
        )
        return Response(HTTPStatus.ACCEPTED, b"", [("operation-location", location)])

    async def _look(self, operation_id: str) -> Response:
        operation = self._operations.get(operation_id)
        if operation is None:
            return _error(HTTPStatus.NOT_FOUND, "NotFound", "Resource not found.")
        await asyncio.wait([operation.work], timeout=LOOK_S)
        state: dict[str, Any] = {"createdDateTime": operation.created_at, "lastUpdatedDateTime": _now()}
        if not operation.work.done():
            return json_response(HTTPStatus.OK, {"status": "running", **state})
        error = operation.work.exception()
        if error is None:
            result = analyze_result(operation.work.result(), version=operation.version)
            return json_response(HTTPStatus.OK, {"status": "succeeded", **state, "analyzeResult": result})
        if not isinstance(error, IntakeError):
            raise error
        return json_response(HTTPStatus.OK, {"status": "failed", **state, "error": _failure(error)})


def application(extractor: Extractor, *, workers: int = 2) -> Application:
    """Return the stand-in; `extractor` reads on `workers` threads."""
    handler: Handler = _Service(extractor, workers).answer
    return serve(handler, body_size_max_bytes=DOCUMENT_BYTES_MAX)


def _failure(error: IntakeError) -> dict[str, Any]:
    """What the service says of a document it cannot read, with our reason inside."""
    if not isinstance(error, Refused):
        return {"code": "InternalServerError", "message": "An unexpected error occurred."}
    inner = {"code": "InvalidContent", "message": f"{error.code}: {error.message}"}
    return {"code": "InvalidRequest", "message": "Invalid request.", "innererror": inner}


def _error(
    status: HTTPStatus, code: str, message: str, inner_code: str = "", inner_message: str = ""
) -> Response:
    error: dict[str, Any] = {"code": code, "message": message}
    if inner_code:
        error["innererror"] = {"code": inner_code, "message": inner_message}
    return json_response(status, {"error": error})


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
