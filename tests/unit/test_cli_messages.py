"""What the command line says, in three languages: nothing is missing, nothing is left over."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from zhreport import messages
from zhreport.cli import main
from zhreport.cli.help import EXAMPLES, wrapped
from zhreport.cli.parser import CommandLine
from zhreport.errors import LexiconError

SOURCES = {path: path.read_text(encoding="utf-8") for path in Path("zhreport").rglob("*.py")}
HEADER = "key\ten\tzh-Hans\tzh-Hant\n"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(params=["C", "zh_CN.UTF-8", "zh_TW.UTF-8"])
def locale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", request.param)
    return str(request.param)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zha_CN"}, "en"),
        ({"LANG": "zh"}, "zh-Hans"),
        ({"LANG": "zh_CN.GB18030"}, "zh-Hans"),
        ({"LANG": "zh_SG.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8@pinyin"}, "zh-Hans"),
        ({"LANG": "zh_TW.Big5"}, "zh-Hant"),
        ({"LANG": "zh_HK"}, "zh-Hant"),
        ({"LANG": "zh_MO"}, "zh-Hant"),
        ({"LANG": "zh-Hant-CN"}, "zh-Hant"),
        ({"LANG": "zh_TW", "LC_MESSAGES": "zh_CN"}, "zh-Hans"),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN", "LANG": "zh_TW"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_TW"}, "zh-Hant"),
    ],
)
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert messages.language_of(environment) == language


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("a\tone\t一\n", "a has no words in zh-Hant"),
        ("a\tone\t一\t一\na\ttwo\t二\t二\n", "a stands on line 2 already"),
        ("a\tone {x}\t一\t一 {x}\n", "a has other braces in zh-Hans than in en"),
        ("a\tone\t一\t一\tuno\n", "5 cells where the header has 4"),
    ],
)
def test_tables_that_break_the_rules(rows: str, reason: str) -> None:
    with pytest.raises(LexiconError, match=re.escape(reason)):
        messages.read_messages("own.tsv", HEADER + rows)


def asked_for() -> set[str]:
    """The keys that the code asks for in so many words, and those that are put together of declared names."""
    keys = set()
    for source in (source for source in SOURCES.values() if "from zhreport.messages import" in source):
        keys |= set(re.findall(r"""\bsay\(\s*["']([\w.-]+)["']""", source))
        for key in re.findall(r"""\bcounted\(\s*["']([\w.-]+)["']""", source):
            keys |= {key, f"{key}s"}
    line = CommandLine()
    keys |= {f"command.{name}" for name in line.commands}
    keys |= {f"example.{name}.{i}" for name, examples in EXAMPLES.items() for i in range(1, len(examples) + 1)}
    for name, command in line.commands.items():
        for action in command._actions:
            own = f"option.{name}.{action.dest}"
            keys.add(own if messages.is_said(own) else f"option.{action.dest}")
    return keys


BUILT = ("column.", "told.done", "told.unchanged", "told.copies", "told.removed", "told.failed", "shown.section",
         "shown.fact", "argparse.", "error.", "diagnostic.", "wrong.")  # fmt: skip


def test_no_message_is_missing_and_none_is_left_over() -> None:
    known = set(messages.messages()["en"])
    assert asked_for() - known == set()
    assert {key for key in known - asked_for() if not key.startswith(BUILT)} == set()


@pytest.mark.parametrize("key", [k for k in messages.messages()["en"] if k.startswith(("error.", "diagnostic."))])
def test_what_is_translated_is_what_the_code_says(key: str) -> None:
    words = messages.messages()["en"][key]
    pieces = [literal.strip(" ()") for literal, *_ in Formatter().parse(words) if literal.strip(" ()")]
    assert any(all(piece in source for piece in pieces) for source in SOURCES.values()), words


WRONG = {
    "argparse.required": ["extract"],
    "argparse.unrecognized": ["extract", "x", "--bogus"],
    "argparse.choice": ["extract", "x", "--region", "US"],
    "argparse.one": ["extract", "x", "-o"],
    "argparse.exclusive": ["extract", "x", "-q", "-v"],
    "argparse.ambiguous": ["archive", "x", "y", "--s", "3"],
    "argparse.ignored": ["extract", "x", "--quiet=3"],
    "argparse.other": ["extract", "x", "--year", "07"],
    "wrong.year": ["extract", "x", "--year", "07"],
    "wrong.table": ["extract", "x", "-o", "x.doc"],
    "wrong.page": ["view", "x", "-o", "x.doc"],
    "wrong.questions": ["suggest-aliases", "x", "-o", "x.doc"],
    "wrong.encoding": ["extract", "x", "--encoding", "base64"],
    "wrong.jobs": ["archive", "x", "y", "--jobs", "0"],
    "wrong.limit": ["archive", "x", "y", "--time-limit", "0"],
    "wrong.one_page": ["extract", "x", "y", "-o", "z.html"],
    "wrong.many": ["export", "x", "-"],
    "wrong.overwritten": ["extract", "README.md", "-o", "README.md", "--format", "csv"],
}


@pytest.mark.parametrize("key", WRONG)
def test_wrong_usage_in_the_language_of_the_locale(key: str, locale: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(WRONG[key])
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()[-1]
    literals = [literal for literal, *_ in Formatter().parse(messages.messages()[messages.language()][key])]
    assert all(literal.strip("，。；： ") in told for literal in literals), told
    assert bool(re.search("[\u4e00-\u9fff]", told)) == (locale != "C")


def test_every_wrong_usage_has_a_case() -> None:
    # The terminal that a workbook is not for is in the tests of streams.
    untried = {k for k in messages.messages()["en"] if k.startswith(("wrong.", "argparse."))} - set(WRONG)
    assert untried == {"wrong.binary", "argparse.some"}


@pytest.mark.parametrize("command", [[], *([name] for name in CommandLine().commands)])
def test_help_in_the_language_of_the_locale(
    command: list[str], locale: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "{" not in re.sub(r"\{[\w,-]+\}", "", shown)
    for example in EXAMPLES["".join(command) or "zhreport"]:
        assert f"  {example}\n" in shown
    untold = re.findall("usage:|options:|positional|show ", shown)
    assert (untold == []) == (locale != "C")
    assert ("130" in shown) == (not command)


def test_han_characters_are_two_cells_wide() -> None:
    assert wrapped("報告的章節，排成樹狀", 10) == ["報告的章", "節，排成樹", "狀"]
    for line in wrapped("報告的章節，排成樹狀；各年指標並列對照 as a table", 12):
        assert sum(2 if c > "\u2e7f" else 1 for c in line) <= 12
        assert not line.startswith(("，", "；"))


def test_errors_and_tables_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert main(["extract", str(empty), "corpus/yunxi-education/2007.txt"]) == 1
    told = capsys.readouterr()
    assert told.err == f"zhreport: {empty}：文件是空的；请确认保存或下载完整\n"
    lines = told.out.splitlines()
    assert lines[0].endswith(" · 26 个章节 · 80 个数字")
    assert lines[1].split() == ["原文", "指标", "动作", "数值", "单位", "性质", "状态", "时期"]
