"""Settings and answers of every question kind, for tests that hold for all of them."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from survey.questions import ALLOCATION_CHOICES, PILES, Value

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
TWO_STATES = st.tuples(WORDS, WORDS).filter(lambda pair: pair[0].casefold() != pair[1].casefold())

ENDS = {key: {"en": key.title()} for key in ("label", "low", "high")}
SETTINGS = {
    "rating": {"scale": [-3, 3]},
    "allocation": {},
    "pile_sort": {"items": ["D01", "D02", "D03"]},
    "ranking": {"items": ["D01", "D02", {"code": "cost", "text": {"en": "Cost"}}]},
    "pairs": {"items": ["D01", "D02", "D03"]},
    "placement": {"x": ENDS, "y": ENDS, "subjects": ["today", "D01"]},
    "number": {"format": "year", "min": 2025, "max": 2100, "never": True},
    "quantiles": {"format": "number", "unit": {"en": "TWh", "ko": "TWh"}, "min": -50},
    "choice": {
        "choices": [{"code": code, "text": {"en": code.title(), "ko": f"선택 {code}"}} for code in "abc"],
        "several": True,
        "other": True,
    },
    "text": {"max_length": 200, "rows": 3},
    "driver_proposal": {"max_proposals": 2},
}
"""Settings that a study may give a question, by kind."""

PROPOSALS = st.tuples(WORDS, TWO_STATES, st.sampled_from(["", "social", "values"]))


def _proposal(drawn: tuple) -> dict[str, str]:
    name, (low, high), category = drawn
    parts = {"-1-name": name, "-1-low": low, "-1-high": high, "-1-category": category}
    return {suffix: text for suffix, text in parts.items() if text}


def _quantiles(numbers: list[int]) -> dict[str, str]:
    return {
        f"-{part}": str(number) for part, number in zip(("p5", "p50", "p95"), sorted(numbers), strict=True)
    }


FORMS = {
    "rating": st.integers(-3, 3).map(lambda number: {"": str(number)}),
    "allocation": st.sampled_from(ALLOCATION_CHOICES).map(lambda choice: {"": choice}),
    "pile_sort": st.dictionaries(
        st.sampled_from(["-D01", "-D02", "-D03"]), st.sampled_from(PILES), min_size=1
    ),
    "ranking": st.permutations("123").map(
        lambda places: dict(zip(("-D01", "-D02", "-cost"), places, strict=True))
    ),
    "pairs": st.dictionaries(
        st.sampled_from(["-1", "-2", "-3"]), st.sampled_from(["-2", "-1", "0", "1", "2"]), min_size=1
    ),
    "placement": st.dictionaries(
        st.sampled_from(["-today:x", "-today:y", "-D01:x", "-D01:y"]), st.sampled_from("1234567"), min_size=1
    ),
    "number": st.integers(2025, 2100).map(lambda year: {"-value": str(year)}) | st.just({"-never": "1"}),
    "quantiles": st.lists(st.integers(-50, 10**9), min_size=3, max_size=3, unique=True).map(_quantiles),
    "choice": st.dictionaries(st.sampled_from(["-a", "-b", "-c"]), st.just("1"), min_size=1)
    | WORDS.map(lambda text: {"-other": "1", "-other-text": text}),
    "text": WORDS.map(lambda text: {"-text": text}),
    "driver_proposal": PROPOSALS.map(_proposal),
}
"""Every answer that a form can give, by kind."""


def _pick_number(turn: int, settings: Mapping[str, Any]) -> Value:
    if settings.get("never") and turn % 4 == 3:
        return Value(data={"never": True})
    return Value(number=float(settings.get("min", 0) + turn % 11))


def _pick_quantiles(turn: int, settings: Mapping[str, Any]) -> Value:
    low = float(settings.get("min", 0) + turn % 7)
    return Value(data={"p5": low, "p50": low + 3, "p95": low + 9})


def _pick_choice(turn: int, settings: Mapping[str, Any]) -> Value:
    codes = [choice["code"] for choice in settings["choices"]]
    return Value(data={"choices": [codes[turn % 2]]})


def _pick_proposal(turn: int, settings: Mapping[str, Any]) -> Value:
    return Value(data={"proposals": [{"name": f"Canary driver {turn}", "low": "falls", "high": "rises"}]})


def _codes(entries: list[Any]) -> list[str]:
    return [entry if isinstance(entry, str) else entry["code"] for entry in entries]


def _pick_ranking(turn: int, settings: Mapping[str, Any]) -> Value:
    codes = _codes(settings["items"])
    top = settings.get("top", len(codes))
    turned = codes[turn % len(codes) :] + codes[: turn % len(codes)]
    return Value(data={"ranks": {code: place for place, code in enumerate(turned[:top], start=1)}})


def _pick_pairs(turn: int, settings: Mapping[str, Any]) -> Value:
    first, second = settings["items"][:2]
    return Value(data={"pairs": [[first, second, turn % 5 - 2]]})


def _pick_placement(turn: int, settings: Mapping[str, Any]) -> Value:
    codes = _codes(settings["subjects"])
    places = {code: [turn % 5 + 1, (turn + at) % 5 + 1] for at, code in enumerate(codes)}
    return Value(data={"places": places})


PICK: dict[str, Callable[[int, Mapping[str, Any]], Value]] = {
    "number": _pick_number,
    "quantiles": _pick_quantiles,
    "choice": _pick_choice,
    "text": lambda turn, _settings: Value(data={"text": f"Written text {turn}."}),
    "driver_proposal": _pick_proposal,
    "ranking": _pick_ranking,
    "pairs": _pick_pairs,
    "placement": _pick_placement,
}
"""An answer to a question of a kind, another one for every turn."""
