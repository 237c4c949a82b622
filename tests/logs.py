"""A tenant's log on fakes, with everything an auditor needs to judge it."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

from shared.domain.audit import Actor, ActorKind, AuditAction, AuditEvent, digest, origin_of
from shared.domain.ids import parse_tenant_id
from shared.domain.proof.bundle import BundleReader
from shared.domain.proof.canonical import encode
from shared.domain.proof.head import HeldReceipt
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Outcome
from shared.domain.proof.verify import verify
from shared.domain.tenancy import Admission, TenantProfile
from shared.engines.proof.signatures import check_signature
from shared.pipeline.log_evidence import log_evidence
from shared.pipeline.notary import Notary, notary_name
from tests.fakes.audit_log import AUTHORITY, FakeAuditLog
from tests.fakes.checkpoints import FakeCheckpoints
from tests.fakes.keys import FakeSigner
from tests.fakes.log_store import FakeLogStore
from tests.fakes.tenants import FakeTenants

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
STRANGER = parse_tenant_id("99999999-2222-4333-8444-555555555555")
SESSION_KEY = FakeSigner("session/1")
NOTARY_KEY = FakeSigner("notary/1")
TRUST = Trust(
    origin=origin_of(AUTHORITY, TENANT),
    session_keys={SESSION_KEY.key_id: SESSION_KEY.public_key},
    notaries={notary_name(AUTHORITY, NOTARY_KEY.key_id): NOTARY_KEY.public_key},
)
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


ACTIONS = (
    AuditAction.DOCUMENT_RECEIVED,
    AuditAction.DOCUMENT_READ,
    AuditAction.INVOICE_CLASSIFIED,
    AuditAction.GATE_DECIDED,
    AuditAction.INVOICE_ACTED,
)
"""What the events of a chain say, in turn."""


class Clock:
    """Moves a second at every look."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


def chain(subject, count, *, tenant=TENANT, **facts):
    """Return a subject's events, each naming the one before."""
    events = []
    for number in range(count):
        events.append(
            AuditEvent(
                tenant_id=tenant,
                subject=subject,
                number=number,
                action=ACTIONS[number % len(ACTIONS)],
                at=START,
                actor=Actor(kind=ActorKind.SERVICE, reference="test"),
                facts={"n": number, "text": 'ä"\n', **facts},
                previous=digest(events[-1]) if events else None,
            )
        )
    return tuple(events)


class TenantLog:
    """A tenant's log, its writers, its notary."""

    def __init__(
        self, *, tenant=TENANT, store=None, session_key=SESSION_KEY, notary_key=NOTARY_KEY, clock=None
    ):
        tenants = FakeTenants()
        tenants.save(TenantProfile(tenant_id=tenant, name="Muster", home_region="here"))
        self.admission = Admission(tenants, region="here")
        self.scope = self.admission.admit(tenant)
        self.clock = clock or Clock()
        self.store = store or FakeLogStore()
        self.checkpoints = FakeCheckpoints()
        self.log = FakeAuditLog(self.store, signer=session_key, clock=self.clock)
        self.notary = Notary(
            tenants=tenants,
            admission=self.admission,
            store=self.store,
            checkpoints=self.checkpoints,
            signer=notary_key,
            session_key=SESSION_KEY,
            check=check_signature,
            authority=AUTHORITY,
        )

    def append(self, *events):
        """Write the events in one batch, and return what a caller may keep."""
        certificates = {}
        receipts = self.log.append(self.scope, events)
        for certificate in self.store.sessions(self.scope):
            certificates[certificate.session_id] = certificate
        return [
            HeldReceipt(each.event_id, each.sequence, each.head, certificates[each.head.session])
            for each in receipts
        ]

    def evidence(self):
        return log_evidence(self.scope, self.store, self.checkpoints, authority=AUTHORITY)

    def bundle(self):
        """Return the bundle's bytes."""
        target = io.BytesIO()
        self.evidence().write(target)
        return target.getvalue()


def standard(**changes):
    """Return a log of twenty entries in five batches; checkpoints at 8 and 16, four entries unanchored."""
    made = TenantLog(**changes)
    events = [event for name in "abcd" for event in chain(name, 5, **made_facts(changes))]
    for start in range(0, 20, 4):
        made.append(*events[start : start + 4])
        if start in {4, 12}:
            made.notary.run()
    return made


def made_facts(changes):
    """A log of other keys tells another story."""
    return {"other": 1} if changes else {}


def bundle_of(events, path):
    """Write a signed bundle of these events, and return what says how many of them are clean."""
    log = TenantLog()
    for start in range(0, len(events), 900):
        log.append(*events[start : start + 900])
    log.notary.run()
    path.write_bytes(log.bundle())

    def verified():
        with BundleReader(path) as reader:
            verdict = verify(reader, TRUST, check_signature)
        assert verdict.outcome is Outcome.CLEAN
        return verdict.size

    return verified


def judge(content, tmp_path, *, trust=TRUST, held=(), receipts=()):
    """Return the verdict on a bundle's bytes."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    with BundleReader(path) as reader:
        return verify(reader, trust, check_signature, held=held, receipts=receipts)


class Opened:
    """A bundle taken apart, to be changed and put together again."""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}

    def lines(self, name):
        return [json.loads(line) for line in self.files[name].splitlines()]

    def put(self, name, values):
        self.files[name] = b"".join(encode(value) + b"\n" for value in values)

    def change(self, name, index, **changes):
        values = self.lines(name)
        values[index] = {**values[index], **changes}
        self.put(name, values)

    def pack(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        return target.getvalue()
