"""How long a megabyte of one pattern, again and again, takes to be read: `python -m tests.fuzz.repeats [NAME…]`.

Of each pattern there are two texts: the same piece over and over, and pieces with a running number in place of `#`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.timing import seconds
from zhreport.pipeline import extract_values

MEGABYTE = 1_000_000

# What repeats itself exactly.
PATTERNS = {
    "digit": "1",
    "digits with commas": "1,234,",
    "decimals": "1.1.",
    "wide digits": "１２",
    "one in characters": "一",
    "ten thousands": "万",
    "tens": "十",
    "zeros": "零",
    "numeral in characters": "三百五十二万",
    "half": "半",
    "shares in words": "百分之",
    "fractions": "1/3",
    "ratios": "1:19",
    "ranges": "3-5",
    "ranges in words": "3至5万",
    "percent signs": "%",
    "percents": "5%",
    "money signs": "￥",
    "minus signs": "-",
    "dashes": "——",
    "of": "的",
    "enumeration commas": "、",
    "figures in a list": "12所、",
    "names in a list": "小学、",
    "dealt": "分别",
    "dealt figures": "分别为12%、",
    "each": "各",
    "clause enumerator": "一是",
    "clause enumerators": "一是领导，",
    "heading": "一、",
    "headings": "一、工作\n",
    "bracketed headings": "（一）",
    "arabic headings": "1.",
    "bullets": "●",
    "bullets on lines": "●工作\n",
    "from and to": "由到",
    "figures from and to": "由3%到5%",
    "among": "其中",
    "bounds": "以上",
    "bounds before": "超过约近",
    "year": "2007年",
    "month": "5月",
    "last year": "去年",
    "plans": "力争",
    "open brackets": "（",
    "closed brackets": "）",
    "brackets": "（）",
    "half-width brackets": "()",
    "open quotes": "“",
    "closed quotes": "”",
    "quotes": "“”",
    "brackets and quotes": "（“",
    "angle quotes": "《",
    "spaces": " ",
    "wide spaces": "　",
    "tabs": "\t",
    "no-width spaces": "\u200b",
    "line ends": "\n",
    "carriage returns": "\r\n",
    "full stops": "。",
    "commas": "，",
    "colons": "：",
    "dots": "…",
    "NUL": "\x00",
    "lone surrogates": "\ud800",
    "letters": "A",
    "emoji": "😀",
    "figures": "12名",
    "bracketed figures": "（12名",
    "page numbers": "- 3 -\n",
    "short lines": "全县小\n",
    "title words": "县教育局工作总结",
    "republic": "民国",
}
# What nearly repeats itself: each piece with a number of its own.
NUMBERED = {
    "figures, numbered": "#名",
    "lists, numbered": "小学#所、",
    "dealt, numbered": "分别为#%、",
    "one sentence, numbered": "投入#万元，",
    "sentences, numbered": "全县投入#万元。",
    "reports, numbered": "全縣投入#萬元，其中財政投入#萬元，占5#%。對#名校長進行了審計。\n",
    "headings, numbered": "#、工作\n",
    "headings in a line, numbered": "（#）工作",
    "enumerators, numbered": "一是#名，",
    "parts, numbered": "其中#名",
    "from and to, numbered": "由#%到1#%",
    "open brackets, numbered": "（#%",
    "open quotes, numbered": "“#",
    "ranges, numbered": "#-",
    "ratios, numbered": "#:",
    "decimals, numbered": "#.",
    "years, numbered": "200#年",
    "attributes, numbered": "#名的",
    "measures, numbered": "对#名",
    "plans, numbered": "力争#所",
    "lines, numbered": "#\n",
    "cells, numbered": "小学\n#\n",
    "spaces, numbered": "# ",
    "money, numbered": "￥#",
    "bounds, numbered": "超过#以上",
    "numerals, numbered": "#万#亿",
    "letters, numbered": "A#",
    "page numbers, numbered": "- # -\n",
    "page ends, numbered": "全县各级各类学校\n#\n",
}


def text_of(pattern: str, length: int) -> str:
    """`length` bytes of a pattern, in UTF-8."""
    if "#" not in pattern:
        return pattern * max(1, length // len(pattern.encode("utf-8", "surrogatepass")))
    pieces, size, number = [], 0, 0
    while size < length:
        number += 1
        pieces.append(pattern.replace("#", str(number)))
        size += len(pieces[-1].encode())
    return "".join(pieces)


def extraction(text: str) -> Callable[[], object]:
    """What is timed: the whole extraction of a text."""
    return lambda: extract_values(text, doc="text")


def main(names: list[str]) -> None:
    """Prints a row for each pattern: seconds for a quarter, a half and a whole megabyte."""
    extract_values("全县投入12万元。", doc="text")
    for name, pattern in (PATTERNS | NUMBERED).items():
        if not names or name in names:
            taken = [seconds(extraction(text_of(pattern, MEGABYTE // part)), enough=1) for part in (4, 2, 1)]
            print(f"{name}\t{pattern!r}\t" + "\t".join(f"{time:.2f}" for time in taken), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
