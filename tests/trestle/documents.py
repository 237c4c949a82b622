"""`python -m tests.trestle.documents DIR`: OSCAL documents of every kind, for somebody else to judge."""

import json
import sys
from pathlib import Path

from shared.cli.__main__ import main as cli
from shared.domain.audit import AuditAction, LogEntry
from shared.exports.oscal import assessment_results
from tests.facts import example_facts
from tests.logs import START, TRUST, Opened, chain, standard
from tests.unit.exports.test_oscal import source


def main() -> int:
    """Write those of a clean log, in detail and summed up, of a changed one, and of every kind of event."""
    target = Path(sys.argv[1])
    clean = standard().bundle()
    opened = Opened(clean)
    opened.change("entries.jsonl", 5, subject="another")
    for name, content, level in (
        ("detail", clean, "detail"),
        ("summary", clean, "summary"),
        ("changed", opened.pack(), "detail"),
    ):
        folder = target / name
        folder.mkdir(parents=True)
        (folder / "carried.zip").write_bytes(content)
        (folder / "trust.txt").write_bytes(TRUST.encode())
        given = ["--bundle", str(folder / "carried.zip"), "--trust", str(folder / "trust.txt")]
        status = cli(["oscal", "export", *given, "--level", level, "--output", str(folder)])
        if status != 0:
            return status
    (target / "every").mkdir()
    (document,) = assessment_results.detail(source(), every_kind())
    (target / "every" / "assessment-results.json").write_text(json.dumps(document), encoding="utf-8")
    return 0


def every_kind():
    """Give an entry of each kind of event, with all that it may say."""
    first = chain("every", 1)[0]
    for sequence, action in enumerate(AuditAction):
        changes = {"action": action, "facts": example_facts(action), "number": sequence, "at": START}
        yield LogEntry(sequence=sequence, event=first.model_copy(update=changes))


if __name__ == "__main__":
    sys.exit(main())
