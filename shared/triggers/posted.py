"""Request bodies: raw, multipart or JSON become arrivals, within limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from shared.domain.document import Channel, Provenance
from shared.domain.errors import Malformed, TooLarge, UnsupportedMedia
from shared.pipeline.ingest import DOCUMENTS_MAX, Arrival
from shared.pipeline.take_in import cut
from shared.triggers.views import PostedDocuments

if TYPE_CHECKING:
    from datetime import datetime

FIELD_BYTES_MAX = 64 * 1024
"""Of multipart fields that are no files: none is needed, a few are harmless."""

REQUEST_KEY_CHARACTERS_MAX = 200
"""Of an Idempotency-Key: a GUID or a document number, not a document."""

RAW_TYPES = frozenset(
    "application/octet-stream application/pdf application/xml image/jpeg image/png image/tiff "
    "text/xml".split()
)


class Sender:
    """Who sends and when; what every arrival of a request has in common."""

    def __init__(self, principal: str, at: "datetime", channel: Channel = Channel.HTTP) -> None:
        self._principal = principal
        self._at = at
        self._channel = channel

    def arrival(self, content: bytes, filename: str | None) -> Arrival:
        """Return one document of this request."""
        provenance = Provenance(
            channel=self._channel,
            received_at=self._at,
            principal=self._principal,
            filename=cut(filename) if filename else None,
        )
        return Arrival(content=content, provenance=provenance)


def arrivals(content_type: str, body: bytes, disposition: str, sender: Sender) -> tuple[Arrival, ...]:
    """
    Return the request's documents in order.

    Raises:
        Malformed: no body, broken multipart, broken JSON or base64.
        UnsupportedMedia: a media type that is none of ours.
        TooLarge: too many parts.
    """
    if not body:
        raise Malformed("request.empty", "The request has no body.")
    media_type, _ = parse_options_header(content_type)
    if media_type == "multipart/form-data":
        return tuple(sender.arrival(*file) for file in posted_form(content_type, body).files)
    if media_type == "application/json":
        return tuple(_json(body, sender))
    if media_type in RAW_TYPES:
        _, parameters = parse_options_header(disposition)
        return (sender.arrival(body, parameters.get("filename")),)
    raise UnsupportedMedia(
        "request.media_type",
        "Send a PDF, PNG, JPEG, TIFF or XML file as the body, multipart/form-data, or application/json.",
    )


def request_key(header: str | None) -> str | None:
    """Return the Idempotency-Key, or None without one. Raises Malformed."""
    if header is None:
        return None
    if not (0 < len(header) <= REQUEST_KEY_CHARACTERS_MAX and header.isascii() and header.isprintable()):
        message = f"An Idempotency-Key has 1 to {REQUEST_KEY_CHARACTERS_MAX} printable ASCII characters."
        raise Malformed("request.key", message)
    return header


@dataclass(frozen=True)
class PostedForm:
    """A form as a browser sends it."""

    fields: Mapping[str, str]
    """Of a repeated name the first."""
    files: tuple[tuple[bytes, str | None], ...]
    """Content and name of each, in order."""


def posted_form(content_type: str, body: bytes) -> PostedForm:
    """Return the fields and files of a form in either encoding. Raises Malformed, TooLarge."""
    media_type, options = parse_options_header(content_type)
    parser = FormDataParser(
        # The body is in memory already; files on disk would only have to be cleaned up.
        stream_factory=lambda *_, **__: BytesIO(),
        max_form_memory_size=FIELD_BYTES_MAX,
        max_form_parts=DOCUMENTS_MAX + 10,
        silent=False,
    )
    try:
        _, fields, files = parser.parse(BytesIO(body), media_type, len(body), options)
    except RequestEntityTooLarge:
        raise TooLarge("request.parts", "The request has too many parts or a field is too long.") from None
    except ValueError:
        raise Malformed("request.multipart", "The multipart body is broken.") from None
    return PostedForm(
        fields=fields.to_dict(),
        files=tuple((file.stream.read(), file.filename) for _, file in files.items(multi=True)),
    )


def _json(body: bytes, sender: Sender) -> Iterator[Arrival]:
    try:
        posted = PostedDocuments.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise Malformed("request.json", f"{place}: {first['msg']}.") from None
    for document in posted.documents:
        yield sender.arrival(document.content, document.filename)
