"""What the PDF engine leaves undone for PDF/UA-1 and PDF/A-3a, done on its objects before they are written.

The engine calls `finish` with the document it laid out and the file it is about to write. Structure elements,
annotations and metadata are its own objects; nothing here depends on more than the names that the two
standards give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

_UA_SCHEMA = (
    "<rdf:Description"
    ' rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of the standard</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
_UA_PART = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
# Elements of these kinds become one structure element each, so that the two trees can be read side by side.
_SPOKEN = {
    "blockquote": "/BlockQuote",
    "section": "/Sect",
    "h1": "/H1",
    "h2": "/H2",
    "h3": "/H3",
    "h4": "/H4",
    "p": "/P",
}


def finish(document: Any, pdf: Any) -> None:
    """Bring a PDF that the engine has made into full accord with PDF/UA-1 and PDF/A-3a."""
    elements = [thing for thing in pdf.objects if _is(thing, "/StructElem")]
    _claim_accessibility(pdf)
    _free_running_heads(pdf, elements)
    _drop_doubled_links(pdf, elements)
    _scope_heads(pdf, elements)
    _name_languages(document, elements)


def _is(thing: Any, kind: str) -> bool:
    return isinstance(thing, Mapping) and thing.get("Type") == kind


def _claim_accessibility(pdf: Any) -> None:
    """Name PDF/UA-1 next to PDF/A-3a in the metadata, with the schema that PDF/A wants for the name."""
    claim = f"{_UA_SCHEMA}{_UA_PART}</rdf:RDF>".encode()
    for thing in pdf.objects:
        if getattr(thing, "extra", None) and thing.extra.get("Subtype") == "/XML":
            thing.stream = [part.replace(b"</rdf:RDF>", claim) for part in thing.stream]


def _free_running_heads(pdf: Any, elements: list[Any]) -> None:
    """Mark what stands in the margins as no part of the text: the engine leaves it loose."""
    loose = {element.reference for element in elements} - set(_below_documents(elements))
    contents = {thing.reference: thing.stream for thing in pdf.objects if hasattr(thing, "stream")}
    owners = _owners(pdf)
    for page in (thing for thing in pdf.objects if _is(thing, "/Page")):
        marks = owners[page["StructParents"]]
        _make_artifacts(
            contents[page["Contents"]], {place for place, owner in enumerate(marks) if owner in loose}
        )
        marks[:] = ["null" if owner in loose else owner for owner in marks]


def _below_documents(elements: list[Any]) -> Iterator[Any]:
    """Yield the references of all elements that the document leads to."""
    known = {element.reference: element for element in elements}
    waiting = [element.reference for element in elements if element["S"] == "/Document"]
    while waiting:
        reference = waiting.pop()
        yield reference
        waiting += [kid for kid in known[reference]["K"] if kid in known]


def _owners(pdf: Any) -> dict[int, Any]:
    """Return what each number of the list from content to structure stands for."""
    (numbers,) = (thing["Nums"] for thing in pdf.objects if isinstance(thing, Mapping) and "Nums" in thing)
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def _make_artifacts(stream: list[Any], marks: set[int]) -> None:
    """Begin an artifact wherever a stream begins content with one of these marks."""
    for place, operand in enumerate(stream):
        if isinstance(operand, dict) and operand.get("MCID") in marks:
            stream[place - 1] = "/Artifact"
            operand.clear()
            operand["Type"] = "/Pagination"


def _drop_doubled_links(pdf: Any, elements: list[Any]) -> None:
    """Leave each link the one annotation of its own; the engine makes another for every box inside it."""
    targets = {thing.reference: thing["Obj"] for thing in pdf.objects if _is(thing, "/OBJR")}
    doubled = set()
    for element in elements:
        if element["S"] == "/Link":
            continue
        held = [kid for kid in element["K"] if kid in targets]
        for kid in held:
            element["K"].remove(kid)
            doubled.add(targets[kid])
    for thing in pdf.objects:
        if _is(thing, "/Page") and "Annots" in thing:
            thing["Annots"][:] = [each for each in thing["Annots"] if each not in doubled]
    _drop_from_parent_tree(pdf, doubled)


def _drop_from_parent_tree(pdf: Any, doubled: set[Any]) -> None:
    """Take the annotations that are gone out of the list that leads from content to structure."""
    gone = {
        thing.pop("StructParent")
        for thing in pdf.objects
        if _is(thing, "/Annot") and thing.reference in doubled and "StructParent" in thing
    }
    for thing in pdf.objects:
        if isinstance(thing, Mapping) and "Nums" in thing:
            pairs = zip(thing["Nums"][::2], thing["Nums"][1::2], strict=True)
            thing["Nums"][:] = [each for pair in pairs if pair[0] not in gone for each in pair]


def _scope_heads(pdf: Any, elements: list[Any]) -> None:
    """Say of each head of a table whether it stands over a column or before a row."""
    known = {element.reference: element for element in elements}
    for element in elements:
        if element["S"] == "/TH":
            group = known.get(known[element["P"]]["P"], {})
            element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def _name_languages(document: Any, elements: list[Any]) -> None:
    """Name the language of each part that is in another one than the report."""
    made = defaultdict(list)
    for element in elements:
        made[element["S"]].append(element)
    laid = defaultdict(list)
    for page in document.pages:
        for box in _boxes(page._page_box):
            laid[_SPOKEN[box.element_tag]].append(box)
    for kind, boxes in laid.items():
        for box, element in zip(boxes, made[kind], strict=True):
            language = box.element.get("lang")
            if language and language != document.metadata.lang:
                element["Lang"] = _text(language)


def _boxes(box: Any) -> Iterator[Any]:
    """Yield the boxes of elements in `_SPOKEN`, in the order in which the engine makes their structure."""
    if hasattr(box, "_box"):  # placed absolutely: the engine keeps its box under another
        box = box._box
    is_text = type(box).__name__ in ("LineBox", "TextBox")  # pieces of the element that they stand in
    if box.element is not None and box.element_tag in _SPOKEN and not is_text:
        yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)


def _text(value: str) -> Any:
    import pydyf

    return pydyf.String(value)
