"""The faces of a letter, in .fonts/ (made by the set-up); an office's own come first from the folder SUBSIDY_FONTS.

There the files body, title, head and note (.ttf or .otf) stand for the office's 仿宋, 小标宋, 黑体 and 楷体.
"""

import os
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from .wording import TEMPLATES, Letter, context, strings

FOLDER = Path(__file__).resolve().parents[2] / ".fonts"
OFFICE = {"OfficeBody": "body", "OfficeTitle": "title", "OfficeHead": "head", "OfficeNote": "note"}
COMMON = {
    "Fang": "FandolFang-Regular.otf",
    "Hei": "FandolHei-Regular.otf",
    "Kai": "FandolKai-Regular.otf",
    "Biaosong": "NotoSerifCJKsc-Bold.otf",
    "Song": "NotoSerifCJKsc-Regular.otf",
}
RAREST = {"HanaA": "HanaMinA.ttf", "HanaB": "HanaMinB.ttf"}
BODY = ("OfficeBody", "Fang", "Song", "HanaA", "HanaB")

_environment = threading.Lock()


class GlyphError(ValueError):
    """A letter cannot be printed: characters that no face has, with firm, code and code points."""

    def __init__(self, name: str, uscc: str, characters: list[str]) -> None:
        self.name, self.uscc, self.characters = name, uscc, characters
        told = "、".join(f"{c if c.isprintable() else ''}（U+{ord(c):04X}）" for c in characters)
        super().__init__(f"{name}（{uscc}）：字体中没有下列字符，无法印制告知书：{told}")


@cache
def faces() -> dict[str, Path]:
    """The faces there are, by the family name that the style sheet uses."""
    own = Path(os.environ["SUBSIDY_FONTS"]).resolve() if os.environ.get("SUBSIDY_FONTS") else None
    if own and not own.is_dir():
        raise FileNotFoundError(2, "环境变量 SUBSIDY_FONTS 指的字体文件夹不存在", str(own))
    found: dict[str, Path] = {}
    for family, stem in OFFICE.items():
        files = [own / f"{stem}{end}" for end in (".ttf", ".otf")] if own else []
        found.update((family, file) for file in files if file.is_file())
    for family, name in (COMMON | RAREST).items():
        file = FOLDER / name
        if own and (own / name).is_file():
            file = own / name
        if file.is_file():
            found[family] = file
    if "Song" not in found or "Biaosong" not in found:
        raise FileNotFoundError(f"字体文件夹 {FOLDER} 不全，请先运行 make install")
    return found


@cache
def characters(family: str) -> frozenset[int]:
    """The code points that a face draws."""
    file = faces().get(family)
    if file is None:
        return frozenset()
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def without_glyph(texts: Iterable[str], families: Iterable[str] = BODY) -> list[str]:
    """The characters of the texts that no family has, and those that are no characters to print; in order."""
    left = set().union(*texts)
    bad = {c for c in left if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")}
    left -= bad
    for family in families:
        if not left:
            break
        left = {c for c in left if ord(c) not in characters(family)}
    return sorted(bad | left)


def missing(letter: Letter) -> list[str]:
    """The characters of a letter that would come out as boxes; empty when it can be printed."""
    return without_glyph(strings(context(letter)))


def needs_rarest(texts: Iterable[str]) -> bool:
    """Whether a text goes beyond the common faces: the rarest are large and only then loaded."""
    return bool(without_glyph(texts, ("OfficeBody", "Fang", "Song")))


class OwnFiles(URLFetcher):
    """Fetches the project's templates and faces and nothing else; anything else ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
        """The file at a file URL; ValueError outside the project's own files."""
        allowed = {path.as_uri() for path in (*faces().values(), *_own())}
        if url not in allowed:  # a path that only begins as one of ours leads elsewhere by %2e%2e
            raise ValueError(f"告知书只能使用项目自己的文件，不能取用 {url}")
        return super().fetch(url, headers)


def _own() -> Iterable[Path]:
    """The files that letters and forms are made of."""
    return (path for folder in (TEMPLATES, TEMPLATES.with_name("forms")) for path in folder.iterdir())


@cache
def style(rarest: bool) -> tuple[FontConfiguration, CSS]:
    """The fonts and the style sheet, made once a process."""
    fonts, named = rules(rarest)
    sheet = named + (TEMPLATES / "letter.css").read_text("utf-8")
    css = CSS(string=sheet, base_url=TEMPLATES.as_uri() + "/", font_config=fonts, url_fetcher=OwnFiles())
    return fonts, css


def rules(rarest: bool) -> tuple[FontConfiguration, str]:
    """A configuration without the system's fonts, and the rules that name ours, for a style sheet."""
    named = {family: file for family, file in faces().items() if rarest or family not in RAREST}
    said = (f'@font-face {{ font-family: {family}; src: url("{file.as_uri()}") }}\n' for family, file in named.items())
    return _bare_configuration(), "".join(said)


def _bare_configuration() -> FontConfiguration:
    """Without the system's fonts, which differ from machine to machine and would slip in unseen."""
    with _environment:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(TEMPLATES / "fonts.conf")
        try:
            return FontConfiguration()
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before
