"""What OSCAL documents are put together from."""

import uuid
from typing import Any

from shared.domain.model import Model
from shared.domain.proof.verdict import Verdict

VERSION = "1.2.1"

NAMESPACE = "urn:invoice-intake:oscal"
"""Of our own properties: OSCAL's bare names are for OSCAL's own meanings."""

_UUIDS = uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE)

type Document = dict[str, Any]


class File(Model):
    """A file beside the documents, which they point to."""

    name: str
    sha256: str
    media_type: str


class Source:
    """The verified bundle that documents are made of."""

    def __init__(self, bundle: File, verdict: Verdict, *, verified_at: str, title: str) -> None:
        self.bundle = bundle
        self.verdict = verdict
        self.verified_at = verified_at
        """When the exporter verified it; of the documents the only thing that another export changes."""
        self.title = title
        """Of the documents: the tenant's name, the period."""

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.verdict.origin


def uid(*parts: str) -> str:
    """Return the UUID (version 5: OSCAL takes no 7) that these parts always give."""
    return str(uuid.uuid5(_UUIDS, "\x1f".join(parts)))


def prop(name: str, value: str | int) -> Document:
    """Return a property of ours."""
    return {"name": name, "ns": NAMESPACE, "value": str(value)}


def metadata(source: Source, title: str) -> Document:
    """Return a document's metadata."""
    return {
        "title": f"{title}: {source.title}",
        "last-modified": source.verified_at,
        "version": f"{source.verdict.size}",
        "oscal-version": VERSION,
        "roles": [{"id": "assessor", "title": "Exporter of the evidence"}],
    }


def bundle_resource(source: Source) -> Document:
    """Return the back-matter resource that is the bundle, by its hash."""
    return {
        "uuid": bundle_id(source),
        "title": "Audit log bundle",
        "description": "The whole log up to its size, to be judged offline with the verifier.",
        "props": [{"name": "type", "value": "evidence"}],
        "rlinks": [
            {
                "href": f"./{source.bundle.name}",
                "media-type": source.bundle.media_type,
                "hashes": [{"algorithm": "SHA-256", "value": source.bundle.sha256}],
            }
        ],
    }


def bundle_id(source: Source) -> str:
    """Return the UUID of the bundle's resource."""
    return uid("resource", source.origin, source.bundle.sha256)


def verifier_id(source: Source) -> str:
    """Return the UUID of the verifier as a component."""
    return uid("component", source.origin, "verifier")


def component(component_id: str, kind: str, title: str, description: str) -> Document:
    """Return a component that is in operation."""
    return {
        "uuid": component_id,
        "type": kind,
        "title": title,
        "description": description,
        "status": {"state": "operational"},
    }


def verifier(source: Source) -> Document:
    """Return the verifier as a component."""
    text = "Reads the log from its first entry and trusts the keys it was given."
    return component(verifier_id(source), "software", "Log verifier", text)


def tool_origin(component_id: str) -> Document:
    """Return the origin of what a tool found."""
    return {"actors": [{"type": "tool", "actor-uuid": component_id}]}


def verification(source: Source) -> Document:
    """Return the observation that the exporter verified the bundle, and what came of it."""
    verdict = source.verdict
    return {
        "uuid": verification_id(source),
        "title": "Log verified by the exporter",
        "description": " ".join(list(verdict.lines())[-2:]),
        "props": [
            prop("log-origin", source.origin),
            prop("log-size", verdict.size),
            prop("log-root", verdict.root),
            prop("log-anchored", verdict.anchored),
            prop("findings", verdict.findings_count),
        ],
        "methods": ["TEST"],
        "origins": [tool_origin(verifier_id(source))],
        "relevant-evidence": [{"href": f"#{bundle_id(source)}", "description": "The bundle verified."}],
        "collected": source.verified_at,
    }


def verification_id(source: Source) -> str:
    """Return the UUID of the exporter's own verification."""
    return uid("verification", source.origin, source.verdict.root)
