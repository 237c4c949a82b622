"""OSCAL out of the log: valid by NIST's schemas, sound in its references, the same each time."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from jsonschema import Draft7Validator

from shared.cli.__main__ import main
from shared.domain.audit import AuditAction, LogEntry
from shared.domain.proof.verdict import Code, Outcome, Verdict
from shared.exports.oscal import assessment_results, component_definition, poam
from shared.exports.oscal.controls import IMPLEMENTED, SHOWN, TESTED
from shared.exports.oscal.parts import File, Source
from tests.logs import ACTIONS, TRUST, Opened, chain, standard

SCHEMAS = Path(__file__).parents[2] / "data" / "oscal"
HASH_CHARACTERS = {"SHA-256": 64}
REFERENCES = {"actor-uuid", "subject-uuid", "observation-uuid", "component-uuid", "risk-uuid"}


def in_python(schema):
    """Python's expressions know no classes of Unicode by name."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d")
            if name == "pattern" and isinstance(value, str)
            else in_python(value)
            for name, value in schema.items()
        }
    return [in_python(each) for each in schema] if isinstance(schema, list) else schema


def validator(name):
    return Draft7Validator(in_python(json.loads((SCHEMAS / f"oscal_{name}_schema.json").read_bytes())))


VALIDATORS = {
    "assessment-results": validator("assessment-results"),
    "plan-of-action-and-milestones": validator("poam"),
    "component-definition": validator("component"),
}


def walk(value, found):
    """Gather what no schema checks: identifiers, references to them, hashes."""
    if isinstance(value, list):
        for each in value:
            walk(each, found)
    elif isinstance(value, dict):
        if "algorithm" in value:
            assert re.fullmatch(f"[0-9a-f]{{{HASH_CHARACTERS[value['algorithm']]}}}", value["value"])
        for name, each in value.items():
            if name == "uuid":
                found["defined"].append(each)
            elif name in REFERENCES:
                found["referred"].append(each)
            elif name == "href" and each.startswith("#"):
                found["referred"].append(each[1:])
            elif name == "control-id":
                found["controls"].append(each)
            walk(each, found)


def check(document):
    """Assert that a document is valid and its references lead somewhere; return what was gathered."""
    (name,) = document
    problems = [error.message[:200] for error in VALIDATORS[name].iter_errors(document)]
    found = {"defined": [], "referred": [], "controls": []}
    walk(document, found)
    assert not problems
    assert len(set(found["defined"])) == len(found["defined"])
    assert set(found["referred"]) <= set(found["defined"])
    assert set(found["controls"]) <= set(IMPLEMENTED)
    assert {UUID(each).version for each in found["defined"]} == {5}
    return found


def source(verdict=None):
    verdict = verdict or Verdict(TRUST.origin, size=12, root="a" * 64, anchored=8, has_evidence=True)
    bundle = File(name="audit.zip", sha256="b" * 64, media_type="application/zip")
    return Source(bundle, verdict, verified_at="2026-11-23T12:00:00.000000+00:00", title="Muster")


def entries(count=12):
    return [LogEntry(sequence=number, event=event) for number, event in enumerate(chain("invoice", count))]


def test_every_kind_of_entry_shows_controls_the_product_implements():
    """A new kind of event must be mapped, and no control is claimed that is not described."""
    assert set(SHOWN) == set(AuditAction)
    assert {control for shown in SHOWN.values() for control in shown.controls} <= set(IMPLEMENTED)
    assert set(TESTED) <= set(IMPLEMENTED)


def test_detail_has_an_observation_per_entry():
    """Each with its place in the log, its hash and the line of the bundle it is."""
    (document,) = assessment_results.detail(source(), entries())

    check(document)
    (result,) = document["assessment-results"]["results"]
    verified, *observed = result["observations"]
    assert verified["methods"] == ["TEST"]
    assert [each["title"] for each in observed] == [SHOWN[entry.event.action].title for entry in entries()]
    assert "Line 3 of entries.jsonl" in observed[2]["relevant-evidence"][0]["description"]


def test_summary_has_an_observation_per_kind():
    """How many, and where the first and the last stand."""
    document = assessment_results.summary(source(), entries(30))

    check(document)
    (result,) = document["assessment-results"]["results"]
    values = {prop["name"]: prop["value"] for prop in result["observations"][1]["props"]}
    assert len(result["observations"]) == 1 + len(ACTIONS)
    assert values["entries"] == "6"
    assert (values["first-entry"], values["last-entry"]) == ("0", "25")


@pytest.mark.parametrize(
    "make", [lambda s: next(assessment_results.detail(s, [])), lambda s: assessment_results.summary(s, [])]
)
def test_no_entries_are_still_a_document(make):
    """It says that the log was verified, and nothing else."""
    document = make(source())

    check(document)
    assert len(document["assessment-results"]["results"][0]["observations"]) == 1


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({"has_evidence": True}, {"satisfied"}),
        ({"has_evidence": False}, set()),
        ({"has_evidence": True, "findings_count": 1}, {"not-satisfied"}),
    ],
)
def test_only_what_was_tested_is_satisfied(changes, states):
    """Integrity is, when the log is clean; a log that cannot be judged gets no finding at all."""
    (document,) = assessment_results.detail(
        source(Verdict(TRUST.origin, root="a" * 64, **changes)), entries()
    )

    check(document)
    findings = document["assessment-results"]["results"][0].get("findings", [])
    assert {each["target"]["status"]["state"] for each in findings} == states
    assert {each["target"]["target-id"] for each in findings} <= {f"{each}_smt" for each in TESTED}


def test_a_clean_log_needs_no_plan():
    """No weakness, no document."""
    assert poam.plan(source()) is None


def test_each_kind_of_finding_is_in_the_plan():
    """With how often it was found, and a risk that stays open."""
    verdict = Verdict(TRUST.origin, root="a" * 64)
    for code in Code:
        verdict.add(code, 3, "detail")
    verdict.add(Code.HEAD_ROOT, 8)

    document = poam.plan(source(verdict))

    check(document)
    items = document["plan-of-action-and-milestones"]["poam-items"]
    assert len(items) == len(Code)
    assert any(each["description"].endswith("Found 2 times.") for each in items)


def test_the_component_definition_describes_every_control():
    """And is the same each time."""
    document = component_definition.definition()

    check(document)
    (component,) = document["component-definition"]["components"]
    (implementation,) = component["control-implementations"]
    assert [each["control-id"] for each in implementation["implemented-requirements"]] == list(IMPLEMENTED)
    assert component_definition.definition() == document


def test_the_same_log_gives_the_same_documents():
    """Identifiers come from the log, so two exports can be compared."""
    assert list(assessment_results.detail(source(), entries())) == list(
        assessment_results.detail(source(), entries())
    )


@pytest.mark.parametrize("text", ["line\nbreak", " spaced ", "", "\t", 'ä"\u2028'])
def test_facts_of_any_text_are_valid(text):
    """Property values and descriptions have rules; facts do not know them."""
    event = chain("invoice", 1, fact=text)[0]

    (document,) = assessment_results.detail(source(), [LogEntry(sequence=0, event=event)])

    check(document)


def test_a_long_log_is_split_into_documents():
    """So that each can still be opened; every identifier is once among them all."""
    many = [entries(1)[0].model_copy(update={"sequence": number}) for number in range(10_001)]

    first, second = assessment_results.detail(source(), many)

    lengths = [len(each["assessment-results"]["results"][0]["observations"]) - 1 for each in (first, second)]
    assert lengths == [10_000, 1]
    assert first["assessment-results"]["uuid"] != second["assessment-results"]["uuid"]


def test_ten_thousand_observations_take_a_second_or_so():
    """An export is asked for by a person who waits."""
    many = [
        LogEntry(sequence=number, event=event)
        for subject in range(1000)
        for number, event in enumerate(chain(f"invoice-{subject}", 10), 10 * subject)
    ]
    started = time.process_time()

    (document,) = assessment_results.detail(source(), many)
    json.dumps(document)

    # Twice what a quiet machine must do, for this one may be busy.
    assert time.process_time() - started < 3.0


class TestCommand:
    """`oscal export`, from a bundle."""

    @pytest.fixture
    def export(self, tmp_path, capsys):
        (tmp_path / "trust.json").write_bytes(TRUST.encode())

        def run(content, *further):
            (tmp_path / "bundle.zip").write_bytes(content)
            output = tmp_path / "out"
            arguments = ["--bundle", str(tmp_path / "bundle.zip"), "--trust", str(tmp_path / "trust.json")]
            status = main(["oscal", "export", *arguments, "--output", str(output), *further])
            documents = {path.name: json.loads(path.read_bytes()) for path in output.glob("*.json")}
            for document in documents.values():
                check(document)
            capsys.readouterr()
            return status, documents

        return run

    def test_a_clean_bundle_becomes_valid_documents(self, export):
        """Results and component definition; nothing to plan."""
        status, documents = export(standard().bundle())

        assert status == Outcome.CLEAN
        assert sorted(documents) == ["assessment-results-001.json", "component-definition.json"]

    def test_a_changed_bundle_gets_a_plan(self, export):
        """And its results say that integrity is not satisfied; what is no event shows nothing."""
        opened = Opened(standard().bundle())
        opened.change("entries.jsonl", 4, leaf="{}")
        opened.files["entries.jsonl"] += b"nonsense\n"

        _, documents = export(opened.pack())

        assert "plan-of-action-and-milestones.json" in documents
        observations = observations_of(documents["assessment-results-001.json"])
        assert len(observations) == 1 + 19

    @pytest.mark.parametrize(
        ("further", "count"),
        [
            (["--invoice", "a"], 5),
            (["--control", "au-10"], 8),
            (["--from", "2026-11-23T10:00"], 20),
            (["--from", "2026-11-23T12:00:01+01:00"], 0),
            (["--to", "2026-11-23T10:00:00+00:00"], 0),
        ],
    )
    def test_entries_are_chosen_by_invoice_control_and_time(self, further, count, export):
        """What an auditor asks for, and nothing else."""
        _, documents = export(standard().bundle(), *further)

        assert len(observations_of(documents["assessment-results-001.json"])) == 1 + count

    def test_a_summary_is_one_document(self, export):
        """However long the log is."""
        _, documents = export(standard().bundle(), "--level", "summary")

        assert sorted(documents) == ["assessment-results-summary.json", "component-definition.json"]

    def test_without_a_source_nothing_is_written(self, tmp_path, capsys):
        """The reason is said."""
        assert main(["oscal", "export", "--output", str(tmp_path)]) == 2
        assert "--bundle" in capsys.readouterr().err

    def test_a_broken_bundle_is_refused(self, tmp_path, capsys):
        """There is nothing to report from."""
        (tmp_path / "audit.zip").write_bytes(b"no zip")
        (tmp_path / "trust.json").write_bytes(TRUST.encode())
        arguments = ["--bundle", str(tmp_path / "audit.zip"), "--trust", str(tmp_path / "trust.json")]

        assert main(["oscal", "export", *arguments, "--output", str(tmp_path)]) == 2
        assert "zip" in capsys.readouterr().err


def test_an_erased_subject_says_who_when_and_why():
    """The entries stand, and what they speak of is marked as gone."""
    erased = chain("gone", 1)[0].model_copy(
        update={
            "action": AuditAction.CONTENT_ERASED,
            "facts": {"authority": "gone.000000", "ordered_by": "r1", "reason": "retention_ended"},
        }
    )
    (document,) = assessment_results.detail(source(), [*entries(1), LogEntry(sequence=1, event=erased)])

    check(document)
    kept, gone = document["assessment-results"]["results"][0]["local-definitions"]["inventory-items"]
    assert "props" not in kept
    assert "erased" in gone["description"]
    assert {each["name"]: each["value"] for each in gone["props"]} == {
        "erased-at": "2026-11-23T10:00:00.000000+00:00",
        "erased-ordered-by": "r1",
        "erased-reason": "retention_ended",
    }


def observations_of(document):
    return document["assessment-results"]["results"][0]["observations"]


def test_times_are_utc():
    """OSCAL wants a zone, and the log's is always the same."""
    (document,) = assessment_results.detail(source(), entries(1))

    result = document["assessment-results"]["results"][0]
    assert datetime.fromisoformat(result["start"]).tzinfo == UTC
