"""The protocol: what can be changed when, what is warned of, and that a promise never becomes looser."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from survey import results
from survey.db import db, transaction
from survey.errors import (
    BadStudyFile,
    IllegalTransition,
    InvalidAnswer,
    MissingReason,
    NotAllowed,
    ProtocolLocked,
)
from survey.models import LATE_JOINERS, Amendment, AuditEntry, PrivacyMode, Role
from survey.operations import protocol, rounds
from survey.operations.record import hash_entry
from survey.reports.make import make_report
from survey.studyfile import import_study
from survey.studyshape import check_shape
from survey.words.cautions import Facts, list_cautions
from tests.factories import (
    answer_round,
    close_round,
    make_account,
    make_expert,
    make_panel,
    make_rounds,
    make_study,
    text,
)

REASON = "The workshop of 3 March asked for a stricter bar."


@pytest.fixture
def study(owner):
    study = make_study(owner=owner, n_drivers=3)
    make_panel(study, 6)
    make_rounds(study)
    return study


def run_first_round(study):
    first = rounds.open_round(study.rounds[0])
    answer_round(first, list(study_invitations(study)))
    close_round(first)


def study_invitations(study):
    from survey.models import Invitation

    return db.session.scalars(select(Invitation).filter_by(study_id=study.id)).all()


def save(visitor, study, status=303, **changes):
    form = visitor.get("protocol.edit", study_id=study.id).form_data("consensus_rule")
    return visitor.post("protocol.edit", form | changes, status=status, study_id=study.id)


# Before round 1 opens


def test_every_setting_stands_there_with_its_meaning(coordinator, study):
    page = coordinator.get("protocol.show", study_id=study.id)
    for key in study.protocol:
        assert page.one("div", id=key), key
    assert "the middle half of the answers spans at most 1 on the scale" in page.text


def test_form_saved_as_it_stands_changes_nothing(coordinator, study):
    before = dict(study.protocol)
    save(coordinator, study)
    assert study.protocol == before
    assert not db.session.scalar(select(AuditEntry).filter_by(action="protocol_changed"))


def test_settings_are_saved_and_recorded_with_before_and_after(coordinator, study):
    save(
        coordinator, study, consensus_rule="own", own_consensus_rule="share ≥ 80 % in 6-7", share_stable="70"
    )
    assert study.protocol["consensus_rule"] == "share>=0.8 in 6-7"
    assert study.protocol["share_stable_to_stop"] == 0.7
    entry = db.session.scalar(select(AuditEntry).filter_by(action="protocol_changed"))
    assert entry.details["before"] == {"consensus_rule": "iqr<=1", "share_stable_to_stop": 0.8}
    assert entry.hash == hash_entry(entry)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"consensus_rule": "own", "own_consensus_rule": "nonsense"}, "This rule does not work here"),
        ({"consensus_rule": "own", "own_consensus_rule": ""}, "This rule does not work here"),
        ({"consensus_rule": "own", "own_consensus_rule": "rand-ucla"}, "1-9"),
        ({"consensus_rule": "own", "own_consensus_rule": "share>=0.75 in 8-9"}, "leaves the scale"),
        ({"stability_rule": "own", "own_stability_rule": "cv<0.2"}, "This rule does not work here"),
        ({"scale_low": "7", "scale_high": "1"}, "must lie above"),
        ({"scale_low": "0", "scale_high": "80"}, "does not fit a phone"),
        ({"scale_high": ""}, "Enter a whole number"),
        ({"min_n": "4"}, "from 5"),
        ({"share_stable": "101"}, "from 1 to 100"),
        ({"axis_round": "0"}, "number of a round"),
    ],
)
def test_bad_input_gets_a_sentence_and_comes_back(coordinator, study, changes, said):
    before = dict(study.protocol)
    page = save(coordinator, study, status=422, **changes)
    assert said in page.text
    for name, value in changes.items():
        assert page.form_data("consensus_rule")[name] == value
    assert study.protocol == before


def test_planned_questions_follow_a_new_scale(coordinator, study):
    save(coordinator, study, scale_high="9")
    scales = {
        tuple(q.settings["scale"])
        for round_ in study.rounds
        for q in round_.questions
        if "scale" in q.settings
    }
    assert scales == {(1, 9)}


def test_floor_cannot_fall_below_five(study):
    for changes in ({"min_n": 4}, {"floor": 3}, {"floor": 8}):
        with pytest.raises(InvalidAnswer):
            protocol.change_settings(study, changes)


# Once it is locked


def test_later_change_needs_a_reason_and_becomes_an_amendment(coordinator, study):
    rounds.open_round(study.rounds[0])
    locked = study.protocol_hash
    with pytest.raises(MissingReason):
        protocol.change_settings(study, {"min_n": 6}, reason="  ")
    save(coordinator, study, status=422, min_n="6", reason="")
    save(coordinator, study, min_n="6", reason=REASON)
    amendment = db.session.scalar(select(Amendment))
    assert (amendment.number, amendment.before, amendment.after) == (1, {"min_n": 5}, {"min_n": 6})
    assert amendment.protocol_hash == rounds.hash_protocol(study.protocol) != locked == study.protocol_hash
    page = coordinator.get("protocol.show", study_id=study.id)
    assert "Fewest answers for a verdict: 5 → 6" in page.text
    assert REASON in page.text


def test_scale_is_fixed_once_round_1_has_opened(coordinator, study):
    rounds.open_round(study.rounds[0])
    page = save(coordinator, study, status=422, scale_high="9", reason=REASON)
    assert "answers on two scales cannot be compared" in page.text
    assert study.protocol["scale"] == [1, 7]


@pytest.mark.parametrize("changes", [{"feedback": []}, {"item_order": "random"}])
def test_open_round_does_not_change_under_its_experts(study, changes):
    first = rounds.open_round(study.rounds[0])
    with pytest.raises(IllegalTransition):
        protocol.change_settings(study, changes, reason=REASON)
    answer_round(first, study_invitations(study))
    close_round(first)
    protocol.change_settings(study, changes, reason=REASON)
    assert study.protocol | changes == study.protocol


def test_report_prints_amendments_and_when_the_rule_was_fixed(study, owner):
    run_first_round(study)
    told = "".join(make_report(study, "en").html.split("\n"))
    assert "The consensus rule was fixed on the same day" in told
    now = datetime(2026, 3, 4, tzinfo=UTC)
    protocol.change_settings(study, {"consensus_rule": "share>=0.75 in 6-7"}, owner, REASON, now)
    told = make_report(study, "en").html
    assert REASON in told
    assert "The consensus rule was changed on" in told
    assert "Consensus: the middle half of the answers spans at most 1" in told


def test_closed_round_keeps_its_verdicts_by_the_old_rule(study):
    run_first_round(study)
    frozen = json.dumps(study.rounds[0].snapshot.findings)
    protocol.change_settings(study, {"consensus_rule": "share>=0.75 in 6-7"}, reason=REASON)
    db.session.expire_all()
    assert json.dumps(study.rounds[0].snapshot.findings) == frozen


def test_late_joiners_are_refused_where_the_protocol_says_so(study):
    protocol.change_settings(study, {"late_joiners": LATE_JOINERS[1]})
    make_expert(study)
    run_first_round(study)
    with pytest.raises(NotAllowed):
        make_expert(study)
    protocol.change_settings(study, {"late_joiners": LATE_JOINERS[0]}, reason=REASON)
    make_expert(study)


def test_rule_that_does_not_fit_the_scale_is_refused_in_a_file(study):
    content = {
        "code": "x", "title": {"en": "X"}, "languages": ["en"], "template": "consensus",
        "drivers": [{"code": "D1", "name": {"en": "D"}}],
    }  # fmt: skip
    check_shape(content | {"protocol": {"consensus_rule": "rand-ucla", "scale": [1, 9]}}, "x.json")
    with pytest.raises(BadStudyFile, match="rand-ucla"):
        check_shape(content | {"protocol": {"consensus_rule": "rand-ucla"}}, "x.json")


# Privacy


@transaction
def declare(study, mode):
    study.privacy_mode = mode


@pytest.mark.parametrize("stored", list(PrivacyMode))
@pytest.mark.parametrize("wanted", [*PrivacyMode, "", "open"])
def test_mode_never_becomes_looser_after_the_first_answer(coordinator, study, stored, wanted):
    declare(study, stored)
    rounds.open_round(study.rounds[0])
    answer_round(study.rounds[0], study_invitations(study)[:1], submit=False)
    strength = list(reversed(PrivacyMode))  # attributed, confidential, sealed
    may = wanted == "sealed"
    coordinator.post(
        "protocol.change_privacy", {"mode": wanted}, status=303 if may else 409, study_id=study.id
    )
    db.session.expire_all()
    assert study.privacy_mode == (wanted if may else stored)
    assert strength.index(PrivacyMode(study.privacy_mode)) >= strength.index(stored)


def test_loosening_is_told_from_a_mode_that_does_not_exist_here(study):
    with pytest.raises(InvalidAnswer):
        protocol.change_privacy(study, "confidential")
    rounds.open_round(study.rounds[0])
    answer_round(study.rounds[0], study_invitations(study)[:1])
    with pytest.raises(ProtocolLocked):
        protocol.change_privacy(study, "attributed")


def test_file_cannot_loosen_a_study_that_is_there(study):
    rounds.open_round(study.rounds[0])
    answer_round(study.rounds[0], study_invitations(study)[:1])
    content = {"code": study.code, "title": text("Again"), "languages": ["en"], "template": "consensus"}
    with pytest.raises(BadStudyFile):
        import_study(content | {"privacy_mode": "attributed"})
    db.session.expire_all()
    assert study.privacy_mode == "sealed"


def test_page_offers_no_mode_that_is_not_carried_out(coordinator, study):
    declare(study, "attributed")
    page = coordinator.get("protocol.show", study_id=study.id)
    assert "This study declares another mode: Attributed." in page.text
    assert [each.get("value") for each in page.all("input", name="mode")] == ["sealed"]


def test_who_only_reads_sees_no_way_to_change(visitor, study):
    visitor.sign_in(make_account("Reader", study=study, role=Role.VIEWER))
    page = visitor.get("protocol.show", study_id=study.id)
    assert not [a for a in page.all("a") if (a.get("href") or "").endswith("/protocol/edit")]


# Warnings


USUAL = {
    "scale": [1, 7], "consensus_rule": "iqr<=1", "stability_rule": "net change<0.15 and kappa>=0.6",
    "share_stable_to_stop": 0.8, "quantile_method": "linear", "denominator": "valid",
    "feedback": ["distribution", "arguments"], "item_order": "random", "axis_round": 1,
    "orientation": "unsigned",
}  # fmt: skip
SOUND = Facts(n_invited=24, n_rounds=2, n_repeats=1, has_axes=True)


def test_sound_protocol_has_no_warning():
    assert list_cautions(USUAL, SOUND) == {}


@pytest.mark.parametrize(
    ("changes", "facts", "key"),
    [
        ({"scale": [1, 3]}, {}, "scale"),
        ({"consensus_rule": "share>=0.51 in 6-7"}, {}, "consensus_rule"),
        ({"consensus_rule": "iqr<=2", "scale": [1, 5]}, {}, "consensus_rule"),
        ({"consensus_rule": "apmo"}, {}, "consensus_rule"),
        ({}, {"is_rule_amended": True}, "consensus_rule"),
        ({"consensus_rule": "share>=0.75 in 6-7"}, {"n_invited": 10}, "consensus_rule"),
        ({"feedback": ["groups", "arguments"]}, {"n_invited": 8}, "feedback"),
        ({"feedback": ["distribution"]}, {}, "feedback"),
        ({"stability_rule": "net change<0.15"}, {}, "stability_rule"),
        ({}, {"n_repeats": 0}, "stability_rule"),
        ({"share_stable_to_stop": 0.5}, {}, "share_stable_to_stop"),
        ({"quantile_method": "weibull"}, {}, "quantile_method"),
        ({"denominator": "answered"}, {}, "denominator"),
        ({"item_order": "fixed"}, {}, "item_order"),
        ({"axis_round": 2}, {}, "axis_round"),
        ({"orientation": "aligned"}, {}, "orientation"),
    ],
)
def test_what_the_literature_warns_of_is_warned_of_with_its_source(app, changes, facts, key):
    with app.test_request_context():
        found = list_cautions(USUAL | changes, Facts(**{**SOUND.__dict__, **facts}))
    assert list(found) == [key]
    assert all(each.text and each.source for each in found[key])


def test_results_still_close_under_every_rule_that_the_form_offers(app):
    for scale in ([1, 5], [1, 7], [1, 9], [0, 10]):
        for rule in results.protocol.list_consensus_rules(scale):
            assert results.protocol.read_consensus_rule({"consensus_rule": rule, "scale": scale}) == rule
