"""PDF objects written one after another, so that a run of any length holds little; small ones packed together."""

import hashlib
import zlib
from array import array
from typing import BinaryIO

PACK = 150  # objects in one compressed stream of objects
HEADER = b"%PDF-1.7\n%\xe5\xad\x97\xe7\xac\xa6\n"


class Writer:
    """A PDF on its way into a file; what is written is never looked at again, so a run may be of any length."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.at = 0
        self.digest = hashlib.sha256()
        # for every object: kind (1 in the file, 2 in a stream of objects), place or stream, index in it
        self.kinds, self.places, self.indexes = bytearray([0]), array("Q", [0]), array("H", [65535])
        self.small: list[tuple[int, bytes]] = []
        self._write(HEADER)

    def _write(self, data: bytes) -> None:
        self.out.write(data)
        self.digest.update(data)
        self.at += len(data)

    def reserve(self) -> int:
        """The number of an object to be written later."""
        self.kinds.append(0)
        self.places.append(0)
        self.indexes.append(0)
        return len(self.kinds) - 1

    def put(self, body: str | bytes, number: int | None = None) -> int:
        """A small object; its number."""
        number = number or self.reserve()
        self.small.append((number, body.encode() if isinstance(body, str) else body))
        if len(self.small) >= PACK:
            self._pack()
        return number

    def stream(self, data: bytes, head: str = "", number: int | None = None, compress: bool = True) -> int:
        """A stream, compressed unless told otherwise; its number."""
        return self.packed(zlib.compress(data), head, number) if compress else self._stream(data, head, number)

    def packed(self, data: bytes, head: str = "", number: int | None = None) -> int:
        """A stream that is compressed already; its number."""
        return self._stream(data, f"/Filter/FlateDecode{head}", number)

    def _stream(self, data: bytes, head: str, number: int | None) -> int:
        number = number or self.reserve()
        self.kinds[number], self.places[number] = 1, self.at
        self._write(b"%d 0 obj\n<</Length %d%b>>\nstream\n" % (number, len(data), head.encode()))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")
        return number

    def _pack(self) -> None:
        if not self.small:
            return
        holder = self.reserve()
        index, bodies, place = [], [], 0
        for position, (number, body) in enumerate(self.small):
            index.append(f"{number} {place}")
            bodies.append(body)
            place += len(body) + 1
            self.kinds[number], self.places[number], self.indexes[number] = 2, holder, position
        first = " ".join(index).encode() + b"\n"
        count, self.small = len(self.small), []
        self.stream(first + b"\n".join(bodies), f"/Type/ObjStm/N {count}/First {len(first)}", holder)

    def finish(self, root: int, info: int) -> None:
        """The table of objects and the end."""
        self._pack()
        table, start = self.reserve(), self.at
        self.kinds[table], self.places[table] = 1, start
        rows = b"".join(
            b"%c%b%b" % (kind, place.to_bytes(5, "big"), index.to_bytes(2, "big"))
            for kind, place, index in zip(self.kinds, self.places, self.indexes, strict=True)
        )
        name = self.digest.hexdigest()[:32]
        head = f"/Type/XRef/Size {len(self.kinds)}/W[1 5 2]/Root {root} 0 R/Info {info} 0 R/ID[<{name}><{name}>]"
        self.stream(rows, head, table)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)


def named(pdf: bytes) -> bytes:
    """A finished file whose name is the digest of all that stands before its table, as `finish` wrote it.

    For who has changed some of it since, byte for byte in its place.
    """
    start = int(pdf[pdf.rindex(b"startxref\n") + 10 :].split()[0])
    at = pdf.index(b"/ID[<", start) + 5
    name = hashlib.sha256(pdf[:start]).hexdigest()[:32].encode()
    return pdf[:at] + name + b"><" + name + pdf[at + 66 :]


def text(value: str) -> str:
    """A string object of any characters."""
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def number(value: float) -> str:
    """A number as short as a hundredth of a point needs."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
