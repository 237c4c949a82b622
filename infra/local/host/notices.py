"""What is said about a blob on its way to a function, and which blobs a function is for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal

from infra.local.host.errors import UnusableBinding

FUNCTION_ID_PREFIX = "Host.Functions."

_PARAMETER = re.compile(r"\{(\w+)\}", re.ASCII)
_SUBJECT = re.compile(r"/blobServices/default/containers/([^/]+)/blobs/(.+)", re.DOTALL)


class Notice(BaseModel):
    """The queue message of the Azure extension: one blob for one function."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_pascal, populate_by_name=True)

    function_id: str
    """`Host.Functions.` and the function's name."""
    blob_type: str = "BlockBlob"
    """As Event Grid says it."""
    container_name: str
    """The container."""
    blob_name: str
    """The name within it."""
    e_tag: str = ""
    """Of the write that caused the notice; not compared, as for Event Grid in Azure."""


@dataclass(frozen=True, slots=True)
class BlobPath:
    """A trigger's path such as `drop/{tenant}/{name}.{extension}`."""

    container: str
    """The first segment; has no parameters."""
    pattern: re.Pattern[str]
    """Matches a blob's name; one group per parameter."""

    def match(self, container: str, name: str) -> Mapping[str, str] | None:
        """Return the path's parameters for a blob, or None when the path is not about it."""
        found = self.pattern.fullmatch(name) if container == self.container else None
        return None if found is None else found.groupdict()


def parse_path(path: str) -> BlobPath:
    """
    Return the compiled form of a trigger's path; a container alone means each of its blobs.

    Raises:
        UnusableBinding: the container has a parameter, or a parameter is named twice or wrongly.
    """
    container, _, rest = path.strip("/").partition("/")
    pieces = _PARAMETER.split(rest or "{name}")
    texts = [re.escape(piece) if index % 2 == 0 else f"(?P<{piece}>.+)" for index, piece in enumerate(pieces)]
    if not container or any(brace in text for text in (container, *pieces[::2]) for brace in "{}"):
        raise UnusableBinding(f"blob path {path!r}: expected container/name with parameters such as {{name}}")
    try:
        return BlobPath(container, re.compile("".join(texts), re.DOTALL))
    except re.error as error:
        raise UnusableBinding(f"blob path {path!r}: {error}") from error


def notices(function_id: str, events: Sequence[Mapping[str, Any]]) -> list[Notice]:
    """Return one notice per `BlobCreated` event, in either schema; other events are left out."""
    found = []
    for event in events:
        kind = event.get("eventType") or event.get("type")
        place = _SUBJECT.fullmatch(str(event.get("subject")))
        if kind != "Microsoft.Storage.BlobCreated" or place is None:
            continue
        data = event.get("data")
        details = data if isinstance(data, dict) else {}
        found.append(
            Notice(
                function_id=function_id,
                blob_type=str(details.get("blobType", "BlockBlob")),
                container_name=place[1],
                blob_name=place[2],
                e_tag=str(details.get("eTag", "")),
            )
        )
    return found
