"""A checker for reports as PDF: what PDF/UA-1 and PDF/A-3a ask of structure, text, links and names.

`find_faults` returns a sentence for each fault. It judges the file alone; `bookmark_faults` also takes the
HTML from which the file was made. `scripts/validate_pdf` asks an independent validator the same.
"""

import io
import re
from collections import Counter
from html import unescape
from itertools import pairwise

import pikepdf

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
KNOWN = {
    *HEADINGS,
    *("/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/NonStruct", "/P", "/Span"),
    *("/L", "/LI", "/Lbl", "/LBody", "/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD"),
    *("/Link", "/Figure"),
}
PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"', "EI"}
OF_PEOPLE = {"/Author", "/CreationDate", "/ModDate"}
CLAIMS = ('pdfaid:part="3"', 'pdfaid:conformance="A"', "<pdfuaid:part>1</pdfuaid:part>", "pdfaSchema:prefix")


def find_faults(content, language):
    """Return what is wrong with a PDF, in sentences."""
    with pikepdf.open(io.BytesIO(content)) as document:
        elements = list(_walk(document.Root.StructTreeRoot.K, None, document.Root.StructTreeRoot))
        return [
            *_faults_of_catalogue(document, language),
            *_faults_of_structure(elements),
            *_faults_of_tables(elements),
            *_faults_of_headings(elements),
            *_faults_of_content(document, elements),
            *_faults_of_links(document, elements),
            *_faults_of_fonts(document),
            *_faults_of_metadata(document),
        ]


def bookmark_faults(content, html):
    """Return whether the bookmarks are the headings of the HTML, in order."""
    html = re.sub(r'<nav class="contents".*?</nav>', "", html, flags=re.DOTALL)
    headings = [_plain(text) for _level, text in re.findall(r"<h([23])\b[^>]*>(.*?)</h\1>", html, re.DOTALL)]
    with pikepdf.open(io.BytesIO(content)) as document, document.open_outline() as outline:
        titles = [_plain(title) for title in _titles(outline.root)]
    return [f"bookmark {one!r} for heading {other!r}" for one, other in _differing(titles, headings)]


def named_languages(content):
    """Count the structure elements that name a language of their own."""
    with pikepdf.open(io.BytesIO(content)) as document:
        elements = _walk(document.Root.StructTreeRoot.K, None, document.Root.StructTreeRoot)
        return Counter(str(element.Lang) for element, _parent in elements if "/Lang" in element)


def _differing(ones, others):
    longest = max(len(ones), len(others))
    padded = ([*each, *[None] * (longest - len(each))] for each in (ones, others))
    return [pair for pair in zip(*padded, strict=True) if pair[0] != pair[1]]


def _titles(items):
    for item in items:
        yield item.title
        yield from _titles(item.children)


def _plain(text):
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", text)))


def _walk(kids, parent, above):
    """Yield every structure element with its parent, in reading order."""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid, above
            if "/K" in kid:
                yield from _walk(kid.K, parent, kid)


def _faults_of_catalogue(document, language):
    root = document.Root
    facts = {
        "is not marked as tagged": "/MarkInfo" in root and bool(root.MarkInfo.Marked),
        "names another language": str(root.get("/Lang", "")) == language,
        "shows its file name as title": bool(root.ViewerPreferences.DisplayDocTitle),
        "has no title": bool(str(document.docinfo.get("/Title", "")).strip()),
        "has no outline": "/Outlines" in root,
        "names an author or a time": not {"/Author", "/CreationDate", "/ModDate"}
        & set(document.docinfo.keys()),
        "carries files": "/EmbeddedFiles" not in root.get("/Names", {}) and "/AF" not in root,
        "carries scripts": "/JavaScript" not in root.get("/Names", {}) and "/OpenAction" not in root,
        "has a page without tab order": all(page.obj.get("/Tabs") == "/S" for page in document.pages),
        "has no output intent": [str(each.S) for each in root.get("/OutputIntents", [])] == ["/GTS_PDFA1"],
    }
    return [f"the file {fault}" for fault, is_good in facts.items() if not is_good]


def _faults_of_structure(elements):
    for element, above in elements:
        kind = str(element.S)
        if kind not in KNOWN:
            yield f"{kind} is no standard structure"
        if element.P.objgen != above.objgen:
            yield f"a {kind} names another parent than holds it"
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure has no text in its place"


def _faults_of_tables(elements):
    for table, _above in elements:
        if table.S != "/Table":
            continue
        rows = [row for row, _ in _walk(table.K, None, table) if row.S == "/TR"]
        cells = [[each for each, _ in _walk(row.K, None, row) if each.S in ("/TH", "/TD")] for row in rows]
        if len(set(_widths(cells))) != 1:
            yield f"the rows of a table have different widths: {sorted(set(_widths(cells)))}"
        heads = [cell for row in cells for cell in row if cell.S == "/TH"]
        if not heads:
            yield "a table has no heads"
        if any(str(_attribute(head, "/Scope")) not in ("/Column", "/Row") for head in heads):
            yield "a head of a table does not say what it is the head of"


def _widths(rows):
    """Return the width of each row of a table, spans counted."""
    below, widths = Counter(), []
    for place, row in enumerate(rows):
        width = below[place]
        for cell in row:
            columns = int(_attribute(cell, "/ColSpan") or 1)
            width += columns
            for further in range(1, int(_attribute(cell, "/RowSpan") or 1)):
                below[place + further] += columns
        widths.append(width)
    if any(place >= len(rows) for place in below if below[place]):
        widths.append(0)  # a cell that reaches out of its table
    return widths


def _attribute(cell, name):
    attributes = cell.get("/A", {})
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if name in each:
            return each[name]
    return None


def _faults_of_headings(elements):
    levels = [int(str(element.S)[2:]) for element, _ in elements if str(element.S) in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "the headings do not begin with the only one of the first level"
    yield from (f"a heading of level {b} after one of {a}" for a, b in pairwise(levels) if b > a + 1)


def _faults_of_content(document, elements):
    """Yield what is drawn outside of structure and artifacts, and marked content that no structure holds."""
    held = {element.objgen for element, _ in elements}
    parents = dict(_pairs(document.Root.StructTreeRoot.ParentTree))
    for number, page in enumerate(document.pages, start=1):
        owners = parents.get(int(page.obj.StructParents), [])
        for fault in _unmarked(page, owners, held):
            yield f"page {number} {fault}"


def _unmarked(page, owners, held):
    marked = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            marked.append(_holder(instruction, owners, held))
        elif operator == "EMC":
            marked.pop()
        elif operator in PAINTING and not any(marked):
            yield f"draws {operator} outside of structure and artifacts"
    if marked:
        yield "leaves marked content open"


def _holder(instruction, owners, held):
    """Return what marked content belongs to: "artifact", "structure", or nothing."""
    if str(instruction.operands[0]) == "/Artifact":
        return "artifact"
    mark = int(instruction.operands[1].get("/MCID", -1)) if len(instruction.operands) > 1 else -1
    is_held = 0 <= mark < len(owners) and owners[mark] is not None and owners[mark].objgen in held
    return "structure" if is_held else ""


def _pairs(tree):
    numbers = tree.Nums
    return [(int(numbers[place]), numbers[place + 1]) for place in range(0, len(numbers), 2)]


def _faults_of_links(document, elements):
    parents = dict(_pairs(document.Root.StructTreeRoot.ParentTree))
    held = {element.objgen: str(element.S) for element, _ in elements}
    names = {str(name) for name in document.Root.get("/Names", {}).get("/Dests", {}).get("/Names", [])[::2]}
    for page in document.pages:
        for each in page.obj.get("/Annots", []):
            owner = parents.get(int(each.get("/StructParent", -1)))
            if owner is None or held.get(owner.objgen) != "/Link":
                yield "a link is not tagged as one"
            if not str(each.get("/Contents", "")):
                yield "a link does not say where it leads"
            if "/Dest" in each and str(each.Dest) not in names:
                yield f"a link leads nowhere: {each.Dest}"
            if "/A" in each and not str(each.A.get("/URI", "")).startswith(("http://", "https://")):
                yield "a link does something else than to open a page"


def _faults_of_fonts(document):
    for font in document.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        if font.Subtype == "/Type0" and "/ToUnicode" not in font:
            yield f"{font.BaseFont} cannot be read aloud"
        descriptor = font.get("/FontDescriptor")
        if font.Subtype != "/Type0" and not {"/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{font.BaseFont} is not embedded"


def _faults_of_metadata(document):
    metadata = document.Root.Metadata.read_bytes().decode()
    yield from (f"the metadata do not say {each}" for each in CLAIMS if each not in metadata)
    if unescape(metadata).find(str(document.docinfo["/Title"])) < 0:
        yield "the metadata name another title"
