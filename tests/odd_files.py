"""Files as people really send them, each made by code: what they are called, their bytes, what comes of them.

What comes of a file is a number of rows that would be taken in, or a word of the sentence that refuses it.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

PEOPLE = (("name", "email"), ("Ada Lovelace", "ada@example.org"), ("김연구", "kim@example.org"))
LINES = "name,email\nAda Lovelace,ada@example.org\n김연구,kim@example.org\n"
KOREAN = "이름;이메일;언어\n김연구;kim@example.org;한국어\n이박사;lee@example.org;영어\n"
MARKUP = "<script>alert(1)</script>"

Sheet = Sequence[Sequence[Any]]


def workbook(*sheets: Sheet, change: Callable[[Workbook], None] | None = None) -> bytes:
    """Return a workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"Sheet {number}")
        for row in rows:
            page.append(list(row))
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def shared_strings(rows: Sheet) -> bytes:
    """Return a workbook as most programs write it: its texts in a part of their own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return file.getvalue()


def repack(content: bytes, **changes: Callable[[bytes], bytes] | bytes | None) -> bytes:
    """Return a workbook with some of its parts changed, added or (None) left out; `__` stands for `/`."""
    new = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_xml", ".xml"): each for name, each in changes.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as out:
        for name in old.namelist():
            change = wanted.pop(name, old.read(name))
            if change is not None:
                out.writestr(name, change(old.read(name)) if callable(change) else change)
        for name, change in wanted.items():
            if change is not None:
                out.writestr(name, change)
    return new.getvalue()


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return a change that puts one text in the place of another."""
    return lambda part: part.replace(old, new)


def lie_about_size(content: bytes, name: str, size: int) -> bytes:
    """Return an archive whose directory says that a part is of another size."""
    raw = bytearray(content)
    mark = name.encode()
    for start, header, offset in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = -1
        while (at := raw.find(start, at + 1)) >= 0:
            if raw[at + header : at + header + len(mark)] == mark:
                raw[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(raw)


def hidden(state: str) -> Callable[[Workbook], None]:
    """Return a change that hides the first sheet."""

    def change(book: Workbook) -> None:
        book.worksheets[0].sheet_state = state

    return change


def merge(cells: str) -> Callable[[Workbook], None]:
    """Return a change that merges cells of the first sheet."""
    return lambda book: book.worksheets[0].merge_cells(cells)


SHEET = "xl__worksheets__sheet1_xml"
ONE = workbook(PEOPLE)
TEXTS: dict[str, tuple[bytes, int | str]] = {
    "plain utf-8": (LINES.encode(), 2),
    "utf-8 with mark": (LINES.encode("utf-8-sig"), 2),
    "utf-16 little end with mark": (LINES.encode("utf-16"), 2),
    "utf-16 big end with mark": (b"\xfe\xff" + LINES.encode("utf-16-be"), 2),
    "utf-16 little end without mark": (LINES.encode("utf-16-le"), 2),
    "utf-16 big end without mark": (LINES.encode("utf-16-be"), 2),
    "cp949": (KOREAN.encode("cp949"), 2),
    "cp949 with rare syllables": ("이름,이메일\n홍뷁쀍,hong@example.org\n".encode("cp949"), 1),
    "windows-1252": ("name;email\nJörg Müßig;joerg@example.org\n".encode("cp1252"), 1),
    "decomposed korean": ("이름,이메일\n\u1100\u1175\u11b7,kim@example.org\n".encode(), 1),
    "semicolons": (LINES.replace(",", ";").encode(), 2),
    "tabs": (LINES.replace(",", "\t").encode(), 2),
    "bars": (LINES.replace(",", "|").encode(), 2),
    "separator declared": (b"sep=;\r\nname;email\r\nAda;ada@example.org\r\n", 1),
    "commas in semicolon names": (b"name;email\nLovelace, Ada;ada@example.org\nBush, Kim;k@example.org\n", 2),
    "quotes and commas": (b'name,email\n"Lovelace, Ada",ada@example.org\n', 1),
    "doubled quotes": (b'name,email\n"Ada ""Countess"" L.",ada@example.org\n', 1),
    "line break in a cell": (b'name,email\n"Ada\nLovelace",ada@example.org\n', 1),
    "quote never closed": (b'name,email\n"Ada,ada@example.org\nKim,kim@example.org\n', "quotation"),
    "quote in the middle": (b'name,email\nAda 5" L,ada@example.org\n', 1),
    "text after a quote": (b'name,email\n"Ada" L,ada@example.org\n', 1),
    "windows lines": (LINES.replace("\n", "\r\n").encode(), 2),
    "old mac lines": (LINES.replace("\n", "\r").encode(), 2),
    "mixed lines": (b"name,email\r\nAda,ada@example.org\rKim,kim@example.org\n", 2),
    "no line at the end": (LINES.strip().encode(), 2),
    "blank lines": (b"\n\nname,email\n\n\nAda,ada@example.org\n\n", 1),
    "commas at the ends": (b"name,email,,,\nAda,ada@example.org,,,\n,,,,\n", 1),
    "short rows": (b"name,email,group\nAda,ada@example.org\n", 1),
    "title above the headings": (b"Panel 2030,,\n,,\nname,email,x\nAda,ada@example.org,1\n", 1),
    "headings in another order": (b"E-Mail Address,Full Name\nada@example.org,Ada\n", 1),
    "headings with marks": (b"Name*,E-mail:\nAda,ada@example.org\n", 1),
    "korean headings with spaces": ("성 명,전자 우편\n김연구,kim@example.org\n".encode(), 1),
    "no headings": (b"Ada,ada@example.org\nKim,kim@example.org\n", 2),
    "named addresses": (b"name,email\nAda,Ada Lovelace <ada@example.org>\n", 1),
    "capital address": (b"name,email\nAda,ADA@Example.ORG\n", 1),
    "domain in korean": ("name,email\nAda,ada@예시.example\n".encode(), 1),
    "same person twice": (b"name,email\nAda,ada@example.org\nAda,ADA@example.org\n", 1),
    "same address, other name": (b"name,email\nAda,ada@example.org\nEve,ada@example.org\n", "row 2"),
    "apostrophe against formulas": (b"name,email\n'=Ada,ada@example.org\n", 1),
    "formula as a name": (b"name,email\n=1+1,ada@example.org\n", 1),
    "apostrophe of a name": (b"name,email\nO'Brien,ob@example.org\n", 1),
    "invisible characters": ("name,email\nA\u200bda,\ufeffada@example.org\n".encode(), 1),
    "words that turn around": ("name,email\n\u202eadA,ada@example.org\n".encode(), 1),
    "hard spaces": ("name,email\n\u00a0Ada\u00a0,ada@example.org\u00a0\n".encode(), 1),
    "wide letters": ("ｎａｍｅ,ｅｍａｉｌ\nAda,ada@example.org\n".encode(), 1),
    "registration number": ("이름,이메일,비고\n김,k@example.org,900101-1234567\n".encode(), "registration"),
    "registration number in the name": (b"name,email\nKim 9001011234567,k@example.org\n", "registration"),
    "unknown group": (b"name,email,group\nAda,ada@example.org,Martians\n", "Martians"),
    "unknown language": (b"name,email,language\nAda,ada@example.org,Klingon\n", "Klingon"),
    "no address": (b"name,email\nAda,\n", "missing"),
    "broken address": (b"name,email\nAda,ada(at)example.org\n", "e-mail"),
    "two addresses": (b"name,email\nAda,a@example.org; b@example.org\n", "e-mail"),
    "header injection": (b'name,email\nAda,"a@example.org\nBcc: x@example.org"\n', "e-mail"),
    "markup in a name": (f"name,email\n{MARKUP},ada@example.org\n".encode(), 1),
    "markup in an address": (f"name,email\nAda,{MARKUP}\n".encode(), "e-mail"),
    "only headings": (b"name,email\n", 0),
    "empty": (b"", "empty"),
    "only blanks": (b" \n\n \n", "empty"),
    "only commas": (b",,,\n,,,\n", "Nothing"),
    "zeros": (bytes(2_000), "table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "table"),
    "a document": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "table"),
    "noise": (bytes((7 * n * n + 13 * n) % 256 for n in range(3_000)), "table"),
    "a long name": (b"name,email\n" + b"A" * 400 + b",ada@example.org\n", "200"),
    "a huge cell": (b"name,email\n" + b"A" * 30_000 + b",ada@example.org\n", "20000"),
    "many columns": (
        ",".join(["name", "email", *map(str, range(500))]).encode() + b"\nAda,ada@example.org\n",
        1,
    ),
    "many rows": (b"name,email\n" + b"A,a@example.org\n" * 10_002, "10000"),
}
BOOKS: dict[str, tuple[bytes, int | str]] = {
    "workbook": (ONE, 2),
    "first sheet empty": (workbook([], PEOPLE), 2),
    "first sheet hidden": (
        workbook([("name", "email"), ("Eve", "eve@example.org")], PEOPLE, change=hidden("hidden")),
        2,
    ),
    "first sheet very hidden": (workbook([("secret",)], PEOPLE, change=hidden("veryHidden")), 2),
    "merged heading": (workbook([("Panel", None), *PEOPLE], change=merge("A1:B1")), 2),
    "merged names": (workbook([*PEOPLE, ("", "x@example.org")], change=merge("A3:A4")), "missing"),
    "formula": (workbook([PEOPLE[0], ('=CONCAT("A","da")', "ada@example.org")]), 1),
    "formula over cells": (workbook([PEOPLE[0], (ArrayFormula("A2", "=A3"), "ada@example.org")]), 1),
    "date as a name": (workbook([PEOPLE[0], (date(2026, 3, 1), "ada@example.org")]), "2026-03-01"),
    "hour as a name": (
        workbook([PEOPLE[0], (datetime.fromisoformat("2026-03-01T09:30"), "ada@example.org")]),
        "09:30",
    ),
    "date in another column": (
        workbook([(*PEOPLE[0], "met on"), ("Ada", "ada@example.org", date(2026, 3, 1))]),
        1,
    ),
    "number as a name": (workbook([PEOPLE[0], (12.0, "ada@example.org")]), 1),
    "truth as a name": (workbook([PEOPLE[0], (True, "ada@example.org")]), 1),
    "error of the spreadsheet": (workbook([PEOPLE[0], ("#REF!", "ada@example.org")]), "error"),
    "far away cell": (workbook([*PEOPLE], change=lambda book: book.worksheets[0].cell(90_000, 1, " ")), 2),
    "says it is huge": (repack(ONE, **{SHEET: swap(b'ref="A1:B3"', b'ref="A1:XFD1048576"')}), 2),
    "row without end": (repack(ONE, **{SHEET: swap(b'<row r="3"', b'<row r="999999999"')}), "large"),
    "entities": (
        repack(ONE, **{SHEET: lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part.partition(b"?>")[2]}),
        "entities",
    ),
    "file from elsewhere": (
        repack(
            ONE,
            xl__sharedStrings_xml=b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            b"<sst><si><t>&e;</t></si></sst>",
        ),
        "entities",
    ),
    "entities in utf-16": (
        repack(ONE, **{SHEET: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><x/>'.encode("utf-16")}),
        "entities",
    ),
    "bomb": (repack(ONE, xl__media__x=bytes(60 * 1024 * 1024)), "large"),
    "bomb that says it is small": (
        lie_about_size(repack(ONE, xl__media__x=bytes(60 * 1024 * 1024)), "xl/media/x", 10),
        "read",
    ),
    "many parts": (repack(ONE, **{f"xl__x{number}": b"" for number in range(600)}), "large"),
    "texts in a part of their own": (shared_strings(PEOPLE), 2),
    "no texts where they should be": (repack(shared_strings(PEOPLE), xl__sharedStrings_xml=None), "read"),
    "no workbook part": (repack(ONE, xl__workbook_xml=None), "read"),
    "broken xml": (repack(ONE, **{SHEET: swap(b"</row>", b"")}), "read"),
    "truncated": (ONE[: len(ONE) // 2], "read"),
    "truncated at the end": (ONE[:-10], "read"),
    "bent in the middle": (ONE[:900] + b"\0" * 200 + ONE[1_100:], "read"),
    "another kind of archive": (repack(b"PK\x05\x06" + bytes(18), word__document_xml=b"<x/>"), "workbook"),
    "old or protected": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected"),
    "empty workbook": (workbook([]), "Nothing"),
    "markup": (workbook([PEOPLE[0], (MARKUP, "ada@example.org")]), 1),
    "sheet called markup": (
        workbook(PEOPLE, [], change=lambda book: setattr(book.worksheets[0], "title", "<img src=x>")),
        2,
    ),
}
CORPUS = TEXTS | BOOKS
