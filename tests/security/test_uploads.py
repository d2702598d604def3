"""Files of strangers: known by what is in them, bounded before they are looked at, handed out so that nothing runs."""

import io
import resource
import struct
import subprocess
import sys
import zipfile

import pytest

from subsidy import config, store
from subsidy.desk.firm import evidence, pictures
from subsidy.desk.firm.evidence import LARGEST, EvidenceError
from subsidy.store import cases
from tests import applicant, filled
from tests.test_evidence import PDF, zipped
from tests.web import staffed, visitor

HTML = b"%PDF-1.7\n<html><script>alert(document.cookie)</script></html>"
ENTRY = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"


def members(count, sized=True, zip64=False):
    """An archive of nothing but a list of so many members; `sized`: it says truly how long the list is."""
    listed = ENTRY * count
    end = struct.pack("<HHHHIIH", 0, 0, 65535, 65535, len(listed) if sized else 0, 30, 0)
    more = b""
    if zip64:
        record = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(listed), 30)
        more = b"PK\x06\x06" + record + b"PK\x06\x07" + struct.pack("<IQI", 0, 30 + len(listed), 1)
    return b"PK\x03\x04" + bytes(26) + listed + more + b"PK\x05\x06" + end


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(20)


def jpeg(*frames):
    """A JPEG of frames so wide and high, the first as if it were a small picture of the second."""
    made = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10)
    for width, height in frames:
        made += b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(10)
    return made + b"\xff\xda\x00\x08" + bytes(60)


def typed(xml, *names):
    """An office file whose list of types is this."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("xl/workbook.xml",):
            archive.writestr(name, "x")
        archive.writestr("[Content_Types].xml", xml)
    return held.getvalue()


MACRO = '<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (png(50_000, 50_000), "尺寸过大"),
        (png(2**31 - 1, 2**31 - 1), "尺寸过大"),
        (jpeg((65_535, 65_535)), "尺寸过大"),
        (jpeg((160, 120), (65_535, 65_535)), "尺寸过大"),
        (typed(MACRO), "含有宏"),
        (typed(MACRO.encode("utf-16")), "含有宏"),
        (typed('<Override PartName="/xl/other.bin" ContentType="application/vnd.ms-office.vbaProject"/>'), "含有宏"),
        (zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "含有宏"),
        (zipped("xl/workbook.xml", "XL/VBAPROJECT.BIN"), "含有宏"),
        (members(440_000), "应为 PDF"),
        (members(440_000, sized=False), "应为 PDF"),
        (members(440_000, zip64=True), "应为 PDF"),
        (typed("x" * 50_000_000, "a.txt"), "应为 PDF"),
        (b"GIF89a" + bytes(50), "应为 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "应为 PDF"),
        (b"{\\rtf1 x}", "应为 PDF"),
        (b"\n" + PDF, "应为 PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_only_looks_like_evidence_is_refused_in_words(data, told):
    with pytest.raises(EvidenceError, match=told):
        evidence.kind(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (png(10_000, 14_000), "png"),
        (jpeg((9_000, 13_000)), "jpg"),
        (jpeg(), "jpg"),
        (typed("<Types/>"), "xlsx"),
        (typed("<Types/>", "word/document.xml"), "docx"),
    ],
)
def test_what_is_evidence_is_taken(data, type_):
    assert evidence.kind(io.BytesIO(data)) == type_


@pytest.mark.parametrize("cut", range(2, 60, 3))
def test_a_picture_that_breaks_off_has_no_size_and_no_traceback(cut):
    for data, type_ in ((png(9, 9), "png"), (jpeg((9, 9)), "jpg")):
        assert pictures.points(io.BytesIO(data[:cut]), type_) in (0, 81)


def test_looking_at_the_largest_archive_takes_little_memory(tmp_path):
    """In a process that has no more than a small server could spare."""
    (tmp_path / "list.zip").write_bytes(members((LARGEST - 1000) // len(ENTRY)))
    script = (
        "import sys; from subsidy.desk.firm import evidence\n"
        "try: evidence.kind(open(sys.argv[1], 'rb'))\n"
        "except evidence.EvidenceError: print('refused')"
    )
    limit = 700 * 1024**2

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    asked = [sys.executable, "-c", script, str(tmp_path / "list.zip")]
    answer = subprocess.run(asked, cwd=config.ROOT, preexec_fn=limited, capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.stderr) == ("refused\n", "")


def test_a_page_dressed_as_a_pdf_is_handed_out_as_nothing_that_runs(law, tmp_path, monkeypatch):
    made = filled.year(tmp_path, law)
    for name, value in filled.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert evidence.kind(io.BytesIO(HTML)) == "pdf"
    with store.connect(tmp_path / "subsidy.db") as db:
        evidence.path(tmp_path / "files", cases.piece(db, made.piece)["digest"]).write_bytes(HTML)
    clerk = staffed.staff(tmp_path, "jing", "handler")
    firm = visitor.Visitor(clerk.app)
    firm.log_in(filled.A)
    for who, address in ((firm, f"/evidence/{made.piece}"), (clerk, f"/office/evidence/{made.piece}")):
        answer = who.client.get(address)
        assert answer.data == HTML
        assert answer.headers["Content-Type"].split(";")[0] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "attachment" in firm.client.get(f"/evidence/{made.piece}").headers["Content-Disposition"]


NAMES = (
    "../../../etc/cron.d/x.pdf",
    "..\\..\\windows\\x.pdf",
    "/etc/passwd",
    "a\x00b.pdf",
    "a\r\nSet-Cookie: subsidy=x.pdf",
    'a";filename="b.html',
    "示例\u202efdp.exe",
    "<script>.pdf",
    "." * 300,
    "",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_and_says_one_line(name, db, law, tmp_path):
    given = ("revenue_tier", "audit", name, io.BytesIO(applicant.PDF), filled.A)
    made = evidence.add(db, tmp_path / "files", law, filled.YEAR, filled.A, *given)
    assert made.name.endswith(".pdf")
    assert not set(made.name) & set('/\\<>:"|?*\r\n\x00\u202e')
    [kept] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert kept.name == made.digest
