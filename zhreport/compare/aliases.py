"""What a person has said of indicators' names: a file that is written with questions and read back with answers.

A TOML file holds `[[alias]]` entries with the `names` of one indicator, as a user's lexicon does, and `[[link]]`
entries with two `names` and `same`: true, false, or "" while nobody has answered. A CSV file has the columns
`indicator`, `variant` and, if need be, `same` (yes or no).
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhreport.compare.linking import Link
from zhreport.compare.names import name_of
from zhreport.compare.observations import Observation
from zhreport.errors import LexiconError
from zhreport.text.folding import fold

_YES, _NO, _OPEN = frozenset(("yes", "true", "1", "是")), frozenset(("no", "false", "0", "否")), frozenset(("", "?"))
_Pair = frozenset[tuple[str, str | None]]
_HEAD = """\
# Links that zhreport was not sure of. Answer with same = true or same = false; what stays "" is asked again.
# Then give this file to zhreport.compare(reports, aliases=...) or to zhreport compare --aliases.
# More names of one indicator can be added: [[alias]] with names = ["…", "…"].
"""


def _key(name: str, kind: str | None) -> tuple[str, str | None]:
    return re.sub(r"\s+", "", fold(name)), kind


@dataclass(frozen=True, slots=True)
class Aliases:
    """Names that are one indicator (`groups`), and pairs of names that are (`together`) or are not (`apart`)."""

    groups: tuple[frozenset[str], ...] = ()
    together: frozenset[_Pair] = frozenset()
    apart: frozenset[_Pair] = frozenset()

    def __add__(self, other: Aliases) -> Aliases:
        return Aliases(self.groups + other.groups, self.together | other.together, self.apart | other.apart)

    def verdict(self, a: Observation, b: Observation) -> bool | None:
        """True for one indicator, False for two, None where nothing was said."""
        for kinds in ((a.kind, b.kind), (None, None)):
            pair = frozenset((_key(a.label, kinds[0]), _key(b.label, kinds[1])))
            if pair in self.apart:
                return False
            if pair in self.together:
                return True
        if any(_is_named(a, group) and _is_named(b, group) for group in self.groups):
            return True
        return None


def _is_named(o: Observation, group: frozenset[str]) -> bool:
    """Whether a fact goes by one of some names: by its item, its label, or the same words in another order."""
    written = {re.sub(r"\s+", "", fold(words)) for words in (o.item or "", o.label)}
    return bool(written & group) or any(name_of(name, None).words == o.name.words != frozenset() for name in group)


def _answer(path: str, line: int, same: object) -> bool | None:
    word = str(same).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word in _OPEN:
        return None
    raise LexiconError(path, line, f'same is {same!r}; answer true or false, or leave ""')


def _line(text: str, words: str) -> int:
    at = text.find(words)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1


def _names(path: str, line: int, entry: Mapping[str, Any]) -> list[str]:
    names = entry.get("names")
    if not isinstance(names, list) or len(names) < 2 or not all(isinstance(n, str) and n.strip() for n in names):
        raise LexiconError(path, line, "names is a list of two or more names")
    return [str(name) for name in names]


def _from_toml(path: str, text: str) -> Aliases:
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(path, 1, f"no TOML: {error}") from None
    groups = []
    together: set[_Pair] = set()
    apart: set[_Pair] = set()
    for kind in ("alias", "link"):
        for entry in entries.get(kind, []):
            line = _line(text, json.dumps(str((entry.get("names") or [kind])[0]), ensure_ascii=False)[1:-1])
            names = _names(path, line, entry)
            if kind == "alias":
                groups.append(frozenset(_key(name, None)[0] for name in names))
                continue
            same = _answer(path, line, entry.get("same", ""))
            pair = frozenset(_key(name, entry.get("kind")) for name in names)
            if same is not None:
                (together if same else apart).add(pair)
    return Aliases(tuple(groups), frozenset(together), frozenset(apart))


def _from_csv(path: str, text: str) -> Aliases:
    rows = csv.DictReader(io.StringIO(text))
    missing = {"indicator", "variant"} - set(rows.fieldnames or ())
    if missing:
        raise LexiconError(path, 1, f"the header lacks {', '.join(sorted(missing))}")
    by_indicator: dict[str, set[str]] = {}
    apart = set()
    for row in rows:
        indicator, variant = (row["indicator"] or "").strip(), (row["variant"] or "").strip()
        if not indicator or not variant:
            raise LexiconError(path, rows.line_num, "indicator and variant must both be named")
        same = _answer(path, rows.line_num, row["same"] or "yes") if "same" in row else True
        if same:
            by_indicator.setdefault(indicator, {_key(indicator, None)[0]}).add(_key(variant, None)[0])
        elif same is False:
            apart.add(frozenset((_key(indicator, None), _key(variant, None))))
    return Aliases(tuple(map(frozenset, by_indicator.values())), frozenset(), frozenset(apart))


def read_aliases(path: str | os.PathLike[str]) -> Aliases:
    """The answers in a file.

    Raises:
        LexiconError: a file that is neither TOML nor CSV, or an entry that cannot be read; it names file and line.
        OSError: the file cannot be read.
    """
    name = os.fspath(path)
    text = Path(path).read_text(encoding="utf-8-sig")
    suffix = Path(path).suffix.lower()
    if suffix not in (".toml", ".csv"):
        raise LexiconError(name, 1, f"{suffix or 'no suffix'} says no kind of file; name it .toml or .csv")
    return _from_toml(name, text) if suffix == ".toml" else _from_csv(name, text)


def of_names(groups: Iterable[Iterable[str]]) -> Aliases:
    """The aliases of lists of names, each of one indicator."""
    return Aliases(tuple(frozenset(_key(name, None)[0] for name in group) for group in groups))


def _seen(o: Observation) -> str:
    sentence = " ".join(o.sentence.split()) or " ".join(o.text.split())
    return f"{o.year}: {' '.join(o.text.split())} — {sentence}"


def _quoted(words: str) -> str:
    # A JSON string is a TOML string.
    return json.dumps(words, ensure_ascii=False)


def questions(links: Iterable[Link]) -> str:
    """Uncertain links as a file of questions."""
    parts = [_HEAD]
    asked = set()
    for one in links:
        pair = frozenset((_key(one.a.label, one.a.kind), _key(one.b.label, one.b.kind)))
        # Names that are alike to the letter cannot be told apart by name; such a link has to stay uncertain.
        if pair in asked or len(pair) < 2:
            continue
        asked.add(pair)
        parts.append(
            f"\n[[link]]\nnames = [{_quoted(one.a.label)}, {_quoted(one.b.label)}]\nkind = {_quoted(one.b.kind)}\n"
            f'same = ""\nconfidence = {one.confidence}\n'
            f"seen = [\n  {_quoted(_seen(one.a))},\n  {_quoted(_seen(one.b))},\n]\n"
            f"reason = {_quoted(one.reason.told())}\n"
        )
    return "".join(parts)
