"""The pages of a study, in the groups in which its work is done; a line here puts a page into the menu."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from flask_babel import lazy_gettext as _

from survey.models import Study
from survey.permissions import Access, may


@dataclass(frozen=True)
class Page:
    """A page of the navigation: who may reach it, and whether only scenario studies have it."""

    endpoint: str
    label: str
    access: Access
    only_scenarios: bool = False


@dataclass(frozen=True)
class Group:
    """Pages that belong together; `also` names endpoints (or whole blueprints) reached from them."""

    label: str
    pages: tuple[Page, ...]
    also: tuple[str, ...] = ()

    def holds(self, endpoint: str) -> bool:
        """Say whether somebody on that page is within this group."""
        named = {page.endpoint for page in self.pages} | set(self.also)
        return endpoint in named or endpoint.partition(".")[0] in named


GROUPS = (
    Group(
        _("Overview"),
        (
            Page("studies.board", _("Overview"), Access.SEE_STUDY),
            Page("schedule.show_schedule", _("Schedule"), Access.SEE_STUDY),
        ),
        also=("schedule", "rounds"),
    ),
    Group(
        _("Frame"),
        (
            Page("studies.frame", _("Question and comparison"), Access.SEE_STUDY),
            Page("framing.basics", _("Basics"), Access.EDIT_STUDY),
            Page("framing.drivers", _("Drivers"), Access.EDIT_STUDY),
            Page("framing.comparison", _("Comparison"), Access.EDIT_STUDY),
            Page("framing.evidence", _("Evidence"), Access.EDIT_STUDY),
            Page("framing.groups", _("Groups"), Access.EDIT_STUDY),
            Page("protocol.show", _("Protocol"), Access.SEE_STUDY),
            Page("composer.list_rounds", _("Rounds"), Access.EDIT_STUDY),
            Page("launch.show", _("Launch check"), Access.EDIT_STUDY),
            Page("imports.show_drivers", _("Import of drivers"), Access.EDIT_STUDY),
        ),
        also=("studies.edit_notice", "framing", "imports.preview_drivers", "protocol", "composer", "launch"),
    ),
    Group(
        _("Panel"),
        (
            Page("panel.show_panel", _("People"), Access.SEE_PEOPLE),
            Page("imports.show_experts", _("Import of people"), Access.MAIL_PANEL),
        ),
        also=("panel", "reminders", "imports.preview_experts"),
    ),
    Group(
        _("Words"),
        (
            Page("reasons.list_reasons", _("Reasons"), Access.READ_WORDS),
            Page("reasons.read_texts", _("Texts"), Access.READ_WORDS),
            Page("curating.show_proposals", _("Proposals"), Access.READ_WORDS),
            Page("curating.show_lineage", _("Drivers and their history"), Access.SEE_STUDY),
        ),
        also=("reasons", "curating"),
    ),
    Group(
        _("Results"),
        (
            Page("consensus.show_consensus", _("Consensus"), Access.READ_RESULTS),
            Page("consensus.drivers_map", _("Map of the drivers"), Access.READ_RESULTS, only_scenarios=True),
            Page("camps.show", _("Schools of thought"), Access.READ_RESULTS),
            Page("attrition.show", _("Participation"), Access.READ_RESULTS),
        ),
        also=("consensus", "camps", "attrition"),
    ),
    Group(
        _("Futures"),
        (
            Page("axes.show_axes", _("Axes"), Access.READ_RESULTS, only_scenarios=True),
            Page("asks.show_asks", _("Questions to the panel"), Access.EDIT_STUDY, only_scenarios=True),
            Page("scenarios.show_scenarios", _("Scenarios"), Access.READ_RESULTS, only_scenarios=True),
            Page("space.show_space", _("Paths and systems"), Access.READ_RESULTS, only_scenarios=True),
            Page("strategy.show_strategy", _("Strategy"), Access.READ_RESULTS, only_scenarios=True),
            Page("stress.show_stress", _("Stress test"), Access.READ_RESULTS, only_scenarios=True),
            Page("strategy.show_backcast", _("Backcast"), Access.READ_RESULTS, only_scenarios=True),
            Page("options.show_roadmap", _("Roadmap"), Access.READ_RESULTS, only_scenarios=True),
            Page("strategy.show_signposts", _("Signposts"), Access.READ_RESULTS, only_scenarios=True),
            Page("recommendations.show", _("Recommendations"), Access.READ_RESULTS, only_scenarios=True),
        ),
        also=("axes", "asks", "scenarios", "space", "strategy", "stress", "options", "recommendations"),
    ),
    Group(
        _("Reports"),
        (
            Page("reports.list_reports", _("Reports"), Access.READ_RESULTS),
            Page("statements.show", _("Reporting statements"), Access.EDIT_STUDY),
            Page("report_links.list_links", _("Links for readers"), Access.EDIT_STUDY),
            Page("exports.show_exports", _("Data"), Access.ANALYSE),
            Page("archive.show_archive", _("Archive"), Access.OWN_STUDY),
        ),
        also=("reports", "report_links", "statements", "exports", "jobs"),
    ),
    Group(
        _("Keeping"),
        (
            Page("colleagues.show", _("Colleagues"), Access.OWN_STUDY),
            Page("keeping.show_log", _("Log"), Access.EDIT_STUDY),
            Page("keeping.show_bin", _("Bin"), Access.EDIT_STUDY),
        ),
        also=("keeping", "colleagues"),
    ),
)


@dataclass(frozen=True)
class Visible:
    """A group as this visitor meets it."""

    label: str
    pages: tuple[Page, ...]
    is_current: bool


def study_groups(study: Study) -> list[Visible]:
    """Return the groups that have a page for this visitor, in the order of the work."""
    endpoint = request.endpoint or ""
    found = [(group, tuple(_reachable(group, study))) for group in GROUPS]
    return [Visible(group.label, pages, group.holds(endpoint)) for group, pages in found if pages]


def _reachable(group: Group, study: Study) -> list[Page]:
    return [
        page
        for page in group.pages
        if may(page.access) and (study.is_scenario_study or not page.only_scenarios)
    ]


def init_navigation(app: Flask) -> None:
    """Let templates ask for the groups."""
    app.jinja_env.globals["study_groups"] = study_groups
