"""From heading markers to the tree of sections."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from zhreport.model import Section
from zhreport.sections.markers import Marker, find_markers

# GUIDE of the fact tables: the title of 一是 is its clause when that is at most this many characters.
_CLAUSE_TITLE_CHARS = 40
_BULLET_TITLE_CHARS = 40
# Unnumbered headings are short; a longer line without end mark is text that was cut.
_BARE_HEADING_CHARS = 30
_BARE_RANK = 6.5

_TITLE_WORD = re.compile(r"报告|总结|计划|要点|白皮书|情况|汇报|年报|概况|概览|述职|成果|绩效|公报|纪要")
_END_MARK = re.compile(r"[。,;:!?、…”)》]\s*$")
_NOT_HEADING = re.compile(r"^[\s\d.,%:/()年月日—~-]+$|^[一二〇零三四五六七八九十\s年月日]+$|代表:?$|^[(].*[)]$|^[单位注附表图来源]{1,2}[:]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Opening:
    """A place where a section begins: a marker, or a heading line of its own."""

    start: int
    marker_end: int
    rank: float
    style: str
    number: int | None
    title: str | None
    opens_line: bool


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int


def _lines(flowing: str) -> list[_Line]:
    lines = []
    for match in re.finditer(r"[^\n]+", flowing):
        text = match[0]
        if text.strip():
            start = match.start() + len(text) - len(text.lstrip())
            lines.append(_Line(start, match.start() + len(text.rstrip())))
    return lines


def find_title(flowing: str) -> tuple[int, int] | None:
    """Where the document's own title stands: a short line at its head that names a report, else None.

    >>> find_title("雲溪县教育局2005年工作总结\\n一、……")
    (0, 15)
    """
    for line in _lines(flowing)[:4]:
        text = flowing[line.start : line.end]
        if len(text) > 60 or text.endswith("。"):
            return None
        if _TITLE_WORD.search(text) and not re.match(r"[一二三四五六七八九十壹\d]+[、.]|第[一二三]部分|[(]", text):
            return line.start, line.end
    return None


def _clean(text: str) -> str:
    return "".join(text.split()).rstrip("。;:；：")


def _title(text: str, flowing: str, marker: Marker) -> str | None:
    """The title behind a marker, in the source's words; None where there is none."""
    line_end = flowing.find("\n", marker.end)
    line_end = len(flowing) if line_end < 0 else line_end
    stops = "。;" if marker.style.title == "clause" else "。"
    ends = [at for at in (flowing.find(stop, marker.end, line_end) for stop in stops) if at >= 0]
    title = _clean(text[marker.end : min(ends, default=line_end)])
    if marker.style.title == "clause" and len(title) > _CLAUSE_TITLE_CHARS:
        return None
    return title or None


def _from_marker(text: str, flowing: str, marker: Marker, following: int) -> _Opening | None:
    """The section that a marker opens; None for a dash or bullet without a run-in title."""
    title = _title(text, flowing, marker)
    if marker.style.title == "heading" and not marker.opens_line:
        # In run-together text a heading ends where the next marker begins, if no 。 comes before.
        title = _clean(text[marker.end : min(following, marker.end + len(title or ""))]) or title
    if marker.style.title == "bullet" and (title is None or len(title) > _BULLET_TITLE_CHARS):
        return None
    return _Opening(marker.start, marker.end, marker.style.rank, marker.style.name, marker.number, title, marker.opens_line)


def _bare_headings(text: str, flowing: str, markers: list[Marker]) -> list[_Opening]:
    """Unnumbered headings: short lines of their own, without end mark, with text below them."""
    lines = _lines(flowing)
    title = find_title(flowing)
    marked = {m.start for m in markers}
    found = []
    for i, line in enumerate(lines[:-1]):
        words = flowing[line.start : line.end]
        below = flowing[lines[i + 1].start : lines[i + 1].end]
        if (
            line.start in marked
            or len(words) > _BARE_HEADING_CHARS
            or len(_HAN.findall(words)) < 3
            or _END_MARK.search(words)
            or _NOT_HEADING.search(words)
            or (title is not None and line.start <= title[0])
        ):
            continue
        opener = next((m for m in markers if m.start == lines[i + 1].start), None)
        if opener is None and not (_END_MARK.search(below) and len(below) > len(words)):
            continue
        # A heading directly above 一、 or （一） holds that whole list.
        rank = min(_BARE_RANK, opener.style.rank - 0.5) if opener is not None and opener.number == 1 else _BARE_RANK
        found.append(_Opening(line.start, line.start, rank, "bare", None, _clean(text[line.start : line.end]), True))
    return found


def _levels(openings: list[_Opening]) -> list[tuple[int, int | None]]:
    """(level, parent) of each opening: a style already open is gone back to, a new one stands inside lower ranks only."""
    stack: list[int] = []
    result: list[tuple[int, int | None]] = []
    for i, opening in enumerate(openings):
        same = next((d for d, j in enumerate(stack) if openings[j].style == opening.style and openings[j].rank == opening.rank), None)
        if same is not None:
            del stack[same:]
        while stack and openings[stack[-1]].rank >= opening.rank:
            stack.pop()
        result.append((len(stack) + 1, stack[-1] if stack else None))
        stack.append(i)
    return result


def _end(flowing: str, openings: list[_Opening], levels: list[tuple[int, int | None]], i: int) -> int:
    """Where section i ends: before the next of its level or above; 一是 inside a paragraph, at the paragraph's end."""
    end = next((openings[j].start for j in range(i + 1, len(openings)) if levels[j][0] <= levels[i][0]), len(flowing))
    if not openings[i].opens_line:
        paragraph_end = flowing.find("\n", openings[i].start)
        if 0 <= paragraph_end < end:
            end = paragraph_end
    while end > openings[i].start and flowing[end - 1].isspace():
        end -= 1
    return end


def outline(text: str, flowing: str) -> tuple[Section, ...]:
    """The sections of a report, in the order of the text, as a tree: `parent` is an index into the result.

    >>> text = "三、內強素質\\n1、狠抓師德。召開大會。二是樹立典型。\\n"
    >>> from zhreport.text.layout import flowing
    >>> [(s.path, s.level, s.number, s.title) for s in outline(text, flowing(text))]
    [('三、', 1, 3, '內強素質'), ('三、/1、', 2, 1, '狠抓師德'), ('三、/1、/二是', 3, 2, '樹立典型')]
    """
    markers = find_markers(flowing)
    follows = [m.start for m in markers[1:]] + [len(flowing)] * bool(markers)
    opened = [_from_marker(text, flowing, m, n) for m, n in zip(markers, follows, strict=True)]
    openings = [o for o in opened if o is not None] + _bare_headings(text, flowing, markers)
    openings.sort(key=lambda o: o.start)
    levels = _levels(openings)
    sections: list[Section] = []
    for i, opening in enumerate(openings):
        level, parent = levels[i]
        marker = text[opening.start : opening.marker_end]
        label = marker or opening.title or ""
        path = label if parent is None else f"{sections[parent].path}/{label}"
        end = _end(flowing, openings, levels, i)
        sections.append(Section(opening.start, end, marker, level, opening.number, opening.title, path, parent))
    return tuple(sections)


def innermost(sections: Sequence[Section], position: int) -> int | None:
    """The index of the innermost section that holds a position of the text, None where there is none.

    >>> from zhreport.text.layout import flowing
    >>> sections = outline(text := "一、回顧\\n1、投入。撥付12萬元。\\n二、打算", flowing(text))
    >>> [innermost(sections, text.index(word)) for word in ("回顧", "12", "打算")]
    [0, 1, 2]
    """
    # Extents are nested: what the last section begun does not hold can only lie in one of those around it.
    found: int | None = bisect_right(sections, position, key=attrgetter("start")) - 1
    if found == -1:
        return None
    while found is not None and sections[found].end <= position:
        found = sections[found].parent
    return found


def innermost_of(sections: Sequence[Section], positions: Iterable[int]) -> list[int | None]:
    """`innermost` of many positions, in their order."""
    return [innermost(sections, position) for position in positions]


__all__ = ["find_title", "innermost", "innermost_of", "outline"]
