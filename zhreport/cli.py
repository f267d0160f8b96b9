"""The command line: `zhreport extract FILE…`, `zhreport sections FILE…`, `zhreport view FILE`."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhreport import __version__
from zhreport.errors import ZhReportError

if TYPE_CHECKING:
    import pandas as pd

    from zhreport.report import Report

_DONE, _SOME_FAILED, _USAGE = 0, 1, 2
_OUTPUT_SUFFIXES = (".csv", ".xlsx", ".parquet", ".json")
_PAGE_SUFFIXES = (".html", ".htm")


def _year(words: str) -> int:
    if not re.fullmatch("[12][0-9]{3}", words):
        raise argparse.ArgumentTypeError(f"{words!r} is no year; give four digits of our era, as 2007")
    return int(words)


def _output(words: str) -> str:
    if Path(words).suffix.lower() not in _OUTPUT_SUFFIXES:
        raise argparse.ArgumentTypeError(f"{words!r} says no kind of table; end it in {', '.join(_OUTPUT_SUFFIXES)}")
    return words


def _is_page(words: str) -> bool:
    return Path(words).suffix.lower() in _PAGE_SUFFIXES


def _table_or_page(words: str) -> str:
    return words if _is_page(words) else _output(words)


def _page(words: str) -> str:
    if not _is_page(words):
        raise argparse.ArgumentTypeError(f"{words!r} is no page's name; end it in .html")
    return words


def _add_reading(command: argparse.ArgumentParser) -> None:
    """The options that overrule what is inferred from a file."""
    command.add_argument(
        "--year", type=_year, help="the reports' year, where the text does not say it or says it wrong"
    )
    command.add_argument("--region", choices=["CN", "TW", "HK"], help="where the reports come from: what a bare 元 is")
    command.add_argument("--encoding", help="the files' encoding, to have it not judged")


def _add_view(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files", nargs=1, metavar="FILE", help="a report: text in any Chinese encoding, a web page, Word, PDF, Markdown"
    )
    command.add_argument("-o", "--output", type=_page, required=True, metavar="PAGE", help="write the page to PAGE")
    _add_reading(command)
    command.add_argument(
        "--language", choices=["en", "zh-Hans", "zh-Hant"], help="the page's own words; else in the report's script"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhreport", description="Tables of facts from Chinese summary reports.")
    parser.add_argument("--version", action="version", version=f"zhreport {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, told, output, kinds in (
        ("extract", "the figures of reports, with what they measure", _table_or_page, ".parquet, .json or .html"),
        ("sections", "the sections of reports, as a tree", _output, ".parquet or .json"),
    ):
        command = commands.add_parser(name, help=told, description=f"Shows {told}.")
        command.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="a report: text in any Chinese encoding, a web page, Word, PDF, Markdown",
        )
        command.add_argument(
            "-o", "--output", type=output, metavar="OUT", help=f"write one table to OUT: .csv, .xlsx, {kinds}"
        )
        _add_reading(command)
    from zhreport.archive.command import add_commands as add_archive_commands
    from zhreport.compare.command import add_commands

    add_commands(commands, _add_reading)
    add_archive_commands(commands)
    told = "a report as a page: its outline, its text with every figure marked, a table with filters"
    _add_view(commands.add_parser("view", help=told, description=f"Writes {told}. The page needs no network."))
    return parser


def _doc_names(files: Sequence[str]) -> list[str]:
    """A name for each file: its stem, with as many of its folders as tell it from the others.

    >>> _doc_names(["a/2004.txt", "b/2004.txt", "b/2005.txt"])
    ['a/2004', 'b/2004', '2005']
    """
    parts = [(*Path(file).parts[:-1], Path(file).stem) for file in files]
    names = []
    for own in parts:
        depth = 1
        while depth < len(own) and sum(other[-depth:] == own[-depth:] for other in parts) > 1:
            depth += 1
        names.append("/".join(own[-depth:]))
    return names


def _reports(options: argparse.Namespace, failed: list[str]) -> Iterator[Report]:
    """The reports that can be read; the others are named on standard error with the reason and the remedy."""
    from zhreport.report import read

    for file, doc in zip(options.files, _doc_names(options.files), strict=True):
        try:
            report = read(file, options.encoding, options.year, options.region, doc=doc)
        except ZhReportError as error:
            failed.append(file)
            print(f"zhreport: {error}", file=sys.stderr)
        else:
            yield report


def _with_doc(reports: Sequence[Report], name: str) -> pd.DataFrame:
    """One of the tables of several reports, under each other; where they lack the column doc it comes first."""
    import pandas as pd

    frames = []
    for report in reports:
        table: pd.DataFrame = getattr(report, name)
        if "doc" not in table.columns:
            table = table.copy()
            table.insert(0, "doc", pd.Series([report.doc] * len(table), dtype="string"))
        frames.append(table)
    return pd.concat(frames, ignore_index=True)


def _about(reports: Sequence[Report]) -> pd.DataFrame:
    from zhreport.tables import frame

    columns = {"doc": "string", "title": "string", "issuer": "string", "year": "Int64", "region": "string"}
    return frame(columns, [(r.doc, r.title, r.issuer, r.year, r.region) for r in reports])


def _write(path: str, command: str, reports: Sequence[Report]) -> None:
    from zhreport.output import write_tables

    if command == "sections":
        tables = {"sections": _with_doc(reports, "sections")}
    else:
        tables = {name: _with_doc(reports, name) for name in ("facts", "sections", "diagnostics")}
        tables["reports"] = _about(reports)
    write_tables(path, tables)
    name, table = next(iter(tables.items()))
    print(f"{path}: {len(table)} {name} of {len(reports)} reports", file=sys.stderr)


def _show(command: str, reports: Iterator[Report]) -> None:
    from zhreport.terminal import show_facts, show_sections

    show = show_facts if command == "extract" else show_sections
    for number, report in enumerate(reports):
        print("\n" * bool(number) + show(report.headline(), report.extraction))


def _compare(options: argparse.Namespace, failed: list[str]) -> None:
    from zhreport.compare.command import run

    reports = list(_reports(options, failed))
    if reports:
        run(options, reports)


def _archive(options: argparse.Namespace) -> int:
    from zhreport.archive.command import run

    return run(options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0 done, 1 some inputs failed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Whatever code page or locale the terminal claims, the reports are Chinese.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "extract" and options.output and _is_page(options.output) and len(options.files) > 1:
        parser.error("a page holds one report; give one FILE, or end OUT in another way")
    failed: list[str] = []
    try:
        if options.command in ("archive", "sql", "export"):
            return _archive(options)
        if options.command in ("compare", "suggest-aliases"):
            _compare(options, failed)
        elif options.output is None:
            _show(options.command, _reports(options, failed))
        elif _is_page(options.output):
            for report in _reports(options, failed):
                report.to_html(options.output, getattr(options, "language", None))
                print(f"{options.output}: {len(report.facts)} facts of {report.doc}", file=sys.stderr)
        else:
            reports = list(_reports(options, failed))
            if reports:
                _write(options.output, options.command, reports)
    except ZhReportError as error:
        print(f"zhreport: {error}", file=sys.stderr)
        return _SOME_FAILED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep Python from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _SOME_FAILED if failed else _DONE


if __name__ == "__main__":
    sys.exit(main())
