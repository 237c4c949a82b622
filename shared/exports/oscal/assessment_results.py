"""
Assessment results: what the log shows of the controls, entry by entry or summed up.

An entry shows that a control operated, and is an observation. `satisfied` is said only of what the exporter
itself tested: that the log is whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched, chain

from shared.domain.audit import Actor, ActorKind, AuditAction, AuditEvent, LogEntry, canonical, log_time
from shared.domain.proof.merkle import leaf_hash
from shared.domain.proof.verdict import Outcome
from shared.exports.oscal.controls import OTHER, SHOWN, TESTED, Shown
from shared.exports.oscal.parts import (
    Document,
    Source,
    bundle_id,
    bundle_resource,
    component,
    metadata,
    prop,
    tool_origin,
    uid,
    verification,
    verification_id,
    verifier,
)

OBSERVATIONS_MAX = 10_000
"""Of one document: some 25 MB, which a tool still opens."""


def detail(source: Source, entries: Iterable[LogEntry]) -> Iterator[Document]:
    """Give assessment results with an observation per entry, in as many documents as it takes."""
    parts = batched(entries, OBSERVATIONS_MAX, strict=False)
    for number, part in enumerate(chain([next(parts, ())], parts), 1):
        result = _Result(source)
        for entry in part:
            result.observe(entry)
        yield result.document(f"detail, part {number}")


def summary(source: Source, entries: Iterable[LogEntry]) -> Document:
    """Return assessment results with an observation per kind of entry: how many, from when to when."""
    result = _Result(source)
    counted: dict[str, _Count] = {}
    for entry in entries:
        action = entry.event.action.value
        counted.setdefault(action, _Count(entry)).add(entry)
    for count in counted.values():
        result.observations.append(count.observation(source))
        result.note(_shown(count.first.event), count.first.event, count.last.event)
    return result.document("summary")


@dataclass
class _Count:
    """Entries of one kind."""

    first: LogEntry
    number: int = 0
    last: LogEntry = field(init=False)

    def add(self, entry: LogEntry) -> None:
        self.number += 1
        self.last = entry

    def observation(self, source: Source) -> Document:
        event = self.first.event
        shown = _shown(event)
        return {
            "uuid": uid("summary", source.origin, source.verdict.root, event.action.value),
            "title": shown.title,
            "description": f"{self.number} entries of the kind {event.action.value}.",
            "props": [
                prop("event-type", event.action.value),
                prop("entries", self.number),
                prop("first-entry", self.first.sequence),
                prop("last-entry", self.last.sequence),
                *(prop("control-id", each) for each in shown.controls),
            ],
            "methods": ["EXAMINE"],
            "relevant-evidence": [
                {"href": f"#{bundle_id(source)}", "description": "The bundle that holds the entries."}
            ],
            "collected": log_time(self.last.event.at),
        }


class _Result:
    """One document as it comes together."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._evidence = f"#{bundle_id(source)}"
        self._controls: set[str] = set()
        self._actors: dict[tuple[str, str], tuple[str, Document]] = {}
        self._subjects: dict[str, str] = {}
        self._erasures: dict[str, AuditEvent] = {}
        self._start = ""
        self._end = ""
        self.observations: list[Document] = []

    def observe(self, entry: LogEntry) -> None:
        """Add an entry's observation."""
        event = entry.event
        shown = _shown(event)
        self.note(shown, event)
        if event.action is AuditAction.CONTENT_ERASED:
            self._erasures[event.subject] = event
        kind, actor_id = self._actor(event.actor)
        digest = leaf_hash(canonical(event)).hex()
        self.observations.append(
            {
                "uuid": uid("entry", self._source.origin, str(entry.sequence)),
                "title": shown.title,
                "description": _describe(event),
                "props": [
                    prop("event-id", event.event_id),
                    prop("event-type", event.action.value),
                    prop("log-sequence", entry.sequence),
                    prop("leaf-hash", digest),
                    *(prop("control-id", each) for each in shown.controls),
                ],
                "methods": ["EXAMINE"],
                "origins": [{"actors": [{"type": kind, "actor-uuid": actor_id}]}],
                "subjects": [{"subject-uuid": self._subject(event), "type": "inventory-item"}],
                "relevant-evidence": [
                    {
                        "href": self._evidence,
                        "description": f"Line {entry.sequence + 1} of entries.jsonl in the bundle.",
                    }
                ],
                "collected": log_time(event.at),
            }
        )

    def note(self, shown: Shown, *events: AuditEvent) -> None:
        """Let the document cover these controls and times."""
        self._controls.update(shown.controls)
        times = [log_time(event.at) for event in events]
        self._start = min(filter(None, [self._start, *times]))
        self._end = max(self._end, *times)

    def document(self, part: str) -> Document:
        """Return the whole document."""
        source = self._source
        approach_id = uid("resource", source.origin, "approach")
        parties = [each for kind, each in self._actors.values() if kind == "party"]
        about = metadata(source, f"Audit evidence, {part}")
        return {
            "assessment-results": {
                "uuid": uid("results", source.origin, source.verdict.root, part),
                "metadata": {**about, "parties": parties} if parties else about,
                "import-ap": {"href": f"#{approach_id}"},
                "results": [self._result(part)],
                "back-matter": {"resources": [bundle_resource(source), _approach(approach_id)]},
            }
        }

    def _result(self, part: str) -> Document:
        source = self._source
        reviewed = sorted({*self._controls, *TESTED})
        result: Document = {
            "uuid": uid("result", source.origin, source.verdict.root, part),
            "title": f"Entries of the audit log, {part}",
            "description": f"Made from the verified log {source.origin}; each entry shows a control at work.",
            "start": self._start or source.verified_at,
            "end": self._end or source.verified_at,
            "props": [prop("log-origin", source.origin), prop("log-root", source.verdict.root)],
            "local-definitions": self._definitions(),
            "reviewed-controls": {
                "control-selections": [{"include-controls": [{"control-id": each} for each in reviewed]}]
            },
            "observations": [verification(source), *self.observations],
        }
        findings = [_finding(source, each, part) for each in TESTED]
        return {**result, "findings": findings} if source.verdict.outcome in _STATES else result

    def _definitions(self) -> Document:
        tools = [each for kind, each in self._actors.values() if kind == "tool"]
        items = [self._item(subject, subject_id) for subject, subject_id in self._subjects.items()]
        definitions: Document = {"components": [verifier(self._source), *tools]}
        return {**definitions, "inventory-items": items} if items else definitions

    def _item(self, subject: str, subject_id: str) -> Document:
        item: Document = {"uuid": subject_id, "description": f"Subject {subject} of the log."}
        erasure = self._erasures.get(subject)
        if erasure is None:
            return item
        told = {name: erasure.facts[name] for name in ("ordered_by", "reason") if name in erasure.facts}
        props = [prop(f"erased-{name.replace('_', '-')}", value) for name, value in told.items()]
        return {
            **item,
            "description": f"{item['description']} Its content was erased; the entries stand.",
            "props": [prop("erased-at", log_time(erasure.at)), *props],
        }

    def _actor(self, actor: Actor) -> tuple[str, str]:
        key = (actor.kind.value, actor.reference)
        known = self._actors.get(key)
        if known is None:
            known = self._actors[key] = self._define(actor)
        return known[0], str(known[1]["uuid"])

    def _define(self, actor: Actor) -> tuple[str, Document]:
        actor_id = uid("actor", self._source.origin, actor.kind.value, actor.reference)
        name = f"{actor.kind.value} {actor.reference}"
        match actor.kind:
            case ActorKind.SERVICE:
                return "tool", component(actor_id, "software", name, "A part of the product.")
            case ActorKind.PERSON:
                return "party", {"uuid": actor_id, "type": "person", "name": name}
            case ActorKind.PARTNER:
                return "party", {"uuid": actor_id, "type": "organization", "name": name}

    def _subject(self, event: AuditEvent) -> str:
        known = self._subjects.get(event.subject)
        if known is None:
            known = self._subjects[event.subject] = uid("subject", self._source.origin, event.subject)
        return known


_STATES = {Outcome.CLEAN: "satisfied", Outcome.FINDINGS: "not-satisfied"}
"""A log that cannot be judged is neither."""


def _finding(source: Source, control: str, part: str) -> Document:
    state = _STATES.get(source.verdict.outcome, "not-satisfied")
    return {
        "uuid": uid("finding", source.origin, source.verdict.root, control, part),
        "title": f"{control.upper()}: the audit log is whole",
        "description": "The exporter verified the bundle from its first entry.",
        "origins": [tool_origin(str(verifier(source)["uuid"]))],
        "target": {
            "type": "statement-id",
            "target-id": f"{control}_smt",
            "status": {"state": state, "reason": "pass" if state == "satisfied" else "fail"},
        },
        "related-observations": [{"observation-uuid": verification_id(source)}],
    }


def _approach(approach_id: str) -> Document:
    return {
        "uuid": approach_id,
        "title": "How the evidence was gathered",
        "description": (
            "No separate assessment plan was made: the product writes an entry for everything it does, and "
            "the exporter verifies the whole log before it reports from it."
        ),
    }


def _describe(event: AuditEvent) -> str:
    facts = ", ".join(f"{name}={_line(value)}" for name, value in sorted(event.facts.items()))
    return f"{event.action.value} of {event.subject}" + (f": {facts}" if facts else "")


def _line(value: str | int) -> str:
    return " ".join(str(value).split())


def _shown(event: AuditEvent) -> Shown:
    return SHOWN.get(event.action, OTHER)
