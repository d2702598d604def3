"""Charts as SVG: told apart by hatching as well as colour, with their numbers beside, legible on a phone and on paper.

Texts stay texts, in the faces of the site. A unit of the drawing is a pixel at the width that it is made for.
"""

import io
import logging
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from subsidy.desk.bureau.figures import NAMES, Bar, Bars, Gauge, Weeks, in_wan
from subsidy.desk.bureau.simulation.told import Compared, Fares

WIDE, NARROW = 430, 330  # pixels at which a chart is shown
INK, QUIET, FAINT = "#1c1c1e", "#55565a", "#d8d9dc"
SIZE, SMALL = 14, 12.5
ROW, LINE = 46, 22
# state: ground, hatching, what it is hatched with
FILLS = {
    "paid": ("#0b3d7a", "", "#0b3d7a"),
    "approved": ("#7fa8d9", "", "#0b3d7a"),
    "committed": ("#ffffff", "////", "#0b3d7a"),
    "waiting": ("#ffffff", "xx", "#8a4b00"),
    "left": ("#ffffff", "", "#85868a"),
}
HAN = ("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC")

_drawing = threading.Lock()  # matplotlib is for one thread at a time


@lru_cache(maxsize=64)
def draw(found: Gauge | Bars | Weeks | Compared | Fares, width: int) -> bytes:
    """A chart for a width in pixels; the same figures are drawn once."""
    with _drawing:
        if isinstance(found, Gauge):
            return _gauge(found, width)
        if isinstance(found, Compared):
            return _compared(found, width)
        if isinstance(found, Fares):
            return _fares(found, width)
        return _bars(found, width) if isinstance(found, Bars) else _weeks(found, width)


@cache
def _library() -> Any:
    """matplotlib, loaded by the first chart: it takes a while, and few pages have any."""
    import matplotlib
    from matplotlib.figure import Figure

    # texts are set by the browser, so that it is no matter which faces this machine has
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "subsidy",
        "font.family": "sans-serif",
        "font.sans-serif": HAN,
        "font.size": SIZE,
    }
    matplotlib.rcParams.update({**settings, "hatch.linewidth": 1.2, "axes.unicode_minus": False})
    return Figure


class _Sheet:
    """A drawing whose units are pixels, its origin at the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.figure = _library()(figsize=(width / 72, height / 72))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, width), ylim=(height, 0))

    def text(self, x: float, y: float, words: str, side: str = "left", size: float = SIZE, colour: str = INK) -> None:
        """Words whose first line stands on y."""
        self.axes.text(x, y, words, ha=side, va="baseline", fontsize=size, color=colour, parse_math=False)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled box; none where it has no width."""
        from matplotlib.patches import Rectangle

        ground, hatch, line = FILLS[fill]
        if width > 0:
            place: Any = {"facecolor": ground, "edgecolor": line, "linewidth": 1}
            self.axes.add_patch(Rectangle((x, y), width, height, hatch=hatch or None, **place))

    def line(self, x: float, y: float, x2: float, y2: float, colour: str = FAINT) -> None:
        """A thin line."""
        self.axes.plot([x, x2], [y, y2], color=colour, linewidth=1, zorder=0)

    def svg(self) -> bytes:
        """The drawing as a file."""
        out = io.BytesIO()
        self.figure.savefig(out, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
        return out.getvalue()


def _gauge(found: Gauge, width: int) -> bytes:
    states = ("paid", "approved", "committed")
    rows = 4 + bool(found.waiting)
    sheet = _Sheet(width, 100 + rows * LINE + 56 * bool(found.waiting))
    whole = max(found.appropriation or 0, found.granted, found.waiting, 1)
    scale = (width - 2) / whole
    sheet.text(0, 18, f"年度预算 {in_wan(found.appropriation or 0)}")
    x = 1.0
    for state in states:
        sheet.box(x, 30, getattr(found, state) * scale, 40, state)
        x += getattr(found, state) * scale
    sheet.box(x, 30, max(found.left, 0) * scale, 40, "left")
    y = 100.0
    if found.waiting:
        sheet.text(0, 94, f"储备项目库等待资金 {in_wan(found.waiting)}")
        sheet.box(1, 104, found.waiting * scale, 18, "waiting")
        y += 56
    legend = [(state, NAMES[state], getattr(found, state)) for state in states] + [("left", "尚未安排", found.left)]
    legend += [("waiting", NAMES["waiting"], found.waiting)] * bool(found.waiting)
    for state, name, amount in legend:
        share = found.share(amount) if state != "waiting" else ""
        _key(sheet, 0, y, state, name, in_wan(amount), share)
        y += LINE
    return sheet.svg()


def _key(sheet: _Sheet, x: float, y: float, fill: str, name: str, amount: str = "", share: str = "") -> None:
    """A line of a legend, with its figures at the right."""
    sheet.box(x + 1, y - 12, 20, 13, fill)
    sheet.text(x + 28, y, name, size=SMALL)
    if amount:
        sheet.text(sheet.width - 58, y, amount, "right", SMALL)
        sheet.text(sheet.width, y, share, "right", SMALL, QUIET)


def _bars(found: Bars, width: int) -> bytes:
    states = [state for state in NAMES if getattr(found.total, state)]
    columns = 2 if width == WIDE else 1
    height = LINE * -(-len(states) // columns) + 12
    sheet = _Sheet(width, height + ROW * len(found.bars) + 2)
    for place, state in enumerate(states):
        _key(sheet, place % columns * width / 2, 16 + place // columns * LINE, state, NAMES[state])
    scale = (width - 2) / max(bar.total for bar in found.bars) if found.bars else 0
    for place, bar in enumerate(found.bars):
        _bar(sheet, bar, height + place * ROW, scale, states)
    return sheet.svg()


def _bar(sheet: _Sheet, bar: Bar, y: float, scale: float, states: Sequence[str]) -> None:
    sheet.text(0, y + 15, bar.name, size=SMALL)
    sheet.text(sheet.width, y + 15, in_wan(bar.total), "right", SMALL)
    x = 1.0
    for state in states:
        sheet.box(x, y + 21, getattr(bar, state) * scale, 16, state)
        x += getattr(bar, state) * scale


def _compared(found: Compared, width: int) -> bytes:
    head, row = 34, 64
    longest = max((len(in_wan(amount)) for _, *both in found.rows for amount in both), default=0)
    room = 10 + longest * 7.2  # for the amounts at the right
    sheet = _Sheet(width, head + row * len(found.rows) + 2)
    _key(sheet, 0, 16, "paid", "原政策")
    _key(sheet, 120, 16, "committed", "改后")
    scale = (width - room) / max((max(old, new) for _, old, new in found.rows), default=1)
    for place, (name, *amounts) in enumerate(found.rows):
        top = head + place * row
        sheet.text(0, top + 14, name, size=SMALL)
        for line, (amount, fill) in enumerate(zip(amounts, ("paid", "committed"), strict=True)):
            sheet.box(1, top + 21 + line * 17, amount * scale, 14, fill)
            sheet.text(width, top + 33 + line * 17, in_wan(amount), "right", SMALL)
    return sheet.svg()


def _fares(found: Fares, width: int) -> bytes:
    head, row = 34, 58
    sheet = _Sheet(width, head + row * len(found.rows) + 2)
    _key(sheet, 0, 16, "paid", "可安排")
    _key(sheet, 96, 16, "waiting", "列入储备")
    sheet.line(210, 2, 210, 18, INK)
    sheet.text(218, 16, "年度预算", size=SMALL)
    scale = (width - 4) / max((max(one.appropriation, one.needed) for one in found.rows), default=1)
    for place, one in enumerate(found.rows):
        top = head + place * row
        sheet.text(0, top + 14, one.name, size=SMALL)
        sheet.text(width, top + 14, f"应兑现 {in_wan(one.needed)}", "right", SMALL)
        sheet.box(1, top + 21, one.funded * scale, 22, "paid")
        sheet.box(1 + one.funded * scale, top + 21, (one.needed - one.funded) * scale, 22, "waiting")
        edge = 1 + one.appropriation * scale
        sheet.line(edge, top + 17, edge, top + 47, INK)
    return sheet.svg()


def _weeks(found: Weeks, width: int) -> bytes:
    top, bottom, left, height = 44, 230, 40, 262
    sheet = _Sheet(width, height)
    _key(sheet, 0, 16, "paid", "收到申报（件）")
    _key(sheet, 160, 16, "committed", "作出决定（件）")
    most = max((max(week.received, week.decided) for week in found.weeks), default=1)
    step = step_of(most)
    for value in range(0, most + step, step):
        y = bottom - (bottom - top) * value / (most + step)
        sheet.line(left, y, width, y, INK if value == 0 else FAINT)
        sheet.text(left - 6, y + 4, str(value), "right", SMALL, QUIET)
    room = (width - left - 16) / max(len(found.weeks), 1)
    bar = min(room * 0.38, 22)
    every = max(1, -(-64 // int(room)))
    for place, week in enumerate(found.weeks):
        middle = left + (place + 0.5) * room
        for count, x, fill in ((week.received, middle - bar, "paid"), (week.decided, middle, "committed")):
            tall = (bottom - top) * count / (most + step)
            sheet.box(x, bottom - tall, bar if count else 0, tall, fill)
        if place % every == 0:
            sheet.text(middle, bottom + 20, f"{week.monday.month}月{week.monday.day}日", "center", SMALL, QUIET)
    return sheet.svg()


def step_of(most: int) -> int:
    """The distance of the lines of a scale that has about five of them: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for one in (1, 2, 5):
            if one * power * 5 >= most:
                return one * power
        power *= 10
