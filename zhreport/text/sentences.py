"""Where sentences begin and end."""

from __future__ import annotations

import re

# A sentence runs to its end mark and the closing marks behind it, or to the end of its paragraph.
_SENTENCE = re.compile(r"[^\s](?:[^。!?\n])*(?:[。!?]+[”’\")》\]]*)?")


def split_sentences(flowing: str) -> list[tuple[int, int]]:
    """The sentences of a flowing text as half-open offsets, without surrounding space.

    >>> text = "投入120萬元。 審計64個"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['投入120萬元。', '審計64個']
    """
    spans = []
    for match in _SENTENCE.finditer(flowing):
        start, end = match.span()
        while flowing[end - 1].isspace():
            end -= 1
        spans.append((start, end))
    return spans
