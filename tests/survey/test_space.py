"""The third dimension: chosen, asked, computed under the floors, shown and reported."""

import shutil

import pytest

from survey import create_app, results
from survey.db import db
from survey.errors import NothingToDecide, StaleAnswer
from survey.framing.outlook import BOTH, NONE, SYSTEM, TIME
from survey.models import QUADRANTS, AuditEntry, Role, RoundKind
from survey.operations import outlook, plans, rounds
from survey.operations.accounts import grant_role
from survey.operations.asks import choose_asks
from survey.operations.studies import add_system
from survey.queries.boards import find_draft
from survey.queries.futures import list_asked_drivers
from survey.queries.panel import list_members
from survey.queries.studies import find_finding, find_study_by_code
from survey.questions import Value
from survey.questions.placement import Placement
from survey.questions.prompts import is_of_space
from survey.reports.assembly.report import build_report
from survey.reports.assembly.space import build_space
from survey.reports.outline import outline
from survey.reports.pictures.space import draw_paths, draw_systems
from survey.results.space import NO_START, NOT_ASKED
from tests import factories
from tests.conftest import make_settings
from tests.world import adopt_axes, run_round

YEARS = {"base_year": 2018, "horizon_year": 2030, "waypoints": [2022, 2026]}
WAY = {2022: 3, 2026: 5, 2030: 7}


@pytest.fixture(scope="module")
def template(sqlite_template, tmp_path_factory, cheap_passwords):
    """A study of eight experts with two axes, two systems and two waypoints; round 3 is in preparation."""
    path = tmp_path_factory.mktemp("space") / "space.sqlite"
    shutil.copy(sqlite_template, path)
    with create_app(make_settings(f"sqlite:///{path}")).app_context():
        study = factories.make_study(n_drivers=6, n_options=1, code="space", **YEARS)
        for code in ("north", "south"):
            add_system(study, code, factories.text(code.title()), {})
        first, second, *_ = factories.make_rounds(study)
        experts = factories.make_panel(study, 8)
        for round_ in (first, second):
            run_round(round_, experts)
        adopt_axes(study)
        db.session.remove()
        db.engine.dispose()
    return path


@pytest.fixture
def study(app, template, tmp_path):
    """That study, in a database of the test's own."""
    db.session.remove()
    db.engine.dispose()
    for old in tmp_path.glob("tholos.sqlite*"):
        old.unlink()
    shutil.copy(template, tmp_path / "tholos.sqlite")
    return find_study_by_code("space")


def compose(study):
    draft = find_draft(study, RoundKind.CONFIRM)
    plans.compose_confirmation(study, draft, list_asked_drivers(study))
    return draft


def asked(round_):
    return [question.name for question in round_.questions]


def hold(study, leave_out=lambda _place, _question, _code: False):
    """Hold round 3: all start at (2, 2); futures go to step 7 on their high ends, to 1 elsewhere."""
    draft = compose(study)

    def answer(place, question):
        if question.kind == "placement":
            year = int(question.name.partition("_")[2] or 2018)
            codes = Placement.subjects(question.settings)
            places = {c: step(year, c, place) for c in codes if not leave_out(place, question, c)}
            return Value(data={"places": places}) if places else None
        if question.name.startswith(("capability_", "linkage")):
            if leave_out(place, question, question.quadrant):
                return None
            return float(3 + QUADRANTS.index(question.quadrant) + (place % 3 - 1))
        return factories.pick(place, question)

    rounds.open_round(draft)
    experts = [member.invitation for member in list_members(study, None)]
    factories.answer_round(draft, experts, answer)
    rounds.close_round(draft, results.freeze_round)
    return draft


def step(year, code, place):
    if year == 2018:
        return [2, 2]
    high = WAY[year] - (place % 2)
    ends = {"Q1": [high, high], "Q2": [1, high], "Q3": [1, 1], "Q4": [high, 1]}
    return ends[code]


def test_nothing_is_asked_unless_it_is_chosen(study):
    assert not [name for name in asked(compose(study)) if is_of_space(name)]


@pytest.mark.parametrize(
    ("dimension", "wanted"),
    [
        (TIME, {"waypoint_2018", "waypoint_2022", "waypoint_2026", "waypoint_2030"}),
        (SYSTEM, {"capability_north", "capability_south", "linkage"}),
    ],
)
def test_the_round_asks_exactly_what_was_chosen(study, dimension, wanted):
    outlook.choose_third_dimension(study, dimension)
    assert {name for name in asked(compose(study)) if is_of_space(name)} == wanted


def test_without_systems_and_waypoints_the_page_says_what_is_missing(owner, coordinator):
    bare = factories.make_study(n_drivers=4, base_year=2018, horizon_year=2030, waypoints=[], owner=owner)
    outlook.choose_third_dimension(bare, BOTH)
    page = coordinator.get("space.show_space", study_id=bare.id).text
    assert "at least one waypoint between them" in page
    assert "The study compares no systems" in page
    assert "Two axes must be adopted first" in page


def test_today_is_asked_once_where_the_whole_is_placed_elsewhere(study):
    study.systems.clear()
    db.session.commit()
    outlook.choose_third_dimension(study, TIME)
    names = asked(compose(study))
    assert names.count("today") == 1
    assert "waypoint_2018" not in names
    choose_asks(study, RoundKind.CONFIRM, [TIME])
    assert "waypoint_2018" in asked(compose(study))


def test_a_part_left_out_is_not_asked_until_it_is_chosen_again(study, owner, coordinator):
    grant_role(owner, study, Role.OWNER)
    outlook.choose_third_dimension(study, TIME)
    choose_asks(study, RoundKind.CONFIRM, [])
    assert "waypoint_2030" not in asked(compose(study))
    assert "left out of the questions" in coordinator.get("space.show_space", study_id=study.id).text
    outlook.choose_third_dimension(study, BOTH)
    assert {"waypoint_2030", "linkage"} <= set(asked(compose(study)))


def test_four_paths_leave_one_point(study):
    outlook.choose_third_dimension(study, BOTH)
    hold(study)
    part = build_space(study, results.lay_out_space(study), "en")
    assert (part.start.year, part.start.a.median, part.start.b.median) == (2018, 2.0, 2.0)
    assert [stop.year for stop in part.paths[0].stops] == [2022, 2026, 2030]
    ends = {path.quadrant: (path.stops[-1].a.median, path.stops[-1].b.median) for path in part.paths}
    assert ends == {"Q1": (6.5, 6.5), "Q2": (1.0, 6.5), "Q3": (1.0, 1.0), "Q4": (6.5, 1.0)}
    assert [each.linkage.median for each in part.futures] == [3.0, 4.0, 5.0, 6.0]
    assert draw_paths(part).svg.count("<title>") == 1
    assert "2030" in draw_paths(part).title
    assert "level in every future" in draw_systems(part).title


def test_a_place_that_four_gave_is_not_shown_and_says_why(study):
    outlook.choose_third_dimension(study, BOTH)

    def leaves_out(place, question, code):
        of_four = {("waypoint_2026", "Q2"), ("capability_north", "Q3")}
        return place >= 4 and (question.name, code) in of_four

    hold(study, leaves_out)
    finding = results.lay_out_space(study)
    assert finding.data["time"]["undefined"] == {"Q2.2026": "fewer than five answers"}
    hidden = finding.data["time"]["paths"]["Q2"][2]
    assert (hidden["year"], hidden["a"]["median"], hidden["b"]["q1"]) == (2026, None, None)
    assert finding.data["system"]["points"]["Q3"]["north"]["median"] is None
    part = build_space(study, finding, "en")
    assert part.paths[1].stops[1].reason == "fewer than five answers"
    assert "stroke-dasharray" in draw_paths(part).svg, "the way over a missing year is broken"
    with_reason = next(each for each in part.futures if each.quadrant == "Q3")
    assert with_reason.reasons == ("fewer than five answers",)


def test_half_a_place_counts_for_nothing(study):
    outlook.choose_third_dimension(study, TIME)
    hold(study)
    snapshot = find_closed_round(study).snapshot
    question = next(each for each in snapshot.answers["questions"] if each["name"] == "waypoint_2030")
    answers = dict(snapshot.answers)
    column = answers["questions"].index(question)
    assert all(None not in cell["places"]["Q1"] for cell in answers["values"][column])
    finding = results.lay_out_space(study)
    shown = snapshot.summarised[question["id"]]["summary"]["subjects"][0]
    assert finding.data["time"]["paths"]["Q1"][-1]["a"]["n"] == shown["n"] == 8


def find_closed_round(study):
    return next(each for each in study.rounds if each.kind == RoundKind.CONFIRM)


def test_a_choice_made_after_the_round_says_that_it_was_not_asked(study):
    outlook.choose_third_dimension(study, SYSTEM)
    hold(study)
    outlook.choose_third_dimension(study, TIME)
    finding = results.lay_out_space(study)
    assert finding.data["time"] == {"missing": NOT_ASKED}
    part = build_space(study, finding, "en")
    assert part.missing[0].startswith("No paths are drawn")
    assert not part.futures


def test_without_a_base_year_there_is_no_start(study):
    outlook.choose_third_dimension(study, TIME)
    hold(study)
    study.base_year = None
    db.session.commit()
    assert results.lay_out_space(study).data["time"] == {"missing": NO_START}


def test_nothing_is_laid_out_before_it_is_chosen_and_asked(study):
    with pytest.raises(NothingToDecide):
        results.lay_out_space(study)
    outlook.choose_third_dimension(study, TIME)
    with pytest.raises(NothingToDecide):
        results.lay_out_space(study)


def test_two_coordinators_at_once_do_not_undo_each_other(study):
    known = outlook.mark_outlook(study, "third_dimension")
    outlook.choose_third_dimension(study, TIME, known=known)
    with pytest.raises(StaleAnswer):
        outlook.choose_third_dimension(study, NONE, known=known)
    assert study.outlook["third_dimension"] == TIME


def test_the_choice_is_logged_once(study):
    outlook.choose_third_dimension(study, TIME)
    outlook.choose_third_dimension(study, TIME)
    acts = db.session.scalars(db.select(AuditEntry).filter_by(action="third_dimension_chosen")).all()
    assert [act.details for act in acts] == [{"before": NONE, "after": TIME}]


def test_the_coordinator_chooses_lays_out_and_reads(study, owner, coordinator):
    grant_role(owner, study, Role.OWNER)
    at = {"study_id": study.id}
    page = coordinator.get("space.show_space", **at)
    assert "Nothing chosen" in page.text
    known = page.form_data("dimension")["known"]
    coordinator.post("space.choose_dimension", {"dimension": "sideways", "known": known}, status=422, **at)
    coordinator.post("space.choose_dimension", {"dimension": BOTH, "known": known}, **at)
    late = {"dimension": TIME, "known": known}
    stale = coordinator.post("space.choose_dimension", late, status=422, **at)
    assert "Somebody else changed this" in stale.text
    hold(study)
    coordinator.post("space.lay_out", {}, **at)
    page = coordinator.get("space.show_space", **at)
    assert "lies farthest from today" in page.text
    assert "6.5" in page.text
    assert page.html.count("<svg") == 4, "two charts, each wide and for a phone"


def test_the_report_tells_it_behind_the_scenarios(study):
    outlook.choose_third_dimension(study, BOTH)
    hold(study)
    results.confirm_axes(study)
    results.build_scenarios(study)
    results.lay_out_space(study)
    report = build_report(study, "en")
    anchors = [section.anchor for section in outline(report)]
    assert anchors.index("space") == anchors.index("scenarios") + 1
    assert find_finding(study, "space").input_hash in dict(report.annex.hashes).values()
    told = [question.code for question in report.other_questions]
    assert {"capability_north", "capability_south", "linkage"} <= set(told)
    assert not [each for each in report.other_answers if "2030" in each.title]
