"""Letters to print, of plainly invented firms, and how a printed one is read back."""

import datetime
import html
import io
import re
import subprocess

import pypdf

from subsidy.letters import Letter

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


def line_of(title, clause, amount, reason, outcome="granted"):
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


GRANTED = [line_of(*award) for award in AWARDS]


REFUSED = line_of("软件业务收入达标奖励", "四(三)", "0.00", SHORTFALL, "refused")


REFERRED = line_of("能力资质认证奖励", "四(四)", "0.00", "等级次序尚未登记，转人工核定", "referred")


NOTED = line_of("融资支持", "四(五)", "0.00", "不直接发放资金", "noted")


def make(kind, lines, total, name=NAME, **more):
    decision = {"year": 2022, "firm": {"uscc": USCC, "name": name}, "lines": lines, "total": total}
    decision["reason"] = more.pop("reason", None)
    return Letter(kind, decision, POLICY, datetime.date(2022, 3, 10), **more)


def make_grant(count=2, **more):
    lines = (GRANTED * 3)[:count]
    fen = sum(int(line["amount"].replace(".", "")) for line in lines)
    return make("grant", lines, f"{fen // 100}.{fen % 100:02d}", account=ACCOUNT, **more)


OFFICE = {"contact": "王示例", "phone": "0573-00000000", "address": "嘉兴市示例路1号"}


FORMAL = {"number": "嘉经信软〔2022〕12号", "contact": "李示例", "district": "南湖区", "office": OFFICE}


REVERSED = [{**GRANTED[0], "outcome": "reversed"}]


ONE_OF_EACH = {
    "grant": make_grant(),
    "refusal": make("refusal", [REFUSED, REFERRED], "0.00"),
    "reserve": make("reserve", GRANTED[:2], "1050000.00", rank=3),
    "reversal": make("reversal", REVERSED, "1000000.00", reason="上年软件业务收入经审计调整"),
}


def read(printed, page=None):
    """The text of a PDF without the spaces and breaks of its layout."""
    command = ["pdftotext", "-layout", *(["-f", str(page), "-l", str(page)] if page else []), "-", "-"]
    told = subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()
    return "".join(told.split())


def count_pages(printed):
    return len(pypdf.PdfReader(io.BytesIO(printed)).pages)


BIG = line_of("软件领域重大项目补助", "四(一)", "99999999999.99", "“示例基地”经核定补助 99,999,999,999.99 元")


LONG = "嘉兴" + "长三角一体化示范区数字工业互联网信息安全" * 2 + "技术服务股份有限公司分公司测试中心啊"


LATIN = "嘉兴<b>Smith & Sons</b> 软件（ＡＢＣ）Super-Long-Latin-Platform International Holdings Co., Ltd."


SHAPES = {
    **{kind: letter._replace(**FORMAL) for kind, letter in ONE_OF_EACH.items()},
    "draft": ONE_OF_EACH["grant"],
    "three": make_grant(3, **FORMAL),
    "twelve": make_grant(12, **FORMAL),
    "long": make_grant(2, name=LONG, **FORMAL),
    "latin": make_grant(2, name=LATIN, **FORMAL),
    "big": make("grant", [BIG], "99999999999.99", account=ACCOUNT, **FORMAL),
    "reprint": make_grant(2, mark="补打（第2次）", **FORMAL),
}


def words_of(printed, page=1):
    """The words of a page with their boxes in millimetres: left, top, right, bottom, word."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"]
    told = subprocess.run(command, input=printed, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', told)
    return [(*(float(edge) * 25.4 / 72 for edge in edges), html.unescape(word)) for *edges, word in found]


def within(words, left, top, right, bottom):
    """The words that show in a part of the page, wholly or partly."""
    return [w for w in words if w[0] < right and w[2] > left and w[1] < bottom and w[3] > top]
