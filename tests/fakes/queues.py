"""Queues in memory."""

from shared.domain.stage import Stage


class FakeQueues:
    """Messages in order, with duplicate detection. Delays are noted, not waited for."""

    def __init__(self):
        self._waiting = {stage: [] for stage in Stage}
        self._seen = set()
        self.delays_s = []

    def publish(self, stage, message, *, delay_s=0.0):
        if delay_s:
            self.delays_s.append(delay_s)
        if (stage, message.message_id) not in self._seen:
            self._seen.add((stage, message.message_id))
            self._waiting[stage].append(message)

    def peek(self):
        """The next stage and message, or None."""
        return next(((stage, waiting[0]) for stage, waiting in self._waiting.items() if waiting), None)

    def take(self, stage):
        """Take the stage's next message, or None."""
        return self._waiting[stage].pop(0) if self._waiting[stage] else None

    def put_back(self, stage, message):
        """Abandon a message: it is delivered again."""
        self._waiting[stage].insert(0, message)

    def lose_everything(self):
        """Forget all messages, as no broker should."""
        for waiting in self._waiting.values():
            waiting.clear()
