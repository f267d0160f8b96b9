"""Set phrases with a numeral in them, which are no quantities: 三农, 两免一补, 统一, 12345热线."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import table
from zhreport.quantities.numerals import characters

_DIGITS = re.compile(r"[\d.]+")
_KINDS = ("slogan", "name", "code", "law", "ordinal", "plan", "time", "word", "idiom", "chemistry")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of `lexicon/set_phrases.tsv`; `offset` is where its first numeral stands."""

    surface: str
    kind: str
    offset: int


@cache
def _numeral_start() -> re.Pattern[str]:
    return re.compile(rf"[\d半双{''.join(sorted(characters().all))}]")


@per_lexicon
def _phrases() -> dict[str, tuple[tuple[tuple[int, int], ...], dict[str, Phrase]]]:
    """Phrases by their first numeral: (offset, length) of all shapes, longest first, and the phrases themselves."""
    grouped: dict[str, dict[str, Phrase]] = {}
    for row in table("set_phrases.tsv", ("phrase", "kind", "example"), ("phrase",)):
        surface = row["phrase"]
        if row["kind"] not in _KINDS:
            raise row.error(f"kind {row['kind']!r} is none of {', '.join(_KINDS)}")
        if surface not in row["example"]:
            raise row.error(f"the example {row['example']!r} does not contain {surface!r}")
        first = _numeral_start().search(surface)
        if first is None:
            continue
        offset = first.start()
        for key in _keys(surface, offset):
            grouped.setdefault(key, {})[surface] = Phrase(surface, row["kind"], offset)
    return {
        key: (tuple(sorted({(p.offset, len(p.surface)) for p in found.values()}, key=lambda s: -s[1])), found)
        for key, found in grouped.items()
    }


def _keys(surface: str, offset: int) -> tuple[str, ...]:
    """What a text shows at the first numeral of a phrase: it and the next character, or the one before at the end."""
    if surface[offset].isdecimal():
        return (_DIGITS.match(surface, offset)[0].rstrip("."),)  # type: ignore[index]
    if offset + 1 < len(surface):
        return (surface[offset : offset + 2],)
    return (surface[offset - 1 : offset + 1] + "$",)


def _complete(view: str, phrase: Phrase, start: int, end: int, run_end: int) -> bool:
    """Whether the phrase stands at `start:end` by itself: no numeral, letter or run of digits goes on beyond it."""
    if end < run_end:
        return False
    last, following = phrase.surface[-1], view[end : end + 1]
    if not following:
        return True
    if view.startswith("分之", end):
        return False
    if last.isascii() and last.isalnum():
        if following.isascii() and following.isalnum():
            return False
        if (
            phrase.kind == "code"
            and phrase.surface.isdecimal()
            and (following in "%万亿千百个名人元户家.," or following == "年")
        ):
            return False
    elif last in characters().all and (following in characters().all or following.isdecimal() or following in "点之"):
        return False
    first, before = phrase.surface[0], view[start - 1 : start]
    return not (first.isascii() and first.isalnum() and before.isascii() and before.isalnum())


def phrase_at(view: str, start: int, run_end: int) -> tuple[Phrase, int, int] | None:
    """The longest set phrase whose first numeral is the run `start:run_end`, with its place.

    >>> phrase_at("做好三农工作", 2, 3)
    (Phrase(surface='三农工作', kind='slogan', offset=0), 2, 6)
    >>> phrase_at("三农户", 0, 1)
    (Phrase(surface='三农', kind='slogan', offset=0), 0, 2)
    """
    by_key = _phrases()
    if view[start].isdecimal():
        keys: tuple[str, ...] = (view[start:run_end],)
    else:
        keys = (view[start : start + 2], view[start - 1 : start + 1] + "$" if start else "")
    best: tuple[Phrase, int, int] | None = None
    for key in keys:
        found = by_key.get(key)
        if found is None:
            continue
        for offset, length in found[0]:
            begin = start - offset
            if begin < 0 or (best is not None and length <= best[2] - best[1]):
                continue
            phrase = found[1].get(view[begin : begin + length])
            if (
                phrase is not None
                and phrase.offset == offset
                and _complete(view, phrase, begin, begin + length, run_end)
            ):
                best = (phrase, begin, begin + length)
                break
    return best
