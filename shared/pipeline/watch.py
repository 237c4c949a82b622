"""Watch: look at every tenant's override rate."""

import logging
from dataclasses import dataclass

from shared.domain.errors import IntakeError
from shared.domain.tenancy import Admission
from shared.pipeline.govern import Govern
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watch:
    """The timer's stage; one tenant's trouble does not keep the others waiting."""

    tenants: Tenants
    admission: Admission
    govern: Govern

    def run(self) -> int:
        """Look through every tenant of this region, and return how many stand out of their limits."""
        out = 0
        for tenant_id in self.tenants.ids():
            try:
                scope = self.admission.admit(tenant_id)
                rate = self.govern.watch(scope)
            except IntakeError as error:
                logger.warning("Tenant not watched", extra={"tenant_id": tenant_id, "code": error.code})
                continue
            out += rate is not None and rate.is_out
        return out
