"""From headings to the tree of sections."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from zhreport.model import Section
from zhreport.sections.headings import Opening, bare_headings, find_title, from_marker, titled_bullets
from zhreport.sections.markers import Marker, find_markers

# Where the document shows nothing else, a heading without a marker stands inside （一） and holds 1.
_BARE_RANK = 6.5
# Items of this rank and below (—— 第一, 一是) are paragraphs, not headings of several.
_ITEM_RANK = 12
# Enumerators of this rank and below that stand inside a paragraph open parts of that paragraph.
_INSIDE_RANK = 7


class _Nesting:
    """Which style of heading holds which: by rank, unless the document's own counting shows otherwise.

    What stands between 1、 and 2、 stands inside 1、; what stands between （三） and the next （一） holds both counts.
    """

    def __init__(self, openings: Sequence[Opening]) -> None:
        self._rank = {opening.style: opening.rank for opening in openings}
        self._votes: dict[tuple[str, str], int] = defaultdict(int)
        self._count_steps(openings)
        self._count_restarts(openings)

    def _count_steps(self, openings: Sequence[Opening]) -> None:
        last: dict[str, int] = {}
        for i, opening in enumerate(openings):
            previous = last.get(opening.style)
            if previous is not None and opening.number is not None and openings[previous].number == opening.number - 1:
                for style, at in last.items():
                    if at > previous:
                        self._votes[opening.style, style] += 1
            last[opening.style] = i

    def _count_restarts(self, openings: Sequence[Opening]) -> None:
        last: dict[str, int] = {}
        inner = dict(self._votes)
        for i, opening in enumerate(openings):
            previous = last.get(opening.style)
            if opening.number == 1 and previous is not None:
                between = [s for s, at in last.items() if at > previous and not inner.get((opening.style, s))]
                if len(between) == 1:
                    self._votes[between[0], opening.style] += 1
            elif opening.number == 1 and i and openings[i - 1].style == "bare":
                self._votes["bare", opening.style] += 1
            last[opening.style] = i

    def holds(self, outer: str, inner: str) -> bool:
        """Whether sections of one style hold those of another."""
        votes = self._votes.get((outer, inner), 0) - self._votes.get((inner, outer), 0)
        return votes > 0 or (votes == 0 and self._rank[outer] < self._rank[inner])


def _paragraph_ends(flowing: str, openings: Sequence[Opening]) -> list[int | None]:
    """Where the sections end that are parts or items of one paragraph, whatever follows: else None."""
    ends: list[int | None] = []
    for opening in openings:
        item = not opening.opens_line and opening.rank >= _INSIDE_RANK
        bullet = opening.style in ("dash", "bullet") and opening.runs_in
        announces = flowing[opening.line_end - 1 : opening.line_end] == ":"
        ends.append(opening.line_end if (item or bullet) and not announces else None)
    return ends


def _parents(openings: Sequence[Opening], ends: Sequence[int | None], nesting: _Nesting) -> list[int | None]:
    """The section that holds each: one goes back to an open section of its own style, or into what may hold it."""
    stack: list[int] = []
    parents: list[int | None] = []
    led = -1
    for i, opening in enumerate(openings):
        if opening.opens_line:
            led = opening.line_end
        elif opening.line_end != led:
            # A paragraph that begins with plain words and counts on its own (…。一是…) has left the items above it.
            items = next((d for d, j in enumerate(stack) if openings[j].rank >= _ITEM_RANK and ends[j] is None), None)
            del stack[items if items is not None and openings[stack[items]].line_end < opening.start else len(stack) :]
        over = next((d for d, j in enumerate(stack) if (e := ends[j]) is not None and e <= opening.start), len(stack))
        del stack[over:]
        same = next((d for d, j in enumerate(stack) if openings[j].style == opening.style), len(stack))
        del stack[same:]
        while stack and not nesting.holds(openings[stack[-1]].style, opening.style):
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(i)
    return parents


def _levels(openings: Sequence[Opening], parents: Sequence[int | None], nesting: _Nesting) -> list[int]:
    """The level of each: one more than that of the section that holds it.

    An excerpt that begins inside a section it does not show (一是…二是… and only then （三）) keeps the whole's levels.
    """
    levels: list[int] = []
    seen: set[str] = set()
    for i, (opening, parent) in enumerate(zip(openings, parents, strict=True)):
        levels.append(1 if parent is None else levels[parent] + 1)
        if opening.style not in seen and parent is None and (opening.number or 0) > 1:
            inside = False
            for j in range(i):
                if parents[j] is None:
                    inside = nesting.holds(opening.style, openings[j].style)
                levels[j] += inside
        seen.add(opening.style)
    return levels


def _ends(
    flowing: str, openings: Sequence[Opening], parents: Sequence[int | None], caps: Sequence[int | None]
) -> list[int]:
    """Where each section ends: before the next one that is not inside it, never behind the section that holds it."""
    ends = [len(flowing)] * len(openings)
    stack: list[int] = []
    for i, opening in enumerate(openings):
        while stack and stack[-1] != parents[i]:
            ends[stack.pop()] = opening.start
        stack.append(i)
    for i, (opening, parent) in enumerate(zip(openings, parents, strict=True)):
        end = ends[i]
        if (cap := caps[i]) is not None:
            end = min(end, cap)
        if parent is not None:
            end = min(end, ends[parent])
        while end > opening.start and flowing[end - 1].isspace():
            end -= 1
        ends[i] = end
    return ends


def _openings(text: str, flowing: str) -> list[Opening]:
    markers = find_markers(flowing)
    follows = [marker.start for marker in markers[1:]] + [len(flowing)]
    openings: list[Opening] = []
    for bullet, group in groupby(zip(markers, follows, strict=False), key=_bullet_style):
        opened = [from_marker(text, flowing, marker, following) for marker, following in group]
        openings += titled_bullets(flowing, opened) if bullet else opened
    openings += bare_headings(text, flowing, markers, _BARE_RANK)
    return sorted(openings, key=attrgetter("start"))


def _bullet_style(pair: tuple[Marker, int]) -> str:
    style = pair[0].style
    return style.name if style.title == "bullet" else ""


def outline(text: str, flowing: str) -> tuple[Section, ...]:
    r"""The sections of a report, in the order of the text, as a tree: `parent` is an index into the result.

    `text` is the source and `flowing` its flowing view; offsets and words are the source's.

    >>> text = "三、內強素質\n1、狠抓師德。召開大會。二是樹立典型。\n"
    >>> from zhreport.text.layout import flowing
    >>> [(s.path, s.level, s.number, s.title) for s in outline(text, flowing(text))]
    [('三、', 1, 3, '內強素質'), ('三、/1、', 2, 1, '狠抓師德'), ('三、/1、/二是', 3, 2, '樹立典型')]
    """
    openings = _openings(text, flowing)
    nesting = _Nesting(openings)
    caps = _paragraph_ends(flowing, openings)
    parents = _parents(openings, caps, nesting)
    levels = _levels(openings, parents, nesting)
    sections: list[Section] = []
    for i, end in enumerate(_ends(flowing, openings, parents, caps)):
        opening, parent = openings[i], parents[i]
        marker = text[opening.start : opening.marker_end]
        label = marker or opening.title or ""
        path = label if parent is None else f"{sections[parent].path}/{label}"
        sections.append(Section(opening.start, end, marker, levels[i], opening.number, opening.title, path, parent))
    return tuple(sections)


def innermost_of(sections: Sequence[Section], positions: Iterable[int]) -> list[int | None]:
    r"""The index of the innermost section that holds each position of the text, None where there is none.

    >>> from zhreport.text.layout import flowing
    >>> sections = outline(text := "一、回顧\n1、投入。撥付12萬元。\n二、打算", flowing(text))
    >>> innermost_of(sections, [text.index(word) for word in ("回顧", "12", "打算")])
    [0, 1, 2]
    """
    starts = [section.start for section in sections]
    held: list[int | None] = []
    for position in positions:
        # Extents are nested: what the last section begun does not hold can only lie in one of those around it.
        last = bisect_right(starts, position) - 1
        found = last if last >= 0 else None
        while found is not None and sections[found].end <= position:
            found = sections[found].parent
        held.append(found)
    return held


__all__ = ["find_title", "innermost_of", "outline"]
