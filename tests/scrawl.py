"""What people may draw on a letter's first page, or set there; each changes an open PDF."""

from collections.abc import Callable

import pikepdf

from tests.tamper import draw


def before(commands: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Something said on the first page, before the rest."""

    def change(pdf):
        pdf.pages[0].contents_add(commands + b"\n", prepend=True)

    return change


def among(words: bytes, commands: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Something drawn on the first page, behind the first of some words of its content."""

    def change(pdf):
        page = pdf.pages[0].obj
        content = page.Contents.read_bytes()
        assert words in content
        page.Contents = pdf.make_stream(content.replace(words, words + b"\n" + commands, 1))

    return change


def resource(kind: str, thing: Callable[[pikepdf.Pdf], object], commands: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Something of one's own used on the first page, by the name that stands for %b in commands."""

    def change(pdf):
        name = pdf.pages[0].add_resource(pdf.make_indirect(thing(pdf)), pikepdf.Name(f"/{kind}"))
        draw(commands % str(name).encode())(pdf)

    return change


def image(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A picture of one grey pixel."""
    pixel = {"/Subtype": pikepdf.Name.Image, "/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
    return pikepdf.Stream(pdf, b"\xff", {**pixel, "/ColorSpace": pikepdf.Name.DeviceGray})


def clear(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A state of drawing in which nothing is seen."""
    return pikepdf.Dictionary({"/Type": pikepdf.Name.ExtGState, "/ca": 0, "/CA": 0})


def shade(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A shading from white to white."""
    function = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [1], "/C1": [1], "/N": 1}
    across = {"/ShadingType": 2, "/ColorSpace": pikepdf.Name.DeviceGray, "/Coords": [0, 0, 600, 0]}
    return pikepdf.Dictionary({**across, "/Function": pikepdf.Dictionary(function)})


def drawn_face(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A face whose one character is a drawing."""
    glyphs = pikepdf.Dictionary({"/a": pdf.make_stream(b"500 0 d0 0 0 100 700 re f")})
    face = {"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type3, "/FontBBox": [0, 0, 500, 700]}
    face |= {"/FontMatrix": [0.001, 0, 0, 0.001, 0, 0], "/CharProcs": glyphs, "/FirstChar": 97, "/LastChar": 97}
    encoding = pikepdf.Dictionary({"/Differences": [97, pikepdf.Name.a]})
    return pikepdf.Dictionary({**face, "/Widths": [500], "/Encoding": encoding})


def set_on_page(**values: object) -> Callable[[pikepdf.Pdf], None]:
    """The first page cut, turned or otherwise set up."""

    def change(pdf):
        for name, value in values.items():
            pdf.pages[0].obj[f"/{name}"] = value

    return change


def turn_all(pdf: pikepdf.Pdf) -> None:
    """All pages turned by what stands above them."""
    pdf.Root.Pages.Rotate = 180
