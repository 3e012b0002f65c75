"""The command that looks for two axes: what it reads."""

from argparse import Namespace
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.cli.axes_text import describe_axes
from analysis.cli.read import Answer
from analysis.errors import BadFile, InvalidSetting
from analysis.files import read_allocations, read_pairs, read_ratings, read_sorts
from analysis.files.tables import quote, read_table
from analysis.ratings import Ratings, Scale

QUESTIONS = ("expectation", "impact", "uncertainty", "control")


def run_axes(options: Namespace) -> Answer:
    """Propose two axes from the first round of a file, or say why there are none."""
    from analysis.axes import propose_axes

    found = read_ratings(Path(options.file), options.scale, QUESTIONS)
    if "expectation" not in found:
        raise BadFile(
            options.file, None, "there is no question expectation", "the expected state of each driver"
        )
    expected = found["expectation"]
    # The questionnaire's order is that in which the expected states were asked.
    items = tuple(dict.fromkeys(item for name in QUESTIONS if name in found for item in found[name].items))
    tables = {name: _one_round(found.get(name), items, len(expected.experts)) for name in QUESTIONS}
    proposal = propose_axes(
        tables["expectation"],
        tables["impact"],
        tables["uncertainty"],
        items,
        options.scale or _widest(found.values()),
        np.random.default_rng(options.seed),
        control=tables["control"] if "control" in found else None,
        later=_one_round(expected, items, len(expected.experts), 1) if len(expected.rounds) > 1 else None,
        groups=expected.groups if any(expected.groups or ()) else None,
        k=options.k,
        bootstrap=options.bootstrap,
        orientation=options.orientation,
        n_jobs=options.jobs,
        **_read_structure(options, expected.experts, items),
        **_read_authored(options, items),
    )
    values = proposal.as_dict()
    return Answer(values, "\n\n".join(part for part in describe_axes(values) if part))


def _one_round(
    ratings: Ratings | None, items: Sequence[str], n_experts: int, place: int = 0
) -> NDArray[np.float64]:
    """Lay one round of a question, by its place, out over all items; NaN for what was not asked."""
    table = np.full((n_experts, len(items)), np.nan)
    if ratings is not None:
        table[:, [items.index(item) for item in ratings.items]] = ratings.at(ratings.rounds[place])[0]
    return table


def _widest(found: Collection[Ratings]) -> Scale:
    return Scale(min(one.scale.low for one in found), max(one.scale.high for one in found))


def _read_structure(
    options: Namespace, experts: Sequence[str], items: Sequence[str]
) -> dict[str, list | None]:
    """Read sorts, pairs and allocations, one entry per expert in the order of the ratings."""
    structure: dict[str, list | None] = {}
    for name, read in (("sorts", read_sorts), ("allocations", read_allocations), ("pairs", read_pairs)):
        path = getattr(options, name)
        if path is None:
            structure[name] = None
            continue
        found = read(Path(path))
        by_expert = _by_expert(found) if name == "pairs" else found
        named = (item for given in by_expert.values() for item in _items_of(given))
        _check_known(path, "expert", by_expert, experts)
        _check_known(path, "item", named, items)
        structure[name] = [by_expert.get(expert) for expert in experts]
    return structure


def _read_authored(options: Namespace, items: Sequence[str]) -> dict[str, str | dict[str, str] | None]:
    """Read the authored axes and the themes, and the method, which authored axes set."""
    authored = _read_names(options.authored, "axis", items, ("A", "B", "neither"))
    if options.method == "authored" and authored is None:
        raise InvalidSetting("--method", options.method, "--authored with a file item,axis beside it")
    if authored is not None and options.method not in (None, "authored"):
        raise InvalidSetting("--method", options.method, "authored, where --authored gives the axes")
    return {
        "authored": authored,
        "categories": _read_names(options.themes, "theme", items),
        "method": options.method,
    }


def _read_names(
    path: str | None, column: str, items: Sequence[str], allowed: Collection[str] = ()
) -> dict[str, str] | None:
    """Read one name per item; an empty cell is none."""
    if path is None:
        return None
    names = {}
    for row in read_table(Path(path), ("item", column)):
        item, name = row.name("item"), row.cells[column]
        if item in names:
            raise row.fault(f"the item {quote(item)} stands there twice", "every item once")
        if name and allowed and name not in allowed:
            raise row.fault(f"the {column} is {quote(name)}", f"{', '.join(allowed)} or empty")
        names[item] = name
    _check_known(path, "item", names, items)
    return {item: name for item, name in names.items() if name}


def _by_expert(pairs: Sequence[tuple[str, str, str, float]]) -> dict[str, list[tuple[str, str, float]]]:
    found: dict[str, list[tuple[str, str, float]]] = {}
    for expert, *triple in pairs:
        found.setdefault(expert, []).append(tuple(triple))
    return found


def _items_of(given: Mapping[str, str] | Sequence[tuple[str, str, float]]) -> list[str]:
    return list(given) if isinstance(given, Mapping) else [item for pair in given for item in pair[:2]]


def _check_known(path: str, kind: str, names: Collection[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise BadFile(
                path, None, f"the {kind} {quote(name)} is not in the ratings", f"{kind}s of the ratings"
            )
