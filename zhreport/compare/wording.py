"""What is said of links and checks, kept as what is meant until somebody asks in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from string import Formatter

from zhreport.compare.observations import Observation
from zhreport.errors import LexiconError
from zhreport.lexicon.loader import read_rows
from zhreport.text.folding import fold

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
_FILE = "phrases.tsv"
_DIGITS = 6


def read_phrases(path: str, text: str) -> Mapping[tuple[str, str], str]:
    """The phrases of a table by language and key.

    Raises:
        LexiconError: a phrase that lacks a language, or does not fill in the same in each.
    """
    found: dict[tuple[str, str], str] = {}
    for row in read_rows(path, text, ("key", *LANGUAGES), ("key",)):
        fields = {frozenset(name for _, name, _, _ in Formatter().parse(row[one]) if name) for one in LANGUAGES}
        if not all(row[one] for one in LANGUAGES) or len(fields) > 1:
            raise LexiconError(path, row.line, f"{row['key']} says not the same in {', '.join(LANGUAGES)}")
        found.update(((one, row["key"]), row[one]) for one in LANGUAGES)
    return found


@cache
def _phrases() -> Mapping[tuple[str, str], str]:
    return read_phrases(_FILE, (resources.files("zhreport.compare") / _FILE).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something said, by its key in `phrases.tsv` and what is filled in: words as they stand, or phrases."""

    key: str
    filled: tuple[tuple[str, str | Phrase | Phrases], ...] = ()

    def told(self, language: str = "en") -> str:
        """The phrase in one of `LANGUAGES`."""
        words = _phrases()[language, self.key]
        filled = {name: _told(name, what, language) for name, what in self.filled}
        return words.format_map(filled)


def _told(name: str, what: str | Phrase | Phrases, language: str) -> str:
    words = what if isinstance(what, str) else what.told(language)
    # Units are kept in Traditional script.
    return fold(words) if name == "unit" and language == "zh-Hans" else words


@dataclass(frozen=True, slots=True)
class Phrases:
    """Several things said one after the other."""

    parts: tuple[Phrase, ...]

    def told(self, language: str = "en") -> str:
        """The phrases in one of `LANGUAGES`."""
        return _phrases()[language, "between"].join(part.told(language) for part in self.parts)


def say(key: str, **filled: str | int | Phrase | Phrases) -> Phrase:
    """A phrase of `phrases.tsv`.

    >>> say("restates", figure="13名").told(), say("restates", figure="13名").told("zh-Hant")
    ('the later report restates 13名', '後一份報告重述了13名')
    """
    return Phrase(key, tuple((name, str(what) if isinstance(what, int) else what) for name, what in filled.items()))


def figure(o: Observation) -> str:
    """A figure as it is written, on one line."""
    return "".join(o.text.split())


def plain(value: Decimal, *, sign: bool = False) -> str:
    """A number without an exponent, to six digits.

    >>> plain(Decimal("37000000")), plain(Decimal("0.3700"), sign=True), plain(Decimal("21.6981132"))
    ('37000000', '+0.37', '21.6981')
    """
    adjusted = value.adjusted() if value else 0
    rounded = round(value, max(0, _DIGITS - 1 - adjusted)) if adjusted < _DIGITS else round(value)
    words = f"{rounded:{'+' if sign else ''}f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def in_unit_of(value: Decimal, like: Observation, *, sign: bool = False) -> str:
    """A value in standard units as a report that writes `like` would print it."""
    from zhreport.quantities import find_quantities

    found = find_quantities(like.text)
    quantity = found[0] if len(found) == 1 else None
    if quantity is None or not quantity.value or not quantity.std_value or quantity.std_unit != like.std_unit:
        return f"{plain(value, sign=sign)}{like.std_unit or ''}"
    return f"{plain(value * quantity.value / quantity.std_value, sign=sign)}{quantity.unit or ''}"
