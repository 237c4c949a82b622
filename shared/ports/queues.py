"""The need: hand work to the next stage."""

from typing import Protocol

from shared.domain.stage import Stage, StageMessage


class Queues(Protocol):
    """One queue per stage, at least once."""

    def publish(self, stage: Stage, message: StageMessage, *, delay_s: float = 0) -> None:
        """
        Put the message on the stage's queue; returning means the broker has it.

        With a delay it becomes visible only then.

        A message id seen within the broker's window is accepted and dropped.

        Raises:
            Unavailable: nothing is known; publish again.
        """
        ...
