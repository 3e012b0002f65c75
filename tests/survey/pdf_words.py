"""What a tagged PDF says, read from its structure: rows of tables cell by cell, and everything else by block.

Pictures are left out: what stands in them are drawings of the same values, with ticks.
"""

import io
import re
from collections import defaultdict
from dataclasses import dataclass, field

import pikepdf

BLOCKS = {"/P", "/H1", "/H2", "/H3", "/H4", "/Caption", "/LBody", "/Lbl"}


@dataclass
class Block:
    """A paragraph, a heading, a caption, an entry of a list, or a row of a table, with where it stands."""

    section: str
    kind: str
    text: str
    heading: str = ""
    """The heading below the section's that it stands under."""
    heads: list[str] = field(default_factory=list)
    """The heads of a row, those that reach into it from above included."""
    columns: list[str] = field(default_factory=list)
    """What stands over the columns of its table."""


def read_blocks(content):
    """Return the blocks of a tagged PDF in reading order."""
    with pikepdf.open(io.BytesIO(content)) as document:
        words = _Words(document)
        reading = _Reading(words)
        reading.read(document.Root.StructTreeRoot.K)
        return reading.blocks


class _Words:
    """The words of each marked content, by page and mark."""

    def __init__(self, document):
        self._maps = {}
        self._marks = {}
        for page in document.pages:
            self._marks[page.obj.objgen] = self._read_page(page)

    def of(self, page, mark):
        return self._marks[page.objgen].get(mark, "")

    def _read_page(self, page):
        marks, stack, letters = defaultdict(list), [], {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                stack.append(operands[1].get("/MCID") if name == "BDC" else None)
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                letters = self._letters(page.resources.Font[str(operands[0])])
            elif name in ("Tj", "TJ") and stack and stack[-1] is not None:
                marks[int(stack[-1])].append(_decode(operands[0], letters))
        return {mark: "".join(parts) for mark, parts in marks.items()}

    def _letters(self, font):
        """Return what each glyph of a font stands for."""
        if font.objgen not in self._maps:
            self._maps[font.objgen] = dict(_read_map(font.ToUnicode.read_bytes().decode()))
        return self._maps[font.objgen]


def _read_map(text):
    for chunk in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, target in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", chunk):
            yield int(code, 16), bytes.fromhex(target).decode("utf-16-be")


def _decode(operand, letters):
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(letters.get(codes[at] << 8 | codes[at + 1], "") for at in range(0, len(codes) - 1, 2))


class _Reading:
    """Walk through the structure and collect blocks."""

    def __init__(self, words):
        self.blocks = []
        self._words = words
        self._section = self._heading = ""
        self._columns = []
        self._above = (0, "")

    def read(self, kids):
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid and kid.S != "/Figure":
                self._read(kid)

    def _read(self, element):
        kind = str(element.S)
        if kind == "/TR":
            self._add_row(element)
        elif kind == "/THead":
            self._columns = [self._text(kid) for kid in self._below(element) if kid.S == "/TH"]
            self.read(element.K)
        elif kind in BLOCKS and not self._holds_blocks(element):
            text = self._text(element)
            if kind == "/H2":
                self._section, self._heading = text, ""
            if kind in ("/H3", "/H4"):
                self._heading = text
            self._add(kind, text)
        elif self._is_loose(element):
            self._add(kind, self._text(element))
        elif "/K" in element:
            self.read(element.K)

    def _add_row(self, element):
        cells = [kid for kid in element.K if "/S" in kid and kid.S in ("/TH", "/TD")]
        heads = [self._text(cell) for cell in cells if cell.S == "/TH"]
        spans = [(int(cell.A.get("/RowSpan", 1)), self._text(cell)) for cell in cells if cell.S == "/TH"]
        left, above = max(spans, default=(1, ""))
        if left == 1 and self._above[0] > 1:
            left, above = self._above[0] - 1, self._above[1]
            heads.append(above)
        self._above = (left, above)
        self._add("/TR", " | ".join(map(self._text, cells)), heads, self._columns)

    def _add(self, kind, text, heads=(), columns=()):
        if text.strip():
            block = Block(self._section, kind.strip("/"), text, self._heading, list(heads), list(columns))
            self.blocks.append(block)

    def _holds_blocks(self, element):
        return any(str(kid.S) in (*BLOCKS, "/L", "/Table", "/TR") for kid in self._below(element))

    def _is_loose(self, element):
        """Say whether text stands right in an element that is no block: its spans belong together."""
        kids = [kid for kid in self._kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        return any(str(kid.S) == "/Span" for kid in kids) and not self._holds_blocks(element)

    def _kids(self, element):
        kids = element.get("/K", [])
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    def _below(self, element):
        for kid in self._kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from self._below(kid)

    def _text(self, element):
        return re.sub(r"\s+", " ", " ".join(self._parts(element))).strip()

    def _parts(self, element):
        for kid in self._kids(element):
            if isinstance(kid, int):
                yield self._words.of(element.Pg, kid)
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid and kid.S != "/Figure":
                parts = list(self._parts(kid))
                is_mark = kid.S == "/Link" and "".join(parts).strip().isdigit()
                yield from () if is_mark else parts  # a raised number leads to a note, and counts nothing
