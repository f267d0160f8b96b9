"""The words of headings: the titles behind markers, the lines that are headings without one, the report's own title."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhreport.sections.listings import is_listed, listings
from zhreport.sections.markers import Marker

# GUIDE of the fact tables: the title of 一是 is its clause when that is at most this many characters.
_CLAUSE_CHARS = 40
_BULLET_CHARS = 40
# A heading announces with a colon (监测预警：透过……) within so many characters; further on it belongs to a sentence.
_ANNOUNCED_CHARS = 25
# No heading is longer; what has no 。 so far on is no heading at all.
_HEADING_CHARS = 300
# Unnumbered headings are short; a longer line without end mark is text that was cut.
_BARE_CHARS = 30
_TITLE_CHARS = 60

_TITLE_WORD = re.compile(
    r"报告|总结|计划|要点|白皮书|情况|汇报|年报|概况|概览|述职|成果|绩效|公报|纪要|回顾|打算|安排|规划|讲话|意见|方案"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十壹贰叁参\d]{1,3}\s?[、.]|第[一二三四五六七八九十\d]{1,2}(?:部分|[章节篇])|[(]"
)
_SENTENCE_MARK = re.compile(r"[,;:。!?…]")
_END_MARK = frozenset("。,;:!?、…”)》】—")
# What stands on a line of its own and is no heading: dates, lines in brackets, salutations, cells, notes, numbers.
_NO_HEADING = re.compile(
    r"[〇零一二三四五六七八九十\d\sX×*年月日.,%:/()~—-]+$|.*(?:代表|委员|同志们|主席)$|[(].*[)]$"
    r"|附[件表录图注]|目 ?[录次]$|[单位注表图来源联系电话传真网址邮编]{1,4}[:\d]"
    r"|.*\d{5}|.*\d\S* +\S*\d|.*[年月]\d{1,2}日$|.*[<>=|_]|.*(?:的|其中|如下)$"
)
_OFFICE = re.compile(r"(?:局|厅|委|会|府|办公室|处|院|校|中心|站|所|公司|社|队|科|组|部)$")
_BRACKETED = re.compile(r"【([^】\n]{2,20})】")
_HAN = re.compile(r"[\u3400-\u9fff]")


class Opening(NamedTuple):
    """A place where a section begins: a marker, or a heading line of its own (style `bare`, no marker)."""

    start: int
    marker_end: int
    style: str
    rank: float
    number: int | None
    title: str | None
    line_end: int
    opens_line: bool
    runs_in: bool


# What may stand around a heading's words and is none of them.
_MARKS_AROUND = "。;:；：，,、. "


class _Line(NamedTuple):
    start: int
    end: int


def _lines(flowing: str) -> list[_Line]:
    lines = []
    start = 0
    for raw in flowing.split("\n"):
        words = raw.strip()
        if words:
            begin = start + len(raw) - len(raw.lstrip())
            lines.append(_Line(begin, begin + len(words)))
        start += len(raw) + 1
    return lines


def find_title(flowing: str) -> tuple[int, int] | None:
    r"""Where the document's own title stands: a short line at its head that names a report, else None.

    >>> find_title("雲溪县教育局2005年工作总结\n一、……")
    (0, 15)
    """
    head = flowing[: 8 * _TITLE_CHARS]
    lines = _lines(head)
    for i, line in enumerate(lines[:5]):
        words = flowing[line.start : line.end]
        if len(words) > _TITLE_CHARS or words.endswith("。"):
            return None
        if _NUMBERED.match(words) or _SENTENCE_MARK.search(re.sub(r"《.*?》|[(].*?[)]", "", words)):
            continue
        if _TITLE_WORD.search(words) and (i == 0 or line.end < len(head)):
            return line.start, line.end
    return None


def clean(text: str, flowing: str) -> str:
    r"""A heading's words without the breaks, page numbers and spaces that stand inside them.

    >>> clean(" 加強\n- 3 -\n稽查 ISO 14001 驗證。", " 加强       稽查 ISO 14001 验证。")
    '加強稽查ISO 14001驗證'
    """
    if text.split() == [text] and flowing.split() == [flowing]:
        return text.strip(_MARKS_AROUND)
    shown = (written if seen.strip() else " " for written, seen in zip(text, flowing, strict=True))
    words = " ".join("".join(shown).split()).strip(_MARKS_AROUND)
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z0-9])", "", words)


def _announces(flowing: str, start: int, end: int, line_end: int) -> int:
    """Where a heading that runs into its text with a colon ends, `end` where there is none."""
    colon = flowing.find(":", start, min(end, start + _ANNOUNCED_CHARS))
    if colon < 0 or (flowing[colon - 1].isdecimal() and flowing[colon + 1 : colon + 2].isdecimal()):
        return end
    rest = (
        flowing[colon + 1 : line_end].rstrip() if line_end - colon < _HEADING_CHARS else flowing[colon + 1 : colon + 9]
    )
    running = end < line_end or rest[-1:] in _END_MARK or line_end - colon >= _HEADING_CHARS
    return colon if rest and running else end


def _gap(text: str, flowing: str, start: int, end: int) -> int:
    """Where a gap of two columns inside a line parts a heading from its text (not where a line was broken)."""
    at = flowing.find("  ", start, end)
    while at >= 0:
        stop = at + len(flowing[at:end]) - len(flowing[at:end].lstrip())
        if at - start > 1 and "\n" not in text[at:stop] and "\r" not in text[at:stop] and stop < end:
            return at if at - start <= _BARE_CHARS and end - stop > at - start else end
        at = flowing.find("  ", max(stop, at + 1), end)
    return end


def _title_end(text: str, flowing: str, marker: Marker, following: int) -> int | None:
    """Where the title behind a marker ends, None where there is none.

    It ends before the marker that follows, at the end of the line, at the first 。, at a colon that announces text.
    """
    start = marker.end
    limit = min(following, marker.line_end, start + _HEADING_CHARS)
    stops = "。;!" if marker.style.title == "clause" else "。"
    end = limit
    for stop in stops:
        at = flowing.find(stop, start, end)
        end = at if at >= 0 else end
    if end == start + _HEADING_CHARS:
        return None
    if marker.style.title == "clause":
        return end
    return _gap(text, flowing, start, _announces(flowing, start, end, marker.line_end))


def from_marker(text: str, flowing: str, marker: Marker, following: int) -> Opening:
    """The section that a marker opens; the next marker stands at `following`."""
    end = _title_end(text, flowing, marker, following)
    title = clean(text[marker.end : end], flowing[marker.end : end]) if end is not None else ""
    if marker.style.title == "clause" and len(title) > _CLAUSE_CHARS:
        title = ""
    runs_in = end is not None and end + 1 < marker.line_end and bool(flowing[end + 1 : end + 3].strip())
    style = marker.style
    return Opening(
        marker.start,
        marker.end,
        style.name,
        style.rank,
        marker.number,
        title or None,
        marker.line_end,
        marker.opens_line,
        runs_in,
    )


def titled_bullets(flowing: str, bullets: list[Opening]) -> list[Opening]:
    """Of bullets that follow one another, those with a run-in title; ——完成造林5万亩； is but an item of a list.

    A single sentence (——城乡面貌焕然一新。) is a title where its neighbours have one or where text stands below it.
    """
    titles, sentences, items = [], [], 0
    below = 0
    for bullet in bullets:
        last = flowing[bullet.line_end - 1]
        if bullet.title is None or len(bullet.title) > _BULLET_CHARS or (last in ";,、" and not bullet.runs_in):
            items += 1
        elif bullet.runs_in or last not in "。!":
            titles.append(bullet)
        else:
            sentences.append(bullet)
            next_line = flowing[bullet.line_end + 1 : bullet.line_end + 9].lstrip()
            below += bool(next_line) and next_line[0] != flowing[bullet.start]
    if titles or (not items and 2 * below > len(sentences)):
        titles += sentences
    return titles


def _may_be_bare(words: str) -> bool:
    return (
        len(words) <= _BARE_CHARS
        and words[-1] not in _END_MARK
        and ":" not in words
        and len(_HAN.findall(words)) >= 2
        and not _NO_HEADING.match(words)
        and not _NUMBERED.match(words)
    )


def _bare(text: str, flowing: str, line: _Line, words: tuple[int, int], rank: float) -> Opening:
    title = clean(text[slice(*words)], flowing[slice(*words)])
    return Opening(line.start, line.start, "bare", rank, None, title, line.end, True, words[1] + 1 < line.end)


def bare_headings(text: str, flowing: str, markers: list[Marker], rank: float) -> list[Opening]:
    """Headings without a marker: short lines of their own, without end mark, behind ended text and above more text.

    Lines in 【】 are headings wherever they stand. Those at the report's head that name an office or a date are none.
    """
    lines = _lines(flowing)
    if not lines:
        return []
    marked = {marker.start for marker in markers}
    listed = listings(flowing)
    title = find_title(flowing)
    # What stands above a heading: ended text, a heading, the report's title.
    closed = {title[0] if title else lines[0].start} | marked
    head_end = next((line.start for line in lines if line.start in marked or flowing[line.end - 1] in "。;:!"), -1)
    found: list[Opening] = []
    for i, line in enumerate(lines):
        if match := _BRACKETED.match(flowing, line.start, line.end):
            found.append(_bare(text, flowing, line, match.span(1), rank))
            closed.add(line.start)
        if line.start in closed or line.end - line.start > _BARE_CHARS or not 0 < i < len(lines) - 1:
            continue
        words = flowing[line.start : line.end]
        above, below = lines[i - 1], lines[i + 1]
        if line.start < head_end and above.start in closed and (_OFFICE.search(words) or _NO_HEADING.match(words)):
            closed.add(line.start)
            continue
        ended = above.start in closed or flowing[above.end - 1] in _END_MARK
        longer = flowing[below.end - 1] in _END_MARK and below.end - below.start > len(words)
        if not ended or not (longer or below.start in marked):
            continue
        if _may_be_bare(words) and not is_listed(listed, line.start):
            found.append(_bare(text, flowing, line, (line.start, line.end), rank))
            closed.add(line.start)
    return found
