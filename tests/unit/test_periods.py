"""Which period a time expression names, and where time expressions stand."""

from __future__ import annotations

import pytest

from zhreport.facts.periods import period_of
from zhreport.facts.times import time_pattern
from zhreport.model import Region

KNOWN = pytest.mark.xfail(strict=True, reason="known failure")


def known(*values: object) -> object:
    return pytest.param(*values, marks=KNOWN)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        # Years by themselves
        ("2006年", "2006"), ("2006年度", "2006"), ("二〇〇六年", "2006"), ("二○○六年", "2006"),
        ("一九九八年", "1998"), ("2006年底", "2006"), ("1899年", None), ("2101年", None),
        # From the report's year
        ("今年", "2007"), ("本年度", "2007"), ("去年", "2006"), ("上年", "2006"), ("上一年", "2006"),
        ("上年度", "2006"),
        ("前年", "2005"), ("明年", "2008"), ("来年", "2008"), ("次年", "2008"), ("后年", "2009"), ("去年底", "2006"),
        ("全年", "2007"), ("年末", "2007"), ("年底", "2007"), ("年内", "2007"), ("当年", "2007"),
        # Parts of a year
        ("5月", "2007-05"), ("5月份", "2007-05"), ("12月", "2007-12"), ("去年12月", "2006-12"),
        ("2006年8月", "2006-08"), ("2006年8月15日", "2006-08"), ("1—6月", "2007-01/2007-06"),
        ("1-6月", "2007-01/2007-06"),
        ("1至9月", "2007-01/2007-09"), ("2006年1—11月", "2006-01/2006-11"), ("1月至9月", "2007-01/2007-09"),
        ("上半年", "2007-01/2007-06"), ("下半年", "2007-07/2007-12"), ("去年上半年", "2006-01/2006-06"),
        ("一季度", "2007-01/2007-03"), ("第二季度", "2007-04/2007-06"), ("第4季度", "2007-10/2007-12"),
        ("前三季度", "2007-01/2007-09"), ("前2季度", "2007-01/2007-06"), ("2006年三季度", "2006-07/2006-09"),
        # Several years
        ("2003—2007年", "2003/2007"), ("2003年至2007年", "2003/2007"), ("2003~2007年", "2003/2007"),
        ("2003年到2007年", "2003/2007"),
        # Plans of five years
        ("“一五”期间", "1953/1957"), ("“二五”时期", "1958/1962"), ("“三五”期间", "1966/1970"),
        ("“六五”期间", "1981/1985"),
        ("“十五”期间", "2001/2005"), ("“十一五”时期", "2006/2010"), ("“十四五”期间", "2021/2025"), ("“十五”末", "2005"),
        ("“十一五”前四年", "2006/2009"), ("十二五规划", "2011/2015"),
        # Of no period that can be told
        ("同期", None), ("目前", None), ("历年", None),
        ("一九八五年", "1985"), ("2006年9月至2007年6月", "2006-09/2007-06"),
        # Lengths up to the year of the report
        ("五年来", "2003/2007"), ("近三年", "2005/2007"), ("3年", "2005/2007"),
    ],
)  # fmt: skip
def test_periods_in_a_report_of_2007(text: str, period: str | None) -> None:
    assert period_of(text, 2007, "CN") == period


@pytest.mark.parametrize(
    ("text", "year", "region", "about", "period"),
    [
        # 民国
        ("民国112年", None, None, None, "2023"), ("民国112年5月", None, "TW", None, "2023-05"),
        ("112年", None, "TW", None, "2023"), ("112年度", None, "TW", None, "2023"),
        ("112年1月至6月", None, "TW", None, "2023-01/2023-06"), ("98年", None, "TW", None, "2009"),
        ("112年", 2023, "CN", None, None), ("30年", 2023, "TW", None, None), ("98年", 2009, "CN", None, None),
        ("去年", 2023, "TW", None, "2022"), ("2023年", None, "TW", None, "2023"),
        # Without the report's year
        ("去年", None, "CN", None, None), ("5月", None, "CN", None, None), ("全年", None, "CN", None, None),
        ("2006年5月", None, "CN", None, "2006-05"), ("“十五”期间", None, None, None, "2001/2005"),
        # In a section about another year
        ("全年", 2010, "CN", 2009, "2009"), ("5月", 2010, "CN", 2009, "2009-05"), ("年末", 2010, "CN", 2009, "2009"),
        ("去年", 2010, "CN", 2009, "2009"), ("今年", 2010, "CN", 2009, "2010"), ("2008年", 2010, "CN", 2009, "2008"),
        ("上半年", 2010, "CN", 2009, "2009-01/2009-06"),
    ],
)  # fmt: skip
def test_periods_by_region_and_section(
    text: str, year: int | None, region: Region | None, about: int | None, period: str | None
) -> None:
    assert period_of(text, year, region, about) == period


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2006年全县投入", ["2006年"]), ("2001—2005年投入", ["2001—2005年"]), ("上半年增长", ["上半年"]),
        ("去年12月新增", ["去年12月"]), ("1—9月完成", ["1—9月"]), ("9月1日起", ["9月1日"]), ("五年来共", ["五年来"]),
        ("前三季度", ["前三季度"]), ("“十一五”前四年", ["“十一五”前四年"]), ("截至2007年底", ["截至2007年底"]),
        ("民国112年5月", ["民国112年5月"]), ("二〇〇七年", ["二〇〇七年"]), ("XX年", ["XX年"]),
        # Look-alikes
        ("三年级学生", []), ("5年制高职", []), ("教育年会", []), ("学校12所", []), ("五年龄段", []), ("青年教师", []),
    ],
)  # fmt: skip
def test_where_time_expressions_stand(text: str, found: list[str]) -> None:
    assert time_pattern().findall(text) == found
