"""Comparing reports: what goes in, targets and outcomes, checks across years, aliases, errors."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import zhreport
from zhreport.compare.aliases import Aliases, of_names, read_aliases
from zhreport.compare.checks import rules
from zhreport.compare.names import make_vocabulary, vocabulary, words_of
from zhreport.compare.observations import ComparisonError
from zhreport.compare.spans import of_columns, spans_kind
from zhreport.errors import LexiconError, OutputError
from zhreport.lexicon.loader import read_rows

YUNXI = [zhreport.read(path) for path in zhreport.corpus.paths("yunxi-education")]


def two(a: str, b: str, **options: object) -> zhreport.Comparison:
    reports = [zhreport.extract(a, doc="a", year=2006), zhreport.extract(b, doc="b", year=2007)]
    return zhreport.compare(reports, **options)  # type: ignore[arg-type]


def test_the_room_and_its_function_have_one_name() -> None:
    code = (
        "import zhreport.compare.checks as checks, zhreport; assert callable(zhreport.compare); "
        "from zhreport import compare, suggest_aliases; "
        "print(len(compare([zhreport.extract('招聘3名教師。', year=2007)]).table), checks.report_checks.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "report_checks"]


def test_tables_of_facts_give_nearly_the_links_of_reports() -> None:
    by_reports = zhreport.compare(YUNXI).pairs
    by_tables = zhreport.compare([report.facts for report in YUNXI]).pairs
    by_one_table = zhreport.compare(pd.concat([report.facts for report in YUNXI])).pairs
    key = ["year_a", "year_b", "start_a", "start_b"]
    both = by_reports.merge(by_tables, on=key)
    assert len(both) >= 0.93 * len(by_reports)
    assert len(by_tables) - len(both) <= 0.03 * len(by_reports)
    assert by_one_table[key].equals(by_tables[key])


def test_targets_stand_beside_their_outcomes_and_not_among_the_pairs() -> None:
    comparison = two("明年計劃招聘教師300名,初中輟學率控制在1.8%以內。", "招聘教師300名,初中輟學率1.95%。")
    assert comparison.pairs.empty
    targets = comparison.targets
    assert targets["target"].tolist() == [300, 1.8]
    assert targets["outcome"].tolist() == [300, 1.95]
    assert targets["target_bound"].tolist() == ["=", "<="]
    assert targets["met"].tolist() == [True, False]
    assert targets["difference"].tolist() == [0, pytest.approx(0.15)]


def test_of_some_things_less_is_better() -> None:
    comparison = two(
        "明年居民消费价格涨幅4%左右,行风评议列第15名,新建校舍2万平方米。",
        "居民消费价格上涨2.6%,行风评议列第13名,新建校舍1.9万平方米。",
    )
    met = comparison.targets.set_index("kind")["met"].to_dict()
    assert met == {"percentage": True, "rank": True, "measure": False}


def test_a_rough_target_leaves_half_of_its_last_digit_open() -> None:
    for outcome, met in (("1.8%", True), ("3.3%", True), ("3.7%", False)):
        targets = two("明年居民消费价格涨幅3%左右。", f"居民消费价格上涨{outcome}。").targets
        assert targets["met"].tolist() == [met], outcome


def test_what_is_planned_for_five_years_is_no_target_of_the_next() -> None:
    plan = "一、今后五年的主要任务\n要把城镇化率提高到51.5%。\n\n二、2007年的工作\n要把入学率提高到96%。\n"
    targets = two(plan, "城镇化率达到48%。入学率达到97%。").targets
    assert targets[["target", "outcome", "met"]].values.tolist() == [[96, 97, True]]


def test_a_value_has_one_change_in_its_own_unit() -> None:
    a, b = "财政收入3.1亿元。", "财政收入3.9亿元,比上年增加8000万元;规模以上工业企业实现利润增长31%,增加4400万元。"
    checks = two(a, b).checks
    assert checks[["rule", "expected", "found"]].values.tolist() == [["difference", 8000, 8000]]


def test_titles_are_told_as_they_are_written() -> None:
    sources = two("一、教師隊伍建設\n招聘3名教師。\n\n二、經費\n投入5萬元。", "招聘4名教師。").sources
    assert sources["titles"].dropna().tolist()[0] == "教師隊伍建設"


def test_a_restated_value_that_differs_is_a_revision() -> None:
    comparison = two("教育經費總投入2.12億元。", "教育經費總投入由上年的2.32億元增加到2.58億元。")
    check = comparison.checks.iloc[0]
    assert check[["doc", "rule", "expected", "found", "holds"]].tolist() == ["b", "restated", 21200, 23200, False]
    assert comparison.check_notes.iloc[0].startswith("revised — 教育經費總投入")


def test_a_rounding_is_no_revision() -> None:
    comparison = two("教育經費總投入21240萬元。", "教育經費總投入由上年的2.12億元增加到2.58億元。")
    assert comparison.checks[["rule", "holds"]].values.tolist() == [["restated", True]]


def test_a_stated_change_is_held_against_the_year_before() -> None:
    comparison = two("告發處分案件2,196件。", "告發處分案件2,054件,較上年度減少152件。")
    assert comparison.checks[["rule", "expected", "found", "holds"]].values.tolist() == [
        ["difference", -142, -152, False]
    ]
    pair = comparison.pairs.iloc[0]
    assert pair["reported_change"] == "減少152件"
    assert not pair["agrees"]


def test_growth_at_constant_prices_is_not_held_against_printed_values() -> None:
    comparison = two("国内生产总值18.23万亿元。", "国内生产总值20.94万亿元,比上年增长10.7%。")
    assert comparison.checks.empty
    pair = comparison.pairs.iloc[0]
    assert pair["reported_change"] == "增长10.7%"
    assert pd.isna(pair["agrees"])


def test_views_are_asked_for_only_when_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []

    class Module:
        def __getattr__(self, name: str) -> object:
            return lambda comparison, *what: asked.append((name, what))

    monkeypatch.setattr("zhreport.compare.comparison.import_module", lambda name: Module())
    comparison = two("招聘3名教師。", "招聘4名教師。")
    comparison.to_excel("x.xlsx")
    comparison.to_html("x.html", language="zh-Hant")
    comparison.plot("教師")
    assert asked == [
        ("comparison_workbook", ("x.xlsx", None)),
        ("comparison_page", ("x.html", "zh-Hant")),
        ("indicator_chart", ("教師",)),
    ]


def test_a_comparison_says_what_it_holds() -> None:
    comparison = two("招聘3名教師。", "招聘4名教師。")
    assert repr(comparison) == (
        "<Comparison of 2 reports, 2006–2007: 1 indicators of several years, 0 of one, 0 checks, 0 fail>"
    )
    assert "<table" in comparison._repr_html_()


@pytest.mark.parametrize(
    ("reports", "words"),
    [
        ([], "nothing: there are no reports to compare"),
        ([zhreport.extract("招聘3名教師。", doc="x")], "x: its year is unknown; give it"),
        ([zhreport.extract("招聘3名。", doc=d, year=2007) for d in "xy"], "x and y: both are of 2007"),
        (["2006.txt"], "'2006.txt': it is no report"),
        ([pd.DataFrame({"text": ["3名"]})], "it lacks the columns doc, year"),
        ([YUNXI[0].facts.assign(year=pd.NA)], "some rows have no year or doc"),
    ],
)
def test_what_cannot_be_compared(reports: list[object], words: str) -> None:
    with pytest.raises(ComparisonError) as raised:
        zhreport.compare(reports)
    assert words in str(raised.value)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_an_alias_links_what_no_word_would(tmp_path: Path) -> None:
    a, b = "建成愛心小屋12間。", "建成留守兒童之家15間。"
    assert two(a, b).pairs.empty
    for name, content in (
        ("x.toml", '[[alias]]\nnames = ["愛心小屋", "留守兒童之家"]\n'),
        ("x.csv", "indicator,variant\n愛心小屋,留守兒童之家\n"),
    ):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        pairs = two(a, b, aliases=path).pairs
        assert pairs[["value_a", "value_b"]].values.tolist() == [[12, 15]]
        assert pairs["confidence"].min() > 0.99


def test_the_aliases_of_a_lexicon_count_too() -> None:
    own = zhreport.Lexicon.parse('[[alias]]\nnames = ["愛心小屋", "留守兒童之家"]')
    a = zhreport.extract("建成愛心小屋12間。", doc="a", year=2006, lexicon=own)
    b = zhreport.extract("建成留守兒童之家15間。", doc="b", year=2007)
    assert len(zhreport.compare([a, b]).pairs) == 1


def test_a_refused_link_is_not_made_again(tmp_path: Path) -> None:
    a, b = "審計工程12個。", "審計建設項目15個。"
    linked = two(a, b).pairs
    assert len(linked) == 1
    path = tmp_path / "no.csv"
    path.write_text("indicator,variant,same\n工程（審計）,建設項目（審計）,no\n", encoding="utf-8")
    comparison = two(a, b, aliases=path)
    assert comparison.pairs.empty
    assert comparison.uncertain.empty


def test_questions_are_written_and_answers_hold(tmp_path: Path) -> None:
    reports = [zhreport.read(path) for path in zhreport.corpus.paths("qinglan-health")]
    comparison = zhreport.compare(reports)
    assert len(comparison.uncertain)
    path = tmp_path / "ask.toml"
    asked = zhreport.suggest_aliases(comparison, path)
    text = path.read_text(encoding="utf-8")
    assert asked == text.count("[[link]]") > 0
    assert read_aliases(path) == Aliases()
    before = {(p.year_a, p.start_a, p.start_b) for p in comparison.uncertain.itertuples()}
    path.write_text(text.replace('same = ""', "same = true"), encoding="utf-8")
    after = zhreport.compare(reports, aliases=path)
    confirmed = {(p.year_a, p.start_a, p.start_b) for p in after.pairs.itertuples()}
    assert len(before & confirmed) >= 1
    path.write_text(text.replace('same = ""', "same = false"), encoding="utf-8")
    refused = zhreport.compare(reports, aliases=path)
    left = {(p.year_a, p.start_a, p.start_b) for p in refused.uncertain.itertuples()}
    assert len(before & left) < len(before)


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("x.toml", "[[alias", 1, "no TOML"),
        ("x.toml", '\n[[alias]]\nnames = ["甲"]\n', 3, "two or more names"),
        ("x.toml", '[[link]]\nnames = ["甲", "乙"]\nsame = "maybe"\n', 2, "same is 'maybe'"),
        ("x.csv", "name,other\n", 1, "the header lacks indicator, variant"),
        ("x.csv", "indicator,variant\n甲,\n", 2, "must both be named"),
        ("x.csv", "indicator,variant,same\n甲,乙,perhaps\n", 2, "same is 'perhaps'"),
        ("x.txt", "", 1, ".txt says no kind of file"),
    ],
)
def test_aliases_that_cannot_be_read(tmp_path: Path, name: str, content: str, line: int, reason: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        read_aliases(path)
    assert (raised.value.path, raised.value.line) == (str(path), line)
    assert reason in raised.value.reason


def test_aliases_add_up() -> None:
    both = of_names([["甲", "乙"]]) + of_names([["丙", "丁"]])
    assert len(both.groups) == 2


def test_questions_are_toml(tmp_path: Path) -> None:
    comparison = two("招聘3名教師。", "招聘4名教師。")
    with pytest.raises(OutputError, match=r"name the file \.toml"):
        zhreport.suggest_aliases(comparison, tmp_path / "x.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        zhreport.suggest_aliases(comparison, tmp_path / "none" / "x.toml")


def test_synonyms_are_read_in_words() -> None:
    assert words_of("國中小教師") == ("中小学", "教师")
    assert words_of("省（自治區、直轄市）") == ("省",)
    assert words_of("中國小微企業") != words_of("中小學微企業")
    known = vocabulary()
    readings = {word for reading in known.readings.values() for word in reading}
    unread = [word for word in readings if word in known.readings and known.readings[word] != (word,)]
    assert [word for word in unread if any(w in known.readings for w in known.readings[word])] == []


ARITHMETIC = ("surface", "class", "first", "second", "example")


def test_the_words_of_arithmetic() -> None:
    assert {"其中", "合计"} <= {row["surface"] for row in rules()}


@pytest.mark.parametrize(
    ("row", "reason"),
    [("甲\tother\t\t\t甲", "the class 'other'"), ("甲\tdifference\t乙\t\t甲", "a first and a second")],
)
def test_words_of_arithmetic_that_break_the_rules(monkeypatch: pytest.MonkeyPatch, row: str, reason: str) -> None:
    rows = list(read_rows("t.tsv", "\t".join(ARITHMETIC) + f"\n{row}\n", ARITHMETIC, ("surface", "class")))
    monkeypatch.setattr("zhreport.compare.checks.table", lambda *_: rows)
    with pytest.raises(LexiconError, match=reason):
        rules.__wrapped__()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("甲\tother\t乙\t甲", "the class 'other'"),
        ("甲\tsame\t\t甲", "rows of class same and rival have a reading"),
        ("甲\tmarker\t乙\t甲", "rows of class same and rival have a reading"),
        ("甲\tgeneric\t\t", "no example"),
    ],
)
def test_synonyms_that_break_the_rules(row: str, reason: str) -> None:
    table = f"surface\tclass\treading\texample\n{row}\n"
    rows = list(read_rows("t.tsv", table, ("surface", "class", "reading", "example"), ("surface",)))
    with pytest.raises(LexiconError, match=reason):
        make_vocabulary(rows)


@pytest.mark.parametrize(
    ("period", "action", "role", "spans", "kind"),
    [
        (None, None, "level", None, "one"),
        ("2007", "增長", "change", None, "one"),
        ("2007-01/2007-05", None, "level", None, "one"),
        ("2003/2007", None, "level", "2003/2007", "5 years"),
        (None, "年均增長", "change", "年均", "average"),
        ("2002", None, "previous", "2002", "5 years"),
        ("2006", None, "previous", None, "one"),
    ],
)
def test_figures_of_several_years(
    period: str | None, action: str | None, role: str, spans: str | None, kind: str
) -> None:
    found = of_columns(period, action, 2008, role)
    assert found == spans
    assert spans_kind(found, 2008) == kind
