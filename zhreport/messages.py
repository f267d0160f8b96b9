"""What the command line says, in English or in Chinese, as the locale asks."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from string import Formatter

from zhreport.errors import LexiconError
from zhreport.views.words import Language, read_words

_FILE = "messages.tsv"
# The first of these that is set is the language of messages; POSIX says so.
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_TRADITIONAL = re.compile("hant|tw|hk|mo", re.I)


def language_of(environment: Mapping[str, str]) -> Language:
    """The language that the locale asks for.

    >>> language_of({"LANG": "zh_TW.UTF-8"}), language_of({"LANG": "zh_CN", "LC_ALL": "C"})
    ('zh-Hant', 'en')
    """
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    spoken, _, place = re.split("[.@]", locale)[0].replace("-", "_").partition("_")
    if spoken.lower() != "zh":
        return "en"
    return "zh-Hant" if any(map(_TRADITIONAL.fullmatch, place.split("_"))) else "zh-Hans"


def fields_of(words: str) -> set[str]:
    """What is filled in where a message has braces."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def read_messages(path: str, text: str) -> Mapping[str, Mapping[str, str]]:
    """The messages of a table by language and key.

    Raises:
        LexiconError: a key that lacks a language, twice the same key, or braces that are not the same in each language.
    """
    messages = read_words(path, text)
    for key, words in messages["en"].items():
        for language, table in messages.items():
            if fields_of(table[key]) != fields_of(words):
                raise LexiconError(path, 1, f"{key} has other braces in {language} than in en")
    return messages


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """All that can be said, by language and key."""
    return read_messages(_FILE, (resources.files("zhreport") / _FILE).read_text(encoding="utf-8"))


def language() -> Language:
    """The language of this process."""
    return language_of(os.environ)


def say(key: str, **fields: object) -> str:
    """A message in the language of the locale, its braces filled in."""
    return messages()[language()][key].format_map(fields)


def counted(key: str, number: int) -> str:
    """A number with its noun: `key` is that of one thing, `key`s that of several."""
    return say(key if number == 1 else f"{key}s", count=f"{number:,}")


def is_said(key: str) -> bool:
    """Whether there is such a message."""
    return key in messages()["en"]


@cache
def _patterns(prefix: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What is said in English under keys that begin so, each as a pattern with a group for each of its braces."""
    found = []
    for key, words in messages()["en"].items():
        if key.startswith(prefix):
            parts = [
                re.escape(literal) + (f"(?P<{name}>.*?)" if name else "")
                for literal, name, _, _ in Formatter().parse(words)
            ]
            found.append((key, re.compile("".join(parts), re.S)))
    return tuple(found)


def translated(prefix: str, english: str) -> str:
    """What others say in English, in the language of the locale, if a key that begins so has it; else as it is.

    Used for argparse and for the reasons and remedies of exceptions.
    """
    if language() != "en":
        for key, pattern in _patterns(prefix):
            if match := pattern.fullmatch(english):
                return say(key, **match.groupdict())
    return english
