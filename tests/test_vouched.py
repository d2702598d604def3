"""Who vouched for a claim, as those who sign read it: on record, or as far as an old trail knows."""

import pytest

from subsidy import desk, workbook
from subsidy.desk import approval
from subsidy.letters import forms
from subsidy.money import fen
from tests.build import FIRMS, hand_in, project
from tests.checking import claims, reviewed
from tests.printed import told

A, *_ = FIRMS


# who takes in, whether vouching, and how much the project got; then whom the trail names
VOUCHED = [
    ([("甲", True, 1000)], ["甲"]),
    ([("甲", False, 1000), ("乙", True, 1000)], ["乙"]),
    ([("甲", True, 1000), ("乙", False, 1000)], ["甲"]),
    ([("甲", True, 1000), ("乙", True, 2000)], ["乙"]),
]


# of a database from before there was a record of it, as far as the trail knows
IN_TRAIL = [*VOUCHED[:1], ([("甲", False, 1000), ("乙", True, 1000)], ["甲", "乙"]), *VOUCHED[2:]]
ON_RECORD = [(True, *case) for case in VOUCHED] + [(False, *case) for case in IN_TRAIL]


@pytest.mark.parametrize(("recorded", "acts", "actors"), ON_RECORD)
def test_the_paper_names_who_vouched_as_far_as_anybody_knows(db, law, tmp_path, recorded, acts, actors):
    for actor, accepted, amount in acts:
        heading = {"统一社会信用代码": A, "企业名称": "示例甲软件有限公司"}
        claim = {"统一社会信用代码": A, "年度": 2022, "项目名称": "示例项目", "核定金额(万元)": amount}
        path = tmp_path / f"{actor}.xlsx"
        workbook.template(path, law, {"企业信息": [heading], "重大项目": [claim]})
        desk.take_in(db, law, workbook.read(path, law), accepted=accepted, actor=actor, source=path.name)
    if not recorded:
        db.execute("DROP TRIGGER vouchings_no_delete")
        db.execute("DELETE FROM vouchings")
    desk.set_budget(db, law, 2022, fen(90_000_000))
    run, _ = desk.run(db, law, 2022)
    found = approval.Papers(db, run, {})
    (made,) = found.firms()
    assert [by.actor for by in made.claims[0].vouchers] == actors
    assert found.batch().vouched == {actors[0] if len(actors) == 1 else "": 1}
    text = told(forms.bound([forms.approval(made)], forms.about(made)))[0]
    for actor in actors:
        assert actor in text
    assert ("操作记录未逐项记明核实人" in text) == (len(actors) > 1)


def test_those_who_sign_read_who_checked_and_who_reviewed(db, law):
    hand_in(db, law, {A: [project(1000)]}, accepted=False)
    reviewed(db, law, claims(db, law, A)[0])
    desk.set_budget(db, law, 2022, fen(10_000))
    found = approval.Papers(db, desk.run(db, law, 2022)[0], {})
    (made,) = found.firms()
    assert [by.actor for by in made.claims[0].vouchers] == ["jing（核查）、fu（复核）"]
    assert found.batch().vouched == {"jing（核查）、fu（复核）": 1}
