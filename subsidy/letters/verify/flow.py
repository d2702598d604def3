"""The text of an award as it comes in a PDF: page by page, what is placed by itself (address, date) after the rest."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .carried import squeezed
from .report import Finding
from .sight import THICK, Sight

LABEL = re.compile(r"[—–―－-]+(\d+)(?:/(\d+))?[—–―－-]+|第(\d+)页[，,、/]?(?:共(\d+)页)?")
FIGURE = re.compile(r"\d[\d,]*\.\d\d")
HEAD, SHORT = "序号", 3
AHEAD = 12  # blocks of one letter that are placed by themselves: number, address, code; hint, issuer, date


class Page(NamedTuple):
    """The characters of a page without spaces, and where each stands in what is seen."""

    text: str
    places: tuple[int, ...]
    number: int


def page(sight: Sight, number: int, count: int) -> tuple[Page, list[Finding]]:
    """A page without its spaces and its own number, and what is wrong with that number."""
    findings: list[Finding] = []
    kept: list[int] = []
    labelled = False
    feet = [height for char, height in zip(sight.text, sight.heights, strict=True) if not char.isspace()]
    for found in re.finditer(r"[^\r\n]+", sight.text):
        label = None if labelled else LABEL.fullmatch(squeezed(found[0]))
        if label and sight.heights[found.end() - 1] < min(feet) + THICK:
            labelled = True
            said, total = label[1] or label[3], label[2] or label[4]
            if int(said) != number:
                findings.append(Finding("pages", "页码与次序不符", f"第 {said} 页", f"第 {number} 页", number))
            if total and int(total) != count:
                findings.append(Finding("pages", "页数与页码不符", f"{count} 页", f"{total} 页", number))
        else:
            kept += [at for at in range(*found.span()) if not sight.text[at].isspace()]
    if not kept:
        findings.append(Finding("pages", "这一页没有文字", page=number))
    return Page("".join(sight.text[at] for at in kept), tuple(kept), number), findings


def without_heads(pages: Sequence[Page], text: Sequence[str]) -> list[Page]:
    """The pages without the heads of a table's columns, where they stand again on a later page that it reaches.

    No letter begins with them: where the file does, the pages before are gone.
    """
    head = _head(text)
    found: list[Page] = []
    for each in pages:
        if head and each.text.startswith(head) and (not found or any(head in earlier.text for earlier in found)):
            each = each._replace(text=each.text[len(head) :], places=each.places[len(head) :])
        found.append(each)
    return found


def reordered(pages: Sequence[Page], text: Sequence[str]) -> list[Page]:
    """The pages in the order in which their beginnings stand in the text, without repeated heads."""
    whole, head = squeezed("".join(text)), _head(text)
    places = [whole.find((page.text.removeprefix(head) or page.text)[:30]) for page in pages]
    return without_heads([page for _, page in sorted(zip(places, pages, strict=True), key=lambda pair: pair[0])], text)


def _head(text: Sequence[str]) -> str:
    if HEAD not in text:
        return ""
    start = text.index(HEAD)
    end = next((at for at in range(start, len(text)) if text[at].isdigit()), start)
    return squeezed("".join(text[start:end]))


def painted(text: Sequence[str], seen: str) -> str:
    """The text with its blocks in the order in which they are seen; one that is not seen stays behind its own."""
    placed, place = [], 0
    for block in map(squeezed, text):
        if len(block) >= SHORT and seen.count(block) == 1 and not FIGURE.search(block):
            place = seen.index(block)
        placed.append((place, block))
    return "".join(block for _, block in sorted(placed, key=lambda pair: pair[0]))


def same(text: Sequence[str], pages: Sequence[str]) -> bool:
    """Whether the pages hold the text, all of it, in order, and nothing else."""
    return left(text, pages) == ""


def left(text: Sequence[str], pages: Sequence[str]) -> str | None:
    """What of the text comes after the pages, which hold all before, in order, and nothing else; None otherwise.

    Blocks without amounts may stand at the end of their page: what is placed by itself is painted last.
    """
    blocks = [squeezed(block) for block in text]
    at, rest = 0, blocks[0] if blocks else ""
    for page_text in pages:
        moved = _page(blocks, at, rest, page_text)
        if moved is None:
            return None
        at, rest = moved
    return rest + "".join(blocks[at + 1 :])


def _page(blocks: Sequence[str], at: int, rest: str, text: str) -> tuple[int, str] | None:
    """Where the text goes on after a page (block and what is left of it); None where the page says something else."""
    place = 0
    waiting: list[str] = []
    while True:
        if not rest and at < len(blocks):
            at += 1
            rest = blocks[at] if at < len(blocks) else ""
            continue
        if rest and text.startswith(rest, place):
            place, rest = place + len(rest), ""
            continue
        ended = _end(blocks, at, rest, waiting, text[place:])
        if ended is not None:
            return ended
        later = _skip(blocks, at, rest, text, place)
        if later is None:
            return None
        waiting += blocks[at:later]
        at, rest = later, blocks[later]


def _end(blocks: Sequence[str], at: int, rest: str, waiting: Sequence[str], text: str) -> tuple[int, str] | None:
    """What a page ends with: the beginning of a block that goes on, then what waited."""
    common = next((n for n, (a, b) in enumerate(zip(rest, text, strict=False)) if a != b), min(len(rest), len(text)))
    for taken in range(common, max(common - 4, -1), -1):
        own = [] if taken or rest != "".join(blocks[at : at + 1]) else list(blocks[at : at + AHEAD])
        used = _placed(list(waiting), own, text[taken:])
        if used is not None:
            after = at + used
            return (after, blocks[after] if after < len(blocks) else "") if used else (at, rest[taken:])
    return None


def _placed(waiting: list[str], own: list[str], text: str) -> int | None:
    """How many of `own` stand in a text made of them and of all that waited, in any order; None for another text."""
    ahead = list(own)
    while text:
        fits = [block for block in (*waiting, *ahead) if text.startswith(block) and not FIGURE.search(block)]
        if not fits:
            return None
        block = max(fits, key=len)
        (waiting if block in waiting else ahead).remove(block)
        text = text[len(block) :]
    used = len(own) - len(ahead)
    return None if waiting or ahead != own[used:] else used


def _skip(blocks: Sequence[str], at: int, rest: str, text: str, place: int) -> int | None:
    """The next block that stands here, past blocks that may stand elsewhere on the page."""
    if at >= len(blocks) or rest != blocks[at]:
        return None
    for later in range(at + 1, min(at + AHEAD, len(blocks))):
        if FIGURE.search(blocks[later - 1]):
            return None
        if text.startswith(blocks[later], place):
            return later
    return None
