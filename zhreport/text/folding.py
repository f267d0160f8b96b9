"""The folded view of a text: one script, one width, one kind of space, and the same length.

Rules are written once, for the folded view; since character i of the view stands for character i of the source,
every offset found in it is an offset of the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from zhreport.lexicon.loader import Row, table

# Marks that mean the same to a reader; each goes to the one that the rules are written with.
# The colon of ratios (U+2236), wave dashes of ranges, dashes, middle dots, corner and angle quotation marks.
_MARKS = {
    "∶": ":", "︰": ":", "､": "、", "｡": "。", "`": "‘", "´": "’", "＂": '"',
    "～": "~", "〜": "~", "∼": "~", "˜": "~", "−": "-", "‐": "-", "‑": "-", "‒": "-", "－": "-", "﹣": "-",
    "–": "—", "―": "—", "─": "—", "━": "—", "﹘": "—", "⸺": "—",
    "‧": "·", "・": "·", "•": "·", "∙": "·", "⋅": "·", "･": "·",
    "「": "“", "」": "”", "『": "‘", "』": "’", "｢": "“", "｣": "”", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’",
    "〝": "“", "〞": "”", "〟": "”", "〔": "(", "〕": ")", "❨": "(", "❩": ")", "〖": "【", "〗": "】",
    "︙": "…", "⋯": "…", "〈": "《", "〉": "》", "︿": "《", "﹀": "》",
}  # fmt: skip
# Series of numbers in one character each: those of another face go to the plain one.
_SERIES = (("❶", "①", 10), ("➀", "①", 10), ("➊", "①", 10), ("⓵", "①", 10), ("㊀", "㈠", 10))
# Characters that stand for one ordinary character each: radicals and compatibility ideographs, which PDF text layers
# are full of, vertical and small forms of marks, full and half width, digits of mathematical alphabets.
_COMPATIBLE = (
    (0x2E80, 0x2FD5), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6B), (0xFF01, 0xFFEE),
    (0x1D7CE, 0x1D7FF), (0x2F800, 0x2FA1D),
)  # fmt: skip
# White space that is no line break, controls, and what has no width: format controls, variation selectors, fillers.
_SPACES = (
    (0x00, 0x09), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0xA0), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F), (0x202A, 0x202F),
    (0x205F, 0x206F), (0x3000, 0x3000), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB), (0xE0000, 0xE01EF),
)  # fmt: skip
_BREAKS = "\v\f\r\x85\u2028\u2029"


def _spread(ranges: tuple[tuple[int, int], ...]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def _rows() -> list[Row]:
    return table("script.tsv", ("written", "simplified", "source", "where"), ("written", "where"))


@cache
def fold_table() -> dict[int, str]:
    """The one-to-one table: hanziconv's map, our corrections to it (`lexicon/script.tsv`), widths and marks."""
    from hanziconv import charmap

    folded = dict(zip(map(ord, charmap.traditional_charmap), charmap.simplified_charmap, strict=False))
    folded |= {ord(row["written"]): row["simplified"] for row in _rows() if not row["where"]}
    folded |= {ord(mark): plain for mark, plain in _MARKS.items()}
    for code in _spread(_COMPATIBLE):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code) and chr(code) not in _MARKS:
            folded[code] = folded.get(ord(plain), plain)
    for first, plain, count in _SERIES:
        folded |= {ord(first) + i: chr(ord(plain) + i) for i in range(count)}
    folded |= dict.fromkeys(_spread(_SPACES), " ")
    folded |= dict.fromkeys(map(ord, _BREAKS), "\n")
    # Folding twice is folding once.
    folded = {code: folded.get(ord(plain), plain) for code, plain in folded.items()}
    return {code: plain for code, plain in folded.items() if chr(code) != plain}


@cache
def _in_words() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The characters whose simplified form hangs on the word they stand in, with the places where it is another."""
    return tuple((row["written"], row["simplified"], re.compile(row["where"])) for row in _rows() if row["where"])


@cache
def _basic_plane() -> list[int]:
    # A list of code points is what str.translate reads fastest: twice as fast as from a dict.
    folded = list(range(0x10000))
    for code, plain in fold_table().items():
        if code < 0x10000:
            folded[code] = ord(plain)
    return folded


def fold(text: str) -> str:
    """The folded view: as long as `text`, Simplified, half width, plain spaces; line breaks stay.

    >>> fold("全縣１２．５億元（含小學）")
    '全县12.5亿元(含小学)'
    >>> fold("計畫反覆檢討,成效顯著,沿著既定目標推動")
    '计划反复检讨,成效显著,沿着既定目标推动'

    Source: the character pairs are hanziconv's, corrected where OpenCC's t2s disagrees.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n")
    folded = text.translate(_basic_plane())
    # Beyond the basic plane a character takes two units of UTF-16.
    if len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text):
        folded = folded.translate(fold_table())
    for written, plain, where in _in_words():
        if written in folded:
            folded = where.sub(plain, folded)
    return folded
