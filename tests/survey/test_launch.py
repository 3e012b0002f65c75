"""The check before the launch: what it sees, what stops round 1, what it leaves to the coordinator."""

from datetime import date

import pytest
from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import IllegalTransition, InvalidAnswer
from survey.models import AuditEntry, RoundKind
from survey.operations import launching, rounds
from survey.operations.studies import add_driver
from survey.queries.launch import count_dead_links, list_group_sizes, list_lacking
from survey.views.launch import check_study
from survey.words.launch import DONE, OPEN, STOP, WARNING, needs_work
from tests.factories import make_panel, make_rounds, make_study, text
from tests.survey.test_outbox import mailbox as mailbox  # the fixture: a mail server of this process

PANEL_KEY = "a panel key that only tests know"


@pytest.fixture
def study(owner):
    said = {"contact": text("Ask Ada."), "basis": text("Consent")}
    facts = {
        "focal_question": text("Where to?"),
        "summary": text("About."),
        "horizon_year": 2040,
        "base_year": 2026,
    }
    study = make_study(owner=owner, n_drivers=2, n_groups=2, notice=said, **facts)
    make_panel(study, 20)
    make_rounds(study)
    return study


def states(app, study):
    with app.test_request_context():
        return {check.key: check.state for check in check_study(study)}


@transaction
def change(thing, **values):
    for name, value in values.items():
        setattr(thing, name, value)


def test_well_made_study_has_little_left(app, study):
    found = states(app, study)
    assert {key for key, state in found.items() if state == DONE} >= {
        "frame", "notice", "languages", "questions", "time", "poles", "panel", "groups", "links",
    }  # fmt: skip
    assert found["mail"] == found["tried"] == OPEN
    assert STOP not in found.values()


def test_study_without_rounds_is_told_so(app, owner):
    found = states(app, make_study(owner=owner, n_drivers=0))
    assert found["questions"] == STOP


@pytest.mark.parametrize("field", ["name", "statement", "low_pole", "high_pole"])
def test_text_that_lacks_a_language_is_named(app, study, field):
    change(study.drivers[0], **{field: {"en": "Only this"}})
    (lacking,) = list_lacking(study)
    assert (lacking.what, lacking.languages) == ("driver", ("ko",))
    assert states(app, study)["languages"] == OPEN


def test_text_in_the_settings_of_a_question_counts_too(study):
    section = study.rounds[0].sections[0]
    change(section.questions[0], settings={"scale": [1, 7], "label": {"ko": "질문"}})
    (lacking,) = list_lacking(study)
    assert (lacking.what, lacking.languages) == ("question", ("en",))


def test_notice_in_one_language_is_not_complete(app, study):
    change(study, notice={"contact": {"en": "Ask Ada."}, "basis": text("Consent")})
    assert states(app, study)["notice"] == OPEN


def test_driver_without_poles_stops_the_opening_on_the_page_and_in_the_operation(app, coordinator, study):
    change(study.drivers[0], low_pole={})
    assert states(app, study)["poles"] == STOP
    page = coordinator.get("launch.show", study_id=study.id)
    assert "Stops the opening" in page.text
    with pytest.raises(IllegalTransition):
        rounds.open_round(study.rounds[0])
    page = coordinator.get("rounds.open_round", study_id=study.id, number=1)
    assert "This round cannot open now." in page.text
    coordinator.post("rounds.open_round", status=409, study_id=study.id, number=1)


def test_opening_page_lists_what_is_not_done_and_opens_all_the_same(coordinator, study):
    page = coordinator.get("rounds.open_round", study_id=study.id, number=1)
    assert "Not done yet" in page.text
    assert page.all("li", id="tried")
    coordinator.post("rounds.open_round", study_id=study.id, number=1)
    assert study.rounds[0].is_open


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [((10, 10), (True, True)), ((6, 3), (False, False)), ((4, 10), (False, True)), ((5, 5), (True, True))],
)
def test_floors_of_groups_are_computed_for_this_panel(app, owner, sizes, shown):
    study = make_study(owner=owner, n_drivers=1, n_groups=2)
    for group, size in zip(study.groups, sizes, strict=True):
        make_panel(study, size, [group])
    expected = [size >= 5 and sum(sizes) - size >= 5 for size in sizes]
    assert [each.is_shown for each in list_group_sizes(study)] == expected
    assert states(app, study)["groups"] == (DONE if all(expected) else WARNING)


def test_small_panel_and_long_round_are_told(app, owner):
    study = make_study(owner=owner, n_drivers=12)
    make_panel(study, 4)
    make_rounds(study, with_sort=True)
    found = states(app, study)
    assert found["panel"] == OPEN
    assert found["questions"] == WARNING  # 49 questions
    for index in range(40):
        add_driver(study, f"X{index}", text(f"X{index}"), low_pole=text("a"), high_pole=text("b"))


def test_links_made_with_another_key_are_found(app, study):
    assert count_dead_links(study, PANEL_KEY) == 0
    assert count_dead_links(study, "another key") == 20


def test_links_to_this_machine_alone_are_open(app, study):
    app.config["PUBLIC_URL"] = "http://127.0.0.1:8000"
    assert states(app, study)["links"] == OPEN


def test_trying_counts_until_the_round_changes(app, coordinator, study):
    coordinator.post("launch.confirm", {"check": "tried"}, study_id=study.id)
    db.session.expire_all()
    assert states(app, study)["tried"] == DONE
    change(study.rounds[0].sections[0], title=text("Another title"))
    assert states(app, study)["tried"] == OPEN
    assert db.session.scalar(select(AuditEntry).filter_by(action="check_noted")).details["check"] == "tried"


def test_unknown_check_is_refused(study):
    with pytest.raises(InvalidAnswer):
        launching.note_check(study, "luck", date(2026, 3, 2))


def test_test_mail_goes_to_oneself_and_its_day_is_kept(app, coordinator, owner, study, mailbox):
    coordinator.post("launch.send_test", study_id=study.id)
    (mail,) = mailbox.accepted
    assert mail["To"] == owner.email
    assert app.config["PUBLIC_URL"] in mail.get_content()
    db.session.expire_all()
    assert study.checks["mail"]["day"]
    assert states(app, study)["mail"] == DONE


def test_mail_server_that_refuses_is_told_and_nothing_is_noted(app, coordinator, study):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    coordinator.post("launch.send_test", study_id=study.id)
    page = coordinator.get("launch.show", study_id=study.id)
    assert "did not take the test mail" in page.text
    assert study.checks == {}


def test_simulated_study_needs_no_mail(app, owner):
    study = make_study(owner=owner, is_simulated=True)
    assert not {"mail", "links"} & set(states(app, study))


def test_order_of_what_is_left_begins_with_what_stops(app, study):
    change(study.drivers[0], low_pole={})
    with app.test_request_context():
        left = needs_work(check_study(study))
    assert left[0].state == STOP
    assert DONE not in {each.state for each in left}


def test_empty_section_stops_the_opening(app, study):
    round_ = rounds.create_round(study, RoundKind.FREE, text("x"), {})
    rounds.add_section(study.rounds[0], {}, [])
    assert states(app, study)["questions"] == STOP
    assert round_.number == 5 or round_.is_draft


def test_coarse_scale_is_warned_of(app, study):
    change(study.rounds[0].questions[0], settings={"scale": [1, 3]})
    assert states(app, study)["scales"] == WARNING
