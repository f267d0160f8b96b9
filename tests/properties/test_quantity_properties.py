from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import growth, seconds
from zhreport.quantities import find_quantities, parse_number, render_number
from zhreport.quantities.mentions import find_mentions
from zhreport.text.layout import flowing

WORDS = """
    〇 一 二 两 三 四 五 九 十 百 千 万 亿 兆 廿 几 余 多 来 点 半 負 首位 第 前 约 近 超过 不低于 以上 以下 左右 至 到
    由
    - — ~ 、 和 ， 。 ； ： 比 / % ‰ 分之 百分之 成 折 倍 番 翻 元 萬元 人民币 ￥ 个 名 所 人次 斤 两 米 平方米 天 年 月
    日 时 分 小时 工作日 百分点 统一 三农 0 1 2 3 12 345 1,234 0.5 .5 ３ ．８ ( ) （ ） G 学校 增长 达到
"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])
TEXTS = st.lists(st.one_of(PIECES, st.just(" "), st.text(max_size=2)), max_size=40).map("".join)
SENTENCE = "全年投入561.3万元,培训教师1650余人次,合格率不低于97%。"


@given(text=TEXTS, region=st.sampled_from([None, "CN", "TW", "HK"]))
def test_spans_are_exact_ordered_and_apart(text: str, region: None) -> None:
    quantities, diagnostics = find_mentions(text, flowing(text), region=region)
    end = 0
    for q in quantities:
        assert q.start >= end
        assert q.text == text[q.start : q.end]
        assert q.text.strip() == q.text != ""
        assert 0 <= q.reach_start <= q.start < q.end <= q.reach_end <= len(text)
        assert (q.value is None) == (q.low is not None) == (q.high is not None)
        assert q.low is None or q.high is None or q.low < q.high
        assert (q.currency is not None) == (q.kind == "amount")
        assert q.weight > 0
        end = q.end
    for d in diagnostics:
        assert 0 <= d.start < d.end <= len(text)


@given(text=TEXTS)
def test_a_neighbouring_sentence_changes_no_quantity(text: str) -> None:
    alone = [q.text for q in find_quantities(SENTENCE)]
    assert alone == ["561.3万元", "1650余人次", "97%"]
    with_neighbour = find_quantities(SENTENCE + "\n" + text)
    assert [q.text for q in with_neighbour[:3]] == alone


@given(number=st.integers(1, 10**12), style=st.sampled_from(["arabic", "grouped", "scaled", "han", "financial"]))
def test_an_amount_is_found_with_its_value_in_any_style(number: int, style: str) -> None:
    written = render_number(number, style)  # type: ignore[arg-type]
    [quantity] = find_quantities(f"共投入{written}元。")
    assert quantity.text == written + "元"
    assert quantity.std_value is not None
    assert quantity.std_value * 10000 == number == parse_number(written)


@given(number=st.decimals(min_value=0, max_value=999, places=2))
def test_a_share_is_found_in_any_spelling(number: Decimal) -> None:
    spellings = [f"{number}%", f"{number}％", f"百分之{render_number(number)}", f"{number} %"]
    assert [q.value for text in spellings for q in find_quantities("增长" + text)] == [number] * len(spellings)


def reading(text: str) -> Callable[[], object]:
    view = flowing(text)
    return lambda: find_mentions(text, view, region=None)


@pytest.mark.parametrize(
    "character", ["1", "一", "万", "萬", "(", "（", " ", "　", "%", "第", "几", "半", "\n", "百", ","]
)
def test_a_megabyte_of_one_character_takes_less_than_a_second(character: str) -> None:
    assert seconds(reading(character * 10**6), enough=1) < 1


PATTERNS = [
    "三所", "1至", "3、", "1,", "百分之", "1/", "约3元以上,", "由3到", "一个", "3元", "12至3个,", "3元5件7个,",
    "32亿5,000万元",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_megabyte_of_one_pattern_takes_less_than_a_second(pattern: str) -> None:
    assert seconds(reading(pattern * (10**6 // len(pattern))), enough=1) < 1


@pytest.mark.parametrize("pattern", [*PATTERNS, "1 "])
def test_time_grows_with_the_length_of_the_text(pattern: str) -> None:
    # A sign that changes keeps the text from being a mere repetition.
    small, large = ("".join(pattern + chr(0x4E00 + 137 * i % 7919) for i in range(count)) for count in (1000, 8000))
    assert growth(reading(small), reading(large), 20) < 20
