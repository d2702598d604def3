"""The law in force: proposed by one, approved by another, decided by from then on, by every door; kept as it was."""

import copy
import sqlite3

import pytest

from subsidy import desk, policy
from subsidy.desk import law as laws
from subsidy.desk.bureau import trail
from subsidy.desk.bureau.entitled.offers import offer
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.policies.draft import changed
from subsidy.desk.bureau.runs import preview
from subsidy.desk.common import DeskError
from subsidy.money import fen
from subsidy.store import chain, write
from tests import entitling
from tests.build import FIRMS, hand_in, outcomes, project, revenue
from tests.payer import HANDLER, SIGNER

A, B, C, _ = FIRMS
WHY = "依市政府办公室修订后的条款"
ID = "jiaxing-2022-10"
READER = Person("shen", "示例审计", frozenset({"auditor"}))


def propose(db, form, person=HANDLER):
    return proposals.propose_policy(db, changed(laws.in_force(db, ID), form), WHY, person)


def adopt(db, form):
    """The law with a form's changes, proposed and approved."""
    proposals.answer(db, propose(db, form), True, "同意", SIGNER)
    return laws.in_force(db, ID)


def test_without_a_version_the_law_is_the_file(db, law):
    assert laws.in_force(db, ID) is law
    assert (laws.number(db, ID), laws.versions(db)) == (0, [])
    with pytest.raises(policy.PolicyError, match="没有这个政策"):
        laws.in_force(db, "nowhere-2022")


def test_a_version_is_in_force_once_another_approved_it(db, law):
    made = propose(db, {"revenue_tier.growth": "12"})
    assert laws.in_force(db, ID) is law
    assert proposals.one(db, made).title == "嘉政办发〔2022〕10号 第 1 版，改动 1 处"
    proposals.answer(db, made, True, "同意", SIGNER)
    new = laws.in_force(db, ID)
    assert str(new.items["revenue_tier"].growth) == "3/25"
    assert new.digest != law.digest
    (version,) = laws.versions(db, ID)
    assert (version.number, version.digest, version.proposer, version.actor, version.reason) == (
        1,
        new.digest,
        HANDLER.login,
        SIGNER.login,
        WHY,
    )
    assert (
        adopt(db, {"revenue_tier.growth": "15"}).items["revenue_tier"].growth.limit_denominator()
        == new.items["revenue_tier"].growth * 5 / 4
    )
    assert [one.number for one in laws.versions(db)] == [2, 1]


def test_a_version_read_back_has_the_digest_of_its_file(law):
    assert policy.stored(policy.kept(law), ID).digest == law.digest


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_what_is_not_approved_changes_nothing(db, law, end):
    made = propose(db, {"revenue_tier.growth": "12"})
    if end == "refused":
        proposals.answer(db, made, False, "依据不足", SIGNER)
    else:
        proposals.withdraw(db, made, HANDLER)
    assert laws.in_force(db, ID) is law
    assert db["policy_versions"].count == 0


def test_one_proposal_at_a_time_and_never_for_nothing(db, law):
    with pytest.raises(DeskError, match="没有不同"):
        proposals.propose_policy(db, law, WHY, HANDLER)
    made = propose(db, {"revenue_tier.growth": "12"})
    with pytest.raises(DeskError, match=f"第 {made} 号提请.*尚未答复"):
        propose(db, {"revenue_tier.growth": "13"})


def test_a_proposal_dies_with_the_law_that_it_was_to_change(db, law, monkeypatch):
    made = propose(db, {"revenue_tier.growth": "12"})
    data = copy.deepcopy(dict(law.source))
    data["items"][0]["evidence"][0]["help"] = "随新版程序改了说明"
    monkeypatch.setitem(policy._loaded, ID, policy.build(data, ID))  # the program was renewed meanwhile
    with pytest.raises(DeskError, match="现行政策在提请以后有变动"):
        proposals.answer(db, made, True, "同意", SIGNER)
    assert proposals.one(db, made).outcome == ""
    assert db["policy_versions"].count == 0


def without(law, item):
    data = copy.deepcopy(dict(law.source))
    data["items"] = [row for row in data["items"] if row["id"] != item]
    return policy.build(data, ID)


def edited(law, item, path, value):
    data = copy.deepcopy(dict(law.source))
    at = next(row for row in data["items"] if row["id"] == item)
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return policy.build(data, ID)


CERTIFICATE = ("capability_certificate", {"scheme": "CMMI", "level": "四级"})
LISTED = ("national_list", {"list": "key_software_firm"})


@pytest.mark.parametrize(
    ("claim", "new", "told"),
    [
        (project(5), lambda law: without(law, "major_project"), "软件领域重大项目补助已有申报、奖励或推送，不能删去"),
        (
            LISTED,
            lambda law: edited(law, "national_list", ["entries", "key_software_firm"], None),
            "国家鼓励的重点软件企业不能删去",
        ),
        (
            CERTIFICATE,
            lambda law: edited(law, "capability_certificate", ["schemes", 0, "numbers"], [3, 4, 5]),
            "CMMI 的等级一级、二级不能删去或改写",
        ),
    ],
)
def test_what_was_taken_in_can_always_be_read(db, law, claim, new, told):
    made = new(law)
    fine = proposals.propose_policy(db, made, WHY, HANDLER)  # nobody claimed it yet
    hand_in(db, law, {A: [claim]})
    with pytest.raises(DeskError, match=told):
        proposals.answer(db, fine, True, "同意", SIGNER)
    proposals.withdraw(db, fine, HANDLER)
    with pytest.raises(DeskError, match=told):
        proposals.propose_policy(db, made, WHY, HANDLER)


def test_levels_whose_cost_was_claimed_stay(db):
    law = policy.load("wenzhou-2022")
    hand_in(db, law, {A: [("capability_cost", {"scheme": "CMMI", "level": "三级", "cost": 20_000_00})]})
    data = copy.deepcopy(dict(law.source))
    (row,) = (row for row in data["items"] if row["id"] == "capability_cost")
    row["schemes"][0] |= {"numbers": [4, 5], "caps": row["schemes"][0]["caps"][1:]}
    with pytest.raises(DeskError, match="CMMI 的等级一级、二级、三级不能删去或改写"):
        proposals.propose_policy(db, policy.build(data, law.id), WHY, HANDLER)


def test_what_was_offered_can_always_be_read(db, law):
    entitling.fill(db, law)
    made = edited(law, "capability_certificate", ["schemes", 0, "numbers"], [3, 4, 5])
    fine = proposals.propose_policy(db, made, WHY, HANDLER)
    offer(db, law, entitling.YEAR, [entitling.certificate()], entitling.JING)
    with pytest.raises(DeskError, match="已有申报、奖励或推送"):
        proposals.propose_policy(db, without(law, "capability_certificate"), WHY, Person("z", "乙", HANDLER.roles))
    with pytest.raises(DeskError, match="CMMI 的等级一级、二级不能删去或改写"):
        proposals.answer(db, fine, True, "同意", SIGNER)


def test_a_run_decides_by_the_law_of_its_start_and_keeps_it(db, law):
    hand_in(db, law, {A: [revenue(22_000_000, 20_000_000)]})
    desk.set_budget(db, law, 2022, fen(10**7))
    seen = preview.preview(db, law, 2022, HANDLER)
    new = adopt(db, {"revenue_tier.growth": "12"})
    with pytest.raises(preview.StaleError, match="清单在预览以后有变动"):
        preview.start(db, new, 2022, seen.digest, HANDLER)
    run = preview.start(db, new, 2022, preview.preview(db, new, 2022, HANDLER).digest, HANDLER)
    assert outcomes(db, run)[A][0] == [("refused", "0.00")]  # 10 % grew, 12 % wanted
    kept = db.execute("SELECT policy_digest, policy_source FROM runs").fetchone()
    assert policy.stored(kept[1], ID).digest == kept[0] == new.digest


def test_nothing_starts_under_a_law_that_was_replaced_meanwhile(db, law):
    hand_in(db, law, {A: [project(5)]})
    desk.set_budget(db, law, 2022, fen(10**7))
    seen = preview.preview(db, law, 2022, HANDLER).digest
    made = propose(db, {"major_project.cap": "2000"})

    def while_it_works(things, total, label):
        yield from things
        if proposals.one(db, made).outcome == "":
            proposals.answer(db, made, True, "同意", SIGNER)

    with pytest.raises(laws.LawChangedError, match="新版本获准"):
        preview.start(db, law, 2022, seen, HANDLER, while_it_works)
    assert db["runs"].count == 0


def test_the_database_takes_no_version_that_nobody_proposed_or_another_did_not_approve(db, law):
    made = propose(db, {"revenue_tier.growth": "12"})
    row = {"policy": ID, "number": 1, "digest": proposals.one(db, made).body["after"], "proposal": made, "at": "2022"}
    row["source"] = proposals.one(db, made).body["source"]

    def put(**other):
        with write(db):
            db.table("policy_versions").insert({**row, "actor": SIGNER.login, **other})

    with pytest.raises(sqlite3.IntegrityError, match="approved by another"):
        put()
    with write(db):
        values = {"proposal": made, "outcome": "approved", "reason": "x", "at": "2022", "actor": SIGNER.login}
        db.table("proposal_answers").insert(values)
    for other in ({"actor": HANDLER.login}, {"digest": "sha256:0"}, {"source": "{}"}, {"policy": "other"}):
        with pytest.raises(sqlite3.IntegrityError, match="approved by another"):
            put(**other)
    with pytest.raises(sqlite3.IntegrityError, match="comes after all others"):
        put(number=2)
    put()
    with pytest.raises(sqlite3.IntegrityError):
        put()
    for act in ("UPDATE policy_versions SET source = '{}'", "DELETE FROM policy_versions"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
            db.execute(act)


def test_a_version_touched_behind_the_programs_back_is_named(db, law):
    adopt(db, {"revenue_tier.growth": "12"})
    assert chain.verify(db) == []
    db.execute("DROP TRIGGER policy_versions_no_update")
    db.execute("""UPDATE policy_versions SET source = replace(source, '"0.12"', '"0.01"')""")
    assert chain.verify(db) == ["链：policy_versions 第 1 行被改动"]


def test_the_trail_tells_who_changed_the_law(db, law):
    adopt(db, {"revenue_tier.growth": "12"})
    entries = list(trail.listing(db, law, trail.Asked(), READER))
    said = {entry.act: entry for entry in entries}
    assert {"提请", "答复提请", "政策新版本生效"} <= set(said)
    for act in ("提请", "政策新版本生效"):
        told = {field.label: (field.before, field.after) for field in said[act].fields}
        assert said[act].subject.text == law.number
        assert told["政策版本"][0] == f"{law.digest.removeprefix('sha256:')[:12]}…"
        assert told["第几版"] == ("", "1")
        assert not [name for name in told if name.isascii()], told
    assert said["政策新版本生效"].name == SIGNER.login


def test_commands_work_under_the_law_in_force(db, law, command, tmp_path):
    adopt(db, {"revenue_tier.growth": "12", "major_project.cap": "2"})
    assert "growth = 0.12" in command("policies", "show", ID).output
    case = (
        '{"policy": "jiaxing-2022-10", "case": "1", "year": 2022, "firm": {"uscc": "%s", "name": "示例软件有限公司"}, '
    )
    case += '"history": [], "claims": [{"item": "major_project", "project": "示例", "approved": "50000.00"}]}'
    path = tmp_path / "case.jsonl"
    path.write_text(case % A, encoding="utf-8")
    assert '"total": "20000.00"' in command("assess", path).output
    hand_in(db, law, {A: [project(50_000)]})
    desk.set_budget(db, law, 2022, fen(10**7))
    run = command("run", 2022).stdout.split()[-1]
    assert outcomes(db, run)[A] == ([("granted", "20000.00")], True)


def test_no_command_decides_by_a_file_that_nobody_approved(command, db, law, tmp_path):
    hand_in(db, law, {A: [project(fen(3))]})
    desk.set_budget(db, law, 2022, fen(10**7))
    text = (policy.FOLDER / f"{ID}.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(
        text.replace('rate = "0.3"', 'rate = "0.9"').replace('cap = "30000000"', 'cap = "1"')
    )
    assert policy.load_file(tmp_path / "mine.toml").digest != law.digest
    assert command("run", 2022, "--dry-run", "--policy-file", tmp_path / "mine.toml").exit_code == 0
    done = command("run", 2022, "--policy-file", tmp_path / "mine.toml")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "先提请，由另一人同意" in done.stderr
    assert db["runs"].count == 0
    (tmp_path / "same.toml").write_text(text)
    assert command("run", 2022, "--policy-file", tmp_path / "same.toml").exit_code == 0
