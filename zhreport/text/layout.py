"""Which line breaks end something, and which only broke a line.

Files from scanners, PDF and e-mail break lines inside sentences and words, and put page numbers between the halves.
The flowing view is the folded view with those soft breaks and page numbers turned into spaces; a line break that is
left in it ends a paragraph or a heading. It has the length of the source.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from zhreport.text.enumerators import match_enumerator
from zhreport.text.folding import fold

# - 3 -  第3页  第3页 共12页  3/12
_FURNITURE = re.compile(
    r"[-—·~]{1,3}\s?\d{1,4}\s?[-—·~]{1,3}|第\s?\d{1,4}\s?页(?:[ ,/(]{0,3}共\s?\d{1,4}\s?页\)?)?|\d{1,4}\s?/\s?\d{1,4}"
)
# A bare number is a page number only between lines of at least this length, never between the cells of a table.
_PROSE_CHARS = 10
_FURNITURE_CHARS = 24
_PAGE_ENDS = frozenset("0123456789页-—·~)")
# A line that stands beside so many page numbers is the report's running head.
_RUNNING_HEADS = 3
_INDENT_CHARS = 2
_RULES = frozenset("—_=*·~-")
_RULED = re.compile(r"[\s—_=*·~-]*")

_CLOSERS = '”’")》]】'
_STOPS = "。!?…"
# A line that begins with one of these goes on with what the line before it says.
_STARTS_CLOSED = frozenset(",、。;:!?)”’》】]%‰℃…")
_ENDS_OPEN = frozenset(",、—~(“‘《【[")
_BRACKETS = (("《", "》"), ("(", ")"), ("“", "”"), ("【", "】"))
# How far back an opening bracket still waits for its closing one (characters).
_BRACKET_CHARS = 40

# Words of one character that no heading and no sentence ends with (but 行为, 参与, 普及 …), or that no line of its own
# begins with (but 和谐, 着力, 过去 …).
_LEADS_ON = re.compile(
    r"[的第各每把被将]$|与(?<!参与)$|及(?<![普涉以顾]及)$|为(?<![行作认成改]为)$|和(?<![饱缓平共调总]和)$"
    r"|在(?<![存所内现]在)$|对(?<![应面绝相核]对)$|由(?<![自理缘]由)$|从(?<![服听]从)$|于(?<![等勇敢善属]于)$"
    r"|\d[余多]?[万亿]$"
)
_HANGS_ON = re.compile(
    r"的(?!确)|了(?!解)|着(?![力眼手重想])|过(?![去硬渡程])|们|等(?![级候待额同到])|和(?![谐平睦解])|与(?![时会])"
    r"|及(?![时格])|或(?!许)|之(?![江前后])|者"
)

# A line without end mark is taken as broken, not as a heading, from this width on (characters): unnumbered headings are
# shorter, numbered ones (两句并列的标题) reach twenty more. Measured on the corpus and ten State Council reports.
_BROKEN_CHARS = 40
_BROKEN_NUMBERED_CHARS = 60
_HEADING_CHARS = 30
_CLAUSE_DIFFERENCE = 4
_TITLE_END = re.compile(
    r"(?:报告|总结|计划|要点|白皮书|汇报|年报|公报|纪要|打算|安排|概况|方案|意见|规划)(?:\([^)]*\))?$"
)
_YEAR_AHEAD = re.compile(r"\d{2,4}年|\d{1,2}月")
_ASCII_RUN = re.compile(r"[!-~]*")
# How many doubtful breaks are looked up in the rest of the text: with more of them the time would not stay linear.
_LOOKUPS = 200
# How much of a paragraph is looked at behind a break: more than what tells a heading from a broken line (characters).
_PARAGRAPH_CHARS = 120


class _Line(NamedTuple):
    """A line without the space around it; `lead` is how many spaces stood before it."""

    start: int
    end: int
    text: str
    lead: int

    @property
    def indented(self) -> bool:
        return self.lead >= _INDENT_CHARS


class _Measure(NamedTuple):
    """A way to tell a line's width: by characters, or by columns, where a Chinese character takes two."""

    columns: int
    lead: int

    def text(self, text: str) -> int:
        # UTF-8 has three bytes for a Chinese character and one for ASCII.
        return len(text) if self.columns == 1 else (len(text.encode("utf-8", "replace")) + len(text)) // 2

    def line(self, line: _Line) -> int:
        return self.text(line.text) + self.lead * line.lead


# No page is narrower or wider (characters).
_WRAP_CHARS = (15, 80)
# Wrapped by characters; by columns with ASCII spaces before the lines; by columns with ideographic ones.
_MEASURES = (_Measure(1, 1), _Measure(2, 1), _Measure(2, 2))


@dataclass(slots=True)
class _Page:
    """What the lines of a text have in common.

    `wrap` is the width at which they were wrapped, in the units of `measure`, if they were; `indents` whether the
    beginning of a paragraph is told by its indent.
    """

    folded: str
    begins: int
    wrap: int | None
    measure: _Measure
    indents: bool
    lines: list[_Line]
    lookups: dict[str, bool] = field(default_factory=dict)
    styles: Counter[str] = field(default_factory=Counter)

    def is_full(self, before: _Line, after: _Line) -> bool:
        """Whether the first word of the line after would not have fitted on the line before."""
        if self.wrap is None:
            return False
        word = _ASCII_RUN.match(after.text)
        first = word[0] if word and word[0] else after.text[:1]
        slack = 2 * self.measure.columns
        return self.measure.line(before) + self.measure.text(first) > self.wrap - slack

    def heads(self, style: str) -> bool:
        """Whether the enumerators of a style stand before headings that fill their lines alone, in this text."""
        if not self.styles:
            for line in self.lines:
                enumerator = match_enumerator(line.text, 0)
                if enumerator is not None:
                    self.styles[enumerator.style.name] += 1 if _fills_line(line.text) else -1
        return self.styles[style] > 0

    def turns(self, start: int, end: int) -> bool:
        """Whether a page number stands between two lines: a page does not end with a heading."""
        return bool(self.folded[start:end].strip())

    def hooks(self, position: int) -> bool:
        """Whether what follows a line hooks on to it: web pages break lines around each link (依据⏎教育法⏎，制定……)."""
        return self.folded[position : position + 4].lstrip()[:1] in _STARTS_CLOSED

    def knows(self, before: str, after: str) -> bool:
        """Whether the text has, somewhere else and unbroken, the four characters that the break would part."""
        part = before[-2:] + after[:2]
        if len(part) < 4 or not part.isalnum() or part.isascii():
            return False
        if part not in self.lookups:
            if len(self.lookups) >= _LOOKUPS:
                return False
            self.lookups[part] = part in self.folded
        return self.lookups[part]


def _wrap(lines: list[_Line]) -> tuple[int | None, _Measure]:
    """The width at which a text was hard-wrapped: many lines of nearly one width, few wider."""
    most, wrap, best = 0, None, _MEASURES[0]
    wider_allowed = 0.08 * len(lines)
    if len(lines) < 8 or sum(len(line.text) > 2 * _WRAP_CHARS[1] for line in lines) > wider_allowed:
        return wrap, best
    for measure in _MEASURES:
        low, high = (chars * measure.columns for chars in _WRAP_CHARS)
        spread = 1 + 2 * measure.columns
        widths = Counter(measure.line(line) for line in lines)
        wider = 0
        for width in sorted(widths, reverse=True):
            near = sum(widths[width - i] for i in range(spread + 1))
            if low <= width <= high and near > most and near >= 0.35 * len(lines) and wider <= wider_allowed:
                most, wrap, best = near, width, measure
            wider += widths[width]
    return wrap, best


def _page(folded: str, lines: list[_Line]) -> _Page:
    wrap, measure = _wrap(lines)
    indented = sum(line.lead >= _INDENT_CHARS for line in lines)
    return _Page(folded, lines[0].start, wrap, measure, 0 < indented < 0.95 * len(lines), lines)


def _lines(folded: str) -> list[_Line]:
    found = []
    start = 0
    for raw in folded.split("\n"):
        text = raw.strip()
        if text:
            lead = len(raw) - len(raw.lstrip())
            found.append(_Line(start + lead, start + lead + len(text), text, lead))
        start += len(raw) + 1
    return found


def _ends_unit(text: str) -> bool:
    """Whether a line ends with the end of a sentence."""
    return text[-1] in _STOPS or (text[-1] in _CLOSERS and text.rstrip(_CLOSERS)[-1:] in _STOPS and len(text) > 1)


def _waits(paragraph: str) -> bool:
    """Whether a bracket was opened near the end of a paragraph that is not closed yet."""
    tail = paragraph[-_BRACKET_CHARS:].rpartition("。")[2]
    return any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in _BRACKETS)


def _may_head(text: str) -> bool:
    """Whether a line may be a heading by its looks: short and without marks of a sentence."""
    return len(text) <= _HEADING_CHARS and not _ends_unit(text) and not any(mark in text for mark in ",。;")


def _fills_line(text: str) -> bool:
    """Whether a numbered line may be a heading and nothing else."""
    return len(text) <= _BROKEN_NUMBERED_CHARS and text[-1] not in ",、" and not any(mark in text for mark in "。;:")


def _is_balanced(paragraph: str) -> bool:
    """Whether the clauses of a line are of one length, as in headings (改造危房,充实装备) and hardly in sentences."""
    lengths = [len(clause) for clause in paragraph.split(",")]
    return max(lengths) - min(lengths) <= _CLAUSE_DIFFERENCE


def _hangs_together(before: str, after: str) -> bool:
    """Whether the ends of two lines show that one word or phrase was broken between them."""
    if _LEADS_ON.search(before) or _HANGS_ON.match(after):
        return True
    last, first = before[-1], after[0]
    if last.isascii() and last.isalnum() and first.isascii() and first.isalnum():
        # PM⏎2.5; but 小学120⏎80 are cells of a table.
        return not (last.isdecimal() and first.isdecimal() and _may_head(before))
    if not _may_head(before):
        if last.isascii() and last.isdecimal():
            return True
        if first.isascii() and first.isdecimal():
            return not _YEAR_AHEAD.match(after)
    # 全县小⏎学、国中: what begins a line is rarely one character of a list.
    return after[1:2] == "、" and not first.isascii() and first.isalnum()


def _goes_on(before: _Line, after: _Line, paragraph: str, page: _Page) -> bool:
    """Whether a line that ends without any mark was broken, and is no heading."""
    enumerator = match_enumerator(paragraph, 0)
    if enumerator is not None and enumerator.end == len(paragraph):
        return True
    if enumerator is None and (page.turns(before.end, after.start) or not _is_balanced(paragraph)):
        return True
    if any(mark in paragraph for mark in "。;") and not _may_head(after.text):
        return True
    if len(paragraph) >= (_BROKEN_CHARS if enumerator is None else _BROKEN_NUMBERED_CHARS):
        return True
    if _hangs_together(before.text, after.text):
        return True
    # A numbered heading is one even where its last words and the first ones below it stand together elsewhere.
    return enumerator is None and page.knows(before.text, after.text)


def _opens(text: str, clauses: bool) -> bool:
    """Whether a line begins with an enumerator or bullet of its own; with 二是, which may go on, if `clauses` count."""
    enumerator = match_enumerator(text, 0)
    if enumerator is None or enumerator.doubtful:
        return False
    return clauses or enumerator.style.place != "clause"


def _is_figure(text: str) -> bool:
    return text.isascii() and text.lower() == text.upper()


def _is_soft(before: _Line, after: _Line, begins: int, page: _Page) -> bool:
    """Whether the break between two neighbouring lines stands inside a sentence of the paragraph that `begins`."""
    last, first = before.text[-1], after.text[0]
    if _is_figure(before.text) and _is_figure(after.text):
        # Cells of a table, each on a line of its own.
        return False
    if (last in _RULES and _RULED.fullmatch(before.text)) or (first in _RULES and _RULED.fullmatch(after.text)):
        return False
    if last in "(“‘《【" or (first in _STARTS_CLOSED and first != "…"):
        return True
    ended = _ends_unit(before.text)
    if ended or last in ";:":
        # A full line's end says nothing: the paragraph goes on where paragraphs are indented and the next line is not.
        flush = not after.indented and (page.indents or not ended)
        return (flush or last == ";") and page.is_full(before, after) and not _opens(after.text, not page.indents)
    if last != "、" and _opens(after.text, last != ","):
        return False
    paragraph = page.folded[max(begins, before.end - _PARAGRAPH_CHARS) : before.end]
    if last in _ENDS_OPEN or _waits(paragraph) or ("," in paragraph and page.hooks(after.end)):
        return True
    if page.is_full(before, after):
        # A heading may happen to be as wide as the page: the other headings of its style tell.
        enumerator = match_enumerator(before.text, 0) if begins == before.start and _fills_line(before.text) else None
        return enumerator is None or not page.heads(enumerator.style.name) or _may_head(after.text)
    if (after.indented and page.indents) or (begins == page.begins and _TITLE_END.search(before.text)):
        return False
    return _goes_on(before, after, paragraph, page)


def _page_numbers(lines: list[_Line]) -> set[int]:
    """Which lines are page numbers: marked ones, and bare ones behind a sentence or counting on with another."""
    marked, bare = set(), []
    for i, line in enumerate(lines):
        if line.text[-1] not in _PAGE_ENDS or len(line.text) > _FURNITURE_CHARS:
            continue
        if _FURNITURE.fullmatch(line.text):
            marked.add(i)
        elif len(line.text) <= 3 and line.text.isascii() and line.text.isdecimal():
            around = lines[max(0, i - 1) : i] + lines[i + 1 : i + 2]
            if all(len(near.text) >= _PROSE_CHARS for near in around):
                bare.append((i, int(line.text)))
    values = {number for _, number in bare}
    for i, number in bare:
        alone = i in (0, len(lines) - 1) or _ends_unit(lines[i - 1].text)
        if alone or {number - 1, number + 1} & values:
            marked.add(i)
    return marked


def _without_furniture(lines: list[_Line]) -> list[_Line]:
    """The lines without page numbers and the running heads beside them."""
    numbers = _page_numbers(lines)
    if not numbers:
        return lines
    beside = sorted({j for i in numbers for j in (i - 1, i + 1) if 0 <= j < len(lines)} - numbers)
    heads = Counter(lines[i].text for i in beside if len(lines[i].text) <= _BROKEN_CHARS)
    gone = numbers | {i for i in beside if heads[lines[i].text] >= _RUNNING_HEADS}
    return [line for i, line in enumerate(lines) if i not in gone]


def flow(folded: str) -> str:
    r"""The flowing view of a folded text.

    >>> flow("全县小\n\n学、国中的教师,\n培训12次。\n二、安全")
    '全县小  学、国中的教师, 培训12次。\n二、安全'
    >>> flow("教育事业\n全县小学、国中的教师共7826人。")
    '教育事业\n全县小学、国中的教师共7826人。'
    """
    lines = _without_furniture(_lines(folded))
    if not lines:
        return "".join("\n" if character == "\n" else " " for character in folded)
    page = _page(folded, lines)
    begins = lines[0].start
    pieces = [" " * begins]
    for before, after in pairwise(lines):
        soft = _is_soft(before, after, begins, page)
        gap = after.start - before.end
        pieces += (before.text, " " * gap if soft else "\n".ljust(gap))
        if not soft:
            begins = after.start
    rest = len(folded) - lines[-1].end
    pieces += (lines[-1].text, "\n".ljust(rest) if "\n" in folded[-rest:] and rest else " " * rest)
    return "".join(pieces)


def flowing(text: str) -> str:
    """The flowing, folded view of a source text: see `fold` and `flow`."""
    return flow(fold(text))
