"""A strategy of texts that look like reports, in both scripts, with what files do to them."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis import strategies as st

from tests.fuzz.pieces import PIECES
from tests.fuzz.soundness import in_traditional

# How many examples each property tries where more than its own number is wanted: ZHREPORT_EXAMPLES=20000 tries as many,
# others in every run. Without it a run is short and always the same.
_WANTED = os.environ.get("ZHREPORT_EXAMPLES")


def tried(examples: int) -> settings:
    """The settings of a property: `examples` the same ones each time, or as many new ones as are wanted."""
    if _WANTED:
        return settings(max_examples=int(_WANTED), deadline=None, print_blob=True)
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None)


_HAN = "零一二三四五六七八九"
_WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


def _in_han(number: int) -> str:
    """A numeral in characters, from 0 to 99,999.

    >>> [_in_han(n) for n in (10, 15, 20, 103, 15000)]
    ['十', '十五', '二十', '一百零三', '一万五千']
    """
    told, gap = "", False
    for value, name in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            told += ("零" if gap and told else "") + _HAN[digit] + name
        gap = not digit
    return told.removeprefix("一") if told.startswith("一十") else told or "零"


_WHOLE = st.integers(0, 99_999)
_DECIMAL = st.decimals(0, 99_999, places=2).map(str)
NUMERALS = st.one_of(
    _WHOLE.map(str),
    _WHOLE.map("{:,}".format),
    _WHOLE.map(_in_han),
    _DECIMAL,
    _DECIMAL.map(lambda n: n.translate(_WIDE)),
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda n: f"{_HAN[n[0]]}点{_HAN[n[1]]}"),
    st.integers(1, 99).map(lambda n: f"百分之{_in_han(n)}"),
    st.sampled_from(
        ["一万五", "三千多", "两", "半", "数百", "上千", "几十", "七八", "十余", "1/3", "三分之二", "1:19", "壹仟贰佰"]
    ),
)
UNITS = st.sampled_from(
    [
        "元", "万元", "亿元", "亿美元", "%", "％", "‰", "个百分点", "成", "倍", "番", "名", "人", "人次", "所", "个",
        "位", "件",
        "公里", "亩", "万亩", "平方米", "吨", "公斤", "年", "个月", "天", "小时", "岁", "期", "", "届", "号",
    ]
)  # fmt: skip
_BEFORE = st.sampled_from(
    ["", "", "", "约", "近", "超过", "不低于", "至少", "达", "共", "各", "达到", "高达", "第", "￥"]
)
_BEHIND = st.sampled_from(["", "", "", "以上", "以内", "左右", "多", "余", "之多", "（含）", "(同口径)"])
FIGURES = st.one_of(
    st.tuples(_BEFORE, NUMERALS, UNITS, _BEHIND).map("".join),
    st.tuples(NUMERALS, st.sampled_from(["-", "～", "至", "—", "到"]), NUMERALS, UNITS).map("".join),
    st.sampled_from(["2007年", "5月12日", "民国112年", "“十五”", "第3名", "首位", "PM2.5", "1∶19", "(2007)19号"]),
)
NAMES = st.sampled_from(
    [
        "全县", "本市", "柳河镇", "小学", "初中教师", "女教师", "合格率", "生产总值", "财政投入", "参合率",
        "校舍面积", "贷款余额",
        "审计项目", "粮食产量", "城镇登记失业率", "各级干部", "“三农”工作", "《教育法》", "义务教育",
    ]
)  # fmt: skip
_TEMPLATES = st.sampled_from(
    [
        "{n}达到{f}", "{n}{f}", "投入{n}{f}", "{n}比上年增长{f}", "{n}由{f}提高到{f}", "{n}为{f}，占{f}", "其中{n}{f}",
        "{n}、{n}分别为{f}、{f}", "{n}和{n}各{f}", "对{f}{n}进行了审计", "培训{n}{f}、{n}{f}", "{n}（{n}{f}）",
        "今年计划新增{n}{f}",
        "{n}每生每年{f}", "{n}从去年的{f}下降{f}", "力争{n}突破{f}", "建成{f}的{n}", "{n}居全省{f}",
        "完成{n}{f}中的{f}",
        "“{n}”{f}", "{n}：{f}", "{n}{f}万", "平均{n}{f}", "将{n}减少{f}", "{n}不变",
    ]
)  # fmt: skip


@st.composite
def _clauses(draw: st.DrawFn) -> str:
    clause = draw(_TEMPLATES)
    while "{" in clause:
        hole = clause.index("{")
        clause = clause[:hole] + draw(NAMES if clause[hole + 1] == "n" else FIGURES) + clause[hole + 3 :]
    return clause


_SENTENCES = st.lists(st.tuples(_clauses(), st.sampled_from("，，，；、")), min_size=1, max_size=4).map(
    lambda clauses: "".join(clause + mark for clause, mark in clauses)[:-1] + "。"
)
_HEADINGS = st.tuples(
    st.sampled_from(
        [
            "一、", "二、", "三、", "（一）", "(二)", "1、", "2．", "（1）", "①", "一是", "二是", "首先，", "第一，",
            "——", "●",
            "第一部分　", "第二章 ", "壹、", "甲、", "2.1 ", "任务一：", "a.", "",
        ]
    ),
    st.sampled_from(["工作回顾", "教育事业", "加强领导。", "2008年工作打算", "存在的问题", "", "强化管理，提高质量"]),
    st.sampled_from(["\n", "\n\n", "", "：", " "]),
).map("".join)  # fmt: skip
_NOISE = st.one_of(
    st.sampled_from(PIECES),
    st.text(max_size=4),
    st.text(st.characters(exclude_categories=()), max_size=3),
    st.sampled_from(
        ["\n", "\r\n", "\n- 3 -\n", "\n12\n", "　　", "\x00", "\ud800", "\u200b", "\ufeff", "\t", "（", "”"]
    ),
)
_PARTS = st.one_of(_SENTENCES, _SENTENCES, _HEADINGS, _NOISE, _clauses())
_TITLES = st.sampled_from(["", "", "青溪县教育局2007年工作总结\n", "海岚市民国一百一十二年施政报告\n", "XX年总结\n"])


@st.composite
def _broken(draw: st.DrawFn, text: str) -> str:
    """The text with something put, or taken away, at a few places, as files and copying do it."""
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(_NOISE) + text[at + draw(st.integers(0, 2)) :]
    return text


@st.composite
def _reports(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(_PARTS, st.sampled_from(["", "", "\n", "\n　　"])), min_size=1, max_size=8))
    text = draw(_TITLES) + "".join(part + gap for part, gap in parts)
    text = draw(_broken(text)) if draw(st.booleans()) else text
    return in_traditional(text) if draw(st.booleans()) else text


REPORTS = _reports()
YEARS = st.sampled_from([None, 1956, 2007, 2023])
REGIONS = st.sampled_from([None, "CN", "TW", "HK"])
