"""Words: boundaries, tags, offsets, and what importing jieba must not do."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from zhreport.lexicon.loader import read_rows
from zhreport.text.folding import fold
from zhreport.text.words import JiebaSegmenter, segment, segmenter, show_words, tag_of, terms

SENTENCES = [
    ("全县小\n\n学、国中教师", "全县/小学/、/国中/教师"),
    ("糧食產量增長", "糧食產量/增長"),
    ("投入12,345.6萬元", "投入/12,345.6/萬元"),
    ("新增一百三十四万人", "新增/一百三十四万/人"),
    ("合格率为百分之九十三点六", "合格率/为/百分之九十三点六"),
    ("新建5G基站", "新建/5G/基站"),
    ("PM2.5濃度15.1微克", "PM2.5/濃度/15.1/微克"),
    ("汰換電動機車９,912輛", "汰換/電動機車/９,912/輛"),
    ("上线率99.5%，审减12处", "上线率/99.5%/，/审减/12/处"),
    ("統一兩岸", "統一/兩岸"),
    ("Word 2007 教程", "Word/2007/教程"),
    ("  ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), SENTENCES)
def test_words_of_sentences(text: str, shown: str) -> None:
    assert "/".join(show_words(text, segment(fold(text)))) == shown


@pytest.mark.parametrize(("text", "_shown"), SENTENCES)
def test_words_cover_all_but_white_space(text: str, _shown: str) -> None:
    words = segment(fold(text))
    assert all(one.end <= two.start for one, two in itertools.pairwise(words))
    covered = {i for word in words for i in range(word.start, word.end)}
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


def test_a_part_of_a_text_keeps_its_offsets() -> None:
    text = "审计项目64个,审减468.3万元"
    words = segment(text, text.index("审减"), len(text))
    assert [(w.start, text[w.start : w.end]) for w in words] == [(8, "审减"), (10, "468.3"), (15, "万元")]


@pytest.mark.parametrize(
    ("word", "tag"),
    [("学校", "n"), ("选派", "v"), ("审减", "v"), ("辍学率", "n"), ("人次", "q"), ("km", "eng"), ("渠江镇", None)],
)
def test_tags(word: str, tag: str | None) -> None:
    assert tag_of(word) == tag


def test_every_term_is_cut_as_one_word_from_its_example() -> None:
    split = [row["surface"] for row in terms() if row["surface"] not in segmenter().cut(row["example"])]
    assert split == []


def test_users_terms_are_words() -> None:
    own = "surface\ttag\texample\n渠中师生\tn\t渠中师生参加\n"
    rows = list(read_rows("own.tsv", own, ("surface", "tag"), ("surface",)))
    assert list(JiebaSegmenter(rows).cut("渠中师生参加")) == ["渠中师生", "参加"]
    assert "渠中师生" not in list(segmenter().cut("渠中师生参加"))


def test_loading_is_silent_and_leaves_no_cache(tmp_path: object) -> None:
    code = (
        "import logging, sys; from zhreport.text.words import segment; segment('全县教师');"
        "assert logging.getLogger().handlers == []"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=True, env={"TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stdout == done.stderr == ""
    assert list(tmp_path.iterdir()) == []  # type: ignore[attr-defined]
