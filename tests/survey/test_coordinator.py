"""What a coordinator sees and does, from the list of studies to the download of the report."""

from datetime import UTC, datetime
from functools import partial

import pytest

from survey.models import QUADRANTS, ReasonState, Role, RoundKind
from survey.operations import responses, rounds
from survey.operations.interim import count_day
from survey.operations.reports import store_report
from survey.queries.boards import find_next_step
from survey.queries.panel import list_members
from survey.queries.studies import count_unsent_mail, get_round, list_reasons
from survey.results.interim import compute_interim
from tests.factories import (
    answer_round,
    close_round,
    make_account,
    make_panel,
    make_round,
    make_rounds,
    make_study,
    panelist_id,
)
from tests.pages import words

N_EXPERTS = 8
REASON = "The expert panel named these two in the workshop."


@pytest.fixture
def study(owner):
    """A scenario study with a panel and its rounds planned."""
    study = make_study(owner=owner, n_options=2)
    make_panel(study, N_EXPERTS)
    make_rounds(study)
    return study


def run_round(study, number):
    """Open a round, let everybody answer, close it."""
    panel = study_panel(study)
    answer_round(rounds.open_round(get_round(study, number)), panel)
    close_round(get_round(study, number))


def study_panel(study):
    return [member.invitation for member in list_members(study, None)]


def links(page):
    return {words(link): link.get("href") for link in page.all("a")}


def buttons(page):
    return {words(button) for button in page.all("button")}


# The list and the board


def test_empty_list_says_how_to_get_a_study(coordinator):
    page = coordinator.get("studies.list_studies")
    assert "flask demo" in page.text
    assert "flask study import-ratings" in page.text


def test_list_says_state_and_next_step(coordinator, study):
    rounds.open_round(study.rounds[0])
    page = coordinator.get("studies.list_studies")
    assert "Round 1 is open" in page.text
    assert f"0 of {N_EXPERTS} finished" in page.text


def test_board_leads_to_the_next_step(coordinator, study):
    page = coordinator.get("studies.board", study_id=study.id)
    assert page.heading == study.title["en"]
    assert links(page)["See the launch check"].endswith("/launch")


def test_frame_explains_the_protocol(coordinator, study):
    page = coordinator.get("studies.frame", study_id=study.id)
    assert "the middle half of the answers spans at most 1 on the scale" in page.text
    assert rounds.hash_protocol(study.protocol) in page.text


@pytest.mark.parametrize(
    "endpoint",
    [
        "studies.board",
        "studies.frame",
        "panel.show_panel",
        "reasons.list_reasons",
        "consensus.show_consensus",
        "axes.show_axes",
        "scenarios.show_scenarios",
        "strategy.show_strategy",
        "reports.list_reports",
    ],
)
def test_pages_of_a_fresh_study_stand(coordinator, study, endpoint):
    assert coordinator.get(endpoint, study_id=study.id).heading


@pytest.mark.parametrize("endpoint", ["studies.board", "panel.show_panel", "reports.list_reports"])
def test_stranger_finds_nothing(visitor, study, endpoint):
    visitor.sign_in(make_account()).get(endpoint, status=404, study_id=study.id)


def test_reader_sees_no_acts(visitor, study):
    reader = visitor.sign_in(make_account(study=study, role=Role.VIEWER))
    for endpoint in ("studies.board", "consensus.show_consensus", "axes.show_axes", "reports.list_reports"):
        page = reader.get(endpoint, study_id=study.id)
        assert buttons(page) <= {"한국어", "English", "Sign out"}
        assert not {text for text in links(page) if text.endswith("…")}
    reader.get("panel.show_panel", status=404, study_id=study.id)
    reader.post("rounds.open_round", status=404, study_id=study.id, number=1)


# Rounds


def test_opening_page_says_what_it_will_do(coordinator, study):
    page = coordinator.get("rounds.open_round", study_id=study.id, number=1)
    assert f"{N_EXPERTS} people get a message" in page.text
    assert rounds.hash_protocol(study.protocol) in page.text


def test_opening_page_says_why_it_cannot(coordinator, study):
    page = coordinator.get("rounds.open_round", study_id=study.id, number=2)
    assert "Round 1 comes first." in page.text
    assert not page.all("form", action="")


def test_pressing_twice_opens_once(coordinator, study):
    coordinator.post("rounds.open_round", study_id=study.id, number=1)
    page = coordinator.post("rounds.open_round", status=409, study_id=study.id, number=1)
    assert "Round 1 has been opened already." in page.text
    assert get_round(study, 1).is_open


def test_closing_page_counts_who_started_and_who_finished(coordinator, study):
    round_ = rounds.open_round(study.rounds[0])
    panel = study_panel(study)
    answer_round(round_, panel[:5])
    answer_round(round_, panel[5:7], submit=False)
    count_day(round_, partial(compute_interim, panel_key="a key"), datetime.now(UTC))
    page = coordinator.get("rounds.close_round", study_id=study.id, number=1)
    assert "Finished 5 Started, not submitted 2 Not started 1" in page.text


def test_closing_freezes_once(coordinator, study):
    answer_round(rounds.open_round(study.rounds[0]), study_panel(study))
    coordinator.post("rounds.close_round", study_id=study.id, number=1)
    assert get_round(study, 1).snapshot.findings["n_answering"] == N_EXPERTS
    page = coordinator.post("rounds.close_round", status=409, study_id=study.id, number=1)
    assert "Round 1 is not open." in page.text


def test_closing_early_warns(coordinator, study):
    rounds.open_round(study.rounds[0])
    page = coordinator.get("rounds.close_round", study_id=study.id, number=1)
    assert "no result of this round can be shown" in page.text


def test_deadline_is_kept(coordinator, study):
    where = {"study_id": study.id, "number": 1}
    coordinator.post("rounds.set_deadline", {"closes_on": "2030-05-06"}, **where)
    assert (
        coordinator.get("rounds.show_round", **where).one("input", type="date").get("value") == "2030-05-06"
    )
    page = coordinator.post("rounds.set_deadline", {"closes_on": "soon"}, status=422, **where)
    assert page.all("p", class_="field-error")


def test_results_can_be_released(coordinator, study):
    run_round(study, 1)
    coordinator.post("rounds.release_round", study_id=study.id, number=1)
    assert get_round(study, 1).released_at


# The panel


def test_panel_names_people_with_a_day(coordinator, study):
    round_ = rounds.open_round(study.rounds[0])
    answer_round(round_, study_panel(study)[:2])
    page = coordinator.get("panel.show_panel", study_id=study.id)
    assert f"2 of {N_EXPERTS} have finished round 1." in page.text
    assert "finished on Mar 2, 2026" in page.text


def test_invitation_keeps_what_was_typed(coordinator, study):
    page = coordinator.post(
        "panel.invite_expert",
        {"name": "Lee", "email": "nowhere", "language": "ko", "group": "group2"},
        status=422,
        study_id=study.id,
    )
    assert page.one("input", name="name").get("value") == "Lee"
    assert page.form_data("email")["group"] == "group2"


def test_nobody_is_invited_twice(coordinator, study):
    data = {"name": "Lee", "email": "lee@example.org", "language": "ko", "group": ""}
    coordinator.post("panel.invite_expert", data, study_id=study.id)
    page = coordinator.post("panel.invite_expert", data, status=422, study_id=study.id)
    assert "lee@example.org is already on this panel." in page.text


def test_link_is_replaced(coordinator, study):
    person = study_panel(study)[0]
    coordinator.post("panel.replace_link", study_id=study.id, invitation_id=person.id)
    assert person.link_serial == 2
    assert count_unsent_mail(study) == 0
    coordinator.post("panel.replace_link", status=404, study_id=study.id, invitation_id="f" * 32)


def test_whoever_gets_a_link_in_an_open_round_gets_a_message(coordinator, study):
    rounds.open_round(study.rounds[0])
    data = {"name": "Lee", "email": "lee@example.org", "language": "ko", "group": ""}
    coordinator.post("panel.invite_expert", data, study_id=study.id)
    person = study_panel(study)[0]
    coordinator.post("panel.replace_link", study_id=study.id, invitation_id=person.id)
    assert count_unsent_mail(study) == N_EXPERTS + 1


# Reasons


def give_reason(study, round_, text):
    person = study_panel(study)[0]
    return responses.save_reason(panelist_id(study, person), round_.questions[0], text, "en")


def test_reasons_wait_until_the_round_has_closed(coordinator, study):
    give_reason(study, rounds.open_round(study.rounds[0]), "Because of the harbour.")
    page = coordinator.get("reasons.list_reasons", study_id=study.id)
    assert "harbour" not in page.text
    assert "moderated after it closes" in page.text


def test_reason_is_released_and_kept_back(coordinator, study):
    round_ = rounds.open_round(study.rounds[0])
    answer_round(round_, study_panel(study))
    give_reason(study, round_, "Because of the harbour.")
    close_round(round_)
    [reason] = list_reasons(round_)
    where = {"study_id": study.id, "reason_id": reason.id}
    coordinator.post("reasons.moderate_reason", {"state": "released"}, **where)
    assert "harbour" in coordinator.get("consensus.show_item", study_id=study.id, item="D01").text
    coordinator.post("reasons.moderate_reason", {"state": "hidden"}, **where)
    assert reason.state == ReasonState.HIDDEN
    coordinator.post("reasons.moderate_reason", {"state": "burnt"}, status=404, **where)


# Consensus


def test_open_round_shows_no_result(coordinator, study):
    answer_round(rounds.open_round(study.rounds[0]), study_panel(study))
    page = coordinator.get("consensus.show_consensus", study_id=study.id)
    assert "Its results come when it closes." in page.text
    assert not page.all("table")


@pytest.mark.parametrize("sort", ["order", "spread", "movement", "distance", "nonsense"])
def test_consensus_tells_rounds_verdicts_and_advice(coordinator, study, sort):
    run_round(study, 1)
    run_round(study, 2)
    page = coordinator.get("consensus.show_consensus", study_id=study.id, question="impact", sort=sort)
    assert {f"Driver {n}" for n in range(1, 7)} <= set(links(page))
    assert "Round 2" in page.text
    assert "items are stable" in page.text


def test_four_answers_show_nothing(coordinator, owner):
    study = make_study(owner=owner, template="consensus", n_groups=0)
    panel = make_panel(study, 4)
    round_ = make_round(study)
    answer_round(round_, panel)
    close_round(round_)
    page = coordinator.get("consensus.show_item", study_id=study.id, item="q1")
    assert "fewer than five answers" in page.text
    assert not page.all("svg", class_="count-bar")


# Axes, scenarios, strategy


def adopt(coordinator, study, status=303, **changes):
    page = coordinator.get("axes.adopt_axes", study_id=study.id)
    data = page.form_data("A_name_en")
    for part in ("name", "low_pole", "high_pole"):
        data |= {f"{letter}_{part}_{code}": f"{part} {letter}" for letter in "AB" for code in ("en", "ko")}
    data |= {f"driver_D0{n}": "A+" for n in (1, 2, 3)} | {f"driver_D0{n}": "B-" for n in (4, 5, 6)}
    return coordinator.post("axes.adopt_axes", data | changes, status=status, study_id=study.id)


def test_axes_wait_for_the_first_round(coordinator, study):
    assert "Close round 1 first" in coordinator.get("axes.show_axes", study_id=study.id).text
    page = coordinator.post("axes.propose_axes", status=409, study_id=study.id)
    assert "close it first" in page.text
    coordinator.get("axes.adopt_axes", status=409, study_id=study.id)


def test_refusal_says_what_would_help_and_override_needs_a_reason(coordinator, study):
    run_round(study, 1)
    coordinator.post("axes.propose_axes", study_id=study.id)
    page = coordinator.get("axes.show_axes", study_id=study.id)
    assert "What would help" in page.text
    assert "not passed" in page.text
    page = adopt(coordinator, study, status=422)
    assert "Say why these axes differ" in words(page.one("div", id="reason-error"))
    adopt(coordinator, study, reason=REASON)
    assert REASON in coordinator.get("axes.show_axes", study_id=study.id).text
    assert {(m.driver.code, m.sign) for m in study.axes[1].members} == {("D04", -1), ("D05", -1), ("D06", -1)}


def test_course_from_axes_to_classed_options(coordinator, study):
    here = {"study_id": study.id}
    run_round(study, 1)
    run_round(study, 2)
    coordinator.post("axes.propose_axes", **here)
    adopt(coordinator, study, reason=REASON)
    assert find_next_step(study).code == "ask_about_axes"
    coordinator.post("axes.ask_panel", **here)
    run_round(study, 3)
    assert find_next_step(study).code == "confirm_axes"
    coordinator.post("axes.confirm_axes", **here)
    assert "Tests of round 3" in coordinator.get("axes.show_axes", **here).text
    adopt(coordinator, study, reason=REASON, A_name_en="Another name")
    assert find_next_step(study).code == "confirm_axes", "a verdict on other axes counts no more"
    coordinator.post("axes.confirm_axes", **here)
    word_scenarios(coordinator, study)
    coordinator.post("scenarios.ask_panel", **here)
    run_round(study, 4)
    assert find_next_step(study).code == "assess_strategy"
    coordinator.post("strategy.assess_strategy", **here)
    assert "Option 1" in coordinator.get("strategy.show_strategy", **here).text
    assert find_next_step(study).code == "make_report"


def word_scenarios(coordinator, study):
    texts = {f"{part}_{code}": f"{part}" for part in ("name", "headline") for code in ("en", "ko")}
    for quadrant in QUADRANTS:
        where = {"study_id": study.id, "quadrant": quadrant}
        coordinator.post("scenarios.word_scenario", {}, status=422, **where)
        coordinator.post("scenarios.word_scenario", texts, **where)
    page = coordinator.get("scenarios.show_scenarios", study_id=study.id)
    assert "Plausibility" in page.text
    coordinator.get("scenarios.word_scenario", status=404, study_id=study.id, quadrant="Q5")


def test_nothing_can_be_asked_before_it_is_decided(coordinator, study):
    page = coordinator.post("axes.ask_panel", status=409, study_id=study.id)
    assert "Adopt two axes" in page.text
    coordinator.post("scenarios.ask_panel", status=409, study_id=study.id)
    assert not any(round_.questions for round_ in study.rounds if round_.kind == RoundKind.CONFIRM)


# Reports


def test_report_is_listed_read_and_downloaded(coordinator, study, owner):
    html = (
        "<!doctype html><html lang='ko'><head><title>Report</title></head><body><h1>Report</h1></body></html>"
    )
    report = store_report(study, language="ko", html=html, pdf=b"%PDF-1.7", pdf_hash="a" * 64, account=owner)
    where = {"study_id": study.id, "report_id": report.id}
    assert "a" * 12 in coordinator.get("reports.list_reports", study_id=study.id).text
    assert "a" * 64 in coordinator.get("reports.show_version", **where).text
    assert (
        "style-src 'self'"
        in coordinator.get("reports.read_report", **where).headers["Content-Security-Policy"]
    )
    page = coordinator.get("reports.download_report", **where)
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''" in page.headers["Content-Disposition"]
    assert "ETag" not in page.headers
    coordinator.get("reports.read_report", status=404, study_id=study.id, report_id="f" * 32)


def test_report_is_made_only_in_a_language_of_the_study(coordinator, study):
    wanted = {"languages": "fr", "profile": "full", "paper": "a4"}
    coordinator.post("reports.make_report", wanted, status=422, study_id=study.id)
