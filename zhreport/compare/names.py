"""The words of an indicator's name, read so that two reports' names for one thing come out alike.

Words are jieba's on the folded view; words and runs of words that `lexicon/synonyms.tsv` knows are replaced by their
reading. The order of words plays no part: 棚户区改造 and 改造棚户区 are the same two words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhreport.lexicon.loader import Row, table
from zhreport.text.folding import fold
from zhreport.text.words import segment

_CLASSES = ("same", "rival", "marker", "generic")
_LONGEST_RUN_WORDS = 7
# What stands in brackets only spells a name out: 省（自治区、直辖市）.
_BRACKETS = re.compile(r"\([^()]{0,30}\)")
# What is measured of a thing leaves its name alone: 焚化量, 焚化.
_MEASURED = re.compile("(?<=..)总?[量数额]$")
_NO_WORD = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class Name:
    """The words of an indicator's name.

    `words` are all that say something, `markers` those that another indicator of the same words would lack,
    `rivals` the pairs (group, word) that exclude another word of the group; `string` is the whole for comparison
    letter by letter. `grams` are its pairs of characters.
    """

    words: frozenset[str]
    generic: frozenset[str]
    markers: frozenset[str]
    rivals: frozenset[tuple[str, str]]
    string: str
    grams: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The synonyms' table by class: readings of surfaces, groups of rivals, markers, generic words."""

    readings: dict[str, tuple[str, ...]]
    groups: dict[str, str]
    markers: frozenset[str]
    generic: frozenset[str]

    def is_run(self, words: str) -> bool:
        """Whether these words, written together, are one entry of the table."""
        return words in self.readings or words in self.groups or words in self.markers or words in self.generic


def _checked(rows: list[Row]) -> list[Row]:
    for row in rows:
        if row["class"] not in _CLASSES:
            raise row.error(f"the class {row['class']!r} is none of {', '.join(_CLASSES)}")
        if (row["class"] in ("same", "rival")) != bool(row["reading"]):
            raise row.error("rows of class same and rival have a reading, others have none")
        if not row["example"]:
            raise row.error("no example")
    return rows


def make_vocabulary(rows: list[Row]) -> Vocabulary:
    """The vocabulary of a table's rows.

    Raises:
        LexiconError: an unknown class, a reading missing or too many, a row without an example.
    """
    _checked(rows)
    return Vocabulary(
        readings={row["surface"]: tuple(row["reading"].split()) for row in rows if row["class"] == "same"},
        groups={row["surface"]: row["reading"] for row in rows if row["class"] == "rival"},
        markers=frozenset(row["surface"] for row in rows if row["class"] == "marker"),
        generic=frozenset(row["surface"] for row in rows if row["class"] == "generic"),
    )


@cache
def vocabulary() -> Vocabulary:
    """The synonyms that ship with the package."""
    return make_vocabulary(table("synonyms.tsv", ("surface", "class", "reading", "example")))


def _plain_words(folded: str) -> list[str]:
    words = [folded[w.start : w.end].replace(" ", "") for w in segment(folded)]
    return [w for w in words if not _NO_WORD.fullmatch(w)]


def _read(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """The words with every known run replaced by its reading, the longest run first; readings may be runs again."""
    found: list[str] = []
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST_RUN_WORDS, len(words) - position), 0, -1):
            run = "".join(words[position : position + length])
            if vocabulary.is_run(run):
                break
        reading = vocabulary.readings.get(run, (run,))
        for word in reading:
            # One more step: 图书馆藏 -> 馆藏 图书 -> 藏书; readings do not go in circles.
            found.extend(_bare(word, vocabulary) for word in vocabulary.readings.get(word, (word,)))
        position += length
    return found


def _bare(word: str, vocabulary: Vocabulary) -> str:
    return word if vocabulary.is_run(word) else _MEASURED.sub("", word)


@cache
def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase in any script, synonyms replaced.

    >>> words_of("參培教師"), words_of("参训教师")
    (('参训', '教师'), ('参训', '教师'))
    """
    folded = _BRACKETS.sub("", fold(phrase).replace("\n", " "))
    return tuple(_read(_plain_words(folded), vocabulary()))


@cache
def name_of(item: str | None, action: str | None) -> Name:
    """The name that an item and an action make together."""
    known = vocabulary()
    words = [*words_of(item or ""), *words_of(action or "")]
    telling = [w for w in words if w not in known.generic]
    string = "".join(dict.fromkeys(telling)) or "".join(dict.fromkeys(words))
    return Name(
        words=frozenset(telling),
        generic=frozenset(words) - frozenset(telling),
        markers=frozenset(telling) & known.markers,
        rivals=frozenset((known.groups[w], w) for w in telling if w in known.groups),
        string=string,
        grams=frozenset(string[i : i + 2] for i in range(len(string) - 1)) or frozenset((string,) if string else ()),
    )


def rival_words(a: Name, b: Name) -> tuple[str, str] | None:
    """A word of each name that excludes the other: both in one group, and neither shared.

    >>> rival_words(name_of("小學輟學率", None), name_of("國中輟學率", None))
    ('小学', '初中')
    """
    mine, theirs = dict(a.rivals - b.rivals), dict(b.rivals - a.rivals)
    shared = {group for group, _ in a.rivals & b.rivals}
    for group in sorted(mine.keys() & theirs.keys() - shared):
        return mine[group], theirs[group]
    return None
