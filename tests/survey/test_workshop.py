"""The axes workshop: the proposal with its evidence, choosing, moving drivers, deciding, going back."""

import numpy as np
import pytest

from analysis.simulate import simulate_panel
from survey import results
from survey.db import db
from survey.models import AuditEntry
from survey.operations import rounds
from survey.queries.boards import find_draft
from survey.queries.futures_axes import find_source, list_decisions, list_pairs
from survey.queries.panel import list_members
from survey.queries.studies import find_finding
from survey.reports.assembly.axes import build_axes
from tests import factories
from tests.pages import words

N_DRIVERS, N_EXPERTS = 9, 20
OWN = {f"driver_D0{n}": "A+" if n < 4 else "B+" for n in range(1, 7)} | {
    f"{letter}_{part}_{code}": f"{part} {letter}"
    for letter in "AB"
    for part in ("name", "low_pole", "high_pole")
    for code in ("en", "ko")
}
REASON = "The workshop of experts put it there."


@pytest.fixture
def study(owner):
    """A study whose first round is closed; its panel has two clear axes."""
    study = factories.make_study(n_drivers=N_DRIVERS, n_options=1, owner=owner)
    experts = factories.make_panel(study, N_EXPERTS)
    first = factories.make_rounds(study)[0]
    panel = simulate_panel(np.random.default_rng(7), n_experts=N_EXPERTS, n_drivers=N_DRIVERS, loading=0.85)
    tables = {name: getattr(panel, name) for name in ("impact", "uncertainty", "expectation")}
    places = {driver.id: place for place, driver in enumerate(study.drivers)}

    def choose(index, question):
        return float(tables.get(question.name, panel.impact)[index, places[question.driver_id]])

    factories.answer_round(rounds.open_round(first), experts, choose)
    factories.close_round(first)
    results.propose_axes(study)
    return study


@pytest.fixture
def vague(owner):
    """A study whose answers support no axes."""
    study = factories.make_study(n_drivers=6, n_options=1, owner=owner)
    first = factories.make_rounds(study)[0]
    factories.answer_round(rounds.open_round(first), factories.make_panel(study, 8))
    factories.close_round(first)
    assert not results.propose_axes(study).data["declared"]
    return study


def send(visitor, study, status=303, /, start=(), **changes):
    """Send the form as it starts, but for what is changed."""
    page = visitor.get("axes.adopt_axes", study_id=study.id, **dict(start))
    data = page.form_data("A_name_en") | changes
    return visitor.post("axes.adopt_axes", data, status=status, study_id=study.id, **dict(start))


def proposal_of(study):
    return find_finding(study, "axes")


def test_workshop_lays_out_groups_pairs_and_their_corners(coordinator, study):
    data = proposal_of(study).data
    assert data["declared"]
    page = coordinator.get("axes.show_axes", study_id=study.id)
    assert len(data["cohesion"]) == data["k"] >= 2
    for group in data["cohesion"]:
        table = words(page.one("table", id=f"group-{group['cluster']}"))
        assert all(member["item"] in table for member in group["members"])
    pairs = page.all("details", class_="pair")
    assert len(pairs) == len(data["pairs"]) == len(list_pairs(study, proposal_of(study)))
    assert [words(corner)[:2] for corner in pairs[0].iter("section")] == ["Q2", "Q1", "Q3", "Q4"]
    strongest = next(
        driver for driver in study.drivers if driver.code == data["axes"][0]["poles"][1][0]["item"]
    )
    pole = data["axes"][0]["poles"][1][0]["pole"]
    assert getattr(strongest, f"{pole}_pole")["en"] in words(list(pairs[0].iter("section"))[1])
    assert "another method" in words(page.one("table", id="otherwise"))


def test_corners_of_a_pair_meet_the_ends_of_its_axes(study):
    for pair in list_pairs(study, proposal_of(study)):
        for quadrant, (a, b) in {"Q1": (1, 1), "Q2": (0, 1), "Q3": (0, 0), "Q4": (1, 0)}.items():
            assert pair.corners[quadrant] == {"A": pair.ends["A"][a], "B": pair.ends["B"][b]}
        assert not {code for own in pair.drivers.values() for code in own} & {d.code for d in pair.left_out}


def test_computed_axes_need_no_reason_and_are_not_tested_again(coordinator, study):
    send(coordinator, study)
    assert find_source(study, proposal_of(study)) == "computed"
    assert proposal_of(study).data["adopted"] is None
    assert list_decisions(study)[0].action == "axes_adopted"


def test_a_moved_driver_needs_a_reason_and_has_its_axes_tested(coordinator, study):
    code = proposal_of(study).data["axes"][0]["drivers"][0]["item"]
    page = send(coordinator, study, 422, **{f"driver_{code}": ""})
    assert "The answers put it on axis A." in page.text
    send(coordinator, study, 303, **{f"driver_{code}": "", "reason": REASON})
    judged = proposal_of(study).data["adopted"]
    assert code not in judged["drivers"]["A"]
    assert {gate["code"] for gate in judged["gates"]} >= {"alpha", "phi", "coherence"}
    page = coordinator.get("axes.show_axes", study_id=study.id)
    assert "These axes differ from what was computed." in page.text
    assert REASON in page.text
    assert page.one("table", id="adopted-gates") is not None


def test_decisions_are_kept_with_before_and_after_and_can_be_taken_up_again(coordinator, study):
    send(coordinator, study, 303, A_name_en="First name")
    code = proposal_of(study).data["axes"][1]["drivers"][0]["item"]
    send(coordinator, study, 303, **{f"driver_{code}": "", "reason": REASON, "A_name_en": "Second name"})
    newest, oldest = list_decisions(study)
    assert [(moved, now) for moved, _, now in newest.moves] == [(code, "")]
    assert newest.before == oldest.after
    page = coordinator.get("axes.show_axes", study_id=study.id)
    assert "First name" in page.text
    assert "1 driver moved" in page.text
    send(coordinator, study, 303, (("decision", oldest.number),))
    assert study.axes[0].name["en"] == "First name"
    assert find_source(study, proposal_of(study)) == "computed"
    assert len(list_decisions(study)) == 3


def test_the_second_of_two_editors_is_told_and_keeps_the_words(coordinator, study):
    page = coordinator.get("axes.adopt_axes", study_id=study.id)
    late = page.form_data("A_name_en") | {"A_name_en": "Late words"}
    send(coordinator, study, 303, A_name_en="Early words")
    page = coordinator.post("axes.adopt_axes", late, status=422, study_id=study.id)
    assert "Somebody adopted other axes" in page.text
    assert page.one("input", name="A_name_en").get("value") == "Late words"
    assert study.axes[0].name["en"] == "Early words"


def test_a_refusal_leads_to_what_would_help_and_to_authored_axes(coordinator, vague):
    page = coordinator.get("axes.show_axes", study_id=vague.id)
    assert "What would help" in page.text
    targets = [link.get("href") for link in page.all("a")]
    own = coordinator.url("axes.adopt_axes", study_id=vague.id, own=1)
    assert own in targets
    form = coordinator.get("axes.adopt_axes", study_id=vague.id, own=1).form_data("A_name_en")
    assert not any(value for name, value in form.items() if name.startswith(("A_", "B_", "driver_")))
    coordinator.post("axes.adopt_axes", form | OWN | {"reason": REASON}, study_id=vague.id, own=1)
    for endpoint in ("axes.show_axes", "scenarios.show_scenarios", "strategy.show_strategy"):
        assert (
            "These axes were set by the study’s authors." in coordinator.get(endpoint, study_id=vague.id).text
        )


def test_a_prepared_round_is_prepared_again_after_the_axes_change(coordinator, study):
    here = {"study_id": study.id}
    send(coordinator, study)
    coordinator.post("axes.ask_panel", **here)
    assert "prepare it again" not in coordinator.get("axes.show_axes", **here).text
    on_axis = [member.driver.code for axis in study.axes for member in axis.members]
    critical = proposal_of(study).data["criticality"]
    code = next(code for code in on_axis if critical[code]["cell"] != "critical")
    send(coordinator, study, 303, **{f"driver_{code}": "", "reason": REASON})
    assert "prepare it again" in coordinator.get("axes.show_axes", **here).text
    coordinator.post("axes.ask_panel", **here)
    draft = find_draft(study, "confirm")
    assert code not in {each.driver.code for each in draft.questions if each.driver}


def test_axes_that_the_panel_does_not_confirm_are_kept_only_with_a_reason(coordinator, vague):
    here = {"study_id": vague.id}
    send(coordinator, vague, 303, **OWN, reason=REASON)
    coordinator.post("axes.ask_panel", **here)
    third = find_draft(vague, "confirm")
    experts = [member.invitation for member in list_members(vague, None)]
    for round_ in (vague.rounds[1], third):
        factories.answer_round(rounds.open_round(round_), experts)
        factories.close_round(round_)
    coordinator.post("axes.confirm_axes", **here)
    page = coordinator.get("axes.show_axes", **here)
    assert "Where the panel puts each driver" in page.text
    assert "Why these axes are kept" in page.text
    assert "Say why these axes are kept" in coordinator.post("axes.keep_axes", {}, status=409, **here).text
    coordinator.post("axes.keep_axes", {"reason": "The public hearing asked for them."}, **here)
    page = coordinator.get("axes.show_axes", **here)
    assert "The axes are kept although the panel did not confirm them." in page.text
    printed = build_axes(vague, proposal_of(vague), find_finding(vague, "confirmation"), "en").overrides
    assert [each.why for each in printed] == [REASON, "The public hearing asked for them."]
    last = db.session.query(AuditEntry).filter_by(action="axes_kept").one()
    assert last.details["after"]["A"]["drivers"] == {"D01": 1, "D02": 1, "D03": 1}


def test_every_pair_of_three_groups_is_laid_out_and_can_be_taken_with_a_reason(coordinator, owner):
    study = factories.make_study(n_drivers=12, n_options=1, owner=owner)
    first = factories.make_rounds(study)[0]
    hidden = np.random.default_rng(5).normal(size=(N_EXPERTS, 3))
    noise = np.random.default_rng(6).normal(size=(N_EXPERTS, 12)) * 0.3
    points = np.clip(np.round(4 + 1.6 * (np.repeat(hidden, 4, axis=1) + noise)), 1, 7)
    places = {driver.id: place for place, driver in enumerate(study.drivers)}

    def choose(index, question):
        return float(points[index, places[question.driver_id]])

    factories.answer_round(rounds.open_round(first), factories.make_panel(study, N_EXPERTS), choose)
    factories.close_round(first)
    proposal = results.propose_axes(study)
    pairs = list_pairs(study, proposal)
    assert len(pairs) == 3
    assert len({frozenset(pair.figures["clusters"]) for pair in pairs}) == 3
    page = coordinator.get("axes.show_axes", study_id=study.id)
    assert len(page.all("details", class_="pair")) == 3
    send(coordinator, study, 422, (("pair", 2),))
    send(coordinator, study, 303, (("pair", 2),), reason=REASON)
    assert {axis.letter: {m.driver.code: m.sign for m in axis.members} for axis in study.axes} == pairs[
        2
    ].drivers
    assert proposal_of(study).data["adopted"]["drivers"] == pairs[2].drivers
    assert build_axes(study, proposal_of(study), None, "en").source == "changed"
