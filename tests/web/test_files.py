"""A letter looked at by its file: the answer of the command, and nothing that stays behind."""

import contextlib
import hashlib
import io
import sqlite3

import pytest

from subsidy import store
from subsidy.cli.verify import told
from subsidy.desk.verdict import verdict
from subsidy.letters import keys, verify
from subsidy.web import chamber
from tests import sealed, tamper
from tests.web.office import LARGE, A, B, C, D, heading, sent, words


def resealed(world):
    data = world.file(A)
    return tamper.reseal(data, tamper.carried(data), keys.private(world.folder / "keys"))


BY_FILE = {
    "genuine": (lambda w: w.file(A), "真实", "逐字节相同 600.00元 2项全部相符"),
    "refusal": (lambda w: w.file(A, "refusal"), "真实", "不予兑现告知书"),
    "altered": (
        lambda w: tamper.edit(tamper.swap_glyphs)(w.file(A)),
        "已改动：1 处不符",
        "第1页第1行，被改动 应为“示例市 文件自称的内容",
    ),
    "cut": (lambda w: w.file(A)[:-2000], "已改动：1 处不符", "文件应是被截断或损坏"),
    "another file": (resealed, "已改动：1 处不符", "不是印发时存档的那个文件"),
    "reversed": (lambda w: w.file(B), "已追回（示例信〔2022〕6号）", "文件是真实的 所列奖励已于"),
    "partly": (lambda w: w.file(C), "已部分追回（示例信〔2022〕7号）", "部分奖励已于 示例<i>丙</i>&"),
    "replaced": (lambda w: w.file(D, "reserve"), "已被 示例信〔2022〕8号 代替", "起以示例信〔2022〕8号为准"),
    "draft": (
        lambda w: w.files[f"draft-{A}-grant.pdf"],
        "送签稿，尚未印发，不作凭证",
        "正式件为示例信〔2022〕1号",
    ),
    "not filed": (
        lambda w: sealed.sealed(sealed.letter(), keys.private(w.folder / "keys")),
        "无法确认：签名真实，但登记中没有这封信",
        "不要采信，请",
    ),
    "another office": (
        lambda w: sealed.sealed(sealed.letter()),
        "无法确认：不能证明是本机关印发的告知书",
        "另一把钥匙 按查验码",
    ),
    "text": (lambda w: b"hello", "无法确认：不能证明是本机关印发的告知书", "不是PDF文件"),
    "empty": (lambda w: b"", "无法确认：不能证明是本机关印发的告知书", "文件是空的"),
    "broken": (lambda w: b"%PDF-1.7\n" + bytes(5000), "无法确认：不能证明是本机关印发的告知书", "打不开"),
    "bomb": (lambda w: tamper.bomb(), "无法确认：不能证明是本机关印发的告知书", "过大"),
}


@pytest.mark.parametrize("case", BY_FILE)
def test_a_file_is_answered_in_the_words_of_the_command_and_leaves_nothing(client, world, law, case):
    make, title, parts = BY_FILE[case]
    data = make(world)
    before = lying(world)
    answer = sent(client, data, f"{case}.pdf")
    assert (answer.status_code, heading(answer)) == (200, title)
    for part in parts.split():
        assert part in words(answer)
    report = verify.examine(data, keys.public(world.folder / "keys" / keys.PUBLIC), {law.digest: law}.get, "x")
    with store.connect(world.folder / "subsidy.db") as db:
        first, *found = told(verdict(report, hashlib.sha256(data).hexdigest(), db))
    assert first.startswith(f"x：{title}")
    assert all("".join(line.split()) in words(answer) for line in found)
    assert lying(world) == before


def lying(world):
    """Everything that lies in the office's folder."""
    with contextlib.closing(sqlite3.connect(world.folder / "subsidy.db")) as db:
        rows = list(db.iterdump())
    paths = (path for path in world.folder.rglob("*") if path.is_file() and not path.name.startswith("subsidy.db"))
    return rows, {path: path.read_bytes() for path in paths}


def test_without_a_file_it_says_so(client):
    for answer in (client.post("/verify"), client.post("/verify", data={"file": (io.BytesIO(), "")})):
        assert answer.status_code == 400
        assert "请选择要查验的PDF文件" in words(answer)


def test_a_file_that_is_too_large_is_told(client):
    answer = sent(client, bytes(LARGE))
    assert (answer.status_code, heading(answer)) == (413, "文件太大")
    assert "不超过20MB" in words(answer)


def test_a_file_that_takes_too_long_is_left(world):
    public = keys.public(world.folder / "keys" / keys.PUBLIC)
    report = chamber.examine(world.file(A), public, "x", seconds=0)
    assert (report.verdict, report.findings[0].text) == (verify.UNKNOWN, chamber.UNFINISHED)
    assert chamber.examine(world.file(A), public, "x").verdict == verify.GENUINE


def test_only_so_many_files_at_once(world):
    public = keys.public(world.folder / "keys" / keys.PUBLIC)
    with contextlib.ExitStack() as held:
        for _ in range(chamber.AT_ONCE):
            held.enter_context(chamber.PLACES)
        with pytest.raises(chamber.BusyError):
            chamber.examine(world.file(A), public, "x", seconds=0.01)
