"""The words of pages, workbooks and charts, in the language that fits the reports or the one asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Literal, get_args

from zhreport.errors import LexiconError, ZhReportError
from zhreport.lexicon.loader import read_rows

Language = Literal["en", "zh-Hans", "zh-Hant"]
_FILE = "words.tsv"
# How much of a text is looked at to tell its script, and the share of Traditional characters from which it is
# Traditional: real Traditional reports have 0.3 and more, Simplified ones 0.00.
_LOOKED_AT_CHARS = 4000
_TRADITIONAL_SHARE = 0.05


class LanguageError(ZhReportError, ValueError):
    """A language that pages cannot be had in: `language` as given."""

    def __init__(self, language: object) -> None:
        super().__init__(language)
        self.language = language

    def __str__(self) -> str:
        return f"language={self.language!r}: give one of {', '.join(get_args(Language))}, or None for the report's own"


def read_words(path: str, text: str) -> Mapping[str, Mapping[str, str]]:
    """The words of a table by language and key.

    Raises:
        LexiconError: a row without words in one of the languages, or what `read_rows` refuses.
    """
    languages = get_args(Language)
    words: dict[str, dict[str, str]] = {language: {} for language in languages}
    for row in read_rows(path, text, ("key", *languages), ("key",)):
        for language in languages:
            if not row[language]:
                raise LexiconError(path, row.line, f"{row['key']} has no words in {language}")
            words[language][row["key"]] = row[language]
    return words


@cache
def _all_words() -> Mapping[str, Mapping[str, str]]:
    return read_words(_FILE, (resources.files("zhreport.views") / _FILE).read_text(encoding="utf-8"))


def script_of(texts: Iterable[str]) -> Language:
    """The script that texts are written in, as far as their beginnings show it.

    >>> script_of(["全縣公開招聘300名教師。"]), script_of(["全县公开招聘300名教师。"])
    ('zh-Hant', 'zh-Hans')
    """
    from zhreport.text.folding import fold

    han = changed = 0
    for text in texts:
        seen = text[:_LOOKED_AT_CHARS]
        for written, plain in zip(seen, fold(seen), strict=True):
            if "\u4e00" <= written <= "\u9fff":
                han += 1
                changed += written != plain
    return "zh-Hant" if changed > _TRADITIONAL_SHARE * han else "zh-Hans"


def words_for(language: str | None, texts: Iterable[str]) -> tuple[Language, Mapping[str, str]]:
    """The language to speak, and its words by key; None is the script of the texts.

    >>> language, words = words_for(None, ["全縣公開招聘300名教師。"])
    >>> language, words["kind.amount"]
    ('zh-Hant', '金額')

    Raises:
        LanguageError: a language that is none of `Language`.
    """
    if language is None:
        language = script_of(texts)
    for known in get_args(Language):
        if language == known:
            return known, _all_words()[known]
    raise LanguageError(language)


def in_script(words: str | None, script: str) -> str | None:
    """A unit or another fixed word, which tables hold in Traditional script, as a page in another script shows it.

    >>> in_script("萬元", "zh-Hans"), in_script("萬元", "zh-Hant")
    ('万元', '萬元')
    """
    from zhreport.text.folding import fold

    return fold(words) if words and script == "zh-Hans" else words
