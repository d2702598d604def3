"""Evidence: what the policy file asks for, and the files a firm brings."""

import hashlib
import io
import zipfile

import pytest

from subsidy import config, desk, policy, store
from subsidy.desk.firm import drafts, evidence
from subsidy.desk.firm.drafts import LockedError
from subsidy.desk.firm.evidence import LARGEST, MOST, EvidenceError
from subsidy.model import UPLOAD, WAYS
from subsidy.policy import PolicyError
from subsidy.store import applying
from tests.build import FIRMS

A, B, _, _ = FIRMS
YEAR = 2022
SECTION, CONTRACT = "outsourcing_bonus", "contract"


def zipped(*names, **more):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, more.get("content", "x"))
    return held.getvalue()


PDF = b"%PDF-1.7\n%%EOF\n"
FILES = {
    "pdf": PDF,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "jpg": b"\xff\xd8\xff\xe0" + bytes(20),
    "xlsx": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "docx": zipped("[Content_Types].xml", "word/document.xml"),
    "ofd": zipped("OFD.xml", "Doc_0/Document.xml"),
}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


def bring(db, law, folder, data=PDF, name="合同.pdf", requirement=CONTRACT, section=SECTION, uscc=A):
    return evidence.add(db, folder, law, YEAR, uscc, section, requirement, name, io.BytesIO(data), uscc)


def listed(db, law, uscc=A, section=None):
    return evidence.list_(db, law, YEAR, uscc, section)


def kept(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def happen(db, law, kind, **body):
    with store.write(db):
        applying.add_event(db, law.id, YEAR, A, kind, body, "", "staff")


@pytest.mark.parametrize("item", policy.load("jiaxing-2022-10").items)
def test_the_law_in_force_says_what_every_item_is_proved_with(law, item):
    asked = evidence.requirements(law, item)
    assert asked
    assert {one.way for one in asked} <= set(WAYS)
    assert all(one.help for one in asked)
    for one in asked:
        assert (one.way == UPLOAD) != ("不需提交" in one.help or "一并承诺" in one.help), one


def test_the_firms_own_details_want_nothing(law):
    assert evidence.requirements(law, drafts.FIRM) == ()


ROW = '{ id = "contract", title = "合同", way = "上传", required = false, help = "盖章" }'


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ROW.replace("上传", "邮寄"), "way: 填的是“邮寄”，应为 信息共享、网络核验、部门核查、告知承诺、上传 之一"),
        (ROW.replace('"contract"', '"Contract"'), "id: 填的是“Contract”"),
        (ROW.replace("false", '"no"'), "required: "),
        ('{ id = "contract" }', "title: 没有填"),
        (ROW.replace("help", "hint"), "hint: 没有这个字段"),
        (f"{ROW}, {ROW}", "evidence.1.id: 填的是“contract”，与前面的重复"),
    ],
)
def test_wrong_evidence_in_a_policy_file_is_told_with_its_place(tmp_path, rows, told):
    with pytest.raises(PolicyError, match=told) as error:
        written(tmp_path, rows)
    assert "items.0(major_project).evidence" in str(error.value)


def written(tmp_path, rows):
    """The law with other evidence for its first item."""
    source = (policy.FOLDER / "jiaxing-2022-10.toml").read_text(encoding="utf-8")
    start = source.index("evidence = [")
    path = tmp_path / "law.toml"
    end = source.index("\n]\n", start)
    path.write_text(source[:start] + f"evidence = [{rows}" + source[end:], encoding="utf-8")
    return policy.load_file(path)


def test_evidence_does_not_make_another_law(tmp_path, law):
    found = written(tmp_path, ROW)
    assert found.digest == law.digest
    assert found.evidence["major_project"] == (("contract", "合同", UPLOAD, False, "盖章"),)


@pytest.mark.parametrize("type_", FILES)
def test_a_file_is_known_by_what_is_in_it_and_comes_back_as_it_was(db, law, folder, type_):
    made = bring(db, law, folder, FILES[type_], "合同.exe")
    assert (made.type, made.name, made.size) == (type_, f"合同.exe.{type_}", len(FILES[type_]))
    assert made.digest == hashlib.sha256(FILES[type_]).hexdigest()
    assert listed(db, law) == [made]
    again, stream = evidence.open_(db, folder, A, made.id)
    with stream:
        assert (again, stream.read()) == (made, FILES[type_])
    assert kept(folder) == [made.digest]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件是空的"),
        (b"<html><script>alert(1)</script></html>", "应为 PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "应为 PDF"),
        (b"MZ" + bytes(100), "应为 PDF"),
        (b"<html>%PDF-1.7", "应为 PDF"),
        (zipped("x.txt"), "应为 PDF"),
        (b"PK\x03\x04" + bytes(100), "应为 PDF"),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), "含有宏"),
        (PDF + bytes(LARGEST), "超过 20 MB"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(db, law, folder, data, told):
    with pytest.raises(EvidenceError, match=told):
        bring(db, law, folder, data, "合同.pdf")
    assert (listed(db, law), kept(folder)) == ([], [])
    assert db.execute("SELECT count(*) FROM audit").fetchone()[0] == 0


def test_the_largest_file_is_taken(db, law, folder):
    assert bring(db, law, folder, PDF.ljust(LARGEST)).size == LARGEST


class Broken(io.BytesIO):
    """A connection that ends in the middle."""

    def read(self, size=-1):
        if self.tell():
            raise ConnectionError
        return super().read(5)


def test_an_upload_that_breaks_off_leaves_nothing_behind(db, law, folder):
    with pytest.raises(ConnectionError):
        evidence.add(db, folder, law, YEAR, A, SECTION, CONTRACT, "x.pdf", Broken(PDF), A)
    assert (listed(db, law), kept(folder)) == ([], [])


def test_the_same_file_is_stored_once_whoever_brings_it(db, law, folder):
    first = bring(db, law, folder)
    assert bring(db, law, folder, name="又一次.pdf") == first
    other = bring(db, law, folder, requirement="invoice")
    theirs = bring(db, law, folder, uscc=B)
    assert len({first.id, other.id, theirs.id}) == 3
    assert len(kept(folder)) == db["files"].count == 1
    assert listed(db, law) == [first, other]


def test_a_damaged_file_is_put_right_when_it_comes_again(db, law, folder):
    made = bring(db, law, folder)
    evidence.path(folder, made.digest).write_bytes(b"")
    bring(db, law, folder)
    assert evidence.path(folder, made.digest).read_bytes() == PDF


def test_one_firm_never_reaches_anothers_file(db, law, folder):
    made = bring(db, law, folder)
    assert listed(db, law, B) == []
    with pytest.raises(EvidenceError, match="没有这个文件"):
        evidence.open_(db, folder, B, made.id)
    with pytest.raises(EvidenceError, match="没有这个文件"):
        evidence.remove(db, law, YEAR, B, made.id, B)
    with pytest.raises(EvidenceError, match="没有这个文件"):
        evidence.remove(db, law, YEAR + 1, A, made.id, A)
    assert listed(db, law) == [made]


def test_a_file_that_is_gone_is_told(db, law, folder):
    made = bring(db, law, folder)
    evidence.path(folder, made.digest).unlink()
    with pytest.raises(EvidenceError, match=r"“合同\.pdf”读不到"):
        evidence.open_(db, folder, A, made.id)


def test_a_file_taken_away_is_only_marked_and_stays_with_what_was_sent(db, law, folder):
    made = bring(db, law, folder)
    with store.write(db):
        sent = applying.add_submission(db, law.id, YEAR, A, "token", {}, [made.id], "", A)
    assert listed(db, law)[0].submitted
    evidence.remove(db, law, YEAR, A, made.id, A)
    assert listed(db, law) == []
    assert [row["id"] for row in applying.submitted_evidence(db, sent["id"])] == [made.id]
    assert kept(folder) == [made.digest]
    with pytest.raises(EvidenceError):
        evidence.open_(db, folder, A, made.id)
    with pytest.raises(EvidenceError):
        evidence.remove(db, law, YEAR, A, made.id, A)
    assert bring(db, law, folder).id != made.id
    acts = [row["act"] for row in db.query("SELECT act FROM audit ORDER BY id")]
    assert acts == ["evidence_add", "evidence_remove", "evidence_add"]
    assert desk.check(db) == []


@pytest.mark.parametrize(
    ("section", "requirement"),
    [(SECTION, "outside"), (SECTION, "nothing"), ("nothing", CONTRACT), (drafts.FIRM, CONTRACT)],
)
def test_only_what_is_asked_for_can_be_brought(db, law, folder, section, requirement):
    with pytest.raises(EvidenceError, match="没有要上传的"):
        bring(db, law, folder, section=section, requirement=requirement)


def test_what_is_missing_is_what_must_be_uploaded_and_is_not_there(db, law, folder):
    missing = [one.id for one in evidence.missing(db, law, YEAR, A, SECTION)]
    assert missing == [CONTRACT, "invoice", "receipt"]
    made = bring(db, law, folder)
    assert [one.id for one in evidence.missing(db, law, YEAR, A, SECTION)] == missing[1:]
    evidence.remove(db, law, YEAR, A, made.id, A)
    assert [one.id for one in evidence.missing(db, law, YEAR, A, SECTION)] == missing
    assert evidence.missing(db, law, YEAR, A, "financing") == []


def test_once_sent_nothing_is_brought_or_taken_away_but_where_it_is_sent_back(db, law, folder):
    made = bring(db, law, folder)
    happen(db, law, applying.SUBMITTED, submission=1)
    for act in (lambda: bring(db, law, folder, FILES["png"]), lambda: evidence.remove(db, law, YEAR, A, made.id, A)):
        with pytest.raises(LockedError):
            act()
    happen(db, law, applying.RETURNED, sections={SECTION: "缺少发票"})
    assert bring(db, law, folder, FILES["png"], requirement="invoice")
    with pytest.raises(LockedError):
        bring(db, law, folder, section="revenue_tier", requirement="audit")
    assert kept(folder) == sorted((made.digest, hashlib.sha256(FILES["png"]).hexdigest()))


def test_a_section_holds_only_so_many_files(db, law, folder):
    for number in range(MOST):
        bring(db, law, folder, PDF + str(number).encode())
    with pytest.raises(EvidenceError, match=f"已有 {MOST} 个文件"):
        bring(db, law, folder)
    assert bring(db, law, folder, section="revenue_tier", requirement="audit")


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("合同 扫描件.PDF", "合同 扫描件.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\材料\\合同.pdf", "合同.pdf"),
        ("合同\u202egpj.exe", "合同gpj.exe.pdf"),
        ('a<b>:"c|?*\x00\n.pdf', "a_b___c___.pdf"),
        ("", "材料.pdf"),
        (" .pdf", "材料.pdf"),
        ("...", "材料.pdf"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
        ("合同.pdf.html", "合同.pdf.html.pdf"),
    ],
)
def test_a_name_is_fit_to_be_saved_again(name, cleaned):
    assert evidence.clean(name, "pdf") == cleaned


def test_a_photo_keeps_either_ending():
    assert [evidence.clean(name, "jpg") for name in ("a.JPEG", "a.jpg", "a.png")] == ["a.jpeg", "a.jpg", "a.png.jpg"]


def test_files_lie_beside_the_database(database):
    assert config.files() == database.parent / "files"
