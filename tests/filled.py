"""A year at a bureau in which every act was done once, by people with accounts: for who looks at all of it."""

import datetime
import io
from pathlib import Path
from typing import NamedTuple

from subsidy import config, desk, store
from subsidy.desk import approval
from subsidy.desk.bureau import staff as bureau
from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.cases import case as cases
from subsidy.desk.bureau.claims import conditions, findings
from subsidy.desk.bureau.claims import review as reviews
from subsidy.desk.bureau.entitled.offers import offer
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import batch, objections, publish
from subsidy.desk.bureau.runs.approve import approve
from subsidy.desk.firm import accounts, drafts, evidence, offers, submit
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.policy import Policy
from subsidy.store import Database, intake
from subsidy.store import checks as table
from subsidy.store.intake import acting_from
from tests import applicant, build, checking, entitling, fresh, payer
from tests.web import staffed

A, B, C, D = build.FIRMS
YEAR, WHY = 2022, "材料与申报内容不一致，另行核实"
TODAY = datetime.date.today()
LATER = TODAY + datetime.timedelta(days=60)
OFFICE = {"number_prefix": "示例信", "publication_days": 5}
PERSON_ID = "110101199003078515"  # an identity number of nobody: it has the form of one
WHO = {
    "jing": ("handler",),
    "fu": ("reviewer",),
    "qian": ("approver",),
    "cai": ("finance",),
    "shen": ("auditor",),
    "guan": ("admin",),
    "er": ("admin",),
}


class Filled(NamedTuple):
    """The office's folder and the law, its people by login, and one of everything that a page can be about."""

    folder: Path
    law: Policy
    people: dict[str, Person]
    run: str
    application: int
    claim: int
    piece: int
    proposal: int
    reversal: int
    objection: int
    offer: int


def year(folder: Path, law: Policy) -> Filled:
    """An office in a folder. A claims on the site, B, C and D on paper; A's is checked, the others are decided."""
    fresh.database(folder / "subsidy.db")
    keys.create(folder / "keys")
    with store.connect(folder / "subsidy.db") as db, acting_from("10.0.0.7"):
        people = {login: staffed.person(db, login, *roles) for login, roles in WHO.items()}
        _accounts(db, people)
        piece = _applies(db, folder, law)
        claim, application = _worked_on(db, law, people)
        run, objection = _run(db, law, people)
        waiting = _money(db, law, people, run, folder)
        waits = _offers(db, law, people["jing"])
    return Filled(folder, law, people, run, application, claim, piece, *waiting, objection, waits)


def environment(folder: Path) -> dict[str, str]:
    """What names the database and the keys to a process."""
    return {config.DATABASE: str(folder / "subsidy.db"), config.KEYS: str(folder / "keys")}


def _accounts(db: Database, people: dict[str, Person]) -> None:
    boss = people["guan"]
    bureau.add(db, "lin", "示例临时", ["handler"], boss)
    bureau.set_roles(db, "lin", ["reviewer"], boss)
    bureau.disable(db, "lin", boss)
    bureau.disable(db, "lin", boss, disabled=False)
    bureau.disable(db, "lin", boss)
    made = accounts.register(db, A, "示例甲软件有限公司", build.PASSWORD)
    accounts.change_password(db, made.id, build.PASSWORD, build.PASSWORD)
    tokens.add(db, A, "示例填报程序", ["read_apply"], 90, boss)
    given, _ = tokens.add(db, "jing", "示例对账程序", ["read_runs", "run"], 90, boss)
    tokens.revoke(db, given, boss)


def _applies(db: Database, folder: Path, law: Policy) -> int:
    """A types, brings files, sends, and mends what is returned; a file of what it sent."""
    trainee = {
        "name": "示例甲某",
        "certificate": "PX-1",
        "employed_in_city": "是",
        "passed": "是",
        "provider_qualified": "是",
        "fee": "3000",
        "id_number": PERSON_ID,
    }
    claims = {"tier": applicant.TIER, "trainees": {"trainees": [trainee]}, "projects": applicant.project("50")}
    applicant.save(db, law, A, firm=applicant.DETAILS, loan={"stage": "初创期"}, **claims)
    drafts.remove(db, law, YEAR, A, "financing", A)
    given = ("revenue_tier", "audit", "旧.pdf", io.BytesIO(applicant.PDF), A)
    gone = evidence.add(db, folder / "files", law, YEAR, A, *given)
    evidence.remove(db, law, YEAR, A, gone.id, A)
    applicant.bring(db, folder / "files", law, A)
    applicant.send(db, law, A)
    submit.send_back(db, law, YEAR, A, {"training_refund": "培训费与发票不符", "major_project": "不属于本项"}, "jing")
    mended = {"trainees": {"trainees": [{**trainee, "fee": "3200"}]}}
    applicant.save(db, law, A, projects=[], **mended)
    applicant.send(db, law, A, token="t2")
    return evidence.list_(db, law, YEAR, A)[0].id


def _offers(db: Database, law: Policy, jing: Person) -> int:
    """A list says that A has two certificates: A says no to one, the other waits."""
    rows = (entitling.row("security_certificate", entitling.ISO, A), entitling.certificate(uscc=A, place="第 2 行"))
    offer(db, law, YEAR, rows, jing)
    first, second = offers.offers(db, law, YEAR, A)
    offers.decline(db, law, YEAR, A, first.id, "证书已注销", A)
    return second.id


def _worked_on(db: Database, law: Policy, people: dict[str, Person]) -> tuple[int, int]:
    """A's claims are checked, one is reviewed; B's rest on paper, with words said and conditions set."""
    jing, fu = people["jing"], people["fu"]
    application = intake.application(db, law.id, YEAR, A)
    assert application
    cases.assign(db, [application["id"]], "jing", fu)
    cases.comment(db, application["id"], f"请核对身份证 {PERSON_ID} 的社保记录", jing)
    conditions.set_conditions(db, law, A, build.GOOD, "查询名录", jing)
    tier, *_ = (row["id"] for row in intake.claims(db, application["id"]) if row["item"] == "revenue_tier")
    checking.checked(db, law, tier, jing)
    reviews.review(db, law, [tier], fu)
    reviews.send_back(db, law, tier, "审计报告缺页，请再核对", fu)
    return tier, int(application["id"])


def _run(db: Database, law: Policy, people: dict[str, Person]) -> tuple[str, int]:
    """B, C and D are decided; C leaves the run, D is objected to, the rest is approved."""
    jing, fu, qian = people["jing"], people["fu"], people["qian"]
    claims = {B: [build.project(500), build.revenue(20_000_000, None)], C: [build.project(400)]}
    build.hand_in(db, law, {**claims, D: [build.project(300)]}, details=payer.ACCOUNT)
    build.hand_in(db, law, {}, firms=[B], details={**payer.ACCOUNT, "phone": "0573-11111111"})
    desk.set_budget(db, law, YEAR, fen(1500), "guan")
    run, _ = desk.run(db, law, YEAR, "jing")
    batch.exclude(db, run, C, WHY, jing)
    publish.publish(db, run, TODAY, jing, OFFICE)
    held = objections.record(db, run, D, "示例单位", "0573-22222222", "项目不在本市实施", TODAY, jing)
    objections.answer(db, held, "rejected", "经核实项目在本市实施", fu)
    approve(db, run, approval.digest(db, run), LATER, qian, OFFICE, today=LATER)
    open_ = [row["id"] for row in table.open_claims(db, law.id, B) if row["item"] == "revenue_tier"]
    findings.find(db, law, open_[0], "refused", 0, "上年没有收入，增速无从认定", jing)
    return run, held


def _money(db: Database, law: Policy, people: dict[str, Person], run: str, folder: Path) -> tuple[int, int]:
    """B is paid and D's bank returns it; B's is taken back. A raise, and taking D's back, wait for their answers."""
    jing, qian, guan, er = (people[name] for name in ("jing", "qian", "guan", "er"))
    path = payer.filled(payer.written(db, run, folder / "拨付清单.xlsx"), **{B: payer.paid(), D: payer.back()})
    payments.confirm(db, run, path, people["cai"])
    first = proposals.propose_appropriation(db, law, YEAR, fen(5000), "市财政追加软件产业专项资金", guan)
    proposals.answer(db, first, True, "同意追加", er)
    taken = proposals.propose_reversal(db, run, B, None, "复核发现申报材料不实", jing)
    proposals.answer(db, taken, True, "情况属实，同意", qian, OFFICE, LATER)
    raised = proposals.propose_appropriation(db, law, YEAR, fen(9000), "市财政再次追加专项资金", guan)
    return raised, proposals.propose_reversal(db, run, D, None, "企业来函放弃本项奖励", jing)
