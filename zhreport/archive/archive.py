"""An archive as users hold it: tables, SQL, comparison, export."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhreport.archive.connection import check, opened
from zhreport.archive.errors import ArchiveError
from zhreport.archive.places import open_place
from zhreport.archive.schema import EXTRACTED

if TYPE_CHECKING:
    import pandas as pd

    from zhreport.archive.export import Format
    from zhreport.compare.comparison import Comparison
    from zhreport.user_lexicon import Lexicon

_SHOWN_ISSUERS = 8
# How long a reader waits while a run writes: a transaction takes some tens of milliseconds.
_PATIENCE_SECONDS = 30.0
TABLES = ("reports", "sections", "facts", "errors")
_REPORTS = ("doc", "title", "issuer", "year", "region", "path", "member", "format", "encoding", "bytes", "chars")
_ERRORS = ("path", "member", "code", "cause", "remedy", "hash")
MIB = 1 << 20


# Of the store's columns, those that a report's own tables have: not its keys, nor the page.
_FACTS = tuple(name for name in EXTRACTED["facts"] if name not in ("report", "label", "page"))
_SECTIONS = tuple(name for name in EXTRACTED["sections"] if name not in ("report", "label"))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


_QUERIES = {
    "reports": f"SELECT {_quoted(_REPORTS)} FROM reports ORDER BY doc, report",
    "sections": f"SELECT {_quoted(_SECTIONS)} FROM sections ORDER BY doc, report, label",
    "facts": f"SELECT {_quoted(_FACTS)} FROM facts ORDER BY doc, report, label",
    "errors": f"SELECT {_quoted(_ERRORS)} FROM errors ORDER BY path, member",
    "runs": "SELECT * FROM runs ORDER BY run",
}
_FOLDER = "regexp_replace(path, '[^/]*$', '')"
_EXPORTED = {name: _QUERIES[name] for name in TABLES}


def _same_issuer(connection: Any, issuer: str) -> Any:
    """The names under which an issuer's reports stand, with their folders.

    Either script will do. Where a report leaves the place out of the name (縣教育局) and lies beside those that give it
    in full (雲溪縣教育局), it is the same issuer's.
    """
    from zhreport.archive.schema import arrow_batch, arrow_schema
    from zhreport.text.folding import fold

    names = connection.execute(
        f"SELECT DISTINCT root, {_FOLDER}, issuer FROM reports WHERE issuer IS NOT NULL"
    ).fetchall()
    asked = fold(issuer)
    homes = {(root, folder) for root, folder, name in names if fold(name) == asked}
    same = [
        (root, folder, name)
        for root, folder, name in names
        if fold(name) == asked or ((root, folder) in homes and asked.endswith(fold(name)))
    ]
    return arrow_batch(arrow_schema({"root": "text", "folder": "text", "issuer": "text"}), same)


class Archive:
    """The tables of a store. Each is read when it is asked for, so that it shows what a run has written until then."""

    def __init__(self, store: str | os.PathLike[str]) -> None:
        self.store = os.fspath(store)
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            check(connection, self.store)

    def _arrow(self, query: str, parameters: Any = None) -> Any:
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            import duckdb

            try:
                relation = connection.sql(query, params=parameters)
                return None if relation is None else relation.to_arrow_table()
            except duckdb.Error as error:
                told = " ".join(str(error).split())
                raise ArchiveError(self.store, told, "mend the query; zhreport sql STORE lists tables") from None

    def rows(self, query: str) -> list[dict[str, Any]]:
        """The answer to one of our own queries as plain values: what the command line tells needs no pandas."""
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            answer = connection.execute(query)
            names = [name for name, *_ in answer.description]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _table(self, name: str) -> pd.DataFrame:
        from zhreport.archive.schema import as_pandas

        return as_pandas(self._arrow(_QUERIES[name]))

    @property
    def reports(self) -> pd.DataFrame:
        """One row per report: `doc`, `title`, `issuer`, `year`, `region`, `path` …"""
        return self._table("reports")

    @property
    def sections(self) -> pd.DataFrame:
        """One row per section, as in `Report.sections`, after the report's `doc`."""
        return self._table("sections")

    @property
    def facts(self) -> pd.DataFrame:
        """One row per fact, as in `Report.facts`."""
        return self._facts("SELECT report FROM reports")

    def _facts(self, reports: str, parameters: Any = None) -> pd.DataFrame:
        from zhreport.archive.schema import as_pandas
        from zhreport.tables import FACT_COLUMNS

        query = f"SELECT {_quoted(_FACTS)} FROM facts WHERE report IN ({reports}) ORDER BY doc, report, label"
        dtypes: Mapping[str, Any] = FACT_COLUMNS
        return as_pandas(self._arrow(query, parameters)).astype(dtypes)

    @property
    def errors(self) -> pd.DataFrame:
        """One row per file that could not be read: `path`, `code`, `cause`, `remedy`."""
        return self._table("errors")

    @property
    def runs(self) -> pd.DataFrame:
        """One row per run over a folder, with what it did."""
        return self._table("runs")

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a query in DuckDB's SQL; nothing can be changed by it.

        Raises:
            ArchiveError: the query is wrong; DuckDB says where.
        """
        from zhreport.archive.schema import as_pandas

        answer = self._arrow(query)
        if answer is None:
            raise ArchiveError(self.store, "the query has no answer", "ask with SELECT")
        return as_pandas(answer)

    def compare(
        self,
        issuer: str | None = None,
        years: Iterable[int] | None = None,
        *,
        aliases: Any = None,
        lexicon: Lexicon | None = None,
    ) -> Comparison:
        """The indicators of one issuer's reports side by side, as `zhreport.compare` of them; all years unless said.

        Raises:
            ArchiveError: the store has no such report; it says which issuers and years there are.
            ComparisonError: reports that cannot be compared, as two of one year.
        """
        from zhreport.compare.comparison import compare
        from zhreport.report import extract

        wanted = None if years is None else sorted(set(years))
        found = self._chosen(issuer, wanted)
        reports = [extract(text, doc, year, region, lexicon) for doc, year, region, text in found]
        return compare(reports, aliases)

    def _chosen(self, issuer: str | None, years: list[int] | None) -> list[tuple[Any, ...]]:
        with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
            if issuer is None:
                chosen = "SELECT report FROM reports"
            else:
                connection.register("chosen_names", _same_issuer(connection, issuer))
                chosen = (
                    f"SELECT report FROM reports JOIN chosen_names n USING (root, issuer) WHERE n.folder = {_FOLDER}"
                )
            found = connection.execute(
                f"SELECT r.doc, r.year, r.region, t.text FROM reports r JOIN texts t USING (report) "
                f"WHERE r.report IN ({chosen}) AND ($years IS NULL OR list_contains($years, r.year)) "
                "ORDER BY r.year, r.doc",
                {"years": years},
            ).fetchall()
            known = connection.execute(
                "SELECT issuer, min(year), max(year) FROM reports GROUP BY issuer ORDER BY count(*) DESC, issuer"
            ).fetchall()
        missing = set(years or ()) - {year for _, year, *_ in found}
        if not found or missing:
            asked = f"no report of {issuer or 'any issuer'}" + (f" for {sorted(missing)}" if missing else "")
            names = ", ".join(f"{name} ({first}–{last})" for name, first, last in known[:_SHOWN_ISSUERS])
            raise ArchiveError(self.store, f"there is {asked}", f"ask for one of: {names or 'none; it is empty'}")
        return found

    def export(self, path: str | os.PathLike[str], format: Format = "parquet") -> dict[str, int]:
        """Write the tables to a workbook (a name in .xlsx) or a folder, a file a table; the rows of each file.

        Raises:
            ArchiveError: a table with more rows than a sheet holds, or a folder that cannot be made.
            OutputError: a workbook that cannot be written.
        """
        from zhreport.archive.export import check_sheet, export_files, is_workbook
        from zhreport.output import write_tables

        name = os.fspath(path)
        if not is_workbook(name):
            with opened(self.store, read_only=True, patience=_PATIENCE_SECONDS) as connection:
                return export_files(connection, _EXPORTED, name, format)
        counts = self.sql("SELECT " + ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in TABLES))
        for table in TABLES:
            check_sheet(name, table, int(counts.iloc[0][table]))
        frames = {table: getattr(self, table) for table in TABLES}
        write_tables(name, frames)
        return {name: sum(map(len, frames.values()))}

    def __repr__(self) -> str:
        counts = self.sql("SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in TABLES)).iloc[0]
        return f"<Archive {self.store}: " + ", ".join(f"{counts[name]:,} {name}" for name in TABLES) + ">"


def open_archive(store: str | os.PathLike[str]) -> Archive:
    """The archive in a store.

    Raises:
        ArchiveError: there is no such store, or it is no store of zhreport.
    """
    return Archive(store)


def extract_archive(
    folder: str | os.PathLike[str],
    store: str | os.PathLike[str],
    jobs: int | None = None,
    *,
    retry: bool = False,
    verify: bool = False,
    encoding: str | None = None,
    lexicon: Lexicon | None = None,
    time_limit: float = 300.0,
    size_limit: int = 100 * MIB,
    progress: bool | None = None,
) -> Archive:
    """Every report below a folder (or fsspec URL) into a store; what is there already and unchanged is left alone.

    `jobs` processes read at the same time, as many as there are processors unless said. `retry` tries again what has
    failed, `verify` looks into files that seem unchanged. A file gets `time_limit` seconds and may have `size_limit`
    bytes. `progress` shows a bar; None shows it on a terminal. Ctrl-C stops and keeps what is done.

    Raises:
        ArchiveError: a folder or store that cannot be used.
        StoreBusyError: another run writes to the store, or a program does not let go of it.
    """
    from zhreport.archive.batch import Options, default_jobs, run_batch
    from zhreport.archive.extraction import Settings
    from zhreport.archive.progress import progress_for

    if jobs is not None and jobs < 1:
        raise ArchiveError(str(folder), f"jobs={jobs} are none", "give 1 or more, or None for one a processor")
    options = Options(jobs or default_jobs(), retry, verify, time_limit, size_limit)
    path = os.path.abspath(Path(store))
    run_batch(open_place(folder), path, Settings.make(encoding, lexicon), options, progress_for(progress))
    return Archive(store)
