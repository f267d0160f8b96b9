"""The folded view of a text: one script, one width, one kind of space, and the same length.

Rules are written once, for the folded view; since character i of the view stands for character i of the source,
every offset found in it is an offset of the source.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from zhreport.lexicon.loader import table

# Marks that mean the same to a reader; each goes to the one that the rules are written with.
# The colon of ratios (U+2236), wave dashes of ranges, middle dots, corner and angle quotation marks, vertical forms.
_MARKS = {
    "∶": ":", "︰": ":", "﹕": ":", "﹑": "、", "､": "、", "｡": "。", "﹔": ";", "﹐": ",",
    "～": "~", "〜": "~", "∼": "~", "˜": "~", "−": "-", "‐": "-", "‑": "-", "‒": "-", "－": "-", "﹣": "-",
    "–": "—", "―": "—", "─": "—", "━": "—",
    "‧": "·", "・": "·", "•": "·", "∙": "·", "⋅": "·", "﹒": ".", "．": ".",
    "「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "〝": "“", "〞": "”", "″": "”",
    "〔": "(", "〕": ")", "﹝": "(", "﹞": ")", "﹙": "(", "﹚": ")", "﹪": "%", "︵": "(", "︶": ")",
}  # fmt: skip
# White space that is no line break, and characters of no width at all.
_SPACES = "\t\v\xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u202f\u205f\u2060\u3000\ufeff\xad\x00"
_BREAKS = "\r\f\x85\u2029"


@cache
def fold_table() -> dict[int, str]:
    """The one-to-one table: hanziconv's map, our corrections to it (`lexicon/script.tsv`), widths and marks."""
    from hanziconv import charmap

    folded = dict(zip(map(ord, charmap.traditional_charmap), charmap.simplified_charmap, strict=False))
    # Compatibility ideographs and radicals, which PDF text layers are full of, stand for one ordinary character each.
    for first, last in ((0x2E80, 0x2FD5), (0xF900, 0xFAFF)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                folded[code] = folded.get(ord(plain), plain)
    folded |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    folded |= {ord(row["written"]): row["simplified"] for row in table("script.tsv", ("written", "simplified", "source"), ("written",))}
    folded |= {ord(mark): plain for mark, plain in _MARKS.items()}
    folded |= dict.fromkeys(map(ord, _SPACES), " ")
    folded |= dict.fromkeys(map(ord, _BREAKS), "\n")
    return {code: plain for code, plain in folded.items() if chr(code) != plain}


def fold(text: str) -> str:
    """The folded view: as long as `text`, Simplified, half width, plain spaces; line breaks stay.

    >>> fold("全縣１２．５億元（含小學）")
    '全县12.5亿元(含小学)'

    Source: the character pairs are hanziconv's, corrected where OpenCC's t2s disagrees.
    """
    return text.translate(fold_table())
