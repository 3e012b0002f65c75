"""Editions of a report: who reads it, on what sheet, with which sections, released or not."""

import pytest
from flask_babel import force_locale

from survey.models.release import Paper, Profile
from survey.reports.edition import Edition
from survey.reports.outline import REQUIRED, choices, outline
from tests.survey.report_sample import sample_consensus, sample_scenario


@pytest.fixture
def in_app(app):
    with app.app_context(), force_locale("en"):
        yield app


def anchors(profile, *sections, context=None):
    context = context or sample_scenario()
    return [s.anchor for s in outline(context, Edition("en", Profile(profile), sections=sections))]


def test_methods_annex_holds_what_was_done_and_no_advice(in_app):
    methods = anchors("methods")
    assert {"method", "drivers", "consensus", "axes", "limits", "annex-parameters"} <= set(methods)
    assert not {"scenarios", "strategy", "roadmap", "preference"} & set(methods)


def test_four_pages_follow_the_kind_of_study(in_app):
    assert anchors("executive") == ["brief-futures", "brief-actions", "brief-certainty"]
    consensus = anchors("executive", context=sample_consensus("en", 9, 2))
    assert consensus == ["brief-results", "brief-disagreement", "brief-certainty"]


def test_chosen_sections_are_numbered_anew_and_required_ones_stay(in_app):
    context = sample_scenario()
    chosen = outline(context, Edition("en", sections=("scenarios", "annex-items")))
    assert [s.anchor for s in chosen] == ["method", "scenarios", "limits", "annex-items"]
    assert [s.number for s in chosen] == ["1", "2", "3", "A"]


def test_what_may_be_left_out_is_offered(in_app):
    offered = [s.anchor for s in choices(sample_scenario(), Profile.FULL)]
    assert offered
    assert not set(REQUIRED) & set(offered)
    assert choices(sample_scenario(), Profile.EXECUTIVE) == ()


def test_edition_from_stored_values(in_app):
    edition = Edition.of("ko", "executive", "letter", ["scenarios"])
    assert (edition.profile, edition.paper) == (Profile.EXECUTIVE, Paper.LETTER)
    with pytest.raises(ValueError, match="poster"):
        Edition.of("en", "poster")
