"""Saving: by itself, over the right version only, and nothing lost where two windows or a refusal meet."""

import datetime

import pytest
from werkzeug.datastructures import MultiDict

from subsidy.desk.firm import drafts
from tests import applicant
from tests.applicant import TIER
from tests.web import sending, visitor
from tests.web.filling import YEAR_PATH, again, autosave, bare, draft, fields, path, press, send, sound
from tests.web.sending import A, main, page

HERE = path("tier")


@pytest.fixture
def site(tmp_path, monkeypatch, law):
    return sending.site(tmp_path, monkeypatch, law)


@pytest.fixture
def who(site):
    return site.firm(A)


def window(who, section="tier", **typed):
    """A window with a section's form, and what is typed into it but not saved."""
    data = fields(who.get(path(section)))
    for name, value in typed.items():
        data[f"claims.0.{name}"] = value
    return data


def test_a_script_saves_and_is_told_when(site, who):
    data = window(who, revenue="5200")
    answer = autosave(who, HERE, data)
    assert answer.status_code == 200
    saved = draft(site, "tier")
    at = datetime.datetime.fromisoformat(saved.at)
    assert answer.json == {"version": 1, "at": saved.at, "saved": f"已保存 {at:%H:%M}"}
    assert saved.values["claims"][0]["revenue"] == "5200"
    assert f"已保存 {at:%H:%M}" in page(who.get(HERE)).get_element_by_id("saved").text_content()
    data["claims.0.previous_revenue"] = "4000"
    assert autosave(who, HERE, data, version=1).json["version"] == 2
    assert autosave(who, HERE, data, version=0).json["version"] == 2  # the same again is no conflict


def test_the_older_of_two_windows_is_refused_and_shown_both(site, who):
    mine, theirs = window(who, revenue="5200"), window(who, revenue="3600", previous_revenue="3000")
    assert autosave(who, HERE, theirs).status_code == 200
    refused = autosave(who, HERE, mine)
    assert (refused.status_code, refused.json["conflict"]) == (409, True)
    mine["keep"] = "1"
    shown = send(who, HERE, mine)
    assert shown.status_code == 409
    assert draft(site, "tier").values["claims"][0]["revenue"] == "3600"
    sections = [section.text_content() for section in sound(shown).xpath("//div[@class='both']/section")]
    assert "5,200" in sections[0]
    assert "3,600" in sections[1]
    assert [
        len(page(shown).xpath(f"//section[@aria-labelledby='{i}']//tr[@class='other']")) for i in ("mine", "theirs")
    ] == [2, 2]
    answer = send(who, HERE, again(shown, "keep"))
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    assert draft(site, "tier").values["claims"][0] == {
        "revenue": "5200",
        "previous_revenue": "",
        "best_earlier_revenue": "",
    }
    assert draft(site, "tier").version == 2


CONFLICTS = [
    ("orders", {"orders": [{"contract": " 甲<", "buyer": "", "buyer_region": "JP", "executed": "x"}] * 2}),
    ("tier", {"revenue": "1", "previous_revenue": "", "previous_revenue.none": "1", "best_earlier_revenue": ""}),
    ("firm", {**applicant.DETAILS, "name": "示例“甲”"}),
]


@pytest.mark.parametrize(("section", "typed"), CONFLICTS)
def test_what_the_page_of_two_windows_carries_is_all_that_was_typed(site, who, section, typed):
    with site.db() as db:
        applicant.save(db, site.law, A, sending.YEAR, **{section: typed if section == "firm" else [typed]})
    data = fields(who.get(path(section)))
    whole = draft(site, section).values
    with site.db() as db:
        drafts.remove(db, site.law, sending.YEAR, A, applicant.ITEMS.get(section, section), A)
    data["keep"] = "1"
    shown = send(who, path(section), data)
    send(who, path(section), again(shown, "keep"))
    found = draft(site, section).values
    rows = [found, whole] if section == "firm" else [found["claims"][0], whole["claims"][0]]
    assert {name: rows[0][name] for name in rows[1]} == rows[1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"version": 0, "fields": []}',
        b'{"version": 0, "fields": [["csrf_token", "x"]]}',
        b'{"version": 0, "fields": [["claims.0", 1]]}',
        b'{"version": 0, "fields": [["claims.0", "1"], ["claims.0.revenue", "\\ud800"]]}',
        b'{"version": 0, "fields": {"claims.0": "1"}}',
    ],
)
def test_what_no_form_sends_is_not_saved(site, who, body):
    headers = {"X-CSRFToken": who.token("/password"), **visitor.HERE}
    answer = who.client.post(f"{HERE}/save", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert draft(site, "tier").version == 0


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "９", "9" * 30, None])
def test_a_version_that_no_window_shows_overwrites_nothing(site, who, version):
    site.type_in(A, bring=False, tier=TIER)
    data = window(who, revenue="1")
    del data["version"]
    if version is not None:
        data["version"] = version
    assert send(who, HERE, data).status_code == 409
    assert draft(site, "tier").values["claims"] == [TIER]


def test_a_form_without_its_fields_empties_nothing(site, who):
    site.type_in(A, bring=False, tier=TIER)
    answer = send(who, HERE, bare(who, save="1", version="1"))
    assert answer.status_code == 303
    assert draft(site, "tier").values["claims"] == [TIER]


def test_a_script_is_told_when_nobody_is_logged_in_its_token_is_over_or_the_section_is_locked(site, who):
    data = window(who, revenue="5200")
    stale = autosave(who, HERE, MultiDict(data.to_dict() | {"csrf_token": "x"}))
    assert stale.status_code == 400
    assert stale.json["token"]
    site.type_in(tier=TIER)
    sending.sent(who)
    locked = autosave(who, HERE, data)
    assert (locked.status_code, locked.json["locked"]) == (423, True)
    who.client.delete_cookie("subsidy")
    assert autosave(who, HERE, data).status_code == 401
    assert autosave(who, HERE, data).json == {"login": "/login"}


def test_what_was_typed_when_the_session_was_over_goes_on_after_logging_in(site, who):
    data = window(who, revenue="5200")
    data["save"] = "1"
    with site.db() as db:
        db.execute("UPDATE accounts SET changed = '2022-02-02T00:00:00+08:00'")
    waits = send(who, HERE, data)
    assert waits.status_code == 401
    form = fields(waits, form="")
    assert form["kept"]
    form["login"], form["password"] = A, visitor.PASSWORD
    again = who.client.post("/login", data=form, headers=visitor.HERE)
    sent = fields(again, form="")
    assert sent["claims.0.revenue"] == "5200"
    assert send(who, HERE, sent).headers["Location"] == YEAR_PATH
    assert draft(site, "tier").values["claims"][0]["revenue"] == "5200"


def test_many_rows_are_taken_and_too_much_is_told_with_everything_still_there(site, who):
    site.type_in(A, bring=False, orders=applicant.orders(*[applicant.order(f"合同{i}", "") for i in range(400)]))
    answer = press(who, path("orders"), "save", {"claims.0.orders.399.executed": "9"}, files={"none": [("", b"")]})
    assert answer.status_code == 303
    assert draft(site, "orders").values["claims"][0]["orders"][399]["executed"] == "9"
    shown = press(who, HERE, "save", {"claims.0.revenue": "长" * 700_000})
    assert shown.status_code == 400
    assert "内容过多" in main(shown)
    assert len(fields(shown)["claims.0.revenue"]) == 700_000
