"""A report's text cut for a page: paragraphs and sections as blocks, and in them the figures as pieces of their own.

What is shown is the text as written, except that a line break inside a sentence and the space around a paragraph go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhreport.model import Extraction, Section
from zhreport.text.layout import flowing

_SOFT_BREAK = re.compile(r"[^\S\n\r\v\f\x85\u2028\u2029]*[\n\r\v\f\x85\u2028\u2029]\s*")
# From here on characters are as wide as they are high, and no space goes beside them.
_WIDE_FROM = "\u2e80"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one nature: `fact` and `sentence` are indices, `heading` whether it names its section."""

    text: str
    fact: int | None
    sentence: int | None
    heading: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the part of one that a section opens; `sections` are the indices of those that begin with it."""

    sections: tuple[int, ...]
    level: int
    pieces: tuple[Piece, ...]

    @property
    def is_heading(self) -> bool:
        """Whether the block is a heading, with at most a mark behind it."""
        return not any(c.isalnum() for piece in self.pieces if not piece.heading for c in piece.text)


class _Spans:
    """Half-open spans in order, none over another, and which of them holds a position."""

    def __init__(self, spans: Iterable[tuple[int, int, int | None]]) -> None:
        self._spans: list[tuple[int, int, int | None]] = []
        for start, end, label in sorted(spans, key=lambda span: span[:2]):
            if start < end and (not self._spans or start >= self._spans[-1][1]):
                self._spans.append((start, end, label))
        self._starts = [start for start, _, _ in self._spans]

    def at(self, position: int) -> int | None:
        """The label of the span that holds a position."""
        found = bisect_right(self._starts, position) - 1
        return self._spans[found][2] if found >= 0 and position < self._spans[found][1] else None

    def inside(self, position: int) -> bool:
        """Whether a cut at the position would go through a span."""
        found = bisect_right(self._starts, position) - 1
        return found >= 0 and self._spans[found][0] < position < self._spans[found][1]

    def borders(self) -> Iterator[int]:
        for start, end, _ in self._spans:
            yield from (start, end)


def heading_end(text: str, section: Section) -> int:
    """Where the marker and the title of a section end, whatever spaces and breaks stand in them.

    >>> heading_end("一、 經費。撥付", Section(0, 8, "一、", 1, 1, "經費", "一、", None))
    5
    """
    position = reached = section.start
    for wanted in (section.marker + (section.title or "")).translate({ord(c): None for c in " \t\n\r\u3000"}):
        # Between marker and title stands what belongs to neither: 其一,加快 …
        while position < section.end and text[position] != wanted and not text[position].isalnum():
            position += 1
        if position >= section.end or text[position] != wanted:
            break
        position += 1
        reached = position
    return reached


def _shown_characters(text: str, view: str) -> list[str]:
    """What is shown of each character: nothing of a break inside a sentence, nor of space around a paragraph."""
    shown = list(text)
    for match in _SOFT_BREAK.finditer(text):
        start, end = match.span()
        wide = any(beside >= _WIDE_FROM for beside in text[max(start - 1, 0) : start] + text[end : end + 1])
        kept = "" if wide or "\n" in view[start:end] else " "
        shown[start:end] = [kept, *[""] * (end - start - 1)]
    return shown


def blocks(extraction: Extraction) -> tuple[Block, ...]:
    r"""The blocks of a report's text, in its order.

    >>> from zhreport.report import extract
    >>> made = blocks(extract("一、招聘。招聘300名。\n二、經費。撥付12萬元。").extraction)
    >>> [[piece.text for piece in block.pieces] for block in made]
    [['一、招聘', '。', '招聘', '300名', '。'], ['二、經費', '。', '撥付', '12萬元', '。']]
    """
    text, sections = extraction.text, extraction.sections
    view = flowing(text)
    facts = _Spans((f.quantity.start, f.quantity.end, i) for i, f in enumerate(extraction.facts))
    told = {fact.sentence for fact in extraction.facts}
    sentences = _Spans((s.start, s.end, i) for i, s in enumerate(extraction.sentences) if i in told)
    openings: dict[int, list[int]] = {}
    for i, section in enumerate(sections):
        openings.setdefault(section.start, []).append(i)
    headings = _Spans((s.start, heading_end(text, s), i) for i, s in enumerate(sections))
    breaks = {i + 1 for i, character in enumerate(view) if character == "\n"} | set(openings)
    begins = {0} | {position for position in breaks if not facts.inside(position)}
    cuts = sorted(begins | {*facts.borders(), *sentences.borders(), *headings.borders(), len(text)})
    shown = _shown_characters(text, view)

    made: list[Block] = []
    opened: list[int] = []
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        if start in begins:
            made += _block(sections, opened, pieces)
            # A block without text leaves its sections to the next one.
            opened = [*(opened if not any(p.text.strip() for p in pieces) else []), *openings.get(start, [])]
            pieces = []
        pieces.append(
            Piece("".join(shown[start:end]), facts.at(start), sentences.at(start), headings.at(start) is not None)
        )
    return (*made, *_block(sections, opened, pieces))


def _block(sections: Sequence[Section], opened: Sequence[int], pieces: Sequence[Piece]) -> Iterator[Block]:
    """A block of pieces, without the space at its ends; none where there is nothing to show."""
    kept = [piece for piece in pieces if piece.text]
    if not any(piece.text.strip() for piece in kept):
        return
    while not kept[0].text.strip():
        del kept[0]
    while not kept[-1].text.strip():
        del kept[-1]
    level = min((sections[i].level for i in opened), default=0)
    yield Block(tuple(opened), level, tuple(_trimmed(kept)))


def _trimmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    last = len(pieces) - 1
    for i, piece in enumerate(pieces):
        words = piece.text.lstrip() if i == 0 else piece.text
        words = words.rstrip() if i == last else words
        yield Piece(words, piece.fact, piece.sentence, piece.heading)
