"""From a study's snapshots to the first half of a report: head, frame, panel, drivers, consensus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import localized
from survey.models import Criterion, Finding, Round, RoundKind, Study
from survey.queries.panel import count_groups, count_invited, count_panelists
from survey.queries.protocol import find_change_of
from survey.reports.parts import panel as p
from survey.results.floors import FLOOR
from survey.words import list_settings
from survey.words.protocol import change_words


def closed_rounds(study: Study) -> list[Round]:
    """Return the rounds whose results exist, in order."""
    return [round_ for round_ in study.rounds if round_.snapshot is not None]


def build_head(study: Study, proposal: Finding | None, language: str) -> p.StudyHead:
    """Return what the cover says."""
    rounds = closed_rounds(study)
    days = [round_.closed_at.date() for round_ in rounds]
    return p.StudyHead(
        code=study.code,
        title=localized(study.title, language),
        summary=localized(study.summary, language),
        focal_question=localized(study.focal_question, language),
        template=study.template,
        is_simulated=study.is_simulated,
        is_draft=any(not round_.is_closed for round_ in study.rounds) and not _was_refused(study, proposal),
        n_experts=len({expert for round_ in rounds for expert in round_.snapshot.answers["panelists"]}),
        n_rounds=len(rounds),
        as_of=max(days, default=study.created_at.date()),
        # A file does not say when its panel answered.
        first_day=None if is_imported(study) else study.started_on,
        last_day=None if is_imported(study) else max(days, default=None),
        base_year=study.base_year,
        horizon_year=study.horizon_year,
        waypoints=tuple(study.waypoints),
        privacy_mode=study.privacy_mode,
        source_citation=study.source.get("citation", ""),
        source_note=localized(study.source.get("note"), language),
    )


def is_imported(study: Study) -> bool:
    """Say whether the answers were gathered elsewhere and taken from a file."""
    return bool(study.source.get("is_imported"))


def _was_refused(study: Study, proposal: Finding | None) -> bool:
    """Say whether the study stands complete without the rounds that two axes would have led to."""
    is_refused = proposal is not None and not proposal.data["declared"]
    return is_refused and not study.open_round and not study.axes and len(closed_rounds(study)) >= 2


def build_systems(study: Study, language: str) -> p.SystemsPart | None:
    """Return the comparison of systems, if the study compares any."""
    if not study.systems:
        return None
    codes = [system.code for system in study.systems]
    return p.SystemsPart(
        systems=tuple(
            p.System(system.code, localized(system.name, language), localized(system.place, language))
            for system in study.systems
        ),
        criteria=tuple(_criterion(criterion, codes, language) for criterion in study.criteria),
    )


def _criterion(criterion: Criterion, codes: list[str], language: str) -> p.Criterion:
    return p.Criterion(
        criterion.code,
        localized(criterion.name, language),
        tuple(_cell(criterion.cells.get(code), language) for code in codes),
    )


def _cell(cell: Mapping[str, Any] | None, language: str) -> p.Cell | None:
    if not cell:
        return None
    return p.Cell(
        localized(cell["text"], language),
        source=cell.get("source") or "",
        number=cell.get("number"),
        unit=cell.get("unit") or "",
    )


def build_evidence(study: Study, language: str) -> tuple[p.Evidence, ...]:
    """Return the evidence register with how many drivers rest on each entry."""
    used = [code for driver in study.drivers for code in driver.evidence_codes]
    return tuple(
        p.Evidence(
            entry.code, entry.kind, entry.citation, localized(entry.note, language), used.count(entry.code)
        )
        for entry in study.evidence
    )


def build_method(study: Study, language: str) -> p.MethodPart:
    """Return the flow of rounds, the groups, and the protocol as it was locked."""
    rounds = closed_rounds(study)
    invited = count_invited(study)
    missing, outside = _shares_missing(rounds)
    settings = list_settings(study.protocol, with_axes=study.is_scenario_study)
    rule_change = find_change_of(study, "consensus_rule")
    return p.MethodPart(
        rounds=tuple(_flow(round_, invited, language) for round_ in rounds),
        groups=_groups(study, rounds, language),
        protocol=tuple((label, value) for label, value, _meaning in settings),
        protocol_hash=study.protocol_hash or "",
        fixed_on=study.protocol_locked_at.date() if study.protocol_locked_at else None,
        changes=_changes(study),
        rule_changed_on=rule_change.made_at.date() if rule_change else None,
        share_missing=missing,
        share_cannot_judge=outside,
        reopenings=tuple(each for round_ in rounds for each in _reopenings(round_)),
    )


def _reopenings(round_: Round) -> list[p.Reopening]:
    """Return each time a round was opened again; only of the last is it known what came of it."""
    stands = round_.snapshot.findings.get("reopened", {}).get("stands", False)
    last = round_.superseded[-1:]
    return [
        p.Reopening(round_.number, kept.reopened_at.date(), kept.reason, stands and kept in last)
        for kept in round_.superseded
    ]


def _changes(study: Study) -> tuple[p.ProtocolChange, ...]:
    """Return every amendment; who made it stands there by what they are in the study, not by name."""
    return tuple(
        p.ProtocolChange(
            day=each.made_at.date(),
            what="; ".join(
                _("%(setting)s: %(was)s → %(now)s", setting=setting, was=was, now=now)
                for setting, was, now in change_words(study.protocol, each.before, each.after)
            ),
            why=each.reason,
            role=_("Coordinator"),
            protocol_hash=each.protocol_hash,
        )
        for each in study.amendments
    )


def _flow(round_: Round, invited: int, language: str) -> p.RoundFlow:
    asks = {
        RoundKind.SCAN: _("Looking for what shapes the future"),
        RoundKind.RATE: _("Rating, independent"),
        RoundKind.RERATE: _("Rating again after feedback"),
        RoundKind.CONFIRM: _("Confirming the axes, judging the corners"),
        RoundKind.STRATEGY: _("Options in each scenario"),
        RoundKind.FREE: _("Questions of the study"),
    }
    imported = is_imported(round_.study)
    return p.RoundFlow(
        number=round_.number,
        name=localized(round_.title, language),
        asks=_("Ratings taken from a file") if imported else asks[RoundKind(round_.kind)],
        invited=invited,
        answered=round_.snapshot.findings["n_answering"],
        opened_on=None if imported else round_.opened_at.date(),
        closed_on=None if imported else round_.closed_at.date(),
    )


def _groups(study: Study, rounds: list[Round], language: str) -> tuple[p.GroupCount, ...]:
    """Return the groups' sizes; a group is not counted where it or all the others are below the floor."""
    n_panel = count_panelists(study)
    answered = [round_.snapshot.answers["groups"] for round_ in rounds]
    return tuple(
        p.GroupCount(
            localized(group.name, language),
            _floored(n, n_panel),
            tuple(_floored(codes.count(group.code), len(codes)) for codes in answered),
        )
        for group, n in count_groups(study)
    )


def _floored(count: int, n_all: int) -> int | None:
    return count if count >= FLOOR and not 0 < n_all - count < FLOOR else None


def _shares_missing(rounds: list[Round]) -> tuple[float | None, float | None]:
    items = [question["consensus"] for round_ in rounds for question in round_.snapshot.rated.values()]
    asked = sum(item["n"] + item["n_missing"] + item["n_cannot_judge"] for item in items)
    if not asked:
        return None, None
    return (
        sum(item["n_missing"] for item in items) / asked,
        sum(item["n_cannot_judge"] for item in items) / asked,
    )


def build_drivers(study: Study, proposal: Finding | None, language: str) -> p.DriversPart | None:
    """Return the drivers with their criticality, once axes have been looked for."""
    if proposal is None:
        return None
    on_axis = {member.driver.code: axis.letter for axis in study.axes for member in axis.members}
    control = _means(study, "control")
    drivers = []
    for driver in study.drivers:
        found = proposal.data["criticality"].get(driver.code, {})
        drivers.append(
            p.Driver(
                code=driver.code,
                name=localized(driver.name, language),
                low_pole=localized(driver.low_pole, language),
                high_pole=localized(driver.high_pole, language),
                category=driver.category or "",
                statement=localized(driver.statement, language),
                passage=driver.passage,
                impact=found.get("impact"),
                uncertainty=found.get("uncertainty"),
                impact_interval=_interval(found.get("impact_interval")),
                uncertainty_interval=_interval(found.get("uncertainty_interval")),
                dispersion=found.get("dispersion"),
                p_critical=found.get("p_critical"),
                control=control.get(driver.code),
                cell=found.get("cell"),
                axis=on_axis.get(driver.code),
            )
        )
    return p.DriversPart(tuple(drivers), proposal.data["n_experts"], proposal.data["round"])


def _interval(ends: Any) -> tuple[float, float] | None:
    return (ends[0], ends[1]) if ends else None


def _means(study: Study, name: str) -> dict[str, float]:
    """Return the mean rating of a question by item, from the counts of the first round that asked it."""
    for round_ in closed_rounds(study):
        counts = {
            question["item"]: question["consensus"]["counts"]
            for question in round_.snapshot.rated.values()
            if question["name"] == name and question["consensus"]["counts"]
        }
        if counts:
            return {
                item: sum(float(point) * n for point, n in found.items()) / sum(found.values())
                for item, found in counts.items()
            }
    return {}
