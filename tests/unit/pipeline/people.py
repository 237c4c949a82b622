"""The people of a tenant under review, and invoices that each level of the gate stops."""

from decimal import Decimal

from shared.domain.gate import Policy
from shared.domain.money import Currency, Money
from shared.domain.reading import Read
from shared.domain.roles import Role
from shared.domain.tenancy import Reviewer
from tests.unit.pipeline.world import TENANT, ScriptedExtractor, World, good_invoice, profile, reading


def person(reviewer_id, *roles):
    return Reviewer(
        reviewer_id=reviewer_id,
        name=reviewer_id.title(),
        email=f"{reviewer_id}@example.com",
        roles=roles,
        object_id=f"oid-{reviewer_id}",
    )


CLERK = person("clerk", Role.CLERK)
APPROVER = person("approver", Role.APPROVER)
SECOND = person("second", Role.APPROVER)
ADMIN = person("admin", Role.ADMIN)
AUDITOR = person("auditor", Role.AUDITOR)
PARTNER = person("partner", Role.PARTNER)
PEOPLE = (CLERK, APPROVER, SECOND, ADMIN, AUDITOR, PARTNER)

LIMIT = Money(amount=Decimal("10000.00"), currency=Currency("EUR"))
POLICY = Policy(four_eyes_above=LIMIT, escalation=("approver", "second"))


def priced(total):
    """Return what an invoice of a total says: 19 % of it tax."""
    subtotal = (Decimal(total) / Decimal("1.19")).quantize(Decimal("0.01"))
    return good_invoice(
        total=Read(value=Decimal(total), confidence=1),
        subtotal=Read(value=subtotal, confidence=1),
        tax_total=Read(value=Decimal(total) - subtotal, confidence=1),
        line_items=(),
    )


GOOD = reading(good_invoice())
"""L1: acted on at once."""

WRONG_TOTAL = reading(good_invoice(total=Read(value=Decimal("120.00"), confidence=1)))
"""L2: somebody approves."""

WRONG_AND_LARGE = reading(
    priced("20000.00").model_copy(update={"subtotal": Read(value=Decimal(1), confidence=1)})
)
"""L2, by two people."""

NOTHING = reading()
"""L3: a person performs."""


def new_world(answer=GOOD, *, policy=POLICY, people=PEOPLE, **more):
    return World(extractor=ScriptedExtractor(answer), tenant=profile(reviewers=people, policy=policy), **more)


def posted(answer=GOOD, **more):
    """Return a world with one invoice at rest, and its record."""
    world = new_world(answer, **more)
    (accepted,) = world.post()
    world.drain()
    return world, world.record(accepted.invoice_id)


def process(world):
    """Return an invoice after the chain, under the tenant's profile as it is now."""
    world.scope = world.admission.admit(TENANT)
    (accepted,) = world.post(f"%PDF-1.7 {world.clock()}".encode())
    world.drain()
    return world.invoices.find(world.scope, accepted.invoice_id).value
