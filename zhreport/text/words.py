"""Words of a folded text, by jieba.

Traditional text segmented as it stands loses word boundaries (糧食/產量), so words are always cut on the folded view;
offsets are the source's, so the word as it was written is `text[word.start:word.end]`. Line breaks and spaces inside a
word do not split it. Part-of-speech tags come from the dictionary alone: tagging in context costs ten times as much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log
from typing import Any, NamedTuple, Protocol

from zhreport.lexicon.active import per_lexicon
from zhreport.lexicon.loader import Row, table

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_LATIN = r"[A-Za-z][A-Za-z0-9]*+(?:[.+#&_-][A-Za-z0-9]++)*+"
_DIGIT = "[〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]"
# Two numeral characters may belong to two words (统一/两岸), three hardly ever do.
_HAN_NUMBER = rf"(?:[百千]分之{_DIGIT}++|{_DIGIT}{{3,}}+)(?:点{_DIGIT}++)?"
# Figures stay whole, jieba would cut 12,345 and 一百三十四万 in pieces;
# letters keep their digits (PM2.5); white space between two Han characters is no boundary, as what follows a broken
# line may be the second half of a word.
_RUN = re.compile(
    rf"(?P<number>\d++(?:[.,]\d++)++%?+|\d++%?+(?![A-Za-z])|{_HAN_NUMBER})"
    rf"|(?P<text>(?:(?!{_HAN_NUMBER})[{_HAN}]|{_LATIN}|(?<=[{_HAN}])\s++(?=[{_HAN}]))++)"
    rf"|(?P<code>[A-Za-z0-9]++)|(?P<mark>\S)"
)
# Guessing takes time by the square of a run's length; runs between two marks are shorter than this in any real text.
_BLOCK_CHARS = 200
_TAGS = {"number": "m", "code": "eng", "mark": "x"}
_SPACE = re.compile(r"\s")
# The characters that jieba takes for Han; others are marks to it.
_PLAIN = re.compile("[\u4e00-\u9fd5]+")
# Weights are logarithms of shares: no sum of them comes near these. What only begins a word weighs less than no word.
_BEGINS_ONLY, _NO_WORD = -1e300, -1e200


class Word(NamedTuple):
    """A word of the folded view; `tag` is the dictionary's part of speech (n, v, m, …), None where it has none."""

    start: int
    end: int
    tag: str | None


class Segmenter(Protocol):
    """What cuts a run of folded text without white space into words, and knows their parts of speech."""

    def cut(self, run: str, guess: bool = True) -> Iterable[str]:
        """The words of `run`, in order and without gaps; with `guess`, words that no dictionary has are guessed."""

    def tag(self, word: str) -> str | None:
        """The usual part of speech of a word, None for one that is not in the dictionary."""


class JiebaSegmenter:
    """jieba with its own dictionary and the terms of official reports.

    The dictionary is read here instead of by jieba, which would log to standard error and keep a cache in the shared
    temporary folder, where a second user cannot read it and anybody can plant one; that cache saves no time either.
    """

    def __init__(self, terms: Sequence[Row], others: Iterable[tuple[str, str]] = ()) -> None:
        tokenizer = _import_jieba().Tokenizer()
        tokenizer.FREQ, tokenizer.total, self._tags = _read_dictionary()
        tokenizer.initialized = True
        for row in terms:
            tokenizer.add_word(row["surface"], None, row["tag"])
            self._tags[row["surface"]] = row["tag"]
        for word, tag in others:
            # Also words that the dictionary has, but so rarely that their characters are likelier apart (制发).
            if len(word) > 1 and tokenizer.FREQ.get(word, 0) < tokenizer.suggest_freq(word):
                tokenizer.add_word(word, None, tag)
            self._tags.setdefault(word, tag)
        self._paths = _Paths(tokenizer.FREQ, tokenizer.total)
        self._tokenizer = _tokenizer_of(self._paths)

    def cut(self, run: str, guess: bool = True) -> Iterable[str]:
        """The words of `run`; with `guess`, those unknown to the dictionary by jieba's hidden Markov model."""
        if not guess and _PLAIN.fullmatch(run):
            return self._paths.words(run)
        words: Iterable[str] = self._tokenizer.cut(run, HMM=guess)
        return words

    def tag(self, word: str) -> str | None:
        """The dictionary's part of speech, one for each word whatever its context."""
        return self._tags.get(word) or ("eng" if word.isascii() else None)


def _import_jieba() -> Any:
    """jieba, without the warnings that importing it causes (invalid escapes, pkg_resources)."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    return jieba


class _Paths:
    """The likeliest words of a run, as jieba's own dictionary has them.

    jieba first lists all words at all places of a run and then weighs each with a logarithm; here one walk from the end
    of the run does both, with the logarithms taken beforehand. The words are the same.
    """

    def __init__(self, frequencies: Mapping[str, int], total: int) -> None:
        self.unknown = -log(total)
        logarithms = {n: log(n) + self.unknown if n else _BEGINS_ONLY for n in set(frequencies.values())}
        self.weights = {word: logarithms[n] for word, n in frequencies.items()}

    def ends(self, run: str) -> list[int]:
        """For each place of a run, where the first of the likeliest words from there ends."""
        weight_of, length = self.weights.get, len(run)
        scores, ends = [0.0] * (length + 1), [0] * length
        for start in range(length - 1, -1, -1):
            best, stop, end = _NO_WORD, start + 1, start + 1
            weight = weight_of(run[start])
            while weight is not None:
                score = weight + scores[end]
                if score >= best:  # of equals the longer one
                    best, stop = score, end
                if end == length:
                    break
                end += 1
                weight = weight_of(run[start:end])
            scores[start] = self.unknown + scores[stop] if best == _NO_WORD else best
            ends[start] = stop
        return ends

    def words(self, run: str) -> list[str]:
        """The likeliest words of a run of Han characters."""
        ends, found, at = self.ends(run), [], 0
        while at < len(run):
            found.append(run[at : ends[at]])
            at = ends[at]
        return found


def _tokenizer_of(paths: _Paths) -> Any:
    """A tokenizer of jieba that takes its words from these paths and guesses what the dictionary has not."""

    class Guessing(_import_jieba().Tokenizer):  # type: ignore[misc]
        def get_DAG(self, sentence: str) -> None:  # noqa: N802
            pass

        def calc(self, sentence: str, _: None, route: dict[int, tuple[float, int]]) -> None:
            """Fills `route`: for each place, the last character of the first word from there."""
            route.update((start, (0.0, end - 1)) for start, end in enumerate(paths.ends(sentence)))

    tokenizer = Guessing()
    # All that jieba asks of it besides is which words there are.
    tokenizer.FREQ = {word: weight > _NO_WORD for word, weight in paths.weights.items()}
    tokenizer.initialized = True
    return tokenizer


def _read_dictionary() -> tuple[dict[str, int], int, dict[str, str]]:
    """The dictionary of jieba: frequencies of words (0 for what only begins one), their sum, parts of speech."""
    from importlib import resources

    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    total = 0
    for line in (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        tags[word] = tag
        frequencies[word] = int(frequency)
        total += int(frequency)
        shorter = word[:-1]
        while shorter and shorter not in frequencies:
            frequencies[shorter] = 0
            shorter = shorter[:-1]
    return frequencies, total, tags


@per_lexicon
def terms() -> tuple[Row, ...]:
    """The words of official reports that jieba does not know (`lexicon/terms.tsv`)."""
    rows = table("terms.tsv", ("surface", "tag", "example"))
    for row in rows:
        if not re.fullmatch("[a-z]{1,3}", row["tag"]):
            raise row.error(f"the tag {row['tag']!r} is none of jieba's")
    return tuple(rows)


def grammar_words() -> list[tuple[str, str]]:
    """The words that the grammar of facts knows by name, which have to come out of the segmentation whole."""
    tables = {"predicates.tsv": "v", "function_words.tsv": "d", "indicators.tsv": "n"}
    columns = ("surface", "class")
    return [(row["surface"], tag) for name, tag in tables.items() for row in table(name, columns, columns)]


@per_lexicon
def segmenter() -> Segmenter:
    """The segmenter, made when it is first needed (about half a second)."""
    return JiebaSegmenter(terms(), grammar_words())


def tag_of(word: str) -> str | None:
    """The dictionary's part of speech of a folded word, None where it is not in the dictionary.

    >>> tag_of("学校"), tag_of("拨付"), tag_of("渠江镇")
    ('n', 'v', None)
    """
    return segmenter().tag(word)


def _cut_run(folded: str, start: int, end: int, guess: bool) -> list[Word]:
    """The words of a run of Han characters and letters, which may hold white space."""
    cutter = segmenter()
    run = folded[start:end]
    squeezed = "".join(run.split())
    tag, found, at = cutter.tag, list[Word](), start
    if len(run) == len(squeezed) <= _BLOCK_CHARS:
        for piece in cutter.cut(run, guess):
            first, at = at, at + len(piece)
            found.append(Word(first, at, tag(piece)))
        return found
    # offsets[i] is where character i of the squeezed run stands.
    offsets = [start + i for i, character in enumerate(run) if not character.isspace()]
    at = 0
    blocks = (squeezed[i : i + _BLOCK_CHARS] for i in range(0, len(squeezed), _BLOCK_CHARS))
    for piece in chain.from_iterable(cutter.cut(block, guess) for block in blocks):
        first, at = at, at + len(piece)
        found.append(Word(offsets[first], offsets[at - 1] + 1, tag(piece)))
    return found


def segment(folded: str, start: int = 0, end: int | None = None, *, guess: bool = True) -> tuple[Word, ...]:
    r"""The words and marks of a folded text, or of the part `start:end` of it; offsets are into `folded`.

    With `guess`, words that no dictionary has are guessed from their characters (jieba's hidden Markov model); without,
    such characters stand alone, which is faster and never joins a verb to its neighbour (占应/改造).

    >>> text = "全县小\n学新增教师1,300名"
    >>> [("".join(text[w.start : w.end].split()), w.tag) for w in segment(text)]
    [('全县', 'n'), ('小学', 'n'), ('新增', 'v'), ('教师', 'n'), ('1,300', 'm'), ('名', 'q')]
    """
    found: list[Word] = []
    for match in _RUN.finditer(folded, start, len(folded) if end is None else end):
        kind = match.lastgroup or "mark"
        if kind == "text":
            found += _cut_run(folded, *match.span(), guess)
        else:
            found.append(Word(*match.span(), _TAGS[kind]))
    return tuple(found)


def show_words(text: str, words: Iterable[Word], view: str | None = None) -> list[str]:
    r"""Words as the source writes them, without the line breaks and spaces inside them.

    Nor with what is white space in the `view` that they were cut on, as a page number inside a word.

    >>> from zhreport.text.folding import fold
    >>> text = "糧食產 量\n增長"
    >>> show_words(text, segment(fold(text)))
    ['糧食產量', '增長']
    """
    if view is None:
        return [_SPACE.sub("", text[word.start : word.end]) for word in words]
    return ["".join(text[at] for at in range(word.start, word.end) if not view[at].isspace()) for word in words]
