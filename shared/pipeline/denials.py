"""Denials: whoever is known and tries what they may not is in the log of the tenant they work for."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, AuditAction
from shared.domain.audit_facts import event_of
from shared.domain.errors import Forbidden
from shared.domain.ids import derive
from shared.domain.tenancy import TenantScope
from shared.ports.audit_log import AuditLog
from shared.ports.clock import Clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Denials:
    """Records that somebody was refused."""

    audit_log: AuditLog
    clock: Clock

    def record(self, scope: TenantScope, actor: Actor, refusal: Forbidden) -> None:
        """
        Say in the log who was refused, and by which rule.

        The same refusal within an hour is the same entry, so that trying again and again fills no log.
        Raises Unavailable: it is not in the log.
        """
        now = self.clock()
        hour = now.strftime("%Y-%m-%dT%H")
        event = event_of(
            tenant_id=scope.tenant_id,
            subject=derive(
                "access-denied", scope.tenant_id, actor.kind.value, actor.reference, refusal.code, hour
            ),
            number=0,
            action=AuditAction.ACCESS_DENIED,
            at=now,
            actor=actor,
            facts={"code": refusal.code},
            previous=None,
        )
        self.audit_log.append(scope, (event,))
        logger.warning("Access denied", extra={"tenant_id": scope.tenant_id, "code": refusal.code})
