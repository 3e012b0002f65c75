"""Hold what a proposal of axes says, in a form that a page or a file can take as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.axes.cohesion import Cluster
from analysis.axes.gates import ADVICE, Gate
from analysis.axes.pairs import Pair
from analysis.axes.placement import NOWHERE, Placement
from analysis.axes.report import Robustness
from analysis.criticality import Criticality


@dataclass(frozen=True)
class AxisDriver:
    """Hold a driver on its axis: held-out loading and sign; -1 means the poles are printed reversed."""

    item: str
    loading: float
    sign: int

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {"item": self.item, "loading": self.loading, "sign": self.sign, "reversed": self.sign < 0}


@dataclass(frozen=True)
class Axis:
    """Hold one axis: its drivers by loading, its figures, and what its poles are made of.

    `poles` is (low end, high end), each the three drivers of largest c x |loading| with the pole of
    theirs that lies at that end, for a human to condense into a name.
    """

    name: str
    cluster: int
    drivers: tuple[AxisDriver, ...]
    poles: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
    alpha: float | None
    criticality: float | None
    control: float | None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "name": self.name,
            "cluster": self.cluster,
            "poles": [[{"item": item, "pole": pole} for item, pole in end] for end in self.poles],
            "drivers": [driver.as_dict() for driver in self.drivers],
            "alpha": self.alpha,
            "criticality": self.criticality,
            "control": self.control,
        }


@dataclass(frozen=True)
class Note:
    """Hold a remark that qualifies the result: a stable code, its figures, and the English sentence."""

    code: str
    figures: dict
    text: str

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {"code": self.code, "figures": self.figures, "text": self.text}


@dataclass(frozen=True)
class AxesProposal:
    """Hold the answer to "do this panel's answers support two independent axes, and which?".

    Declared only if every gate that applies is passed; otherwise `axes` is empty and `assignments` are
    all None, unless the axes are authored. `candidate` then holds what a tentative result would have
    been. `pair_axes` holds the two axes that each of `pairs` would give, `cohesion` every cluster.
    """

    declared: bool
    status: str
    reason_code: str
    reason: str
    gates: tuple[Gate, ...]
    items: tuple[str, ...]
    criticality: Criticality
    method: str
    channels: tuple[str, ...]
    n_experts: int
    k: int | None = None
    k_silhouette: dict[int, float] = field(default_factory=dict)
    stability: float | None = None
    stability_null: tuple[float, float] | None = None
    parallel_p: tuple[float, float] | None = None
    coherence_p: float | None = None
    axes: tuple[Axis, ...] = ()
    assignments: dict[str, str | None] = field(default_factory=dict)
    clusters: dict[str, int | None] = field(default_factory=dict)
    membership: dict[str, float | None] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    pair_axes: tuple[tuple[Axis, ...], ...] = ()
    cohesion: tuple[Cluster, ...] = ()
    placement: Placement = NOWHERE
    candidate: dict | None = None
    alternatives: dict[str, float] = field(default_factory=dict)
    without_group: dict[str, float] = field(default_factory=dict)
    robustness: Robustness | None = None
    transformation_grid: bool | None = None
    notes: tuple[Note, ...] = ()
    advice: tuple[str, ...] = ()
    undefined: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict:
        """Return the JSON-ready form; what could not be computed is None with a reason in `undefined`."""
        plain = (
            "declared", "status", "reason_code", "reason", "method", "n_experts", "k", "stability",
            "coherence_p",
            "assignments", "clusters", "membership", "candidate", "alternatives", "without_group",
            "transformation_grid", "undefined",
        )  # fmt: skip
        return {name: getattr(self, name) for name in plain} | {
            "reasons": [gate.as_dict() for gate in self.gates],
            "k_silhouette": {str(k): value for k, value in self.k_silhouette.items()},
            "stability_null": None if self.stability_null is None else self.stability_null[0],
            "stability_null_95": None if self.stability_null is None else self.stability_null[1],
            "parallel_p": None if self.parallel_p is None else list(self.parallel_p),
            "channels": list(self.channels),
            "axes": [axis.as_dict() for axis in self.axes],
            "pairs": [
                pair.as_dict() | {"axes": [axis.as_dict() for axis in axes]}
                for pair, axes in zip(self.pairs, self.pair_axes, strict=True)
            ],
            "cohesion": [cluster.as_dict() for cluster in self.cohesion],
            "criticality": self.criticality.as_dict(),
            "placement": self.placement.as_dict(),
            "robustness": None if self.robustness is None else self.robustness.as_dict(),
            "notes": [note.as_dict() for note in self.notes],
            "advice": [{"code": code, "text": ADVICE[code]} for code in self.advice],
        }
