"""The demo tenant: stable across restarts, its secret in the state folder only."""

import secrets
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from infra.local.issuer.people import PEOPLE
from infra.local.settings import REGION
from shared.domain.gate import Policy
from shared.domain.ids import parse_tenant_id, sha256_of
from shared.domain.money import Currency, Money
from shared.domain.tenancy import PartnerKey, TenantProfile

FILE = "demo-tenant.json"

CREDENTIAL_FILE = "partner-key"
"""The bearer token alone, for curl."""

SECRET_BYTES = 32
"""What `PartnerKey` asks for."""

POLICY = Policy(
    four_eyes_above=Money(amount=Decimal(10_000), currency=Currency("EUR")),
    escalation=("approver", "second"),
)
"""Two people above 10,000 EUR; the approvers are asked in turn."""


class DemoTenant(BaseModel):
    """Who sends the sample invoices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant_id: str
    """A GUID."""
    key_id: str
    """Of its one partner key."""
    secret: str
    """Of that key."""

    @classmethod
    def load_or_create(cls, state_dir: Path) -> Self:
        """Return the tenant of this state folder, making it the first time."""
        path = state_dir / FILE
        if path.exists():
            return cls.model_validate_json(path.read_bytes())
        made = cls(tenant_id=str(uuid.uuid4()), key_id="demo", secret=secrets.token_urlsafe(SECRET_BYTES))
        _write_private(state_dir / CREDENTIAL_FILE, made.credential)
        _write_private(path, made.model_dump_json(indent=2) + "\n")
        return made

    @property
    def credential(self) -> str:
        """What a partner sends as its bearer token."""
        return f"{self.tenant_id}.{self.key_id}.{self.secret}"

    def profile(self, *, webhook_url: str) -> TenantProfile:
        """Return what the app is to know about the tenant."""
        digest = sha256_of(self.secret.encode())
        return TenantProfile(
            tenant_id=parse_tenant_id(self.tenant_id),
            name="Demo client",
            home_region=REGION,
            reviewers=PEOPLE,
            policy=POLICY,
            partner_keys=(PartnerKey(key_id=self.key_id, label="Demo", secret_sha256=digest),),
            webhook_url=webhook_url,
        )


def _write_private(path: Path, text: str) -> None:
    # Renamed into place: a kill in between must not leave half a secret behind.
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
