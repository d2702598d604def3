"""The open faces that letters print with, from Debian's packages into .fonts/; quick when they are there already."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from fontTools.ttLib import TTCollection

FOLDER = Path(__file__).resolve().parent.parent / ".fonts"
SYSTEM = Path("/usr/share/fonts")
FANDOL_PACKAGE = "texlive-lang-chinese"  # only its font files are taken: installed whole it brings TeX along

NOTO = {"NotoSerifCJKsc-Regular.otf": "NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Bold.otf": "NotoSerifCJK-Bold.ttc"}
HANA = ("HanaMinA.ttf", "HanaMinB.ttf")
FANDOL = ("FandolFang-Regular.otf", "FandolHei-Regular.otf", "FandolKai-Regular.otf")


def main() -> int:
    """Makes what is missing; 0 done, 3 when a face without which no letter can be right is not to be had."""
    FOLDER.mkdir(exist_ok=True)
    for name, collection in NOTO.items():
        source = _system(collection)
        if not _place(name, source, _split_simplified):
            print(f"找不到字体 {collection}，请安装软件包 fonts-noto-cjk 后重试", file=sys.stderr)
            return 3
    for name in HANA:
        if not _place(name, _system(name), shutil.copyfile):
            print(f"找不到字体 {name}（软件包 fonts-hanazono），最生僻的字将无法印出", file=sys.stderr)
    if not all((FOLDER / name).exists() for name in FANDOL):
        _fandol()
    return 0


def _system(name: str) -> Path | None:
    return next(SYSTEM.rglob(name), None) if SYSTEM.is_dir() else None


def _place(name: str, source: Path | None, make: Callable[[Path, Path], object]) -> bool:
    """The face under its name in the folder, complete or not at all; False when there is nothing to make it from."""
    target = FOLDER / name
    if target.exists():
        return True
    if source is None:
        return False
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        made = Path(scratch) / name
        make(source, made)
        os.replace(made, target)
    return True


def _split_simplified(collection: Path, target: Path) -> None:
    # A family name asked of the collection may bring the Japanese face, whose characters are drawn otherwise.
    for face in TTCollection(str(collection), lazy=True).fonts:
        if face["name"].getDebugName(1).startswith("Noto Serif CJK SC"):
            face.save(str(target))
            return
    raise SystemExit(f"{collection} 里没有简体中文字形 Noto Serif CJK SC")


def _fandol() -> None:
    print("取仿宋、黑体、楷体（Fandol，约 50 MB，只下载一次）", file=sys.stderr)
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o777)  # apt downloads as its own unprivileged user
        try:
            _download(scratch)
            package = next(Path(scratch).glob(f"{FANDOL_PACKAGE}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", package, f"{scratch}/tree"], check=True)
        except (OSError, subprocess.CalledProcessError, StopIteration) as error:
            print(f"取不到 Fandol 字体（{error}），正文改用宋体，不影响内容", file=sys.stderr)
            return
        for name in FANDOL:
            _place(name, next(Path(scratch, "tree").rglob(name), None), shutil.copyfile)


def _download(folder: str) -> None:
    fetch = ["apt-get", "download", "-q", FANDOL_PACKAGE]
    if subprocess.run(fetch, cwd=folder, capture_output=True).returncode == 0:
        return
    # A fresh machine has no package lists yet; refreshing them needs root, so a failure here is told by the next line.
    subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
    subprocess.run(fetch, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
