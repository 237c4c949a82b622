"""Each day's evidence is laid out once, whole, and speaks of one bundle, whatever dies on the way."""

import json

import pytest

from shared.domain.audit import AuditAction
from shared.domain.errors import Unavailable
from shared.domain.ids import sha256_of
from shared.domain.proof.verdict import Outcome
from shared.engines.proof.signatures import check_signature
from shared.pipeline.export_evidence import EvidenceIndex, ExportEvidence
from shared.pipeline.proving import Proving
from shared.ports.blobs import BlobName, Shelf
from tests.fakes.audit_log import AUTHORITY
from tests.fakes.blobs import FakeBlobs
from tests.logs import NOTARY_KEY, SESSION_KEY, TRUST, chain, judge, standard
from tests.unit.pipeline.world import Crashed, Crashing, Fuse

DAY = "2026-11-23"
FILES = ["audit.zip", "trust.json", "assessment-results-summary.json", "component-definition.json"]


class Exporting:
    """A tenant's log and its outbox, and a process on them that can die and start again."""

    def __init__(self, fuse=None):
        self.log = standard()
        self.blobs = FakeBlobs()
        self.fuse = fuse or Fuse()

    def run(self, **limits):
        log = self.log
        proving = Proving(log.store, log.checkpoints, SESSION_KEY, NOTARY_KEY, check_signature, AUTHORITY)
        return ExportEvidence(
            log.notary.tenants,
            log.admission,
            proving,
            Crashing(log.log, self.fuse),
            Crashing(self.blobs, self.fuse),
            log.clock,
            **limits,
        ).run()

    def load(self, name):
        return self.blobs.load(self.log.scope, BlobName(shelf=Shelf.EVIDENCE, path=f"{DAY}/{name}"))

    def index(self):
        return EvidenceIndex.model_validate_json(self.load("index.json"))

    def entries(self):
        entries = self.log.log.entries(self.log.scope)
        return [each.event for each in entries if each.event.action is AuditAction.EVIDENCE_EXPORTED]


def test_a_day_s_evidence_is_whole(tmp_path):
    """Clean by the trust file beside it; the log says what was exported; the index names it all."""
    exporting = Exporting()

    assert exporting.run().exported == 1

    index = exporting.index()
    assert [each.name for each in index.files] == FILES
    assert all(each.sha256 == sha256_of(exporting.load(each.name)) for each in index.files)
    assert exporting.load("trust.json") == TRUST.encode()
    assert judge(exporting.load("audit.zip"), tmp_path).outcome is Outcome.CLEAN
    (event,) = exporting.entries()
    assert (event.facts["day"], event.facts["size"], event.facts["findings"]) == (DAY, 20, 0)
    assert event.facts["bundle_sha256"] == index.files[0].sha256
    assert index.receipt.event_id == event.event_id
    results = json.loads(exporting.load("assessment-results-summary.json"))["assessment-results"]
    (resource, _) = results["back-matter"]["resources"]
    assert resource["rlinks"][0]["hashes"][0]["value"] == index.files[0].sha256


def test_a_second_round_of_the_day_does_nothing():
    """Though the log has grown; the next day's evidence is another."""
    exporting = Exporting()
    exporting.run()
    before = exporting.blobs.count("evidence")
    exporting.log.append(*chain("later", 2))

    assert exporting.run().unchanged == 1
    assert exporting.blobs.count("evidence") == before
    exporting.log.clock.now = exporting.log.clock.now.replace(day=24)
    assert exporting.run().exported == 1
    assert len(exporting.entries()) == 2


def test_a_crash_at_any_write_is_gone_on_from():
    """Before and after each: in the end one bundle, one entry, and an index that fits both."""
    calm = Exporting()
    calm.run()
    for number in range(calm.fuse.seen):
        for moment in ("before", "after"):
            exporting = Exporting(Fuse(at=(number, moment)))
            with pytest.raises(Crashed):
                exporting.run()
            exporting.log.append(*chain("meanwhile", 1))
            exporting.run()

            index = exporting.index()
            assert [each.name for each in index.files] == FILES
            assert all(each.sha256 == sha256_of(exporting.load(each.name)) for each in index.files)
            (event,) = exporting.entries()
            assert event.facts["bundle_sha256"] == index.files[0].sha256


def test_a_rival_s_bundle_is_the_one_that_counts():
    """Two rounds at once: the second finds the name taken, and speaks of what lies there."""
    exporting, rival = Exporting(), Exporting()
    rival.log.append(*chain("rival", 1))
    rival.run()
    create = exporting.blobs.create

    def late(scope, name, content, media_type):
        if name.path.endswith("audit.zip"):
            create(scope, name, rival.load("audit.zip"), media_type)
        return create(scope, name, content, media_type)

    exporting.blobs.create = late

    exporting.run()

    assert exporting.load("audit.zip") == rival.load("audit.zip")
    assert exporting.index().files[0].sha256 == sha256_of(rival.load("audit.zip"))


def test_a_changed_log_is_exported_with_its_plan():
    """Evidence is not withheld because it is bad."""
    exporting = Exporting()
    entries = exporting.log.store._of(exporting.log.scope).entries
    entries[3] = type(entries[3])(3, "a", "nothing", entries[3].leaf)

    exporting.run()

    assert "plan-of-action-and-milestones.json" in [each.name for each in exporting.index().files]
    assert exporting.entries()[0].facts["findings"] > 0


def test_a_tenant_whose_evidence_fails_is_counted():
    """The next round tries again; there is no index until then."""
    exporting = Exporting()

    def broken(*_):
        raise Unavailable("blobs.failed", "No answer.")

    exporting.blobs.create = broken

    assert exporting.run().failed == 1
    assert exporting.blobs.count("evidence") == 0


def test_a_log_too_long_for_memory_is_left_to_the_command():
    """A bundle is read whole here."""
    exporting = Exporting()

    assert exporting.run(bundle_bytes_max=100).failed == 1
    assert exporting.blobs.count("evidence") == 0
