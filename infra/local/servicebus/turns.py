"""The order of things: what one turn of the event loop changes is on disk before anyone hears of it."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from infra.local.servicebus.errors import JournalBroken
from infra.local.servicebus.journal import Journal
from infra.local.servicebus.records import Record

logger = logging.getLogger(__name__)


class Speaker(Protocol):
    """Who has something to say to a client."""

    def flush(self) -> None:
        """Say it."""
        ...


class Turn:
    """
    Gathers the records and the replies of one turn, then writes the ones and lets go the others.

    However many clients were heard in the turn, there is one write to the disk: that keeps throughput high.
    A turn whose records cannot be written says nothing: `on_broken` is called instead.
    """

    def __init__(
        self,
        journal: Journal | None,
        *,
        snapshot: Callable[[], Iterable[Record]],
        on_broken: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._snapshot = snapshot
        self._on_broken = on_broken
        # A dict keeps the order in which they began to speak.
        self._speakers: dict[Speaker, None] = {}
        self._is_ending = False

    def record(self, record: Record) -> None:
        """Take a record into this turn."""
        if self._journal is not None:
            self._journal.append(record)
            self._end_soon()

    def speak(self, speaker: Speaker) -> None:
        """Let a speaker's words go at the end of this turn."""
        self._speakers[speaker] = None
        self._end_soon()

    def _end_soon(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            asyncio.get_running_loop().call_soon(self.end)

    def end(self) -> None:
        """Write the records, then let the speakers speak."""
        self._is_ending = False
        speakers, self._speakers = self._speakers, {}
        try:
            if self._journal is not None:
                self._journal.commit()
        except JournalBroken:
            logger.exception("nothing more is accepted")
            self._on_broken()
            return
        for speaker in speakers:
            speaker.flush()
        self._compact()

    def _compact(self) -> None:
        if self._journal is None or not self._journal.wants_compaction:
            return
        try:
            self._journal.compact(self._snapshot())
        except JournalBroken:
            logger.exception("nothing more is accepted")
            self._on_broken()
