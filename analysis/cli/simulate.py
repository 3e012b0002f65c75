"""The command that writes a simulated panel, whose true axes are known, as the files the others read."""

import csv
import io
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.cli.read import Answer
from analysis.errors import BadFile
from analysis.ratings import Scale
from analysis.simulate import (
    SimulatedDriver,
    SimulatedPanel,
    plant_drivers,
    rerate,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
)
from analysis.simulate.simulated import SEVEN

RATED = ("impact", "uncertainty", "expectation", "control")


def run_simulate(options: Namespace) -> Answer:
    """Simulate a panel and write its ratings, sorts, pairs, allocations and the truth to a folder."""
    rng = np.random.default_rng(options.seed)
    panel = _simulate(options, rng)
    rounds = [panel]
    for _ in range(options.n_rounds - 1):
        rounds.append(rerate(rounds[-1], rng, alpha=options.conformity, attrition=options.attrition))
    texts = _write_tables(options, rounds, rng)
    _save(Path(options.output), texts)
    paths = [str(Path(options.output) / name) for name in texts]
    return Answer({"simulated": True, "files": paths}, "\n".join(["Simulated answers:", *paths]))


def _simulate(options: Namespace, rng: np.random.Generator) -> SimulatedPanel:
    scale = Scale(1, options.points)
    spread = options.loading_spread
    drivers = plant_drivers(
        rng,
        options.drivers,
        n_axes=options.axes,
        loading=(options.loading - spread, options.loading + spread) if spread else options.loading,
        sizes=options.sizes,
        noise_share=options.noise_drivers,
        flipped=options.flipped,
        impact=options.impact,
        uncertainty=options.uncertainty,
    )
    if scale != SEVEN:
        drivers = tuple(_on_scale(driver, scale, options) for driver in drivers)
    groups = [f"G{1 + i * options.groups // options.experts}" for i in range(options.experts)]
    means = rng.normal(0, options.group_spread, (options.groups, max(options.axes, 1)))
    return simulate_panel(
        rng,
        n_experts=options.experts,
        drivers=drivers,
        n_axes=options.axes,
        phi=options.phi,
        scale=scale,
        groups=groups,
        group_means=means if options.group_spread else None,
        missing=options.missing,
        missing_by_competence=options.missing_by_competence,
        missing_modules=options.missing_modules,
        n_modules=options.modules,
        acquiescence=options.acquiescence,
        acquiescent=options.acquiescent,
        scale_use=options.scale_use,
        order_correlation=options.order_correlation,
        response_share=options.response_noise,
    )


def _on_scale(driver: SimulatedDriver, scale: Scale, options: Namespace) -> SimulatedDriver:
    """Bring the means that were not asked for from seven points to the scale in use."""
    kept = {name for name in ("impact", "uncertainty") if getattr(options, name) and driver.axis is not None}
    means = {
        name: scale.low + (getattr(driver, name) - SEVEN.low) / SEVEN.span * scale.span
        for name in RATED
        if name != "expectation" and name not in kept
    }
    return replace(driver, **means)


def _write_tables(
    options: Namespace, rounds: list[SimulatedPanel], rng: np.random.Generator
) -> dict[str, str]:
    panel = rounds[0]
    experts = [f"E{i + 1:03d}" for i in range(options.experts)]
    sorts = simulate_sorts(
        panel, rng, noise=options.sort_noise, ambiguity=options.sort_ambiguity, piles=options.piles
    )
    pairs = simulate_pairs(panel, rng, per_expert=options.pairs, effect=options.pair_effect)
    allocations = simulate_allocations(panel, rng, p_correct=options.allocations_correct)
    columns = "expert,round,item,question,value"
    return {
        "ratings.csv": _as_csv(
            f"{columns},group" if options.groups > 1 else columns,
            _ratings(rounds, experts, with_groups=options.groups > 1),
        ),
        "sorts.csv": _as_csv("expert,item,pile", _by_item(experts, sorts)),
        "pairs.csv": _as_csv(
            "expert,item_a,item_b,value",
            ((expert, *pair) for expert, judged in zip(experts, pairs, strict=True) for pair in judged),
        ),
        "allocations.csv": _as_csv("expert,item,axis", _by_item(experts, allocations)),
        "truth.csv": _as_csv("item,axis,loading,sign", _truth(panel)),
    }


def _ratings(rounds: list[SimulatedPanel], experts: list[str], *, with_groups: bool) -> Iterable[tuple]:
    """List every answer; an expert who left has no rows in that round."""
    for number, panel in enumerate(rounds, start=1):
        there = panel.present.any(axis=(0, 2)) | (number == 1)
        for question in RATED:
            for row, expert in enumerate(experts):
                group = (panel.groups[row],) if with_groups else ()
                for item, value in zip(panel.items, panel.answers[question][row], strict=True):
                    if there[row]:
                        shown = "" if np.isnan(value) else int(value)
                        yield expert, number, item, question, shown, *group


def _truth(panel: SimulatedPanel) -> Iterable[tuple]:
    for driver, axis in zip(panel.drivers, panel.truth.tolist(), strict=True):
        letter = "" if axis < 0 else "AB"[axis] if axis < 2 else axis + 1
        yield driver.name, letter, driver.loading, driver.sign


def _by_item(experts: list[str], placed: list[dict]) -> Iterable[tuple]:
    return (
        (expert, item, place)
        for expert, places in zip(experts, placed, strict=True)
        for item, place in places.items()
    )


def _as_csv(header: str, rows: Iterable[Iterable]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def _save(folder: Path, texts: dict[str, str]) -> None:
    """Write all tables to a folder; a file that is there already is never replaced."""
    for name in texts:
        if (folder / name).exists():
            raise BadFile(str(folder / name), None, "the file is there already", "a folder without it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as fault:
        problem = f"the folder cannot be written ({fault.strerror})"
        raise BadFile(str(folder), None, problem, "a folder that may be written") from fault
