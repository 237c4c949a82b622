"""What the engines need of a sandbox."""

from typing import Protocol

from shared.engines.frames import Frame


class TaskRunner(Protocol):
    """Runs the tasks named in `tasks.TASKS`."""

    def run(self, task: str, content: bytes, **arguments: object) -> Frame:
        """
        Return the task's answer: `header["value"]`, and the bytes it speaks of.

        Raises:
            Refused, Unavailable: as `sandbox.Sandbox.run`.
        """
        ...
