"""Which edition of a report is asked for: for whom, on what sheet, with which sections.

`build_report(study, language)` reads everything once, whatever the edition. The edition then chooses:

    outline(context, edition)              its sections, numbered
    choices(context, profile)              what a form may offer to leave out
    render_report_html(context, language, edition=edition, is_print=...)
    render_report_pdf(context, language, edition)
    make_report(study, language, account, edition=edition)

Left away, the edition is the full report on A4 without a watermark.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from survey.models.release import Paper, Profile


@dataclass(frozen=True)
class Edition:
    """Describe one edition of a report; no sections named means all of the profile."""

    language: str = "en"
    profile: Profile = Profile.FULL
    paper: Paper = Paper.A4
    sections: tuple[str, ...] = ()  # anchors of survey.reports.outline
    is_draft: bool = False  # a watermark on every page: not yet released
    number: int | None = None  # the version, printed where it is known
    note: str = ""  # what the author says about this version
    news: tuple[str, ...] = ()  # what is new against the last released version, in sentences

    @classmethod
    def of(
        cls, language: str, profile: str, paper: str = Paper.A4, sections: Iterable[str] = ()
    ) -> "Edition":
        """Return the edition that stored or typed values name.

        Raises:
            ValueError: when there is no such profile or paper.
        """
        return cls(language, Profile(profile), Paper(paper), tuple(sections))

    @property
    def is_executive(self) -> bool:
        """Say whether it is the four pages to decide on."""
        return self.profile is Profile.EXECUTIVE

    def holds(self, anchor: str, *, is_optional: bool) -> bool:
        """Say whether a section of its profile was chosen; what is not optional always is."""
        return not is_optional or not self.sections or anchor in self.sections
