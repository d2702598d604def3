"""What a run would do, bound to its digest: the list that was looked at is the list that is committed."""

import os
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from subsidy import desk, store
from subsidy.cli import group
from subsidy.desk.bureau.people import NotAllowedError, Person
from subsidy.desk.bureau.runs import preview
from subsidy.desk.bureau.runs.preview import StaleError, StartedError
from subsidy.desk.common import DeskError
from subsidy.money import fen
from subsidy.store import runs
from tests.build import FIRMS, GOOD, hand_in, project, revenue
from tests.web import staffed
from tests.web.visitor import PASSWORD

A, B, C, D = FIRMS
JING = Person("jing", "示例经办", frozenset({"handler"}))
SHEN = Person("shen", "示例审计", frozenset({"auditor"}))
BANK = {"district": "南湖区", "account": "6222000011112222", "account_name": "示例户", "bank": "示例银行"}


@pytest.fixture
def office(db, law):
    """A is refused one claim and granted another, B's place is on the reserve list, C has not been checked."""
    claims = {A: [project(600), revenue(1)], B: [project(9_000)], C: [project(300)]}
    hand_in(db, law, {A: claims[A]}, details={"district": "南湖区"})
    hand_in(db, law, {B: claims[B]}, details={"district": "海宁市"})
    hand_in(db, law, {C: claims[C]}, accepted=False)
    desk.set_budget(db, law, 2022, fen(5_000))
    return db


def seen(db, law, cache, person=JING):
    return preview.preview(db, law, 2022, person, cache=cache)


def test_the_sums_are_those_of_the_plan_by_clause_and_by_district(office, law, tmp_path):
    found = seen(office, law, tmp_path)
    whole = found.sums.whole
    assert (whole.granted, whole.reserved) == (found.plan.granted, found.plan.reserved) == (fen(600), fen(9_000))
    assert found.left == fen(4_400)
    assert [(s.name, s.granted, s.reserved, s.refused) for s in found.sums.clauses] == [
        ("四(一)", fen(600), fen(9_000), 0),
        ("四(三)", 0, 0, 1),
    ]
    assert {s.name: (s.granted, s.reserved) for s in found.sums.districts} == {
        "海宁市": (0, fen(9_000)),
        "南湖区": (fen(600), 0),
    }
    firms = {one.uscc: one for one in preview.firms(found.plan)}
    assert [line.outcome for line in firms[A].lines] == ["granted", "refused"]
    assert (firms[B].rank, firms[B].reserved, firms[B].barred) == (1, fen(9_000), False)
    assert C not in firms


def test_the_digest_does_not_depend_on_the_process(office, law, database, tmp_path):
    script = (
        "from subsidy import policy, store, config\n"
        "from subsidy.desk.bureau.runs import preview\n"
        "from subsidy.desk.plan import plan\n"
        "with store.connect(config.database()) as db:\n"
        f"    print(preview.digest(db, plan(db, policy.load({law.id!r}), 2022)))\n"
    )
    found = {seen(office, law, tmp_path).digest}
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", script]
        found.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip())
    assert len(found) == 1


def set_budget(db, law):
    desk.set_budget(db, law, 2022, fen(6_000))


def another_firm(db, law):
    hand_in(db, law, {D: [project(700)]})


def vouched(db, law):
    hand_in(db, law, {C: [project(300)]})


def corrected(db, law):
    hand_in(db, law, {A: [project(800), revenue(1)]})


def other_bank(db, law):
    hand_in(db, law, {}, firms=[A], details=BANK)


def condition_failed(db, law):
    hand_in(db, law, {}, firms=[A], conditions={**GOOD, "software_firm": False})


def somebody_ran(db, law):
    desk.run(db, law, 2022)


CHANGES = {
    set_budget: "预算由 5,000 元改为 6,000 元",
    another_firm: "新增 1 家：示例23XX软件有限公司",
    vouched: "新增 1 家",
    corrected: "决定内容有变 1 家：示例23XK软件有限公司",
    other_bank: "决定内容有变 1 家",
    condition_failed: "决定内容有变 1 家",
    somebody_ran: "其间已启动批次 2022-001；已兑现由 0 元变为 600 元；",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_run_from_a_stale_preview_is_refused_and_says_what_changed(office, law, tmp_path, change):
    before = seen(office, law, tmp_path)
    change(office, law)
    count = len(runs.runs(office))
    with pytest.raises(StaleError, match="没有启动") as refused:
        preview.start(office, law, 2022, before.digest, JING, cache=tmp_path)
    assert CHANGES[change] in str(refused.value)
    assert len(runs.runs(office)) == count
    again = seen(office, law, tmp_path)
    assert again.digest != before.digest
    assert preview.start(office, law, 2022, again.digest, JING, cache=tmp_path) == f"2022-00{count + 1}"


def test_what_a_run_does_not_rest_on_leaves_a_preview_as_it_was(office, law, tmp_path):
    before = seen(office, law, tmp_path)
    hand_in(office, law, {D: [project(700)]}, accepted=False)
    hand_in(office, law, {D: [project(900)]}, year=2021)
    assert seen(office, law, tmp_path).digest == before.digest
    made = preview.start(office, law, 2022, before.digest, JING)
    assert runs.run(office, made)["actor"] == "jing"


def test_without_what_was_shown_it_is_still_refused(office, law, tmp_path):
    before = seen(office, law, tmp_path)
    desk.set_budget(office, law, 2022, fen(6_000))
    with pytest.raises(StaleError, match="不能逐项列出"):
        preview.start(office, law, 2022, before.digest, JING, cache=tmp_path / "other")


def test_what_was_started_already_is_not_started_again(office, law, tmp_path):
    before = seen(office, law, tmp_path)
    made = preview.start(office, law, 2022, before.digest, JING, cache=tmp_path)
    with pytest.raises(StartedError, match=f"批次 {made}") as told:
        preview.start(office, law, 2022, before.digest, JING._replace(login="er"), cache=tmp_path)
    assert told.value.run == made
    # what only waits is decided anew without a change: still each preview gives one run
    once = seen(office, law, tmp_path)
    preview.start(office, law, 2022, once.digest, JING, cache=tmp_path)
    with pytest.raises(StartedError):
        preview.start(office, law, 2022, once.digest, JING, cache=tmp_path)
    assert len(runs.runs(office)) == 2


def test_two_people_at_once_give_one_run(office, law, database, tmp_path):
    digest = seen(office, law, tmp_path).digest
    both = threading.Barrier(2)
    ended = []

    def go(login):
        with store.connect(database) as db:
            both.wait()
            try:
                ended.append(preview.start(db, law, 2022, digest, JING._replace(login=login)))
            except StartedError as error:
                ended.append(error)

    threads = [threading.Thread(target=go, args=[login]) for login in ("jia", "yi")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs.runs(office)) == 1
    assert sorted(type(one).__name__ for one in ended) == ["StartedError", "str"]


def test_only_who_may_looks_and_starts(office, law, tmp_path):
    found = seen(office, law, tmp_path, SHEN)
    for role in ("reviewer", "approver", "finance", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            preview.start(office, law, 2022, found.digest, JING._replace(roles=frozenset({role})))
    with pytest.raises(NotAllowedError):
        seen(office, law, tmp_path, JING._replace(roles=frozenset({"admin"})))
    assert runs.runs(office) == []


def test_an_empty_list_starts_nothing(db, law, tmp_path):
    desk.set_budget(db, law, 2022, fen(5_000))
    digest = seen(db, law, tmp_path).digest
    with pytest.raises(DeskError, match="没有可以核算的申报"):
        preview.start(db, law, 2022, digest, JING)


def test_a_run_of_the_command_line_is_bound_too(office, law, command):
    dry = command("run", 2022, "--dry-run")
    digest = dry.stdout.splitlines()[-1].removeprefix("清单摘要 ")
    desk.set_budget(office, law, 2022, fen(6_000))
    stale = command("run", 2022, "--expect", digest)
    assert stale.exit_code == 3
    assert "预算由 5,000 元改为 6,000 元" in stale.stderr
    digest = command("run", 2022, "--dry-run").stdout.splitlines()[-1].removeprefix("清单摘要 ")
    made = command("run", 2022, "--expect", digest)
    assert (made.exit_code, made.stdout.splitlines()[-1]) == (0, "2022-001")


def test_a_run_of_the_command_line_names_the_person_who_may_start_it(office, law):
    for login, role, code in (("fu", "reviewer", 3), ("jing", "handler", 0)):
        staffed.person(office, login, role)
        made = CliRunner().invoke(group, ["run", "2022", "--user", login], input=f"{PASSWORD}\n")
        assert made.exit_code == code, made.stderr
    assert [row["actor"] for row in runs.runs(office)] == ["jing"]
    wrong = CliRunner().invoke(group, ["run", "2022", "--user", "jing"], input="错的密码\n")
    assert wrong.exit_code == 3
