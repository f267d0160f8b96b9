"""The commands `zhreport archive FOLDER STORE`, `zhreport sql STORE QUERY` and `zhreport export STORE OUT`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from zhreport.messages import counted, say, translated

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
        raise argparse.ArgumentTypeError(say("wrong.jobs", given=words))
    return int(words)


def _above_zero(words: str) -> float:
    try:
        limit = float(words)
    except ValueError:
        limit = 0.0
    if not limit > 0:
        raise argparse.ArgumentTypeError(say("wrong.limit", given=words))
    return limit


def add_commands(add: Callable[[str], argparse.ArgumentParser], encoding: Callable[[str], str]) -> None:
    """Add the commands to those of the command line; `add` makes one of a name, `encoding` checks that of files.

    Their help is in the messages.
    """
    one = add("archive")
    one.add_argument("folder", metavar="FOLDER")
    one.add_argument("store", metavar="STORE")
    one.add_argument("--jobs", type=_positive, metavar="N")
    one.add_argument("--retry", action="store_true")
    one.add_argument("--verify", action="store_true")
    one.add_argument("--encoding", type=encoding)
    one.add_argument("--lexicon", metavar="FILE")
    one.add_argument("--time-limit", type=_above_zero, default=300.0, metavar="SECONDS")
    one.add_argument("--size-limit", type=_above_zero, default=100.0, metavar="MIB")
    one.add_argument("--engine", choices=["processes", "dask"], default="processes")
    one.add_argument("--scheduler", metavar="ADDRESS")
    one = add("sql")
    one.add_argument("store", metavar="STORE")
    one.add_argument("query", metavar="QUERY", nargs="?")
    one = add("export")
    one.add_argument("store", metavar="STORE")
    one.add_argument("output", metavar="OUT")
    one.add_argument("--format", choices=["parquet", "csv"], default="parquet")


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
        print(f"zhreport: {say('told.stopped', store=options.store)}", file=sys.stderr)
        return _INTERRUPTED
    (run,) = archive.rows("SELECT * FROM runs ORDER BY run DESC LIMIT 1")
    if not options.quiet:
        _summary(archive, run)
    if options.verbose:
        for error in archive.rows("SELECT path, cause, remedy FROM errors ORDER BY path, member"):
            why, remedy = translated("error.", error["cause"]), translated("error.", error["remedy"])
            print(f"  {say('told.error', path=error['path'], reason=why, remedy=remedy)}", file=sys.stderr)
    return _SOME_FAILED if run["failed"] else _DONE


def _on_dask(options: argparse.Namespace, lexicon: Lexicon | None) -> int:
    from zhreport.archive.dask_engine import extract_with_dask
    from zhreport.archive.extraction import Settings

    written = extract_with_dask(
        options.folder, options.store, options.scheduler, jobs=options.jobs,
        settings=Settings.make(options.encoding, lexicon), size_limit=int(options.size_limit * _MIB),
    )  # fmt: skip
    if not options.quiet:
        told = say(
            "told.partitions", reports=f"{written.reports:,}", errors=f"{written.failed:,}",
            partitions=f"{written.partitions:,}", unchanged=f"{written.unchanged:,}",
        )  # fmt: skip
        print(say("told.written", path=options.store, what=told), file=sys.stderr)
    return _SOME_FAILED if written.failed else _DONE


def _summary(archive: Archive, run: Mapping[str, Any]) -> None:
    seconds = (run["ended"] - run["started"]).total_seconds()
    counts = ("done", "unchanged", "copies", "removed", "failed")
    told = [say(f"told.{name}", count=f"{run[name]:,}") for name in counts if run[name] or name == "done"]
    what = ", ".join(told)
    files = f"{run['files']:,}"
    print(say("told.run", path=archive.store, files=files, what=what, seconds=f"{seconds:,.1f}"), file=sys.stderr)
    causes = archive.rows("SELECT * FROM failures")
    for cause in causes[:_SHOWN_CAUSES]:
        why, remedy = translated("error.", cause["cause"]), translated("error.", cause["remedy"])
        one = say("told.cause", count=cause["files"], cause=why, example=cause["example"], remedy=remedy)
        print(f"  {one}", file=sys.stderr)
    if len(causes) > _SHOWN_CAUSES:
        more = f"zhreport sql {archive.store} 'select * from failures'"
        print(f"  {say('told.causes', count=len(causes) - _SHOWN_CAUSES, command=more)}", file=sys.stderr)


def _sql(options: argparse.Namespace) -> int:
    from zhreport.archive.archive import open_archive

    archive = open_archive(options.store)
    answer = archive.sql(options.query or "SELECT * FROM contents")
    if options.kind is None and sys.stdout.isatty():
        _show(answer)
        return _DONE
    from zhreport.output import Destination

    destination = Destination(options.output or "-", options.kind or "csv")
    destination.write_tables({"answer": answer})
    if not options.quiet and (destination.path != "-" or options.verbose):
        print(say("told.written", path=destination.path, what=counted("told.row", len(answer))), file=sys.stderr)
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
    for path, rows in written.items() if not options.quiet else ():
        print(say("told.written", path=path, what=counted("told.row", rows)), file=sys.stderr)
    return _DONE
