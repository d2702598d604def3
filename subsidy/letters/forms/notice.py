"""公示: what an office says of the awards it means to make, as kept and as an official paper with its lists behind it.

`body` writes the whole text once; page, paper and workbook show what it wrote, and no word of their own about the law.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from subsidy import money
from subsidy.letters.press.pdfa import About
from subsidy.letters.press.sheet import Sheet
from subsidy.letters.wording import BUDGET_RULES

from . import setting, table

GRANTED, RESERVED = "granted", "reserved"
TITLES = {GRANTED: "拟兑现名单", RESERVED: "拟列入储备项目库名单"}
FUND = "软件产业扶持资金"
REACH = {"contact": "联系人", "phone": "联系电话", "address": "地址"}
SIZES = range(3)  # classes of the style sheet, largest first
MOST = 20  # pages of a notice without its lists
TOGETHER = 8  # pages of a list laid out together
# a list: points of a page for rows, and of the heading on its first page; ems of the columns that may break
PAGE, HEAD = 700, 86
NAME, TITLE, DISTRICT = 14.6, 12.1, 3.4


class Item(NamedTuple):
    """One line of a list: what a firm is to get for one item, in fen; its place on the reserve list, if it is there."""

    name: str
    uscc: str
    district: str
    title: str
    clause: str
    amount: int
    rank: int | None = None


class Days(NamedTuple):
    """From when to when a notice is public: the last day is so many working days after the first."""

    starts: datetime.date
    ends: datetime.date
    length: int


def body(
    run: str,
    year: int,
    policy: Mapping[str, Any],
    office: Mapping[str, Any],
    days: Days,
    granted: Sequence[Item],
    reserved: Sequence[Item],
) -> dict[str, Any]:
    """A notice as it is kept, in JSON: all that it says, and nothing that is not for everybody."""
    lists = [_list(kind, items) for kind, items in ((GRANTED, granted), (RESERVED, reserved)) if items]
    fund = f"{year}年度{policy['city']}{FUND}"
    return {
        "title": f"关于{fund}{lists[0]['title'] if lists else TITLES[GRANTED]}的公示",
        "fund": fund,
        "run": run,
        "year": year,
        "issuer": office["issuer"],
        "starts": days.starts.isoformat(),
        "ends": days.ends.isoformat(),
        "days": days.length,
        "basis": f"《{policy['title']}》（{policy['number']}）“{policy['section']}”",
        "text": [*_proposed(year, policy, lists), _period(days), _objecting()],
        "reach": [[label, str(office[name])] for name, label in REACH.items() if office.get(name)],
        "lists": lists,
    }


def _list(kind: str, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": TITLES[kind],
        "firms": len({item.uscc for item in items}),
        "total": sum(item.amount for item in items),
        "rows": [item._asdict() for item in items],
    }


def _proposed(year: int, policy: Mapping[str, Any], lists: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    basis = f"依据《{policy['title']}》（{policy['number']}）“{policy['section']}”"
    yield f"{basis}，我局对企业申报的{year}年度{FUND}进行了审核。现将审核结果予以公示，接受社会监督。"
    for number, part in enumerate(lists, 1):
        annex = f"见附件{number}" if len(lists) > 1 else "见附件"
        count = f"{part['firms']}家企业、{len(part['rows'])}个事项"
        total = f"合计人民币{money.words(part['total'])}（¥{money.cents(part['total'])}）"
        if part["kind"] == GRANTED:
            yield f"拟兑现{count}，{total}，名单{annex}。"
        else:
            rules = policy.get("appropriation") or {}
            source = rules.get("number") or BUDGET_RULES["budget_number"]
            clause = rules.get("reserve_clause") or BUDGET_RULES["reserve_clause"]
            yield (
                f"因本年度预算余额不足以全额安排，依据{source}文件{clause}的规定，拟将{count}列入财政预算储备项目库，"
                f"{total}，待资金落实后按次序安排，名单和次序{annex}。列入储备项目库不作为付款承诺。"
            )


def _period(days: Days) -> str:
    """The days, of which the one of publication is none that counts."""
    first, last = (setting.day(one.isoformat()) for one in (days.starts, days.ends))
    return f"公示期自{first}起至{last}止，共{days.length}个工作日（起始当日不计）。"


def _objecting() -> str:
    return (
        "公示期内，任何单位和个人对公示内容有异议的，可以书面形式向我局提出，写明事实和理由，附证明材料，并留下联系方式。"
        "以单位名义提出的，应当加盖单位公章；以个人名义提出的，应当署真实姓名。"
    )


def about(said: Mapping[str, Any]) -> About:
    """What the file of a notice says of itself."""
    return About(said["title"], said["issuer"], datetime.date.fromisoformat(said["starts"]))


def notice(said: Mapping[str, Any], draft: bool = False) -> Iterator[Sheet]:
    """A notice on A4 as sheets of several pages, its lists behind it from new pages; page X of Y goes through."""
    pages = [page for part in said["lists"] for page in _pages(part)]
    front = _front(said, len(pages), draft)
    total = len(front.pages) + len(pages)
    yield front
    start = len(front.pages) + 1
    for before, part in table.chunks(pages, TOGETHER):
        sheet = setting.sheet(_html(said, part, start=start + before, total=total, draft=draft))
        if len(sheet.pages) != len(part):
            raise setting.FormError(f"公示名单第 {start + before} 页起的页数与预计不符")
        yield sheet


def _front(said: Mapping[str, Any], behind: int, draft: bool) -> Sheet:
    """The notice itself in the largest size that takes one page, else in the first on as many as it needs."""
    for size in SIZES:
        found = setting.sheet(_html(said, (), size=size, total=behind + 1, draft=draft))
        if len(found.pages) == 1:
            return found
    for before in range(2, MOST):
        found = setting.sheet(_html(said, (), total=behind + before, draft=draft))
        if len(found.pages) == before:
            return found
    raise setting.FormError("公示正文的页数与预计不符")


def _html(said: Mapping[str, Any], pages: Sequence[Any], start: int = 1, size: int = 0, **told: Any) -> str:
    """The notice itself, or pages of its lists."""
    address = REACH["address"]
    reach = [[one for one in said["reach"] if (one[0] == address) == last] for last in (False, True)]
    annexes = {part["kind"]: number for number, part in enumerate(said["lists"], 1)}
    asked = {"said": said, "pages": pages, "start": start, "size": size, "annexes": annexes, **told}
    return setting.fill("notice.html", **asked, reach=[line for line in reach if line])


class Row(NamedTuple):
    """A line where it stands: its list, its number, its height; `last` of its list, with the sum behind it."""

    part: Mapping[str, Any]
    item: Mapping[str, Any]
    number: int
    height: int
    last: bool


def _pages(part: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], list[Row]]]:
    """A list as pages of rows."""
    rows: list[Row] = []
    room: list[int] = []
    for number, kept in enumerate(part["rows"], 1):
        item = {**kept, "name": setting.legible(kept["name"]), "title": setting.legible(kept["title"])}
        height = table.height([(item["name"], NAME), (item["title"], TITLE), (item["district"], DISTRICT)])
        rows.append(Row(part, item, number, height, number == len(part["rows"])))
        room.append(height + (table.height([]) if rows[-1].last else 0))
    return [(part, page) for page in table.pack(rows, room, PAGE, PAGE - HEAD)]
