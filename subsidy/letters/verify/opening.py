"""A file that anybody may have made, opened with care: what it carries and says of itself, and what no letter has."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

from subsidy.letters import award, seal

from . import drawing
from .report import Finding

MAX_FILE = 20_000_000  # bytes; a letter has some hundred thousand
MAX_INFLATED = 200_000_000  # bytes of all streams together
MAX_PAGES = 200

_STREAM = re.compile(rb"stream\r?\n")
_TITLE, _CREATOR = "{http://purl.org/dc/elements/1.1/}title", "{http://purl.org/dc/elements/1.1/}creator"


class OpeningError(ValueError):
    """A file that cannot be looked into; says why, in Chinese."""


class Opened(NamedTuple):
    """What lies in a file besides its text."""

    award: bytes | None
    seal: bytes | None
    pages: int
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    findings: tuple[Finding, ...]


def look(data: bytes, trusted: bool = False) -> Opened:
    """Looks into a file; OpeningError where it is no PDF or not fit to be opened. `trusted`: its seal holds."""
    if not data:
        raise OpeningError("文件是空的")
    if b"%PDF-" not in data[:1024]:
        raise OpeningError("不是 PDF 文件")
    if not trusted:
        _small(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _look(pdf, trusted)
    except pikepdf.PasswordError:
        raise OpeningError("文件加了密码，告知书从不加密") from None
    except OpeningError:
        raise
    except Exception as error:  # what broken objects raise is without end, and none of it may reach the reader
        raise OpeningError(f"PDF 已损坏，打不开（{type(error).__name__}）") from None


def _small(data: bytes) -> None:
    """OpeningError for a file that would fill the memory once its streams are inflated."""
    if len(data) > MAX_FILE:
        raise OpeningError(f"文件有 {len(data) // 1_000_000} MB，告知书不超过 {MAX_FILE // 1_000_000} MB")
    left = MAX_INFLATED
    for found in _STREAM.finditer(data):
        try:
            left -= len(zlib.decompressobj().decompress(data[found.end() :], left))
        except zlib.error:
            continue
        if left <= 0:
            raise OpeningError("文件展开后过大，不是告知书")


def _look(pdf: pikepdf.Pdf, trusted: bool) -> Opened:
    count = len(pdf.pages)
    if count > MAX_PAGES:
        raise OpeningError(f"文件有 {count} 页，不是一封告知书")
    held, findings = _attached(pdf)
    findings += _alien(pdf)
    if not trusted:
        findings += drawing.alien(pdf)
    titles, authors = _said(pdf)
    return Opened(held.get(award.NAME), held.get(seal.NAME), count, titles, authors, tuple(findings))


def _attached(pdf: pikepdf.Pdf) -> tuple[dict[str, bytes], list[Finding]]:
    """What is attached, by name, and a finding for all that a letter does not carry."""
    held: dict[str, bytes] = {}
    findings = []
    for file in _files(pdf):
        name = str(file.get("/UF", file.get("/F", "")))
        stream = file["/EF"].get("/F", file["/EF"].get("/UF"))
        if name not in (award.NAME, seal.NAME) or name in held or not isinstance(stream, pikepdf.Stream):
            findings.append(Finding("attachment", "有告知书不带的附件", found=name))
        else:
            held[name] = _bytes(stream)
    return held, findings


def _files(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every file specification with a file in it, wherever it hangs; one of several that share a file."""
    seen = set()
    for thing in (*pdf.objects, *(spec.obj for spec in pdf.attachments.values())):
        if isinstance(thing, pikepdf.Dictionary) and isinstance(thing.get("/EF"), pikepdf.Dictionary):
            file = thing["/EF"].get("/F", thing["/EF"].get("/UF"))
            if file is not None and file.objgen not in seen:
                seen.add(file.objgen)
                yield thing


def _bytes(stream: pikepdf.Stream) -> bytes:
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None or (isinstance(filters, pikepdf.Array) and not len(filters)):
        return raw
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if filters != pikepdf.Name.FlateDecode:
        raise OpeningError("附件的压缩方式不是告知书所用的")
    return zlib.decompressobj().decompress(raw, MAX_FILE)


def _alien(pdf: pikepdf.Pdf) -> list[Finding]:
    """What a letter never has: encryption, scripts, forms, layers, annotations."""
    findings = [Finding("file", "文件被加密，告知书从不加密")] if pdf.is_encrypted else []
    root = pdf.Root
    scripts = "/JavaScript" in root.get("/Names", {})
    scripts |= any(key in root for key in ("/OpenAction", "/AA"))
    told = {
        "有脚本或自动动作": scripts,
        "有可填写的表单": "/AcroForm" in root,
        "有可隐藏的图层": "/OCProperties" in root,
    }
    findings += [Finding("pages", text) for text, there in told.items() if there]
    for number, page in enumerate(pdf.pages, 1):
        notes = page.obj.get("/Annots")
        if notes is not None and len(notes):
            kinds = "、".join(dict.fromkeys(str(note.get("/Subtype", "")).strip("/") for note in notes))
            findings.append(Finding("pages", "有后加的批注", found=kinds, page=number))
        if "/AA" in page.obj:
            findings.append(Finding("pages", "有自动动作", page=number))
    return findings


def _said(pdf: pikepdf.Pdf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles and authors that the file gives itself, in both of the places where it may."""
    info: Any = pdf.trailer.get("/Info", {})
    titles = [str(info["/Title"])] if "/Title" in info else []
    authors = [str(info["/Author"])] if "/Author" in info else []
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        title, creators = xmp.get(_TITLE), xmp.get(_CREATOR)
    if title is not None:
        titles.append(str(title))
    authors += [str(name) for name in creators or ()]
    return tuple(titles), tuple(authors)
