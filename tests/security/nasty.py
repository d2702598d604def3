"""What nobody should send, and seeded ways of sending it: values, bytes, parts of a workbook, places in a document."""

import copy
import io
import json
import random
import re
import zipfile

# a firm's name that is a formula, markup, an address, a path or a command, wherever it comes out again
FORMULAS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://evil.example","示例")', "\t=1+1")
MARKUP = (
    "<img src=file:///etc/passwd>",
    '<link rel=attachment href="file:///etc/passwd">',
    "<style>@import url(http://evil.example/x.css)</style>",
    '"><script src=//evil.example></script>',
    "{{ config }}{% include '/etc/passwd' %}",
    "<object data=file:///etc/passwd></object>",
    "url(file:///etc/passwd)",
)
TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\ufffe",
    "\u202e示例",
    "示" * 300,
    "示" * 40_000,
    "一\n二",
    "../../etc/passwd",
    "'; DROP TABLE firms; --",
    "%s%n{0}",
    "合计",
    "填报人：",
    "1e999",
    "-0",
    "٣",
    "½",
    "9" * 30,
    "9" * 5000,
    "0x10",
    "0.1.2",
    "1,2,3",
    "NaN",
    "无",
    *FORMULAS,
    *MARKUP,
)
PLAUSIBLE = ("3,000.00", "１２３４５", 1, 10**6, "1000000000", "四级", "是", "示例乙", 2021, "2023年度", "110000", True)
VALUES = (
    *TEXTS,
    None,
    True,
    0,
    -1,
    10**15,
    2**63,
    -(2**63) - 1,
    10**400,
    0.1,
    1e300,
    [],
    {},
    [[[[[]]]]],
    {"item": {"item": []}},
)


def spoilt(rng: random.Random, data: bytes) -> bytes:
    """Bytes with one to four places changed, cut out, doubled or cut off."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(found) + 1)
        until = min(len(found), at + rng.choice((1, 2, 8, 64, 512)))
        kind = rng.randrange(5)
        if kind == 0:
            found[at:until] = rng.randbytes(until - at)
        elif kind == 1:
            del found[at:until]
        elif kind == 2:
            found[at:at] = found[at:until] * rng.choice((1, 3))
        elif kind == 3 and found:
            found[min(at, len(found) - 1)] ^= 1 << rng.randrange(8)
        elif rng.random() < 0.2:
            del found[at:]
    return bytes(found)


def places(found, path=()):
    """The path of everything in a document."""
    yield path
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


def document(rng: random.Random, given):
    """A JSON document with one to three places replaced, taken away, doubled, or joined by strangers."""
    found = copy.deepcopy(given)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        *way, last = rng.choice([path for path in places(found) if path] or [("case",)])
        holder = found
        for name in way:
            holder = holder[name]
        if not isinstance(holder, dict | list) or (isinstance(holder, dict) and last not in holder):
            continue
        kind = rng.randrange(4)
        if kind == 0:
            del holder[last]
        elif kind == 1 and isinstance(holder, dict):
            holder[rng.choice([text for text in TEXTS if len(text) < 400])] = rng.choice(VALUES)
        elif kind == 2 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[last] = rng.choice(rng.choice((VALUES, PLAUSIBLE)))
    return found


def line(rng: random.Random, given) -> bytes:
    """A line of a case file, spoilt as a document or as bytes."""
    if rng.random() < 0.7:
        text = json.dumps(document(rng, given), ensure_ascii=rng.random() < 0.5)
        return text.encode("utf-8", "surrogatepass").replace(b"\n", b" ")
    return spoilt(rng, json.dumps(given, ensure_ascii=False).encode()).replace(b"\n", b" ")


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return held.getvalue()


_VALUE = re.compile(rb"(?<=<v>)[^<]*(?=</v>)|(?<=>)[^<]+(?=</t>)")
_ATTRIBUTE = re.compile(rb'(?<=")[^"<>]*(?=")')
_ELEMENT = re.compile(rb"<(\w+)[^<>]*/>|<(c|row|si|xf|sheet|mergeCell|Relationship)\b[^<>]*>.*?</\2>", re.DOTALL)
ODD = (
    b"",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"A1048576",
    b"XFE1",
    b"A0",
    b"nan",
    b"x",
    b"s",
    b"inlineStr",
    b"1e400",
)


def workbook(rng: random.Random, parts: dict[str, bytes]) -> bytes:
    """A workbook with its file, a part's bytes, or an element, attribute or text of a part spoilt."""
    if rng.random() < 0.15:
        return spoilt(rng, packed(parts))
    found = dict(parts)
    for _ in range(rng.randint(1, 3)):
        # the sheets first: there is most to be misunderstood
        name = rng.choice([one for one in found if rng.random() < 0.4 or "sheet" in one.lower()] or list(found))
        kind = rng.randrange(6)
        if kind == 0:
            found[name] = spoilt(rng, found[name])
        elif kind == 1 and rng.random() < 0.3:
            del found[name]
        else:
            found[name] = _altered(rng, found[name], kind)
    return packed(found or parts)


def _altered(rng: random.Random, part: bytes, kind: int) -> bytes:
    pattern = (_VALUE, _VALUE, _VALUE, _VALUE, _ATTRIBUTE, _ELEMENT)[kind]
    hits = list(pattern.finditer(part))
    if not hits:
        return part
    hit = rng.choice(hits)
    if pattern is _ELEMENT:
        new = rng.choice((b"", hit[0] * 2, hit[0] * 50))
    elif pattern is _ATTRIBUTE:
        new = rng.choice(ODD)
    else:
        text = str(rng.choice(VALUES)).encode("utf-8", "replace")
        new = rng.choice(ODD) if rng.random() < 0.3 else text.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    return part[: hit.start()] + new + part[hit.end() :]
