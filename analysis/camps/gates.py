"""State the gates that camps must pass, each with its figure, its threshold and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MIN_EXPERTS = 10
MIN_ITEMS = 3
MIN_CAMP = 3
MIN_SILHOUETTE = 0.25
MIN_STABILITY = 0.6
MAX_P = 0.05

# The code of a gate is the reason where it is the first that is not passed.
_GATES: dict[str, tuple[float, str]] = {
    "too_few_experts": (
        MIN_EXPERTS,
        "{figure:.0f} experts answered an item that divides the panel; at least {threshold} are needed.",
    ),
    "too_few_items": (MIN_ITEMS, "{figure:.0f} items divide the experts; at least {threshold} are needed."),
    "camps_too_small": (
        MIN_CAMP,
        "The smallest camp has {figure:.0f} experts; at least {threshold} are needed.",
    ),
    "not_clear": (
        MIN_SILHOUETTE,
        "The camps stand apart by a mean silhouette of {figure:.2f}; at least {threshold} is needed.",
    ),
    "like_chance": (
        MAX_P,
        "Answers shuffled item by item part as clearly with p = {figure:.2f}; at most {threshold} may.",
    ),
    "one_cloud": (
        MAX_P,
        "One even cloud of experts parts as clearly with p = {figure:.2f}; at most {threshold} may.",
    ),
    "not_stable": (
        MIN_STABILITY,
        "Redrawn panels repeat the camps with an agreement of {figure:.2f}; at least {threshold} is needed.",
    ),
    "camp_not_stable": (
        MIN_STABILITY,
        "Redrawn panels find the least lasting camp again to {figure:.2f}; at least {threshold} is needed.",
    ),
}
_AT_MOST = {"like_chance", "one_cloud"}


@dataclass(frozen=True)
class CampGate:
    """Hold one condition for camps: what was measured, what was needed, and the English sentence."""

    code: str
    passed: bool
    figure: float
    threshold: float
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return dict(self.__dict__)


def judge(code: str, figure: float, needed: float | None = None) -> CampGate:
    """Hold a figure against the threshold of its gate, or another one that is `needed`."""
    usual, sentence = _GATES[code]
    threshold = usual if needed is None else needed
    passed = figure <= threshold if code in _AT_MOST else figure >= threshold
    text = sentence.format(figure=figure, threshold=threshold)
    return CampGate(code, bool(passed), float(figure), threshold, text)
