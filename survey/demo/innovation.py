"""The main demo: Korea's innovation clusters 2030, from the first answer to the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from analysis.ratings import Scale
from analysis.simulate import rerate, simulate_panel, simulate_sorts, simulate_values
from survey.demo.advice import advise
from survey.demo.experts import (
    AnswerOf,
    SimulatedExpert,
    answer_round,
    invite_panel,
    ratings_answers,
    spread_groups,
    to_value,
)
from survey.demo.further import with_further
from survey.demo.further_scenarios import (
    place_corner_reasons,
    put_names_to_vote,
    release_words,
    take_voted_names,
    tell_stories,
)
from survey.demo.further_strategy import ask_all, complete_strategy
from survey.demo.reasons import moderate_reasons, place_reasons
from survey.demo.truth import INNOVATION, innovation_drivers
from survey.models import QUADRANTS, Account, Finding, Question, Round, Study
from survey.operations.decisions import AxisWording, adopt_axes, computed_drivers, find_drivers, word_scenario
from survey.operations.outlook import prepare_stress_round
from survey.operations.plans import compose_confirmation, compose_strategy, plan_scenario_rounds
from survey.operations.rounds import close_round, open_round, release_round
from survey.questions import Value
from survey.results import (
    assess_strategy,
    assess_stress,
    build_scenarios,
    confirm_axes,
    freeze_round,
    lay_out_space,
    propose_axes,
)
from survey.studyfile import import_study

SEED = 2018
N_EXPERTS = 30
MISSING = 0.06
CONFORMITY = 0.2
ATTRITION = 0.08
P_CORRECT = 0.67
OVERRIDE_REASON = (
    "The answers of this simulated panel did not pass the gates; the axes are those of the founding paper."
)


@dataclass
class Course:
    """The demo's way through the study: who answers, with which randomness, on which days."""

    study: Study
    account: Account
    experts: list[SimulatedExpert]
    rng: np.random.Generator
    start: datetime

    def run(self, round_: Round, answer_of: AnswerOf, week: int, **more: Any) -> Round:
        """Open a round, let everyone who is present answer, and close it a fortnight later."""
        opened = self.start + timedelta(weeks=week)
        open_round(round_, self.account, now=opened)
        answer_round(round_, self.experts, answer_of, (opened + timedelta(days=9)).date(), **more)
        close_round(round_, freeze_round, self.account, now=opened + timedelta(days=14))
        return round_


def load_innovation(content: Mapping[str, Any], account: Account, panel_key: str, now: datetime) -> Study:
    """Import the study, let the simulated panel answer five rounds, decide what its coordinator decides."""
    study = import_study(content, seed=SEED, account=account, protocol={"orientation": "aligned"})
    plan_scenario_rounds(study)
    experts = invite_panel(study, spread_groups(study.groups, N_EXPERTS), panel_key)
    course = Course(study, account, experts, np.random.default_rng(SEED), now - timedelta(weeks=20))
    rate_twice(course)
    proposal = propose_axes(study)
    decide_axes(course, proposal, content["axis_wording"])
    confirm(course, proposal)
    word_scenarios(course, content["scenario_texts"])
    rate_options(course)
    rate_under_stress(course)
    advise(study, account)
    return study


def rate_twice(course: Course) -> None:
    """Hold round 1, independent, and round 2, after feedback."""
    study, rng = course.study, course.rng
    first, second = study.rounds[:2]
    panel = simulate_panel(
        rng,
        n_experts=N_EXPERTS,
        drivers=innovation_drivers(study.drivers, rng),
        phi=INNOVATION.phi,
        scale=Scale(*study.protocol["scale"]),
        groups=[expert.group for expert in course.experts],
        missing=MISSING,
        missing_by_competence=True,
    )
    sorts = simulate_sorts(panel, rng)
    course.run(first, ratings_answers(panel, sorts), 0, reasons=place_reasons(study, first, panel))
    moderate_reasons(first)
    again = rerate(panel, rng, alpha=CONFORMITY, attrition=ATTRITION)
    stayed = ~np.isnan(again.answers["expectation"]).all(axis=1)
    course.experts = [expert for expert in course.experts if stayed[expert.number - 1]]
    course.run(second, ratings_answers(again), 4)
    release_round(second, course.account, now=course.start + timedelta(weeks=6, days=2))


def decide_axes(course: Course, proposal: Finding, wordings: Sequence[Mapping[str, Any]]) -> None:
    """Adopt the computed axes under the names and letters of the paper, or else the paper's own axes."""
    computed = computed_drivers(proposal.data)
    declared = proposal.data["declared"]
    letters = "AB"
    if declared:
        overlap = [len(set(computed["A"]) & set(wording["drivers"])) for wording in wordings]
        letters = "BA" if overlap[1] > overlap[0] else "AB"
    signs = {driver.code: -1 if driver.is_reversed else 1 for driver in course.study.drivers}
    adopt_axes(
        course.study,
        proposal,
        [
            AxisWording(
                wording["key"],
                wording["name"],
                wording["low_pole"],
                wording["high_pole"],
                computed[letter] if declared else {code: signs[code] for code in wording["drivers"]},
            )
            for letter, wording in zip(letters, wordings, strict=True)
        ],
        reason="" if declared else OVERRIDE_REASON,
        account=course.account,
    )


def confirm(course: Course, proposal: Finding) -> None:
    """Hold round 3: the panel allocates drivers, judges dependence and the four corners."""
    study = course.study
    round_ = study.rounds[2]
    critical = {item for item, found in proposal.data["criticality"].items() if found["cell"] == "critical"}
    on_axis = {member.driver.code for axis in study.axes for member in axis.members}
    compose_confirmation(study, round_, find_drivers(study, sorted(critical | on_axis)))
    answers = with_further(SEED, _confirmation_answers(course))
    course.run(round_, answers, 9, reasons=place_corner_reasons(round_))
    moderate_reasons(round_, keep_back=0)
    release_words(study, course.account)
    confirm_axes(study)
    lay_out_space(study)


def _confirmation_answers(course: Course) -> AnswerOf:
    rng = course.rng
    corners = {
        name: simulate_values(rng, getattr(INNOVATION, name), N_EXPERTS, Scale(1, 7), noise=1.0)
        for name in ("plausibility", "desirability")
    }
    dependence = simulate_values(rng, [INNOVATION.dependence] * 2, N_EXPERTS, Scale(-3, 3), noise=1.0)

    def answer(place: int, question: Question) -> Value:
        if question.name == "allocation":
            return Value(data={"choice": _allocate(question.item, rng)})
        if question.quadrant:
            return to_value(corners[question.name][place, QUADRANTS.index(question.quadrant)])
        return to_value(dependence[place, 0 if question.name == "dependence_ab" else 1])

    return answer


def _allocate(code: str, rng: np.random.Generator) -> str:
    choices = ["A", "B", "neither"]
    true = code[0] if code[0] in "AB" else "neither"
    if rng.random() < P_CORRECT:
        return true
    return str(rng.choice([choice for choice in choices if choice != true]))


def word_scenarios(course: Course, texts: Sequence[Mapping[str, Any]]) -> None:
    """Write the four scenarios as the demo's author words them."""
    for text in texts:
        word_scenario(
            course.study, text["quadrant"], text["name"], text["headline"], text["narrative"], course.account
        )
    tell_stories(course.study, course.account)
    put_names_to_vote(course.study, course.account)
    build_scenarios(course.study)


def rate_options(course: Course) -> None:
    """Hold round 4: every option in every scenario."""
    study = course.study
    round_ = study.rounds[3]
    ask_all(study, course.account)
    compose_strategy(study, round_)
    codes = [option.code for option in study.options]
    values = simulate_values(
        course.rng,
        [INNOVATION.performance[code] for code in codes],
        N_EXPERTS,
        Scale(-3, 3),
        missing=MISSING,
    )

    def answer(place: int, question: Question) -> Value | None:
        if question.name != "performance":
            return None
        column = QUADRANTS.index(question.quadrant)
        return to_value(values[place, codes.index(question.option.code), column])

    course.run(round_, with_further(SEED, answer), 14)
    release_round(round_, course.account, now=course.start + timedelta(weeks=17))
    take_voted_names(study, course.account)
    build_scenarios(study)
    assess_strategy(study)
    complete_strategy(study, course.account)


def rate_under_stress(course: Course) -> None:
    """Hold round 5: every option in the corners of the stress frame."""
    study = course.study
    round_ = prepare_stress_round(study, course.account)
    course.run(round_, with_further(SEED, lambda _place, _question: None), 17)
    release_round(round_, course.account, now=course.start + timedelta(weeks=19, days=2))
    assess_stress(study)
