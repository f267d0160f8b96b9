"""Arithmetic inside one report: sums, differences, products, shares and growth that its figures should satisfy.

A check is only made where words say that figures belong together (其中, 占, 合计, 由…增加到…, 每), never because
numbers happen to fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from zhreport.compare.companions import Companions, companions, implied_by
from zhreport.compare.names import words_of
from zhreport.compare.observations import Observation, arithmetic_words, base_kind, observe
from zhreport.compare.rounding import Interval, printed
from zhreport.compare.verdicts import Check, checks_frame
from zhreport.compare.wording import Phrase, figure, in_unit_of, plain, say
from zhreport.lexicon.loader import Row, table
from zhreport.model import Extraction

if TYPE_CHECKING:
    import pandas as pd

# Figures of one calculation stand this near each other.
_REACH = 6
# Parts that come this near their whole are meant to be all of it.
_NEARLY_ALL = Decimal("0.97")
_MORE_THAN_ALL = Decimal("1.03")
_ADDITIVE = frozenset(("amount", "count", "measure"))
_CLASSES = ("difference", "whole", "total", "real", "constant", "less", "each")
_SHARE_OF = re.compile(r"占[到了]?(?P<whole>[^占\d]{0,20}?)(?:的比重|的比例|比重|的)?(?:为|达|达到|约|近|超过)?$")


@cache
def rules() -> tuple[Row, ...]:
    """The words that say which figures belong together (`lexicon/arithmetic.tsv`).

    Raises:
        LexiconError: a row of an unknown class, or a difference without its terms.
    """
    rows = table("arithmetic.tsv", ("surface", "class", "first", "second", "example"), ("surface", "class"))
    for row in rows:
        if row["class"] not in _CLASSES:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(_CLASSES)}")
        if (row["class"] == "difference") != bool(row["first"] and row["second"]):
            raise row.error("a difference, and nothing else, has a first and a second term")
    return tuple(rows)


class _Reading:
    """The facts of one report with the text between them."""

    def __init__(self, extraction: Extraction) -> None:
        from zhreport.text.layout import flowing

        self.doc = extraction.doc
        self.facts = observe(extraction, year=extraction.year or 0).observations
        self.beside = companions(self.facts)
        self._view = flowing(extraction.text)

    def between(self, a: Observation, b: Observation) -> str:
        """The words from one figure to a later one."""
        return self._view[a.end : b.start]

    def before(self, o: Observation) -> str:
        """The words from the figure before to this one, inside its sentence."""
        last = self.facts[o.order - 1].end if o.order else 0
        return self._view[max(last, o.sentence_start) : o.start]

    def near(self, o: Observation) -> Iterator[Observation]:
        """The facts before this one, the nearest first."""
        return iter(reversed(self.facts[max(0, o.order - _REACH) : o.order]))

    def check(
        self, rule: str, used: Sequence[Observation], expected: Decimal | None, holds: bool, note: Phrase
    ) -> Check:
        """A check whose last figure is the one that the others lead to."""
        starts = tuple(o.start for o in used)
        return Check(self.doc, rule, starts, expected, used[-1].value, holds, note)  # type: ignore[arg-type]


def _addable(o: Observation, like: Observation) -> bool:
    """Whether two figures can be added: same dimension and unit, both exact enough to have a value."""
    same = base_kind(o) == base_kind(like) and (o.kind != "count" or o.std_unit == like.std_unit)
    return same and o.value is not None and o.role in ("level", "share") and o.status == like.status


def _equals(terms: str, expected: str, found: Observation) -> Phrase:
    return say("equals", terms=terms, expected=expected, found=figure(found))


def _sum(intervals: Iterable[Interval]) -> Interval:
    total = Interval(Decimal(0), Decimal(0))
    for interval in intervals:
        total = total + interval
    return total


def differences(reading: _Reading) -> Iterator[Check]:
    """送審 − 審定 = 審減, wherever the three stand together."""
    terms = [(row["surface"], row["first"], row["second"]) for row in rules() if row["class"] == "difference"]
    for o in reading.facts:
        if o.kind != "amount" or o.role != "level":
            continue
        for result, first, second in terms:
            if result not in o.name.string:
                continue
            near = [n for n in reading.near(o) if _addable(n, o) and n.sentence_label == o.sentence_label]
            a = next((n for n in near if first in n.name.string and second not in n.name.string), None)
            b = next((n for n in near if second in n.name.string and first not in n.name.string), None)
            check = _subtract(reading, a, b, o) if a is not None and b is not None else None
            if check is not None:
                yield check


def _subtract(reading: _Reading, a: Observation, b: Observation, c: Observation) -> Check | None:
    whole, part, rest = printed(a), printed(b), printed(c)
    if whole is None or part is None or rest is None or a.value is None or b.value is None:
        return None
    expected = a.value - b.value
    note = _equals(f"{figure(a)} − {figure(b)}", in_unit_of(expected, c), c)
    return reading.check("difference", (a, b, c), expected, (whole - part).meets(rest), note)


def sums(reading: _Reading) -> Iterator[Check]:
    """A total with all of its parts behind 其中, or in front of 合計."""
    for total in reading.facts:
        if total.kind not in _ADDITIVE or total.role != "level" or total.value is None:
            continue
        for parts in (_parts_behind(reading, total), _parts_before(reading, total)):
            check = _add(reading, total, parts) if len(parts) > 1 else None
            if check is not None:
                yield check


def _parts_behind(reading: _Reading, total: Observation) -> list[Observation]:
    """The figures of one unit behind 其中, up to the end of the sentence."""
    behind = [o for o in reading.facts[total.order + 1 : total.order + 1 + _REACH] if o.role != "change"]
    while behind and behind[0].kind != total.kind:
        behind = behind[1:]
    if not behind or behind[0].sentence_label != total.sentence_label:
        return []
    if not any(word in reading.between(total, behind[0]) for word in arithmetic_words("whole")):
        return []
    parts: list[Observation] = []
    for o in behind:
        if o.sentence_label != total.sentence_label or (parts and "。" in reading.between(parts[-1], o)):
            break
        if _addable(o, total):
            parts.append(o)
    return parts


def _parts_before(reading: _Reading, total: Observation) -> list[Observation]:
    if not reading.before(total).endswith(arithmetic_words("total")):
        return []
    near = list(reading.near(total))
    return [o for o in reversed(near) if _addable(o, total) and o.sentence_label == total.sentence_label]


def _add(reading: _Reading, total: Observation, parts: Sequence[Observation]) -> Check | None:
    """The sum of parts that are all of the whole; fewer parts than that prove nothing."""
    whole, intervals = printed(total), [printed(part) for part in parts]
    found = [interval for interval in intervals if interval is not None]
    if whole is None or total.value is None or not total.value or len(found) < len(parts):
        return None
    expected = sum((part.value or Decimal(0) for part in parts), Decimal(0))
    holds = _sum(found).meets(whole)
    if not holds and not _NEARLY_ALL <= expected / total.value <= _MORE_THAN_ALL:
        return None
    note = _equals(" + ".join(map(figure, parts)), in_unit_of(expected, total), total)
    return reading.check("sum", (*parts, total), expected, holds, note)


def _quotient(reading: _Reading, part: Observation, whole: Observation, rate: Observation) -> Check | None:
    """A part of a whole in percent against the rate as printed."""
    p, w, r = printed(part), printed(whole), printed(rate)
    if p is None or w is None or r is None or not whole.value or part.value is None or p.low < 0:
        return None
    expected = 100 * part.value / whole.value
    note = _equals(f"{figure(part)} : {figure(whole)}", f"{plain(expected)}%", rate)
    return reading.check("percent", (part, whole, rate), expected, (p / w).scaled(Decimal(100)).meets(r), note)


def shares(reading: _Reading) -> Iterator[Check]:
    """A part, its whole, and the share that it is said to be (占…的69%)."""
    for rate in reading.facts:
        if rate.kind != "percentage" or rate.role != "share" or rate.spans is not None:
            continue
        part = next((o for o in reading.near(rate) if o.role == "level" and _same_item(o, rate)), None)
        if part is None or part.sentence_label != rate.sentence_label or part.kind not in _ADDITIVE:
            continue
        made = [_quotient(reading, part, whole, rate) for whole in _wholes_of(reading, part, rate)]
        checks = [check for check in made if check is not None]
        if checks:
            # Where the words fit two wholes, a share that is right of one of them is right.
            yield next((check for check in checks if check.holds), checks[0])


def _same_item(a: Observation, b: Observation) -> bool:
    return a.item is not None and a.item == b.item and a.kind != "percentage"


def _wholes_of(reading: _Reading, part: Observation, rate: Observation) -> list[Observation]:
    """What a share can be a share of: the figures that the words behind 占 name, or the one before 其中."""
    match = _SHARE_OF.search(reading.before(rate))
    if match is None:
        return []
    named = frozenset(words_of(match["whole"]))
    before = [o for o in reading.near(part) if _addable(o, part) and o.sentence_label == part.sentence_label]
    if named:
        named_so = [o for o in before if named & o.name.words and o.name.words != part.name.words and _holds(o, part)]
        # Of 歲出預算數 and 歲出預算執行數 the one that has no more words than 占歲出預算.
        least = min((len(o.name.words ^ named) for o in named_so), default=0)
        return [o for o in named_so if len(o.name.words ^ named) == least]
    if (
        before
        and _holds(before[0], part)
        and any(w in reading.between(before[0], part) for w in arithmetic_words("whole"))
    ):
        return [before[0]]
    return []


def _holds(whole: Observation, part: Observation) -> bool:
    """Whether a whole is as large as its part; else one of them was misread."""
    return whole.value is not None and part.value is not None and whole.value >= part.value


def rates(reading: _Reading) -> Iterator[Check]:
    """A rate beside its part and its whole: 歲出預算數, 歲出預算執行數, 歲出預算執行率; 參加高考, 本科上線, 上線率."""
    for rate in reading.facts:
        if rate.kind != "percentage" or rate.role != "level" or rate.spans is not None:
            continue
        stem = rate.name.string.removesuffix("率")
        if stem == rate.name.string or rate.order < 2:
            continue
        near = [o for o in reading.near(rate) if o.sentence_label == rate.sentence_label and o.role == "level"]
        part = next((o for o in near if o.name.string in (stem, f"{stem}数", f"{stem}人数")), None)
        if part is None or part.value is None:
            continue
        wholes = [o for o in reading.near(part) if _addable(o, part) and o.sentence_label == part.sentence_label]
        whole = next((o for o in wholes if o.value is not None and o.value >= part.value), None)
        check = None if whole is None else _quotient(reading, part, whole, rate)
        if check is not None:
            yield check


def products(reading: _Reading) -> Iterator[Check]:
    """A number of things, an amount for each, and the whole amount."""
    for each in reading.facts:
        if each.kind != "amount" or not each.order or each.value is None:
            continue
        if not re.search(rf"每(?:一)?[{_unit_letters(each, reading)}]", reading.before(each)[-14:]):
            continue
        count = next((o for o in reading.near(each) if o.kind == "count" and _counts(o, each, reading)), None)
        if count is None:
            continue
        whole = _total_amount(reading, each, count)
        check = None if whole is None else _multiply(reading, count, each, whole)
        if check is not None:
            yield check


def _unit_letters(each: Observation, reading: _Reading) -> str:
    units = {o.unit[-1] for o in reading.near(each) if o.kind == "count" and o.unit}
    from zhreport.text.folding import fold

    return fold("".join(sorted(units))) or "\0"


def _counts(count: Observation, each: Observation, reading: _Reading) -> bool:
    from zhreport.text.folding import fold

    unit = fold((count.unit or "")[-1:])
    return bool(unit) and f"每{unit}" in reading.before(each) and count.sentence_label == each.sentence_label


def _total_amount(reading: _Reading, each: Observation, count: Observation) -> Observation | None:
    """The amount beside an amount for each: the next one behind it, else the one between the count and it."""
    behind = reading.facts[each.order + 1 : each.order + 2]
    between = reading.facts[count.order + 1 : each.order]
    for o in (*behind, *between):
        same_money = o.kind == "amount" and o.currency == each.currency and o.role == "level"
        if same_money and o.sentence_label == each.sentence_label and _holds(o, each):
            return o
    return None


def _multiply(reading: _Reading, count: Observation, each: Observation, whole: Observation) -> Check | None:
    c, e, w = printed(count), printed(each), printed(whole)
    if c is None or e is None or w is None or count.value is None or each.value is None or c.low < 0 or e.low < 0:
        return None
    expected = count.value * each.value
    note = _equals(f"{figure(count)} × {figure(each)}", in_unit_of(expected, whole), whole)
    return reading.check("product", (count, each, whole), expected, (c * e).meets(w), note)


def growths(reading: _Reading) -> Iterator[Check]:
    """An earlier and a later value with the change between them, and a change in units beside one in percent."""
    for order, beside in sorted(reading.beside.items()):
        level = reading.facts[order]
        if level.value is None:
            continue
        yield from _from_to(reading, level, beside)
        yield from _two_changes(reading, level, beside)


def _from_to(reading: _Reading, level: Observation, beside: Companions) -> Iterator[Check]:
    for previous in beside.previous:
        before = printed(previous)
        for change in beside.changes:
            implied = implied_by(change, level)
            if before is None or implied is None or not previous.value or level.value is None:
                continue
            percent = change.kind == "percentage" and level.kind != "percentage"
            moved = level.value - previous.value
            expected = abs(100 * moved / previous.value if percent else moved)
            told = f"{plain(expected)}%" if percent else in_unit_of(expected, level)
            note = say("from_to", before=figure(previous), after=figure(level), expected=told, found=figure(change))
            rule = "growth" if percent else "difference"
            yield reading.check(rule, (previous, level, change), expected, before.meets(implied), note)


def _two_changes(reading: _Reading, level: Observation, beside: Companions) -> Iterator[Check]:
    """增加166人，增长19%: both lead back to one earlier value."""
    amounts = [c for c in beside.changes if c.kind == level.kind and c.value is not None]
    percents = [c for c in beside.changes if c.kind == "percentage" and level.kind != "percentage"]
    for amount in amounts[:1]:
        for percent in percents[:1]:
            one, other = implied_by(amount, level), implied_by(percent, level)
            if one is None or other is None or amount.value is None or level.value is None:
                continue
            moved = -amount.value if amount.direction == "down" else amount.value
            if level.value == moved:
                continue
            expected = abs(100 * moved / (level.value - moved))
            told, found = f"{plain(expected)}%", figure(percent)
            note = say("two_changes", level=figure(level), change=figure(amount), expected=told, found=found)
            yield reading.check("growth", (level, amount, percent), expected, one.meets(other), note)


def find_checks(extraction: Extraction) -> tuple[Check, ...]:
    """The arithmetic checks of one report, in the order of the text."""
    reading = _Reading(extraction)
    found = [check for rule in (differences, sums, shares, rates, products, growths) for check in rule(reading)]
    unique = {(check.rule, check.starts): check for check in found}
    return tuple(sorted(unique.values(), key=lambda check: check.starts[-1]))


def report_checks(extraction: Extraction) -> pd.DataFrame:
    """The arithmetic checks of one report as a table: `doc`, `rule`, `starts`, `expected`, `found`, `holds`.

    >>> from zhreport import extract
    >>> report = extract("審計工程64個,送審總額3572.4萬元、審定總額3104.1萬元,審減468.3萬元。", year=2007)
    >>> report_checks(report.extraction)[["rule", "expected", "found", "holds"]].to_dict("records")
    [{'rule': 'difference', 'expected': 468.3, 'found': 468.3, 'holds': True}]
    """
    return checks_frame(find_checks(extraction))
