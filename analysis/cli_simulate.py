"""The command that writes a simulated panel, whose true axes are known, as the files the others read."""

import csv
import io
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analysis.cli_panel import Answer
from analysis.errors import BadFile
from analysis.simulate import (
    SimulatedPanel,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
)

RATED = ("impact", "uncertainty", "expectation", "control")


def run_simulate(options: Namespace) -> Answer:
    """Simulate a panel and write its ratings, sorts, pairs, allocations and the truth to a folder."""
    rng = np.random.default_rng(options.seed)
    panel = simulate_panel(
        rng,
        n_experts=options.experts,
        n_drivers=options.drivers,
        n_axes=options.axes,
        loading=options.loading,
        missing=options.missing,
    )
    experts = [f"E{i + 1:03d}" for i in range(options.experts)]
    texts = _write_tables(panel, experts, rng)
    _save(Path(options.output), texts)
    paths = [str(Path(options.output) / name) for name in texts]
    return Answer({"simulated": True, "files": paths}, "\n".join(["Simulated answers:", *paths]))


def _write_tables(panel: SimulatedPanel, experts: list[str], rng: np.random.Generator) -> dict[str, str]:
    ratings = (
        (expert, 1, item, question, "" if np.isnan(value) else int(value))
        for question in RATED
        for expert, row in zip(experts, panel.answers[question], strict=True)
        for item, value in zip(panel.items, row, strict=True)
    )
    sorts, pairs = simulate_sorts(panel, rng), simulate_pairs(panel, rng)
    allocations = simulate_allocations(panel, rng)
    truth = (
        (item, "" if axis < 0 else "AB"[axis] if axis < 2 else axis + 1) for item, axis in _axes_of(panel)
    )
    return {
        "ratings.csv": _as_csv("expert,round,item,question,value", ratings),
        "sorts.csv": _as_csv("expert,item,pile", _by_item(experts, sorts)),
        "pairs.csv": _as_csv(
            "expert,item_a,item_b,value",
            ((expert, *pair) for expert, judged in zip(experts, pairs, strict=True) for pair in judged),
        ),
        "allocations.csv": _as_csv("expert,item,axis", _by_item(experts, allocations)),
        "truth.csv": _as_csv("item,axis", truth),
    }


def _axes_of(panel: SimulatedPanel) -> Iterable[tuple[str, int]]:
    return zip(panel.items, panel.truth.tolist(), strict=True)


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
