"""The queue: the applications of a year, looked through, handed out to colleagues, and exported as they are shown."""

import tempfile
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from subsidy import config
from subsidy.desk.bureau import queue as desk
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.queue import Asked, Clock, Entry, Page
from subsidy.store import Database
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.language import day
from subsidy.web.office.charts import asked_year
from subsidy.web.office.common import law, pages, tried
from subsidy.web.office.shown import STAGE_TAGS
from subsidy.workbook import queue as workbook

LONGEST_ID = 19  # digits, from which on it is none
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/queue")
@access.staff("read_cases")
def queue() -> Any:
    """A page of the queue."""
    asked, register, ends = asked_for(), db(), clock()
    after, before = (request.args.get(name, 0, whole) for name in ("after", "before"))
    found = desk.page(register, law(), asked, access.person(), ends, after, before)
    return render_template(
        "web/office/queue.html",
        found=found,
        asked=asked,
        filtered=any(asked._replace(year=0, sort="")),
        shown=found.counts.get(asked.stage, found.total),
        shown_title=desk.STAGES.get(asked.stage, "共"),
        with_=lambda **more: address("office.queue", asked, **more),
        export=address("office.queue_export", asked),
        may=access.may,
        desk=desk,
        day=day,
        stage_tags=STAGE_TAGS,
        days=ends.days,
        here=request.full_path.rstrip("?"),
        **_options(register, asked, found),
    )


def _options(register: Database, asked: Asked, found: Page) -> dict[str, list[tuple[Any, str]]]:
    """What the filters can be set to, as values and names."""
    scope = desk.scope(register, law())
    mine = [(desk.ME, "分派给我的")] if access.may("assign") else []
    hands = [*mine, (desk.NOBODY, "未分派的"), *found.hands.items()]
    return {
        "year_options": [(year, f"{year} 年度") for year in sorted({*scope, asked.year}, reverse=True)],
        "item_options": [(item.id, f"{item.clause} {item.title}") for item in law().items.values()],
        "district_options": [(district, district) for district in scope.get(asked.year, [])],
        "hand_options": hands,
    }


@pages.get("/queue.xlsx")
@access.staff("read_cases")
def queue_export() -> Any:
    """What the filters show, all of it, as a workbook."""
    asked = asked_for()
    entries = desk.listing(db(), law(), asked, access.person(), clock())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "queue.xlsx"
        workbook.export(path, f"{asked.year} 年度申报", told(db(), asked), map(_line, entries))
        stream = path.open("rb")  # read on after the name is gone
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name=f"{asked.year}年度申报.xlsx")


@pages.get("/queue/assign")
@access.staff("assign")
def assigning() -> Any:
    """Whom the chosen applications are to be assigned to: the list once more, before anything changes."""
    back = access.safe(request.args.get("back"), url_for("office.queue"))
    chosen = request.args.getlist("application", whole)
    entries = desk.chosen(db(), law(), chosen, access.person(), clock())
    if not entries:
        return _none_chosen(back)
    me, hands = access.person().login, cases.assignable(db())
    return render_template(
        "web/office/queue_assign.html", entries=entries, hands=hands, me=me, back=back, stage_tags=STAGE_TAGS
    )


@pages.post("/queue/assign")
@access.staff("assign")
def assign() -> Any:
    """Assigns the chosen applications."""
    chosen, assignee = request.form.getlist("application", whole), request.form.get("assignee", "")
    back = access.safe(request.form.get("back"), url_for("office.queue"))
    if not chosen:
        return _none_chosen(back)
    name = cases.assignable(db()).get(assignee, assignee)
    done = f"已将 {len(chosen)} 件申报分派给{name}" if assignee else f"已取消 {len(chosen)} 件申报的分派"
    return tried(lambda: cases.assign(db(), chosen, assignee, access.person()), back, done)


def _none_chosen(back: str) -> Any:
    flash("没有选申报，请在列表中勾选以后再分派", "bad")
    return redirect(back, 303)


def asked_for() -> Asked:
    """What the address asks for; the year that firms apply for where it names none."""
    said = {name: request.args.get(name, "").strip() for name in Asked._fields if name != "year"}
    return Asked(asked_year(), **said)


def whole(text: str) -> int:
    """A number from an address that the database can take; ValueError for any other."""
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_ID):
        raise ValueError(text)
    return int(text)


def address(endpoint: str, asked: Asked, **more: Any) -> str:
    """The address of the queue, or its export, with these filters, some changed; what is empty is left out."""
    said = {**asked._asdict(), **more}
    return url_for(endpoint, **{name: value for name, value in said.items() if value})


def clock() -> Clock:
    """Until when applications are to be decided, by the office's settings, as of today."""
    return Clock(config.office())


def told(register: Database, asked: Asked) -> str:
    """What is looked for, in words."""
    names = {desk.ME: access.person().name, desk.NOBODY: "未分派"} | cases.assignable(register)
    item = law().items.get(asked.item)
    parts = {
        "办理阶段": desk.STAGES.get(asked.stage, ""),
        "申报事项": item.title if item else "",
        "所属区县": asked.district,
        "承办人": names.get(asked.assignee, asked.assignee),
        "办理期限": desk.DUE.get(asked.due, ""),
        "转人工核定": "是" if asked.referred else "",
        "查找": asked.text,
    }
    said = "；".join(f"{name}：{value}" for name, value in parts.items() if value) or "全部申报"
    return f"{said}。排序：{desk.SORTS.get(asked.sort, desk.SORTS['received'])}。导出日期：{day(clock().today)}"


def _line(entry: Entry) -> workbook.Line:
    items = "、".join(f"{title} {count} 项" if count > 1 else title for title, count in entry.items)
    head = (entry.name, entry.uscc, entry.district, items, entry.title)
    return workbook.Line(*head, entry.received, entry.deadline, entry.told, entry.assignee)
