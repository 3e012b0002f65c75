"""The two small demos: a study in the middle of round 2, and a panel whose answers support no axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from analysis.ratings import Scale
from analysis.simulate import SimulatedDriver, SimulatedPanel, rerate, simulate_panel
from survey.demo.experts import SimulatedExpert, answer_round, invite_panel, ratings_answers, spread_groups
from survey.demo.reasons import moderate_reasons, place_reasons
from survey.demo.truth import no_structure, two_axes
from survey.models import Account, Driver, Study
from survey.operations.plans import plan_scenario_rounds
from survey.operations.rounds import close_round, open_round, release_round, set_deadline
from survey.results import freeze_round, propose_axes
from survey.studyfile import import_study

LIBRARIES_SEED, HEAT_SEED = 2035, 2040
N_LIBRARIES, N_HEAT = 20, 14
N_DONE, N_BEGUN = 12, 2
"""Of the second round: how many have finished, and how many stopped half-way."""


def _start(
    content: Mapping[str, Any],
    account: Account,
    panel_key: str,
    seed: int,
    n_experts: int,
    plant: Callable[[Sequence[Driver], np.random.Generator], list[SimulatedDriver]],
) -> tuple[Study, list[SimulatedExpert], SimulatedPanel, np.random.Generator]:
    """Import a study, plan its rounds, invite its panel and draw what the panel believes."""
    study = import_study(content, seed=seed, account=account)
    plan_scenario_rounds(study, with_sort=False)
    experts = invite_panel(study, spread_groups(study.groups, n_experts), panel_key)
    rng = np.random.default_rng(seed)
    panel = simulate_panel(
        rng,
        n_experts=n_experts,
        drivers=plant(study.drivers, rng),
        scale=Scale(*study.protocol["scale"]),
        missing=0.04,
    )
    return study, experts, panel, rng


def load_libraries(content: Mapping[str, Any], account: Account, panel_key: str, now: datetime) -> Study:
    """Load a study that is in the middle of its second round: some have answered, some not yet."""
    study, experts, panel, rng = _start(content, account, panel_key, LIBRARIES_SEED, N_LIBRARIES, two_axes)
    first, second = study.rounds[:2]
    open_round(first, account, now=now - timedelta(days=24))
    day = (now - timedelta(days=15)).date()
    answer_round(first, experts, ratings_answers(panel), day, place_reasons(study, first, panel))
    close_round(first, freeze_round, account, now=now - timedelta(days=10))
    moderate_reasons(first)
    open_round(second, account, now=now - timedelta(days=6))
    set_deadline(second, (now + timedelta(days=8)).date(), account)
    again = ratings_answers(rerate(panel, rng))
    done = experts[-N_DONE:]
    begun = experts[-N_DONE - N_BEGUN : -N_DONE]
    answer_round(second, done, again, (now - timedelta(days=2)).date())
    first_page = set(second.sections[0].questions[:9])
    answer_round(
        second,
        begun,
        lambda place, question: again(place, question) if question in first_page else None,
        now.date(),
        submit=False,
    )
    return study


def load_heat(content: Mapping[str, Any], account: Account, panel_key: str, now: datetime) -> Study:
    """Load a study whose panel judged every driver on its own, so that no two axes can be named."""
    study, experts, panel, rng = _start(content, account, panel_key, HEAT_SEED, N_HEAT, no_structure)
    first, second = study.rounds[:2]
    opened = now - timedelta(weeks=9)
    open_round(first, account, now=opened)
    answer_round(
        first,
        experts,
        ratings_answers(panel),
        (opened + timedelta(days=9)).date(),
        place_reasons(study, first, panel),
    )
    close_round(first, freeze_round, account, now=opened + timedelta(days=14))
    moderate_reasons(first, keep_back=0)
    open_round(second, account, now=opened + timedelta(weeks=4))
    again = ratings_answers(rerate(panel, rng))
    answer_round(second, experts, again, (opened + timedelta(weeks=5)).date())
    close_round(second, freeze_round, account, now=opened + timedelta(weeks=6))
    release_round(second, account, now=opened + timedelta(weeks=6, days=1))
    propose_axes(study)
    return study
