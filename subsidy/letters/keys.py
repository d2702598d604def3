"""The office's key: office.key seals letters and is readable by the service alone, office.pub proves them."""

import contextlib
import hashlib
import os
import stat
import time
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE, PUBLIC = "office.key", "office.pub"
ABANDONED = 60  # seconds


class KeysError(ValueError):
    """A key that is missing or cannot be used; says why and what to do, in Chinese."""


def create(folder: Path) -> bool:
    """Makes the office's pair of keys, or what is missing of it; whether anything was made. None is ever replaced."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(".*.part"):  # of a process that was killed: writing a key takes no time
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - ABANDONED:
                left.unlink()
    made = False
    if not (folder / PRIVATE).exists():
        if (folder / PUBLIC).exists():
            raise KeysError(f"{folder} 中有公钥而没有私钥，已印发的告知书出自那把私钥：请从备份恢复 {PRIVATE}")
        key = Ed25519PrivateKey.generate()
        form = serialization.PrivateFormat.PKCS8
        made |= _write(
            folder / PRIVATE,
            key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()),
            0o600,
        )
    if not (folder / PUBLIC).exists():
        made |= _write(folder / PUBLIC, pem(private(folder).public_key()), 0o644)
    return made


def private(folder: Path) -> Ed25519PrivateKey:
    """The key that seals; KeysError where there is none, or where others could read it."""
    path = folder / PRIVATE
    data = _read(path, "私钥")
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysError(f"私钥 {path} 别人也能读取，不能使用。请运行 chmod 600 {path}；如可能已外泄，请更换")
    try:
        found = serialization.load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeysError(f"{path} 不是可用的私钥文件（应为未加密的 PEM）") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise KeysError(f"{path} 不是 Ed25519 私钥")
    return found


def public(path: Path) -> Ed25519PublicKey:
    """The key that proves, from its PEM file; KeysError where it cannot be read."""
    data = _read(path, "公钥")
    try:
        found = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise KeysError(f"{path} 不是公钥文件（应为 PEM，用 subsidy key 取得）") from None
    if not isinstance(found, Ed25519PublicKey):
        raise KeysError(f"{path} 不是 Ed25519 公钥")
    return found


def pem(key: Ed25519PublicKey) -> bytes:
    """A public key as it is handed on."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Sixteen hexadecimal digits that tell one office's key from another's."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KeysError(f"没有找到{what} {path}，请运行 subsidy init，或指明文件") from None
    except OSError as error:
        raise KeysError(f"{what} {path} 打不开：{error.strerror}") from None


def _write(path: Path, data: bytes, mode: int) -> bool:
    """Whole or not at all, with its mode from the first moment; False where another was quicker."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)  # unlike a rename, never over another file
    except FileExistsError:
        return False
    finally:
        partial.unlink()
    return True
