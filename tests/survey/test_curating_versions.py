"""Answers to different wordings of a driver are not compared, and it is said so."""

import pytest

from survey.models import RoundKind
from survey.operations import drivers_history as history
from survey.operations import rounds
from survey.reports.assembly import build_report
from survey.reports.render import render_report_html
from tests import factories
from tests.pages import Visitor
from tests.survey.test_curating_drivers import worded


@pytest.fixture
def owner(app):
    return factories.make_account("Ada Owner")


def hold(study, panel, kind, feedback=None):
    round_ = rounds.create_round(study, kind, factories.text("Round"), {}, feedback_round=feedback)
    specs = [rounds.QuestionSpec("rating", "impact", driver=driver) for driver in study.drivers]
    rounds.add_section(round_, factories.text("Questions"), specs)
    rounds.open_round(round_)
    factories.answer_round(round_, panel)
    factories.close_round(round_)
    return round_


def hold_both(owner, reworded=()):
    study = factories.make_study(n_drivers=3, owner=owner, template="consensus")
    panel = factories.make_panel(study, 10)
    first = hold(study, panel, RoundKind.RATE)
    for code in reworded:
        driver = next(each for each in study.drivers if each.code == code)
        changed = worded(driver, name=factories.text("Other words"))
        history.reword_driver(driver, changed, owner, "It was unclear.")
    return study, first, hold(study, panel, RoundKind.RERATE, first)


def found(round_):
    return {entry["item"]: entry for entry in round_.snapshot.rated.values()}


def test_stability_is_computed_where_the_words_are_the_same(owner):
    _, _, second = hold_both(owner)
    entries = found(second)
    assert all(entry["stability"] and "reworded" not in entry for entry in entries.values())


def test_no_stability_between_two_wordings(owner):
    _, first, plain = hold_both(owner)
    _, _, second = hold_both(owner, ["D02"])
    entries = found(second)
    assert entries["D02"]["stability"] is None
    assert entries["D02"]["reworded"] == {"before": 1, "now": 2}
    assert entries["D02"]["consensus"] == found(plain)["D02"]["consensus"]
    for code in ("D01", "D03"):
        assert entries[code]["stability"]["net_change"] == found(plain)[code]["stability"]["net_change"]
    assert second.snapshot.findings["stability_advice"]["impact"] is not None
    assert "version" not in first.snapshot.answers["questions"][1]
    assert second.snapshot.answers["questions"][1]["version"] == 2


def test_where_every_wording_changed_there_is_no_advice(owner):
    _, _, second = hold_both(owner, ["D01", "D02", "D03"])
    assert second.snapshot.findings["stability_advice"] is None


def test_pages_and_report_say_that_the_words_changed(app, owner):
    study, _, _ = hold_both(owner, ["D02"])
    visitor = Visitor(app).sign_in(owner)
    page = visitor.get("consensus.show_item", study_id=study.id, item="D02")
    assert "No stability between different wordings is computed." in page.text
    other = visitor.get("consensus.show_item", study_id=study.id, item="D01")
    assert "different wordings" not in other.text
    html = render_report_html(build_report(study, "en"), "en")
    assert "the wording of some items changed: D02." in html
    assert "It was unclear." in html
