"""Finds the quantities of a text: figures that are quantities, with their bounds, shared units and currencies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import localcontext

from zhreport.model import Bound, Diagnostic, Quantity, Region
from zhreport.quantities.bounds import Cue, bound_of_mark
from zhreport.quantities.candidates import Candidate, money_before, signed, with_cues
from zhreport.quantities.exclusions import reason
from zhreport.quantities.figures import Figure, is_financial_word, run_pattern, run_start
from zhreport.quantities.joined import JoinedView, join
from zhreport.quantities.noise import Repetitions
from zhreport.quantities.normalise import currency_of, kind_of, to_quantity, unit_as_written
from zhreport.quantities.numerals import EXACT
from zhreport.quantities.ordinals import is_first_place, is_ordinal, is_rank
from zhreport.quantities.phrases import phrase_at
from zhreport.quantities.ranges import read_range
from zhreport.quantities.scan import read_figure
from zhreport.quantities.sequences import join_limits, share_bounds, share_money, share_units

# 新台币(下同): every bare 元 from here on is that money.
_HOME_NOTE = re.compile(r"新台币\((?:以?下同)\)")
# 第3、4次, 第5—7条: what follows an ordinal in a row is one too.
_ORDINAL_JOINT = re.compile(r"[、,~—-]|和|及|与|以及|到|至|或")
_DOTTED = re.compile(r"[\d.]+")
# A letter that a scanner read for a digit, before a scale: 25l亿元.
_MISREAD = re.compile(r"[lIOoSB](?=[万亿千百\d])|[lIOo](?=%)")
# Words that end with a financial capital: 队伍一字排开.
_NO_CAPITAL = frozenset({"队伍", "入伍", "退伍", "大陆", "内陆", "登陆", "着陆", "水陆", "海陆", "收拾", "放肆"})
_PLACES = tuple("拾佰仟万亿百千")
_MESSAGES = {
    "vague-number": "a number that names no figure",
    "unreadable-number": "these digits and numerals form no number",
    "unknown-unit": "a figure without a unit that the tables know",
    "repetition": "the same characters over and over, which is no text",
}


class _Enumerators:
    """Spans of section markers, which hold no quantities."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def overlap(self, start: int, end: int) -> bool:
        """Whether a marker overlaps `start:end`."""
        at = bisect_right(self._starts, end - 1)
        return at > 0 and self._spans[at - 1][1] > start


class _Finder:
    """One pass over a text, then the looks at figures in a row."""

    def __init__(self, text: str, view: JoinedView, region: Region | None, reported_only: bool) -> None:
        self.text = text
        self.view = view
        self.region = region
        self.reported_only = reported_only
        self.found: list[Candidate] = []
        self.diagnostics: list[Diagnostic] = []
        self.ordinal_end = -1

    def note(self, code: str, start: int, end: int) -> None:
        place = self.view.source(start), self.view.source_end(end)
        self.diagnostics.append(Diagnostic(*place, code, _MESSAGES[code]))

    def run(self, enumerators: _Enumerators | None) -> None:
        view, begin, pattern = self.view.text, run_start().search, run_pattern().match
        repetitions = Repetitions()
        position = 0
        while (first := begin(view, position)) is not None:
            at = first.start()
            noise_end = repetitions.end(view, at)
            if noise_end is not None:
                self.note("repetition", at, noise_end)
                position = noise_end
                continue
            word = view[at - 1 : at + 1] in _NO_CAPITAL and view[at + 1 : at + 2] not in _PLACES
            match = None if word else pattern(view, at)
            if match is None:
                position = first.end()
                continue
            start, end = match.span()
            if enumerators is not None and enumerators.overlap(self.view.source(start), self.view.source_end(end)):
                position = end
            else:
                position = self.take(view, match)

    def take(self, view: str, match: re.Match[str]) -> int:
        """Reads one numeral run; returns where to go on."""
        skipped = self.skip(view, match)
        if skipped is not None:
            return skipped
        match = self.without_neighbour(view, match)
        start, end = match.span()
        phrase = phrase_at(view, start, end)
        if phrase is not None and phrase[1] < start:
            return max(phrase[2], end)
        figure = read_figure(view, match)
        if phrase is not None and not _reads_on(figure, phrase[2]):
            return max(phrase[2], end)
        if figure is None:
            if match[0] != "半":
                self.note("unreadable-number", start, end)
            return end
        figure = self.add(view, signed(view, figure))
        return max(end, figure.end)

    def skip(self, view: str, match: re.Match[str]) -> int | None:
        """Where to go on behind digits that are no figure at all; None where they may be one."""
        start, end = match.span()
        following = view[end : end + 1]
        if following == "." and view[end + 1 : end + 2].isdecimal():
            # 2007.5.12, 3.5.2
            dotted = _DOTTED.match(view, start)
            return dotted.end() if dotted else end
        if following.isascii() and _MISREAD.match(view, end):
            self.note("unreadable-number", start, end + 1)
            return end + 2
        if is_financial_word(match[0], following) and not view.startswith("分之", end):
            return end
        return None

    def without_neighbour(self, view: str, match: re.Match[str]) -> re.Match[str]:
        """$20，300美圆: behind a sign of money a full-width comma parts two figures."""
        if "," not in match[0] or money_before(view, match.start()) is None:
            return match
        comma = match.start() + match[0].index(",")
        if self.text[self.view.source(comma)] != "，":
            return match
        return run_pattern().match(view, match.start(), comma) or match

    def add(self, view: str, figure: Figure) -> Figure:
        """Keeps a figure with what it is; returns it with all that belongs to it."""
        if figure.form == "rank":
            if is_first_place(view, figure.start):
                self.keep(view, figure)
            return figure
        if is_ordinal(view, figure) or figure.start == self.ordinal_end:
            return self.add_ordinal(view, figure)
        if view[figure.start - 1 : figure.start] == "前" and figure.unit is not None and figure.unit.surface in "名位":
            # 前十名: at the tenth place or before it.
            cue = Cue("<=", figure.start - 1, figure.start)
            self.found.append(Candidate(figure._replace(form="rank"), lead_start=figure.start, before=cue))
            return figure
        figure = read_range(view, figure) or figure
        self.keep(view, figure)
        return figure

    def add_ordinal(self, view: str, figure: Figure) -> Figure:
        if is_ordinal(view, figure):
            if figure.unit is None:
                # 第5至7名
                figure = read_range(view, figure) or figure
            if is_rank(view, figure):
                end = figure.number_end if figure.unit is None or figure.unit.noun else figure.end
                self.keep(view, figure._replace(start=figure.start - 1, form="rank", end=end))
                return figure
        joint = _ORDINAL_JOINT.match(view, figure.number_end)
        self.ordinal_end = joint.end() if joint else -1
        return figure

    def keep(self, view: str, figure: Figure) -> None:
        money = money_before(view, figure.start)
        why = reason(view, figure, reported_only=self.reported_only, region=self.region, signed=money is not None)
        self.found.append(with_cues(view, figure, why, money))

    def quantities(self) -> tuple[Quantity, ...]:
        view = self.view.text
        share_units(view, self.found)
        share_money(view, self.found)
        self.found = join_limits(view, self.found)
        share_bounds(view, self.found)
        made: list[Quantity] = []
        last_end = 0
        for candidate in self.found:
            figure = candidate.figure
            if candidate.why is not None:
                if candidate.why in _MESSAGES:
                    self.note(candidate.why, figure.start, figure.end)
            elif figure.start >= last_end:
                last_end = figure.end
                made.append(self.make(candidate))
        return tuple(made)

    def make(self, candidate: Candidate) -> Quantity:
        figure, before, after = candidate.figure, candidate.before, candidate.after
        kind = kind_of(figure)
        if candidate.money is not None and figure.unit is None:
            kind = "amount"
        own_after = after is not None and after.start == figure.end
        return to_quantity(
            figure,
            self.view,
            self.text,
            kind=kind,
            unit_text=unit_as_written(candidate.unit_from or figure, self.view, self.text),
            currency=currency_of(figure.unit, candidate.money, self.region),
            bound=_bound(candidate),
            reach=(before.start if before else figure.start, after.end if after and own_after else figure.end),
        )


def _reads_on(figure: Figure | None, phrase_end: int) -> bool:
    """Whether a figure goes on beyond the set phrase that it begins with: 三农户 is no 三农, 十分之三 no 十分."""
    return figure is not None and figure.unit_end > phrase_end and (figure.unit is not None or figure.form != "plain")


def _bound(candidate: Candidate) -> Bound:
    """The mark inside a figure says most (近1300余名 is more than 1300), then the words behind, then those before."""
    bound = bound_of_mark(candidate.figure.vague)
    if bound == "=" and candidate.after is not None:
        bound = candidate.after.bound
    if candidate.before is not None and bound in ("=", "~") and (bound == "=" or candidate.before.bound != "~"):
        bound = candidate.before.bound
    return bound


def find_mentions(
    text: str,
    flowing: str,
    *,
    region: Region | None,
    enumerators: Sequence[tuple[int, int]] = (),
    reported_only: bool = True,
) -> tuple[tuple[Quantity, ...], tuple[Diagnostic, ...]]:
    """The quantities of a report in text order, not overlapping, and what could not be read.

    Offsets are those of the source `text`; `flowing` is its flowing view. `region` None counts as CN. `enumerators` are
    the spans of section markers; no quantity overlaps one. Without `reported_only`, lengths of time that are only the
    setting of what is reported (三年内, 连续6年) and small numbers that half-name a set (两个方面) are kept.

    >>> from zhreport.text.layout import flowing
    >>> text = "3、投入12萬元,連續6年增長,數百萬人受益"
    >>> found, puzzles = find_mentions(text, flowing(text), region="TW", enumerators=[(0, 2)])
    >>> [(q.text, q.currency) for q in found], [(text[d.start : d.end], d.code) for d in puzzles]
    ([('12萬元', 'TWD')], [('數百萬人', 'vague-number')])
    """
    view = join(text, flowing)
    if region is None and _HOME_NOTE.search(view.text):
        region = "TW"
    finder = _Finder(text, view, region, reported_only)
    with localcontext(EXACT):
        finder.run(_Enumerators(enumerators) if enumerators else None)
        quantities = finder.quantities()
    return quantities, tuple(sorted(finder.diagnostics, key=lambda d: d.start))
