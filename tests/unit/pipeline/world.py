"""A whole chain on fakes, with a crash at any write."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from shared.domain.document import Channel, DocumentFacts, DocumentKind, Opened, Provenance
from shared.domain.errors import IntakeError
from shared.domain.gate import Policy
from shared.domain.ids import parse_tenant_id
from shared.domain.invoice import Notice
from shared.domain.money import Currency
from shared.domain.reading import EngineStamp, LineItem, Read, Reading, ReadInvoice
from shared.domain.review import EffectKind
from shared.domain.stage import Stage, StageMessage
from shared.domain.tenancy import Admission, Reviewer, TenantProfile
from shared.engines.coding.general import GeneralCoder
from shared.pipeline.acting import Acting
from shared.pipeline.classify import Classify
from shared.pipeline.dead_letters import BuryArrival, BuryInvoice, Requeue
from shared.pipeline.effects import Export
from shared.pipeline.extract import Extract
from shared.pipeline.ingest import Arrival, Ingest
from shared.pipeline.learn import Learn
from shared.pipeline.look_up import LookUp
from shared.pipeline.notify import Notify
from shared.pipeline.recognise import Recognise
from shared.pipeline.recording import Recording
from shared.pipeline.retain import Erasing, Retain
from shared.pipeline.review import Review
from shared.pipeline.sweep import Sweep
from shared.pipeline.take_in import TakeIn
from tests.fakes.audit_log import FakeAuditLog
from tests.fakes.blobs import FakeBlobs
from tests.fakes.dead_letters import FakeDeadLetters
from tests.fakes.inbox import FakeInbox
from tests.fakes.invoices import FakeInvoices
from tests.fakes.queues import FakeQueues
from tests.fakes.request_keys import FakeRequestKeys
from tests.fakes.tenants import FakeTenants
from tests.fakes.vendors import FakeVendors

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
REVIEWER = Reviewer(reviewer_id="r1", name="Ada", email="ada@example.com")
STALE = timedelta(seconds=60)


class Crashed(BaseException):
    """The process died: nothing catches it."""


class Crashing:
    """Passes every call on, and dies before or after one chosen write."""

    WRITES = frozenset(
        {"create", "commit", "publish", "append", "mark_logged", "add", "claim", "remember", "save"}
        | {"remove", "send", "shred"}
    )

    def __init__(self, inner, fuse):
        self._inner = inner
        self._fuse = fuse

    def __getattr__(self, name):
        method = getattr(self._inner, name)
        if name not in self.WRITES:
            return method

        def write(*args, **kwargs):
            self._fuse.burn("before")
            result = method(*args, **kwargs)
            self._fuse.burn("after")
            return result

        return write


@dataclass
class Fuse:
    """Counts writes and goes off at one of them."""

    at: tuple[int, str] | None = None
    seen: int = 0

    def burn(self, moment):
        if self.at == (self.seen, moment):
            self.at = None
            raise Crashed
        self.seen += moment == "after"


class Ticking:
    """A clock that moves one millisecond at every look, and by leaps when told."""

    def __init__(self):
        self.now = START

    def __call__(self):
        self.now += timedelta(milliseconds=1)
        return self.now


class ScriptedExtractor:
    """Gives one answer, or raises it."""

    def __init__(self, answer):
        self.answer = answer
        self.tickets = None

    def given(self, tickets):
        self.tickets = tickets
        return self

    def extract(self, document):
        del document
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class EasyInspector:
    """Every document has one page, unless told otherwise."""

    def __init__(self):
        self.refusals: dict[bytes, IntakeError] = {}

    def inspect(self, document):
        if document.content in self.refusals:
            raise self.refusals[document.content]
        return DocumentFacts(page_count=0 if document.kind is DocumentKind.XML else 1)


class ScriptedOpener:
    """Opens containers as told."""

    def __init__(self):
        self.contents: dict[bytes, Opened | Exception] = {}

    def open(self, container):
        answer = self.contents[container.content]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Postbox:
    """A channel that keeps what it was handed."""

    def __init__(self, channel="post", *, personal=True):
        self.channel = channel
        self.personal = personal
        self.sent = []
        self.trouble: Exception | None = None

    def send(self, scope, notification):
        assert scope.tenant_id == notification.tenant_id
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(notification)
        return Notice(
            channel=self.channel,
            recipient=notification.recipient.reviewer_id,
            reference=notification.notification_id,
        )


def good_invoice(**changes):
    fields = {
        "vendor_name": Read(value="Muster GmbH", confidence=1),
        "vendor_tax_id": Read(value="DE136695976", confidence=1),
        "invoice_number": Read(value="R-1", confidence=1),
        "invoice_date": Read(value=date(2026, 11, 1), confidence=1),
        "currency": Read(value=Currency("EUR"), confidence=1),
        "subtotal": Read(value=Decimal("100.00"), confidence=1),
        "tax_total": Read(value=Decimal("19.00"), confidence=1),
        "total": Read(value=Decimal("119.00"), confidence=1),
        "line_items": (LineItem(description="work", amount=Decimal("100.00")),),
    }
    return ReadInvoice(**{**fields, **changes})


def reading(*invoices, unread=()):
    stamp = EngineStamp(name="test", version="1", seconds=0)
    return Reading(engine=stamp, page_count=1, unread_pages=unread, invoices=invoices)


def profile(**changes):
    fields = {
        "tenant_id": TENANT,
        "name": "Muster",
        "home_region": "westeurope",
        "reviewers": (REVIEWER,),
        "policy": Policy(),
    }
    return TenantProfile(**{**fields, **changes})


@dataclass
class World:
    """Durable fakes, and a process on them that can die and start again."""

    extractor: ScriptedExtractor = field(default_factory=lambda: ScriptedExtractor(reading(good_invoice())))
    tenant: TenantProfile = field(default_factory=profile)
    fuse: Fuse = field(default_factory=Fuse)
    further: tuple[Postbox, ...] = ()
    """Channels after the first."""

    def __post_init__(self):
        self.clock = Ticking()
        self.inspector = EasyInspector()
        self.opener = ScriptedOpener()
        self.postbox = Postbox()
        self.tenants = FakeTenants()
        self.tenants.save(self.tenant)
        self.blobs = FakeBlobs()
        self.inbox = FakeInbox()
        self.invoices = FakeInvoices()
        self.audit_log = FakeAuditLog()
        self.vendors = FakeVendors()
        self.request_keys = FakeRequestKeys()
        self.dead_letters = FakeDeadLetters()
        self.queues = FakeQueues()
        self.start()

    def start(self):
        """Wire a process, as after a crash: only what is durable is still there."""
        wired = {
            name: Crashing(getattr(self, name), self.fuse)
            for name in (
                "blobs inbox invoices audit_log vendors request_keys dead_letters queues postbox".split()
            )
        }
        self.admission = Admission(self.tenants, region="westeurope")
        self.scope = self.admission.admit(TENANT)
        learn = Learn(wired["vendors"], wired["audit_log"], self.clock)
        recording = Recording(wired["invoices"], wired["audit_log"])
        self.recording = recording
        self.ingest = Ingest(
            blobs=wired["blobs"],
            invoices=wired["invoices"],
            queues=wired["queues"],
            request_keys=wired["request_keys"],
            inspector=self.inspector,
            clock=self.clock,
        )
        self.take_in = TakeIn(
            inbox=wired["inbox"],
            blobs=wired["blobs"],
            opener=self.opener,
            ingest=self.ingest,
            bury=BuryArrival(wired["blobs"], wired["audit_log"], wired["dead_letters"], self.clock),
            clock=self.clock,
        )
        self.stages = {
            Stage.EXTRACT: Extract(
                wired["blobs"],
                wired["invoices"],
                wired["queues"],
                {self.tenant.reading_policy: self.extractor.given},
                self.clock,
            ),
            Stage.CLASSIFY: Classify(
                wired["blobs"],
                wired["invoices"],
                Recognise(wired["vendors"]),
                GeneralCoder(),
                wired["queues"],
                self.clock,
            ),
            Stage.NOTIFY: Notify(
                invoices=wired["invoices"],
                recording=recording,
                acting=Acting({EffectKind.EXPORT: Export(wired["blobs"])}, self.clock),
                erasing=Erasing(wired["blobs"], learn, self.clock),
                notifiers=(wired["postbox"], *self.further),
                portal_url="https://portal.example",
                clock=self.clock,
            ),
        }
        self.sweep = Sweep(
            tenants=self.tenants,
            admission=self.admission,
            invoices=wired["invoices"],
            inbox=wired["inbox"],
            queues=wired["queues"],
            recording=recording,
            take_in=self.take_in,
            books=(learn.settle,),
            clock=self.clock,
            stale=STALE,
        )
        self.bury_invoice = BuryInvoice(wired["invoices"], wired["dead_letters"], recording, self.clock)
        self.requeue = Requeue(wired["invoices"], wired["dead_letters"], wired["queues"], self.clock)
        self.review = Review(
            invoices=wired["invoices"],
            blobs=wired["blobs"],
            queues=wired["queues"],
            recording=recording,
            learn=learn,
            clock=self.clock,
        )
        self.retain = Retain(self.review)
        self.look_up = LookUp(self.invoices, self.blobs, self.audit_log)

    def arrival(self, content=b"%PDF-1.7 one", filename="one.pdf"):
        provenance = Provenance(
            channel=Channel.HTTP, received_at=self.clock(), principal="k1", filename=filename
        )
        return Arrival(content=content, provenance=provenance)

    def post(self, *contents, key=None):
        arrivals = tuple(self.arrival(content) for content in contents or (b"%PDF-1.7 one",))
        return self.ingest.post(self.scope, arrivals, request_key=key)

    def step(self):
        """Take one message off a queue and run its stage; it goes back if the stage does not return."""
        for stage in Stage:
            message = self.queues.take(stage)
            if message is None:
                continue
            try:
                self.stages[stage].run(self.scope, message)
            except BaseException:
                self.queues.put_back(stage, message)
                raise
            return True
        return False

    def drain(self):
        """Run every message until the queues are empty."""
        while self.step():
            pass

    def leap(self):
        """Let enough time pass for everything to count as standing still."""
        self.clock.now += 2 * STALE

    def record(self, invoice_id):
        return self.look_up.invoice(self.scope, invoice_id)

    def actions(self, subject):
        return [entry.event.action for entry in self.audit_log.entries(self.scope, subject=subject)]


def message_of(record, nonce=""):
    return StageMessage(
        tenant_id=record.tenant_id, invoice_id=record.invoice_id, revision=record.events, nonce=nonce
    )
