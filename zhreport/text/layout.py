"""Which line breaks end something, and which only broke a line.

Files from scanners, PDF and e-mail break lines inside sentences and words, and put page numbers between the halves.
The flowing view is the folded view with those soft breaks and page numbers turned into spaces; a line break that is
left in it ends a paragraph or a heading. It has the length of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhreport.text.folding import fold

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
# - 3 -  第3页  第3页 共12页  3/12
_FURNITURE = re.compile(r"\s*(?:[-—·~]+\s*\d{1,4}\s*[-—·~]+|第\s*\d{1,4}\s*页(?:[\s,/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*")
_BARE_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*")
_ENDS_UNIT = re.compile(r"[。!?;:…][”’\")》\]]*\s*$")
_ENDS_OPEN = re.compile(r"[,、(“‘《—-]\s*$")
_STARTS_CLOSED = re.compile(r"\s*[,、。;)”’》%]")
# A line that opens with an enumerator or bullet starts something of its own.
_STARTS_UNIT = re.compile(
    r"\s*(?:第?[一二三四五六七八九十百]+(?:[、.]|是|要|[章节]|部分)|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}(?:、|[.](?!\d)|[)])"
    r"|[壹贰叁肆伍陆柒捌玖拾]+、|[㈠-㈩①-⑳⑴-⒇⒈-⒛●■◆▲★□◇※►·]|——|其[一二三四五]|首先|其次)"
)

# A line without end punctuation is taken as broken, not as a heading, from this width on (characters):
# headings of official reports are shorter; measured on the corpus and the reports that we read.
_BROKEN_LINE_WIDTH = 40


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of a text have in common: the width at which they were wrapped, if they were."""

    wrap_width: int | None


def _wrap_width(lengths: list[int]) -> int | None:
    """The width at which a text was hard-wrapped: many lines of nearly one length, few longer."""
    if len(lengths) < 8:
        return None
    width = sorted(lengths)[int(len(lengths) * 0.9)]
    near = sum(width - 3 <= n <= width + 3 for n in lengths)
    return width if 15 <= width <= 80 and near >= 0.35 * len(lengths) else None


def _is_soft(before: str, after: str, page: _Page) -> bool:
    """Whether the break between two neighbouring lines stands inside a sentence."""
    if _ENDS_UNIT.search(before) or _STARTS_UNIT.match(after):
        return False
    if _ENDS_OPEN.search(before) or _STARTS_CLOSED.match(after):
        return True
    width = len(before.strip())
    if page.wrap_width is not None and width >= page.wrap_width - 4:
        return not after.startswith("  ")
    return width >= _BROKEN_LINE_WIDTH


def flow(folded: str) -> str:
    """The flowing view of a folded text.

    >>> flow("全县小\\n\\n学、国中的教师，\\n培训12次。\\n二、安全")
    '全县小\\n\\n学、国中的教师， 培训12次。\\n二、安全'

    (A line is taken as broken in mid-word only when it is too long for a heading.)
    """
    lines = [m.span() for m in _LINE.finditer(folded)]
    text = [(a, b) for a, b in lines if not _FURNITURE.fullmatch(folded, a, b)]
    page = _Page(_wrap_width([b - a for a, b in text]))
    pieces: list[str] = []
    position = 0
    previous: tuple[int, int] | None = None
    for a, b in text:
        if previous is not None:
            before = folded[previous[0] : previous[1]]
            if _BARE_PAGE_NUMBER.fullmatch(folded, a, b) and not _ENDS_UNIT.search(before):
                continue
            gap = a - previous[1]
            soft = _is_soft(before, folded[a:b], page)
            pieces += (folded[position : previous[1]], " " * gap if soft else "\n".ljust(gap))
            position = a
        previous = (a, b)
    pieces.append(folded[position:])
    return "".join(pieces)


def flowing(text: str) -> str:
    """The flowing, folded view of a source text: see `fold` and `flow`."""
    return flow(fold(text))
