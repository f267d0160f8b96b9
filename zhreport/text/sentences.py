"""Where sentences begin and end."""

from __future__ import annotations

import re

# What goes on behind “……。”: 的原则, 等要求, a comma. The mark then ended what was quoted, not the sentence around it.
_ON = r"[ ]{0,2}(?:[,、;:。!?)》”’…]|的(?!确)|等(?!候)|之|为(?![了此])|这[一种个项])"
_QUOTED = "|".join(
    rf"{opening}[^{opening}{closing}\n]{{0,{chars}}}+{closing}(?:(?<![。!?]{closing})|(?={_ON}))"
    for opening, closing, chars in (("“", "”", 80), (r"\(", r"\)", 120))
)
# A sentence runs to its end mark and the closing marks behind it, or to the end of its paragraph; end marks inside
# short quotations and brackets end nothing. The possessive repeats keep the time linear.
_SENTENCE = re.compile(rf"(?=\S)(?:[^。!?\n“(]++|{_QUOTED}|[“(])*+(?:[。!?]+[”’\")》\]】]*)?")


def split_sentences(flowing: str) -> list[tuple[int, int]]:
    """The sentences of a flowing text as half-open offsets, without surrounding space.

    >>> text = "投入120萬元。 審計64個"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['投入120萬元。', '審計64個']
    >>> text = "坚持“先审计。后结算。”的原则。成效显著。"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['坚持“先审计。后结算。”的原则。', '成效显著。']
    """
    spans = []
    for match in _SENTENCE.finditer(flowing):
        start, end = match.span()
        while end > start and flowing[end - 1].isspace():
            end -= 1
        if start < end:
            spans.append((start, end))
    return spans
