"""Ordered collections that stay small: what is removed is forgotten, at a cost spread over the removals."""

import heapq
from bisect import bisect_left
from collections.abc import Container, Hashable, Iterator

SLACK = 64
"""Dead entries tolerated, beside as many dead as live ones, so that small collections are seldom rebuilt."""


class PriorityMap[K: Hashable]:
    """Keys by ascending priority; each operation takes logarithmic time, spread over many."""

    def __init__(self) -> None:
        self._priorities: dict[K, int] = {}
        self._heap: list[tuple[int, int, K]] = []
        self._added = 0

    def __len__(self) -> int:
        return len(self._priorities)

    def __contains__(self, key: K) -> bool:
        return key in self._priorities

    def put(self, key: K, priority: int) -> None:
        """Add a key, or move it."""
        self._priorities[key] = priority
        self._added += 1
        # The running number keeps keys of one priority in order, and from being compared.
        heapq.heappush(self._heap, (priority, self._added, key))
        self._shrink()

    def discard(self, key: K) -> None:
        """Forget a key, if it is there."""
        if self._priorities.pop(key, None) is not None:
            self._shrink()

    def pop(self) -> K | None:
        """Remove and return the first key, or None."""
        self._trim()
        if not self._heap:
            return None
        key = heapq.heappop(self._heap)[2]
        del self._priorities[key]
        return key

    def pop_until(self, priority: int) -> Iterator[K]:
        """Remove and yield the keys up to and including a priority, in order."""
        while True:
            self._trim()
            if not self._heap or self._heap[0][0] > priority:
                return
            key = heapq.heappop(self._heap)[2]
            del self._priorities[key]
            yield key

    def _trim(self) -> None:
        while self._heap and self._priorities.get(self._heap[0][2]) != self._heap[0][0]:
            heapq.heappop(self._heap)

    def _shrink(self) -> None:
        if len(self._heap) > 2 * len(self._priorities) + SLACK:
            self._heap = [entry for entry in self._heap if self._priorities.get(entry[2]) == entry[0]]
            heapq.heapify(self._heap)


class SequenceIndex:
    """
    Where to go on in ascending numbers, of which many have been removed since.

    The numbers alive are kept by the caller; the index looks each up and forgets the others as they prevail.
    """

    def __init__(self) -> None:
        self._sequences: list[int] = []

    def append(self, sequence: int) -> None:
        """Add a number greater than all before it."""
        self._sequences.append(sequence)

    def since(self, sequence: int, alive: Container[int]) -> Iterator[int]:
        """Yield the numbers alive from a given one upward."""
        skipped = 0
        for position in range(bisect_left(self._sequences, sequence), len(self._sequences)):
            found = self._sequences[position]
            if found in alive:
                yield found
            else:
                skipped += 1
                if skipped > SLACK:
                    # What was just stepped over is not stepped over again.
                    self._sequences = [number for number in self._sequences if number in alive]
                    yield from self._from(found, alive)
                    return

    def _from(self, sequence: int, alive: Container[int]) -> Iterator[int]:
        start = bisect_left(self._sequences, sequence)
        return (number for number in self._sequences[start:] if number in alive)

    def shrink(self, alive: Container[int], count: int) -> None:
        """Forget the removed numbers once they outnumber the `count` alive."""
        if len(self._sequences) > 2 * count + SLACK:
            self._sequences = [number for number in self._sequences if number in alive]
