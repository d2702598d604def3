"""Whatever a firm calls itself is text: in every page, workbook and paper that anybody can fetch."""

import io
import re
import sys
import zipfile

import lxml.html
import openpyxl
import pikepdf
import pytest

from subsidy import store, workbook
from subsidy.desk import lists, papers, printing, printrun
from subsidy.desk.approval import Papers
from subsidy.desk.signing import approvals
from subsidy.letters import award, seal
from subsidy.letters.fonts import OwnFiles
from subsidy.letters.wording import TEMPLATES
from tests import applicant, filled, routes
from tests.printed import plain, told
from tests.security import named, nasty
from tests.web import test_matrix
from tests.web.test_matrix import may, opened

HARMFUL = (
    "//script[not(starts-with(@src, '/'))]",
    "//iframe",
    "//object",
    "//embed",
    "//base",
    "//style",
    "//*[@style]",
)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module", params=named.WORDS)
def house(request, law, tmp_path_factory):
    """The site on such a year, with a visitor of every kind."""
    with pytest.MonkeyPatch.context() as patch:
        made = named.year(tmp_path_factory.mktemp("named"), law, named.WORDS[request.param], patch)
        with opened(made, patch) as found:
            found.words = named.WORDS[request.param]
            yield found


@pytest.fixture(scope="module")
def answers(house):
    """What every GET of the site gives, by address and kind of visitor."""
    found = {}
    for (path, method), rule in routes.ROUTES.items():
        for visitor in test_matrix.VISITORS if method == "GET" and not path.startswith("/api/") else ():
            if may(rule, visitor):
                found[house.address(path), visitor] = house.ask(visitor, house.address(path), method)
    return {known: answer for known, answer in found.items() if answer.status_code == 200}


def of_type(answers, kind):
    return {known: answer for known, answer in answers.items() if answer.content_type.startswith(kind)}


def test_no_page_takes_a_name_for_a_part_of_itself(house, answers):
    pages = of_type(answers, "text/html")
    shown = 0
    for known, answer in pages.items():
        page = lxml.html.document_fromstring(answer.text)
        for path in HARMFUL:
            assert not page.xpath(path), (known, path)
        for element in page.iter():
            if isinstance(element.tag, str):
                assert not [name for name in element.attrib if name.startswith("on")], known
        assert "evil.example" not in {*page.xpath("//@href"), *page.xpath("//@src")}
        shown += any(word.strip() in page.text_content() for word in house.words)
    assert len(pages) > 100
    assert shown > 20


def books(house, answers):
    """Every workbook that the site hands out, and the one that a command writes."""
    found = {known: answer.data for known, answer in of_type(answers, SHEET).items()}
    out = house.made.folder / "lists.xlsx"
    with store.connect(house.path) as db:
        workbook.export(out, lists.book(db, house.made.run))
    return {**found, "export": out.read_bytes()}


def test_no_workbook_holds_a_formula_or_a_link(house, answers):
    found = books(house, answers)
    kinds = {known[0].rpartition("/")[2] for known in found if isinstance(known, tuple)}
    assert {"queue.xlsx", "trail.xlsx", "new.xlsx", "lists.xlsx", "payments.xlsx", "notice.xlsx", "sheet.xlsx"} <= kinds
    named_in, quoted = set(), 0
    for known, data in found.items():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                part = archive.read(name)
                assert b"<f>" not in part, (known, name)
                assert b"<f " not in part, (known, name)
                assert b"<hyperlink" not in part, (known, name)
                assert b"External" not in part, (known, name)
            assert not [name for name in archive.namelist() if re.search("externalLink|vba|ddeLink", name)]
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
                assert cell.data_type == "s", (known, cell.coordinate)
                if any(word.strip() in cell.value for word in house.words):
                    named_in.add(str(known))
                if cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix, (known, cell.coordinate, cell.value)
                    quoted += 1
    assert len(named_in) > 5
    assert quoted or house.words is nasty.MARKUP


@pytest.fixture
def reached():
    """What files are opened and which lines to elsewhere are asked for, from now on."""
    seen = []
    on = [True]

    def hook(event, given):
        if on[0] and event in ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
            seen.append((event, str(given[0])))

    sys.addaudithook(hook)
    yield seen
    on[0] = False


def printed(house, folder):
    """Every kind of paper about such a firm, made anew: letters and drafts, print runs, sign-off sheets."""
    made, office = house.made, filled.OFFICE
    with store.connect(house.path) as db:
        for draft in (False, True):
            out = folder / str(draft)
            for one in printing.files(db, papers.papers(db, made.run, office, draft), out, made.folder / "keys"):
                assert not one.problem
            assert not list(printrun.write(db, papers.papers(db, made.run, office, draft), out / "merged.pdf"))
        list(approvals(Papers(db, made.run, office), folder / "approvals", folder / "approvals.pdf"))
    return sorted(folder.rglob("*.pdf"))


def test_no_paper_fetches_reads_or_carries_what_a_name_asks_for(house, answers, tmp_path, reached):
    found = {str(path): path.read_bytes() for path in printed(house, tmp_path)}
    found |= {str(known): answer.data for known, answer in of_type(answers, "application/pdf").items()}
    assert len(found) > 6
    said = 0
    for name, data in found.items():
        if data == applicant.PDF:
            continue  # what a firm brought
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert set(pdf.attachments) <= {award.NAME, seal.NAME}, name
            text = b"".join(part.read_bytes() for part in pdf.objects if isinstance(part, pikepdf.Stream))
            tree = repr([part for part in pdf.objects if not isinstance(part, pikepdf.Stream)])
        assert b"root:" not in text
        assert not re.search(r"/(URI|JavaScript|Launch|GoToR|SubmitForm|ImportData|OpenAction)\b", tree), name
        said += any(plain(word) in page for word in house.words for page in told(data))
    assert said > 3
    assert not [one for one in reached if one[0].startswith("socket") or "passwd" in one[1]]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://evil.example/x",
        "https://evil.example/x",
        "ftp://evil.example/x",
        "{templates}/letters/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "{templates}/letters/../../setup.cfg",
        "{templates}/letters/%2e%2e/%2e%2e/setup.cfg",
        "{templates}/web/base.html",
        "file://localhost/etc/passwd",
        "FILE:///etc/passwd",
    ],
)
def test_the_fetcher_gives_the_projects_own_files_and_nothing_else(url):
    with pytest.raises(ValueError, match="只能使用项目自己的文件"):
        OwnFiles().fetch(url.format(templates=TEMPLATES.parent.as_uri()))
    assert OwnFiles().fetch((TEMPLATES / "letter.css").as_uri())
