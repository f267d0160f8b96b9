"""Tables of contents and lists of attachments: lines that look like headings and open nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from zhreport.text.enumerators import match_enumerator

_CONTENTS_HEAD = re.compile(r"目 ?[录次] *(?=\n)")
_ATTACHMENTS = re.compile(r"附(?:件|表|录|图)? ?\d{0,2} ?[:.]")
_PAGE_OF_ENTRY = re.compile(r"[.·…—_-]*\d{0,3}$")
_ENDED = frozenset("。;!?:…”)】")
# An entry of a list is no longer than a heading (characters).
_ENTRY_CHARS = 45


def line_end_of(flowing: str, position: int) -> int:
    """Where the line of a position ends."""
    end = flowing.find("\n", position)
    return len(flowing) if end < 0 else end


def is_ended(line: str) -> bool:
    """Whether a line ends with a mark that ends a sentence or announces something."""
    return line.rstrip()[-1:] in _ENDED


def _opens_line(flowing: str, position: int) -> bool:
    line_start = flowing.rfind("\n", max(0, position - _ENTRY_CHARS), position) + 1
    return not flowing[line_start:position].strip()


def listings(flowing: str) -> list[tuple[int, int]]:
    """Tables of contents and lists of attachments: enumerators in them open nothing."""
    found = []
    head = _CONTENTS_HEAD.search(flowing)
    if head and _opens_line(flowing, head.start()):
        start = position = head.end() + 1
        first = ""
        while position < len(flowing):
            end = line_end_of(flowing, position)
            words = "".join(flowing[position:end].split())
            if words and (len(words) > _ENTRY_CHARS or is_ended(words) or words == first):
                break
            first = first or _PAGE_OF_ENTRY.sub("", words)
            position = end + 1
        found.append((start, position))
    for attachments in _ATTACHMENTS.finditer(flowing):
        if not _opens_line(flowing, attachments.start()):
            continue
        start = attachments.start()
        position = line_end_of(flowing, attachments.end())
        while position < len(flowing):
            end = line_end_of(flowing, position + 1)
            line = flowing[position + 1 : end]
            if len(line) > _ENTRY_CHARS or is_ended(line) or not match_enumerator(line.strip(), 0):
                break
            position = end
        found.append((start, position))
    return sorted(found)


def is_listed(listed: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the listings."""
    at = bisect_left(listed, (position + 1, 0)) - 1
    return at >= 0 and position < listed[at][1]
