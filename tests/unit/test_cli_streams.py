"""The command line as a process: encodings, pipes, terminals, colours, signals, completion."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.terminals import on_a_terminal
from zhreport.cli.help import EXAMPLES
from zhreport.cli.parser import SHELLS

COMMAND = [sys.executable, "-m", "zhreport.cli"]
YUNXI = [f"corpus/yunxi-education/{year}.txt" for year in (2006, 2007)]
HEALTH = [f"corpus/qinglan-health/{year}.txt" for year in (2008, 2009, 2010, 2011)]
DECIDING = ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8",
            "TERM", "COLORTERM")  # fmt: skip


def environment(**added: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in DECIDING}
    return {**kept, "PYTHONPATH": str(Path.cwd()), **added}


def run(*arguments: str, **added: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, env=environment(**added))


def shell(line: str, cwd: Path | None = None, **added: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash, in which zhreport is this one; the status is that of the first of a pipe that failed."""
    setting = f'set -o pipefail; zhreport() {{ "{sys.executable}" -m zhreport.cli "$@"; }}; '
    return subprocess.run(
        ["bash", "-c", setting + line], capture_output=True, check=False, cwd=cwd, env=environment(**added)
    )


def told_on_a_terminal(*arguments: str, **added: str) -> tuple[int, str]:
    """The exit status, and what the command shows where standard output is a terminal."""
    return on_a_terminal([*COMMAND, *arguments], environment(TERM="xterm", COLUMNS="100", **added))


@pytest.mark.parametrize(
    ("added", "encoding"),
    [
        ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "utf-8"),
        ({"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "utf-8"),
        ({"LC_ALL": "zh_CN.GBK"}, "utf-8"),
        ({"PYTHONIOENCODING": "utf-8"}, "utf-8"),
        ({"PYTHONIOENCODING": "gb18030"}, "gb18030"),
        ({"PYTHONIOENCODING": ":replace"}, "utf-8"),
        ({"PYTHONIOENCODING": "utf-16-le"}, "utf-16-le"),
    ],
)
def test_encodings(added: dict[str, str], encoding: str) -> None:
    done = run("sections", YUNXI[1], **added)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding).startswith("雲溪縣教育局2007年度工作總結")


@pytest.mark.parametrize(
    ("named", "start"), [("cp1252", rb"\u96f2\u6eaa"), ("ascii:replace", b"???"), ("ascii", rb"\u96f2\u6eaa")]
)
def test_what_an_encoding_lacks_is_escaped(named: str, start: bytes) -> None:
    done = run("sections", YUNXI[1], PYTHONIOENCODING=named)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(start)


def test_a_windows_code_page_is_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhreport.cli import streams

    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    streams.prepare()
    print("雲溪縣", end="", flush=True)
    assert raw.getvalue().decode() == "雲溪縣"


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (["extract", *YUNXI, "-o", "-"], b"doc,year,section,sentence,start,end,text"),
        (["extract", *YUNXI, "--format", "json"], b"[\n"),
        (["extract", *YUNXI, "-o", "-", "--format", "xlsx"], b"PK"),
        (["extract", *YUNXI, "--format", "parquet"], b"PAR1"),
        (["extract", YUNXI[0], "--format", "html"], b"<!DOCTYPE html>"),
        (["sections", *YUNXI, "-o", "-"], b"doc,start,end,marker,level,number,title,path,parent\n"),
        (["compare", *YUNXI, "-o", "-"], b"indicator,"),
        (["compare", *YUNXI, "--format", "json"], b"[\n"),
        (["compare", *YUNXI, "--format", "xlsx"], b"PK"),
        (["compare", *YUNXI, "--format", "html"], b"<!DOCTYPE html>"),
        (["view", YUNXI[0], "-o", "-"], b"<!DOCTYPE html>"),
        (["suggest-aliases", *HEALTH, "-o", "-"], b"# Links"),
    ],
)
def test_to_standard_output(arguments: list[str], first: bytes) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(first)


def test_piped_tables_are_whole() -> None:
    csv = pd.read_csv(io.BytesIO(run("extract", *YUNXI, "-o", "-").stdout))
    rows = json.loads(run("extract", *YUNXI, "--format", "json").stdout)
    book = pd.read_excel(io.BytesIO(run("extract", *YUNXI, "--format", "xlsx").stdout), sheet_name=None)
    assert len(csv) == len(rows) == len(book["facts"]) > 150
    assert csv["text"].tolist() == [row["text"] for row in rows]
    assert b"\r" not in run("sections", *YUNXI, "-o", "-").stdout


def test_the_format_overrules_the_ending(tmp_path: Path) -> None:
    out = tmp_path / "facts.dat"
    assert run("extract", *YUNXI, "-o", str(out), "--format", "json").returncode == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))) > 150


def test_quiet_and_verbose(tmp_path: Path) -> None:
    out, missing = str(tmp_path / "o.csv"), str(tmp_path / "missing.txt")
    hailan = "corpus/hailan-environment/2020.txt"
    assert run("extract", hailan, "-o", out, "-q").stderr == b""
    assert run("extract", hailan, "-o", out).stderr.decode().startswith(f"{out}: ")
    told = run("extract", hailan, "-o", out, "-v").stderr.decode().splitlines()
    assert told[0].startswith(f"{hailan}: read as 2020: ")
    assert f"  {hailan}: 103:107 “2030”: a figure without a unit that the tables know (unknown-unit)" in told
    done = run("extract", hailan, missing, "-o", "-", "-q")
    assert done.returncode == 1
    assert done.stderr.decode() == f"zhreport: {missing}: there is no such file; check the name and the folder\n"
    assert done.stdout.startswith(b"doc,")


@pytest.mark.parametrize(
    ("added", "coloured"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"FORCE_COLOR": "1", "TERM": "xterm"}, True),
        ({"NO_COLOR": "1"}, False),
    ],
)
def test_colours_of_a_pipe(added: dict[str, str], coloured: bool) -> None:
    done = run("extract", YUNXI[1], **added)
    assert (b"\x1b[36m" in done.stdout) == coloured
    assert (b"\x1b" in done.stdout) == coloured


def test_colours_of_a_terminal() -> None:
    status, shown = told_on_a_terminal("sections", YUNXI[1])
    assert status == 0
    assert "\x1b[36m" in shown
    assert "\x1b[3" not in told_on_a_terminal("sections", YUNXI[1], NO_COLOR="1")[1]
    assert "\x1b" not in told_on_a_terminal("extract", YUNXI[1], "-o", "-")[1]


def test_a_workbook_is_not_for_a_terminal() -> None:
    status, shown = told_on_a_terminal("extract", YUNXI[1], "--format", "xlsx")
    assert status == 2
    assert "xlsx is not for a terminal; end with > FILE, or write -o FILE" in " ".join(shown.split())


@pytest.mark.parametrize(
    "line",
    [
        "zhreport extract corpus/yunxi-education/*.txt | head -n 1",
        f"zhreport extract {YUNXI[0]} -o - | true",
        f"zhreport view {YUNXI[0]} -o - | head -n 1",
        f"zhreport sections {YUNXI[0]} -v 2>&1 | true",
        "zhreport completion bash | true",
    ],
)
def test_a_reader_that_stops_early_is_no_error(line: str) -> None:
    done = shell(line)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["sections", "extract -o - --format json"])
def test_a_full_disk_is_told(command: str) -> None:
    done = shell(f"zhreport {command} {YUNXI[0]} > /dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().startswith("zhreport: standard output: it cannot be written (No space left")
    assert len(done.stderr.splitlines()) == 1


def test_closed_streams() -> None:
    assert shell(f"zhreport sections {YUNXI[0]} >&-").stderr == b""
    assert shell(f"zhreport sections {YUNXI[0]} nowhere 2>&-").returncode == 1


BAD = [
    ("extract {f} -o {d}/no/o.csv", 1, "its folder does not exist; make "),
    ("extract {f} -o {d} --format csv", 1, "it is a directory; name a file in it"),
    ("extract {f} --encoding klingon", 2, "the encoding 'klingon' is unknown"),
    ("extract {f} -o {d}/x.doc", 2, "says no kind of table; end it in .csv"),
    ("compare {f} --aliases {d}/none.toml", 1, "none.toml: there is no such file; check"),
    ("compare {f} --aliases {d}", 1, "it cannot be read (Is a directory); check"),
    ("compare {f}", 0, "one report has nothing to be compared with"),
    ("archive {d} {d}/s.duckdb --lexicon {d}/none.toml", 1, "none.toml: there is no such file; check"),
    ("archive {d}/none {d}/s.duckdb", 1, "there is no such folder; check"),
    ("archive {d} {d}/s.duckdb --encoding klingon", 2, "the encoding 'klingon' is unknown"),
    ("sql {d}/none.duckdb -o {d}/x.doc", 2, "says no kind of table"),
    ("sql {d}/none.duckdb -o {d}/no/x.csv", 1, "its folder does not exist"),
    ("suggest-aliases {f} -o {d}/no/x.toml", 1, "its folder does not exist"),
    ("view {f} -o {d}/no/x.html", 1, "its folder does not exist"),
    ("extract {f} --bogus", 2, "usage: zhreport extract"),
]


@pytest.mark.parametrize(("line", "status", "told"), BAD)
def test_mistakes_are_told_before_the_work(line: str, status: int, told: str, tmp_path: Path) -> None:
    done = run(*line.format(f=YUNXI[0], d=tmp_path).split(), COLUMNS="200")
    assert done.returncode == status
    assert told in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_read_is_not_overwritten(tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    shutil.copy(YUNXI[0], report)
    before = report.read_bytes()
    done = run("extract", str(report), "-o", f"{tmp_path}/./report.csv")
    assert (done.returncode, report.read_bytes()) == (2, before)
    assert b"is read by this command; write to another place" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_from_old_windows_archives(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + "/年报.txt".encode("gbk"))
    shutil.copy(YUNXI[0], name)
    done = run("sections", name, "-o", "-", "-v")
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[0].startswith(f"{tmp_path}/年报.txt: read as 年报: ")
    assert done.stdout.decode().splitlines()[1].startswith("年报,")
    done = run("sections", name.replace(".txt", ".doc"), "-o", f"{name}.csv")
    assert (
        done.stderr.decode() == f"zhreport: {tmp_path}/年报.doc: there is no such file; check the name and the folder\n"
    )
    assert run("sections", name, "-o", f"{name}.csv").stderr.decode().startswith(f"{tmp_path}/年报.txt.csv: ")


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="everything may be read by root")
def test_no_permission(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("招聘12名。", encoding="utf-8")
    report.chmod(0)
    done = run("extract", str(report))
    assert done.returncode == 1
    assert b"it may not be read (Permission denied); ask for the right" in done.stderr


def test_interrupted() -> None:
    # The same report over and over, so that there is time to interrupt.
    with subprocess.Popen(
        [*COMMAND, "extract", *YUNXI * 60],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # Shells start what runs in the background with the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, b"zhreport: interrupted\n")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some of the corpus, where the examples of the help are tried."""
    place = tmp_path_factory.mktemp("checkout")
    for path in (*YUNXI, *HEALTH):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place / path)
    return place


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_examples_of_the_help_work(command: str, checkout: Path) -> None:
    if command in ("sql", "export") and not (checkout / "store.duckdb").exists():
        assert shell(EXAMPLES["archive"][0], checkout).returncode == 0
    for example in EXAMPLES[command]:
        done = shell(example, checkout)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), example
        assert done.stdout or done.stderr or command == "completion"


@pytest.mark.parametrize("name", SHELLS)
def test_completion_is_valid_where_the_shell_is(name: str) -> None:
    done = run("completion", name)
    assert done.returncode == 0
    assert b"suggest-aliases" in done.stdout
    if shutil.which(name):
        assert subprocess.run([name, "-n"], input=done.stdout, check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ex", "extract export"),
        ("extract --form", "--format"),
        ("extract --format p", "parquet"),
        ("view --language zh-Han", "zh-Hans zh-Hant"),
        ("extract corpus/yunxi", "corpus/yunxi-education"),
        ("archive corp", "corpus"),
        ("completion z", "zsh"),
    ],
)
def test_completion_in_bash(words: str, offered: str) -> None:
    line = f"""eval "$(zhreport completion bash)"; COMP_WORDS=(zhreport {words})
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _shtab_zhreport; echo "${{COMPREPLY[@]}}" """
    assert shell(line).stdout.decode().strip() == offered
