"""From a study to the one context that its report is rendered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.framing.outlook import read_stress
from survey.models import Finding, Round, Study
from survey.queries.stress import find_advice
from survey.queries.studies import find_finding
from survey.reports.assembly.axes import build_axes
from survey.reports.assembly.conduct import build_flow, list_deviations
from survey.reports.assembly.dissent import build_dissent
from survey.reports.assembly.future import build_preference, build_scenarios
from survey.reports.assembly.guidelines import build_guidelines
from survey.reports.assembly.judged import build_judged, build_wild_cards
from survey.reports.assembly.panel import (
    build_drivers,
    build_evidence,
    build_head,
    build_method,
    build_systems,
    closed_rounds,
    is_imported,
)
from survey.reports.assembly.questions import build_other_answers, build_questions, driver_questions
from survey.reports.assembly.recommendations import build_recommendations
from survey.reports.assembly.space import build_space
from survey.reports.assembly.strategy import build_backcast, build_strategy
from survey.reports.assembly.stress import build_stress
from survey.reports.assembly.words import list_given_reasons, list_history, list_written_texts
from survey.reports.context import AnnexPart, AxesPart, Limit, MethodPart, ReportContext
from survey.results.floors import FLOOR
from survey.words import finding_word

FINDINGS = ("axes", "confirmation", "scenarios", "strategy", "space", "stress", "signposts", "backcast")
HIGH_CONTROL = 4.5
WISHED_FOR = 5.0
MANY_MISSING = 0.1


def build_report(study: Study, language: str) -> ReportContext:
    """Return everything that a report of this study says, in one language; snapshots and findings only."""
    with force_locale(language):
        found = [find_finding(study, kind) for kind in FINDINGS]
        proposal, confirmation, scenarios, strategy, space, stress, signposts, backcast = found
        is_scenario = study.is_scenario_study
        questions = build_questions(study, language)
        on_drivers = driver_questions(study)
        method = build_method(study, language)
        axes = build_axes(study, proposal, confirmation, language) if is_scenario else None
        options = build_strategy(study, strategy, language, signposts)
        flow = build_flow(study, method, proposal, language)
        context = ReportContext(
            language=language,
            head=build_head(study, proposal, language),
            method=method,
            systems=build_systems(study, language),
            evidence=build_evidence(study, language),
            drivers=build_drivers(study, proposal, language) if is_scenario else None,
            questions=tuple(question for question in questions if question.code in on_drivers),
            other_questions=tuple(question for question in questions if question.code not in on_drivers),
            other_answers=build_other_answers(study, language),
            axes=axes,
            scenarios=build_scenarios(study, scenarios, language),
            judged=build_judged(study, scenarios, language),
            wild_cards=build_wild_cards(study, language),
            preference=build_preference(study, scenarios, language),
            strategy=options,
            backcast=build_backcast(study, backcast, language) if is_scenario else None,
            recommendations=build_recommendations(study, options, language),
            flow=flow,
            deviations=list_deviations(study, method, axes, flow),
            space=build_space(study, space, language) if is_scenario else None,
            stress=build_stress(study, stress, strategy, language) if is_scenario else None,
            dissent=build_dissent(study, language),
            limits=tuple(_limits(study, method, axes, proposal, scenarios)),
            annex=_annex(study, found, language),
        )
        return replace(context, guidelines=build_guidelines(study, context))


def _limits(
    study: Study,
    method: MethodPart,
    axes: AxesPart | None,
    proposal: Finding | None,
    scenarios: Finding | None,
) -> Iterator[Limit]:
    """Name the limits that apply: those of the method, and those that this study's own figures trigger."""
    rounds = closed_rounds(study)
    if study.is_simulated:
        yield Limit("simulated")
    if is_imported(study):
        yield Limit("imported_ratings")
    yield from _limits_of_rounds(rounds)
    if method.share_missing is not None and method.share_missing > MANY_MISSING:
        yield Limit("missing", {"share": method.share_missing})
    if any(None in (group.invited, *group.answered) for group in method.groups):
        yield Limit("groups_hidden", {"floor": FLOOR})
    if axes and axes.axes:
        yield Limit("two_uncertainties")
        yield Limit("present_bias")
        yield from _limits_of_axes(axes, proposal, scenarios)
        advice = find_advice(study)
        if advice and advice.is_pressing and read_stress(study) is None:
            yield Limit("no_outside_frame")


def _limits_of_rounds(rounds: list[Round]) -> Iterator[Limit]:
    answering = [round_.snapshot.findings["n_answering"] for round_ in rounds]
    yield Limit("false_precision", {"n": max(answering, default=0)})
    if len(answering) > 1 and answering[-1] < answering[0]:
        yield Limit("attrition", {"first": answering[0], "last": answering[-1]})
    if len(answering) == 1:
        yield Limit("single_round")
    reworded = sorted(set(_list_reworded(rounds)))
    if reworded:
        yield Limit("reworded", {"items": ", ".join(reworded)})


def _list_reworded(rounds: list[Round]) -> Iterator[str]:
    """Yield the items of which two rounds asked different wordings."""
    for round_ in rounds:
        for entry in round_.snapshot.rated.values():
            if "reworded" in entry:
                yield entry["item"]


def _limits_of_axes(axes: AxesPart, proposal: Finding | None, scenarios: Finding | None) -> Iterator[Limit]:
    if axes.source in {"authored", "changed"}:
        yield Limit(f"{axes.source}_axes")
        yield Limit("facilitator_power", {"n": len(axes.overrides)})
    controls = [axis.control for axis in axes.axes]
    if all(control is not None and control > HIGH_CONTROL for control in controls):
        yield Limit("endogenous_axes", {"control_a": controls[0], "control_b": controls[1]})
    wished = (scenarios.data["preferred"] or {}).get("medians", {}) if scenarios else {}
    if (
        wished.get("Q1")
        and wished["Q1"] > WISHED_FOR
        and min(v for v in wished.values() if v) < WISHED_FOR / 2
    ):
        yield Limit("good_good_corner")
    for one, other in scenarios.data["too_alike"] if scenarios else ():
        share = 1 - scenarios.data["shared"][one][other]
        yield Limit("similar_scenarios", {"pair": f"{one}–{other}", "share": share})
    notes = {note["code"] for note in proposal.data["notes"]} if proposal else set()
    if "general_factor" in notes:
        yield Limit("general_factor")


def _annex(study: Study, findings: list[Finding | None], language: str) -> AnnexPart:
    found = [finding for finding in findings if finding is not None]
    rounds = closed_rounds(study)
    software = rounds[-1].snapshot.software if rounds else {}
    parameters = [(_("Seed of the study"), str(study.seed))]
    for finding in found:
        for name, value in sorted(finding.data.get("parameters", {}).items()):
            parameters.append((f"{finding_word(finding.kind)}: {name}", str(value)))
    hashes = [
        (_("Answers of round %(number)s", number=round_.number), round_.snapshot.input_hash)
        for round_ in rounds
    ]
    hashes += [
        (_("Input of “%(kind)s”", kind=finding_word(finding.kind)), finding.input_hash) for finding in found
    ]
    return AnnexPart(
        reasons=tuple(list_given_reasons(study, language)),
        texts=tuple(list_written_texts(study, language)),
        history=list_history(study, language),
        parameters=tuple(parameters),
        versions=tuple(sorted(software.items())),
        hashes=tuple(hashes),
    )
