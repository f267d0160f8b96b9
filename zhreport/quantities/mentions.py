"""Finds the quantities of a text: figures that are quantities, with their bounds, shared units and currencies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import localcontext

from zhreport.model import Bound, Diagnostic, Quantity, Region
from zhreport.quantities.bounds import Cue, bound_of_mark, cue_after, cue_before
from zhreport.quantities.exclusions import Reason, is_first_place, is_ordinal, rank_of, reason
from zhreport.quantities.joined import JoinedView, join
from zhreport.quantities.numerals import EXACT
from zhreport.quantities.normalise import currency_of, kind_of, to_quantity, unit_as_written
from zhreport.quantities.phrases import phrase_at
from zhreport.quantities.scan import Figure, is_financial_word, read_figure, read_range, run_pattern
from zhreport.quantities.units import currency_signs, unit_index

_HOME_NOTE = re.compile(r"新台币(?:\((?:以?下同)\))")
_RISES_FROM = re.compile(r"[由从自][^,。;、:]{0,6}$")
_JOINT = re.compile(r"[、,]|和|及|与|以及|到|至|或")
_SHARES_UNIT = re.compile(r"[、,]|和|及|与|以及")
_LOOKS_LIKE_DIGIT = "lIOoSB"
_SCALED = "万亿千百"
_MESSAGES: dict[str, str] = {
    "vague-number": "a number that names no figure",
    "unreadable-number": "these digits and numerals form no number",
    "unknown-unit": "a figure without a unit that the tables know",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure on its way to a quantity; `why` is the reason that it is none."""

    figure: Figure
    why: Reason | None
    sign: int
    money: str | None
    money_start: int
    before: Cue | None
    after: Cue | None
    inherited: bool = False


class _Enumerators:
    """Spans of section markers, which hold no quantities."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __bool__(self) -> bool:
        return bool(self._spans)

    def end_of(self, start: int, end: int) -> int | None:
        """The end of the marker that overlaps `start:end`, None where none does."""
        at = bisect_right(self._starts, end - 1)
        if at and self._spans[at - 1][1] > start:
            return self._spans[at - 1][1]
        return None


def _money_before(view: str, start: int) -> tuple[str, int] | None:
    """(ISO code or "", start) of the name or sign of money right before a figure: ￥300, 人民币3万元, 新台币(下同)32亿."""
    if not start:
        return None
    last = view[start - 1]
    if last == ")" and view.startswith("下同)", start - 3):
        start = view.rfind("(", max(0, start - 6), start)
        last = view[start - 1 : start]
    if last not in "币元金镑￥¥$€£DBY" or not last:
        return None
    signs = currency_signs()
    for length in (4, 3, 2, 1):
        code = signs.get(view[max(0, start - length) : start])
        if code is not None:
            if view[start - 1].isalpha() and view[start - 1].isascii() and view[start - length - 1 : start - length].isalpha():
                return None
            return code, start - length
    return None


def _sign(view: str, figure: Figure) -> tuple[int, int]:
    """(sign, start) of a figure: 负3.5%, -22.2%, 零下4摄氏度."""
    start = figure.start
    before = view[start - 1 : start]
    if before == "负" and view[start - 2 : start - 1] not in ("正", "肩", "担", "欺", "抱", "胜"):
        return -1, start - 1
    if before == "-":
        beyond = view[start - 2 : start - 1] if start > 1 else ""
        if not beyond or beyond in ",。;:、( \n了为是达至到于率长损润值差额余降幅" or beyond == "(":
            return -1, start - 1
    if view.startswith("零下", start - 2) and start >= 2:
        return -1, start - 2
    return 1, start


def pattern_prefix(view: str, start: int, end: int) -> re.Match[str] | None:
    """The numeral run at `start` that ends at `end` at the latest."""
    return run_pattern().match(view, start, end)


class _Finder:
    """One pass over a text."""

    def __init__(self, text: str, view: JoinedView, region: Region | None, enumerators: Sequence[tuple[int, int]], background: bool) -> None:
        self.text = text
        self.view = view
        self.region = region
        self.enumerators = _Enumerators(enumerators)
        self.background = background
        self.found: list[_Found] = []
        self.diagnostics: list[Diagnostic] = []
        self.ordinal_end = -1  # behind an ordinal: 第3、4次

    def note(self, code: str, start: int, end: int) -> None:
        self.diagnostics.append(Diagnostic(self.view.source(start), self.view.source_end(end), code, _MESSAGES[code]))

    def run(self) -> None:
        view, pattern = self.view.text, run_pattern()
        position = 0
        while (match := pattern.search(view, position)) is not None:
            position = self.take(view, match)

    def take(self, view: str, match: re.Match[str]) -> int:
        """One numeral run; returns where to go on."""
        start, end = match.span()
        if self.enumerators and self.enumerators.end_of(self.view.source(start), self.view.source_end(end)) is not None:
            return end
        if view[end : end + 2] and view[end] == "." and view[end + 1 : end + 2].isdecimal():
            # 2007.5.12, 3.5.2
            dotted = re.compile(r"[\d.]+").match(view, start)
            return dotted.end() if dotted else end
        if view[end : end + 1] in _LOOKS_LIKE_DIGIT and view[end : end + 1] and view[end + 1 : end + 2] in _SCALED and view[end + 1 : end + 2]:
            # 25l亿元: a letter that was read for a digit.
            self.note("unreadable-number", start, end + 1)
            return end + 2
        if is_financial_word(match[0], view[end : end + 1]) and not view.startswith("分之", end):
            return end
        if "," in match[0] and _money_before(view, start) is not None:
            # $20，300美圆: behind a sign of money a full-width comma parts two figures.
            comma = start + match[0].index(",")
            if self.text[self.view.source(comma)] == "，":
                match = pattern_prefix(view, start, comma) or match
                end = match.end()
        phrase = phrase_at(view, start, end)
        if phrase is not None and phrase[1] < start:
            return max(phrase[2], end)
        figure = read_figure(view, match)
        if phrase is not None and not (figure is not None and figure.unit is not None and figure.unit_end > phrase[2]):
            return max(phrase[2], end)
        if figure is None:
            if match[0] not in ("半",):
                self.note("unreadable-number", start, end)
            return end
        return self.add(view, figure, end)

    def add(self, view: str, figure: Figure, end: int) -> int:
        if figure.written == "首位":
            if is_first_place(view, figure.start):
                self.found.append(self.settle(view, figure, None))
            return figure.end
        ordinal = is_ordinal(view, figure) or figure.start == self.ordinal_end
        if ordinal and is_ordinal(view, figure) and rank_of(view, figure):
            rank = replace(figure, start=figure.start - 1, form="rank", low=None, high=None, end=figure.end if figure.unit and not figure.unit.noun else figure.number_end)
            self.found.append(self.settle(view, rank, None))
            return max(end, rank.end)
        if ordinal:
            joint = _JOINT.match(view, figure.number_end) or re.compile(r"[-~—]").match(view, figure.number_end)
            self.ordinal_end = joint.end() if joint else -1
            return max(end, figure.end)
        if view[figure.start - 1 : figure.start] == "前" and figure.unit is not None and figure.unit.surface in ("名", "位"):
            rank = replace(figure, form="rank")
            cue = Cue("<=", figure.start - 1, figure.start)
            self.found.append(_Found(rank, None, 1, None, 0, cue, None))
            return max(end, figure.end)
        if figure.form in ("plain", "fraction") and not _RISES_FROM.search(view[max(0, figure.start - 8) : figure.start]):
            both = read_range(view, figure)
            if both is not None:
                figure = both[0]
        self.found.append(self.settle(view, figure, None))
        return max(end, figure.end)

    def settle(self, view: str, figure: Figure, why: Reason | None) -> _Found:
        sign, start = _sign(view, figure)
        if sign < 0:
            figure = replace(figure, start=start)
        money = _money_before(view, figure.start)
        why = reason(view, figure, background=self.background, region=self.region, sign=money is not None)
        before = cue_before(view, money[1] if money else figure.start, figure.written)
        after = cue_after(view, figure.end)
        return _Found(figure, why, sign, money[0] if money else None, money[1] if money else figure.start, before, after)

    def share_units(self) -> None:
        """82.6、79.4、85分: figures in a row take the unit of the last; 3、4、5月 none."""
        view, found = self.view.text, self.found
        for i in range(len(found) - 2, -1, -1):
            one, two = found[i], found[i + 1]
            a, b = one.figure, two.figure
            if a.unit is not None or a.form != "plain" or b.unit is None or b.form != "plain" or two.why is not None:
                continue
            if not (a.written.isascii() or len(a.written) > 1):
                continue
            joint = _SHARES_UNIT.match(view, a.end)
            if joint is None or joint.end() != two.money_start:
                continue
            figure = replace(a, unit=b.unit, scale=a.scale, unit_name=b.unit_name or b.unit.surface)
            found[i] = replace(one, figure=figure, why=None, inherited=True)

    def share_bounds(self) -> None:
        """0.26‰和9.5‰以下: the cue behind the last figure of a row counts for all of it."""
        view, found = self.view.text, self.found
        for i in range(len(found) - 2, -1, -1):
            one, two = found[i], found[i + 1]
            if one.after is not None or two.after is None or two.after.bound not in (">=", "<=", "~") or one.why or two.why:
                continue
            a, b = one.figure, two.figure
            same = a.unit is b.unit and a.form == b.form and a.low is None
            joint = _SHARES_UNIT.match(view, a.end)
            if same and joint is not None and joint[0] != "," and joint.end() == two.money_start:
                found[i] = replace(one, after=two.after)

    def join_limits(self) -> None:
        """大于100并且小于300, 1000以上1500以下: two bounds of one figure are a range."""
        view, found = self.view.text, self.found
        kept: list[_Found] = []
        i = 0
        while i < len(found):
            one = found[i]
            two = found[i + 1] if i + 1 < len(found) else None
            merged = _limits(view, one, two) if two is not None else None
            kept.append(merged or one)
            i += 2 if merged else 1
        self.found = kept

    def quantities(self) -> tuple[Quantity, ...]:
        self.share_units()
        self.join_limits()
        self.share_bounds()
        made = []
        last_end = -1
        for item in self.found:
            if item.why is not None:
                if item.why in _MESSAGES:
                    self.note(item.why, item.figure.start, item.figure.end)
                continue
            if item.figure.start < last_end:
                continue
            last_end = item.figure.end
            made.append(self.make(item))
        return tuple(made)

    def make(self, item: _Found) -> Quantity:
        figure = item.figure
        kind = kind_of(figure)
        if item.money is not None and figure.unit is None:
            kind = "amount"
        bound: Bound = bound_of_mark(figure.vague)
        if bound == "=" and item.after is not None:
            bound = item.after.bound
        if item.before is not None and (bound == "=" or item.before.bound not in ("~",)) :
            bound = item.before.bound if bound in ("=", "~") else bound
        reach = (item.before.start if item.before else figure.start, item.after.end if item.after and item.after.start == figure.end else figure.end)
        return to_quantity(
            figure,
            self.view,
            self.text,
            sign=item.sign,
            kind=kind,
            unit_text=unit_as_written(figure, self.view, self.text, item.inherited),
            currency=currency_of(figure.unit, item.money, self.region),
            bound=bound,
            reach=reach,
        )


_LIMIT_JOINT = re.compile(r"(?:以上)?[, ]*+(?:、|并且|且|并|和|到|至|但)?(?:小于|少于|低于|不超过|大于|高于|多于)?")


def _limits(view: str, one: _Found, two: _Found) -> _Found | None:
    """The range of a lower and an upper limit that stand side by side."""
    if one.why or two.why or one.figure.low is not None or two.figure.low is not None:
        return None
    a, b = one.figure, two.figure
    if (a.unit is not None and a.unit is not b.unit) or a.value >= b.value or a.form != "plain" or b.form != "plain":
        return None
    low = one.before if one.before and one.before.bound in (">", ">=") else one.after if one.after and one.after.bound == ">=" else None
    high = two.before if two.before and two.before.bound in ("<", "<=") else two.after if two.after and two.after.bound == "<=" else None
    if low is None or high is None or _LIMIT_JOINT.fullmatch(view, a.end, b.start) is None:
        return None
    merged = replace(b, start=a.start, value=a.value, low=a.value, high=b.value, step=min(a.step, b.step))
    reach_start = Cue("=", low.start, low.end) if low is one.before else None
    reach_end = Cue("=", high.start, high.end) if high is two.after else None
    return replace(two, figure=merged, before=reach_start, after=reach_end, money_start=a.start)


_BETWEEN = re.compile(r"(?:介于|位于|在)$")


def find_mentions(
    text: str,
    flowing: str,
    *,
    region: Region | None,
    enumerators: Sequence[tuple[int, int]] = (),
    background: bool = False,
) -> tuple[tuple[Quantity, ...], tuple[Diagnostic, ...]]:
    """The quantities of a report in text order, and what could not be read.

    `enumerators` are the spans of section markers; no quantity overlaps one. `background` keeps lengths of time that
    are only the setting of what is reported (三年内, 连续6年).
    """
    view = join(text, flowing)
    if region is None and _HOME_NOTE.search(view.text):
        region = "TW"
    finder = _Finder(text, view, region, enumerators, background)
    with localcontext(EXACT):
        finder.run()
        quantities = finder.quantities()
    return quantities, tuple(sorted(finder.diagnostics, key=lambda d: d.start))


__all__ = ["find_mentions", "unit_index"]
