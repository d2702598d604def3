"""The office of the machine: a database, its people, and every act that a person there can try."""

import datetime
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from subsidy import desk, policy, store
from subsidy.desk import approval
from subsidy.desk.bureau.claims import checks, conditions, findings, review
from subsidy.desk.bureau.money import payments, proposals
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import batch, objections, preview, publish
from subsidy.desk.bureau.runs.approve import approve
from subsidy.desk.common import DeskError
from subsidy.desk.firm import submit
from subsidy.money import fen
from subsidy.store import checks as claims_table
from tests import applicant, build, checking, fresh, payer

LAW = policy.load("jiaxing-2022-10")
FIRMS, YEARS = build.FIRMS[:3], (2022, 2023)
TODAY = datetime.date.today()
LATER = TODAY + datetime.timedelta(days=60)  # when a notice of today is over
ROLES = {
    "jing": ("handler",),
    "ban": ("handler", "reviewer"),
    "fu": ("reviewer",),
    "qian": ("approver",),
    "quan": ("handler", "reviewer", "approver", "finance"),
    "cai": ("finance",),
    "guan": ("admin",),
    "er": ("admin",),
    "shen": ("auditor",),
}
PEOPLE = {login: Person(login, f"示例{login}", frozenset(roles)) for login, roles in ROLES.items()}
WHY = "经核实与申报材料不一致，另行处理"

_OPEN = "NOT EXISTS (SELECT 1 FROM approved_decisions WHERE decision = d.id)"
_KEPT = "NOT EXISTS (SELECT 1 FROM exclusions WHERE decision = d.id)"
_STANDS = """EXISTS (SELECT 1 FROM ledger AS g JOIN awards AS w ON w.id = g.award
             WHERE g.run = d.run AND w.application = d.application
             AND NOT EXISTS (SELECT 1 FROM ledger WHERE award = w.id AND kind = 'reversal'))"""
_PAID = "EXISTS (SELECT 1 FROM payments WHERE decision = d.id AND kind = 'paid')"
_WAITS = "SELECT 1 FROM proposals WHERE id NOT IN (SELECT proposal FROM proposal_answers)"
_UNDECIDED = "SELECT 1 FROM claims WHERE id NOT IN (SELECT final FROM lines WHERE final IS NOT NULL)"
# where an act has something to be done to
DUE = {
    **dict.fromkeys(("check", "review", "send_back", "return_to_firm", "find"), _UNDECIDED),
    **dict.fromkeys(("publish", "approve", "exclude"), f"SELECT 1 FROM decisions AS d WHERE {_OPEN} AND {_KEPT}"),
    **dict.fromkeys(("answer_proposal", "withdraw_proposal"), _WAITS),
    "withdraw": "SELECT 1 FROM submissions",
    "object_": "SELECT 1 FROM decisions",
    "answer_objection": "SELECT 1 FROM objections WHERE id NOT IN (SELECT objection FROM objection_answers)",
    "propose_reversal": f"SELECT 1 FROM decisions AS d WHERE NOT {_OPEN} AND {_STANDS}",
    "pay": f"SELECT 1 FROM decisions AS d WHERE NOT {_OPEN} AND {_STANDS} AND NOT {_PAID}",
    "take_back_what_is_paid": f"SELECT 1 FROM decisions AS d WHERE {_PAID} AND {_STANDS}",
    "recover": f"SELECT 1 FROM decisions AS d WHERE {_PAID} AND NOT {_STANDS}",
}


class Office:
    """One office; an act that is refused has changed nothing, and says None."""

    def __init__(self, days: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="office-"))
        self.settings = {"number_prefix": "示例信", "publication_days": days}
        self.day = LATER if days else TODAY
        self.sent = self.refused = self.done = 0
        fresh.database(self.folder / "subsidy.db")
        self.stack = ExitStack()
        self.open()

    def open(self):
        self.db = self.stack.enter_context(store.connect(self.folder / "subsidy.db"))

    def restart(self):
        """The process ends and another one begins."""
        self.stack.close()
        assert store.create(self.folder / "subsidy.db") is False
        self.open()

    def close(self):
        self.stack.close()
        shutil.rmtree(self.folder)

    def tried(self, act, *given, **named):
        """What came of an act; None where the desk refuses it, which leaves everything as it was."""
        before, found = self.print(), None
        try:
            found = act(*given, **named)
            self.done += 1
        except DeskError:
            self.refused += 1
            refused = True
        else:
            refused = False
        assert not refused or self.print() == before, f"{act.__name__} was refused and wrote all the same"
        return found

    def print(self):
        """What is there, as far as any act changes it."""
        tables = [name for name in self.db.table_names() if not name.startswith("_")]
        sql = " UNION ALL ".join(f"SELECT count(*), coalesce(max(rowid), 0) FROM {name}" for name in tables)
        ready = self.db.execute("SELECT group_concat(id || accepted || facts) FROM claims").fetchone()
        firms = self.db.execute("SELECT group_concat(name || conditions || coalesce(account, '')) FROM firms")
        return self.db.execute(sql).fetchall(), ready, firms.fetchone()

    def rows(self, sql, *values):
        return [one for (one,) in self.db.execute(sql, values)]

    def due(self, act):
        """Whether there is anything to which an act could be done."""
        return act not in DUE or bool(self.rows(f"{DUE[act]} LIMIT 1"))

    # ---- what firms do

    def types_and_sends(self, firm, year, typed):
        details = {**applicant.DETAILS, "name": f"示例{firm[-4:]}软件有限公司"}
        for section, values in {"firm": details, **typed}.items():
            self.tried(applicant.save, self.db, LAW, firm, year, **{section: values})
        self.tried(applicant.bring, self.db, self.folder / "files", LAW, firm, year)
        self.sent += 1
        return self.tried(applicant.send, self.db, LAW, firm, f"t{self.sent}", year)

    def withdraws(self, firm, year):
        return self.tried(submit.withdraw, self.db, LAW, year, firm, firm)

    # ---- claims

    def imports(self, firm, year, made, accepted, found, account):
        known = {"conditions": found, "details": payer.ACCOUNT if account else {}}
        return self.tried(build.hand_in, self.db, LAW, {firm: made}, year=year, accepted=accepted, **known)

    def open_claims(self, state=None):
        """Claims on which something can still be said, all or those in a state."""
        found = [row["id"] for firm in FIRMS for row in claims_table.open_claims(self.db, LAW.id, firm)]
        return [claim for claim in found if state in (None, checks.state(self.db, claim))]

    def checks(self, claim, who, fails):
        answers = checking.answers(self.db, LAW, claim)
        if fails and answers:
            answers[min(answers)] = ("fail", WHY)
        self.tried(checks.record, self.db, LAW, claim, answers, who)
        return self.tried(checks.finish, self.db, LAW, claim, who)

    def reviews(self, claims, who):
        return self.tried(review.review, self.db, LAW, claims, who)

    def sends_back(self, claim, who):
        return self.tried(review.send_back, self.db, LAW, claim, WHY, who)

    def returns(self, claim, who):
        row = claims_table.claim(self.db, claim)
        sections = {row["item"]: WHY}
        return self.tried(review.return_to_firm, self.db, LAW, row["application"], sections, who)

    def finds(self, claim, outcome, amount, who):
        if outcome == "":
            return self.tried(findings.take_back, self.db, LAW, claim, WHY, who)
        amount = amount if outcome == "granted" else 0
        return self.tried(findings.find, self.db, LAW, claim, outcome, amount, WHY, who)

    def sets_conditions(self, firm, found, who):
        return self.tried(conditions.set_conditions, self.db, LAW, firm, found, "查询名录", who)

    # ---- runs

    def plans(self, year, who):
        """A preview, which writes nothing."""
        before = self.print()
        found = self.tried(preview.preview, self.db, LAW, year, who)
        assert self.print() == before
        return found

    def runs(self, year, who):
        """A run from its preview: it grants what that showed."""
        seen = self.plans(year, who)
        made = seen and self.tried(preview.start, self.db, LAW, year, seen.digest, who)
        if made:
            (granted,) = self.rows("SELECT coalesce(sum(amount), 0) FROM ledger WHERE run = ? AND kind = 'grant'", made)
            assert granted == seen.plan.granted
        return made

    def run_ids(self):
        return self.rows("SELECT id FROM runs ORDER BY id")

    def decided(self, approved=None):
        """Runs and firms in them: those that are approved and stand with money, or paid too, those not yet, or all."""
        what = {True: f"NOT {_OPEN} AND {_STANDS}", "paid": f"{_PAID} AND {_STANDS}", None: "1"}
        what[False] = f"{_OPEN} AND {_KEPT}"
        return self.db.execute(f"SELECT run, uscc FROM decisions AS d WHERE {what[approved]} ORDER BY id").fetchall()

    def publishes(self, run, who):
        return self.tried(publish.publish, self.db, run, TODAY, who, self.settings)

    def excludes(self, run, firm, accepted, who):
        return self.tried(batch.exclude, self.db, run, firm, WHY, who, accepted)

    def objects(self, run, firm, who):
        said = ("示例单位", "0573-22222222", "项目不在本市实施", TODAY)
        return self.tried(objections.record, self.db, run, firm, *said, who)

    def answers_objection(self, outcome, who):
        waiting = self.rows("SELECT id FROM objections WHERE id NOT IN (SELECT objection FROM objection_answers)")
        for objection in waiting[:1]:
            self.tried(objections.answer, self.db, objection, outcome, WHY, who)

    def approves(self, run, who, seen=None):
        given = (seen or approval.digest(self.db, run), self.day, who, self.settings)
        return self.tried(approve, self.db, run, *given, today=self.day)

    # ---- money

    def appropriates(self, year, amount):
        """The operator sets an appropriation alone, on the machine."""
        return self.tried(desk.set_budget, self.db, LAW, year, fen(amount))

    def proposes_appropriation(self, year, amount, who):
        return self.tried(proposals.propose_appropriation, self.db, LAW, year, fen(amount), WHY, who)

    def proposes_reversal(self, run, firm, item, who):
        return self.tried(proposals.propose_reversal, self.db, run, firm, item, WHY, who)

    def answers_proposal(self, agreed, who):
        for one in proposals.waiting(self.db)[:1]:
            given = (one.id, agreed, WHY, who, self.settings, self.day)
            self.tried(proposals.answer, self.db, *given)

    def withdraws_proposal(self, who):
        for one in proposals.waiting(self.db)[:1]:
            self.tried(proposals.withdraw, self.db, one.id, who)

    def pays(self, run, results, who):
        """The list of a run comes back with a result for some of its firms: True is paid, False is returned."""
        path = self.folder / "拨付清单.xlsx"
        if self.tried(payer.written, self.db, run, path) is None:
            return None
        listed = payer.cells(path)
        told = {firm: payer.paid() if results[i % len(results)] else payer.back() for i, firm in enumerate(listed)}
        return self.tried(payments.confirm, self.db, run, payer.filled(path, **told), who)

    def recovers(self, share, who):
        """A firm returns half of what it owes, all of it, or a fen more."""
        for run in self.run_ids():
            for one in payments.due_back(self.db, run)[:1]:
                amount = {"half": one.due // 2, "all": one.due, "more": one.due + 1}[share]
                self.tried(payments.recovered, self.db, one.decision, amount, TODAY, "SK-1", who)

    # ---- by those whose business it is

    def carries_on(self, year, to_the_end=True):
        """Everything goes its usual way once: checked, reviewed, run, published, and approved."""
        for claim in self.open_claims():
            self.checks(claim, PEOPLE["jing"], fails=False)
        if ready := self.open_claims("checked"):
            self.reviews(ready, PEOPLE["fu"])
        run = self.runs(year, PEOPLE["jing"])
        for one in [run] if run else self.run_ids()[-1:]:
            self.publishes(one, PEOPLE["jing"])
            if to_the_end:
                self.approves(one, PEOPLE["qian"])
        return run
