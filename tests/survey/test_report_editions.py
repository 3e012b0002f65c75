"""Editions of a report: who reads it, on what sheet, with which sections, released or not."""

import re
from dataclasses import replace

import pytest
from flask_babel import force_locale

from survey.models.release import Paper, Profile
from survey.reports.edition import Edition
from survey.reports.headlines import list_headlines
from survey.reports.outline import REQUIRED, choices, outline
from survey.reports.parts.dissent import DissentPart, Leaving, SchoolItem, Schools
from survey.reports.render import render_report_html
from tests.survey.report_sample import sample_consensus, sample_refused, sample_scenario


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


@pytest.mark.parametrize("sample", [sample_scenario, sample_refused, sample_consensus])
def test_each_finding_of_the_summary_carries_one_number(in_app, sample):
    found = list_headlines(sample())
    assert 3 <= len(found) <= 7
    assert all(re.search(r"\d", headline.figure) for headline in found)
    assert {headline.anchor for headline in found} <= {section.anchor for section in outline(sample())}


def test_references_lead_only_to_sections_that_are_there(in_app):
    edition = Edition("en", sections=("axes",))
    html = render_report_html(sample_scenario(), "en", edition=edition, is_print=True)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    references = re.findall(r'class="ref" href="#([^"]+)"', html)
    assert "axes" in references
    assert set(references) <= ids


def test_sources_of_the_comparison_are_notes_under_it(in_app):
    html = render_report_html(sample_scenario(), "en")
    marks = re.findall(r'class="note-mark" href="#(note-\d+)">(\d+)<', html)
    assert marks
    assert all(f'id="{target}"' in html and target == f"note-{number}" for target, number in marks)


def test_schools_and_those_who_left_are_told(in_app):
    rows = (SchoolItem("Impact", "Finance", (2.0, None)),)
    schools = Schools(("School A", "School B"), (12, 9), "", 21, 1, 0.8, rows)
    part = DissentPart(schools, (Leaving("Impact", "Talent", "clearly lower", is_minority=True),), 24)
    html = render_report_html(replace(sample_scenario(), dissent=part), "en")
    assert "School A (n = 12), School B (n = 9)." in html
    assert "The schools lie farthest apart on “Finance”" in html
    assert "On 1 rating those who left had answered otherwise" in html
    assert "the minority left more often" in html
    alone = DissentPart(replace(schools, names=(), sizes=(), reason="Answers form one cloud.", apart=()))
    html = render_report_html(replace(sample_scenario(), dissent=alone), "en")
    assert "Answers form one cloud." in html


def test_note_and_news_stand_with_the_contents(in_app):
    edition = Edition(note="For the council.", news=("Round 4 was closed.",), number=2)
    html = render_report_html(sample_scenario(), "en", edition=edition)
    assert (
        html.index("About this version") < html.index("For the council.") < html.index("Round 4 was closed.")
    )
