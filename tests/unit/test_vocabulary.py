"""The tables behind the facts: what a word's class is, and that a bad row is refused with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from zhreport.errors import LexiconError
from zhreport.facts import status, times, vocabulary
from zhreport.lexicon.loader import Row, read_rows, table
from zhreport.text.words import segment, tag_of

Loader = Callable[[], object]
WORDS = "# words\nsurface\tclass\texample\n"
PATTERNS = "# cues\npattern\tclass\texample\n"
# What reads a table, without what it keeps from the time before.
READERS: dict[str, tuple[object, Loader]] = {
    "predicates.tsv": (vocabulary, vocabulary.vocabulary.__wrapped__),  # type: ignore[attr-defined]
    "function_words.tsv": (vocabulary, vocabulary.vocabulary.__wrapped__),  # type: ignore[attr-defined]
    "indicators.tsv": (vocabulary, vocabulary.vocabulary.__wrapped__),  # type: ignore[attr-defined]
    "status.tsv": (status, lambda: status._cue.__wrapped__("plan")),
    "times.tsv": (times, times._patterns.__wrapped__),
}


def _load(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> object:
    """Reads the tables with another text for one of them."""
    module, reader = READERS[name]

    def other(asked: str, columns: Sequence[str], key: Sequence[str] = ("surface",)) -> list[Row]:
        return list(read_rows(f"lexicon/{asked}", text, columns, key)) if asked == name else table(asked, columns, key)

    monkeypatch.setattr(module, "table", other)
    return reader()


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("predicates.tsv", WORDS + "招聘\tact\t招聘教师\n招收\tstronk\t招收新生\n", 4, "'stronk' is none of act, clos"),
        ("predicates.tsv", WORDS + "招聘\tstrong\t招聘教师\n招聘\tact\t招聘教师\n", 4, "招聘 stands on line 3 already"),
        ("predicates.tsv", WORDS + "招聘\tstrong\t招收新生\n", 3, "the example '招收新生' does not contain '招聘'"),
        ("predicates.tsv", WORDS + "\tstrong\t招收新生\n", 3, "empty surface"),
        ("predicates.tsv", "surface\texample\n招聘\t招聘教师\n", 1, "the header lacks class"),
        ("function_words.tsv", WORDS + "其中\tparts\t其中女教师\n", 3, "the class 'parts' is none of adverb"),
        ("function_words.tsv", WORDS + "其中\tpart\t其中\n\n其中\teach\t其中\n", 5, "其中 stands on line 3"),
        ("indicators.tsv", WORDS + "合格率\trate\t合格率99%\n", 3, "the class 'rate' is none of average"),
        ("indicators.tsv", WORDS + "产量\thead\t产量\n产量\thead\t产量\n", 4, "产量/head stands on line 3 already"),
        ("indicators.tsv", WORDS + "产量\thead\t产值12万元\n", 3, "does not contain '产量'"),
        ("status.tsv", PATTERNS + "力争\tplam\t力争12\n", 3, "the class 'plam' is none of plan-title"),
        ("status.tsv", PATTERNS + "力争\tplan\t争取12\n", 3, "the pattern does not match its example '争取12'"),
        ("status.tsv", PATTERNS + "力争(\tplan\t力争12\n", 3, "pattern: missing \\)"),
        ("status.tsv", PATTERNS + "力争\tplan\t力争12\n力争\tplan\t力争8\n", 4, "力争/plan stands on line 3 already"),
        ("times.tsv", PATTERNS + "去年\tpast\t去年\n", 3, "the class 'past' is none of year"),
        ("times.tsv", PATTERNS + "去年\trelative\t今年\n", 3, "the pattern does not match its example '今年'"),
        ("times.tsv", PATTERNS + "[去年\trelative\t去年\n", 3, "pattern: unterminated character set"),
        ("times.tsv", PATTERNS + "去年\ttime\t去年\n去年\ttime\t去年\n", 4, "去年/time stands on line 3 already"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_place(
    name: str, text: str, line: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LexiconError, match=reason) as raised:
        _load(name, text, monkeypatch)
    assert (raised.value.path, raised.value.line) == (f"lexicon/{name}", line)
    assert str(raised.value).startswith(f"lexicon/{name}:{line}: ")


def test_a_table_of_good_rows_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    words = _load("predicates.tsv", WORDS + "招聘\tstrong\t招聘教师\n", monkeypatch)
    assert isinstance(words, vocabulary.Vocabulary)
    assert words.classes["招聘"] == "strong"
    assert "撥付" not in words.classes


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("招聘", "strong"), ("达到", "reach"), ("占", "share"), ("增长", "up"), ("下降", "down"),
        ("分别", "respectively"), ("其中", "part"), ("全县", "scope"), ("和", "coordinator"), ("由", "old"),
        ("力争", "plan"),
        # By their part of speech, or none
        ("学校", "noun"), ("没有这个词", "noun"),
    ],
)  # fmt: skip
def test_classes_of_words(word: str, kind: str) -> None:
    words = vocabulary.vocabulary()
    assert words.class_of(word, tag_of(word)) == kind


@pytest.mark.parametrize(
    ("tag", "kind"),
    [("v", "verb"), ("vn", "nominal"), ("p", "basis"), ("d", "manner"), ("n", "noun"), (None, "noun")],
)
def test_an_unlisted_word_goes_by_its_tag(tag: str | None, kind: str) -> None:
    assert vocabulary.vocabulary().class_of("没有这个词", tag) == kind


def test_nouns_are_known_by_class() -> None:
    words = vocabulary.vocabulary()
    assert words.is_noun("合格率", "ratio")
    assert words.is_noun("产量", "head")
    assert not words.is_noun("学校", "head")


def test_every_class_has_words() -> None:
    words = vocabulary.vocabulary()
    for name, classes in vocabulary.CLASSES.items():
        used = set(words.nouns) if name == "indicators.tsv" else set(words.classes.values())
        assert classes - {"verb"} <= used, name


@pytest.mark.parametrize("name", ["predicates.tsv", "function_words.tsv", "indicators.tsv"])
def test_every_row_has_an_example(name: str) -> None:
    missing = [
        row["surface"]
        for row in table(name, ("surface", "class", "example"), ("surface", "class"))
        if not row["example"]
    ]
    assert missing == []


def test_verbs_are_cut_as_words_from_their_examples() -> None:
    """A listed verb that the segmenter never cuts out would be a row that does nothing."""
    rows = table("predicates.tsv", ("surface", "class", "example"))
    cut = {r["example"]: {r["example"][w.start : w.end] for w in segment(r["example"])} for r in rows}
    lost = [r["surface"] for r in rows if r["surface"] not in cut[r["example"]]]
    assert len(lost) <= len(rows) // 20, lost
