"""Whether a figure is of one year, or covers several (五年新增就业5100万人, 年均增长10.6%, 比2002年增长65.5%).

The nearest words of time before a figure decide, in its sentence, else in its paragraph, else in the titles above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhreport.text.folding import fold

_MANY = "[两二三四五六七八九十]"
_CUE = re.compile(
    # 五年来, 五年间, 这五年, 过去五年, 五年累计, 五年新增, 五年全国, “十一五”时期
    rf"(?P<rate>年均|每年平均|平均每年)|(?P<several>[这过][去几]?{_MANY}年|(?<!学前)(?<!第){_MANY}年(?:来|间|累计|共|新增|以来|全[国省市县]|中央|城镇|,)"
    r"|[“\"]?[一二三四十]+五[”\"]?(?:时期|期间|以来|前[一二三四]年))"
    # 比2002年, 由2006年的: a base of comparison
    r"|(?P<base>(?:比|较|与|由|从)(?:19|20)\d\d年)"
    # 每年资助2000名 is a figure of each year.
    r"|(?P<one>[去上今当本全每]年|[上本]年度|同比|(?P<named>(?:19|20)\d\d)年)"
)
_AVERAGE = re.compile("年均|每年平均|平均每年")
# Titles of a review of several years.
_REVIEW = re.compile(
    rf"(?:过去|这|[今往]后){_MANY}年|{_MANY}年[^/]{{0,8}}回顾|[“\"]?[一二三四十]+五[”\"]?(?:时期|期间)"
)
# What is done adds up over the years; what is reached does not.
_CLAUSE_CHARS = 30
_PLAN_YEARS = 5
# In a review of several years only its first words make a whole paragraph one of a single year.
_HEAD = re.compile("[^,;:。]*")
# 增加到8.31万亿元 is what was reached.
_REACHED = re.compile("(?:增加?|增长|提高?|提升|上?升|下?降|降低|减少?|扩大|扩展)[到至为]$")
_DONE = re.compile(
    "新增|累计|投入|支出|新建|改造|新开工|建成|解决|淘汰|关停|完成|资助|发放|减免|造林|治理|转移|安排|救助|补助"
)


def _cues(view: str, start: int, end: int) -> Iterator[re.Match[str]]:
    return _CUE.finditer(view, start, end)


def _nearest(view: str, start: int, end: int, year: int, role: str) -> str | None:
    """The nearest words of time: those of several years as they stand, "" for words of one year, None for none."""
    found: str | None = None
    for cue in _cues(view, start, end):
        if cue["rate"]:
            # 年均 is said of a change; the value beside it is that of the last year.
            found = cue[0] if role == "change" else found
        elif cue["base"]:
            base = int(cue["base"][1:5])
            # The base says nothing of the value that is reached.
            if role in ("change", "previous"):
                found = "" if base in (year - 1, year - 2) else cue[0]
        elif cue["named"] and int(cue["named"]) > year:
            # 到2020年 is what is aimed at, and says nothing of what was done.
            continue
        elif cue["several"] or role != "previous" or view[cue.start() - 1] not in "到至":
            # 由2002年7703元增加到2007年13786元: the second year is not that of an earlier value.
            found = cue[0] if cue["several"] else ""
    return found


def of_columns(period: str | None, action: str | None, year: int, role: str) -> str | None:
    """Why a figure is of several years, by the columns of a table of facts; None where it is not.

    >>> of_columns("2003/2007", None, 2008, "level")
    '2003/2007'
    """
    if action and "年均" in fold(action):
        return "年均"
    first, _, last = (period or "").partition("/")
    if last and first[:4] != last[:4]:
        return str(period)
    if role == "previous" and first[:4].isdigit() and int(first[:4]) < year - 2:
        return str(period)
    return None


def of_text(
    view: str, figure: tuple[int, int], sentence: int, titles: str, columns: tuple[str | None, str | None, int, str]
) -> str | None:
    """Why a figure is of several years: the words that say so; None where it is of one.

    `figure` is its span in the flowing view, `sentence` where its sentence begins, `columns` its period and action, the
    report's year, and its role.
    """
    period, action, year, role = columns
    said = _nearest(view, sentence, figure[0], year, role)
    if said:
        return said
    by_columns = of_columns(period, action, year, role)
    if by_columns is not None and role == "level" and "连续" in _clause(view, sentence, figure[0]):
        # 连续5年超万亿斤 is the value of each of the years.
        return None
    if by_columns is not None and (said is None or role == "previous"):
        return by_columns
    review = _REVIEW.search(titles)
    if said is None and not (role == "previous" and review):
        said = _of_paragraph(view, sentence, year, role, review is not None)
    if said is None and review is not None:
        said = review[0]
    if not said or role in ("change", "previous"):
        return said or None
    clause = _clause(view, sentence, figure[0])
    return said if _DONE.search(clause) and not _REACHED.search(clause) else None


def _of_paragraph(view: str, sentence: int, year: int, role: str, in_review: bool) -> str | None:
    """What the sentences before one in its paragraph say of its time.

    2012年末 in the midst of a review of five years is the date of one figure, not of those behind it.
    """
    start = view.rfind("\n", 0, sentence) + 1
    said = _nearest(view, start, sentence, year, role)
    if said == "" and in_review:
        head = _HEAD.match(view, start, sentence)
        return _nearest(view, start, head.end() if head else start, year, role)
    return said


def is_plan_of_years(titles: str) -> bool:
    """Whether titles announce what is planned for several years: what stands under them is for the last of these.

    >>> is_plan_of_years("“十二五”时期的主要目标"), is_plan_of_years("2011年的工作")
    (True, False)
    """
    return _REVIEW.search(fold(titles)) is not None


def _clause(view: str, sentence: int, start: int) -> str:
    return view[max(sentence, start - _CLAUSE_CHARS) : start].rpartition(";")[2]


def spans_kind(spans: str | None, year: int) -> str:
    """Whether a figure of the report of `year` is of one year, an average of several, or of how many.

    >>> spans_kind(None, 2008), spans_kind("年均", 2008), spans_kind("五年累计", 2008), spans_kind("比2002年", 2008)
    ('one', 'average', '5 years', '5 years')
    """
    if spans is None:
        return "one"
    if _AVERAGE.fullmatch(spans):
        return "average"
    count = _years(spans, year)
    return "several" if count is None else f"{count} years"


def _years(spans: str, year: int) -> int | None:
    """How many years words cover; None where they leave it open."""
    named = [int(found) for found in re.findall(r"(?:19|20)\d\d", spans)]
    if named:
        # 2004/2008 counts both ends, 比2002年 leads to the year that the report is about.
        return named[-1] - named[0] + 1 if len(named) > 1 else year - 1 - named[0]
    counted = re.search(rf"({_MANY})年", spans)
    if counted:
        return 2 + "二三四五六七八九十".index(counted[1].replace("两", "二"))
    return _PLAN_YEARS if re.search('五[”"]?(?:时期|期间)', spans) else None
