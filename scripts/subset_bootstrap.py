"""Cut what the pages use out of Bootstrap: ``python -m scripts.subset_bootstrap``.

The whole style sheet (static/vendor/bootstrap.min.css) stays as it was published and is what this reads;
pages load the cut one, static/css/base.css. Kept are the rules for elements and for classes that a template
or a script names, and of the variables those that a kept rule or a style sheet of ours reads. Run it again
when a page uses a class that is new; a test tells.
"""

from __future__ import annotations

import re
from pathlib import Path

import tinycss2

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ROOT / "static" / "vendor" / "bootstrap.min.css"
CUT = ROOT / "static" / "css" / "base.css"
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
NAMED = re.compile(r"""class_?=(["'])(.*?)\1""", re.DOTALL)
LITERAL = re.compile(r"""["']([\w\s-]+)["']""")
WORD = re.compile(r"[a-zA-Z][\w-]*")
VARIABLE = re.compile(r"var\((--bs-[\w-]+)")
THEMES = re.compile(r"\[data-bs-theme")


def used_classes() -> set[str]:
    """Return every class that a template or a script may give to an element."""
    used: set[str] = set()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for _, value in NAMED.findall(text):
            used.update(WORD.findall(value))
        for block in re.findall(r"{[{%].*?[%}]}", text, re.DOTALL):
            used.update(word for literal in LITERAL.findall(block) for word in literal.split())
    for path in [*sorted((ROOT / "static" / "js").rglob("*.js")), *sorted((ROOT / "survey").rglob("*.py"))]:
        text = path.read_text(encoding="utf-8")
        used.update(word for literal in LITERAL.findall(text) if "btn" in literal for word in literal.split())
    return used


def cut(css: str, used: set[str]) -> str:
    """Return the rules of a style sheet that speak of elements or of classes in use."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "\n".join(filter(None, (_keep(rule, used) for rule in rules)))


def _keep(rule: object, used: set[str]) -> str:
    if rule.type == "qualified-rule":
        selectors = [each.strip() for each in tinycss2.serialize(rule.prelude).split(",")]
        kept = [each for each in selectors if not THEMES.search(each) and set(CLASS.findall(each)) <= used]
        if any(each == ":root" for each in selectors):
            kept = [":root"]
        return f"{','.join(kept)}{{{tinycss2.serialize(rule.content).strip()}}}" if kept else ""
    if rule.type == "at-rule" and rule.lower_at_keyword == "media":
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        body = "".join(filter(None, (_keep(each, used) for each in inner)))
        return f"@media {tinycss2.serialize(rule.prelude).strip()}{{{body}}}" if body else ""
    return ""


def drop_unread_variables(css: str, others: str) -> str:
    """Leave out variables on the root that nothing reads, until no more can go."""
    while True:
        read = set(VARIABLE.findall(css)) | set(re.findall(r"--bs-[\w-]+", others))
        parts = re.split(r"(?<=:root\{)(.*?)(?=\})", css, flags=re.DOTALL)
        shorter = "".join(_read_only(part, read) if place % 2 else part for place, part in enumerate(parts))
        if shorter == css:
            return css
        css = shorter


def _read_only(body: str, read: set[str]) -> str:
    parts = [each.strip() for each in body.split(";") if each.strip()]
    return ";".join(part for part in parts if part.partition(":")[0] in read or not part.startswith("--"))


def build() -> str:
    """Return the cut style sheet as it should stand in the repository."""
    whole = WHOLE.read_text(encoding="utf-8")
    licence = whole[: whole.index("*/") + 2].replace("https://", "")
    sheets = sorted(set((ROOT / "static" / "css").glob("*.css")) - {CUT})
    ours = "".join(each.read_text(encoding="utf-8") for each in sheets)
    note = "/* Cut from bootstrap.min.css by scripts/subset_bootstrap.py */"
    return f"{licence}\n{note}\n{drop_unread_variables(cut(whole, used_classes()), ours)}\n"


if __name__ == "__main__":
    CUT.write_text(build(), encoding="utf-8")
    print(f"{CUT.stat().st_size} bytes of {WHOLE.stat().st_size}")
