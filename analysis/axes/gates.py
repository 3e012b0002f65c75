"""State the gates that a pair of axes must pass, each with its figure, its threshold and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

MIN_EXPERTS = 8
MIN_SHARE_ANSWERED = 0.6
MIN_DRIVERS = 6
MIN_DRIVERS_PER_AXIS = 3
MIN_ALPHA = 0.5
MAX_PHI = 0.6
DEPENDENT_PHI = 0.8
MIN_STABILITY = 0.35
MIN_TENTATIVE = 0.20
MAX_P = 0.05
# Stricter, because the groups were fitted to the ratings that are tested: so 5 % hold (docs/methods.md).
MAX_P_ORDER = 0.02
MAX_P_INDEPENDENCE = 0.03
MIN_SUPPORT = 0.5

_SENTENCES = {
    "too_few_experts": (
        "{figure:.0f} experts answered at least 60 % of the drivers; at least {threshold:.0f} are needed."
    ),
    "too_few_drivers": (
        "{figure:.0f} drivers can be assigned to an axis; at least {threshold:.0f} are needed."
    ),
    "no_pair": (
        "{figure:.0f} groups of drivers have three members or more; at least {threshold:.0f} are needed."
    ),
    "parallel_first": (
        "The strongest common direction of the ratings arises by chance with p = {figure:.3f}; "
        "at most {threshold} is allowed."
    ),
    "parallel_second": (
        "A second common direction of the ratings arises by chance with p = {figure:.3f}; "
        "at most {threshold} is allowed."
    ),
    "channels_agree": (
        "Ratings and structural answers agree on which drivers move together as well as by chance "
        "with p = {figure:.3f}; at most {threshold} is allowed."
    ),
    "coherence": (
        "Ratings as coherent as those of the weaker axis arise by chance with p = {figure:.3f}; "
        "at most {threshold} is allowed."
    ),
    "support": (
        "The ratings of {figure:.0%} of the drivers follow the group they stand in; "
        "at least {threshold:.0%} are needed."
    ),
    "stability": (
        "Panels redrawn from these experts repeat the groups of drivers with an agreement of {figure:.2f}; "
        "at least {threshold:.2f} is needed."
    ),
    "stability_null": (
        "The agreement of redrawn panels is {figure:.2f}; "
        "without any structure it would reach {threshold:.2f} in one panel of twenty."
    ),
    "asking_order": (
        "Answers that only lean on the answer before them would group the drivers as clearly "
        "with p = {figure:.3f}; at most {threshold} is allowed."
    ),
    "alpha": "The weaker axis has a reliability of {figure:.2f}; at least {threshold:.2f} is needed.",
    "phi": (
        "The two axes correlate with {figure:.2f} after correction for unreliability; "
        "at most {threshold:.2f} is allowed."
    ),
    "independence": (
        "Two axes that correlate with 0.80 would look as independent as these with p = {figure:.3f}; "
        "at most {threshold} is allowed."
    ),
}
_MISSING = {
    "no_pair": "No two groups of drivers could be formed.",
    "parallel_first": "The ratings were not tested for a common direction.",
    "parallel_second": "The ratings were not tested for a second direction.",
    "coherence": "The coherence of the axes in the ratings was not tested.",
    "channels_agree": "Whether ratings and structural answers agree was not tested.",
    "support": "Whether the ratings follow the groups could not be computed.",
    "stability": "The stability of the groups could not be computed.",
    "stability_null": "The stability without structure could not be computed.",
    "asking_order": "The asking order as an explanation was not tested.",
    "independence": "The independence of the axes could not be tested.",
    "alpha": "The reliability of the axes could not be computed.",
    "phi": "The correlation of the axes could not be computed.",
}
_COHERENCE_INSTEAD = (
    "The axes do not come from the ratings alone; "
    "the ratings are tested for coherence along the axes instead."
)
_NOT_APPLIED = {
    "parallel_first": _COHERENCE_INSTEAD,
    "parallel_second": _COHERENCE_INSTEAD,
    "channels_agree": "There is one kind of answer; nothing to compare.",
    "coherence": "No structural answers were used; the ratings are tested for common directions instead.",
    "support": "No structural answers were used; the groups come from the ratings themselves.",
    "stability": "The axes were set by the author of the study; there is nothing to repeat.",
    "stability_null": "Ratings alone were used; the fixed threshold of stability applies.",
}
_AT_MOST = {
    "parallel_first",
    "parallel_second",
    "channels_agree",
    "coherence",
    "asking_order",
    "phi",
    "independence",
}

ADVICE = {
    "more_experts": (
        "Add experts: with thirty, two clear axes are found nearly always, with fifteen one time in three."
    ),
    "ask_structure": (
        "Ask a structural question, such as a pile sort of the drivers that would move together."
    ),
    "ask_experts_again": "Remind the experts who left many drivers unanswered.",
    "drop_structure": (
        "Ratings and structural answers contradict each other; see what the ratings alone support."
    ),
    "one_axis": (
        "The answers support one axis; use it alone, or look for a second one outside the present drivers."
    ),
    "independent_drivers": "The candidates move together; add drivers that do not depend on them.",
    "author_axes": "Set the axes as the author of the study; they are then marked as authored everywhere.",
}


@dataclass(frozen=True)
class Gate:
    """Hold one gate: whether it applies, the figure, the threshold and the sentence that says so.

    `passed` is None for a gate that does not apply; `code` is the stable name by which a page can
    translate the sentence with `figure` and `threshold`.
    """

    code: str
    passed: bool | None
    figure: float | None
    threshold: float
    text: str

    @property
    def applies(self) -> bool:
        """Tell whether the gate counts for this proposal."""
        return self.passed is not None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        comparison = "<=" if self.code in _AT_MOST else ">="
        return {
            "code": self.code,
            "applies": self.applies,
            "passed": self.passed,
            "figure": self.figure,
            "threshold": self.threshold,
            "comparison": comparison,
            "text": self.text,
        }


def judge(code: str, figure: float | None, threshold: float) -> Gate:
    """Judge a figure against its threshold; a figure that could not be computed does not pass."""
    if figure is None:
        return Gate(code, False, None, threshold, _MISSING[code])
    passed = figure <= threshold if code in _AT_MOST else figure >= threshold
    text = _SENTENCES[code].format(figure=figure, threshold=threshold)
    return Gate(code, bool(passed), float(figure), float(threshold), text)


def not_applied(code: str, figure: float | None, threshold: float) -> Gate:
    """Report a figure whose gate does not apply to this kind of evidence, and say why."""
    return Gate(code, None, figure, threshold, _NOT_APPLIED[code])


def failed_codes(gates: tuple[Gate, ...] | list[Gate]) -> list[str]:
    """List the codes of the gates that apply and did not pass, in the order of the gates."""
    return [gate.code for gate in gates if gate.passed is False]


def is_tentative(gates: list[Gate]) -> bool:
    """Tell whether stability alone is short and lies between .20 and .35: worth showing, never a result."""
    failed = failed_codes(gates)
    stability = next(gate.figure for gate in gates if gate.code == "stability")
    return failed == ["stability"] and stability is not None and stability >= MIN_TENTATIVE


def advise(gates: list[Gate], *, has_structure: bool) -> list[str]:
    """Return the codes of what would help after a refusal, most useful first."""
    failed = set(failed_codes(gates))
    if not failed:
        return []
    advice = []
    if "too_few_experts" in failed:
        advice += ["more_experts", "ask_experts_again"]
    if failed == {"parallel_second"} or failed == {"parallel_second", "stability"}:
        advice.append("one_axis")
    if "channels_agree" in failed:
        advice.append("drop_structure")
    if "phi" in failed:
        advice.append("independent_drivers")
    if not has_structure:
        advice.append("ask_structure")
    if failed & {
        "stability",
        "stability_null",
        "parallel_first",
        "parallel_second",
        "channels_agree",
        "coherence",
        "support",
        "alpha",
    }:
        advice.append("more_experts")
    return [*dict.fromkeys(advice), "author_axes"]


def summarise(gates: list[Gate], *, tentative: bool) -> tuple[str, str]:
    """Return the code and the sentence of the verdict."""
    failed = failed_codes(gates)
    if not failed:
        return "declared", "The panel's answers support two independent axes."
    if tentative:
        return "tentative", (
            "The panel's answers point to two axes, "
            "but redrawn panels repeat them too seldom to call it a result."
        )
    first = next(gate for gate in gates if gate.code == failed[0])
    return f"refused_{failed[0]}", f"The panel's answers do not support two independent axes. {first.text}"
