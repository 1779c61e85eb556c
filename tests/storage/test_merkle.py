"""The tree of RFC 6962: every proof verifies, and none survives a flipped bit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import tiles
from storage.merkle import (
    EMPTY_ROOT,
    Tree,
    TreeError,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)

ALL = 130
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(ALL)]


@cache
def plain_root(low: int, high: int) -> bytes:
    """MTH(D[low:high]) as RFC 6962 writes it."""
    if high - low == 1:
        return LEAVES[low]
    middle = low + split(high - low)
    return node_hash(plain_root(low, middle), plain_root(middle, high))


def split(width: int) -> int:
    """The largest power of two below the width."""
    power = 1
    while power * 2 < width:
        power *= 2
    return power


def plain_path(index: int, low: int, high: int) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962 writes it."""
    if high - low == 1:
        return []
    middle = low + split(high - low)
    if index < middle:
        return [*plain_path(index, low, middle), plain_root(middle, high)]
    return [*plain_path(index, middle, high), plain_root(low, middle)]


def plain_subproof(old: int, low: int, high: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) as RFC 6962 writes it; `old` counts from `low`."""
    if old == high - low:
        return [] if whole else [plain_root(low, high)]
    middle = split(high - low)
    if old <= middle:
        left = plain_subproof(old, low, low + middle, whole=whole)
        return [*left, plain_root(low + middle, high)]
    right = plain_subproof(old - middle, low + middle, high, whole=False)
    return [*right, plain_root(low, low + middle)]


def test_the_hashes_are_those_of_the_rfc() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT == Tree().root
    assert leaf_hash(b"") == bytes.fromhex(
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert (
        node_hash(b"a" * 32, b"b" * 32) == hashlib.sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()
    )


def test_every_inclusion_proof_of_every_tree_up_to_130_leaves() -> None:
    tree = Tree()
    for size in range(1, ALL + 1):
        tree.append(LEAVES[size - 1])
        assert tree.root == plain_root(0, size)
        for index in range(size):
            path = tree.inclusion(index)
            assert path == plain_path(index, 0, size)
            assert verify_inclusion(LEAVES[index], index, size, path, tree.root)
            assert (
                not verify_inclusion(LEAVES[index], index, size, path[:-1], tree.root) or not path
            )
            assert not verify_inclusion(LEAVES[index], index, size, [*path, EMPTY_ROOT], tree.root)


def test_every_consistency_proof_of_every_tree_up_to_130_leaves() -> None:
    tree = Tree(LEAVES)
    for new in range(ALL + 1):
        new_root = root_at(new, tree.node)
        for old in range(new + 1):
            path = consistency_path(old, new, tree.node)
            old_root = root_at(old, tree.node)
            if 0 < old < new:
                assert path == plain_subproof(old, 0, new, whole=True)
                assert not verify_consistency(old, new, old_root, new_root, path[:-1])
                assert not verify_consistency(old, new, EMPTY_ROOT, new_root, path)
            assert verify_consistency(old, new, old_root, new_root, path)
            assert not verify_consistency(old, new, old_root, new_root, [*path, EMPTY_ROOT])


def test_a_proof_that_cannot_be_is_refused_in_words() -> None:
    tree = Tree(LEAVES[:5])

    with pytest.raises(TreeError, match="leaf 5 is not in a tree of 5"):
        tree.inclusion(5)
    with pytest.raises(TreeError, match="a tree of 6 is no beginning of one of 5"):
        tree.consistency(6)
    assert not verify_inclusion(LEAVES[0], -1, 5, tree.inclusion(0), tree.root)
    assert not verify_consistency(6, 5, tree.root, tree.root, [])
    assert not verify_consistency(2, 5, root_at(2, tree.node), tree.root, [])


def flipped(data: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned round."""
    bit %= len(data) * 8
    return bytes(
        byte ^ (1 << bit % 8) if place == bit // 8 else byte for place, byte in enumerate(data)
    )


def damaged(path: Sequence[bytes], which: int, bit: int) -> list[bytes]:
    """The path with one bit turned round in one of its hashes."""
    which %= len(path)
    return [flipped(one, bit) if place == which else one for place, one in enumerate(path)]


SIZES = st.integers(min_value=1, max_value=3000)
GROWN = Tree(leaf_hash(number.to_bytes(4, "big")) for number in range(3000))


@given(st.data(), SIZES, st.integers(min_value=0), st.integers(min_value=0))
def test_no_inclusion_proof_survives_a_flipped_bit(
    data: st.DataObject, size: int, bit: int, which: int
) -> None:
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    leaf, root = GROWN.node(0, index), root_at(size, GROWN.node)
    path = inclusion_path(index, size, GROWN.node)

    assert verify_inclusion(leaf, index, size, path, root)
    assert not verify_inclusion(flipped(leaf, bit), index, size, path, root)
    assert not verify_inclusion(leaf, index, size, path, flipped(root, bit))
    if path:
        assert not verify_inclusion(leaf, index, size, damaged(path, which, bit), root)
        assert not verify_inclusion(leaf, index ^ 1 << bit % len(path), size, path, root)


@given(st.data(), SIZES, st.integers(min_value=0), st.integers(min_value=0))
def test_no_consistency_proof_survives_a_flipped_bit(
    data: st.DataObject, new: int, bit: int, which: int
) -> None:
    old = data.draw(st.integers(min_value=1, max_value=new))
    old_root, new_root = root_at(old, GROWN.node), root_at(new, GROWN.node)
    path = consistency_path(old, new, GROWN.node)

    assert verify_consistency(old, new, old_root, new_root, path)
    assert not verify_consistency(old, new, flipped(old_root, bit), new_root, path)
    assert not verify_consistency(old, new, old_root, flipped(new_root, bit), path)
    if path:
        assert not verify_consistency(old, new, old_root, new_root, damaged(path, which, bit))


def reader(kept: dict[tuple[int, int], bytes]) -> tiles.ReadTile:
    """Reads tiles out of a dict."""
    return lambda level, number: kept[level, number]


def test_a_tree_in_tiles_gives_the_same_roots_and_proofs() -> None:
    count = 70_000
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]
    whole = Tree(leaves)
    kept: dict[tuple[int, int], bytes] = {}
    grown = 0
    for upto in (1, 255, 256, 257, 300, 65_535, 65_536, 65_537, 69_999, count):
        edge = tiles.Edge.read(grown, reader(kept))
        for leaf in leaves[grown:upto]:
            edge.append(leaf)
        kept |= edge.changed()
        grown = upto
        assert edge.root == root_at(upto, whole.node)

    nodes = tiles.nodes_of(reader(kept))
    for index in (0, 1, 255, 256, 65_535, 65_536, 69_998, 69_999):
        assert inclusion_path(index, count, nodes) == whole.inclusion(index)
    for old in (1, 255, 256, 6789, 65_536, 69_999):
        assert consistency_path(old, count, nodes) == whole.consistency(old)
    assert list(tiles.tiles_at(count))[-3:] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles.tiles_at(count))[272:274] == [(0, 272, 256), (0, 273, 112)]


def test_a_tile_lies_under_the_path_of_its_number() -> None:
    assert tiles.tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.tile_path("entries", 273, 112) == "tile/entries/273.p/112"
    assert tiles.tile_path(2, 0, 1) == "tile/2/000.p/1"
    for good in ("0/x001/x234/067", "entries/273.p/112", "63/000.p/255"):
        assert tiles.PATH.fullmatch(good)
    for bad in (
        "64/000",
        "00/000",
        "0/0",
        "0/../x",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "-1/000",
    ):
        assert not tiles.PATH.fullmatch(bad)


@given(st.lists(st.binary(max_size=300), max_size=20), st.integers(min_value=0))
def test_a_bundle_gives_back_its_entries_and_none_that_is_cut(
    entries: list[bytes], cut: int
) -> None:
    data = tiles.bundle(entries)

    assert tiles.unbundle(data) == entries
    if entries:
        with pytest.raises(tiles.BundleError):
            tiles.unbundle(data[: len(data) - 1 - cut % (len(entries[-1]) + 1)])
