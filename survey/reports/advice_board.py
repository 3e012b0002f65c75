"""The recommendations as their author meets them: words, figures, and what was decided about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale, get_locale

from survey.models import Option as OptionRow
from survey.models import Recommendation as Row
from survey.models import Study
from survey.models.adoption import mark_content
from survey.operations.recommendations import mark_recommendation
from survey.queries.studies import find_finding
from survey.reports.advice import dissent_lines, evidence_line
from survey.reports.assembly.recommendations import build_recommendations, name_scenarios
from survey.reports.assembly.strategy import build_strategy
from survey.reports.parts.recommendations import LEFT_OUT, RECOMMENDED, Recommendation
from survey.reports.parts.strategy import Option


@dataclass(frozen=True)
class Entry:
    """One recommendation with its figures in words, the row behind it, and what the figures propose."""

    row: OptionRow
    decided: Row | None
    option: Option
    advice: Recommendation
    evidence: str
    dissent: tuple[str, ...]
    proposed: Mapping[str, Recommendation]
    """By language of the study."""

    @property
    def mark(self) -> str:
        """Return the mark of what was decided, as it stands."""
        return mark_recommendation(self.decided)

    @property
    def is_authored(self) -> bool:
        """Say whether an author worded it in any language."""
        return bool(self.decided and (self.decided.sentence or self.decided.changes_mind))


@dataclass(frozen=True)
class AdviceBoard:
    """Every recommendation, in the order of the report."""

    entries: tuple[Entry, ...]
    is_ordered_by_author: bool

    def of(self, *states: str) -> list[Entry]:
        """Return the recommendations in some states."""
        return [each for each in self.entries if each.advice.state in states]

    @property
    def order(self) -> list[str]:
        """Return the options of what is recommended, by id, in their order."""
        return [each.row.id for each in self.of(RECOMMENDED)]

    @property
    def order_mark(self) -> str:
        """Return the mark of the order, as it stands."""
        return mark_content(self.order)

    @property
    def n_stale(self) -> int:
        """Return how many were worded for another class than they have now."""
        return sum(each.advice.is_stale for each in self.of(RECOMMENDED, LEFT_OUT))


def read_advice(study: Study) -> AdviceBoard:
    """Return the recommendations of a study; none before its options are classed."""
    finding = find_finding(study, "strategy")
    language = str(get_locale() or "en").split("_")[0]
    found = {code: _build(study, code) for code in dict.fromkeys([language, *study.languages])}
    part = build_strategy(study, finding, language)
    options = {option.code: option for option in part.options} if part else {}
    rows = {option.code: option for option in study.options}
    decided = {row.option_id: row for row in study.recommendations}
    names = name_scenarios(study, language)
    entries = [
        Entry(
            row=rows[advice.option],
            decided=decided.get(rows[advice.option].id),
            option=options[advice.option],
            advice=advice,
            evidence=evidence_line(options[advice.option], names.__getitem__),
            dissent=tuple(dissent_lines(advice.dissent, names.__getitem__)),
            proposed={code: found[code][advice.option] for code in study.languages},
        )
        for advice in found[language].values()
    ]
    return AdviceBoard(tuple(entries), any(row.position for row in study.recommendations))


def _build(study: Study, language: str) -> dict[str, Recommendation]:
    with force_locale(language):
        strategy = build_strategy(study, find_finding(study, "strategy"), language)
        return {each.option: each for each in build_recommendations(study, strategy, language)}
