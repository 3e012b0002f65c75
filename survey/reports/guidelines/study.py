"""What the records know of the study itself: its question, its ground, its panel, its people."""

from __future__ import annotations

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from survey.filters import localized
from survey.framing.outlines import get_outline
from survey.reports.guidelines.facts import Facts
from survey.results.floors import FLOOR
from survey.web import LANGUAGE_NAMES
from survey.words import evidence_word


def title(facts: Facts) -> list[str]:
    """Say that the cover names the method."""
    return [
        _("The cover calls it a Delphi study, under its title “%(title)s”.", title=facts.report.head.title)
    ]


def abstract(facts: Facts) -> list[str]:
    """Say that the summary tells how many experts answered how many rounds of the Delphi study."""
    if not facts.rounds:
        return []
    return [_("The summary tells that experts answered in rounds, how many they were and how many rounds.")]


def structured(facts: Facts) -> list[str]:
    """Say how the summary is built."""
    if not facts.rounds:
        return []
    return [_("The summary has the same parts in every report: the answer, how sure it is, who disagrees.")]


def protocol(facts: Facts) -> list[str]:
    """Say when the protocol was fixed and by which hash it is known."""
    study = facts.study
    if not study.protocol_locked_at:
        return []
    return [
        _(
            "Fixed on %(day)s, before the first answer; SHA-256 %(hash)s. It is printed in full.",
            day=format_date(study.day_of(study.protocol_locked_at), "medium"),
            hash=(study.protocol_hash or "")[:16],
        )
    ]


def registration(facts: Facts) -> list[str]:
    """Say since when the protocol has not been changed unseen; a register is not known to the records."""
    return protocol(facts)


def aim(facts: Facts) -> list[str]:
    """Return the focal question, or else what the study says of itself."""
    head = facts.report.head
    if head.focal_question:
        return [_("The focal question: %(question)s", question=head.focal_question)]
    return [head.summary] if head.summary else []


def fields(facts: Facts) -> list[str]:
    """Name the stakeholder groups of the panel."""
    names = [group.name for group in facts.report.method.groups]
    return [_("The panel has these groups: %(groups)s.", groups=", ".join(names))] if names else []


def variant(facts: Facts) -> list[str]:
    """Say which kind of Delphi study was held."""
    if not facts.rounds:
        return []
    said = [localized(get_outline(facts.study.template).what, facts.report.language)]
    if facts.is_imported:
        said.append(_("The answers were gathered elsewhere and taken from a file."))
    else:
        said.append(_("Everybody answered alone, anonymously and online, in rounds that closed on a day."))
    if facts.repeats:
        said.append(_("What had been asked was asked again after feedback."))
    return said


def variant_and_changes(facts: Facts) -> list[str]:
    """Say which kind of Delphi study was held, and how often it left its plan."""
    said = variant(facts)
    if said:
        n = len(facts.report.deviations)
        said.append(
            ngettext("The records know of %(num)s deviation.", "The records know of %(num)s deviations.", n)
        )
    return said


def origin(facts: Facts) -> list[str]:
    """Say what the items were made of, as far as the register and the lineage know."""
    study = facts.study
    cited = [driver for driver in study.drivers if driver.evidence_codes or driver.passage]
    said = []
    if cited:
        said.append(
            _(
                "%(n)s of %(of)s drivers name their source in the register of evidence.",
                n=len(cited),
                of=len(study.drivers),
            )
        )
    proposals = sum(step.proposals for step in (facts.report.flow.items if facts.report.flow else ()))
    if proposals:
        said.append(
            ngettext("The panel wrote %(num)s proposal.", "The panel wrote %(num)s proposals.", proposals)
        )
    return said


def preparation(facts: Facts) -> list[str]:
    """Count the sources of the register by kind."""
    kinds = [entry.kind for entry in facts.report.evidence]
    if not kinds:
        return []
    counts = ", ".join(f"{evidence_word(kind)} {kinds.count(kind)}" for kind in dict.fromkeys(kinds))
    return [_("The register of evidence holds %(n)s sources: %(kinds)s.", n=len(kinds), kinds=counts)]


def evidence_given(facts: Facts) -> list[str]:
    """Say what experts read beside the questions themselves."""
    drivers = [driver for driver in facts.study.drivers if any(driver.statement.values())]
    if not drivers or facts.is_imported:
        return []
    return [
        _(
            "%(n)s drivers were asked about with a short statement each. The sources themselves were not "
            "shown.",
            n=len(drivers),
        )
    ]


def pilot(facts: Facts) -> list[str]:
    """Say whether somebody of the team answered round 1 as a preview; silent where nobody did."""
    if not facts.study.checks.get("tried"):
        return []
    return [_("Before the launch the team answered round 1 as a preview; these answers were not kept.")]


def anonymity(facts: Facts) -> list[str]:
    """Say from whom answers are kept apart, and which floors hold."""
    if facts.is_imported:
        return [
            _(
                "Answers came without names. Figures of fewer than %(floor)s experts are not shown.",
                floor=FLOOR,
            )
        ]
    return [
        _("Names and answers are kept apart; nobody who runs the study sees who answered what."),
        _(
            "Figures of fewer than %(floor)s experts, and groups that would leave fewer than that, are shown "
            "to nobody.",
            floor=FLOOR,
        ),
    ]


def organisers(facts: Facts) -> list[str]:
    """Say whether people who run the study were on its panel, by their addresses."""
    known = facts.organisers
    if not known.n or not known.n_invited:
        return []
    if not known.n_on_panel:
        return [_("None of the people who run the study was asked to answer; compared by their addresses.")]
    return [
        ngettext(
            "%(num)s of the people who run the study was also asked to answer.",
            "%(num)s of the people who run the study were also asked to answer.",
            known.n_on_panel,
        )
    ]


def languages(facts: Facts) -> list[str]:
    """Name the languages in which experts could answer, and what the pages are made for."""
    names = [str(LANGUAGE_NAMES.get(code, code)) for code in facts.study.languages]
    if facts.is_imported or not names:
        return []
    return [
        _("Asked in: %(languages)s.", languages=", ".join(names)),
        _("Pages work by keyboard, on telephones and without scripts, and are built to WCAG 2.2 AA."),
    ]
