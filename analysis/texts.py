"""Group short texts that say nearly the same, such as proposed drivers or reasons, in any language.

Compares how texts are written, not what they mean: a paraphrase in other words, or another language, is
not found. A person decides what is merged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import InvalidSetting

Array = NDArray[np.float64]

LINKAGES = ("average", "connected")
DEFAULT_THRESHOLD = 0.45
MAX_TEXTS = 5000
_LETTERS = (3, 4)
_SYLLABLE_RUNS = (1, 2)
_CHARACTERS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_PIECE = re.compile(f"[{_CHARACTERS}]+|[^{_CHARACTERS}]+")
_SYLLABLES = re.compile(f"[{_CHARACTERS}]")
_FUNCTION_WORDS = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "are",
            "as",
            "at",
            "become",
            "becomes",
            "between",
            "by",
            "for",
            "from",
            "in",
            "into",
        ),
        *("is", "its", "of", "on", "or", "the", "their", "to", "with", "대한", "및", "또는"),
    )
)
_PARTICLE = re.compile("(?:으로의|에서의|에게|에서|으로|의|을|를|은|는|이|가|에|와|과|로)$")


@dataclass(frozen=True)
class TextGroup:
    """Hold texts that are nearly the same, by their positions in the order given.

    `representative` is the member closest to the others, `similarity` the mean and `least_similarity`
    the smallest cosine between two members.
    """

    members: tuple[int, ...]
    texts: tuple[str, ...]
    representative: int
    similarity: float
    least_similarity: float

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return self.__dict__ | {"members": list(self.members), "texts": list(self.texts)}


@dataclass(frozen=True)
class TextGroups:
    """Hold the groups of two texts or more, the texts that stand alone, and those without a letter."""

    groups: tuple[TextGroup, ...]
    alone: tuple[int, ...]
    empty: tuple[int, ...]
    n_texts: int
    threshold: float
    linkage: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return self.__dict__ | {
            "groups": [group.as_dict() for group in self.groups],
            "alone": list(self.alone),
            "empty": list(self.empty),
        }


def group_texts(
    texts: Sequence[str], *, threshold: float = DEFAULT_THRESHOLD, linkage: str = "average"
) -> TextGroups:
    """Group texts whose spelling is similar to at least `threshold`, a cosine above 0 and at most 1.

    "average": two groups are joined while the mean cosine between their members reaches the threshold.
    "connected": any chain of pairs that reach it is one group. Groups and members stand in the order of
    the texts, which decides nothing else. Texts without a letter or digit belong nowhere. Source:
    docs/methods.md.
    """
    if not 0 < threshold <= 1:
        raise InvalidSetting("threshold", threshold, "a number above 0 and at most 1")
    if linkage not in LINKAGES:
        raise InvalidSetting("linkage", linkage, LINKAGES)
    if len(texts) > MAX_TEXTS:
        raise InvalidSetting("number of texts", len(texts), f"at most {MAX_TEXTS}")
    plain = [_simplify(text) for text in texts]
    kept = [i for i, text in enumerate(plain) if text]
    groups: list[TextGroup] = []
    alone = list(kept)
    if len(kept) > 1:
        # A fixed order inside, so that ties between pairs do not depend on the order given.
        kept.sort(key=lambda i: (plain[i], i))
        cosines = compare_texts([texts[i] for i in kept])
        groups = [
            _describe([kept[row] for row in rows], cosines[np.ix_(rows, rows)], texts)
            for rows in _join(cosines, threshold, linkage)
            if len(rows) > 1
        ]
        together = {member for group in groups for member in group.members}
        alone = sorted(set(kept) - together)
    return TextGroups(
        groups=tuple(sorted(groups, key=lambda group: group.members)),
        alone=tuple(alone),
        empty=tuple(i for i, text in enumerate(plain) if not text),
        n_texts=len(texts),
        threshold=float(threshold),
        linkage=linkage,
    )


def compare_texts(texts: Sequence[str]) -> Array:
    """Return the cosines between texts: TF-IDF of runs of letters, texts x texts, 0..1.

    Letters are compared without case, in one normal form, without punctuation. Function words of English
    and particles at the end of Korean words say nothing and are left out, and blanks are closed, because
    compounds are spaced at will: what is counted are runs of 3 and 4 letters, and of 1 and 2 syllables of
    Hangul or characters of Chinese and Japanese. The weights come from these texts alone. A text without
    a letter is similar to nothing. Source: Salton & Buckley 1988; docs/methods.md.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not any(_simplify(text) for text in texts):
        return np.zeros((len(texts), len(texts)))
    weights = TfidfVectorizer(analyzer=_take_runs, sublinear_tf=True).fit_transform(texts)
    return np.clip((weights @ weights.T).toarray(), 0.0, 1.0)


def _take_runs(text: str) -> list[str]:
    """Return the runs of letters and of syllables that a text is compared by, each as often as it occurs."""
    words = _simplify(text).split()
    words = [word for word in words if word not in _FUNCTION_WORDS] or words
    letters, syllables, short = "", "", []
    for piece in (piece for word in words for piece in _PIECE.findall(word)):
        if _SYLLABLES.match(piece):
            stem = _PARTICLE.sub("", piece)
            syllables += stem if len(stem) > 1 else piece
            continue
        letters += piece
        # A word too short for a run of its own, such as AI, is one.
        short += [f" {piece} "] if len(piece) < min(_LETTERS) else []
    return [*short, *_cut(letters, _LETTERS), *_cut(syllables, _SYLLABLE_RUNS)]


def _cut(text: str, lengths: Sequence[int]) -> list[str]:
    return [text[i : i + n] for n in lengths for i in range(len(text) - n + 1)]


def _simplify(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in letters).split())


def _join(cosines: Array, threshold: float, linkage: str) -> list[list[int]]:
    from scipy.cluster.hierarchy import fcluster
    from scipy.cluster.hierarchy import linkage as grow

    apart = np.clip(1.0 - cosines[np.triu_indices(len(cosines), 1)], 0.0, None)
    tree = grow(apart, method="average" if linkage == "average" else "single")
    labels = fcluster(tree, 1.0 - threshold + 1e-12, criterion="distance")
    return [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]


def _describe(members: list[int], cosines: Array, texts: Sequence[str]) -> TextGroup:
    order = np.argsort(members)
    cosines = cosines[np.ix_(order, order)]
    members = [members[i] for i in order]
    others = cosines[~np.eye(len(members), dtype=bool)]
    closest = int(np.argmax(np.round(cosines.sum(axis=1), 9)))
    return TextGroup(
        members=tuple(members),
        texts=tuple(texts[i] for i in members),
        representative=members[closest],
        similarity=float(others.mean()),
        least_similarity=float(others.min()),
    )
