"""A bureau in the middle of its year, for who looks at every page: applications and runs in every stage."""

import datetime
import json
from pathlib import Path
from typing import NamedTuple

from subsidy import desk, policy, store
from subsidy.desk import approval
from subsidy.desk.bureau.claims import findings
from subsidy.desk.bureau.claims import review as reviews
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.policies.draft import changed
from subsidy.desk.bureau.runs import objections, publish
from subsidy.desk.bureau.runs.approve import approve
from subsidy.desk.common import now
from subsidy.desk.firm import submit
from subsidy.money import fen
from subsidy.policy import Policy
from subsidy.store import Database, intake, jobs
from tests import applicant, build, checking, filled, payer
from tests.filled import OFFICE, TODAY, YEAR
from tests.web import staffed

BEFORE = YEAR - 1
NEXT = f"{YEAR}-005"  # the run that is started next
ALL = "quan"  # who may do everything with cases, and publishes the notices that are over
NAMES = (
    "嘉兴示例青禾软件有限公司",
    "海宁示例潮声集成电路设计股份有限公司",
    "桐乡示例乌篷数据科技有限公司",
    "平湖示例东湖智能系统有限公司",
    "嘉善示例西塘软件外包服务有限公司",
    "嘉兴示例王江泾丝织云平台信息技术有限公司",
    "海盐示例澉浦工业软件有限公司",
    "嘉兴示例菱角网络安全技术有限公司",
    "嘉兴示例麦田人工智能科技有限公司",
    "海宁示例皮影数字文化有限公司",
    "嘉兴示例烟雨楼交通软件有限公司",
)
FIRMS = dict(zip(build.codes(len(NAMES)), NAMES, strict=True))
TO_REVIEW, READY, RETURNED, WITHDRAWN, FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, LAST = FIRMS


class Bureau(NamedTuple):
    """What was filled in; and what pages are about, by words: runs and applications by their stage, claims, jobs."""

    made: filled.Filled
    about: dict[str, object]


def year(folder: Path, law: Policy) -> Bureau:
    """An office in a folder: everything of `filled.year`, and what is still under way."""
    made = filled.year(folder, law)
    with store.connect(folder / "subsidy.db") as db:
        staffed.person(db, ALL, "handler", "reviewer", "approver", "finance")
        desk.set_budget(db, law, YEAR, fen(6_000_000), "guan")
        changes = {"revenue_tier.growth": "12", "outsourcing_bonus.cap": "80"}
        proposals.propose_policy(db, changed(law, changes), "依市政府办公室修订后的条款", made.people["jing"])
        other = policy.with_readings(law, ["revenue_tier.jump=sum"])
        runs = {"approved": made.run, "paid": _before(db, other, made.people, folder), **_runs(db, law, made.people)}
        applications = {"to_check": made.application} | _applications(db, folder, law, made.people)
        return Bureau(made, _about(db, law, runs, applications) | {"before": other.digest.removeprefix("sha256:")})


def _about(db: Database, law: Policy, runs: dict[str, str], applications: dict[str, int]) -> dict[str, object]:
    found = {stage: {row["item"]: row["id"] for row in intake.claims(db, one)} for stage, one in applications.items()}
    claims = {
        "sent_back": found["to_check"]["revenue_tier"],
        "referred": found["to_review"]["capability_certificate"],
        "twice": found["to_review"]["outsourcing_bonus"],
        "reviewed": found["ready"]["revenue_tier"],
    }
    return {**runs, **applications, **claims, **_jobs(db, runs), "law": law.digest.removeprefix("sha256:")}


def _applications(db: Database, folder: Path, law: Policy, people: dict[str, Person]) -> dict[str, int]:
    """One in each stage, sent on the site; what is claimed twice is seen."""
    orders = applicant.orders(*(applicant.order(f"示例合同-{i}", f"{100 + i}.5") for i in range(4)))
    level = applicant.certificate("三级", "T/SIA010.11-2021.1")
    claimed = {
        TO_REVIEW: {"tier": applicant.TIER, "certificates": level, "orders": orders},
        READY: {"tier": {"revenue": "5350", "previous_revenue": "4100"}, "orders": orders},
        RETURNED: {"projects": applicant.project("120", "示例工业互联网平台")},
        WITHDRAWN: {"projects": applicant.project("80", "示例项目")},
    }
    for uscc, claims in claimed.items():
        details = {**applicant.DETAILS, "name": FIRMS[uscc], "account_name": FIRMS[uscc]}
        applicant.save(db, law, uscc, firm=details, **claims)
        applicant.bring(db, folder / "files", law, uscc)
        applicant.send(db, law, uscc, token=uscc)
    build.hand_in(db, law, {}, firms=[READY, TO_REVIEW], names=FIRMS)
    _judged(db, law, people)
    submit.withdraw(db, law, YEAR, WITHDRAWN, WITHDRAWN, "金额要改")
    stages = {"to_review": TO_REVIEW, "ready": READY, "returned": RETURNED, "withdrawn": WITHDRAWN, "decided": FIRST}
    found = {stage: intake.application(db, law.id, YEAR, uscc) for stage, uscc in stages.items()}
    told = {"major_project": "请补充项目立项批复文件的盖章件，并写明核定金额所依据的页码"}
    reviews.return_to_firm(db, law, int((found["returned"] or {})["id"]), told, people["jing"])
    return {stage: int(row["id"]) for stage, row in found.items() if row}


def _judged(db: Database, law: Policy, people: dict[str, Person]) -> None:
    """Every claim of the two is checked, what the rules cannot judge by a person; those of one are reviewed."""
    jing, fu = people["jing"], people["fu"]
    for uscc in (TO_REVIEW, READY):
        for claim in checking.claims(db, law, uscc):
            row = db.table("claims").get(claim)
            if row["item"] == "capability_certificate":
                reason = "证书为运行维护服务能力三级，比照同类证书第三档核定"
                findings.find(db, law, claim, "granted", fen(100_000), reason, jing)
            checking.checked(db, law, claim, jing)
            if uscc == READY:
                reviews.review(db, law, [claim], fu)


def _before(db: Database, law: Policy, people: dict[str, Person], folder: Path) -> str:
    """The year before: one firm, paid."""
    details = {**payer.ACCOUNT, "district": "南湖区"}
    claims = {FIRST: [build.project(260_000, "示例云平台")]}
    build.hand_in(db, law, claims, year=BEFORE, names=FIRMS, details=details)
    desk.set_budget(db, law, BEFORE, fen(1_000_000), "guan")
    run, _ = desk.run(db, law, BEFORE, "jing")
    noticed(db, run)
    approve(db, run, approval.digest(db, run), TODAY, people["qian"], OFFICE)
    path = payer.filled(payer.written(db, run, folder / "上年拨付清单.xlsx"), **{FIRST: payer.paid()})
    payments.confirm(db, run, path, people["cai"])
    return run


def _runs(db: Database, law: Policy, people: dict[str, Person]) -> dict[str, str]:
    """One waits for its approval, with a reserve; one hangs out with objections; one was only just made."""
    jing, fu = people["jing"], people["fu"]
    _hand_in(db, law, {FIRST: 1_200_000, SECOND: 800_000, THIRD: 9_000_000}, "南湖区")
    waits, _ = desk.run(db, law, YEAR, "jing")
    noticed(db, waits)
    _hand_in(db, law, {FOURTH: 350_000, FIFTH: 420_000, LAST: 150_000}, "经开区")
    hangs, _ = desk.run(db, law, YEAR, "jing")
    publish.publish(db, hangs, TODAY, jing, OFFICE)
    who, contact = "示例数据工程有限公司", "0573-00000001"
    objections.record(db, hangs, FOURTH, who, contact, "该项目的建设地点不在本市。", TODAY, fu)
    wrong = objections.record(db, hangs, LAST, who, contact, "该项目与另一企业申报的是同一项目。", TODAY, jing)
    objections.answer(db, wrong, "upheld", "经查属实，两份合同为同一项目，退回重新核对。", fu)
    _hand_in(db, law, {SIXTH: 230_000}, "海盐县", {"software_firm": True})
    made, _ = desk.run(db, law, YEAR, "jing")
    return {"open": waits, "published": hangs, "made": made}


def noticed(db: Database, run: str) -> None:
    """A notice of the run that is over."""
    body = publish.draft(db, run, TODAY - datetime.timedelta(days=30), OFFICE).body
    row = {"run": run, "digest": "", "days": 5, "at": now(), "actor": ALL}
    with store.write(db):
        dates = {"starts": body["starts"], "ends": body["ends"]}
        intake.insert(db, "publications", row | dates | {"body": json.dumps(body, ensure_ascii=False)})


def _hand_in(db: Database, law: Policy, amounts: dict[str, int], district: str, conditions=build.GOOD) -> None:
    claims = {
        uscc: [build.project(amount, f"{FIRMS[uscc][4:6]}平台"), build.revenue(53_500_000, 41_000_000)]
        for uscc, amount in amounts.items()
    }
    details = {**payer.ACCOUNT, "district": district}
    build.hand_in(db, law, claims, names=FIRMS, details=details, conditions=conditions)


def _jobs(db: Database, runs: dict[str, str]) -> dict[str, int]:
    """Work that was done, that failed, and that was interrupted."""
    asked = {"year": YEAR, "digest": "0" * 64}
    ended = {
        "done": ("approve", runs["approved"], {}, ("done", {"run": runs["approved"], "numbered": 3})),
        "failed": (
            "run",
            str(YEAR),
            asked,
            ("failed", {"told": "清单在预览以后有变动：预算由 1,300,000 元改为 1,250,000 元"}),
        ),
        "lost": ("letters", runs["open"], {}, None),
    }
    found = {}
    with store.write(db):
        for name, (kind, subject, body, end) in ended.items():
            found[name] = jobs.add(db, kind, subject, json.dumps(body), now(), "jing")
            if end:
                jobs.finish(db, found[name], *end, now())
    return found
