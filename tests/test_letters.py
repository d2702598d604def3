"""Letters, printed by WeasyPrint and read back."""

import datetime
import io
import os
import subprocess

import pypdf
import pytest

from subsidy import letters
from subsidy.letters import GlyphError, Letter, LetterError, fonts, paper, wording

POLICY = {
    "number": "嘉政办发〔2022〕10号",
    "title": "嘉兴市人民政府办公室关于加快软件产业高质量发展的实施意见",
    "section": "四、政策支持",
}
NAME, USCC = "嘉兴云启软件有限公司", "91330402MA2AB123XK"
ACCOUNT = {"name": NAME, "bank": "某银行嘉兴分行", "number": "1204 0600 0902 0012 345"}

# title, clause, amount, reason: one of each paid item, as the assessment words them
AWARDS = [
    ("软件业务收入达标奖励", "四(三)", "1000000.00",
     "本年软件业务收入 5,200 万元，新达到 5,000 万元档；增速 30%，四(三) 要求 10% 以上"),
    ("信息安全管理体系认证奖励", "四(四)", "50000.00", "首次列入或取得：ISO27001，此前没有同项奖励"),
    ("市外软件外包订单奖励", "四(三)", "186543.21", "承接市外订单 3 份，实际执行 6,218,107 元，按 3% 奖励"),
    ("首版次软件产品奖励", "四(四)", "500000.00",
     "“精算云平台V3.0”被评定为省级首版次软件产品，此前没有同产品同级别的奖励"),
    ("能力资质认证奖励", "四(四)", "400000.00", "CMMI 由 3 级提高到 5 级，共提高两级，每级奖励 200,000 元"),
    ("软件人才培训费补助", "四(二)", "5940.00", "合格并在嘉兴就业的 6 人，培训费合计 19,800 元，按 30% 补助"),
    ("重点研发专项配套补助", "四(四)", "800000.00",
     "“工业控制系统安全”列入省重点研发专项，上级资助 800,000 元，按 1:1 配套"),
    ("关键核心技术攻关补助", "四(四)", "1000000.00", "“嵌入式实时操作系统内核”经核定补助 1,000,000 元"),
]  # fmt: skip
SHORTFALL = "增速 6.7%，四(三) 要求 10%，还差收入 1,320,000 元"


WORKINGS = {
    "软件业务收入达标奖励": [
        "本年软件业务收入 52,000,000 元，上年 40,000,000 元；达到的档次：2,000 万元、3,000 万元、5,000 万元；"
        "其中新达到：5,000 万元",
        "增速 =（52,000,000 − 40,000,000）÷ 40,000,000 = 30%，要求不低于 10%（收入不低于 44,000,000 元）",
        "一年内新达到几档：只奖新达到的最高一档，计 1,000,000 元",
    ],
    "信息安全管理体系认证奖励": ["申报：ISO27001；历年本项奖励：无", "ISO27001：四(四) 给予一次性奖励 50,000 元"],
}


def _line(title, clause, amount, reason, outcome="granted"):
    return {
        "claim": 0,
        "item": "any",
        "title": title,
        "clause": clause,
        "outcome": outcome,
        "amount": amount,
        "reasons": [{"code": "any", "text": reason}],
        "workings": WORKINGS.get(title, []),
        "readings": {},
    }


GRANTED = [_line(*award) for award in AWARDS]
REFUSED = _line("软件业务收入达标奖励", "四(三)", "0.00", SHORTFALL, "refused")
REFERRED = _line("能力资质认证奖励", "四(四)", "0.00", "等级次序尚未登记，转人工核定", "referred")
NOTED = _line("融资支持", "四(五)", "0.00", "不直接发放资金", "noted")


def _letter(kind, lines, total, name=NAME, **more):
    decision = {"year": 2022, "firm": {"uscc": USCC, "name": name}, "lines": lines, "total": total}
    decision["reason"] = more.pop("reason", None)
    return Letter(kind, decision, POLICY, datetime.date(2022, 3, 10), **more)


def _grant(count=2, **more):
    lines = (GRANTED * 3)[:count]
    fen = sum(int(line["amount"].replace(".", "")) for line in lines)
    return _letter("grant", lines, f"{fen // 100}.{fen % 100:02d}", account=ACCOUNT, **more)


OFFICE = {"contact": "王示例", "phone": "0573-00000000", "address": "嘉兴市示例路1号"}
FORMAL = {"number": "嘉经信软〔2022〕12号", "contact": "李示例", "district": "南湖区", "office": OFFICE}
REVERSED = [{**GRANTED[0], "outcome": "reversed"}]
ONE_OF_EACH = {
    "grant": _grant(),
    "refusal": _letter("refusal", [REFUSED, REFERRED], "0.00"),
    "reserve": _letter("reserve", GRANTED[:2], "1050000.00", rank=3),
    "reversal": _letter("reversal", REVERSED, "1000000.00", reason="上年软件业务收入经审计调整"),
}


def _read(printed, page=None):
    """The text of a PDF without the spaces and breaks of its layout."""
    command = ["pdftotext", "-layout", *(["-f", str(page), "-l", str(page)] if page else []), "-", "-"]
    told = subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()
    return "".join(told.split())


def _pages(printed):
    return len(pypdf.PdfReader(io.BytesIO(printed)).pages)


EXPECTED = {
    "grant": ["关于兑现软件产业扶持奖励资金的告知书", "四(三)", "1,000,000.00", "50,000.00",
              "合计：人民币壹佰零伍万元整1,050,000.00", "账号末四位：2345", "5个工作日", "嘉政办发〔2022〕10号"],
    "refusal": ["关于不予兑现软件产业扶持奖励资金的告知书", "6.7%", "不符合条件", "60日内", "6个月内",
                "还差收入1,320,000元", "能力资质认证奖励", "行政复议"],
    "reserve": ["关于列入软件产业扶持储备项目库的告知书", "本年度预算余额不足以全额安排上述事项", "第3位", "四(四)3",
                "按轻重缓急进行排序", "不作为付款承诺", "壹佰零伍万元整"],
    "reversal": ["关于更正（追回）", "审计调整", "合计：人民币壹佰万元整1,000,000.00", "退回"],
}  # fmt: skip


@pytest.mark.parametrize("kind", letters.KINDS)
def test_each_kind_is_one_page_and_says_what_it_must(kind):
    printed = letters.pdf([ONE_OF_EACH[kind]])
    text = _read(printed)
    assert _pages(printed) == 1
    for wanted in [f"{NAME}：", USCC, "嘉兴市经济和信息化局", "2022年3月10日", "（送签稿）", *EXPECTED[kind]]:
        assert wanted in text
    assert "此页无正文" not in text
    assert "￥" not in text


@pytest.mark.parametrize(
    ("lines", "funded", "kinds"),
    [
        ([GRANTED[0]], True, ("grant",)),
        ([GRANTED[0]], False, ("reserve",)),
        ([GRANTED[0], REFUSED], True, ("grant", "refusal")),
        ([GRANTED[0], REFERRED, NOTED], True, ("grant",)),
        ([REFUSED, REFERRED], True, ("refusal",)),
        ([REFERRED], True, ("refusal",)),
        ([NOTED], False, ("refusal",)),
    ],
)
def test_every_firm_gets_the_letters_its_lines_call_for(lines, funded, kinds):
    assert letters.kinds_for({"lines": lines}, funded) == kinds


def test_a_firm_with_nothing_refused_is_not_told_of_a_refusal():
    text = _read(letters.pdf([_letter("refusal", [REFERRED, NOTED], "0.00")]))
    assert "关于软件产业扶持资金申报办理情况的告知书" in text
    assert "转人工核定" in text
    assert "不予兑现" not in text


def test_a_grant_mentions_the_other_claims_and_a_refusal_beside_a_grant_only_its_own():
    lines = [*GRANTED[:1], REFUSED, REFERRED, NOTED]
    grant = _read(letters.pdf([_letter("grant", lines, "1000000.00")]))
    refusal = _read(letters.pdf([_letter("refusal", lines, "1000000.00")]))
    assert "四(四)“能力资质认证奖励”须由人工核定" in grant
    assert SHORTFALL.replace(" ", "") not in grant
    assert SHORTFALL.replace(" ", "") in refusal
    assert "能力资质" not in refusal


def test_a_reserve_letter_without_a_rank_says_why_the_firm_has_to_wait():
    text = _read(letters.pdf([_letter("reserve", GRANTED[:1], "1000000.00")]))
    assert "关于暂缓安排软件产业扶持储备项目资金的告知书" in text
    assert "目前不符合上述文件规定的申报主体条件" in text
    assert "第位" not in text
    assert "预算余额" not in text


def test_taking_back_what_was_never_paid_says_nothing_of_returning_money():
    letter = _letter("reversal", REVERSED, "1000000.00", reason="上年收入经审计调整")
    letter.decision["paid"] = False
    text = _read(letters.pdf([letter]))
    assert "关于撤销软件产业扶持项目列入储备项目库的决定书" in text
    assert "原依据：" in text
    assert not [word for word in ("拨付", "退回", "追回", "兑现") if word in text]


def test_the_budget_rules_a_letter_quotes_are_its_policys_own():
    rules = {"number": "湖滨试发〔2030〕2号", "reserve_clause": "一(二)"}
    letter = ONE_OF_EACH["reserve"]._replace(policy={**POLICY, "appropriation": rules})
    assert "湖滨试发〔2030〕2号文件一(二)" in _read(letters.pdf([letter]))


@pytest.mark.parametrize("count", range(1, 4))
def test_up_to_three_awards_with_their_reckoning_stay_on_one_page(count):
    assert _pages(letters.pdf([_grant(count, **FORMAL)])) == 1


def test_twenty_awards_flow_on_with_headings_and_page_numbers():
    printed = letters.pdf([_grant(20)])
    count = _pages(printed)
    assert count >= 3
    for page in range(2, count + 1):
        assert f"第{page}页共{count}页" in _read(printed, page)
    assert "序号事项和条款依据和计算金额（元）" in _read(printed, 2)
    assert "页共" not in _read(printed, 1)
    assert "页共" not in _read(letters.pdf([ONE_OF_EACH["grant"]]))
    assert "嘉兴市经济和信息化局2022年3月10日" in _read(printed, count).replace("（印章）", "")


def test_rare_characters_of_names_are_printed():
    name = "嘉兴䶮㛃𬭚𫖯㼆𠅤喆堃赟科技有限公司"
    letter = _grant(name=name)
    assert letters.missing(letter) == []
    assert f"{name}：" in _read(letters.pdf([letter]))


@pytest.mark.parametrize(("character", "point"), [("\U0001f9ff", "U+1F9FF"), ("\x07", "U+0007"), ("\ue000", "U+E000")])
def test_a_character_no_face_has_is_told_with_firm_and_code_point(character, point):
    letter = _grant(name=f"嘉兴{character}软件")
    assert letters.missing(letter) == [character]
    for make in (letters.pdf, letters.html, letters.merged):
        with pytest.raises(GlyphError, match=USCC) as caught:
            make([ONE_OF_EACH["grant"], letter])
        assert point in str(caught.value)
        assert caught.value.characters == [character]


def test_a_glyph_missed_by_the_gate_still_stops_the_letter(monkeypatch):
    monkeypatch.setattr(fonts, "without_glyph", lambda texts, families=(): [])
    with pytest.raises(LetterError, match="notdef"):
        letters.pdf([_grant(name="嘉兴\U0001f9ff软件")])


def test_markup_in_a_name_is_printed_as_typed():
    name = "嘉兴<b>软件</b>&lt;科技"
    assert f"{name}：" in _read(letters.pdf([_grant(name=name)]))


def test_a_name_of_sixty_characters_breaks_and_is_whole():
    name = "嘉兴" + "长三角一体化示范区数字工业互联网信息安全" * 2 + "技术服务股份有限公司分公司测试中心啊"
    assert len(name) == 60
    printed = letters.pdf([_grant(name=name)])
    assert f"{name}：" in _read(printed)
    assert _pages(printed) == 1


def test_the_full_width_yen_sign_never_prints_as_a_dollar():
    text = _read(letters.pdf([_letter("refusal", [_line("甲", "四(三)", "0.00", "仅￥100", "refused")], "0.00")]))
    assert "¥100" in text
    assert "$" not in text


@pytest.mark.parametrize("kind", ["grant", "reserve", "reversal", "refusal"])
def test_a_total_that_is_not_the_sum_is_refused(kind):
    lines = REVERSED if kind == "reversal" else [*GRANTED[:2], REFUSED]
    with pytest.raises(ValueError, match="不符"):
        letters.pdf([_letter(kind, lines, "1050000.01")])


def test_an_amount_on_a_line_that_is_not_granted_is_refused():
    with pytest.raises(ValueError, match="不符"):
        letters.pdf([_letter("grant", [GRANTED[0], {**REFUSED, "amount": "1.00"}], "1000001.00")])


def test_the_account_number_is_not_in_the_letter_whole():
    assert "0012345" not in _read(letters.pdf([_grant()]))


def test_a_run_is_merged_in_chunks_each_letter_from_its_first_page():
    run = [*ONE_OF_EACH.values(), _grant(20)]
    told = []
    printed = letters.merged(run, told.append, chunk=2)
    single = sum(_pages(letters.pdf([letter])) for letter in run)
    assert told == [2, 2, 1]
    assert _pages(printed) == single
    assert "第2页" in _read(printed, 6)
    assert printed == letters.merged(run, chunk=2)


@pytest.mark.parametrize("url", ["http://localhost:9/a.png", "file:///etc/hostname"])
def test_a_template_cannot_fetch_what_is_not_the_projects_own(url, monkeypatch):
    fill = paper._fill
    monkeypatch.setattr(paper, "_fill", lambda *a: fill(*a).replace("</article>", f'<img src="{url}"></article>'))
    with pytest.raises(LetterError):
        letters.pdf([ONE_OF_EACH["grant"]])


def test_an_office_may_name_itself_and_its_telephone():
    office = {"issuer": "某某市工业和信息化局", "phone": "0000-12345"}
    text = _read(letters.pdf([_grant(office=office)]))
    assert "某某市工业和信息化局2022年3月10日" in text
    assert "联系电话：0000-12345" in text


def test_the_environment_is_left_as_it_was():
    letters.pdf([ONE_OF_EACH["grant"]])
    assert os.environ.get("FONTCONFIG_FILE") != str(wording.TEMPLATES / "fonts.conf")


def test_a_letters_file_is_named_by_code_and_kind():
    assert letters.filename(ONE_OF_EACH["reserve"]) == f"{USCC}-reserve.pdf"
