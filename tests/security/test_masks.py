"""Identity numbers: masked wherever staff or the public look, and nowhere in the open on the disk."""

import io
import json
import zipfile

import pytest

from subsidy import store
from subsidy.desk.bureau import tokens
from subsidy.desk.bureau.people import OF_FIRM, SCOPES
from subsidy.web import access
from tests import filled, routes
from tests.api.caller import PREFIX, Caller
from tests.filled import PERSON_ID, A
from tests.printed import told
from tests.web import test_matrix
from tests.web.test_matrix import may, opened

MASKED = f"{PERSON_ID[:4]}**********{PERSON_ID[-4:]}"
OWN = {test_matrix.FIRM}  # what a firm typed itself, its own form shows it as it was


@pytest.fixture(scope="module")
def house(law, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filled, "WHY", f"培训人员 {PERSON_ID} 的材料与申报内容不一致")
        with opened(filled.year(tmp_path_factory.mktemp("masks"), law), patch) as found:
            yield found


def said(answer):
    """What an answer says to who opens it."""
    data = answer.data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if data.startswith(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0"):
        return ""  # what a firm brought
    if data.startswith(b"%PDF"):
        return "".join(told(data))
    return json.dumps(answer.json, ensure_ascii=False) if answer.is_json else answer.text


def test_no_page_list_or_paper_of_staff_and_public_shows_an_identity_number(house):
    asked, masked = 0, set()
    for (path, method), rule in routes.ROUTES.items():
        for visitor in test_matrix.VISITORS:
            if method != "GET" or path.startswith(PREFIX) or visitor in OWN or not may(rule, visitor):
                continue
            answer = house.ask(visitor, house.address(path), method)
            text = said(answer) if answer.status_code == 200 else ""
            assert PERSON_ID not in text, (visitor, path, text[max(0, text.find(PERSON_ID) - 200) :][:400])
            asked += bool(text)
            if MASKED in text:
                masked.add(path)
    assert asked > 100
    assert len(masked) > 2, masked


def test_no_program_of_staff_reads_an_identity_number(house):
    with store.connect(house.path) as db:
        scopes = [scope for scope in SCOPES if scope.startswith("read") and scope not in OF_FIRM]
        secrets = [tokens.add(db, login, "示例程序", scopes, 30, "guan")[1] for login in ("jing", "qian", "shen")]
    asked = 0
    for secret in secrets:
        program = Caller(house.visitors[test_matrix.NOBODY].app, secret)
        for (path, method), rule in routes.ROUTES.items():
            if method == "GET" and path.startswith(PREFIX) and rule not in (access.FIRM,):
                address = house.address(path.replace("<case>", f"{filled.YEAR}-{A}").replace("<name>", "x.pdf"))
                answer = program.get(address.removeprefix(PREFIX))
                assert answer.status_code < 500, address
                assert PERSON_ID not in said(answer), address
                asked += answer.status_code == 200
    assert asked > 20


def test_the_disk_holds_no_identity_number_in_the_open(house):
    with store.connect(house.path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    looked = 0
    for path in house.made.folder.rglob("*"):
        if path.is_file():
            assert PERSON_ID.encode() not in path.read_bytes(), path
            looked += 1
    assert looked > 5
