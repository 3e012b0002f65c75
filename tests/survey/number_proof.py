"""Whether every number that a report prints stands in its data annex, in a row about the same thing.

A number in a row of a table must be among the figures of the annex's rows about what the row is about; one in
a sentence may also be a fact or a count. What the study's own words hold (names, rules, dates) is taken as it
stands in the annex. The little that is neither is listed in `STRUCTURE`, each with its reason.
"""

import csv
import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date

from survey.filters import fixed, number, percent, signed
from survey.models import QUADRANTS

TOKEN = re.compile(r"(?<![\w.,%])[−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?%)?(?!\w)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GENERAL = {"facts", "counts", "rounds", "limits", "parameters", "phases", "axis_alternatives"}
"""Sheets whose figures any sentence may state."""
IDENTITY = {
    *("code", "key", "quadrant", "name", "title", "text", "indicator", "label", "of", "item_code"),
    *("criterion", "question", "item", "option", "driver", "scenario", "axis", "system", "direction"),
    *("condition", "signpost", "path", "future", "wording"),
}
"""Columns that say what a row is about."""
STRUCTURE = {
    r"(?<![\d.])80-percent|80 % interval": "the level of every interval, fixed in the method",
    r"(?:from |both from )[−-]?[01] to 1\b": "the ends between which a measure lies by its definition",
    r"\b1 is the same grouping": "the top of a measure by its definition",
    r"^\d+ (?=\D)": "the number of a section or of a round before its name",
    r"\bSHA-256\b": "the name of the fingerprints' function",
    r"^Figure \d+|^Table \d+": "the number of a figure or table",
    r"(?:section \w+ ?, )?\bp\. \d+": "a reference to a place in the report",
}


@dataclass
class Row:
    """One row of the annex: its sheet, what it is about, its figures as they may be printed."""

    sheet: str
    about: set[str]
    shown: set[str]


class AnnexNumbers:
    """The annex as somebody would look a number up in it."""

    def __init__(self, tables):
        self.tables = tables
        names = self._names()
        self.rows = [
            Row(sheet, _about(head, cells, names), _shown(cells))
            for sheet, (head, *rows) in self.tables.items()
            if sheet != "codebook"
            for cells in rows
        ]
        self.by_subject = defaultdict(list)
        for row in self.rows:
            for subject in row.about:
                self.by_subject[subject].append(row)
        self.general = set().union(*(row.shown for row in self.rows if row.sheet in GENERAL))
        self.words = self._words()

    def _names(self):
        """Return the names that stand for each code."""
        names = defaultdict(set)
        for head, *rows in self.tables.values():
            keys = [head.index(key) for key in ("code", "key", "quadrant") if key in head][:1]
            for cells in rows if keys and "name" in head else ():
                names[cells[keys[0]]].add(cells[head.index("name")])
        return names

    def _words(self):
        """Return the texts with digits, the longest first: what the study says in its own words."""
        cells = {cell for _head, *rows in self.tables.values() for cells in rows for cell in cells}
        found = set()
        for cell in cells:
            if DAY.fullmatch(cell):
                styles = ("long", "medium")
                found |= {cell, *(format_date(date.fromisoformat(cell), style) for style in styles)}
            elif re.search(r"\d", cell) and _as_number(cell) is None:
                found |= {cell, *cell.split("; "), *cell.split("\n")}
        return sorted(filter(None, map(_smooth, found)), key=len, reverse=True)

    def rows_about(self, block):
        """Return the rows about anything that a block names: a row of a table in its heads, else over it."""
        if block.kind != "TR":
            return self._find(lambda subject: _is_in(subject, _smooth(f"{block.heading} {block.text}")))
        for heads in (block.heads, block.columns):
            if rows := self._find(lambda subject, heads=heads: _is_head(subject, heads)):
                return rows
        return []

    def _find(self, is_meant):
        return [row for subject, rows in self.by_subject.items() if is_meant(subject) for row in rows]


def find_strangers(blocks, annex):
    """Return (section, text, number) for each number that the annex does not hold where it should."""
    strangers = []
    titles = sorted({block.section for block in blocks if block.section}, key=len, reverse=True)
    for block in blocks:
        if block.section in ("Contents", "차례", "목차") or block.kind == "Lbl":
            continue
        text = _without_words(_smooth(block.text), [*titles, *annex.words])
        tokens = TOKEN.findall(text)
        if not tokens:
            continue
        allowed = _allowed(block, annex)
        strangers += [(block.section, block.text, token) for token in tokens if _plain(token) not in allowed]
    return strangers


def count_held(blocks, annex):
    """Return how many numbers of rows were looked up in rows about the same thing, and how many in all."""
    rows = [block for block in blocks if block.kind == "TR"]
    counts = [(bool(annex.rows_about(row)), len(TOKEN.findall(row.text))) for row in rows]
    return sum(n for is_held, n in counts if is_held), sum(n for _is_held, n in counts)


def find_missing(blocks, tables):
    """Return the lines of the main tables that do not stand in the PDF as the annex has them."""
    text = "\n".join(_smooth(block.text) for block in blocks)
    return [line for line in _lines(tables) if _smooth(line) not in text]


def _lines(tables):
    """Yield what the PDF should say of the main figures: the annex's, as the report rounds them."""
    for row in _dicts(tables["drivers"]):
        ends = []
        for name in ("impact", "uncertainty"):
            low, high = fixed(row[f"{name}_interval_low"]), fixed(row[f"{name}_interval_high"])
            ends.append(f"{fixed(row[name])} [{low}, {high}]")
        yield f"{' | '.join(ends)} | {number(row['control'])}"
    for row in _dicts(tables["items_by_round"]):
        counts = " | ".join(number(row[name]) for name in ("number", "n", "n_missing", "n_cannot_judge"))
        middle = "–" if row["q1"] is None else f"{number(row['q1'])}–{number(row['q3'])}"
        share, agreement = percent(row["share_in_rule"]), fixed(row["agreement"])
        yield f"{counts} | {number(row['median'])} | {middle} | {share} | {agreement}"
    for row in _dicts(tables["loadings"]):
        turned = " (reversed)" if row["sign"] < 0 else ""
        yield f"{row['name']}{turned} {fixed(row['loading'])}"
    for row in _dicts(tables["scenarios"]):
        for name in ("plausibility", "desirability"):
            median, q1, q3, n = (number(row[f"{name}_{figure}"]) for figure in ("median", "q1", "q3", "n"))
            yield f"{median} ({q1}–{q3}, n = {n})"
    for row in _dicts(tables["options"]):
        cells = (f"{signed(row[f'values_{q}'])} ({number(row[f'iqr_{q}'])})" for q in QUADRANTS)
        yield f"{row['code']} {row['name']} | {' | '.join(cells)}"
    facts = {(row["part"], row["name"]): row["value"] for row in _dicts(tables["facts"])}
    yield f"{number(facts['head', 'n_experts'])} experts"


def _dicts(table):
    head, *rows = table
    return [
        {
            column: None if cell == "" else cell if _as_number(cell) is None else _as_number(cell)
            for column, cell in zip(head, cells, strict=True)
        }
        for cells in rows
    ]


def _allowed(block, annex):
    rows = annex.rows_about(block)
    about = set().union(*(row.shown for row in rows))
    return about if block.kind == "TR" and rows else about | annex.general


def _without_words(text, words):
    for each in words:
        if each in text:
            text = text.replace(each, " ")
    for pattern in STRUCTURE:
        text = re.sub(pattern, " ", text)
    return text


def _is_head(subject, heads):
    """Say whether the heads of a row name this; short names only where they are a head."""
    parts = [_smooth(part) for head in heads for part in (head, *head.split(" × "))]
    is_plain = len(subject) > 12 or re.fullmatch(r"[A-Z][\w.]*\d", subject)
    return any(subject == head or (is_plain and _is_in(subject, head)) for head in parts)


def _is_in(subject, text):
    if len(subject) > 12 or subject not in text:
        return subject in text
    return re.search(rf"(?<!\w){re.escape(subject)}(?!\w)", text) is not None


def _about(head, cells, names):
    codes = {cell for column, cell in zip(head, cells, strict=True) if _is_identity(column) and cell}
    subjects = codes.union(*(names.get(code, ()) for code in codes))
    return {_smooth(each) for each in subjects if _is_name(each)}


def _is_identity(column):
    return column in IDENTITY or column.startswith("names_")


def _is_name(text):
    """Say whether readers see this: codes like "experts" stand for words, and a number names nothing."""
    return len(text) > 1 and _as_number(text) is None and not re.fullmatch(r"[a-z_]+", text)


def _shown(cells):
    shown = set()
    for cell in cells:
        value = _as_number(cell)
        if value is None:
            continue
        forms = {number(value, digits) for digits in (0, 1, 2, 3)} | {signed(value), f"{value:g}"}
        forms |= {fixed(value, digits) for digits in (1, 2, 3)}
        if -1 <= value <= 1:
            forms.add(percent(value))
        if value % 1 == 0.5:
            forms |= {number(value - 0.5), number(value + 0.5)}
        shown |= {_plain(form) for form in forms}
    return shown


def _as_number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def _plain(token):
    return token.replace("−", "-").replace(" ", "").replace("<", "").removeprefix("+")


def _smooth(text):
    text = re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
    return re.sub(r"([-–/]) (?=\w)", r"\1", text)  # a line may end there


def read_archive(archive):
    """Return the tables of an annex's CSV files by name, each with its head first."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        texts = {
            name.removesuffix(".csv"): files.read(name).decode("utf-8-sig")
            for name in files.namelist()
            if name.endswith(".csv")
        }
    return {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items()}
