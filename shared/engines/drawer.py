"""Draws pages of documents in the sandbox."""

from shared.domain.document import Document
from shared.engines.runner import TaskRunner


class SandboxedDrawer:
    """Implements the port `Drawer`."""

    def __init__(self, sandbox: TaskRunner) -> None:
        self._sandbox = sandbox

    def draw(self, document: Document, page: int) -> bytes:
        """As the port."""
        frame = self._sandbox.run("page.draw", document.content, kind=document.kind.value, page=page)
        return frame.payload
