"""The words that the grammar of facts knows, by what they do in a clause."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import table

PREDICATES = frozenset(
    {"strong", "closing", "exist", "joining", "covering", "act", "verb", "nominal", "pivot", "enabling"}
)
"""Classes of verbs that can say what was done."""

GOVERNING = frozenset({"strong", "closing", "joining", "covering", "act", "verb", "pivot", "enabling"})
"""Those that take what is counted as their object."""

_PREDICATE_CLASSES = "relative describing light up down reach place move share rise fall"
_FUNCTION_CLASSES = (
    "adverb basis connective coordinator each etc localizer manner old part plan preposition respectively scope"
)
_NOUN_CLASSES = (
    "average bare carrier category dimension event fund global group head name pair plight ratio shell target"
)
CLASSES = {
    "predicates.tsv": PREDICATES | frozenset(_PREDICATE_CLASSES.split()),
    "function_words.tsv": frozenset(_FUNCTION_CLASSES.split()),
    "indicators.tsv": frozenset(_NOUN_CLASSES.split()),
}

# Classes of nouns whose members are nouns whatever jieba's dictionary calls them.
_NAMES = ("head", "ratio", "bare", "category", "name", "fund")

# Parts of speech of jieba's dictionary, read as classes (named after ICTCLAS).
_BY_TAG = {
    "v": "verb", "vd": "verb", "vg": "verb", "vi": "verb", "vq": "verb", "vn": "nominal",
    "p": "basis", "d": "manner", "ad": "manner", "c": "connective", "f": "localizer",
    "i": "idiom",
    "uj": "de", "ul": "aspect", "uz": "aspect", "ug": "aspect",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`classes` of verbs and function words by surface; `nouns` by class (head, ratio, bare, category, …)."""

    classes: dict[str, str]
    nouns: dict[str, frozenset[str]]
    names: frozenset[str]

    def class_of(self, word: str, tag: str | None) -> str:
        """What a word does in a clause: its class in the tables, else by its part of speech, else `noun`."""
        known = self.classes.get(word)
        if known is not None:
            return known
        return "noun" if word in self.names else _BY_TAG.get(tag or "", "noun")

    def is_noun(self, word: str, kind: str) -> bool:
        """Whether a word is listed as a noun of this class (head, ratio, bare, category, …)."""
        return word in self.nouns[kind]


@per_lexicon
def vocabulary() -> Vocabulary:
    """The tables that ship with the package."""
    classes: dict[str, str] = {}
    nouns: dict[str, set[str]] = defaultdict(set)
    for name, allowed in CLASSES.items():
        key = ("surface", "class") if name == "indicators.tsv" else ("surface",)
        for row in table(name, ("surface", "class", "example"), key):
            if row["class"] not in allowed:
                raise row.error(f"the class {row['class']!r} is none of {', '.join(sorted(allowed))}")
            if name == "indicators.tsv":
                nouns[row["class"]].add(row["surface"])
            else:
                classes[row["surface"]] = row["class"]
    return Vocabulary(
        classes,
        {kind: frozenset(words) for kind, words in nouns.items()},
        frozenset().union(*(nouns[kind] for kind in _NAMES)),
    )
