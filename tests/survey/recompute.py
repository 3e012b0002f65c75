"""The figures of a report, computed once more from the frozen answers with the analysis library alone.

Nothing of `survey.results` is used: ratings come from the exported CSV, and what depends on the order of the
experts from the frozen answers as they are stored. Every function yields (sheet, keys, column, value) as the
data annex should hold it.
"""

import csv
import io
import zipfile

import numpy as np

from analysis.axes import propose_axes
from analysis.consensus import assess_consensus
from analysis.files import read_ratings
from analysis.ratings import Scale
from analysis.scenarios import preferred
from analysis.stability import assess_stability
from analysis.strategy import assess_options
from survey.exports import make_bundle
from survey.models import QUADRANTS

CONSENSUS = (
    "n",
    "n_cannot_judge",
    "median",
    "q1",
    "q3",
    "iqr",
    "share_in_rule",
    "met",
    "polarised",
)
CHANGES = ("share_changed", "median_change", "weighted_kappa", "stable")
DRIVER = ("impact", "uncertainty", "dispersion", "p_critical", "cell")
OPTION = ("laplace", "maximin", "maximax", "regret_do", "regret_dont")


def read_export(study):
    """Return the ratings of the exported CSV, one table for each question."""
    with zipfile.ZipFile(io.BytesIO(make_bundle(study, "answers.zip"))) as files:
        head, *rows = csv.reader(io.StringIO(files.read("ratings.csv").decode("utf-8-sig")))
    scales = {
        question["name"]: tuple(question["scale"])
        for round_ in study.rounds
        if round_.snapshot
        for question in round_.snapshot.answers["questions"]
        if question["scale"]
    }
    place = head.index("question")
    return {
        name: read_ratings(_write([head, *(row for row in rows if row[place] == name)]), Scale(*scale))[name]
        for name, scale in scales.items()
    }


def _write(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def consensus_of(study, tables):
    """Yield the figures of every rated item in every round, and of its change in the last two."""
    protocol = study.protocol
    for name, ratings in tables.items():
        is_usual = [ratings.scale.low, ratings.scale.high] == protocol["scale"]
        settings = {
            "rule": protocol["consensus_rule"] if is_usual else None,
            "quantile_method": protocol["quantile_method"],
            "min_n": protocol["min_n"],
            "denominator": protocol["denominator"],
        }
        for number in ratings.rounds:
            for item in assess_consensus(ratings, number, **settings):
                found = item.as_dict() | {"agreement": item.van_der_eijk_a}
                keys = {"question": name, "item": item.item, "number": str(number)}
                for column in (*CONSENSUS, "agreement"):
                    yield "items_by_round", keys, column, found[column]
        if len(ratings.rounds) > 1:
            first, second = ratings.rounds[-2:]
            change = assess_stability(
                ratings,
                first,
                second,
                stability_rule=protocol["stability_rule"],
                stop_share=protocol["share_stable_to_stop"],
                **settings,
            )
            for item in change.items:
                found = item.as_dict()
                for column in (*CHANGES, "verdict"):
                    yield "items", {"question": name, "code": item.item}, column, found[column]


def missing_of(study):
    """Yield how many of those who took part in a round left an item out, which the export does not tell."""
    for round_ in study.rounds:
        answers = round_.snapshot.answers if round_.snapshot else {"questions": (), "values": ()}
        for question, cells in zip(answers["questions"], answers["values"], strict=True):
            item, quadrant = question["item"], question["quadrant"]
            key = f"{item}|{quadrant}" if quadrant and quadrant != item else item
            keys = {"question": question["name"], "item": key, "number": str(round_.number)}
            yield "items_by_round", keys, "n_missing", cells.count(None)


def frozen_table(round_, name, keys):
    """Return experts x keys of a rated question, in the order in which the experts are frozen."""
    answers = round_.snapshot.answers
    table = np.full((len(answers["panelists"]), len(keys)), np.nan)
    for question, cells in zip(answers["questions"], answers["values"], strict=True):
        quadrant = question["quadrant"]
        for key in (question["item"], quadrant, f"{question['item']}|{quadrant}"):
            if question["name"] == name and key in keys:
                column = [cell if isinstance(cell, int | float) else np.nan for cell in cells]
                table[:, keys.index(key)] = column
    return table


def axes_of(study):
    """Yield criticality, loadings, tests, places and pairs of the axes."""
    round_ = study.rounds[0]
    drivers = list(
        dict.fromkeys(q["item"] for q in round_.snapshot.answers["questions"] if q["name"] == "expectation")
    )
    turned = {driver.code for driver in study.drivers if driver.is_reversed}
    signs = np.array([-1 if code in turned else 1 for code in drivers])
    scale = Scale(*study.protocol["scale"])
    expectation = frozen_table(round_, "expectation", drivers)
    found = propose_axes(
        np.where(signs < 0, scale.low + scale.high - expectation, expectation),
        frozen_table(round_, "impact", drivers),
        frozen_table(round_, "uncertainty", drivers),
        drivers,
        scale,
        np.random.default_rng(study.seed),
        control=frozen_table(round_, "control", drivers),
        sorts=_sorts(round_),
        categories={driver.code: driver.category for driver in study.drivers if driver.category} or None,
        groups=round_.snapshot.answers["groups"],
        bootstrap=200,
        orientation=study.protocol["orientation"],
    ).as_dict()
    yield from _criticality(found)
    yield from _axes(study, found, turned)
    for gate in found["reasons"]:
        if gate["passed"] is not None:
            yield "gates", {"code": gate["code"]}, "figure", gate["figure"]
            yield "gates", {"code": gate["code"]}, "threshold", gate["threshold"]
    for place, pair in enumerate(found["pairs"], start=1):
        for column in ("criticality", "phi", "coverage", "p_rank1"):
            yield "axis_pairs", {"place": str(place)}, column, pair[column]
    for name in ("stability", "stability_null", "k", "n_experts"):
        yield "facts", {"part": "axes", "name": name}, "value", found[name]


def _sorts(round_):
    answers = round_.snapshot.answers
    for question, cells in zip(answers["questions"], answers["values"], strict=True):
        if question["kind"] == "pile_sort":
            return [cell["piles"] if isinstance(cell, dict) else None for cell in cells]
    return None


def _criticality(found):
    for code, figures in found["criticality"].items():
        for column in DRIVER:
            yield "drivers", {"code": code}, column, figures[column]
        for column in ("impact_interval", "uncertainty_interval"):
            ends = figures[column] or (None, None)
            yield "drivers", {"code": code}, f"{column}_low", ends[0]
            yield "drivers", {"code": code}, f"{column}_high", ends[1]


def _axes(study, found, turned):
    adopted = {axis.letter: {member.driver.code for member in axis.members} for axis in study.axes}
    letters = {}
    for computed, axis in zip("AB", found["axes"], strict=True):
        held = {driver["item"] for driver in axis["drivers"]}
        letters[computed] = next(letter for letter, codes in adopted.items() if codes == held)
        for driver in axis["drivers"]:
            sign = -1 if driver["item"] in turned else 1
            keys = {"axis": letters[computed], "code": driver["item"]}
            yield "loadings", keys, "loading", sign * driver["loading"]
        for column in ("criticality", "alpha", "control"):
            yield "axes", {"key": letters[computed]}, column, axis[column]
    for code, place in found["placement"]["items"].items():
        sign = -1 if code in turned else 1
        for computed in "ab":
            value = place[computed]
            column = letters[computed.upper()].lower()
            yield "placement", {"code": code}, column, None if value is None else sign * value


def scenarios_of(study):
    """Yield medians, quartiles and intervals of the panel's judgement of the four futures."""
    round_ = next(each for each in study.rounds if each.kind == "confirm")
    for name in ("plausibility", "desirability"):
        table = frozen_table(round_, name, list(QUADRANTS))
        for column, quadrant in enumerate(QUADRANTS):
            known = table[:, column][~np.isnan(table[:, column])]
            figures = dict(zip(("q1", "median", "q3"), np.quantile(known, (0.25, 0.5, 0.75)), strict=True))
            for figure, value in (figures | {"n": len(known)}).items():
                yield "scenarios", {"quadrant": quadrant}, f"{name}_{figure}", float(value)
    table = frozen_table(round_, "desirability", list(QUADRANTS))
    choice = preferred(table, np.random.default_rng(study.seed)).as_dict()
    yield "facts", {"part": "preference", "name": "quadrant"}, "value", choice["quadrant"]
    for quadrant in QUADRANTS:
        low, high = choice["intervals"][quadrant]
        names = {"medians": choice["medians"][quadrant], "intervals_low": low, "intervals_high": high}
        for name, value in names.items():
            field, _, end = name.partition("_")
            fact = "_".join(filter(None, (field, quadrant, end)))
            yield "facts", {"part": "preference", "name": fact}, "value", value


def options_of(study):
    """Yield what the options are worth in the four futures, their rules, classes and probabilities."""
    round_ = next(each for each in study.rounds if each.kind == "strategy")
    codes = [option.code for option in study.options]
    keys = [f"{code}|{quadrant}" for code in codes for quadrant in QUADRANTS]
    values = frozen_table(round_, "performance", keys).reshape(-1, len(codes), len(QUADRANTS))
    sets = {code: str(n) for n, one in enumerate(study.phases.get("exclusive", []), 1) for code in one}
    found = assess_options(
        values,
        codes,
        QUADRANTS,
        Scale(-3, 3),
        np.random.default_rng(study.seed),
        resamples=1000,
        exclusive_groups=sets,
        contribution=frozen_table(round_, "contribution", codes),
    ).as_dict()
    yield "facts", {"part": "strategy", "name": "rules_w"}, "value", found["rules_w"]
    for option in found["options"]:
        keys = {"code": option["option"]}
        yield "options", keys, "option_class", option["class"]
        for column in OPTION:
            yield "options", keys, column, option[column]
        for column in ("values", "iqr", "n", "class_probability"):
            for key, value in option[column].items():
                yield "options", keys, f"{column}_{key}", value
