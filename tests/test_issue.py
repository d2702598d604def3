"""Issuing: every letter one number, no number twice, none left out; what is issued stays as it was said, and stands."""

import datetime
import json
import multiprocessing
import sqlite3

import pytest

from subsidy import desk, letters, store
from subsidy.desk import RunError, papers
from subsidy.desk.papers import PrintError, copies, filed, known_file, mark, printed
from subsidy.desk.standing import ISSUED, REPLACED, REVERSED, UNKNOWN, Standing, standing, standing_of_draft
from subsidy.letters import award
from subsidy.money import fen
from subsidy.store import write
from tests.build import FIRMS, hand_in, issue, project, proved, revenue

A, B, C, D = FIRMS
DAY = datetime.date(2022, 3, 10)
OFFICE = {"number_prefix": "示例信"}
RARE = "\U0003134a"


def decided(db, law, claims, budget, **known):
    """A run on what firms claim; its id."""
    hand_in(db, law, claims, **known)
    desk.set_budget(db, law, known.get("year", 2022), fen(budget))
    return desk.run(db, law, known.get("year", 2022))[0]


def numbered(made):
    return [(one.number, one.name) for one in made.letters]


def code_of(db, number):
    """The 查验码 of the letter with a number."""
    return next(code for code, n in db.execute("SELECT code, number FROM letters") if n == number)


def stands(db, *numbers):
    """Status, and by which numbers, of the letters with these numbers."""
    found = [standing(db, code_of(db, number)) for number in numbers]
    return [(one.status, tuple(number.split("〕")[1].rstrip("号") for number in one.by)) for one in found]


def test_letters_are_numbered_by_kind_then_district_then_code_and_only_once(db, law):
    claims = {A: [project(600), revenue(1)], B: [project(500)], C: [project(300)], D: [project(9000)]}
    run = decided(db, law, claims, 1400, details={"contact": "示例联系人"})
    made = issue(db, run, DAY, office=OFFICE)
    assert made.left == []
    assert numbered(made) == [
        ("示例信〔2022〕1号", f"{A}-grant.pdf"),
        ("示例信〔2022〕2号", f"{B}-grant.pdf"),
        ("示例信〔2022〕3号", f"{C}-grant.pdf"),
        ("示例信〔2022〕4号", f"{D}-reserve.pdf"),
        ("示例信〔2022〕5号", f"{A}-refusal.pdf"),
    ]
    assert issue(db, run, DAY) == ([], [])
    assert [row[0] for row in db.execute("SELECT subject FROM audit WHERE act = 'issue'")] == [run]
    assert {x.contact for x in papers.letters(db, run, {})} == {"示例联系人"}
    assert desk.check(db) == []


def test_districts_come_before_codes_and_each_year_counts_from_one(db, law):
    hand_in(db, law, {A: [project(1)]}, details={"district": "秀洲区"})
    first = decided(db, law, {B: [project(2)]}, 10, details={"district": "南湖区"})
    assert [one.name[:18] for one in issue(db, first, DAY).letters] == [B, A]
    second = decided(db, law, {C: [project(3)]}, 10)
    assert numbered(issue(db, second, DAY.replace(year=2023), office=OFFICE))[0][0] == "示例信〔2023〕1号"
    third = decided(db, law, {D: [project(3)]}, 10)
    assert numbered(issue(db, third, DAY, office=OFFICE))[0][0] == "示例信〔2022〕3号"


def test_an_issued_letter_never_changes_and_a_draft_is_always_to_be_had(db, law):
    run = decided(db, law, {A: [project(600)]}, 600, details={"account": "0001", "contact": "示例联系人"})
    before = list(papers.letters(db, run, OFFICE))
    assert [(x.number, x.run, x.mark) for x in before] == [("", run, "")]
    issue(db, run, DAY, office=OFFICE)
    (paper,) = papers.papers(db, run, {"issuer": "示例新局"})
    assert (paper.letter.number, paper.letter.date, paper.letter.contact) == ("示例信〔2022〕1号", DAY, "示例联系人")
    assert (paper.letter.office["issuer"], paper.name) == ("嘉兴市经济和信息化局", f"{A}-grant.pdf")
    assert paper.letter.decision == before[0].decision
    hand_in(db, law, {}, firms=[A], details={"account": "0002", "contact": "示例新人"}, names={A: "示例新名"})
    assert list(papers.papers(db, run, OFFICE)) == [paper]
    (draft,) = papers.papers(db, run, OFFICE, draft=True)
    assert (draft.key, draft.letter) == (None, before[0]._replace(contact="示例新人"))
    assert award.code(paper.letter) == code_of(db, 1)


def test_each_letter_carries_the_facts_of_its_own_lines(db, law):
    decided(db, law, {A: [project(600)], B: [revenue(52_000_000, 40_000_000)]}, 0)
    hand_in(db, law, {A: [project(20_000, "后报的项目"), revenue(1, 1)], B: [project(100)]})
    desk.set_budget(db, law, 2022, fen(1300))
    run, _ = desk.run(db, law, 2022)
    desk.reverse(db, run, A, None, "核定有误")
    made = [x.decision for x in papers.letters(db, run, {})]
    assert [(len(x["lines"]), len(x["facts"])) for x in made] == [(2, 2), (1, 1), (3, 2), (1, 1), (1, 1), (2, 2)]
    assert proved([law], made) == 10
    assert all(line["basis"]["facts"] < len(x["facts"]) for x in made for line in x["lines"])


def test_what_cannot_be_printed_gets_no_number_and_holds_up_no_other(db, law):
    run = decided(db, law, {A: [project(1)], B: [project(2)]}, 10, names={A: f"示例{RARE}软件有限公司"})
    made = issue(db, run, DAY, office=OFFICE)
    assert numbered(made) == [("示例信〔2022〕1号", f"{B}-grant.pdf")]
    assert [A in told and "U+3134A" in told for told in made.left] == [True]
    assert [(x.decision["firm"]["uscc"], x.number) for x in papers.letters(db, run, {})] == [
        (A, ""),
        (B, "示例信〔2022〕1号"),
    ]


def test_an_unknown_run_is_told(db, law):
    for act in (lambda: issue(db, "2022-009", DAY), lambda: papers.letters(db, "2022-009", {})):
        with pytest.raises(RunError, match="没有批次 2022-009"):
            act()


def test_what_is_taken_back_later_makes_a_letter_of_its_own(db, law):
    run = decided(db, law, {A: [project(600), revenue(52_000_000, 40_000_000)]}, 2_000_000)
    issue(db, run, DAY, office=OFFICE)
    for item in ("major_project", "revenue_tier"):
        desk.reverse(db, run, A, item, f"{item} 核定有误")
        issue(db, run, DAY, office=OFFICE)
    found = list(papers.papers(db, run, {}))
    assert [(p.name, p.letter.number, p.letter.decision["total"]) for p in found] == [
        (f"{A}-grant.pdf", "示例信〔2022〕1号", "1000600.00"),
        (f"{A}-reversal.pdf", "示例信〔2022〕2号", "600.00"),
        (f"{A}-reversal-2.pdf", "示例信〔2022〕3号", "1000000.00"),
    ]
    assert {p.letter.decision["original"] for p in found[1:]} == {"示例信〔2022〕1号"}
    (whole,) = [x for x in papers.letters(db, run, {}, draft=True) if x.kind == "reversal"]
    assert whole.decision["total"] == "1000600.00"
    assert issue(db, run, DAY).letters == []


def test_letters_issued_before_and_after_a_reversal_name_their_files_alike(db, law):
    run = decided(db, law, {A: [project(600), revenue(52_000_000, 40_000_000)]}, 2_000_000)
    desk.reverse(db, run, A, "major_project", "核定有误")
    made = issue(db, run, DAY)
    desk.reverse(db, run, A, "revenue_tier", "核定有误")
    made.letters.extend(issue(db, run, DAY).letters)
    assert [one.name for one in made.letters] == [p.name for p in papers.papers(db, run, {})]


def work(path, run, results):
    """Issues in a process of its own, and tells the numbers given."""
    with store.connect(path) as db:
        made = issue(db, run, DAY).letters
    results.put([int(one.number.split("〕")[1].rstrip("号")) for one in made])


def test_many_who_issue_at_once_leave_no_gap_and_number_nothing_twice(database, law):
    with store.connect(database) as db:
        runs = [decided(db, law, {code: [project(1)] for code in FIRMS}, 10)]
        runs.append(decided(db, law, {code: [project(2, "又一项目")] for code in FIRMS}, 100))
    method = multiprocessing.get_context("fork")
    results = method.Queue()
    processes = [method.Process(target=work, args=(database, run, results)) for run in runs * 2]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sorted(number for numbers in found for number in numbers) == list(range(1, 9))
    assert all(numbers == list(range(numbers[0], numbers[0] + 4)) for numbers in found if numbers)
    with store.connect(database) as db:
        assert desk.check(db) == []


def test_nothing_is_numbered_when_the_transaction_fails(db, law):
    run = decided(db, law, {A: [project(1)], B: [project(2)]}, 10)
    with write(db):
        db.execute(
            "CREATE TRIGGER harm BEFORE INSERT ON letters WHEN NEW.number = 2 BEGIN SELECT RAISE(ABORT, 'harm'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="harm"):
        issue(db, run, DAY)
    assert db.execute("SELECT count(*) FROM letters").fetchone() == (0,)
    db.execute("DROP TRIGGER harm")
    assert len(issue(db, run, DAY).letters) == 2


def test_a_letter_stands_until_it_is_replaced_or_taken_back(db, law):
    first = decided(db, law, {A: [project(600), revenue(1)], B: [project(700)]}, 600)
    issue(db, first, DAY, office=OFFICE)  # 1 grant A, 2 reserve B, 3 refusal A
    assert stands(db, 1, 2, 3) == [(ISSUED, ())] * 3
    found = standing(db, award.shown(code_of(db, 1)).lower())
    assert (found.number, found.kind, found.date, found.run) == ("示例信〔2022〕1号", "grant", DAY, first)
    assert (found.uscc, found.firm, found.total) == (A, "示例23XK软件有限公司", fen(600))
    assert standing(db, "0000-0000-0000") == Standing(UNKNOWN)
    second = decided(db, law, {A: [revenue(30_000_000, 1)]}, 1300)
    issue(db, second, DAY.replace(day=20), office=OFFICE)  # 4 grant B, 5 reserve A
    assert stands(db, 1, 2, 3, 4, 5) == [
        (ISSUED, ()),
        (REPLACED, ("4",)),
        (REPLACED, ("5",)),
        (ISSUED, ()),
        (ISSUED, ()),
    ]
    assert standing(db, code_of(db, 2)).since == DAY.replace(day=20)
    desk.reverse(db, second, B, None, "核定有误")
    assert stands(db, 2, 4) == [(REVERSED, ()), (REVERSED, ())]
    issue(db, second, DAY.replace(day=25), office=OFFICE)  # 6 reversal B
    assert stands(db, 2, 4, 6) == [(REVERSED, ("6",)), (REVERSED, ("6",)), (ISSUED, ())]
    assert standing(db, code_of(db, 4)).partly is False


def test_a_part_taken_back_is_told_as_a_part(db, law):
    run = decided(db, law, {A: [project(600), revenue(52_000_000, 40_000_000)]}, 2_000_000)
    issue(db, run, DAY)
    desk.reverse(db, run, A, "major_project", "核定有误")
    assert (standing(db, code_of(db, 1)).status, standing(db, code_of(db, 1)).partly) == (REVERSED, True)
    desk.reverse(db, run, A, "revenue_tier", "核定有误")
    assert standing(db, code_of(db, 1)).partly is False


def test_what_waits_on_is_told_again_and_the_later_letter_stands(db, law):
    first = decided(db, law, {A: [project(600)]}, 0)
    issue(db, first, DAY)
    second, _ = desk.run(db, law, 2022)
    assert stands(db, 1) == [(ISSUED, ())]
    issue(db, second, DAY)
    assert [status for status, _ in stands(db, 1, 2)] == [REPLACED, ISSUED]


def test_a_later_decision_is_never_issued_before_an_earlier_one(db, law):
    first = decided(db, law, {A: [project(600)]}, 0)
    desk.set_budget(db, law, 2022, fen(600))
    second, _ = desk.run(db, law, 2022)
    with pytest.raises(sqlite3.IntegrityError, match="an earlier decision on the application is not approved"):
        issue(db, second, DAY)
    issue(db, first, DAY)
    issue(db, second, DAY)
    assert [status for status, _ in stands(db, 1, 2)] == [REPLACED, ISSUED]


def test_the_code_of_a_draft_is_unknown_but_the_letter_in_its_place_is_found(db, law):
    run = decided(db, law, {A: [project(600)]}, 600)
    (draft,) = papers.letters(db, run, {})
    assert standing_of_draft(db, run, A, "grant").status == UNKNOWN
    issue(db, run, DAY, office=OFFICE)
    assert standing(db, award.code(draft)).status == UNKNOWN
    assert standing_of_draft(db, run, A, "grant") == standing(db, code_of(db, 1))
    assert standing_of_draft(db, run, A, "refusal").status == UNKNOWN


def test_a_reprint_says_which_it_is(db, law):
    assert [mark(copy) for copy in (1, 2, 3)] == ["", "补打（第1次）", "补打（第2次）"]
    run = decided(db, law, {A: [project(1)], B: [project(2)]}, 10)
    issue(db, run, DAY)
    keys = [paper.key for paper in papers.papers(db, run, {})]
    assert copies(db, keys) == dict.fromkeys(keys, 1)
    file = (run, "0" * 64)
    printed(db, copies(db, keys[:1]), "office", *file)
    assert copies(db, keys) == {keys[0]: 2, keys[1]: 1}
    both = copies(db, keys)
    printed(db, copies(db, keys[1:]), "someone", *file)
    with pytest.raises(PrintError, match="另有人印"):
        printed(db, both, "office", *file)
    assert copies(db, keys) == {keys[0]: 2, keys[1]: 2}
    assert db.execute("SELECT actor FROM prints ORDER BY id").fetchall() == [("office",), ("someone",)]


def test_a_file_that_differs_from_the_first_is_told_and_never_taken(db, law):
    run = decided(db, law, {A: [project(1)]}, 10)
    (draft,) = papers.papers(db, run, {})
    assert known_file(db, draft, "a") is False
    issue(db, run, DAY)
    (paper,) = papers.papers(db, run, {})
    assert known_file(db, paper, "a") is False
    for _ in range(2):
        filed(db, {paper.key: "a"})
        assert standing(db, code_of(db, 1)).digest == "a"
    assert known_file(db, paper, "a") is True
    with pytest.raises(PrintError, match=r"摘要应为 a，本次为 b.*首次印制时存档"):
        known_file(db, paper, "b")
    with pytest.raises(sqlite3.IntegrityError, match="not the first"), write(db):
        db.execute("INSERT INTO prints (letter, at, actor, copy, digest) VALUES (?, '', '', 0, 'b')", [paper.key])


def test_a_run_decided_before_decisions_carried_facts_is_issued_too(db, law):
    """Its letters have no facts to be worked out again from; what they speak of is known from its lines."""
    run = decided(db, law, {A: [project(600)]}, 600)
    db.execute("DROP TRIGGER decisions_no_update")
    body = json.loads(db.execute("SELECT body FROM decisions").fetchone()[0])
    del body["facts"]
    for line in body["lines"]:
        del line["subject"], line["basis"]
    db.execute("UPDATE decisions SET body = ?", [json.dumps(body, ensure_ascii=False)])
    issue(db, run, DAY)
    assert db.execute("SELECT letter, claim FROM letter_claims").fetchall() == [(1, 1)]
    assert letters.missing(next(papers.letters(db, run, {}))) == []
    desk.reverse(db, run, A, None, "核定有误")
    assert stands(db, 1)[0][0] == REVERSED
