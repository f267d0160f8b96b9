from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhreport.model import Quantity
from zhreport.quantities import find_quantities
from zhreport.quantities.joined import join
from zhreport.quantities.mentions import find_mentions
from zhreport.text.layout import flowing

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "quantities.jsonl").read_text(encoding="utf-8").splitlines()
]


def shown(quantity: Quantity) -> list[str | None]:
    value = str(quantity.value) if quantity.value is not None else f"{quantity.low}..{quantity.high}"
    std = None if quantity.std_value is None else f"{round(quantity.std_value, 10).normalize():f}"
    return [
        quantity.text, quantity.kind, value, quantity.unit, std, quantity.std_unit, quantity.currency, quantity.bound,
    ]  # fmt: skip


def wanted(row: list[Any]) -> list[str | None]:
    std = None if row[4] is None else f"{round(Decimal(row[4]), 10).normalize():f}"
    return [*row[:4], std, *row[5:]]


def params() -> list[Any]:
    known = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, marks=[known] if c["family"] == "known-failure" else [], id=c["text"][:24]) for c in CASES]


@pytest.mark.parametrize("case", params())
def test_cases(case: dict[str, Any]) -> None:
    text = case["text"]
    quantities, diagnostics = find_mentions(text, flowing(text), region=case.get("region"))
    assert [shown(q) for q in quantities] == [wanted(row) for row in case["find"]]
    assert [[text[d.start : d.end], d.code] for d in diagnostics] == case.get("puzzles", [])
    for q in quantities:
        assert text[q.start : q.end] == q.text
        assert q.reach_start <= q.start < q.end <= q.reach_end


@pytest.mark.parametrize(
    ("text", "region", "reach", "bound"),
    [
        ("合格率不低于97%。", None, "不低于97%", ">="),
        ("培训5500人次以上。", None, "5500人次以上", ">="),
        ("占全县的近五成。", None, "近五成", "~"),
        ("约占全市卫生院总数的三分之一。", None, "约占全市卫生院总数的三分之一", "~"),
        ("投入约人民币3亿元。", None, "约人民币3亿元", "~"),
        ("超過了1300餘名。", "TW", "超過了1300餘名", ">"),
    ],
)
def test_the_reach_holds_the_words_of_the_bound(text: str, region: Any, reach: str, bound: str) -> None:
    [quantity] = find_quantities(text, region)
    assert (text[quantity.reach_start : quantity.reach_end], quantity.bound) == (reach, bound)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("561.3萬元", "0.1"), ("3000人", "1"), ("三千人", "1000"), ("32亿5,000万元", "1"), ("三万五千元", "1000"),
        ("十余万人", "10"), ("96.00%", "0.01"), ("百分之六十四点八", "0.1"), ("三成半", "0.5"), ("3—5.5万元", "0.1"),
    ],
)  # fmt: skip
def test_the_weight_is_that_of_the_last_written_digit(text: str, weight: str) -> None:
    [quantity] = find_quantities(text)
    assert quantity.weight == Decimal(weight)


@pytest.mark.parametrize(("region", "currency"), [(None, "CNY"), ("CN", "CNY"), ("TW", "TWD"), ("HK", "HKD")])
def test_the_region_decides_a_bare_yuan(region: Any, currency: str) -> None:
    assert [q.currency for q in find_quantities("罚款300元,另3美元,￥5", region)] == [currency, "USD", currency]


def test_the_note_that_all_sums_are_taiwanese_decides_too() -> None:
    assert [q.currency for q in find_quantities("預算新臺幣（下同）32億元,支出31億元")] == ["TWD", "TWD"]


def test_no_quantity_overlaps_an_enumerator() -> None:
    text = "1、5所学校 2、7所学校"
    quantities, _ = find_mentions(text, flowing(text), region=None, enumerators=[(7, 9), (0, 2)])
    assert [(q.text, q.start) for q in quantities] == [("5所", 2), ("7所", 9)]
    quantities, _ = find_mentions("3所", "3所", region=None, enumerators=[(0, 3)])
    assert quantities == ()


def test_find_quantities_keeps_what_is_only_the_setting() -> None:
    text = "连续6年增长,抓好四个方面"
    assert [q.text for q in find_quantities(text)] == ["6年", "四个"]
    assert find_mentions(text, text, region=None)[0] == ()


def test_a_text_that_is_only_a_figure_means_it() -> None:
    assert [(q.text, str(q.value)) for text in ("一个", "一年", "两年") for q in find_quantities(text)] == [
        ("一个", "1"), ("一年", "1"), ("两年", "2"),
    ]  # fmt: skip
    assert find_quantities("这是一个目标") == []


def test_a_repetition_is_no_text() -> None:
    text = "投入3万元。" + "1至" * 5000 + "培训5名"
    found, [puzzle] = find_mentions(text, text, region=None)
    assert [q.text for q in found] == ["3万元", "5名"]
    assert (puzzle.code, puzzle.end) == ("repetition", text.index("培"))
    cells = "3所、" * 300
    assert len(find_mentions(cells, cells, region=None)[0]) == 300


def test_the_joined_view_leads_back_to_the_source() -> None:
    text = "共 1 1 3 4 4 公里，第 3 页 36 億 2,404 萬元。\n 5 所"
    view = join(text, flowing(text))
    assert view.text == "共11344公里,第3页36亿2,404万元。\n 5所"
    assert [view.source(view.text.index(c)) for c in "共页亿所"] == [text.index(c) for c in "共页億所"]
    assert view.source_end(0) == 0
    assert text[view.source(1) : view.source_end(8)] == "1 1 3 4 4 公里"
