"""Which sections a report has, in order: chosen by what the context holds."""

from dataclasses import dataclass

from flask_babel import gettext as _

from survey.reports.context import ReportContext


@dataclass(frozen=True)
class Section:
    """Name one section: its anchor, number or annex letter, title and template."""

    anchor: str
    number: str
    title: str
    template: str
    is_missing: bool = False  # the section only says what it lacks


def outline(context: ReportContext) -> tuple[Section, ...]:
    """Return the numbered sections and the annexes of this report; the summary stands before them."""
    numbered = [part for part in _parts(context) if part is not None]
    annexes = [part for part in _annexes(context) if part is not None]
    lacking = _missing(context)
    sections = [
        _section(anchor, str(index), title, is_missing=anchor in lacking)
        for index, (anchor, title) in enumerate(numbered, 1)
    ]
    return (*sections, *(_section(anchor, "ABCDE"[i], title) for i, (anchor, title) in enumerate(annexes)))


def _section(anchor: str, number: str, title: str, *, is_missing: bool = False) -> Section:
    return Section(anchor, number, title, f"report/{anchor.replace('-', '_')}.html", is_missing)


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


def _parts(context: ReportContext) -> list[tuple[str, str] | None]:
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
        ("preference", _("The preferred future")),
        ("strategy", _("Strategy")),
        ("roadmap", _("Roadmap and signposts")),
        ("limits", _("Limits")),
    ]


def _annexes(context: ReportContext) -> list[tuple[str, str] | None]:
    return [
        ("annex-items", _("All items and statistics")) if context.questions else None,
        ("annex-reasons", _("Reasons given")) if context.annex.reasons else None,
        ("annex-texts", _("Proposals and answers in words")) if context.annex.texts else None,
        ("annex-history", _("History of the drivers")) if context.annex.history else None,
        ("annex-parameters", _("Parameters, versions, hashes")),
    ]
