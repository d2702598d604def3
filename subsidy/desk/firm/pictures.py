"""How large a picture would be once it is shown: what its head says, without decoding it."""

from typing import BinaryIO

MOST = 200_000_000  # points; a scanned A3 page at 600 dpi has 70 million
_NO_FRAME = frozenset((0xC4, 0xC8, 0xCC))  # of the markers C0 to CF those that give no size
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a length


def points(file: BinaryIO, type_: str) -> int:
    """Width times height of a PNG or JPEG; 0 for what says neither, or is another type."""
    sizes = {"png": _png, "jpg": _jpeg}
    file.seek(0)
    return sizes[type_](file) if type_ in sizes else 0


def _png(file: BinaryIO) -> int:
    head = file.read(24)
    return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big")


def _jpeg(file: BinaryIO) -> int:
    """The largest frame of all, as a picture may hold a small one of itself first."""
    file.seek(2)
    found = 0
    while (marker := file.read(2)) and marker[0] == 0xFF and len(marker) == 2:
        kind = marker[1]
        if kind in _ALONE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if kind == 0xDA or length < 2:  # from here on nothing but points
            break
        if 0xC0 <= kind <= 0xCF and kind not in _NO_FRAME:
            frame = file.read(5)
            found = max(found, int.from_bytes(frame[1:3], "big") * int.from_bytes(frame[3:5], "big"))
            file.seek(-len(frame), 1)
        file.seek(length - 2, 1)
    return found
