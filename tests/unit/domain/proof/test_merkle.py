"""The tree is RFC 9162's, and a proof of anything else is refused."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.proof.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    BadProof,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    subtrees,
)

VECTORS = json.loads((Path(__file__).parents[3] / "data" / "tlog" / "vectors.json").read_text())
LEAVES = [leaf_hash(bytes([number])) for number in range(65)]
SUBTREE = subtrees(LEAVES)

REFERENCE_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
REFERENCE_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Of the reference tree of RFC 6962's implementations."""


def decoded(text):
    return base64.b64decode(text) if text else b""


def cases(kind):
    return [pytest.param(case, id=case["name"]) for case in VECTORS[kind]]


def test_there_are_196_vectors():
    """None of them got lost."""
    assert len(VECTORS["inclusion"]) + len(VECTORS["consistency"]) == 196


def judged(check, *arguments):
    try:
        check(*arguments)
    except BadProof:
        return True
    return False


@pytest.mark.parametrize("case", cases("inclusion"))
def test_inclusion_vector(case):
    """Each of the reference's cases is accepted or refused as it says."""
    proof = [decoded(each) for each in case["proof"] or []]

    refused = judged(
        check_inclusion,
        decoded(case["leafHash"]),
        case["leafIdx"],
        case["treeSize"],
        proof,
        decoded(case["root"]),
    )

    assert refused == case["wantErr"]


@pytest.mark.parametrize("case", cases("consistency"))
def test_consistency_vector(case):
    """Each of the reference's cases is accepted or refused as it says."""
    proof = [decoded(each) for each in case["proof"] or []]

    refused = judged(
        check_consistency,
        case["size1"],
        case["size2"],
        proof,
        decoded(case["root1"]),
        decoded(case["root2"]),
    )

    assert refused == case["wantErr"]


def test_roots_are_the_reference_s():
    """Known leaves give known roots, at every size on the way."""
    tree = Frontier()
    roots = {0: tree.root().hex()}
    for leaf in REFERENCE_LEAVES:
        tree.append(leaf_hash(bytes.fromhex(leaf)))
        roots[tree.size] = tree.root().hex()

    assert roots[0] == EMPTY_ROOT.hex()
    assert {size: roots[size] for size in REFERENCE_ROOTS} == REFERENCE_ROOTS


@pytest.mark.parametrize("size", range(1, 66))
def test_every_leaf_of_every_size_is_proved(size):
    """Each (index, size) up to 65: the proof holds, and not with any of its hashes replaced."""
    root = SUBTREE(0, size)
    for index in range(size):
        proof = inclusion_proof(index, size, SUBTREE)
        check_inclusion(LEAVES[index], index, size, proof, root)
        for place in range(len(proof)):
            forged = (*proof[:place], bytes(HASH_BYTES), *proof[place + 1 :])
            with pytest.raises(BadProof):
                check_inclusion(LEAVES[index], index, size, forged, root)


@pytest.mark.parametrize("new", range(1, 66))
def test_every_pair_of_sizes_is_proved(new):
    """Each (old, new) up to 65: the proof holds, and not with any of its hashes replaced."""
    for old in range(1, new + 1):
        roots = SUBTREE(0, old), SUBTREE(0, new)
        proof = consistency_proof(old, new, SUBTREE)
        check_consistency(old, new, proof, *roots)
        for place in range(len(proof)):
            forged = (*proof[:place], bytes(HASH_BYTES), *proof[place + 1 :])
            with pytest.raises(BadProof):
                check_consistency(old, new, forged, *roots)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_of_nothing_or_of_more_nothing_is_proved(old, new):
    """A tree that was empty or larger is consistent with no proof at all."""
    with pytest.raises(BadProof):
        consistency_proof(old, new, SUBTREE)
    with pytest.raises(BadProof):
        check_consistency(old, new, (), EMPTY_ROOT, EMPTY_ROOT)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_outside_the_tree_is_not_proved(index, size):
    """There must be such a leaf."""
    with pytest.raises(BadProof):
        inclusion_proof(index, size, SUBTREE)
    with pytest.raises(BadProof):
        check_inclusion(LEAVES[0], index, size, (), LEAVES[0])


@given(st.integers(0, 65), st.integers(0, 65))
def test_a_frontier_goes_on_where_it_was_left(first, second):
    """Remembered and taken up again, a tree is the same as grown at once."""
    early, late = sorted((first, second))
    tree = Frontier()
    for leaf in LEAVES[:early]:
        tree.append(leaf)

    again = Frontier(tree.size, tree.nodes)
    for leaf in LEAVES[early:late]:
        again.append(leaf)

    assert again.root() == SUBTREE(0, late)
    assert tree.size == early


@pytest.mark.parametrize(("size", "nodes"), [(1, ()), (0, (bytes(32),)), (2, (b"short",)), (-1, ())])
def test_a_frontier_has_a_hash_per_one_bit(size, nodes):
    """Another number of hashes, or other hashes, is no frontier."""
    with pytest.raises(BadProof):
        Frontier(size, nodes)


hashes = st.binary(min_size=30, max_size=33)


@given(hashes, st.integers(-2, 70), st.integers(-2, 70), st.lists(hashes, max_size=9), hashes)
def test_an_arbitrary_inclusion_proof_is_refused_and_nothing_else(leaf, index, size, proof, root):
    """Whatever comes in, it is refused, or it proves a tree of one leaf."""
    try:
        check_inclusion(leaf, index, size, proof, root)
    except BadProof:
        return
    assert (index, size, proof, leaf) == (0, 1, [], root)


@given(st.integers(-2, 70), st.integers(-2, 70), st.lists(hashes, max_size=9), hashes, hashes)
def test_an_arbitrary_consistency_proof_is_refused_and_nothing_else(old, new, proof, old_root, new_root):
    """Whatever comes in, it is refused, or it says that a tree is itself."""
    try:
        check_consistency(old, new, proof, old_root, new_root)
    except BadProof:
        return
    assert (old, proof, old_root) == (new, [], new_root)
