"""Acting: do what a decision allows, undo what an earlier one allowed. Nothing is done twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction, Receipt
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, change
from shared.domain.review import Effect, EffectKind, EffectState, settled
from shared.domain.tenancy import TenantScope
from shared.ports.clock import Clock
from shared.ports.effects import Effector

SERVICE = Actor(kind=ActorKind.SERVICE, reference="notify")


@dataclass(frozen=True)
class Acting:
    """Runs planned effects and compensations. What each came to is part of the change it returns."""

    effectors: Mapping[EffectKind, Effector]
    clock: Clock

    def act(self, scope: TenantScope, record: InvoiceRecord, authority: Receipt) -> Change:
        """
        Undo what earlier decisions allowed, then do what this one does, which may be nothing.

        `authority` is the decision's receipt: no act without a record (invariant 1). Raises Unavailable.
        """
        live = record.review.live
        earlier = tuple(each for each in live if each.authority != authority.event_id)
        done = self._undo(scope, change(record), earlier, authority)
        for effect in live:
            if effect.authority == authority.event_id:
                done = self._run(scope, done, effect, authority)
        return done

    def unwind(self, scope: TenantScope, record: InvoiceRecord, authority: Receipt) -> Change:
        """Undo everything that may be outside, the last first. Raises Unavailable."""
        return self._undo(scope, change(record), record.review.live, authority)

    def _run(self, scope: TenantScope, done: Change, effect: Effect, authority: Receipt) -> Change:
        reference = self.effectors[effect.kind].run(scope, done.record, effect, authority)
        review = done.record.review
        effects = settled(review.effects, effect, EffectState.DONE, reference)
        now = self.clock()
        return done.then(
            now,
            AuditAction.INVOICE_ACTED,
            SERVICE,
            {
                "export_sha256": reference,
                "authority": authority.event_id,
                "log_sequence": authority.sequence,
            },
            state=InvoiceState.ACTED,
            export_sha256=reference,
            acted_at=now,
            review=review.model_copy(update={"effects": effects}),
        )

    def _undo(
        self, scope: TenantScope, done: Change, effects: tuple[Effect, ...], authority: Receipt
    ) -> Change:
        for effect in reversed(effects):
            self.effectors[effect.kind].undo(scope, done.record, effect, authority)
            review = done.record.review
            left = settled(review.effects, effect, EffectState.UNDONE, effect.reference)
            done = done.then(
                self.clock(),
                AuditAction.EFFECT_UNDONE,
                SERVICE,
                {"effect": effect.kind.value, "authority": effect.authority},
                export_sha256=None,
                review=review.model_copy(update={"effects": left}),
            )
        return done
