"""A small office with letters of every standing, and short ways to ask its site."""

import datetime
import io
from pathlib import Path
from typing import NamedTuple

import lxml.html

from subsidy import config, desk, store
from subsidy.desk import papers, printing
from subsidy.letters import keys
from subsidy.money import fen
from tests import fresh
from tests.build import FIRMS, hand_in, issue, project, revenue

A, B, C, D = FIRMS
DAY = datetime.date(2022, 3, 10)
OFFICE = {"issuer": "示例市经济和信息化局", "number_prefix": "示例信"}
NAMES = {C: "示例<i>丙</i>&软件有限公司"}
UNKNOWN_CODE = "7K3M9QWX2D5R"
LARGE = 20_200_000  # bytes, more than is taken


class World(NamedTuple):
    """A small office: its folder, the 查验码 of its letters by firm and kind, and their files."""

    folder: Path
    codes: dict[tuple[str, str], str]
    files: dict[str, bytes]

    def file(self, uscc: str, kind: str = "grant") -> bytes:
        """The PDF of a letter."""
        return self.files[f"{uscc}-{kind}.pdf"]

    @property
    def environment(self) -> dict[str, str]:
        """What names the database and the keys to a process."""
        return {config.DATABASE: str(self.folder / "subsidy.db"), config.KEYS: str(self.folder / "keys")}


def build(folder: Path, law) -> World:
    """A's letters stand, B's grant was taken back, C's in part, D's place on the reserve list became a grant."""
    fresh.database(folder / "subsidy.db")
    keys.create(folder / "keys")
    with store.connect(folder / "subsidy.db") as db:
        claims = {A: [project(600), revenue(1)], B: [project(500)], C: [project(300), revenue(20_000_000, 10_000_000)]}
        hand_in(db, law, {**claims, D: [project(9_000_000)]}, names=NAMES)
        desk.set_budget(db, law, 2022, fen(2_000_000))
        run, _ = desk.run(db, law, 2022)
        drafted = printing.files(db, papers.papers(db, run, OFFICE), folder / "drafts", folder / "keys")
        assert not any(one.problem for one in drafted)
        issue(db, run, DAY, office=OFFICE)
        made = printing.files(db, papers.papers(db, run, OFFICE), folder / "letters", folder / "keys")
        assert not any(one.problem for one in made)
        desk.reverse(db, run, B, None, "材料有误")
        desk.reverse(db, run, C, "major_project", "项目中止")
        issue(db, run, DAY + datetime.timedelta(days=1), office=OFFICE)
        desk.set_budget(db, law, 2022, fen(20_000_000))
        issue(db, desk.run(db, law, 2022)[0], DAY + datetime.timedelta(days=2), office=OFFICE)
        codes = {(uscc, kind): code for uscc, kind, code in db.execute("SELECT uscc, kind, code FROM letters")}
    files = {path.name: path.read_bytes() for path in (folder / "letters").glob("*.pdf")}
    files |= {f"draft-{path.name}": path.read_bytes() for path in (folder / "drafts").glob("*.pdf")}
    return World(folder, codes, files)


def asked(client, code, number=""):
    """The answer for a 查验码."""
    return client.get("/verify", query_string={"code": code, "number": number})


def sent(client, data, name="告知书.pdf"):
    """The answer for a file."""
    return client.post("/verify", data={"file": (io.BytesIO(data), name)})


def heading(answer) -> str:
    return lxml.html.document_fromstring(answer.text).findtext(".//h1")


def words(answer) -> str:
    """What a reader sees in the main part, without the forms."""
    main = lxml.html.document_fromstring(answer.text).find(".//main")
    for forms in main.xpath("./div[@class='forms']"):
        main.remove(forms)
    return "".join(main.text_content().split())
