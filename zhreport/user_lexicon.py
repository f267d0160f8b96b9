"""The user's own terms: a TOML file of words, units, set phrases and aliases."""

from __future__ import annotations

import os
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from zhreport.errors import LexiconError
from zhreport.facts.vocabulary import CLASSES
from zhreport.lexicon.active import AddedRows
from zhreport.text.folding import fold

_Rows = dict[str, list[tuple[str, int, Mapping[str, str]]]]

_KEYS = {
    "term": ("surface", "class"),
    "classifier": ("surface", "std_unit"),
    "measure": ("surface", "kind", "std_unit", "factor"),
    "currency": ("surface", "currency", "factor"),
    "phrase": ("phrase", "kind"),
    "alias": ("names",),
}
_OPTIONAL = {"term": {"class"}, "classifier": {"std_unit"}, "phrase": {"kind"}}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms that change segmentation, units, set phrases and aliases together.

    The file is TOML; every entry but its first key may be left out where a default is named:

    ```toml
    [[term]]                  # a word that must not be cut; class: noun, or a class of lexicon/predicates.tsv,
    surface = "雙創示範基地"   # function_words.tsv or indicators.tsv
    class = "noun"

    [[classifier]]            # counts things; std_unit: itself
    surface = "標箱"

    [[measure]]               # a physical unit: value × factor is in std_unit
    surface = "担"
    kind = "measure"
    std_unit = "公斤"
    factor = "50"

    [[phrase]]                # holds a numeral and is no quantity; kind: slogan
    phrase = "三查三改"

    [[alias]]                 # names of one indicator, for comparing years
    names = ["參訓教師", "參培教師"]
    ```

    Pass it as `lexicon=` to `zhreport.read` and `zhreport.extract`.
    """

    path: str
    added: AddedRows
    aliases: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Lexicon:
        """The lexicon in a file.

        Raises:
            LexiconError: no TOML, an unknown kind of entry, a missing key, a wrong class; it names file and line.
            OSError: the file cannot be read.
        """
        text = Path(path).read_text(encoding="utf-8-sig")
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, path: str = "lexicon") -> Lexicon:
        r"""The lexicon in a text; `path` names it in errors.

        >>> own = Lexicon.parse('[[classifier]]\nsurface = "籮筐"')
        >>> import zhreport
        >>> zhreport.extract("收購鮮筍120籮筐。", lexicon=own).facts[["text", "std_unit"]].values.tolist()
        [['120籮筐', '籮筐']]
        """
        try:
            entries = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(path, _line_of_error(error), f"no TOML: {error}") from None
        rows: _Rows = defaultdict(list)
        aliases = []
        for kind, listed in entries.items():
            if kind not in _KEYS or not isinstance(listed, list):
                raise LexiconError(
                    path, _line(text, kind), f"[[{kind}]] is none of {', '.join(f'[[{k}]]' for k in _KEYS)}"
                )
            for entry in listed:
                first = next(iter(entry.values()), kind)
                line = _line(text, str(first[0] if isinstance(first, list) and first else first))
                _check(path, line, kind, entry)
                if kind == "alias":
                    aliases.append(tuple(map(str, entry["names"])))
                else:
                    _add(rows, path, line, kind, {key: str(value) for key, value in entry.items()})
        return cls(path, AddedRows({name: tuple(added) for name, added in rows.items()}), tuple(aliases))


def _check(path: str, line: int, kind: str, entry: Mapping[str, object]) -> None:
    missing = [key for key in _KEYS[kind] if key not in entry and key not in _OPTIONAL.get(kind, set())]
    if missing:
        raise LexiconError(path, line, f"[[{kind}]] lacks {', '.join(missing)}")
    if kind == "alias":
        names = entry["names"]
        if not isinstance(names, list) or len(names) < 2:
            raise LexiconError(path, line, "names of an [[alias]] are a list of two or more")


def _add(rows: _Rows, path: str, line: int, kind: str, entry: dict[str, str]) -> None:
    """Puts an entry into the tables that it belongs to, as the folded view shows it."""
    surface = fold(entry.get("surface", entry.get("phrase", "")))
    cells = entry | {"example": surface}
    if kind == "term":
        cls = entry.get("class", "noun")
        home = next((name for name, classes in CLASSES.items() if cls in classes), None)
        if home is None and cls != "noun":
            raise LexiconError(path, line, f"the class {cls!r} is neither noun nor one of the grammar's tables")
        if home is not None:
            rows[home].append((path, line, {"surface": surface, "class": cls, "example": surface}))
        tag = "v" if home == "predicates.tsv" else "n"
        rows["terms.tsv"].append((path, line, {"surface": surface, "tag": tag, "example": surface}))
    elif kind == "phrase":
        rows["set_phrases.tsv"].append((path, line, cells | {"phrase": surface, "kind": entry.get("kind", "slogan")}))
    else:
        names = {"classifier": "classifiers.tsv", "measure": "measures.tsv", "currency": "currencies.tsv"}
        cells |= {"surface": surface}
        if kind == "classifier":
            cells |= {"std_unit": entry.get("std_unit", entry["surface"]), "article": entry.get("article", "0")}
        rows[names[kind]].append((path, line, cells))


def _line(text: str, words: str) -> int:
    """The line on which an entry's first value stands."""
    at = text.find(words)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _line_of_error(error: tomllib.TOMLDecodeError) -> int:
    """The line that the parser names in its message."""
    words = str(error).split()
    return next((int(w.strip(",)")) for before, w in pairwise(words) if before == "line"), 1)
