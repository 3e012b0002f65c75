"""How much each scenario counts when options are compared: uniform, by plausibility, or as given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from survey.framing.outlook import GIVEN, PLAUSIBILITY, UNIFORM, read_weights
from survey.models import QUADRANTS, Study
from survey.results.axes import find_confirm_round

NOT_JUDGED = "fewer than five experts judged the plausibility of some scenario"


@dataclass(frozen=True)
class UsedWeights:
    """The weights that a computation uses, what was wished for, and why it is not that; None is uniform."""

    kind: str
    wished: str
    values: dict[str, float] | None
    undefined: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return {"kind": self.kind, "wished": self.wished, "undefined": self.undefined}


def find_weights(study: Study) -> UsedWeights:
    """Return the weights that the study wishes for; uniform where too few judged the plausibility."""
    wished = read_weights(study)
    if wished.kind == GIVEN:
        return UsedWeights(GIVEN, GIVEN, dict(wished.values or {}))
    if wished.kind == PLAUSIBILITY:
        medians = read_plausibility(study)
        if medians is None:
            return UsedWeights(UNIFORM, PLAUSIBILITY, None, {"weights": NOT_JUDGED})
        return UsedWeights(PLAUSIBILITY, PLAUSIBILITY, medians)
    return UsedWeights(UNIFORM, UNIFORM, None)


def read_plausibility(study: Study) -> dict[str, float] | None:
    """Return the median plausibility of each scenario as it was frozen; None unless all four are there."""
    round_ = find_confirm_round(study)
    if round_ is None or round_.snapshot is None:
        return None
    medians = {
        entry["quadrant"]: entry["consensus"]["median"]
        for entry in round_.snapshot.rated.values()
        if entry["name"] == "plausibility" and entry["quadrant"]
    }
    known = all(medians.get(quadrant) is not None for quadrant in QUADRANTS)
    return {quadrant: float(medians[quadrant]) for quadrant in QUADRANTS} if known else None
