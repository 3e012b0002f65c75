"""From the study's own records to the flow of panel and items, and to what left the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from survey.filters import localized
from survey.models import Finding, Round, Study
from survey.queries import conduct as records
from survey.queries.attrition import FlowRow
from survey.queries.panel import count_withdrawn
from survey.reports.assembly.panel import closed_rounds, is_imported
from survey.reports.parts.conduct import Deviation, FlowPart, ItemStep, PanelStep, Told
from survey.reports.parts.future import AxesPart
from survey.reports.parts.panel import MethodPart
from survey.results.attrition import BELOW_FLOOR
from survey.results.floors import FLOOR


def build_flow(study: Study, method: MethodPart, proposal: Finding | None, language: str) -> FlowPart | None:
    """Return who was asked and who answered, and what became of the items; None before a round is closed."""
    rounds = closed_rounds(study)
    if not rounds:
        return None
    reminders = records.count_reminders(study)
    return FlowPart(
        panel=tuple(
            _panel_step(round_, previous, method, reminders.get(round_.number, 0), language)
            for round_, previous in zip(rounds, [None, *rounds], strict=False)
        ),
        items=tuple(_item_steps(study, rounds)),
        withdrawn=None if is_imported(study) else _told(count_withdrawn(study)),
        outcome=tuple(_outcome(study, proposal)),
    )


def _told(n: int) -> Told:
    return BELOW_FLOOR if 0 < n < FLOOR else n


def _panel_step(
    round_: Round, previous: Round | None, method: MethodPart, reminders: int, language: str
) -> PanelStep:
    row = FlowRow(round_, previous, round_.snapshot.findings.get("flow") or {})
    asks = {each.number: each.asks for each in method.rounds}
    moves = {name: row.told(name) if row.is_known else None for name in ("joined", "returned", "lapsed")}
    return PanelStep(
        number=round_.number,
        name=localized(round_.title, language),
        asks=asks.get(round_.number, ""),
        invited=row.n_invited,
        answered=row.n_answered,
        reminders=reminders,
        **moves,
    )


def _item_steps(study: Study, rounds: list[Round]) -> Iterator[ItemStep]:
    proposals, steps = records.count_proposals(study), records.list_lineage(study)
    before: datetime | None = None
    for round_ in rounds:
        kinds = Counter(
            step.kind
            for step in steps
            if step.made_at <= round_.opened_at and (before is None or step.made_at > before)
        )
        yield ItemStep(
            number=round_.number,
            proposals=proposals.get(round_.id, 0),
            steps=tuple(sorted(kinds.items())),
            rated=tuple(_rated(study, round_)),
        )
        before = round_.opened_at
    after = Counter(step.kind for step in steps if before is not None and step.made_at > before)
    if after:
        yield ItemStep(None, steps=tuple(sorted(after.items())))


def _rated(study: Study, round_: Round) -> Iterator[tuple[str, int]]:
    """Yield how many drivers, options, scenarios and other items a round had rated."""
    drivers = {driver.code for driver in study.drivers}
    options = {option.code for option in study.options}
    items = {(entry["item"], entry["quadrant"]) for entry in round_.snapshot.rated.values()}
    names = {item for item, _quadrant in items}
    corners = {item for item, quadrant in items if quadrant == item}
    found = {
        "drivers": names & drivers,
        "options": names & options,
        "scenarios": corners,
        "items": names - drivers - options - corners,
    }
    yield from ((kind, len(each)) for kind, each in found.items() if each)


def _outcome(study: Study, proposal: Finding | None) -> Iterator[tuple[str, int]]:
    if proposal is not None:
        cells = [each.get("cell") for each in proposal.data["criticality"].values()]
        yield "critical", cells.count("critical")
        yield "predetermined", cells.count("predetermined")
    if study.axes:
        yield "on_axes", sum(len(axis.members) for axis in study.axes)


def list_deviations(
    study: Study, method: MethodPart, axes: AxesPart | None, flow: FlowPart | None
) -> tuple[Deviation, ...]:
    """Return everything that was done otherwise than the protocol or the computation said."""
    return (
        *_of_protocol(study),
        *_of_rounds(study, method),
        *_of_panel(flow),
        *_of_items(study),
        *_of_futures(study, axes),
    )


def _of_protocol(study: Study) -> Iterator[Deviation]:
    for each in study.amendments:
        code = "rule_amended" if "consensus_rule" in each.after else "protocol_amended"
        yield Deviation(code, {"number": each.number}, study.day_of(each.made_at), each.reason)


def _of_rounds(study: Study, method: MethodPart) -> Iterator[Deviation]:
    for each in method.reopenings:
        yield Deviation("round_reopened", {"round": each.number}, each.day, each.reason)
    late = records.find_late_changes(study)
    for moved in late.deadlines:
        days = {"before": moved.before.isoformat(), "after": moved.after.isoformat()}
        yield Deviation("deadline_moved", {"round": moved.round_number, **days}, moved.moved_on)
    if late.n_rounds_added:
        yield Deviation("rounds_added", {"n": late.n_rounds_added})
    if late.n_questions_changed:
        yield Deviation("questions_changed", {"n": late.n_questions_changed})
    for round_ in study.rounds:
        if round_.is_closed and not round_.is_showable:
            yield Deviation("too_few", {"round": round_.number, "floor": FLOOR})
    if len({str(sorted(each.snapshot.software.items())) for each in closed_rounds(study)}) > 1:
        yield Deviation("software_changed")


def _of_panel(flow: FlowPart | None) -> Iterator[Deviation]:
    for step in flow.panel if flow else ():
        # "Fewer than five" may be nobody: that says nothing.
        if step.joined and step.joined != BELOW_FLOOR:
            n = step.joined if isinstance(step.joined, int) else 0
            yield Deviation("panel_grew", {"round": step.number, "n": n})


def _of_items(study: Study) -> Iterator[Deviation]:
    if study.started_on is None:
        return
    opened = min(round_.opened_at for round_ in study.rounds if round_.opened_at)
    kinds = Counter(step.kind for step in records.list_lineage(study) if step.made_at > opened)
    for kind, n in sorted(kinds.items()):
        yield Deviation("items_changed", {"kind": kind, "n": n})


def _of_futures(study: Study, axes: AxesPart | None) -> Iterator[Deviation]:
    for each in axes.overrides if axes else ():
        yield Deviation("axes_overridden", {}, each.day, each.why)
    n_set = sum(len(scenario.outcomes) for scenario in study.scenarios)
    if n_set:
        yield Deviation("outcomes_set", {"n": n_set})
    n_worded = sum(bool(row.sentence or row.changes_mind) for row in study.recommendations)
    n_left_out = sum(row.is_left_out for row in study.recommendations)
    if n_worded:
        yield Deviation("advice_worded", {"n": n_worded})
    if n_left_out:
        yield Deviation("advice_left_out", {"n": n_left_out})
    if any(row.position for row in study.recommendations):
        yield Deviation("advice_ordered")
