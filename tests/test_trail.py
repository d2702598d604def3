"""The audit trail in words: every act of the code has some, every field too, and nobody's secret is among them."""

import ast
import json

import pytest

from schemas.fields import masked
from subsidy import store
from subsidy.config import ROOT
from subsidy.desk.bureau import trail
from subsidy.desk.bureau.people import ROLES, NotAllowedError, Person
from subsidy.desk.bureau.trail import Asked
from subsidy.desk.bureau.trail.details import Known, fields
from subsidy.desk.bureau.trail.words import LABELS, WORDS
from subsidy.desk.common import DeskError
from subsidy.store import intake
from tests import filled
from tests.build import PASSWORD
from tests.filled import PERSON_ID, A, B, C

MODULES = sorted((ROOT / "subsidy").rglob("*.py"))


def calls(tree, names):
    """The calls of functions by name, also as attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
            yield node


def texts(node):
    """The texts that an expression can give: itself, or either branch of it."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def noted():
    """Every act that the code notes; one that is handed on by a parameter is looked up where it is handed in."""
    found, open_ = set(), []
    for path in MODULES:
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), {"note"}):
            if len(call.args) == 6:
                acts = texts(call.args[3])
                found |= acts
                open_ += [] if acts else [path]
    for path in open_:
        assert path.name == "drafts.py", "an act that is handed on: say here by whom"
        handed = calls(ast.parse(path.read_text(encoding="utf-8")), {"_write"})
        found |= {act for call in handed for act in texts(call.args[4])}
    return found


@pytest.fixture(scope="module")
def world(law, tmp_path_factory):
    return filled.year(tmp_path_factory.mktemp("trail"), law)


@pytest.fixture(scope="module")
def register(world):
    with store.connect(world.folder / "subsidy.db") as db:
        yield db


@pytest.fixture(scope="module")
def auditor(world):
    return world.people["shen"]


@pytest.fixture(scope="module")
def entries(world, register, auditor):
    return list(trail.listing(register, world.law, Asked(), auditor))


def test_every_act_that_the_code_notes_has_its_words_and_no_other_has():
    assert noted() == set(trail.ACTS)
    assert len(set(trail.ACTS.values())) == len(trail.ACTS)


def test_the_year_has_nearly_every_act(register):
    assert set(trail.ACTS) - set(trail.acts(register)) == {"withdraw", "job", "print", "rekey", "set_policy"}


def test_every_entry_is_there_once_in_words(entries, register):
    assert [entry.id for entry in entries] == list(range(len(entries), 0, -1))
    assert len(entries) == register.execute("SELECT count(*) FROM audit").fetchone()[0]
    for entry in entries:
        told = [entry.act, *(field.label for field in entry.fields)]
        assert not [text for text in told if text.isascii()], entry
        said = [value for field in entry.fields for value in (field.before, field.after)]
        assert not set(said) & (set(WORDS) | set(ROLES) | {"None", "True", "False", "[]", "{}"}), entry
        assert not [value for value in said if "{" in value or "title" in value], entry


def test_no_secret_is_told(entries):
    whole = str(entries)
    assert PERSON_ID not in whole
    assert "1101**********8515" in whole
    assert PASSWORD not in whole


def test_only_what_is_an_identity_number_is_masked():
    assert masked(f"见{PERSON_ID}。") == "见1101**********8515。"
    for other in ("110101199003078516", "0012345678901234567", A):
        assert masked(f"见{other}。") == f"见{other}。"


def seen(entries, act, **where):
    """The fields of the latest entry of an act: by label what was and what is."""
    found = next(e for e in entries if e.act == trail.ACTS[act] and where.get("about", "") in e.subject.text)
    return {field.label: (field.before, field.after) for field in found.fields}


def test_before_and_after_are_read_in_the_words_of_who_works_with_them(entries):
    assert seen(entries, "set_budget")["年度预算"] == ("1,500.00 元", "5,000.00 元")
    assert seen(entries, "set_budget")["提请人"] == ("", "示例管理员guan")
    assert seen(entries, "assign")["承办人"] == ("未分派", "示例经办jing")
    assert seen(entries, "staff_roles") == {"角色": ("经办", "复核")}
    assert seen(entries, "change_firm") == {"联系电话": ("—", "0573-11111111")}
    assert seen(entries, "conditions")["是否软件企业"] == ("—", "是")
    assert seen(entries, "pay", about=B)["状态"] == ("待拨付", "已拨付")
    assert seen(entries, "pay", about=B)["金额"] == ("", "500.00 元")
    assert seen(entries, "exclude")["收回预算的金额"] == ("", "400.00 元")
    assert seen(entries, "finding")["结果"] == ("—", "不予支持")
    assert seen(entries, "answer_proposal")["状态"] == ("待答复", "同意")
    assert seen(entries, "return")["软件人才培训费补助"] == ("", "培训费与发票不符")
    assert seen(entries, "take_in")["新增申报（项）"] == ("", "0")


def test_a_corrected_claim_shows_what_was_corrected_and_no_more(entries):
    [*told] = seen(entries, "change_claim").items()
    (about, (_, claim)), (label, (before, after)) = told
    assert (about, label) == ("申报事项", "明细")
    assert claim.endswith("软件人才培训费补助")
    assert (before.replace("3,000", "…"), "3,000" in before) == (after.replace("3,200", "…"), True)


def test_what_an_entry_is_about_leads_there(entries, world):
    about = {entry.act: entry.subject for entry in entries}
    assert about["分派承办人"][1:] == ("case", str(world.application))
    assert about["提交申报"][1:] == ("case", str(world.application))
    assert about["签批"] == (f"批次 {world.run}", "run", world.run)
    assert about["登记拨付或收回"][1:] == ("run", world.run)
    assert about["更正（追回）"].kind == "case"
    assert about["设定年度预算"] == ("2022 年度预算", "budget", "2022")
    assert about["更改角色"] == ("示例临时（lin）", "person", "lin")
    assert about["更改企业登记信息"].text == f"示例{B[-4:]}软件有限公司（{B}）"


def test_who_acted_from_where_is_told_by_name_and_login(entries):
    by_act = {entry.act: (entry.name, entry.login, entry.source) for entry in entries}
    assert by_act["移出批次"] == ("示例经办jing", "jing", "10.0.0.7")
    assert by_act["清空填写内容"] == ("示例软件有限公司", A, "10.0.0.7")
    assert by_act["新增人员"] == ("示例管理", "", "10.0.0.7")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Asked(actor="JING", act="exclude"), ["移出批次"]),
        (Asked(actor="示例财务cai", act="pay"), ["登记拨付或收回"] * 2),
        (Asked(actor=A.lower(), act="draft_remove"), ["清空填写内容"]),
        (Asked(actor="无此人"), []),
        (Asked(act="nothing", subject="lin", actor="er"), []),
        (Asked(act="exclude", subject=C), ["移出批次"]),
        (Asked(act="exclude", subject=A), []),
        (Asked(act="reverse", subject=f"示例{B[-4:]}软件"), ["更正（追回）"]),
        (Asked(act="pay", subject=B), ["登记拨付或收回"]),
        (Asked(act="assign", subject="示例软件有限"), ["分派承办人"]),
        (Asked(act="approve", subject="2022-001"), ["签批"]),
        (Asked(act="staff_roles", subject="LIN"), ["更改角色"]),
        (Asked(act="approve", since="2000-01-01", until="2099-12-31"), ["签批"]),
        (Asked(act="approve", until="2000-01-01"), []),
        (Asked(act="approve", since="2099-01-01"), []),
    ],
)
def test_the_trail_is_looked_through_by_person_act_subject_and_day(world, register, auditor, asked, wanted):
    assert [entry.act for entry in trail.listing(register, world.law, asked, auditor)] == wanted


@pytest.mark.parametrize("typed", ["2022-13-01", "昨天", "20220310x"])
def test_a_day_that_there_is_not_is_told(world, register, auditor, typed):
    with pytest.raises(DeskError, match="应如 2022-03-10"):
        trail.page(register, world.law, Asked(since=typed), auditor)


def test_pages_go_on_by_entry_and_back_again(world, register, auditor, entries, monkeypatch):
    monkeypatch.setattr(trail, "SIZE", 7)
    shown, page = [], trail.page(register, world.law, Asked(), auditor)
    assert page.newer == 0
    while True:
        shown += page.entries
        if not page.older:
            break
        last, page = page, trail.page(register, world.law, Asked(), auditor, after=page.older)
        back = trail.page(register, world.law, Asked(), auditor, before=page.newer)
        assert back.entries == last.entries
    assert shown == entries


def test_a_page_asks_the_register_a_few_times_however_long_it_is(world, register, auditor):
    asked = []
    register.conn.set_trace_callback(asked.append)
    trail.page(register, world.law, Asked(), auditor)
    register.conn.set_trace_callback(None)
    assert len([sql for sql in asked if "SELECT" in sql]) <= 6


@pytest.mark.parametrize("role", [role for role in ROLES if role != "auditor"])
def test_nobody_but_an_auditor_reads_it(world, register, role):
    who = Person("x", "示例", frozenset({role}))
    for act in (trail.page, lambda *given: list(trail.listing(*given))):
        with pytest.raises(NotAllowedError):
            act(register, world.law, Asked(), who)


def test_facts_that_the_policy_reads_no_more_and_unknown_fields_are_told_as_they_are(law):
    old, new = (json.dumps({"scope": value}, ensure_ascii=False) for value in ("甲", "乙"))
    row = {"act": "change_claim", "detail": json.dumps({"claim": 9, "before": old, "after": new, "colour": "红"})}
    found = {field.label: (field.before, field.after) for field in fields(row, Known(law, {}, {9: "gone"}))}
    assert found == {"申报事项": ("", "第 9 号 gone"), "scope": ('"甲"', '"乙"'), "colour": ("", "红")}
    assert "colour" not in LABELS


def test_an_empty_trail_is_an_empty_page(db, law, auditor):
    assert intake.mark(db) == 0
    assert trail.page(db, law, Asked(), auditor) == ([], 0, 0)
