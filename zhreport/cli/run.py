"""Runs what was typed; the exit status says how it went."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zhreport.cli import streams
from zhreport.cli.parser import CommandLine
from zhreport.errors import OutputError, SourceError, ZhReportError
from zhreport.messages import counted, say, translated
from zhreport.readers.files import shown_name

if TYPE_CHECKING:
    import pandas as pd

    from zhreport.output import Destination
    from zhreport.report import Report

_DONE, _SOME_FAILED, _INTERRUPTED = 0, 1, 130


def _complain(error: ZhReportError) -> None:
    """Name on standard error what failed, with the reason and the remedy."""
    told = str(error)
    path, reason, remedy = (getattr(error, name, None) for name in ("path", "reason", "remedy"))
    if isinstance(path, str) and reason and remedy and told == f"{path}: {reason}; {remedy}":
        told = say(
            "told.error",
            path=shown_name(path),
            reason=translated("error.", reason),
            remedy=translated("error.", remedy),
        )
    print(f"zhreport: {told}", file=sys.stderr)


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
        names.append(shown_name("/".join(own[-depth:])))
    return names


class _Run:
    """One run of a command; `failed` are the files that could not be read."""

    def __init__(self, line: CommandLine, options: argparse.Namespace) -> None:
        self.line, self.options = line, options
        self.failed: list[str] = []

    def go(self) -> int:
        """Run the command; the exit status."""
        options = self.options
        if options.command == "completion":
            from zhreport.cli.completion import script

            print(script(self.line, options.shell))
            return _DONE
        self._check_places()
        if options.command in ("archive", "sql", "export"):
            from zhreport.archive.command import run

            return run(options)
        if options.command in ("compare", "suggest-aliases"):
            self._compare()
        elif options.kind is None:
            self._show()
        elif options.kind == "html":
            self._page()
        else:
            self._write()
        return self.status

    @property
    def status(self) -> int:
        return _SOME_FAILED if self.failed else _DONE

    def _check_places(self) -> None:
        """Find out before the work, not after it, that a file of answers or terms is missing or OUT cannot be written.

        Raises:
            SourceError: a file that does not exist.
            OutputError: a place that cannot be written to.
        """
        for name in ("aliases", "lexicon"):
            path = getattr(self.options, name, None)
            if path and not Path(path).exists():
                raise SourceError(path, "there is no such file", "check the name and the folder")
        if getattr(self.options, "kind", None):
            self.destination.check()

    @property
    def destination(self) -> Destination:
        """Where the output goes, where it is not shown."""
        from zhreport.output import Destination

        return Destination(self.options.output, self.options.kind)

    @property
    def _place(self) -> str:
        """The destination as people know it."""
        return shown_name(self.options.output)

    def _note(self, told: str) -> None:
        """Say on standard error what was written; of standard output only where much is to be told."""
        if not self.options.quiet and (self.options.output != "-" or self.options.verbose):
            print(told, file=sys.stderr)

    def _reports(self) -> Iterator[Report]:
        """The reports that can be read; the others are named on standard error with the reason and the remedy."""
        from zhreport.report import read

        options = self.options
        lexicon = None
        if options.lexicon is not None:
            from zhreport.user_lexicon import Lexicon

            lexicon = Lexicon.read(options.lexicon)
        for file, doc in zip(options.files, _doc_names(options.files), strict=True):
            try:
                report = read(file, options.encoding, options.year, options.region, doc=doc, lexicon=lexicon)
            except ZhReportError as error:
                self.failed.append(file)
                _complain(error)
            else:
                if options.verbose:
                    _tell(file, report)
                yield report

    def _show(self) -> None:
        from zhreport.terminal import show_facts, show_sections

        show = show_facts if self.options.command == "extract" else show_sections
        for number, report in enumerate(self._reports()):
            # At once, so that a pipe has each report as soon as it is read.
            print("\n" * bool(number) + show(report.extraction), flush=True)

    def _page(self) -> None:
        language = getattr(self.options, "language", None)
        for report in self._reports():
            self.destination.write_with(partial(report.to_html, language=language))
            what = counted("shown.fact", len(report.facts))
            self._note(say("told.of", path=self._place, what=what, whole=report.doc))

    def _write(self) -> None:
        reports = list(self._reports())
        if not reports:
            return
        if self.options.command == "sections":
            tables = {"sections": _with_doc(reports, "sections")}
        else:
            tables = {name: _with_doc(reports, name) for name in ("facts", "sections", "diagnostics")}
            tables["reports"] = _about(reports)
        self.destination.write_tables(tables)
        name, table = next(iter(tables.items()))
        what, whole = counted(f"shown.{name[:-1]}", len(table)), counted("told.report", len(reports))
        self._note(say("told.of", path=self._place, what=what, whole=whole))

    def _compare(self) -> None:
        from zhreport.compare.comparison import compare, suggest_aliases

        options = self.options
        reports = list(self._reports())
        if not reports:
            return
        if len(reports) == 1:
            self._note(f"zhreport: {say('told.one_year')}")
        comparison = compare(reports, options.aliases)
        if options.kind is None:
            from zhreport.compare.shown import show_comparison

            print(show_comparison(comparison))
        elif options.kind == "toml":
            asked: list[int] = []
            self.destination.write_with(lambda path: asked.append(suggest_aliases(comparison, path)))
            self._note(say("told.written", path=self._place, what=counted("told.link", asked[0])))
        else:
            if options.kind == "xlsx":
                self.destination.write_with(comparison.to_excel)
            elif options.kind == "html":
                self.destination.write_with(comparison.to_html)
            else:
                self.destination.write_tables({"comparison": comparison.table.rename(columns=str)})
            self._note(say("told.written", path=self._place, what=comparison.summary))


def _tell(file: str, report: Report) -> None:
    """What was read of a file, and what in it could not be read."""
    extraction = report.extraction
    what = f"{counted('shown.section', len(extraction.sections))}, {counted('shown.fact', len(extraction.facts))}"
    file = shown_name(file)
    print(say("told.read", path=file, name=report.doc, what=what), file=sys.stderr)
    for row in report.diagnostics.itertuples():
        text, message = " ".join(str(row.text).split()), translated("diagnostic.", str(row.message))
        told = say(
            "told.diagnostic", path=file, start=row.start, end=row.end, text=text, message=message, code=row.code
        )
        print(f"  {told}", file=sys.stderr)


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


def _refused(error: OSError) -> ZhReportError:
    """What the system refused: a file of answers or terms to be read, or, where no file is named, standard output."""
    if error.filename:
        return SourceError(str(error.filename), f"it cannot be read ({error.strerror})", "check the name and the disk")
    reason = f"it cannot be written ({error.strerror})"
    return OutputError(say("told.stdout"), reason, "make room, or send it elsewhere")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    The exit status is 0 all done, 1 something failed and the rest is done, 2 wrong usage, 130 interrupted.
    """
    streams.prepare()
    line = CommandLine()
    run = _Run(line, line.parse(arguments))
    try:
        status = run.go()
        sys.stdout.flush()
    except ZhReportError as error:
        _complain(error)
        return _SOME_FAILED
    except KeyboardInterrupt:
        print(f"zhreport: {say('told.interrupted')}", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        streams.abandon()
        return run.status
    except OSError as error:
        _complain(_refused(error))
        streams.abandon()
        return _SOME_FAILED
    return status
