"""Whether a figure was done and measured, or is a target, plan or rule to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from zhreport.facts.periods import PLAN_NAME, plan_years
from zhreport.lexicon.loader import table
from zhreport.model import Evidence, Quantity, Section, Sentence, Status
from zhreport.quantities import parse_number
from zhreport.text.folding import fold

_SECTION_YEAR = re.compile(r"(20\d\d|19\d\d)年(?!来|—|-|至)")
# A coming year announces plans only with these; 到2020年 alone is a date in passing.
_ANNOUNCED = re.compile(r"[^,。;\n]{0,6}(?:目标|计划|任务|工作|将|要|预算)")
# Words of a sentence farther before a figure than this say nothing of it.
_REACH_CHARS = 600
_THIS_YEAR = re.compile(r"(?<!截至)(?<!截止)今年")
_LAST_YEAR = re.compile(r"过去(?:的)?一年|去年|上年")
_CLASSES = ("plan-title", "review-title", "done-title", "opening", "plan", "frame", "lead", "past", "done")
# Clauses as 一是 and bullets open them tell of one thing; the title of a section of plans stands on its own.
_CLAUSE_MARKER = re.compile(r"[是要,]$|^[—●■◆▲★□◇※►·]|^其")
# Before these a past time is only what a figure is compared with.
_COMPARED = re.compile(r"[比较与由从同按]$|[高低多少快慢当等]于$")
_MULTIPLIED = re.compile(r"[为是]$")  # 为1949年的2.5倍
_OPENS = ("", *",;。:\n(、 \u3000")
_DATED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?!来)|(?P<han>[一二][九〇零○][〇零○一二三四五六七八九]{2})年(?!来)"
    rf"|[“‘\"]?(?P<plan>{PLAN_NAME})[”’\"]?(?:时期|期间)"
)
# Begins with a character that is quickly searched for; the name stands before it. “十二五”时期的开局之年 is no plan.
_PLAN_PERIOD = re.compile(r"五[”’\"]?(?:时期|期间)[^,。;:\n]{0,8}(?:目标|任务)")
_PLAN_NAME = re.compile(f"{PLAN_NAME}$")
_ENDS_CLAUSE = re.compile(r"[,、:]|时期|期间|末")


@cache
def _cue(kind: str) -> re.Pattern[str]:
    """The pattern of a class of cues (`lexicon/status.tsv`)."""
    fragments = []
    for row in table("status.tsv", ("pattern", "class", "example"), ("pattern", "class")):
        if row["class"] not in _CLASSES:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(_CLASSES)}")
        try:
            found = re.search(row["pattern"], row["example"])
        except re.error as error:
            raise row.error(f"pattern: {error}") from None
        if not found:
            raise row.error(f"the pattern does not match its example {row['example']!r}")
        if row["class"] == kind:
            fragments.append(f"(?:{row['pattern']})")
    return re.compile("|".join(fragments))


def _plan(section: Section, head: str, inherited: Section | None) -> Section | None:
    """The section whose title makes one that does not look back a plan: itself, one around or before, or none."""
    if inherited is not None:
        return inherited
    if _CLAUSE_MARKER.search(section.marker) and not _SECTION_YEAR.search(head):
        return None
    return section if _cue("plan-title").search(head) and not _cue("done-title").search(head) else None


def _years_of(match: re.Match[str]) -> tuple[int, int]:
    """The first and last year of a date: of 1996年, 一九九六年 or “九五”时期."""
    if match["plan"]:
        return plan_years(match["plan"])
    year = int(match["year"] or parse_number(match["han"]))
    return year, year


class StatusReader:
    """The status of figures, from the titles of their sections and the words before them.

    Sentences are asked for in order: a time that is over or still to come holds for the sentences behind it as well, to
    the end of the paragraph and section.
    """

    def __init__(self, flowing: str, sections: Sequence[Section], year: int | None) -> None:
        self._flowing = flowing
        self._year = year
        opening = _cue("opening").search(flowing)
        # From here on 今年 means what is to come.
        self._ahead_from = min(opening.start() if opening else len(flowing), self._coming_plan())
        self._sections = sections
        self._looking_back: list[bool] = []
        self._planned: list[Section | None] = []
        self._years: list[int | None] = []
        self._at = 0
        self._section: int | None = None
        self._carried: tuple[Status, Evidence] | None = None
        latest: Section | None = None
        for section in sections:
            outer = section.parent
            head = fold(section.marker + (section.title or ""))
            looks_back = _cue("review-title").search(head) is not None
            self._looking_back.append(looks_back)
            around = self._planned[outer] if outer is not None else latest
            plan = None if looks_back else _plan(section, head, around)
            # Behind the part that opens the plans, the following parts of its level are plans as well.
            latest = plan if outer is None else latest
            self._planned.append(plan)
            self._years.append(self._about(head, self._years[outer] if outer is not None else None))

    def _coming_plan(self) -> int:
        """Where the aims of a five-year plan to come are told of: behind it 今年 is its first year."""
        year = self._year
        for period in _PLAN_PERIOD.finditer(self._flowing) if year is not None else ():
            start = max(period.start() - 2, 0)
            named = _PLAN_NAME.search(self._flowing, start, period.start() + 1)
            if named and year is not None and plan_years(named[0])[0] >= year:
                return named.start()
        return len(self._flowing)

    def _about(self, head: str, inherited: int | None) -> int | None:
        """The year that a section tells of, by its title."""
        named = _SECTION_YEAR.search(head)
        if named:
            return int(named[1])
        if self._year is not None and _LAST_YEAR.search(head):
            return self._year - 1
        return inherited

    def year_of(self, sentence: Sentence) -> int | None:
        """The year that the sentence's section tells of, None where its title says none."""
        return self._years[sentence.section] if sentence.section is not None else None

    def of(self, quantity: Quantity, sentence: Sentence) -> tuple[Status, Evidence | None]:
        """`planned` where the section or a cue before the figure says so, with the words that say it."""
        self._read_up_to(sentence)
        at = quantity.start
        start = max(sentence.start, at - _REACH_CHARS)
        clause = max(start, *(self._flowing.rfind(mark, start, at) + 1 for mark in ",;。"))
        plan = self._planned[sentence.section] if sentence.section is not None else None
        reviews = self._reviews(sentence)
        # In a part that looks back, a plan is only what its own clause calls one.
        said_from = clause if reviews else max(start, self._flowing.rfind(";", start, at) + 1)
        said = self._last_cue(said_from, at)
        if said is None and not reviews:
            said = self._opened(start, said_from)
        if said is not None and (said[0] == "actual" or plan is None):
            return said
        done = _cue("done").search(self._flowing, clause, at)
        if done and plan is not None:
            return "actual", Evidence("status", "done, inside a plan", *done.span())
        if said is not None:
            return said
        reviewed = done or reviews
        if self._carried is not None and not (self._carried[0] == "planned" and reviewed):
            return self._carried
        if plan is not None:
            title_end = plan.start + len(plan.marker) + len(plan.title or "")
            return "planned", Evidence("status", "section of plans", plan.start, title_end)
        return "actual", None

    def _opened(self, start: int, end: int) -> tuple[Status, Evidence] | None:
        """The plan that an earlier part of the sentence opens, where no time that is over follows: …目标是:…;…"""
        coming = max(self._coming_times(start, end, here=True), key=lambda found: found.start(), default=None)
        if coming is None or any(past.start() > coming.start() for past in self._past_times(start, end)):
            return None
        return "planned", Evidence("status", "time still to come", *coming.span())

    def _last_cue(self, start: int, end: int) -> tuple[Status, Evidence] | None:
        """What the last cue in a stretch of text says; None where there is none."""
        planned = [("word of a plan", m) for m in _cue("plan").finditer(self._flowing, start, end)]
        planned += [("time still to come", m) for m in self._coming_times(start, end, here=True)]
        past = [("time that is over", m) for m in self._past_times(start, end)]
        rule, match = max(planned + past, key=lambda found: found[1].start(), default=("", None))
        if match is None:
            return None
        return ("actual" if rule == "time that is over" else "planned"), Evidence("status", rule, *match.span())

    def _coming_times(self, start: int, end: int, here: bool = False) -> Iterator[re.Match[str]]:
        """Times to come that open a plan: one that announces it, or that the clause begins with; and words that do so.

        `here`, in the figure's own sentence, 到2010年 is enough wherever it stands.
        """
        yield from _cue("frame").finditer(self._flowing, start, end)
        yield from _THIS_YEAR.finditer(self._flowing, max(start, self._ahead_from), end)
        if self._year is None:
            return
        for match in _DATED.finditer(self._flowing, start, end):
            first, _ = _years_of(match)
            if first < self._year + (match["plan"] is None):
                continue
            before = self._flowing[max(match.start() - 2, 0) : match.start()]
            until = before[-1:] == "到"
            begins = (before[:-1] if until else before)[-1:] in _OPENS
            stands_first = begins and (here or until or _ENDS_CLAUSE.match(self._flowing, match.end()) is not None)
            if stands_first or (here and until) or _ANNOUNCED.match(self._flowing, match.end()):
                yield match

    def _past_times(self, start: int, end: int) -> Iterator[re.Match[str]]:
        for match in _cue("past").finditer(self._flowing, start, end):
            if not self._is_compared(match):
                yield match
        if self._year is not None:
            for match in _DATED.finditer(self._flowing, start, end):
                _, last = _years_of(match)
                if last < self._year and not self._is_compared(match):
                    yield match

    def _is_compared(self, time: re.Match[str]) -> bool:
        """Whether a time only says what a figure is compared with."""
        before = self._flowing[max(time.start() - 2, 0) : time.start()]
        multiplied = _MULTIPLIED.search(before) is not None and self._flowing.startswith("的", time.end())
        return multiplied or _COMPARED.search(before) is not None

    def _read_up_to(self, sentence: Sentence) -> None:
        """Keeps what the sentences before one in its paragraph and section say of the time that is told of."""
        if sentence.start <= self._at:
            return
        paragraph = self._flowing.rfind("\n", self._at, sentence.start) + 1
        if paragraph or sentence.section != self._section:
            keeps = sentence.start > self._ahead_from and self._carried is not None and self._carried[0] == "planned"
            lead = self._lead(paragraph) if paragraph else None
            self._carried = lead or (self._carried if keeps and not self._reviews(sentence) else None)
        start = max(paragraph, self._at)
        coming = [("planned", "time still to come", m) for m in self._coming_times(start, sentence.start)]
        if sentence.start > self._ahead_from:
            found = _cue("plan").finditer(self._flowing, start, sentence.start)
            coming += [("planned", "word of a plan", m) for m in found]
        past = [
            ("actual", "time that is over", m)
            for m in self._past_times(start, sentence.start)
            if self._flowing[m.start() - 1 : m.start()] in _OPENS  # 去年价格上涨的影响 inside a clause holds for itself
        ]
        if coming or past:
            status, rule, match = max(coming + past, key=lambda found: found[2].start())
            self._carried = ("planned" if status == "planned" else "actual"), Evidence("status", rule, *match.span())
        self._at, self._section = sentence.start, sentence.section

    def _reviews(self, sentence: Sentence) -> bool:
        """Whether the sentence stands in a part that looks back, by the title of the part."""
        section = sentence.section
        while section is not None:
            if self._looking_back[section]:
                return True
            section = self._sections[section].parent
        return False

    def _lead(self, paragraph: int) -> tuple[Status, Evidence] | None:
        """The line before a paragraph, where it opens a list of targets (主要预期目标是：)."""
        end = len(self._flowing[:paragraph].rstrip())
        start = max(self._flowing.rfind("\n", 0, end) + 1, end - 40)
        start = max(start, self._flowing.rfind("。", start, end) + 1)
        for match in _cue("lead").finditer(self._flowing, start, end):
            # 主要做了以下工作: lists what was done.
            if match.end() == end and not _cue("done").search(self._flowing, start, end):
                return "planned", Evidence("status", "lead of a list of targets", *match.span())
        return None
