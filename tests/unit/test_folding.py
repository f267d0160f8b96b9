"""The folded view: characters one to one, judged by OpenCC on real Traditional text."""

from __future__ import annotations

import re
from pathlib import Path

import opencc
import pytest

from zhreport.errors import LexiconError
from zhreport.lexicon.loader import read_rows
from zhreport.text.folding import fold, fold_table

TRADITIONAL = sorted(
    path
    for folder in ("yunxi-education", "hailan-environment")
    for path in (Path(__file__).parents[2] / "corpus" / folder).glob("*.txt")
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("全縣１２．５億元（含小學）", "全县12.5亿元(含小学)"),
        ("三峽、呼籲、勇猛、糊塗、脊梁", "三峡、呼吁、勇猛、糊涂、脊梁"),
        ("羣眾採購防衞用品,佔週轉金", "群众采购防卫用品,占周转金"),
        ("託管、僱員、併購、鉅額、註記、遊覽、提昇", "托管、雇员、并购、巨额、注记、游览、提升"),
        ("成效顯著,著名專著", "成效显著,著名专著"),
        ("沿著河岸、隨著時間、著力推動、較著重", "沿着河岸、随着时间、着力推动、较着重"),
        ("計畫、規畫、企畫與繪畫、畫冊", "计划、规划、企划与绘画、画册"),
        ("反覆、答覆、批覆與覆蓋、回覆", "反复、答复、批复与覆盖、回复"),
        ("家俱、傢俱與俱樂部", "家具、家具与俱乐部"),
        ("復甦", "复苏"),
        ("二○○六年", "二〇〇六年"),
        ("１：１９、1∶19、1﹕19、1︰19", "1:19、1:19、1:19、1:19"),
        ("３～５、3〜5、3–5、3－5", "3~5、3~5、3—5、3-5"),
        ("「乾淨」『健康』", "“干净”‘健康’"),
        ("國發〔2003〕19號﹙含附件﹚", "国发(2003)19号(含附件)"),
        ("﹁好﹂︵一︶︿園丁﹀︙", "“好”(一)《园丁》…"),
        ("⼀⾦⽔⻄", "一金水西"),
        ("豈有樂", "岂有乐"),
        ("𝟏𝟐𝟑", "123"),
        ("❶➁㊁", "①②㈡"),
        ("９５%﹪％", "95%%%"),
        ("a\tb\u3000c\xa0d\u200be\ufefff\x00g\u202eh", "a b c d e f g h"),
        ("甲\r\n乙\r丙\f丁\u2028戊\v己", "甲 \n乙\n丙\n丁\n戊\n己"),
        ("葛\U000e0100城", "葛 城"),
        ("\ud800壹", "\ud800壹"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert len(folded) == len(written)


@pytest.mark.parametrize("configuration", ["t2s", "tw2s"])
def test_opencc_agrees(configuration: str) -> None:
    """On real Traditional text fewer than one character in two thousand is folded otherwise than OpenCC does."""
    converter = opencc.OpenCC(configuration)
    characters = differences = 0
    for path in TRADITIONAL:
        text = path.read_text(encoding="utf-8")
        # OpenCC leaves widths and marks alone, so both go through the fold.
        judged = fold(converter.convert(text))
        assert len(judged) == len(text)
        characters += len(text)
        differences += sum(one != two for one, two in zip(fold(text), judged, strict=True))
    assert characters > 10_000
    assert differences / characters < 0.0005


def test_simplified_text_stays() -> None:
    text = "三峡工程、呼叫中心、凶猛、糊涂、脊柱、著作、覆盖率、俱乐部"
    assert fold(text) == text


def test_table_is_one_to_one() -> None:
    assert all(len(plain) == 1 for plain in fold_table().values())
    assert not set(fold_table()) & {ord(plain) for plain in fold_table().values()}


def test_rows_that_hang_on_a_word_take_one_character() -> None:
    """`where` must match the character alone, or offsets would shift."""
    table = Path(__file__).parents[2] / "zhreport" / "lexicon" / "script.tsv"
    columns = ("written", "simplified", "source", "where")
    rows = read_rows("script.tsv", table.read_text(encoding="utf-8"), columns, ("written", "where"))
    bound = [row for row in rows if row["where"]]
    assert {row["written"] for row in bound} == {"著", "覆", "画", "俱"}
    for row in bound:
        assert re.compile(row["where"]).pattern.startswith(row["written"])
        assert len(row["simplified"]) == 1


def test_a_row_given_twice_is_refused() -> None:
    table = "written\tsimplified\tsource\twhere\n縣\t县\tx\n縣\t县\tx\n"
    with pytest.raises(LexiconError, match=r"script\.tsv:3: .*stands on line 2 already"):
        list(read_rows("script.tsv", table, ("written", "simplified"), ("written", "where")))
