"""Hold what is said about camps: each camp, and the whole answer with its gates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analysis.camps.gates import CampGate


@dataclass(frozen=True)
class Camp:
    """Hold one camp: its number, size, bootstrap Jaccard index, and its mean answer to each item, -1..1."""

    camp: int
    n: int
    jaccard: float | None
    means: dict[str, float | None]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Camps:
    """Hold the answer to "are there schools of thought among these experts, and who is in which?".

    `k` is None where there are none; `reason_code` and `reason` then name the first gate that was not
    passed; `candidate_k` and `candidate_assignments` are the partition that came closest, no finding.
    `coordinates` are principal component scores, `places` what was parted: the same, stretched by how
    few of the items an expert answered. They stand in either case. `n_experts` took part: they gave
    `min_answers` or more. An expert without a camp has None.
    """

    k: int | None
    reason_code: str
    reason: str
    gates: tuple[CampGate, ...]
    n_experts: int
    n_items: int
    n_answers: int = 0
    min_answers: int = 1
    dropped_items: tuple[str, ...] = ()
    candidate_k: int | None = None
    candidate_assignments: dict[str, int | None] = field(default_factory=dict)
    k_silhouette: dict[int, float | None] = field(default_factory=dict)
    silhouette: float | None = None
    p_chance: float | None = None
    p_one_cloud: float | None = None
    stability: float | None = None
    stability_error: float | None = None
    n_permuted: int = 0
    n_redrawn: int = 0
    assignments: dict[str, int | None] = field(default_factory=dict)
    coordinates: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    places: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    explained_variance: tuple[float, ...] = ()
    loadings: dict[str, tuple[float, float]] = field(default_factory=dict)
    camps: tuple[Camp, ...] = ()
    group_informed_consensus: dict[str, float] = field(default_factory=dict)
    consensus_rank: dict[str, int] = field(default_factory=dict)
    undefined: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form; what could not be computed is None with a reason in `undefined`."""
        found = {key: value for key, value in self.__dict__.items() if key != "gates"}
        return found | {
            "reasons": [gate.as_dict() for gate in self.gates],
            "dropped_items": list(self.dropped_items),
            "k_silhouette": {str(k): width for k, width in self.k_silhouette.items()},
            "coordinates": {name: place and list(place) for name, place in self.coordinates.items()},
            "places": {name: place and list(place) for name, place in self.places.items()},
            "explained_variance": list(self.explained_variance),
            "loadings": {item: list(pair) for item, pair in self.loadings.items()},
            "camps": [camp.as_dict() for camp in self.camps],
        }
