"""award.json: what travels inside a letter, its 查验码, and the text that a reader sees."""

import datetime
import json
import re

import pytest

from subsidy import letters
from subsidy.letters import award
from tests import sealed

OTHERS = [
    {"number": "示例经信软〔2022〕2号"},
    {"number": ""},
    {"date": datetime.date(2022, 3, 11)},
    {"kind": "reserve"},
    {"uscc": sealed.SECOND},
    {"claims": [sealed.REACHED, sealed.CERTIFIED]},
    {"rank": 4},
    {"district": "秀洲区"},
    {"run": "2022-002"},
    {"contact": "示例联系人"},
    {"account": {**sealed.ACCOUNT, "number": "1204060009020012346"}},
    {"office": {**sealed.OFFICE, "issuer": "另一示例局"}},
]


def test_a_letter_carries_its_decision_with_the_facts_it_rests_on():
    carried = json.loads(award.award(sealed.letter()))
    assert carried["firm"] == {"uscc": sealed.FIRST, "name": sealed.FIRMS[sealed.FIRST]}
    assert carried["total"] == "1100100.01"
    assert [line["amount"] for line in carried["lines"]] == ["1000000.00", "100000.00", "100.01"]
    assert carried["facts"][0]["claims"][0] == sealed.REACHED
    assert carried["letter"]["account"]["tail"] == "2345"
    assert carried["letter"]["date"] == "2022-03-10"


def test_what_a_letter_carries_is_the_same_bytes_each_time_and_canonical():
    made = award.award(sealed.letter())
    assert made == award.award(sealed.letter())
    assert made == award.canonical(json.loads(made))


def test_account_numbers_ids_and_rows_of_the_store_never_leave_the_office():
    trainee = {**sealed.TRAINED["trainees"][0], "id_number": "330402199002280010"}
    told = {"facts": [{"claims": [{"item": "training_refund", "trainees": [trainee]}]}]}
    told["payee"] = {"account": sealed.ACCOUNT["number"]}
    made = award.award(sealed.letter(decision=told)).decode()
    for private in ("330402199002280010", "id_number", "subject", "payee", sealed.ACCOUNT["number"], "0012345"):
        assert private not in made


def test_a_code_is_of_twelve_unmistakable_characters_and_stands_in_the_award():
    made = award.code(sealed.letter())
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", made)
    carried = json.loads(award.award(sealed.letter()))
    assert carried["letter"]["code"] == made == award.code_of(carried)
    assert award.shown(made) == f"{made[:4]}-{made[4:8]}-{made[8:]}"


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: ",".join(other))
def test_another_letter_has_another_code(other):
    assert award.code(sealed.letter(**other)) != award.code(sealed.letter())


def test_a_reprint_carries_what_the_first_print_carried():
    reprint = sealed.letter(mark="补打（第2次）")
    assert award.code(reprint) == award.code(sealed.letter())
    assert award.award(reprint) == award.award(sealed.letter())
    assert award.award(reprint, letters.html([reprint])) == award.award(sealed.letter())


@pytest.mark.parametrize("typed", ["abcd-ef12-3450", " ABCD EF12 3450 ", "ABCDEFI2345O", "ABCD－EFL2－345O"])
def test_a_code_is_read_as_people_type_it(typed):
    assert award.typed(typed) == "ABCDEF123450"


@pytest.mark.parametrize(
    ("page", "pieces"),
    [
        ("<p>一 <b>二</b>\n三</p>四", ["一 二 三", "四"]),
        ("<h1>关于<br>奖励</h1><p> </p>", ["关于奖励"]),
        ("<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tr><td>1<span>2</span></td><td>&lt;3</td></tr></table>",
         ["甲", "乙", "12", "<3"]),
        ("<div>外<p>内</p>又</div><style>p {}</style><!-- 注 --><span></span>", ["外", "内", "又"]),
        ("<p>甲<!-- 注 -->乙</p>", ["甲乙"]),
    ],
)  # fmt: skip
def test_the_text_of_a_page_is_one_piece_a_block(page, pieces):
    html = f"<!DOCTYPE html><html><head><title>题</title></head><body>{page}</body></html>"
    assert award.text(html) == pieces


@pytest.mark.parametrize("kind", ["grant", "reserve", "refusal"])
def test_the_text_is_what_the_letter_says_in_reading_order(kind):
    claims = [sealed.SLOW] if kind == "refusal" else [sealed.REACHED]
    carried = json.loads(award.award(sealed.letter(kind, claims)))
    wanted = [sealed.OFFICE["issuer"], sealed.FIRMS[sealed.FIRST], sealed.FIRST, "收入达标", "2022年3月10日"]
    whole, places = "".join(carried["text"]), []
    for piece in wanted:
        assert piece in whole
        places.append(whole.index(piece))
    assert carried["lines"][0]["reasons"][0]["text"].replace(" ", "") in whole.replace(" ", "")
    assert places[1:3] == sorted(places[1:3])
