"""The tree of RFC 6962: hashes, roots, proofs of inclusion and of consistency, and their checking.

Pure. A tree is asked for through `Nodes`: the hash of each perfect subtree, by its height and its
place in that row; whoever has leaves, tiles or everything in memory can answer it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""Height and place in its row → the hash over the 2**height leaves below; only whole subtrees."""


class TreeError(ValueError):
    """A proof was asked for that this tree cannot have."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree in memory, all its rows kept; it only grows."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        row = list(leaf_hashes)
        self._rows = [row]
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
            self._rows.append(row)

    @classmethod
    def of(cls, entries: Iterable[bytes]) -> Tree:
        """The tree over these entries."""
        return cls(leaf_hash(entry) for entry in entries)

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self._rows[0])

    @property
    def root(self) -> bytes:
        """The hash over all of it."""
        return root_at(self.size, self.node)

    def append(self, leaf: bytes) -> None:
        """One more leaf at the end."""
        self._rows[0].append(leaf)
        height = 0
        while len(self._rows[height]) % 2 == 0:
            if height + 1 == len(self._rows):
                self._rows.append([])
            left, right = self._rows[height][-2:]
            self._rows[height + 1].append(node_hash(left, right))
            height += 1

    def node(self, height: int, place: int) -> bytes:
        """The hash of one perfect subtree."""
        return self._rows[height][place]

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in this tree, the leaf's sibling first."""
        return inclusion_path(index, self.size, self.node)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of size `old` is a beginning of this one."""
        return consistency_path(old, self.size, self.node)


def root_at(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return _span(0, size, nodes) if size else EMPTY_ROOT


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962, 2.1.1."""
    if not 0 <= index < size:
        raise TreeError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_span(middle, high, nodes))
            high = middle
        else:
            path.append(_span(low, middle, nodes))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962, 2.1.2; empty where there is nothing to show."""
    if not 0 <= old <= new:
        raise TreeError(f"a tree of {old} is no beginning of one of {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    low, high = 0, new
    while old < high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_span(middle, high, nodes))
            high = middle
        else:
            path.append(_span(low, middle, nodes))
            low = middle
    if low:  # where the old tree is a whole left part of the new one, its root is known already
        path.append(_span(low, high, nodes))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Whether the path leads from the leaf to the root, with no hash too few or too many."""
    if not 0 <= index < size or _misshapen(leaf, root, *path):
        return False
    here, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(one, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, one)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the old tree is a beginning of the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or _misshapen(old_root, new_root, *path):
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    if not hashes:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    of_old = of_new = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            of_old, of_new = node_hash(one, of_old), node_hash(one, of_new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            of_new = node_hash(of_new, one)
        here, last = here >> 1, last >> 1
    return last == 0 and of_old == old_root and of_new == new_root


def _span(low: int, high: int, nodes: Nodes) -> bytes:
    """The hash over the leaves low…high; `low` is where a subtree of that size begins."""
    width = high - low
    if width & (width - 1) == 0:
        return nodes(width.bit_length() - 1, low // width)
    middle = low + _split(width)
    return node_hash(_span(low, middle, nodes), _span(middle, high, nodes))


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


def _misshapen(*hashes: bytes) -> bool:
    return any(len(one) != HASH_BYTES for one in hashes)
