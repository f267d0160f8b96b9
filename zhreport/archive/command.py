"""The commands `zhreport archive FOLDER STORE`, `zhreport sql STORE QUERY` and `zhreport export STORE OUT`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from zhreport.archive.archive import Archive
    from zhreport.user_lexicon import Lexicon

COMMANDS = ("archive", "sql", "export")
_DONE, _SOME_FAILED, _INTERRUPTED = 0, 1, 130
_SHOWN_CAUSES = 5
_MIB = 1 << 20


def _positive(words: str) -> int:
    if not words.isascii() or not words.isdigit() or int(words) < 1:
        raise argparse.ArgumentTypeError(f"{words!r} is no number of processes; give 1 or more")
    return int(words)


def _seconds(words: str) -> float:
    try:
        seconds = float(words)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{words!r} is no number of seconds above 0")
    return seconds


def add_commands(commands: Any) -> None:
    """Add the commands to those of the command line."""
    told = "every report below a folder into a store: one file that can be queried"
    one = commands.add_parser(
        "archive", help=told, description=f"Reads {told}. A second run reads only what is new or changed."
    )
    one.add_argument("folder", metavar="FOLDER", help="a folder, or a URL that fsspec knows (s3://…)")
    one.add_argument("store", metavar="STORE", help="the store, as archive.duckdb; with --engine dask a folder or URL")
    one.add_argument(
        "--jobs", type=_positive, metavar="N", help="processes at the same time; one a processor if not said"
    )
    one.add_argument("--retry", action="store_true", help="try again what failed before")
    one.add_argument("--verify", action="store_true", help="look into files whose size and times have not changed too")
    one.add_argument("--encoding", help="the files' encoding, to have it not judged")
    one.add_argument("--lexicon", metavar="FILE", help="your own terms, as TOML")
    one.add_argument("--time-limit", type=_seconds, default=300.0, metavar="SECONDS", help="for one file (300)")
    one.add_argument("--size-limit", type=_seconds, default=100.0, metavar="MIB", help="of one file (100)")
    one.add_argument(
        "--engine", choices=["processes", "dask"], default="processes", help="dask: to Parquet, on a cluster"
    )
    one.add_argument("--scheduler", metavar="ADDRESS", help="the Dask cluster's; without it one is started here")
    one.add_argument("-q", "--quiet", action="store_true", help="no progress bar and no summary")
    told = "the answer to a query in DuckDB's SQL; without one, the tables and views"
    one = commands.add_parser("sql", help=told, description=f"Shows {told}. Not on a terminal, it is CSV.")
    one.add_argument("store", metavar="STORE", help="a store made by zhreport archive")
    one.add_argument("query", metavar="QUERY", nargs="?", help="for example: select * from coverage")
    one.add_argument("-o", "--output", metavar="OUT", help="write it to OUT: .csv, .xlsx, .parquet or .json")
    told = "the tables of a store as files for other programs"
    one = commands.add_parser("export", help=told, description=f"Writes {told}.")
    one.add_argument("store", metavar="STORE", help="a store made by zhreport archive")
    one.add_argument("output", metavar="OUT", help="a workbook (.xlsx), or a folder for a file a table")
    one.add_argument("--format", choices=["parquet", "csv"], default="parquet", help="of the files in a folder")


def run(options: argparse.Namespace) -> int:
    """Run one of the commands; the exit status.

    Raises:
        ZhReportError: a folder, a store or a query that cannot be used.
    """
    return {"archive": _archive, "sql": _sql, "export": _export}[options.command](options)


def _archive(options: argparse.Namespace) -> int:
    from zhreport.archive.archive import extract_archive
    from zhreport.user_lexicon import Lexicon

    lexicon = None if options.lexicon is None else Lexicon.read(options.lexicon)
    if options.engine == "dask":
        return _on_dask(options, lexicon)
    try:
        archive = extract_archive(
            options.folder, options.store, options.jobs, retry=options.retry, verify=options.verify,
            encoding=options.encoding, lexicon=lexicon, time_limit=options.time_limit,
            size_limit=int(options.size_limit * _MIB), progress=False if options.quiet else None,
        )  # fmt: skip
    except KeyboardInterrupt:
        print(f"zhreport: stopped; what was read is in {options.store}, the same command goes on", file=sys.stderr)
        return _INTERRUPTED
    failed = int(archive.runs.iloc[-1]["failed"])
    if not options.quiet:
        _summary(archive)
    return _SOME_FAILED if failed else _DONE


def _on_dask(options: argparse.Namespace, lexicon: Lexicon | None) -> int:
    from zhreport.archive.dask_engine import extract_with_dask
    from zhreport.archive.extraction import Settings

    written = extract_with_dask(
        options.folder, options.store, options.scheduler, jobs=options.jobs,
        settings=Settings.make(options.encoding, lexicon), size_limit=int(options.size_limit * _MIB),
    )  # fmt: skip
    if not options.quiet:
        told = f"{written.reports:,} reports and {written.failed:,} errors in {written.partitions:,} partitions"
        print(f"{options.store}: {told}, {written.unchanged:,} of them as they were", file=sys.stderr)
    return _SOME_FAILED if written.failed else _DONE


def _summary(archive: Archive) -> None:
    run = archive.runs.iloc[-1]
    seconds = (run["ended"] - run["started"]).total_seconds()
    told = [f"{run[name]:,} {said}" for name, said in (
        ("done", "read"), ("unchanged", "unchanged"), ("copies", "copies of others"), ("removed", "gone"),
        ("failed", "failed"),
    ) if run[name] or name == "done"]  # fmt: skip
    print(f"{archive.store}: {run['files']:,} files: {', '.join(told)}, in {seconds:,.1f} s", file=sys.stderr)
    causes = archive.sql("SELECT * FROM failures")
    for cause in causes.head(_SHOWN_CAUSES).itertuples():
        print(f"  {cause.files} × {cause.cause} ({cause.example}); {cause.remedy}", file=sys.stderr)
    if len(causes) > _SHOWN_CAUSES:
        more = f"zhreport sql {archive.store} 'select * from failures'"
        print(f"  and {len(causes) - _SHOWN_CAUSES} causes more: {more}", file=sys.stderr)


def _sql(options: argparse.Namespace) -> int:
    from zhreport.archive.archive import open_archive

    archive = open_archive(options.store)
    answer = archive.sql(options.query or "SELECT * FROM contents")
    if options.output is not None:
        from zhreport.output import write_tables

        write_tables(options.output, {"answer": answer})
        print(f"{options.output}: {len(answer):,} rows", file=sys.stderr)
    elif sys.stdout.isatty():
        _show(answer)
    else:
        sys.stdout.write(answer.to_csv(index=False))
    return _DONE


def _show(answer: pd.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in answer.columns:
        numeric = answer[column].dtype.kind in "iuf"
        table.add_column(Text(str(column)), overflow="fold", justify="right" if numeric else "left")
    shown = answer.astype(object).where(answer.notna(), "")
    for row in shown.itertuples(index=False):
        table.add_row(*(Text(str(cell)) for cell in row))
    Console(highlight=False).print(table)


def _export(options: argparse.Namespace) -> int:
    from zhreport.archive.archive import open_archive

    written = open_archive(options.store).export(options.output, options.format)
    for path, rows in written.items():
        print(f"{path}: {rows:,} rows", file=sys.stderr)
    return _DONE
