"""The seal of a letter: one signature over award.json, one over every byte of the file, in a second attachment."""

import hashlib
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .keys import fingerprint

NAME = "award.json.sig"
BLANK = b"0" * 128

# Lower case only: a digit of the last line is not covered by what it signs, so there must be one way to write it.
PATTERN = re.compile(rb"subsidy-seal 1\nkey ([0-9a-f]{16})\naward ([0-9a-f]{128})\nfile ([0-9a-f]{128})\n")


class Seal(NamedTuple):
    """What a seal says: the fingerprint of the key, and both signatures."""

    key: str
    award: bytes
    file: bytes


def room(mark: str) -> bytes:
    """The attachment that `attest` and `seal` complete, by a key's fingerprint; it must lie in the PDF as it is."""
    blank = BLANK.decode()
    return f"subsidy-seal 1\nkey {mark}\naward {blank}\nfile {blank}\n".encode()


def placeholder(award: bytes, key: Ed25519PrivateKey) -> bytes:
    """The attachment that `seal` completes; it must lie in the PDF as it is, not compressed."""
    return attest(room(fingerprint(key.public_key())), award, key)


def attest(pdf: bytes, award: bytes, key: Ed25519PrivateKey) -> bytes:
    """The PDF with the signature of the award.json in it; ValueError as `seal`."""
    start, end = _blank(pdf, 2, key)
    return pdf[:start] + key.sign(award).hex().encode() + pdf[end:]


def seal(pdf: bytes, key: Ed25519PrivateKey) -> bytes:
    """The PDF with its seal completed; ValueError unless it holds exactly one, of this key and not yet completed."""
    start, end = _blank(pdf, 3, key)
    return pdf[:start] + key.sign(hashlib.sha256(pdf).digest()).hex().encode() + pdf[end:]


def _blank(pdf: bytes, place: int, key: Ed25519PrivateKey) -> tuple[int, int]:
    """Where a signature is to stand."""
    found = list(PATTERN.finditer(pdf))
    if len(found) != 1:
        raise ValueError(f"PDF 中应恰有一处待填的签名，现有 {len(found)} 处")
    if found[0][place] != BLANK or found[0][1].decode() != fingerprint(key.public_key()):
        raise ValueError("PDF 中的签名已经填好，或者属于另一把钥匙")
    return found[0].span(place)


def parse(text: bytes) -> Seal | None:
    """The seal that an attachment holds; None where it is anything else."""
    found = PATTERN.fullmatch(text)
    return _seal(found) if found else None


def find(pdf: bytes) -> list[Seal]:
    """Every seal that lies open in the bytes of a file, whether the file can be read as a PDF or not."""
    return [_seal(found) for found in PATTERN.finditer(pdf)]


def award_holds(award: bytes, made: Seal, key: Ed25519PublicKey) -> bool:
    """Whether the key made this seal for this award.json."""
    return made.key == fingerprint(key) and _holds(made.award, award, key)


def file_holds(pdf: bytes, key: Ed25519PublicKey) -> bool:
    """Whether every byte of the file is as the key sealed it."""
    found = list(PATTERN.finditer(pdf))
    if len(found) != 1:
        return False
    start, end = found[0].span(3)
    blank = hashlib.sha256(pdf[:start] + BLANK + pdf[end:]).digest()
    return _holds(bytes.fromhex(found[0][3].decode()), blank, key)


def _seal(found: re.Match[bytes]) -> Seal:
    return Seal(found[1].decode(), bytes.fromhex(found[2].decode()), bytes.fromhex(found[3].decode()))


def _holds(signature: bytes, data: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
