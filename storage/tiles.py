"""Tiles and entry bundles of C2SP tlog-tiles: which bytes lie under which path. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from storage.merkle import HASH_BYTES, Nodes, node_hash, root_at

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes in a full tile, and entries in a full bundle."""

PATH = re.compile(
    r"(?:[1-5]?\d|6[0-3]|entries)(?:/x\d{3})*/\d{3}"
    r"(?:\.p/(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?"
)
"""What may stand behind `tile/`: level or `entries`, number in groups of three, width."""

ReadTile = Callable[[int, int], bytes]
"""Level and number → the hashes that tile has so far, one after the other."""


class BundleError(ValueError):
    """The bytes are no bundle of entries."""


def number_path(number: int) -> str:
    """`1234067` is `x001/x234/067`."""
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Where a tile (or the bundle, level `entries`) lies below the log's prefix."""
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{number_path(number)}{partial}"


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each with its length in two bytes before it."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; BundleError where it breaks off."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise BundleError("a bundle of entries breaks off")
        entries.append(entry)
        at += 2 + length
    return entries


def nodes_of(read: ReadTile) -> Nodes:
    """The perfect subtrees of a tree that is kept in tiles."""
    kept = lru_cache(maxsize=64)(read)

    def node(height: int, place: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first = place << above
        tile, begin = kept(level, first // WIDTH), first % WIDTH
        row = hashes_of(tile)[begin : begin + (1 << above)]
        return _reduced(row)

    return node


def hashes_of(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


@dataclass
class Edge:
    """The right edge of a growing tree: the last tile of each level, and what grew in it."""

    size: int
    tiles: list[list[bytes]] = field(default_factory=list)
    """By level: the hashes of the tile that is not full yet."""

    grown: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """Level and number of every tile that changed → its hashes now."""

    @classmethod
    def read(cls, size: int, read: ReadTile) -> Edge:
        """The edge of a tree of this size."""
        tiles = []
        for level in levels(size):
            count = size >> HEIGHT * level
            row = hashes_of(read(level, count // WIDTH)) if count % WIDTH else []
            tiles.append(row[: count % WIDTH])
        return cls(size, tiles)

    def append(self, leaf: bytes) -> None:
        """One more leaf."""
        self.size += 1
        carried: bytes | None = leaf
        level = 0
        while carried is not None:
            if level == len(self.tiles):
                self.tiles.append([])
            row = self.tiles[level]
            row.append(carried)
            if len(row) == WIDTH:
                number = (self.size >> HEIGHT * level) // WIDTH - 1
                self.grown[level, number] = b"".join(row)
                carried = _reduced(row)
                self.tiles[level] = []
            else:
                carried = None
            level += 1

    def changed(self) -> dict[tuple[int, int], bytes]:
        """Every tile that is new or longer since the edge was read."""
        partial = {
            (level, (self.size >> HEIGHT * level) // WIDTH): b"".join(row)
            for level, row in enumerate(self.tiles)
            if row
        }
        return self.grown | partial

    @property
    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return root_at(self.size, self._node)

    def _node(self, height: int, place: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        begin = (place << above) % WIDTH
        return _reduced(self.tiles[level][begin : begin + (1 << above)])


def levels(size: int) -> range:
    """The levels on which a tree of this size has tiles."""
    count = 0
    while size >> HEIGHT * count:
        count += 1
    return range(count)


def tiles_at(size: int, begin: int = 0) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile a tree of this size has and one of `begin` has not."""
    for level in levels(size):
        full, rest = divmod(size >> HEIGHT * level, WIDTH)
        first = (begin >> HEIGHT * level) // WIDTH
        yield from ((level, number, WIDTH) for number in range(first, full))
        if rest and (begin >> HEIGHT * level) < (size >> HEIGHT * level):
            yield level, full, rest


def _reduced(row: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
