"""Anybody tries anything at an office, in any order, while it closes and opens: after each act its books hold.

The usual run is bounded and always the same. A long one looks for more, each time elsewhere:
MACHINE=long .venv/bin/pytest tests/test_machine.py
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from subsidy import desk
from subsidy.desk.bureau.runs.replay import replay
from tests import applicant
from tests.build import GOOD, project, revenue
from tests.machine import hands
from tests.machine.books import RULES, Books
from tests.machine.office import FIRMS, LAW, PEOPLE, YEARS, Office
from tests.much import much

COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}
USUAL = settings(max_examples=much(12, 100), stateful_step_count=35, derandomize=True, database=None, **COMMON)
LONG = settings(max_examples=1000, stateful_step_count=80, print_blob=True, **COMMON)

ORDER = {"contract": "HT-1", "buyer": "示例发包方", "buyer_region": "310000", "executed": 40_000_000_00}
TRAINEE = {"name": "示例甲某", "certificate": "PX-1", "fee": 3_000_00}
MET = {"employed_in_city": True, "passed": True, "provider_qualified": True}
CLAIMS = [
    revenue(52_000_000, 40_000_000),
    revenue(20_000_000, 10_000_000),
    revenue(30_000_000, None),
    project(600_000),
    project(29_000_000),
    project(300_000, "又一项目"),
    ("security_certificate", {"scheme": "ISO27001"}),
    ("security_certificate", {"scheme": "BS7799"}),
    ("national_list", {"list": "key_software_firm"}),
    ("first_version_product", {"product": "示例产品", "grade": "provincial"}),
    ("first_version_product", {"product": "示例产品", "grade": "national"}),
    ("capability_certificate", {"scheme": "CMMI", "level": "三级"}),
    ("capability_certificate", {"scheme": "CMMI", "level": "五级"}),
    ("capability_certificate", {"scheme": "T/SIA010.11-2021.1", "level": "三级"}),
    ("outsourcing_bonus", {"orders": [ORDER]}),
    ("outsourcing_bonus", {"orders": [ORDER, {**ORDER, "contract": "HT-2"}]}),
    ("training_refund", {"trainees": [{**TRAINEE, **MET}]}),
    ("training_refund", {"trainees": [{**TRAINEE, **MET}, {**TRAINEE, **MET, "certificate": "PX-2", "fee": 1_00}]}),
    ("financing", {"stage": "startup"}),
]
TYPED = [
    {"tier": applicant.TIER},
    {"tier": applicant.TIER, "projects": [applicant.project("50")]},
    {"certificates": [applicant.certificate("五级")], "projects": []},
    {"orders": applicant.orders(applicant.order("HT-1", "4000"))},
    {"loan": {"stage": "初创期"}, "projects": [applicant.project("2900")]},
]
CONDITIONS = [GOOD, GOOD, {}, {**GOOD, "serious_dishonesty": True}]
FOUND = [{"software_firm": True}, {"serious_dishonesty": False}, {"software_firm": False}, {"software_firm": None}]

FIRM, YEAR, PICK, YES = st.sampled_from(FIRMS), st.sampled_from(YEARS), st.integers(0, 5), st.booleans()
AMOUNT = st.sampled_from([0, 150_000, 1_000_000, 2_500_000, 40_000_000, 90_000_000])
ONE_TO_THREE = st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=3)
# what is done at an office, and how often it is tried
ACTS = {
    "import_": 3,
    "submit": 2,
    "withdraw": 1,
    "check": 4,
    "review": 3,
    "send_back": 1,
    "return_to_firm": 1,
    "find": 2,
    "set_conditions": 2,
    "dry_run": 1,
    "run": 4,
    "everything_goes_its_way": 5,
    "one_hand_too_many": 5,
    "publish": 2,
    "object_": 3,
    "answer_objection": 8,
    "exclude": 6,
    "approve": 3,
    "appropriate": 2,
    "propose_appropriation": 1,
    "propose_reversal": 8,
    "answer_proposal": 8,
    "withdraw_proposal": 1,
    "pay": 6,
    "take_back_what_is_paid": 5,
    "recover": 10,
    "restart": 1,
}
HANDS = ["set_conditions", "check", "find", "run", "publish", "object_", "answer_objection", "exclude"]


class Desk(RuleBasedStateMachine):
    """An office, and all that is tried there."""

    @initialize(
        days=st.sampled_from([0, 5]),
        amount=AMOUNT,
        made=st.lists(ONE_TO_THREE, max_size=3),
        begun=YES,
        everywhere=st.sampled_from([None, "quan"]),
    )
    def opens(self, days, amount, made, begun, everywhere):
        self.office, self.seen, self.everywhere, self.alone = Office(days), {}, everywhere, None
        self.office.appropriates(YEARS[0], amount)
        for firm, claims in zip(FIRMS, made, strict=False):
            self.office.imports(firm, YEARS[0], claims, True, GOOD, True)
        if begun:
            self.office.carries_on(YEARS[0])

    @rule(data=st.data())
    def somebody_tries(self, data):
        self.draw = data.draw
        acts = [act for act in ACTS if self.office.due(act)] if self.draw(PICK) else list(ACTS)
        act = self.draw(st.sampled_from([act for act in acts for _ in range(ACTS[act])]))
        getattr(self, act)()

    def who(self, *usual):
        """Mostly one of those whose business it is, at times somebody else; or one who has a hand in everything."""
        if self.alone:
            return PEOPLE[self.alone]
        others = [self.everywhere] * 8 if self.everywhere else ["quan", "ban", "shen"]
        return PEOPLE[self.draw(st.sampled_from([*usual * 4, *others]))]

    def one_of(self, found):
        return found[-1 - self.draw(PICK) % len(found)] if found else None

    def decision(self, approved):
        """A run and a firm in it: mostly one that is approved, or is not; at times any."""
        return self.one_of(self.office.decided(approved if self.draw(PICK) else None))

    # ---- claims come in

    def import_(self):
        found, told = self.draw(st.sampled_from(CONDITIONS)), self.draw(ONE_TO_THREE)
        self.office.imports(self.draw(FIRM), self.draw(YEAR), told, self.draw(YES), found, self.draw(YES))

    def submit(self):
        self.office.types_and_sends(self.draw(FIRM), self.draw(YEAR), self.draw(st.sampled_from(TYPED)))

    def withdraw(self):
        self.office.withdraws(self.draw(FIRM), self.draw(YEAR))

    # ---- are looked at

    def check(self):
        if claim := self.one_of(self.office.open_claims()):
            self.office.checks(claim, self.who("jing"), fails=not self.draw(PICK))

    def review(self):
        if claim := self.one_of(self.office.open_claims("checked") or self.office.open_claims()):
            self.office.reviews([claim], self.who("fu"))

    def send_back(self):
        if claim := self.one_of(self.office.open_claims()):
            self.office.sends_back(claim, self.who("fu"))

    def return_to_firm(self):
        if claim := self.one_of(self.office.open_claims()):
            self.office.returns(claim, self.who("jing"))

    def find(self):
        if claim := self.one_of(self.office.open_claims("open") or self.office.open_claims()):
            outcome = self.draw(st.sampled_from(["granted", "refused", ""]))
            self.office.finds(claim, outcome, self.draw(AMOUNT) * 10, self.who("jing"))

    def set_conditions(self):
        self.office.sets_conditions(self.draw(FIRM), self.draw(st.sampled_from(FOUND)), self.who("jing"))

    # ---- are decided

    def dry_run(self):
        self.office.plans(self.draw(YEAR), self.who("jing"))

    def run(self):
        self.office.runs(self.draw(YEAR), self.who("jing"))

    def everything_goes_its_way(self):
        self.office.carries_on(self.draw(YEAR), self.draw(YES))

    def one_hand_too_many(self):
        """Somebody with every role has one hand in something, and would sign and pay whatever comes of it."""
        hand = self.draw(st.sampled_from(HANDS))
        self.alone = "quan"
        getattr(self, hand)()
        self.alone = None
        self.office.carries_on(self.draw(YEAR), to_the_end=False)
        for run in self.office.run_ids()[-2:]:
            for signer in ("quan", "qian"):
                self.office.approves(run, PEOPLE[signer])
            self.office.pays(run, [True], PEOPLE["quan"])

    def publish(self):
        if run := self.one_of(self.office.run_ids()):
            self.office.publishes(run, self.who("jing"))

    def object_(self):
        if found := self.decision(self.draw(YES)):
            self.office.objects(*found, self.who("jing"))

    def answer_objection(self):
        self.office.answers_objection(self.draw(st.sampled_from(["upheld", "rejected"])), self.who("fu"))

    def exclude(self):
        if found := self.decision(approved=False):
            self.office.excludes(*found, self.draw(YES), self.who("jing"))

    def approve(self):
        if found := self.decision(approved=False):
            self.office.approves(found[0], self.who("qian"))

    # ---- money

    def appropriate(self):
        self.office.appropriates(self.draw(YEAR), self.draw(AMOUNT))

    def propose_appropriation(self):
        self.office.proposes_appropriation(self.draw(YEAR), self.draw(AMOUNT), self.who("guan"))

    def propose_reversal(self):
        if found := self.decision(approved=True):
            item = self.draw(st.sampled_from([None, None, "revenue_tier", "major_project"]))
            self.office.proposes_reversal(*found, item, self.who("jing", "fu"))

    def answer_proposal(self):
        self.office.answers_proposal(bool(self.draw(PICK)), self.who("qian", "er"))

    def withdraw_proposal(self):
        self.office.withdraws_proposal(self.who("jing", "guan"))

    def pay(self):
        if found := self.decision(approved=True):
            self.office.pays(found[0], self.draw(st.lists(YES, min_size=1, max_size=3)), self.who("cai"))

    def take_back_what_is_paid(self):
        if found := self.one_of(self.office.decided("paid")):
            self.office.proposes_reversal(*found, None, PEOPLE["fu"])
            self.office.answers_proposal(True, PEOPLE["qian"])

    def recover(self):
        self.office.recovers(self.draw(st.sampled_from(["half", "all", "more"])), self.who("cai"))

    # ---- and the machine is switched off and on

    def restart(self):
        self.office.restart()

    @invariant()
    def the_books_hold(self):
        books = Books(self.office.db.conn, self.seen)
        for holds in (*RULES, hands.apart, hands.by_who_may, hands.awards_leave_by_two):
            holds(books)
        self.seen = books.counts()
        assert desk.check(self.office.db) == []

    def teardown(self):
        """Run again, and once more: the second time nothing is granted or new. Every run replays as it was."""
        if not hasattr(self, "office"):
            return
        try:
            for year in YEARS:
                if desk.budget(self.office.db, LAW, year)[0] is not None:
                    desk.run(self.office.db, LAW, year)
                    self.the_books_hold()
                    _, made = desk.run(self.office.db, LAW, year)
                    self.the_books_hold()
                    assert made.granted == 0
                    assert not [entry for entry in made.entries if entry.claims]
            for run in self.office.run_ids():
                assert replay(self.office.db, run).differences == ()
        finally:
            self.office.close()


TestDesk = Desk.TestCase
TestDesk.settings = LONG if os.environ.get("MACHINE") == "long" else USUAL
