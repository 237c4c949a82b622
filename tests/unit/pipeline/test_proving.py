"""The log is doubted at regular times, and what was found is in the log itself."""

import logging
from dataclasses import replace

import pytest

from shared.domain.audit import AuditAction
from shared.domain.errors import Malformed, Unavailable
from shared.domain.ids import sha256_of
from shared.domain.proof.verdict import Outcome
from shared.engines.proof.signatures import check_signature
from shared.pipeline.proving import Proving, VerifyLogs
from tests.fakes.audit_log import AUTHORITY
from tests.fakes.keys import FakeSigner
from tests.logs import NOTARY_KEY, SESSION_KEY, TENANT, TRUST, TenantLog, chain, standard


def verifying(log):
    proving = Proving(log.store, log.checkpoints, SESSION_KEY, NOTARY_KEY, check_signature, AUTHORITY)
    return VerifyLogs(log.notary.tenants, log.admission, proving, log.log, log.clock)


def test_the_trust_is_every_version_of_the_keys():
    """What an auditor is given is what the tenant's own verifier uses."""
    assert verifying(standard()).proving.trust(TENANT) == TRUST


def test_a_clean_log_says_so_itself():
    """The verification is an entry of its own, with how far it reached."""
    log = standard()

    assert verifying(log).run().clean == 1

    event = log.log.entries(log.scope)[-1].event
    assert event.action is AuditAction.LOG_VERIFIED
    assert (event.facts["size"], event.facts["anchored"], event.facts["findings"]) == (20, 16, 0)
    assert verifying(log).proving.verify(log.scope).outcome is Outcome.CLEAN


def test_a_rotated_key_is_an_entry_once():
    """Each version of a signing key is named in the log when it is first seen, and never again."""
    log = standard()
    verify = verifying(log)
    verify.run()
    renewed = FakeSigner("notary/2", past=(NOTARY_KEY,))
    rotated = replace(verify, proving=replace(verify.proving, notary_key=renewed))

    rotated.run()
    rotated.run()

    events = [entry.event for entry in log.log.entries(log.scope)]
    found = [event.facts for event in events if event.action is AuditAction.KEY_ROTATED]
    assert [(each["key"], each["key_id"], each["versions"]) for each in found] == [
        ("session", "session/1", 1),
        ("notary", "notary/1", 1),
        ("notary", "notary/2", 2),
    ]
    assert found[2]["public_key_sha256"] == sha256_of(renewed.public_key)


def test_a_changed_log_raises_the_alarm(caplog):
    """In the program's log for who is on call, and in the tenant's for its auditor."""
    log = standard()
    entries = log.store._of(log.scope).entries
    entries[3] = type(entries[3])(3, "a", "nothing", entries[3].leaf)

    with caplog.at_level(logging.INFO):
        verified = verifying(log).run()

    assert verified.damaged == 1
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert log.log.entries(log.scope)[-1].event.facts["codes"] == "entry-projection"


def test_a_log_says_how_far_it_is_vouched_for():
    """Its size and root, and the notary's last note for whoever wants to keep it."""
    log = standard()

    status = verifying(log).proving.status(log.scope)

    assert (status.origin, status.entries, status.anchored) == (TRUST.origin, 20, 16)
    assert status.checkpoint.encode() == log.checkpoints.latest(log.scope)


def test_an_empty_log_has_nothing_to_say():
    """No entries, no checkpoint."""
    log = TenantLog()

    status = verifying(log).proving.status(log.scope)

    assert (status.entries, status.anchored, status.checkpoint) == (0, 0, None)


def test_receipts_of_a_subject_can_be_asked_for_later():
    """They are those that were given when its events entered."""
    log = TenantLog()
    given = log.append(*chain("a", 3)) + log.append(*chain("b", 1))

    proving = verifying(log).proving
    assert list(proving.receipts(log.scope, "a")) == given[:3]
    assert proving.receipts(log.scope, "nobody") == ()


def test_the_same_finding_is_noted_once():
    """A repeat of a timer's run changes nothing."""
    log = standard()
    verify = verifying(log)
    verdict = verify.proving.verify(log.scope)
    event = verify._event(log.scope, verdict)

    assert event.event_id == verify._event(log.scope, verdict).event_id


def test_a_log_that_cannot_be_read_is_tried_again():
    """One log's outage is counted, and the round goes on."""
    log = standard()

    def unavailable(_scope, **_):
        raise Unavailable("u", "u")

    log.checkpoints.latest = unavailable

    assert verifying(log).run().failed == 1


def test_a_document_that_cannot_be_read_is_a_finding_and_no_bundle():
    """The verifier reports it; an export says that the store is damaged."""
    log = standard()

    def damaged(_scope, **_):
        yield next(iter(log.store._of(log.scope).entries))
        raise Malformed("entry.form", "An entry is an object.")

    log.store.entries = damaged

    assert "malformed-line" in verifying(log).proving.verify(log.scope).codes
    with pytest.raises(Malformed):
        log.bundle()
