"""Who reports, about which year, from where: read from a report's title, its text and its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from zhreport.lexicon.loader import table
from zhreport.model import Region
from zhreport.sections.outline import find_title
from zhreport.text.folding import fold

_HEAD_CHARS = 600
_SCRIPT_CHARS = 2_000
_ISSUER_CHARS = 30
_REGIONS: tuple[Region, ...] = ("CN", "TW", "HK")
# Shares of Han characters that differ from their simplified form: running Traditional text has about 0.3.
_SIMPLIFIED = 0.02
_SIMPLIFIED_MIN_HAN = 20
# What script and words must weigh together before a region is believed.
_REGION_WEIGHT = 2

# Blanks stand for names and years that were taken out: XX年, **县, ××市, 某县.
_BLANK = "[Xx×*○□某_]"
_NUMERALS = "〇零○一二三四五六七八九十百"
_HAN_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo0", "0")
_YEAR = re.compile(
    # 2023年, 工作总结(2023); no end of a range (2021-2025), no file number (国发(2006)5号), no target (2050净零)
    r"(?<![\d/~至到向—-])(?P<ad>(?:19|20)\d\d)(?=年|度|工作|总结|$|\)(?!\d*号))"
    # 二○○七年
    r"|(?P<han>[一二][九〇零○Oo0][〇零○Oo0一二三四五六七八九]{2})(?=年)"
    # 民国112年, 民国一百一十二年
    r"|民国(?P<roc>\d{1,3}|[一二三四五六七八九十百零〇]{1,6})(?=年)"
    # 110年度, meant so in Taiwan only
    r"|(?<![\d第/~至到—-])(?P<bare>[5-9]\d|1[0-4]\d)(?=学?年)"
    # 08年
    r"|(?<![\d第/~至到—-])(?P<short>0\d)(?=年)"
)
# 2022-2023学年 is named after its first year.
_SCHOOL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)[-—~至/](?:19|20)?\d\d学年")
_DAY = re.compile(r"年\d{1,2}月\d{1,2}日|年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日")
_PLAN = re.compile(r"计划|打算|安排|规划|要点|草案|思路|建议|部署|目标|任务")
_ACCOUNT = re.compile(r"总结|回顾|报告|情况|绩效|成果|汇报|年报")
# A government's report to the congress tells of the year before and bears the year in which it is given.
_TO_CONGRESS = re.compile(r"代表[^。\n]{2,20}[,，]?[^。\n]{0,8}(?:向大会|作政府工作报告|报告政府工作)")
_ORDER = r"^ *[一二三四五六]、 *"
_LAST_YEAR_HEADING = re.compile(_ORDER + r"((?:19|20)\d\d)年(?:的)?(?:政府)?工作(?:的)?(?:回顾|总结)", re.M)
_LAST_YEAR_OPENING = re.compile(_ORDER + r"(?:过去一年|去年)的?(?:政府)?工作的?回顾\s*((?:19|20)\d\d)年[,，]", re.M)
_THIS_YEAR_HEADING = re.compile(
    _ORDER + r"((?:19|20)\d\d)年的?[^。\n]{0,12}(?:任务|工作|部署|要求|目标)[^。\n顾结]{0,12}$", re.M
)
_ANNOUNCED = re.compile(r"现将[^。\n]{0,30}?((?:19|20)\d\d)年度?[^。\n]{0,25}?(?:总结|汇报|报告|情况)")
_OPENING = re.compile(r"\s*((?:19|20)\d\d)年(?=[,，、是])")
_SIGNED = re.compile(r"\n\s*(\S{4})年(\S{1,2})月\S{1,3}日\s*$")
_MONTHS = {name: i for i, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
_EXAMINED = re.compile("审计|检查|调查|督查|巡察|考核|评价")
# XX年, 2007年度, 二○○七年, 中华民国一百一十二年度, 2006年3月5日 before the issuer's name
_TITLE_OPENING = re.compile(
    rf"[《“\"(]*(?:(?:{_BLANK}{{1,4}}|(?:(?:中华)?民国)?[\d{_NUMERALS}]{{2,7}})学?年度?(?:\d+月(?:\d+日)?)?)?"
)
_TITLE_BREAK = re.compile(rf"\d|[^\w×*○□]|{_BLANK}+年|民国|[一二三四五六七八九〇零○]{{2,4}}年")
_CAPTIONED = re.compile(r"\s*\(?((?:[\u4e00-\u9fff]|" + _BLANK + r"){3,25})(?:文件)?\)?\s*")


# 109年度, 112年8月22日: years of the Republic
_DATED = re.compile(r"年(?:度|\d{1,2}月)")
_REPUBLICAN = re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)$")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself, None for what it does not say. `year` is its own, that of its title."""

    title: str | None
    issuer: str | None
    year: int | None
    region: Region | None


@cache
def _region_words() -> tuple[tuple[str, Region, int], ...]:
    rows = table("regions.tsv", ("surface", "region", "weight", "example"))
    for row in rows:
        if row["region"] not in _REGIONS or not row["weight"].isdecimal():
            raise row.error(f"{row['region']}/{row['weight']} is no region and weight")
    return tuple((row["surface"], row["region"], int(row["weight"])) for row in rows)  # type: ignore[misc]


@cache
def _region_search() -> tuple[re.Pattern[str], frozenset[str]]:
    """One pattern for all these words, and those that another may hide from it, as 公所 in 乡公所."""
    words = [word for word, *_ in _region_words()]
    hidden = {
        word
        for other in words
        for word in words
        if word != other and (word in other or any(other.endswith(word[:length]) for length in range(1, len(word))))
    }
    return re.compile("|".join(sorted(words, key=len, reverse=True))), frozenset(hidden)


@cache
def _issuer_words() -> dict[str, re.Pattern[str]]:
    """One pattern for each class of words, the longest word first."""
    classes: dict[str, list[str]] = {"organ": [], "unit": [], "place": [], "stop": [], "word": [], "bare": []}
    for row in table("issuers.tsv", ("surface", "class", "example"), ("surface", "class")):
        if row["class"] not in classes:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(classes)}")
        classes[row["class"]].append(row["surface"])
    alternatives = {name: "|".join(sorted(words, key=len, reverse=True)) for name, words in classes.items()}
    # 部 is none of 部门, 局 none of 布局: such words are passed over whole.
    patterns = {name: re.compile(f"(?:{alternatives['word']})|({words})") for name, words in alternatives.items()}
    patterns["end"] = re.compile(f"(?:{alternatives['organ']}|{alternatives['unit']})$")
    return patterns


def find_region(text: str, flowing: str) -> Region | None:
    """Where a report was written, from its script and from words that are used in one place only.

    Simplified script speaks for the mainland; Traditional script alone says nothing, since mainland reports
    are passed on in it too.

    >>> find_region("本府補助新臺幣300萬元", "本府补助新台币300万元")
    'TW'
    >>> find_region("縣委、縣政府撥付12萬元", "县委、县政府拨付12万元")
    'CN'
    """
    weights = dict.fromkeys(_REGIONS, 0)
    pattern, hidden = _region_search()
    seen = {*pattern.findall(flowing), *(word for word in hidden if word in flowing)}
    for word, region, weight in _region_words():
        if word in seen:
            weights[region] += weight
    dates = (match.start() for match in _DATED.finditer(flowing))
    if any(_REPUBLICAN.search(flowing[max(at - 4, 0) : at]) for at in dates):
        weights["TW"] += 2
    beginning = text[:_SCRIPT_CHARS]
    han = sum(map(len, _HAN_RUN.findall(beginning)))
    changed = sum(a != b and "\u4e00" <= a <= "\u9fff" for a, b in zip(beginning, flowing, strict=False))
    if han >= _SIMPLIFIED_MIN_HAN and changed <= _SIMPLIFIED * han:
        weights["CN"] += 3
    best = max(_REGIONS, key=lambda region: weights[region])
    others = max(weights[region] for region in _REGIONS if region != best)
    return best if weights[best] >= _REGION_WEIGHT and weights[best] >= 2 * others else None


def _ad_year(match: re.Match[str], region: Region | None) -> int | None:
    """The year of our era that a match of `_YEAR` means; None for a short form that could mean another."""
    if match["ad"]:
        return int(match["ad"])
    if match["han"]:
        return int("".join(_HAN_DIGITS[c] for c in match["han"]))
    if match["roc"]:
        from zhreport.quantities import parse_number

        try:
            return int(parse_number(match["roc"])) + 1911
        except ValueError:
            return None  # 民国一一十二年 is no year, whoever wrote it
    if match["bare"]:
        if region == "TW":
            return int(match["bare"]) + 1911
        return 1900 + int(match["bare"]) if region == "CN" and len(match["bare"]) == 2 else None
    return None if region == "TW" else 2000 + int(match["short"])


def year_of_title(title: str, region: Region | None) -> int | None:
    """The year that a folded title gives its report, None where it gives none or one could be wrong.

    Of a year reported on and a year planned, the former: 2023年总结和2024年计划.

    >>> year_of_title("清澜市卫生局2023年工作总结和2024年工作计划", "CN")
    2023
    >>> year_of_title("环境保护局110年度施政绩效报告", "TW"), year_of_title("XX年县教育局工作总结", "CN")
    (2021, None)
    """
    squeezed = "".join(title.split())
    school_year = _SCHOOL_YEAR.search(squeezed)
    if school_year:
        return int(school_year[1])
    matches = list(_YEAR.finditer(squeezed))
    if len(matches) > 1:
        matches = [m for m in matches if not _DAY.match(squeezed, m.end())]
    years = {m.start(): _ad_year(m, region) for m in matches}
    if len(set(years.values())) <= 1:
        return next(iter(years.values()), None)
    ends = [m.start() for m in matches[1:]] + [len(squeezed)]
    said = [(years[m.start()], squeezed[m.end() : end]) for m, end in zip(matches, ends, strict=True)]
    planned = [year for year, words in said if _PLAN.search(words)]
    reported = [year for year, words in said if not _PLAN.search(words) and _ACCOUNT.search(words)]
    return reported[0] if len(reported) == 1 and len(planned) == len(said) - 1 else None


def _year_of_text(flowing: str, title: str | None) -> int | None:
    """The year that the text gives: announced at its head, by its headings, in its first words or under its end."""
    announced = _ANNOUNCED.search(flowing[:_HEAD_CHARS])
    if announced:
        return int(announced[1])
    if _TO_CONGRESS.search(flowing[:_HEAD_CHARS]):
        told = _LAST_YEAR_HEADING.search(flowing) or _LAST_YEAR_OPENING.search(flowing)
        if told:
            return int(told[1]) + 1
        to_come = _THIS_YEAR_HEADING.search(flowing)
        return int(to_come[1]) if to_come else None
    if title is None or not re.search("总结|绩效|年报", title) or _PLAN.search(title):
        return None
    opening = _OPENING.match(flowing, flowing.find(title) + len(title))
    if opening:
        return int(opening[1])
    signed = _SIGNED.search(flowing)
    if signed is None:
        return None
    year = _YEAR.match(signed[1] + "年")
    month = _MONTHS.get(signed[2]) or (int(signed[2]) if signed[2].isdecimal() else 0)
    if year is None or (year["ad"] or year["han"]) is None:
        return None
    # A yearly summary is signed at its year's end or early in the next one.
    written = _ad_year(year, None) or 0
    return {11: written, 12: written, 1: written - 1, 2: written - 1, 3: written - 1}.get(month)


def _year_of_name(name: str, region: Region | None) -> int | None:
    """The year in a file's name, else in that of its folder, and so on outwards."""
    for part in reversed(name.replace("\\", "/").split("/")):
        titled = year_of_title(part, region)
        if titled is not None:
            return titled
        bare = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", part))
        if bare:
            # 2005-2007 says which years, not which of them.
            return int(bare.pop()) if len(bare) == 1 else None
    return None


def _stretches(title: str) -> Iterator[tuple[int, int]]:
    """The parts of a squeezed title between years, marks and the words that open what it is about."""
    stops = _issuer_words()["stop"]
    opening = _TITLE_OPENING.match(title)
    at = opening.end() if opening else 0
    while at < len(title):
        stop = next((m for m in stops.finditer(title, at) if m[1]), None)
        breaks = [m for m in (stop, _TITLE_BREAK.search(title, at)) if m]
        end = min((m.start() for m in breaks), default=len(title))
        yield at, end
        at = max((m.end() for m in breaks if m.start() == end), default=end)


def find_issuer(title: str) -> tuple[int, ...] | None:
    """The characters of a folded title that name who reports, as offsets; None where it does not say.

    >>> title = "XX年县教育局年终工作总结"
    >>> "".join(title[i] for i in find_issuer(title))
    '县教育局'
    """
    places = [i for i, character in enumerate(title) if not character.isspace()]
    squeezed = "".join(title[i] for i in places)
    for start, end in _stretches(squeezed):
        # 关于县教育局预算的审计报告 is the auditor's.
        if _EXAMINED.search(squeezed) and "关于" in squeezed[:start]:
            return None
        found = _issuer_between(squeezed, start, end)
        if found is not None:
            return tuple(places[i] for i in found)
    return None


def _issuer_between(title: str, start: int, end: int) -> tuple[int, ...] | None:
    """The issuer's characters in a stretch of a squeezed title."""
    blanks = list(re.finditer(_BLANK, title[start:end]))
    if blanks:
        start += blanks[-1].end()
    words = _issuer_words()
    organs = [m.end() for m in words["organ"].finditer(title, start, end) if m[1]]
    units = [m for m in words["unit"].finditer(title, start, end) if m[1] and m.end() == end]
    # In 国务院政府工作报告 the second word belongs to the report.
    units = [m for m in units if m[1] != "政府" or m.start() not in organs]
    last = max([*organs, *(m.end() for m in units)], default=0)
    if last - start >= 2 and not words["bare"].fullmatch(title, start, last):
        return tuple(range(start, last))
    # 青溪县2023年政府工作报告
    government = title.find("政府工作报告", end)
    place = end - start >= 2 and any(m.end() == end for m in words["place"].finditer(title, start, end))
    return (*range(start, end), government, government + 1) if place and government >= 0 else None


def _issuer_of_text(flowing: str) -> tuple[int, int] | None:
    """Who reports by the text: 我代表…, or a name on a line of its own at the head or the end."""
    words = _issuer_words()
    for spoken in re.finditer(r"代表([\u4e00-\u9fff]{2,20}?)(?=[,，向作])", flowing[:_HEAD_CHARS]):
        if words["end"].search(spoken[1]):
            return spoken.span(1)
    lines = [m.span() for m in re.finditer(r"[^\n]+", flowing) if not m[0].isspace()]
    for line in [*lines[:4], *reversed(lines[-3:])]:
        named = _CAPTIONED.fullmatch(flowing, *line)
        if named and words["end"].search(named[1]) and not any(m[1] for m in words["stop"].finditer(named[1])):
            return named.span(1)
    return None


def _as_written(text: str) -> str:
    """A piece of the source without the breaks and spaces between its Han characters."""
    return re.sub(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])", "", " ".join(text.split()))


def _issuer(
    text: str, flowing: str, title: tuple[int, int] | None, name: str | None, told_title: str | None
) -> str | None:
    if title is not None:
        found = find_issuer(flowing[slice(*title)])
        if found is not None:
            return "".join(text[title[0] + i] for i in found)
    told = _issuer_of_text(flowing)
    if told is not None:
        return "".join(re.sub(_BLANK, "", text[slice(*told)]).split())
    for part in (*reversed((name or "").replace("\\", "/").split("/")), told_title or ""):
        found = find_issuer(fold(part))
        if found is not None:
            return "".join(part[i] for i in found)
    return None


def _stored_title(told: str | None) -> str | None:
    """The title in a file's metadata, if it is one: programs put 文档1 or a file's name there."""
    return told if told is not None and re.search(r"总结|报告|汇报|绩效|年报", fold(told)) else None


def describe(text: str, flowing: str, name: str | None, told_title: str | None = None) -> Metadata:
    r"""What a report's title, text and file name say of it; `name` is the path or stem of its file, if there is one.

    `told_title` is the title in the file's own metadata. It counts where nothing else speaks: documents are often made
    from those of other years, and keep their titles.

    >>> from zhreport.text.layout import flowing
    >>> text = "雲溪縣教育局2005年度工作總結\n\n　　2005年,我局在縣委、縣政府領導下…"
    >>> describe(text, flowing(text), None)
    Metadata(title='雲溪縣教育局2005年度工作總結', issuer='雲溪縣教育局', year=2005, region='CN')
    """
    span = find_title(flowing)
    folded_title = None if span is None else flowing[slice(*span)]
    region = find_region(text, flowing)
    year = None if folded_title is None else year_of_title(folded_title, region)
    if year is None:
        year = _year_of_text(flowing, folded_title)
    if year is None and name is not None:
        year = _year_of_name(fold(name), region)
    if year is None and told_title is not None:
        year = year_of_title(fold(told_title), region)
    title = _as_written(text[slice(*span)]) if span is not None else _stored_title(told_title)
    return Metadata(title, _issuer(text, flowing, span, name, told_title), year, region)
