"""Compile the builder of each address once: every test has an app of its own, with the same addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_built: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def share_builders() -> None:
    """Let rules with the same words share what werkzeug compiles of them; most of what an app costs."""
    compile_builder = getattr(Rule, "_compile_builder", None)
    if compile_builder is None:  # another werkzeug compiles in its own way
        return

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, append_unknown, repr(rule.defaults), repr(rule._trace))
        if key not in _built:
            _built[key] = compile_builder(rule, append_unknown)
        return _built[key]

    Rule._compile_builder = compile_once
