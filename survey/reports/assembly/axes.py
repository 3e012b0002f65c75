"""From the proposal, the panel's confirmation and people's decisions to what a report says of the axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import localized
from survey.models import Axis, Finding, Origin, Study
from survey.queries.futures_axes import find_source, list_decisions
from survey.reports.parts import future as f
from survey.words import gate_word, help_word, support_sentence

Found = Mapping[str, Any]


def build_axes(
    study: Study, proposal: Finding | None, confirmation: Finding | None, language: str
) -> f.AxesPart | None:
    """Return the axes with their evidence, or the refusal with what would help; None before any search."""
    if proposal is None:
        return None
    found = proposal.data
    names = {driver.code: localized(driver.name, language) for driver in study.drivers}
    return f.AxesPart(
        declared=found["declared"],
        reason=support_sentence(found),
        source=find_source(study, proposal),
        gates=tuple(build_gate(gate) for gate in found["reasons"] if gate["passed"] is not None),
        n_experts=found["n_experts"],
        axes=tuple(_axis(axis, found, names, language) for axis in study.axes),
        method=found["method"],
        channels=tuple(found["channels"]),
        k=found["k"],
        stability=found["stability"],
        stability_null=found["stability_null"],
        pairs=tuple(_pair(pair) for pair in found["pairs"]),
        alternatives=tuple(found["alternatives"].items()),
        placement=_placement(study, found, names),
        confirmation=_confirmation(study, confirmation),
        overrides=_overrides(study),
        helps=tuple(help_word(advice["code"]) for advice in found["advice"]),
    )


def build_gate(gate: Found) -> f.Gate:
    """Return one gate in the reader's words."""
    return f.Gate(
        code=gate["code"],
        text=gate_word(gate["code"]),
        passed=gate["passed"],
        figure=gate["figure"],
        threshold=gate["threshold"],
    )


def _axis(axis: Axis, found: Found, names: Mapping[str, str], language: str) -> f.Axis:
    computed = next((one for one in found["axes"] if one["name"] == axis.letter), {})
    loadings = {driver["item"]: driver["loading"] for driver in computed.get("drivers", ())}
    if set(loadings) != {member.driver.code for member in axis.members}:
        computed = {}  # reliability, criticality and control are those of other drivers
    drivers = sorted(axis.members, key=lambda member: -abs(loadings.get(member.driver.code) or 0))
    return f.Axis(
        key=axis.letter,
        name=localized(axis.name, language),
        low_pole=localized(axis.low_pole, language),
        high_pole=localized(axis.high_pole, language),
        drivers=tuple(
            f.AxisDriver(
                member.driver.code, names[member.driver.code], loadings.get(member.driver.code), member.sign
            )
            for member in drivers
        ),
        criticality=computed.get("criticality"),
        alpha=computed.get("alpha"),
        control=computed.get("control"),
        named_by="author",
    )


def _pair(pair: Found) -> f.PairRow:
    first, second = pair["clusters"]
    return f.PairRow(
        names=(_group_name(first), _group_name(second)),
        criticality=pair["criticality"],
        phi=pair["phi"],
        alphas=tuple(pair["alpha"]),
        coverage=pair["coverage"],
        p_rank1=pair["p_rank1"],
        passed=pair["passed"],
        failed=tuple(gate_word(code) for code in pair["failed"]),
    )


def _group_name(cluster: Any) -> str:
    return _("Group %(number)s", number=int(cluster) + 1) if isinstance(cluster, int) else str(cluster)


def _placement(study: Study, found: Found, names: Mapping[str, str]) -> tuple[f.Placed, ...]:
    on_axis = {member.driver.code: axis.letter for axis in study.axes for member in axis.members}
    return tuple(
        f.Placed(
            code=item,
            name=names.get(item, item),
            a=place["a"],
            b=place["b"],
            a_interval=tuple(place["a_interval"]) if place["a_interval"] else None,
            b_interval=tuple(place["b_interval"]) if place["b_interval"] else None,
            axis=on_axis.get(item),
            criticality=found["criticality"].get(item, {}).get("value"),
        )
        for item, place in found["placement"]["items"].items()
        if place["a"] is not None and place["b"] is not None
    )


def _confirmation(study: Study, confirmation: Finding | None) -> f.Confirmation | None:
    if confirmation is None:
        return None
    found = confirmation.data
    gates = {gate["code"]: gate for gate in found["gates"]}
    return f.Confirmation(
        accepted=found["accepted"],
        round_number=found["round"],
        # The first gate counts drivers, the others the experts who answered them.
        n=max(gate["n"] for gate in found["gates"] if gate["code"] != "allocated_as_proposed"),
        gates=tuple(build_gate(gate) for gate in found["gates"]),
        share_as_proposed=gates["allocated_as_proposed"]["figure"],
        dependence_median=gates["dependence_ab"]["figure"],
    )


def _overrides(study: Study) -> tuple[f.Override, ...]:
    kept = _kept(study)
    overridden = [axis for axis in study.axes if axis.origin == Origin.OVERRIDE]
    if not overridden:
        return kept
    first = overridden[0]
    who = _("%(name)s, coordinator", name=first.decider.name) if first.decider else _("Coordinator")
    what = _("The axes carry other drivers than those computed, or were set although none were declared")
    return (f.Override(first.decided_at.date(), who, what, first.reason), *kept)


def _kept(study: Study) -> tuple[f.Override, ...]:
    """Return the decision to keep the axes against the panel, if it is the last one on them."""
    last = next(iter(list_decisions(study)), None)
    if last is None or last.action != "axes_kept":
        return ()
    who = _("%(name)s, coordinator", name=last.who) if last.who else _("Coordinator")
    return (
        f.Override(
            last.at.date(), who, _("The axes are kept although the panel did not confirm them"), last.reason
        ),
    )
