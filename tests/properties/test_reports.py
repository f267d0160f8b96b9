"""What holds for every report: sound facts, tables as declared, no trace of other reports, the same in both scripts.

ZHREPORT_EXAMPLES=20000 tries as many reports for each, other ones in every run.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from tests.fuzz.run import TARGETS, timed
from tests.fuzz.soundness import assert_sound, in_traditional, shape
from tests.properties.report_texts import REGIONS, REPORTS, YEARS, tried
from zhreport import Lexicon, tables
from zhreport.model import Region
from zhreport.pipeline import extract_values
from zhreport.report import Report
from zhreport.text.folding import fold
from zhreport.text.layout import flowing

OWN = Lexicon.parse(
    '[[term]]\nsurface = "教育事业"\n[[classifier]]\nsurface = "小"\n[[measure]]\nsurface = "担"\nkind = "measure"\n'
    'std_unit = "公斤"\nfactor = "50"\n[[phrase]]\nphrase = "三个百分点"\n[[term]]\nsurface = "合格率"\n'
)
FOUND = [json.loads(line) for line in Path("tests/fuzz/found.jsonl").read_text(encoding="utf-8").splitlines()]
_LONE = re.compile("[\ud800-\udfff]")
CORPUS = sorted(Path("corpus").glob("*/*.txt"))


@tried(800)
@given(text=REPORTS, year=YEARS, region=REGIONS)
def test_facts_of_every_report_are_sound(text: str, year: int | None, region: Region | None) -> None:
    assert_sound(extract_values(text, doc="text", year=year, region=region))


@tried(500)
@given(text=REPORTS, region=REGIONS)
def test_the_other_script_says_the_same(text: str, region: Region | None) -> None:
    plain = fold(text)
    other = in_traditional(plain)
    assert fold(other) == plain
    region = region or "CN"  # the script is a sign of the region where nothing else is
    one, two = (extract_values(t, doc="text", year=2007, region=region) for t in (plain, other))
    assert [shape(fact) for fact in two.facts] == [shape(fact) for fact in one.facts]
    places = [[(s.start, s.end, s.level, s.number, s.parent) for s in found.sections] for found in (one, two)]
    assert places[0] == places[1]


@tried(250)
@given(first=REPORTS, second=REPORTS, region=REGIONS)
def test_a_report_read_before_leaves_nothing(first: str, second: str, region: Region | None) -> None:
    alone = extract_values(second, doc="text", region=region)
    extract_values(first, doc="text", year=1956)
    assert extract_values(second, doc="text", region=region) == alone
    extract_values(second, doc="text", region=region, lexicon=OWN)
    extract_values(first, doc="text", region=region, lexicon=OWN)
    assert extract_values(second, doc="text", region=region) == alone


_READ_THEM = """
import hashlib, json, sys
from zhreport.pipeline import extract_values
texts = json.load(sys.stdin)
print(json.dumps([hashlib.sha256(repr(extract_values(t, doc="text")).encode()).hexdigest() for t in texts]))
"""


def test_the_order_of_reports_is_nothing_to_them() -> None:
    """Another process, which reads the same reports from the last to the first, finds the same in each."""
    texts = [path.read_text(encoding="utf-8") for path in CORPUS] + [str(row["text"]) for row in FOUND if "text" in row]
    here = [hashlib.sha256(repr(extract_values(text, doc="text")).encode()).hexdigest() for text in texts]
    command = [sys.executable, "-c", _READ_THEM]
    done = subprocess.run(command, input=json.dumps(texts[::-1]), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)[::-1] == here


@tried(150)
@given(text=REPORTS.map(lambda text: _LONE.sub("\ufffd", text)), year=YEARS, region=REGIONS)
def test_tables_are_as_declared(text: str, year: int | None, region: Region | None) -> None:
    report = Report(extract_values(text, doc="text", year=year, region=region))
    for made, declared in (
        (report.facts, tables.FACT_COLUMNS),
        (report.sections, tables.SECTION_COLUMNS),
        (report.sentences, tables.SENTENCE_COLUMNS),
        (report.diagnostics, tables.DIAGNOSTIC_COLUMNS),
        (report.checks, tables.CHECK_COLUMNS),
    ):
        assert list(made.columns) == list(declared)
        assert all(made[name].dtype == dtype for name, dtype in declared.items())
        assert list(made.index) == list(range(len(made)))
    view = flowing(text)
    for row in report.sentences.itertuples():
        assert row.sentence == text[row.start : row.end]
        kept = "".join(text[at] for at in range(row.start, row.end) if not view[at].isspace())
        assert "".join(row.words.split()) == kept
    assert set(report.facts["sentence"]) <= set(report.sentences.index)
    assert set(report.facts["section"].dropna()) <= set(report.sections["path"])


def test_words_without_page_numbers() -> None:
    report = Report(extract_values("全县各级各类学校中的小\n- 3 -\n学共有120所。", doc="text"))
    assert "小学" in report.sentences["words"][0].split()


def test_tables_of_a_text_with_a_lone_surrogate() -> None:
    assert len(Report(extract_values("\ud800全县投入12万元。", doc="text")).facts) == 1


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["id"])
def test_what_the_fuzzer_found(case: dict[str, str]) -> None:
    if "bytes" in case:
        timed(TARGETS["bytes"])(bytes.fromhex(case["bytes"]))
        return
    assert_sound(extract_values(case["text"], doc="text"))
    for region in ("CN", "TW"):
        one, two = (
            extract_values(text, doc="text", year=2007, region=region)  # type: ignore[arg-type]
            for text in (case["text"], in_traditional(case["text"]))
        )
        assert [shape(fact) for fact in two.facts] == [shape(fact) for fact in one.facts]
