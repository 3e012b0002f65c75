"""What a report says, apart from how it looks: its hash, and what is new in it against another version.

The hash covers every value of the context and nothing of the edition (sheet, sections, watermark, number):
the four pages, the whole report and the data annex made of the same values carry the same hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from survey.reports import findings
from survey.reports.context import ReportContext
from survey.results.frozen import hash_content

BASIS = "basis"
N_ACTIONS, N_CERTAINTIES = 3, 3
SILENT_PARTS = {"language", "head", "annex"}
"""Parts that change with every round: what is new there is told by the rounds themselves."""
Change = dict[str, Any]


def hash_report(context: ReportContext) -> str:
    """Return the SHA-256 of everything a context says, in canonical JSON."""
    return hash_content(_plain(context))


def describe(context: ReportContext) -> Change:
    """Return what the next version is compared with, and the three things that readers want first."""
    options = context.strategy.options if context.strategy else ()
    counts = findings.tally((*context.questions, *context.other_questions))
    axes = context.axes.axes if context.axes else ()
    preference = context.preference
    advice = {each.option: each.sentence for each in context.recommendations}
    return {
        "code": BASIS,
        "rounds": [each.number for each in context.method.rounds if each.closed_on],
        "experts": context.head.n_experts,
        "axes": {
            axis.key: {
                "name": axis.name,
                "poles": [axis.low_pole, axis.high_pole],
                "drivers": sorted(driver.code for driver in axis.drivers),
            }
            for axis in axes
        },
        "preferred": [preference.quadrant or "", findings.scenario_name(context, preference.quadrant)]
        if preference and preference.quadrant
        else None,
        "classes": {each.code: [each.name, each.option_class] for each in options},
        "verdicts": {"agreed": counts.agreed, "dissent": counts.dissent, "of": counts.n},
        "amendments": len(context.method.changes),
        "parts": {
            each.name: hash_content(_plain(getattr(context, each.name)))
            for each in fields(context)
            if each.name not in SILENT_PARTS
        },
        "answer": [findings.answer(context), *_preferred(context)],
        "sure": findings.certainty(context)[:N_CERTAINTIES],
        "actions": [advice.get(each.code) or each.name for each in findings.top_options(context)[:N_ACTIONS]],
    }


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what is new in one version against another, as codes with figures; empty when nothing is."""
    checks = (_rounds, _axes, _preferred_future, _classes, _verdicts, _protocol)
    found = [change for check in checks for change in check(before, after)]
    told = {name for change in found for name in _EXPLAINS.get(change["code"], ())}
    names = [*before["parts"], *(each for each in after["parts"] if each not in before["parts"])]
    other = [name for name in names if before["parts"].get(name) != after["parts"].get(name)]
    unexplained = sorted(name for name in other if name not in told)
    if unexplained:
        found.append({"code": "reworded", "parts": unexplained})
    return found


_EXPLAINS = {
    "rounds": ("method", "questions", "other_questions", "other_answers", "drivers", "limits"),
    "axis": ("axes",),
    "axes_gone": ("axes",),
    "preferred": ("preference",),
    "class": ("strategy",),
    "options": ("strategy",),
    "verdicts": ("questions", "other_questions"),
    "amended": ("method",),
}
"""Which parts of a report each change accounts for; what else changed is said to be reworded."""


def _preferred(context: ReportContext) -> list[str]:
    is_due = context.head.template == "scenario" and context.axes is not None and context.axes.axes
    return [findings.preferred_sentence(context)] if is_due else []


def _rounds(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    new = [number for number in after["rounds"] if number not in before["rounds"]]
    if new:
        yield {"code": "rounds", "rounds": new, "before": before["experts"], "after": after["experts"]}


def _axes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key, axis in after["axes"].items():
        old = before["axes"].get(key)
        if old == axis:
            continue
        moved = sorted(set(axis["drivers"]) ^ set(old["drivers"])) if old else []
        yield {
            "code": "axis",
            "axis": key,
            "before": old["name"] if old else "",
            "after": axis["name"],
            "poles": bool(old) and old["poles"] != axis["poles"],
            "drivers": moved,
        }
    if before["axes"] and not after["axes"]:
        yield {"code": "axes_gone"}


def _preferred_future(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = before["preferred"], after["preferred"]
    if (old or [""])[0] != (new or [""])[0]:
        yield {"code": "preferred", "before": old[1] if old else "", "after": new[1] if new else ""}


def _classes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = before["classes"], after["classes"]
    added, gone = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    if added or gone:
        yield {
            "code": "options",
            "added": [new[code][0] for code in added],
            "gone": [old[code][0] for code in gone],
        }
    for code in sorted(set(old) & set(new)):
        if old[code][1] != new[code][1]:
            yield {"code": "class", "option": new[code][0], "before": old[code][1], "after": new[code][1]}


def _verdicts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = before["verdicts"], after["verdicts"]
    if old != new:
        yield {"code": "verdicts", "before": old, "after": new}


def _protocol(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    n_new = after["amendments"] - before["amendments"]
    if n_new > 0:
        yield {"code": "amended", "n": n_new}


def _plain(value: Any) -> Any:
    """Return a value as canonical JSON can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(each) for each in value), key=str)
    return value.isoformat() if isinstance(value, date) else value
