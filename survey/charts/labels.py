"""Labels that never collide: estimated text widths, line breaks, and a search for free places."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Advance widths of Pretendard SemiBold in em, by kind of character; regular is a little narrower.
_NARROW = set("iljI.,:;'!|·’‘ ")
_SLIM = set('tfr()-[]“”"')
_BROAD = set("mwMW—%@")
_MANY_POINTS = 60


@dataclass(frozen=True)
class Box:
    """Hold a rectangle by its upper left and lower right corners."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Say whether the two rectangles share area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        """Say whether this rectangle lies within the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Anchor:
    """Hold a point to be labelled; `texts` lists its wordings, the best first."""

    x: float
    y: float
    radius: float
    texts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Label:
    """Hold a label's lines and box; `leader` is the line back to its point when it stands apart."""

    lines: tuple[str, ...]
    box: Box
    leader: tuple[float, float, float, float] | None


@lru_cache(maxsize=8192)
def text_width(text: str, size: float) -> float:
    """Return the estimated width of a line, on the generous side."""
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 0.88
    if character in _NARROW:
        return 0.28
    if character in _SLIM:
        return 0.4
    if character in _BROAD:
        return 0.95
    return 0.7 if character.isupper() else 0.6


def wrap(text: str, width: float, size: float, max_lines: int = 3) -> tuple[str, ...]:
    """Break a text at its spaces into lines no wider than `width`; the last line may end in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    kept = lines[:max_lines]
    if len(lines) > max_lines:
        kept[-1] += " …"
    return tuple(_shorten(line, width, size) for line in kept)


def wordings(code: str, name: str, size: float) -> tuple[tuple[str, ...], ...]:
    """Return the ways to label a point: its whole name in two or three lines, at last its code alone."""
    shapes = [wrap(name, width, size, lines) for width, lines in ((112, 2), (84, 3), (136, 2), (112, 3))]
    whole = [lines for lines in shapes if not any(line.endswith("…") for line in lines)]
    return (*dict.fromkeys(whole), (code,))


def _shorten(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def place(
    anchors: Sequence[Anchor],
    area: Box,
    size: float,
    taken: Iterable[Box] = (),
    leading: float = 1.2,
    avoided: Iterable[Box] = (),
) -> list[Label]:
    """Place one label per anchor inside the area so that no two boxes and no point overlap.

    Anchors are served in the order given, each with its first wording that finds a free place: close to
    the point first, then farther out with a leader line. The last wording is searched for in the whole
    area, so that every anchor is labelled as long as any room is left; after that labels have no lines.
    What is `avoided` is covered only where no free place lies close to the point.
    """
    points = [Box(a.x - a.radius, a.y - a.radius, a.x + a.radius, a.y + a.radius) for a in anchors]
    search = _Search(area, size, size * leading, tuple(taken), tuple(avoided), points, [])
    for anchor in anchors:
        search.labels.append(search.find(anchor))
    return search.labels


@dataclass(frozen=True)
class _Search:
    """Hold what is already on the picture: labels keep off all of it, leaders off points and labels."""

    area: Box
    size: float
    line_height: float
    taken: tuple[Box, ...]
    avoided: tuple[Box, ...]
    points: list[Box]
    labels: list[Label]

    @property
    def farthest(self) -> int:
        """Return how far from its point a label may stand; a long way among many points says nothing."""
        return 600 if len(self.points) <= _MANY_POINTS else 60

    def find(self, anchor: Anchor) -> Label:
        return (self.find_clear(anchor) if self.avoided else None) or self.find_any(anchor)

    def find_clear(self, anchor: Anchor) -> Label | None:
        for lines in anchor.texts:
            for distance in (1, 4, 8):
                for label in self.candidates(anchor, lines, distance):
                    if not any(label.box.overlaps(each) for each in self.avoided) and self.is_free(label):
                        return label
        return None

    def find_any(self, anchor: Anchor) -> Label:
        for rank, lines in enumerate(anchor.texts):
            is_last = rank == len(anchor.texts) - 1
            for distance in range(2, self.farthest, 6) if is_last else range(2, 46, 4):
                for label in self.candidates(anchor, lines, distance):
                    if self.is_free(label):
                        return label
        return Label((), Box(anchor.x, anchor.y, anchor.x, anchor.y), None)

    def candidates(self, anchor: Anchor, lines: tuple[str, ...], distance: float) -> Iterator[Label]:
        width = max(text_width(line, self.size) for line in lines) + 2
        height = self.line_height * len(lines)
        for step in range(16):
            angle = step * math.pi / 8 * (1 if step % 2 == 0 else -1)
            dx, dy = math.cos(angle), math.sin(angle)
            reach = anchor.radius + distance
            left = anchor.x + dx * reach + (dx - 1) / 2 * width
            top = anchor.y + dy * reach + (dy - 1) / 2 * height
            box = Box(left, top, left + width, top + height)
            yield Label(lines, box, _leader(anchor, box) if distance > 8 else None)

    def is_free(self, label: Label) -> bool:
        box = label.box
        if not box.inside(self.area):
            return False
        if any(box.overlaps(each) for each in self.taken) or any(box.overlaps(p) for p in self.points):
            return False
        others = [other.box for other in self.labels]
        if any(box.overlaps(each) for each in others):
            return False
        if any(other.leader and _crosses(other.leader, box) for other in self.labels):
            return False
        if label.leader is None:
            return True
        start = label.leader[:2]
        return not any(_crosses(label.leader, b) for b in (*self.points, *others) if not _holds(b, start))


def _leader(anchor: Anchor, box: Box) -> tuple[float, float, float, float]:
    x = min(max(anchor.x, box.left), box.right)
    y = min(max(anchor.y, box.top), box.bottom)
    length = math.hypot(x - anchor.x, y - anchor.y) or 1.0
    start = anchor.radius / length
    return anchor.x + (x - anchor.x) * start, anchor.y + (y - anchor.y) * start, x, y


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.left - 1 <= point[0] <= box.right + 1 and box.top - 1 <= point[1] <= box.bottom + 1


def _crosses(line: tuple[float, float, float, float], box: Box) -> bool:
    """Say whether a straight line enters a box, by sampling it every two units."""
    x1, y1, x2, y2 = line
    steps = max(int(math.hypot(x2 - x1, y2 - y1) / 2), 1)
    for step in range(steps + 1):
        x = x1 + (x2 - x1) * step / steps
        y = y1 + (y2 - y1) * step / steps
        if box.left < x < box.right and box.top < y < box.bottom:
            return True
    return False
