"""Pointing within a report: to sections, to what stands in them, and the line at the foot of every page."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from survey.models.release import Profile
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.outline import Section


def refer_to(sections: Sequence[Section]) -> Callable[[str], Markup]:
    """Return what writes a reference to a section; of a section that this edition leaves out, nothing."""
    by_anchor = {section.anchor: section for section in sections}

    def see(anchor: str) -> Markup:
        section = by_anchor.get(anchor)
        if section is None:
            return Markup("")
        if section.is_annex:
            text = _("annex %(letter)s", letter=section.number)
        else:
            text = _("section %(number)s", number=section.number)
        return Markup('<a class="ref" href="#{}">{}</a>').format(anchor, text)

    return see


def refer_nowhere(_anchor: str) -> Markup:
    """Return what a reference may look like at its longest, leading nowhere."""
    return Markup('<span class="ref">{}, p. 000</span>').format(_("section %(number)s", number="00"))


def list_subsections(context: ReportContext, anchor: str) -> list[tuple[str, str]]:
    """Return what the contents name below a section: anchors with their titles."""
    if anchor == "scenarios" and context.scenarios:
        return [(f"scenario-{s.quadrant}", s.name) for s in context.scenarios.scenarios]
    if anchor == "consensus":
        return [(f"question-{i}", question.name) for i, question in enumerate(context.questions, 1)]
    return []


def profile_title(profile: Profile) -> str:
    """Return what an edition is called on its first page."""
    return {
        Profile.EXECUTIVE: _("Executive report"),
        Profile.FULL: _("Full report"),
        Profile.METHODS: _("Methods annex"),
    }[profile]


def foot(context: ReportContext, edition: Edition) -> str:
    """Return what stands at the foot of every page: whose answers these are, and which version."""
    marks = [
        (context.head.is_simulated, _("Simulated panel")),
        (context.head.is_draft, _("Interim report")),
        (edition.is_draft, _("Draft, not released")),
        (edition.number is not None, _("Version %(number)s", number=edition.number)),
    ]
    return " · ".join(words for holds, words in marks if holds)
