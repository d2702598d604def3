"""32 clients at the real server, all at the same moment: one wins, the others are told, no money is spent twice."""

import datetime
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from subsidy import desk, store
from subsidy.desk.bureau.money import payments
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import preview
from subsidy.desk.bureau.tokens import add as add_token
from subsidy.desk.firm import accounts
from subsidy.letters import keys
from subsidy.money import fen
from subsidy.store import applying
from tests import applicant, build, forked, payer
from tests.filled import environment
from tests.served import at_once, main, over, serving, told
from tests.web import staffed
from tests.web.running import published

CLIENTS, YEAR = 32, 2022
A, B, *_ = build.FIRMS
LATER = YEAR + 1
CHECK, RUNS = f"/year/{YEAR}/check", "/office/runs/new"
TODAY = datetime.date.today().isoformat()
OF_THEIR_OWN = build.codes(40)  # firms: the first for what they send, then ten for each time that money is spent


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server on an empty office, with people of every role; a firm and its money for each test of its own."""
    folder = tmp_path_factory.mktemp("at-once")
    store.create(folder / "subsidy.db")
    keys.create(folder / "keys")
    with store.connect(folder / "subsidy.db") as db:
        for role in ("handler", "approver", "finance", "admin"):
            for nth in range(4):
                staffed.person(db, f"{role}{nth}", role)
    with serving(folder) as found:
        yield found


@pytest.fixture
def db(site):
    with store.connect(site.folder / "subsidy.db") as found:
        yield found
        assert desk.check(found) == []


def windows(site, logins):
    """32 windows of these people, each person logged in once."""
    people = [site.enter(login) for login in logins]
    return [people[nth % len(people)].another() for nth in range(CLIENTS)]


def new(year):
    """The preview of a year's next run."""
    return f"{RUNS}?year={year}"


def typed_in(db, site, law, uscc, year=YEAR):
    """A firm with an account that has everything ready to be sent."""
    if not accounts.of_firm(db, uscc):
        accounts.register(db, uscc, "示例软件有限公司", build.PASSWORD)
    applicant.save(db, law, uscc, year, firm=applicant.DETAILS, tier=applicant.TIER)
    applicant.bring(db, site.folder / "files", law, uscc, year)


def within(db, law, year):
    """What of a year's money is spent; never more than there is, at any entry of the ledger."""
    amount, spent = desk.budget(db, law, year)
    assert spent <= amount
    sql = "SELECT sum(CASE kind WHEN 'grant' THEN amount ELSE -amount END) FROM ledger WHERE policy = ? AND year = ?"
    assert (db.execute(sql, [law.id, year]).fetchone()[0] or 0) == spent
    return spent


def test_one_of_32_windows_sends_the_application(site, db, law):
    firm = OF_THEIR_OWN[0]
    typed_in(db, site, law, firm)
    opened = windows(site, [firm])
    forms = [window.hidden(CHECK, "//form[@class='sending']") for window in opened]
    assert len({form["token"] for form in forms}) == CLIENTS
    sends = [lambda w=w, f=f: w.post(CHECK, declared="1", **f) for w, f in zip(opened, forms, strict=True)]
    answers = at_once(sends)
    assert {answer.leads for answer in told(answers, 303)[303]} == {f"/year/{YEAR}/sent/1"}
    pages = [main(window.get(f"/year/{YEAR}/sent/1")) for window in opened]
    assert sum("这一次没有再提交" in page for page in pages) == CLIENTS - 1
    assert len(applying.submissions(db, law.id, YEAR, firm)) == 1
    assert len(applicant.kept(db, law, firm)) == 1
    again = at_once([lambda: opened[0].another().post(CHECK, declared="1", **forms[0])] * CLIENTS)
    assert {answer.leads for answer in told(again, 303)[303]} == {f"/year/{YEAR}/sent/1"}
    assert len(applying.submissions(db, law.id, YEAR, firm)) == 1


def test_one_of_32_windows_saves_over_a_version(site, db, law):
    firm = OF_THEIR_OWN[1]
    typed_in(db, site, law, firm)
    first, path = site.enter(firm), f"/year/{YEAR}/revenue_tier"
    form = dict(first.page(path).xpath("//form[@id='section-form']")[0].form_values())
    typed = [
        {name: str(6000 + n) if value == "5200" else value for name, value in form.items()} for n in range(CLIENTS)
    ]
    sends = [lambda t=t: first.another().post(path, save="1", **t) for t in typed]
    found = told(at_once(sends), 303, 409)
    assert (len(found[303]), len(found[409])) == (1, CLIENTS - 1)


def test_one_run_one_approval_and_one_payment_come_of_32(site, db, law, tmp_path):
    build.hand_in(db, law, {A: [build.project(600)], B: [build.project(700)]}, details=payer.ACCOUNT)
    desk.set_budget(db, law, YEAR, fen(1_000))
    run = _started(site, db, law)
    published(db, run)
    _approved(site, db, run)
    _paid(site, db, run, tmp_path)


def _started(site, db, law):
    """Four people start the same run in eight windows each; its id."""
    opened = windows(site, [f"handler{nth}" for nth in range(4)])
    forms = [window.hidden(new(YEAR)) for window in opened[:4]]
    assert len({form["digest"] for form in forms}) == 1
    sends = [lambda w=w, f=forms[n % 4]: w.post(RUNS, **f) for n, w in enumerate(opened)]
    done = over(db, told(at_once(sends), 303)[303])
    assert {job.state for job in done} == {"done"}
    (run,) = {job.result["run"] for job in done}
    assert [row["id"] for row in db["runs"].rows_where("year = ?", [YEAR])] == [run]
    assert within(db, law, YEAR) == fen(600)
    return run


def _approved(site, db, run):
    opened = windows(site, [f"approver{nth}" for nth in range(4)])
    path = f"/office/runs/{run}/approve"
    forms = [window.hidden(path) for window in opened[:4]]
    sends = [lambda w=w, f=forms[n % 4]: w.post(path, date=TODAY, **f) for n, w in enumerate(opened)]
    done = over(db, told(at_once(sends), 303)[303])
    assert sum(job.result.get("numbered", 0) for job in done) == 2
    assert db["approvals"].count == 1
    assert [(row["year"], row["number"]) for row in db["letters"].rows] == [(int(TODAY[:4]), n) for n in (1, 2)]
    assert len({row["decision"] for row in db["approved_decisions"].rows}) == db["approved_decisions"].count == 2


def _paid(site, db, run, folder):
    path = payer.filled(payer.written(db, run, folder / "list.xlsx"), **{A: payer.paid()})
    opened = windows(site, [f"finance{nth}" for nth in range(4)])
    tokens = [window.csrf() for window in opened[:4]]
    where, data = f"/office/runs/{run}/payments", path.read_bytes()
    sends = [lambda w=w, t=tokens[n % 4]: w.upload(where, "a.xlsx", data, csrf_token=t) for n, w in enumerate(opened)]
    told(at_once(sends), 200, 303)
    assert [(row["kind"], row["amount"]) for row in db["payments"].rows] == [("paid", fen(600))]
    assert [one.state for one in payments.payable(db, run)] == ["paid"]


def test_one_raise_of_32_is_proposed_and_answered_once(site, db):
    year, where, why = YEAR + 2, "/office/appropriations", "市财政追加软件产业专项资金"
    admins, others = (windows(site, logins) for logins in (["admin0", "admin1"], ["admin2", "admin3"]))
    tokens = [window.csrf() for window in admins[:2]]
    fields = [{"year": year, "amount": 1 + n, "why": why, "csrf_token": tokens[n % 2]} for n in range(CLIENTS)]
    sends = [lambda w=w, f=f: w.post(where, **f) for w, f in zip(admins, fields, strict=True)]
    answers = told(at_once(sends), 303, 400)
    (proposal,) = [row["id"] for row in db["proposals"].rows if json.loads(row["body"])["year"] == year]
    assert len(answers[303]) == 1
    assert all("尚未答复" in main(answer) for answer in answers[400])
    tokens = [window.csrf() for window in others[:2]]
    said = [{"outcome": "approved", "reason": "同意", "csrf_token": tokens[n % 2]} for n in range(CLIENTS)]
    sends = [lambda w=w, f=f: w.post(f"{where}/{proposal}/answer", **f) for w, f in zip(others, said, strict=True)]
    answers = told(at_once(sends), 303, 400)
    assert len(answers[303]) == 1
    assert all("已有答复" in main(answer) for answer in answers[400])
    assert len(list(db["budgets"].rows_where("year = ?", [year]))) == 1


def test_what_is_raised_cut_and_spent_at_once_is_never_overdrawn(site, db, law):
    desk.set_budget(db, law, LATER, fen(5_000))
    for nth, amount in enumerate((20_000, 40_000, 25_000), 1):
        firms = OF_THEIR_OWN[10 * nth : 10 * nth + 8]
        build.hand_in(db, law, {code: [build.project(1_100 + n)] for n, code in enumerate(firms)}, year=LATER)
        _raised_and_spent(site, db, law, amount)
        before = within(db, law, LATER)
        desk.run(db, law, LATER)
        assert before <= within(db, law, LATER) <= fen(amount)


def _raised_and_spent(site, db, law, amount):
    """Half of the clients start a run, half agree to another amount."""
    handlers = windows(site, [f"handler{n}" for n in range(4)])
    forms = [window.hidden(new(LATER)) for window in handlers[:4]]
    admin, other = site.enter("admin0"), site.enter("admin1")
    asked = {"year": LATER, "amount": amount / 10_000, "why": "市财政调整软件产业专项资金"}
    assert admin.post("/office/appropriations", csrf_token=admin.csrf(), **asked).status == 303
    proposal = db.execute("SELECT max(id) FROM proposals").fetchone()[0]
    path, said = f"/office/appropriations/{proposal}/answer", {"outcome": "approved", "reason": "同意"}
    token, asks = other.csrf(), []
    for n, window in enumerate(handlers[: CLIENTS // 2]):
        asks.append(lambda w=window, f=forms[n % 4]: w.post(RUNS, **f))
        asks.append(lambda: other.another().post(path, csrf_token=token, **said))
    answers = at_once(asks)
    assert len(told(answers[1::2], 303, 400)[303]) == 1
    for job in over(db, told(answers[::2], 303)[303]):
        assert job.state == "done" or "清单在预览以后有变动" in job.result["told"]


def test_commands_at_once_wait_for_one_another(site, db, law):
    year = YEAR + 3
    desk.set_budget(db, law, year, fen(2_000))
    build.hand_in(db, law, {code: [build.project(1_000)] for code in OF_THEIR_OWN[4:9]}, year=year)
    runs, sets = [("run", str(year))] * 2, [("budget", "set", str(year), amount) for amount in ("3000", "1000")]
    known = {**os.environ, **environment(site.folder)}
    with ThreadPoolExecutor() as together:
        ended = list(together.map(lambda args: forked.run(args, known), (*runs, *sets)))
    for told_, code in [(done.stderr, done.returncode) for done in ended]:
        assert code == 0 or (code == 3 and "应不低于" in told_), told_
    within(db, law, year)
    assert len({(row["uscc"], row["item"]) for row in db["awards"].rows_where("year = ?", [year])}) == 5
    assert len(list(db["awards"].rows_where("year = ?", [year]))) == 5


def test_programs_send_an_application_once(site, db, law):
    firm = OF_THEIR_OWN[2]
    typed_in(db, site, law, firm)
    _, secret = add_token(db, firm, "示例程序", ["apply", "read_apply"], 30, "office")
    program, where = site.program(secret), f"/applications/{YEAR}-{firm}"
    tag = program.call("GET", where).headers["ETag"]
    ask = {"body": {"declaration": True}, "If_Match": tag}
    answers = told(at_once([lambda: program.call("POST", f"{where}/submissions", **ask)] * CLIENTS), 201, 409, 412)
    assert len(answers.pop(201)) == 1
    assert all(answer.json["error"]["message"] for some in answers.values() for answer in some)
    assert len(applying.submissions(db, law.id, YEAR, firm)) == 1


def test_programs_that_repeat_themselves_get_one_answer(site, db, law):
    firm = OF_THEIR_OWN[3]
    typed_in(db, site, law, firm)
    _, secret = add_token(db, firm, "示例程序", ["apply", "read_apply"], 30, "office")
    program, where = site.program(secret), f"/applications/{YEAR}-{firm}"
    tag = program.call("GET", where).headers["ETag"]
    ask = {"body": {"declaration": True}, "If_Match": tag, "key": "the-same-key-each-time"}
    answers = told(at_once([lambda: program.call("POST", f"{where}/submissions", **ask)] * CLIENTS), 201)[201]
    assert len({answer.body for answer in answers}) == 1
    assert sum(answer.headers["Idempotent-Replayed"] == "true" for answer in answers) == CLIENTS - 1
    assert len(applying.submissions(db, law.id, YEAR, firm)) == 1


def test_programs_of_the_staff_start_one_run_and_propose_once(site, db, law):
    year = YEAR + 4
    build.hand_in(db, law, {OF_THEIR_OWN[9]: [build.project(100)]}, year=year)
    desk.set_budget(db, law, year, fen(1_000))
    starts, raises = (
        site.program(add_token(db, login, "示例程序", [scope], 30, "office")[1])
        for login, scope in (("handler0", "run"), ("admin0", "propose_appropriation"))
    )
    seen = preview.preview(db, law, year, Person("handler0", "", frozenset({"handler"}))).digest
    asked, raised = {"year": year, "digest": seen}, {"year": year, "reason": "市财政追加软件产业专项资金"}
    answers = at_once([lambda: starts.call("POST", "/runs", asked)] * CLIENTS)
    done = over(db, told(answers, 202)[202])
    assert {job.result["run"] for job in done} == {f"{year}-001"}
    assert len(list(db["runs"].rows_where("year = ?", [year]))) == 1
    path = "/appropriations/proposals"
    sends = [lambda n=n: raises.call("POST", path, {**raised, "amount": 2_000 + n}) for n in range(CLIENTS)]
    answers = told(at_once(sends), 201, 409)
    assert len(answers[201]) == 1
    assert all("尚未答复" in answer.json["error"]["message"] for answer in answers[409])
