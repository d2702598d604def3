"""The pages of the policies: read whole, compared, downloaded; for everybody of the staff."""

import json
import tomllib

import pytest

from subsidy import create_app, desk, policy, store
from subsidy.desk.bureau.people import ROLES
from tests.build import FIRMS, hand_in, project
from tests.web import staffed
from tests.web.filling import sound
from tests.web.visitor import Visitor, page

OTHER = "revenue_tier.jump=sum"


@pytest.fixture(scope="module")
def world(law, tmp_path_factory):
    """A run under the policy in force, and one before under another reading of it."""
    folder = tmp_path_factory.mktemp("policies")
    store.create(folder / "subsidy.db")
    with store.connect(folder / "subsidy.db") as db:
        before = policy.with_readings(law, [OTHER])
        for number, decides in enumerate((before, law)):
            hand_in(db, decides, {FIRMS[number]: [project(1)]})
            desk.set_budget(db, decides, 2022, 1000)
            desk.run(db, decides, 2022)
        for role in ROLES:
            staffed.person(db, role, role)
    return folder, law.digest.removeprefix("sha256:"), before.digest.removeprefix("sha256:")


@pytest.fixture
def visitor(world, monkeypatch):
    monkeypatch.setenv("SUBSIDY_DATABASE", str(world[0] / "subsidy.db"))
    found = Visitor(create_app())
    assert found.log_in("handler").status_code == 303
    return found


def cells(answer):
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th | td")]
        for row in page(answer).xpath("//main//tbody/tr")
    ]


def test_the_list_has_the_one_in_force_and_what_decided_runs(visitor, world):
    answer = visitor.get("/office/policies")
    sound(answer)
    [now, *others, before] = cells(answer)
    assert [one[2] for one in others] == ["备用"] * 3
    assert (now[1], now[2], now[3][:8]) == (world[1][:12], "现行", "2022-002")
    assert (before[1], before[2], before[3][:8]) == (world[2][:12], "以前的版本", "2022-001")
    assert page(answer).xpath("//a[text()='2022-001']/@href") == ["/office/runs/2022-001"]


def test_a_version_is_read_whole(visitor, world, law):
    answer = visitor.get(f"/office/policies/{world[1]}")
    sound(answer)
    words = " ".join(page(answer).find(".//main").text_content().split())
    for item in law.items.values():
        assert item.text in words
        assert all(reading.question in words for reading in item.readings.values())
    assert "达到 20,000,000 元（2,000 万元）奖励 200,000 元（20 万元）" in words
    chosen = page(answer).xpath("//section[@aria-labelledby='revenue_tier']//p[strong[text()='采用']]")
    assert chosen[0].text_content().strip() == "采用 只奖新达到的最高一档"


def test_a_version_of_a_run_has_its_own_readings(visitor, world):
    chosen = page(visitor.get(f"/office/policies/{world[2]}")).xpath("//p[strong[text()='采用']]")
    assert "采用 新达到的各档相加" in [one.text_content().strip() for one in chosen]


def test_two_versions_are_compared_in_words(visitor, world):
    answer = visitor.get(f"/office/policies/compare?a={world[2]}&b={world[1]}")
    sound(answer)
    assert cells(answer)[2:] == [["一年内新达到几档：采用的读法", "改动", "新达到的各档相加", "只奖新达到的最高一档"]]
    same = visitor.get(f"/office/policies/compare?a={world[1]}&b={world[1]}")
    assert "两个版本没有不同" in same.text
    assert visitor.client.get("/office/policies/compare?a=x").headers["Location"] == "/office/policies"


def test_the_file_is_the_one_that_came_with_the_program_else_what_the_run_kept(visitor, world, law):
    file = visitor.get(f"/office/policies/{world[1]}/file")
    assert tomllib.loads(file.text) == law.source
    assert "jiaxing-2022-10.toml" in file.headers["Content-Disposition"]
    kept = json.loads(visitor.get(f"/office/policies/{world[2]}/file").text)
    tier = next(row for row in kept["items"] if row["id"] == "revenue_tier")
    assert tier["readings"]["jump"]["value"] == "sum"


@pytest.mark.parametrize("digest", ["0" * 64, "x", "sha256:", "..%2f..%2fetc"])
def test_a_version_that_there_is_not_is_no_page(visitor, digest):
    assert visitor.get(f"/office/policies/{digest}").status_code == 404
    assert visitor.get(f"/office/policies/{digest}/file").status_code == 404
    assert visitor.get(f"/office/policies/compare?a={digest}&b={digest}").status_code in (302, 404)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_of_the_staff_reads_them(visitor, world, role):
    who = Visitor(visitor.app)
    who.log_in(role)
    assert who.get(f"/office/policies/{world[2]}").status_code == 200
    links = page(who.get("/office/policies")).xpath("//a[text()='2022-001']")
    assert bool(links) == (role != "admin")
