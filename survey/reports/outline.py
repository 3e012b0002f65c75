"""Which sections an edition has, in order: chosen by what the context holds and what was asked for."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey.models.release import Profile
from survey.reports.context import ReportContext
from survey.reports.edition import Edition

# Never left out: what was done, and what it cannot say. The summary stands before every outline.
REQUIRED = ("method", "limits")
# What the methods annex takes from the full report.
_METHODS = ("question", "method", "drivers", "consensus", "axes", "stress", "limits")
_LETTERS = "ABCDEFGHIJ"

Entry = tuple[str, str]  # anchor, title


@dataclass(frozen=True)
class Section:
    """Name one section: its anchor, number or annex letter, title and template."""

    anchor: str
    number: str
    title: str
    template: str
    is_missing: bool = False  # the section only says what it lacks
    profiles: tuple[Profile, ...] = (Profile.FULL,)
    is_optional: bool = True

    @property
    def is_annex(self) -> bool:
        """Say whether it follows the numbered sections."""
        return self.anchor.startswith("annex-")


def outline(context: ReportContext, edition: Edition | None = None) -> tuple[Section, ...]:
    """Return the numbered sections and the annexes of an edition; the summary stands before them."""
    edition = edition or Edition(context.language)
    chosen = [
        entry
        for entry in _entries(context, edition.profile)
        if edition.holds(entry[0], is_optional=_is_optional(entry[0]))
    ]
    lacking = _missing(context)
    numbers = _numbers([anchor for anchor, _title in chosen])
    return tuple(
        _section(anchor, number, title, is_missing=anchor in lacking)
        for (anchor, title), number in zip(chosen, numbers, strict=True)
    )


def choices(context: ReportContext, profile: Profile) -> tuple[Section, ...]:
    """Return the sections of a profile that may be left out, as they are numbered when all are there."""
    whole = outline(context, Edition(context.language, profile))
    return tuple(section for section in whole if section.is_optional)


def _entries(context: ReportContext, profile: Profile) -> list[Entry]:
    if profile is Profile.EXECUTIVE:
        return _executive(context)
    everything = [entry for entry in (*_parts(context), *_annexes(context)) if entry is not None]
    return [entry for entry in everything if profile in _profiles(entry[0])]


def _profiles(anchor: str) -> tuple[Profile, ...]:
    if anchor.startswith("brief-"):
        return (Profile.EXECUTIVE,)
    if anchor.startswith("annex-") or anchor in _METHODS:
        return (Profile.FULL, Profile.METHODS)
    return (Profile.FULL,)


def _is_optional(anchor: str) -> bool:
    return anchor not in REQUIRED and not anchor.startswith("brief-")


def _numbers(anchors: list[str]) -> list[str]:
    """Return a number for each section, and a letter for each annex."""
    n_numbered = sum(not anchor.startswith("annex-") for anchor in anchors)
    numbers = [str(index) for index in range(1, n_numbered + 1)]
    return [*numbers, *_LETTERS[: len(anchors) - n_numbered]]


def _section(anchor: str, number: str, title: str, *, is_missing: bool = False) -> Section:
    template = f"report/{anchor.replace('-', '_')}.html"
    return Section(anchor, number, title, template, is_missing, _profiles(anchor), _is_optional(anchor))


def _missing(context: ReportContext) -> set[str]:
    has_options = bool(context.strategy and context.strategy.options)
    held = {
        "axes": context.axes,
        "scenarios": context.scenarios,
        "preference": context.preference,
        "strategy": has_options,
        "roadmap": has_options,
    }
    return {anchor for anchor, part in held.items() if not part}


def _executive(context: ReportContext) -> list[Entry]:
    """Return what follows the summary in the four pages: one page each."""
    if context.head.template == "consensus":
        return [
            ("brief-results", _("What the panel agrees on")),
            ("brief-disagreement", _("Where the experts disagree")),
            ("brief-certainty", _("How sure this is")),
        ]
    return [
        ("brief-futures", _("Two uncertainties, four futures")),
        ("brief-actions", _("What to do")),
        ("brief-certainty", _("How sure this is, and where the experts disagree")),
    ]


def _parts(context: ReportContext) -> list[Entry | None]:
    others = ("other-answers", _("Other questions")) if context.other_answers else None
    if context.head.template == "consensus":
        has_ratings = bool(context.questions) or others is None
        return [
            ("method", _("Method and panel")),
            ("consensus", _("Results by question")) if has_ratings else None,
            ("disagreement", _("Where the experts disagree")) if has_ratings else None,
            others,
            ("limits", _("Limits")),
        ]
    return [
        ("question", _("Focal question")),
        ("method", _("Method and panel")),
        ("drivers", _("Drivers")) if context.drivers else None,
        ("consensus", _("Consensus by round")) if context.questions else None,
        ("disagreement", _("Where the experts disagree")) if context.questions else None,
        others,
        ("axes", _("Axes")),
        ("scenarios", _("Four scenarios")),
        ("space", _("Paths and systems")) if context.space else None,
        ("preference", _("The preferred future")),
        ("strategy", _("Strategy")),
        ("recommendations", _("Recommendations")) if context.recommendations else None,
        ("stress", _("Stress test")) if context.stress else None,
        ("roadmap", _("Roadmap and signposts")),
        ("limits", _("Limits")),
    ]


def _annexes(context: ReportContext) -> list[Entry | None]:
    return [
        ("annex-items", _("All items and statistics")) if context.questions else None,
        ("annex-reasons", _("Reasons given")) if context.annex.reasons else None,
        ("annex-texts", _("Proposals and answers in words")) if context.annex.texts else None,
        ("annex-history", _("History of the drivers")) if context.annex.history else None,
        ("annex-guidelines", _("Reporting guidelines")) if context.guidelines else None,
        ("annex-parameters", _("Parameters, versions, hashes")),
    ]
