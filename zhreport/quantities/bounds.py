"""What the words beside a figure say about it: about, more than, at least."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhreport.lexicon.loader import table
from zhreport.model import Bound
from zhreport.quantities.contexts import is_han

_BOUNDS: dict[str, Bound] = {"=": "=", "~": "~", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
# What may stand between a cue and its figure: 超过了, 约为上年的, 约占, 至少有.
_BETWEEN = (
    "上年同期的", "去年同期的", "相当于", "上年的", "去年的", "前年的", "人民币", "新台币", "达到", "每人", "全部",
    "了", "到", "为", "是", "有", "占", "达", "在", "于", "至", "用", "的", "人", "出",
)  # fmt: skip
_LOOSE = frozenset({"的", "人", "在", "于", "至", "用", "出", "每人", "全部"})
# The cue that stands for a whole number of myriads or hundreds: 上万人, 上百所.
_ROUND = frozenset("十百千万亿")
_MARKS: dict[str, Bound] = {"余": ">", "多": ">", "几": ">", "数": ">", "来": "~"}
# A cue of one character counts with a word before it only where it begins a word of its own.
_WIDEST = 6
# 约占全市乡镇卫生院总数的三分之一
_FAR = re.compile(r"(?P<cue>大约|约|将近|近|超过|不到|不足)(?:占|为|相当于)[^,。;:、\d]{1,20}的$")
_FAR_REACH = 28
# 至少培育特色产业基地1个: the object may stand between, no figure and no mark.
_OBJECT_BETWEEN = re.compile(r"(?P<cue>至少|起码|至多|顶多)[^,。;、:\d一二两三四五六七八九十百千万亿几]{1,20}$")
# 比计划超过2.1%: what is compared stands before, so that 超过 is the verb of a change and sets no bound.
_EXCEEDED = re.compile(r"比[^,。;、:]{0,10}(?:计划|预算|目标|任务|指标|定额|水平|同期|[去上前往今]年|年|上月)$")
_EXCEEDED_REACH = 14


class Cue(NamedTuple):
    """A bound and the span of the words that set it, in the joined view."""

    bound: Bound
    start: int
    end: int


@cache
def _cues() -> tuple[dict[str, Bound], dict[str, Bound]]:
    """(cues before, cues after) by surface."""
    before: dict[str, Bound] = {}
    after: dict[str, Bound] = {}
    for row in table("bounds.tsv", ("surface", "side", "bound", "example"), ("surface", "side")):
        if row["side"] not in ("before", "after"):
            raise row.error(f"side {row['side']!r} is neither before nor after")
        if row["bound"] not in _BOUNDS:
            raise row.error(f"bound {row['bound']!r} is none of {' '.join(_BOUNDS)}")
        (before if row["side"] == "before" else after)[row["surface"]] = _BOUNDS[row["bound"]]
    return before, after


@cache
def _last_characters() -> frozenset[str]:
    """The characters that a cue, or what may follow it, can end with: a quick no for most figures."""
    return frozenset(word[-1] for word in (*_cues()[0], *_BETWEEN)) | {"上", "成"}


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(word[0] for word in _cues()[1])


def bound_of_mark(mark: str) -> Bound:
    """The bound of a mark inside a figure: 1300余名 is more than 1300, 十来个 about ten.

    >>> bound_of_mark("余"), bound_of_mark("来"), bound_of_mark("")
    ('>', '~', '=')
    """
    return _MARKS.get(mark, "=")


def _suffix_cue(view: str, end: int) -> Cue | None:
    before = _cues()[0]
    for length in range(min(_WIDEST, end), 0, -1):
        bound = before.get(view[end - length : end])
        if bound is not None:
            return Cue(bound, end - length, end)
    return None


def cue_before(view: str, start: int, written: str = "") -> Cue | None:
    """The cue that ends right before a figure, over words such as 了 or 约为上年的.

    >>> cue_before("确保不低于97%", 5)
    Cue(bound='>=', start=2, end=5)
    """
    return _near_cue(view, start, written) or _cue_over_object(view, start)


def _cue_over_object(view: str, start: int) -> Cue | None:
    """The cue of 至少培育基地1个, which claims none of the words between: they are what is counted."""
    match = _OBJECT_BETWEEN.search(view, max(0, start - _FAR_REACH), start)
    return Cue(_cues()[0][match["cue"]], start, start) if match else None


def _near_cue(view: str, start: int, written: str) -> Cue | None:
    if start == 0 or view[start - 1] not in _last_characters():
        return None
    if view[start - 1] == "上" and written[:1] in _ROUND:
        return Cue("~", start - 1, start)
    at = start
    if view[start - 1] == "的":
        far = _FAR.search(view, max(0, start - _FAR_REACH), start)
        if far is not None:
            return Cue(_cues()[0][far["cue"]], far.start("cue"), far.end("cue"))
    for _ in range(4):
        cue = _suffix_cue(view, at)
        if cue is not None:
            return None if cue.bound == "=" or _is_verb(view, cue) else cue
        if not view.endswith(_BETWEEN, 0, at):
            return None
        word = next(w for w in _BETWEEN if view.endswith(w, 0, at))
        at -= len(word)
        if word in _LOOSE and view[at - 1 : at] not in _last_characters():
            return None
    return None


def _is_verb(view: str, cue: Cue) -> bool:
    exceeds = view[cue.start] == "超"
    return exceeds and _EXCEEDED.search(view, max(0, cue.start - _EXCEEDED_REACH), cue.start) is not None


def cue_after(view: str, end: int) -> Cue | None:
    """The cue that begins right behind a figure.

    >>> cue_after("5500人次以上", 6)
    Cue(bound='>=', start=6, end=8)
    """
    if view[end : end + 1] not in _first_characters():
        return None
    after = _cues()[1]
    for length in range(_WIDEST, 0, -1):
        bound = after.get(view[end : end + length])
        if bound is not None and len(view) >= end + length:
            if length == 1 and is_han(view[end + 1 : end + 2]) and view[end + 1] not in "的以":
                # 3倍多, but not 5人多次
                return None
            return Cue(bound, end, end + length)
    return None
