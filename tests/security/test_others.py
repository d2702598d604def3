"""One firm never sees or changes another's: asked of every route for firms that there is, by page and by program.

The routes are those of the application itself: one that is new is tried from its first day.
"""

import json
import re

import pytest

from subsidy import create_app, store
from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.people import OF_FIRM
from subsidy.desk.firm import accounts
from subsidy.store import accounts as table
from subsidy.web import access
from tests import applicant, filled
from tests.api.caller import PREFIX, Caller
from tests.filled import PERSON_ID, A, B, C
from tests.web.visitor import HERE, PASSWORD, Visitor

SECRET = "机密"
DETAILS = {name: f"示例{SECRET}{name}" for name in ("name", "contact", "account_name", "bank")}
WANTED = (*DETAILS.values(), SECRET, PERSON_ID, "示例甲某", "PX-1", "0573-11111111", A, B)
SHARED = {"year", "section", "requirement", "filename"}  # what an address may say that is nobody's own
BODIES = {"/submissions": {"declaration": True}, "/withdrawal": {}, "/applications": {"year": filled.YEAR}}
FIRMS_ROUTES = (access.FIRM, access.ANYBODY)


def rows(db):
    """Everything that is A's or B's, table by table."""
    found = {}
    for name in db.table_names():
        columns = {one.name for one in db[name].columns}
        which = next((column for column in ("uscc", "login") if column in columns), None)
        if which:
            sql = f"SELECT * FROM {name} WHERE {which} IN (?, ?) ORDER BY rowid"
            found[name] = db.execute(sql, [A, B]).fetchall()
        elif name == "tokens":
            sql = "SELECT * FROM tokens WHERE account IN (SELECT id FROM accounts WHERE login IN (?, ?))"
            found[name] = db.execute(sql, [A, B]).fetchall()
        elif name in ("claims", "letters", "submission_evidence", "prints"):
            found[name] = db.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
    return found


class Intruder:
    """C, logged in and with a program of its own, and what of A's and B's there is to ask for."""

    def __init__(self, made):
        self.made, self.path, self.app = made, made.folder / "subsidy.db", create_app()
        with store.connect(self.path) as db:
            for uscc in (B, C):
                code = accounts.hand_out(db, uscc, accounts.ACTIVATE, "guan")
                accounts.register(db, uscc, "示例软件有限公司", PASSWORD, code)
            self.token, _ = tokens.add(db, A, "示例程序", OF_FIRM, 30, "guan")
            secret = tokens.add(db, C, "示例程序", OF_FIRM, 30, "guan")[1]
            self.names = [f"{B}-grant.pdf", f"{filled.D}-grant.pdf"]
            self.others = [row["id"] for row in db.query("SELECT id FROM evidence")]
            assert table.by_login(db, A)
        self.visitor, self.program = Visitor(self.app), Caller(self.app, secret)
        assert self.visitor.log_in(C).status_code == 303
        self.csrf = self.visitor.token("/password")

    def addresses(self, rule):
        """A route's addresses, with what is A's or B's wherever it names something."""
        known = {
            "year": [filled.YEAR],
            "section": ["firm", "revenue_tier", "training_refund"],
            "requirement": ["audit"],
            "application": [f"{filled.YEAR}-{A}", f"{filled.YEAR}-{A.lower()}", f"{filled.YEAR}-{B}"],
            "piece": self.others,
            "number": [1, 2],
            "name": self.names,
            "token": [self.token],
            "offer": [1, self.made.offer],
            "uscc": [A, B],
        }
        if "requirement" in rule.arguments:  # the section that wants it
            known["section"] = ["revenue_tier"]
        found = [rule.rule]
        for name in rule.arguments:
            pattern = re.compile(rf"<(?:\w+:)?{name}>")
            found = [pattern.sub(str(value), one) for one in found for value in known[name]]
        return found

    def ask(self, method, address):
        """The answer by the door that the address belongs to, with all that a good request brings."""
        if address.startswith(PREFIX):
            body = next((made for end, made in BODIES.items() if address.endswith(end)), None)
            if method == "PUT":
                body = {"values": {"claims": []}}
            match = '"1"' if method != "GET" else None
            if method == "POST" and "/evidence/" in address:
                body = applicant.PDF
                address += "?name=x.pdf"
            more = {"content_type": "application/pdf"} if isinstance(body, bytes) else {}
            return self.program.ask(method, address.removeprefix(PREFIX), body, match=match, **more)
        if method == "GET":
            return self.visitor.client.get(address)
        form = {"csrf_token": self.csrf, "declared": "1", "version": "1", "text": "x", "sure": "1"}
        return self.visitor.client.open(address, method=method, data=form, headers=HERE)


@pytest.fixture(scope="module")
def intruder(law, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in DETAILS.items():
            patch.setitem(applicant.DETAILS, name, value)
        patch.setattr(
            applicant, "project", lambda approved, name=f"{SECRET}项目": {"project": name, "approved": approved}
        )
        made = filled.year(tmp_path_factory.mktemp("others"), law)
        for name, value in filled.environment(made.folder).items():
            patch.setenv(name, value)
        yield Intruder(made)


@pytest.fixture(scope="module")
def routes(intruder):
    """The routes for firms that the application has."""
    found = [
        rule for rule in intruder.app.url_map.iter_rules() if access.rule(intruder.app, rule.endpoint) in FIRMS_ROUTES
    ]
    assert len(found) > 35
    assert any(rule.rule.startswith(PREFIX) for rule in found)
    return found


def said(answer):
    """What an answer says, headers and all, with what JSON escapes written out."""
    text = answer.data.decode("utf-8", "replace") + str(answer.headers)
    if answer.is_json:
        text += json.dumps(answer.json, ensure_ascii=False)
    return text


def test_no_route_tells_or_changes_anything_of_another_firm(intruder, routes):
    with store.connect(intruder.path) as db:
        before = rows(db)
    asked = owned = 0
    # logging out comes last, else nothing after it would be asked as a firm
    for rule in sorted(routes, key=lambda rule: rule.rule == "/logout"):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            for address in intruder.addresses(rule):
                answer = intruder.ask(method, address)
                told = f"{method} {address}: {answer.status}"
                assert answer.status_code < 500, told
                text = said(answer).replace(address, "")  # what was asked for may be said again
                assert not [word for word in WANTED if word in text and word not in address], told
                if rule.arguments - SHARED:
                    owned += 1
                    back = answer.headers.get("Location") == "/password"  # to one's own tokens
                    assert answer.status_code == 404 or (back and "token" in rule.arguments), told
                asked += 1
    assert intruder.visitor.logged_in
    with store.connect(intruder.path) as db:
        assert rows(db) == before
    assert asked > 60
    assert owned > 30


def test_the_same_routes_have_something_to_tell_to_whom_it_belongs(intruder, routes):
    """Else the test above would prove nothing."""
    owner = Visitor(intruder.app)
    owner.log_in(A)
    with store.connect(intruder.path) as db:
        secret = tokens.add(db, A, "示例程序", OF_FIRM, 30, "guan")[1]
    program = Caller(intruder.app, secret)
    told: dict[str, set[str]] = {"page": set(), "program": set()}
    for rule in routes:
        for address in intruder.addresses(rule) if "GET" in rule.methods else ():
            own = address.startswith(PREFIX)
            answer = program.get(address.removeprefix(PREFIX)) if own else owner.client.get(address)
            if answer.status_code == 200 and any(word in said(answer) for word in WANTED):
                told["program" if own else "page"].add(rule.rule)
    assert len(told["page"]) > 6, told
    assert len(told["program"]) > 6, told


def test_no_staff_page_and_no_staff_route_lets_a_firm_in(intruder):
    for rule in intruder.app.url_map.iter_rules():
        needed = access.rule(intruder.app, rule.endpoint)
        if needed in (access.PUBLIC, *FIRMS_ROUTES) or rule.endpoint.endswith("static"):
            continue
        address = re.sub(r"<(?:\w+:)?(\w+)>", "1", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert intruder.ask(method, address).status_code == 403, (method, address)
