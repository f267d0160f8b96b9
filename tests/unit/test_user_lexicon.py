"""The user's own terms change segmentation, names, units and set phrases together, and nothing outside their report."""

from __future__ import annotations

import threading

import pytest

import zhreport
from zhreport.errors import LexiconError

OWN = """
[[term]]
surface = "雙創帶動倍增計劃"

[[term]]
surface = "掛點"
class = "strong"

[[classifier]]
surface = "籮筐"
std_unit = "籮筐"

[[measure]]
surface = "小畝"
kind = "measure"
std_unit = "平方米"
factor = "400"

[[phrase]]
phrase = "三十條硬措施"

[[alias]]
names = ["參訓教師", "參培教師"]
"""


@pytest.fixture
def own() -> zhreport.Lexicon:
    return zhreport.Lexicon.parse(OWN)


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("全年收購鮮筍320籮筐。", "std_unit", ["籮筐"]),
        ("整治撂荒地12小畝。", "std_value", [4800.0]),
        ("領導掛點企業36家。", "item", ["企業"]),
        ("全面落實三十條硬措施。", "text", []),
    ],
)
def test_terms_change_what_is_read(own: zhreport.Lexicon, text: str, column: str, expected: list[object]) -> None:
    assert zhreport.extract(text, lexicon=own).facts[column].tolist() == expected


def test_terms_are_words(own: zhreport.Lexicon) -> None:
    text = "落實雙創帶動倍增計劃。"
    assert "雙創帶動倍增計劃" not in zhreport.extract(text).sentences["words"][0].split(" ")
    assert "雙創帶動倍增計劃" in zhreport.extract(text, lexicon=own).sentences["words"][0].split(" ")


def test_other_reports_are_as_before(own: zhreport.Lexicon) -> None:
    text = "整治撂荒地12小畝。"
    before = zhreport.extract(text).facts["std_value"].tolist()
    zhreport.extract(text, lexicon=own)
    assert zhreport.extract(text).facts["std_value"].tolist() == before
    seen: list[list[float]] = []
    thread = threading.Thread(target=lambda: seen.append(zhreport.extract(text).facts["std_value"].tolist()))
    thread.start()
    thread.join()
    assert seen == [before]


def test_a_user_row_replaces_ours() -> None:
    own = zhreport.Lexicon.parse('[[measure]]\nsurface = "擔"\nkind = "measure"\nstd_unit = "公斤"\nfactor = "60"\n')
    assert zhreport.extract("棉花產量5擔。").facts["std_value"].tolist() == [250.0]
    assert zhreport.extract("棉花產量5擔。", lexicon=own).facts["std_value"].tolist() == [300.0]


def test_aliases_are_kept(own: zhreport.Lexicon) -> None:
    assert own.aliases == (("參訓教師", "參培教師"),)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[term]\n", 1, "no TOML"),
        ('\n[[word]]\nsurface = "x"\n', 2, "is none of"),
        ('[[measure]]\nsurface = "畝"\n', 2, "lacks kind, std_unit, factor"),
        ('[[term]]\nsurface = "掛點"\nclass = "verbs"\n', 2, "'verbs'"),
        ('[[alias]]\nnames = ["參訓教師"]\n', 2, "two or more"),
    ],
)
def test_mistakes_name_file_and_line(text: str, line: int, words: str) -> None:
    with pytest.raises(LexiconError) as raised:
        zhreport.Lexicon.parse(text, "own.toml")
    assert (raised.value.path, raised.value.line) == ("own.toml", line)
    assert words in str(raised.value)


def test_a_file_is_read(tmp_path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8-sig")
    assert zhreport.Lexicon.read(file).path == str(file)
    with pytest.raises(OSError, match="nowhere"):
        zhreport.Lexicon.read(tmp_path / "nowhere.toml")
