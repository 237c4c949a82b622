"""
The Merkle tree of RFC 9162 (section 2.1): growing one, proving with it, checking what somebody proved.

Hashes are SHA-256, 32 bytes. Nothing here knows what a leaf means.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Self

from shared.domain.errors import Refused

HASH_BYTES = 32

EMPTY_ROOT = sha256().digest()
"""Root of the tree without leaves."""


class BadProof(Refused):
    """What was to be proved is not proved by this."""


type Subtree = Callable[[int, int], bytes]
"""Gives the root of the leaves from one index up to, not including, another."""


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf; it can never be mistaken for an inner node's."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """
    A growing tree, remembered by the roots of its largest full subtrees: as many as `size` has one-bits.

    `nodes` runs from the left, that is from the largest. Appending costs two hashes on average.
    """

    __slots__ = ("nodes", "size")

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(nodes) != size.bit_count() or any(len(node) != HASH_BYTES for node in nodes):
            raise BadProof("merkle.frontier", "A frontier has one hash for each one-bit of its size.")
        self.size = size
        self.nodes = list(nodes)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.nodes.pop(), node)
            size >>= 1
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root

    def copy(self) -> Self:
        """Return one that grows apart from this."""
        return type(self)(self.size, self.nodes)


def subtrees(leaves: Sequence[bytes]) -> Subtree:
    """Return the roots of ranges of these leaf hashes, each computed when asked for."""

    def root_of(start: int, end: int) -> bytes:
        frontier = Frontier()
        for leaf in leaves[start:end]:
            frontier.append(leaf)
        return frontier.root()

    return root_of


def subtrees_after(tree: Frontier, leaves: Sequence[bytes]) -> Subtree:
    """
    Return the roots of ranges of a tree that is known as it was, and by the leaf hashes added since.

    That is enough for every proof about one of those leaves. A range that lies in the known part, and is none
    of its largest full subtrees, raises BadProof, and so does one beyond the leaves.
    """
    known: dict[tuple[int, int], bytes] = {}
    start = 0
    for bit in reversed(range(tree.size.bit_length())):
        if tree.size >> bit & 1:
            known[start, start + (1 << bit)] = tree.nodes[len(known)]
            start += 1 << bit
    added = subtrees(leaves)

    def root_of(start: int, end: int) -> bytes:
        if (start, end) in known:
            return known[start, end]
        if start >= tree.size and end <= tree.size + len(leaves):
            return added(start - tree.size, end - tree.size)
        if start >= tree.size or end <= tree.size:
            raise BadProof("merkle.range", "The hashes of this part of the tree are not at hand.")
        middle = start + _split(end - start)
        return node_hash(root_of(start, middle), root_of(middle, end))

    return root_of


def inclusion_proof(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """
    Return the proof that the leaf at `index` is in the tree of `size` leaves (section 2.1.3.1).

    Raises:
        BadProof: there is no such leaf.
    """
    if not 0 <= index < size:
        raise BadProof("merkle.index", "A proof of inclusion is of a leaf in the tree.")
    return tuple(subtree(start, end) for start, end in reversed(list(_siblings(index, size))))


def consistency_proof(old: int, new: int, subtree: Subtree) -> tuple[bytes, ...]:
    """
    Return the proof that the tree of `new` leaves begins with the tree of `old` leaves (section 2.1.4.1).

    Raises:
        BadProof: `old` is 0, of which nothing can be proved, or more than `new`.
    """
    if not 0 < old <= new:
        raise BadProof("merkle.sizes", "A proof of consistency is from a tree that is not empty or larger.")
    start, end = 0, new
    ranges = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return tuple(subtree(*each) for each in reversed(ranges))


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise BadProof unless this proves that `leaf` stands at `index` (section 2.1.3.2)."""
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise BadProof("merkle.index", "A proof of inclusion is of a leaf in the tree.")
    node, last = index, size - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            raise BadProof("merkle.length", "The proof is too long.")
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            node, last = _climb(node, last)
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise BadProof("merkle.length", "The proof is too short.")
    if computed != root:
        raise BadProof("merkle.root", "The proof leads to another root.")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise BadProof unless this proves that the new tree begins with the old one (section 2.1.4.2)."""
    if not 0 < old <= new:
        raise BadProof("merkle.sizes", "A proof of consistency is from a tree that is not empty or larger.")
    if old == new:
        if proof or old_root != new_root:
            raise BadProof("merkle.root", "Two trees of one size have one root and need no proof.")
        return
    _check_hashes(old_root, new_root, *proof)
    if old & (old - 1) == 0:
        proof = (old_root, *proof)
    if not proof:
        raise BadProof("merkle.length", "The proof is too short.")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    computed_old = computed_new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            raise BadProof("merkle.length", "The proof is too long.")
        if node & 1 or node == last:
            computed_old = node_hash(sibling, computed_old)
            computed_new = node_hash(sibling, computed_new)
            node, last = _climb(node, last)
        else:
            computed_new = node_hash(computed_new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise BadProof("merkle.length", "The proof is too short.")
    if (computed_old, computed_new) != (old_root, new_root):
        raise BadProof("merkle.root", "The proof leads to another root.")


def _climb(node: int, last: int) -> tuple[int, int]:
    """Pass the levels at which a rightmost node has no sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _siblings(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges beside the path from the root down to the leaf."""
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            yield middle, end
            end = middle
        else:
            yield start, middle
            start = middle


def _split(count: int) -> int:
    """The largest power of two below `count`: where RFC 9162 splits a tree."""
    return 1 << ((count - 1).bit_length() - 1)


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise BadProof("merkle.hash", f"A hash has {HASH_BYTES} bytes.")
