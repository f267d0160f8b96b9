"""One file to its rows, whatever happens: what cannot be read is a row of errors. Needs no store and no pandas."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhreport.archive.places import Failure, Place, failure_of
from zhreport.archive.rows import Origin, fact_rows, report_row, section_rows
from zhreport.archive.schema import EXTRACTED
from zhreport.archive.version import extractor_version
from zhreport.errors import SourceError
from zhreport.pipeline import extract_values
from zhreport.readers import Source, read_bytes
from zhreport.user_lexicon import Lexicon

TableRows = dict[str, list[tuple[object, ...]]]
_NAME_PARTS = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all files of a run; `extractor` names it together with the rules of the package."""

    encoding: str | None = None
    lexicon: Lexicon | None = None
    extractor: str = field(default="")

    @classmethod
    def make(cls, encoding: str | None = None, lexicon: Lexicon | None = None) -> Settings:
        """Settings with the extractor that they amount to."""
        return cls(encoding, lexicon, extractor_version(encoding, lexicon))


def clean(words: str) -> str:
    r"""Words without what no database takes: halves of surrogate pairs are written out.

    >>> clean("a\udcb1")
    'a\\udcb1'
    """
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


def error_row(path: str, failure: Failure, extractor: str, digest: str | None = None) -> tuple[object, ...]:
    """The row of `errors` of a file that gives no rows."""
    detail = None if failure.detail is None else clean(failure.detail)
    return (path, None, digest, failure.code, clean(failure.cause), clean(failure.remedy), detail, extractor)


def failure_of_exception(error: Exception) -> Failure:
    """What an exception means for the file that it came from."""
    if isinstance(error, SourceError):
        return Failure("format", error.reason, error.remedy)
    if isinstance(error, OSError):
        return failure_of(error)
    detail = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Failure("memory", "it needs more memory than there is", "run with fewer jobs, or split the file", detail)
    words = f"zhreport failed on it: {type(error).__name__}: {error}"
    return Failure("internal", words, "report it with the file, and leave the file out meanwhile", detail)


def _sources(path: str, data: bytes, encoding: str | None) -> Iterator[tuple[str | None, Source]]:
    """The texts in a file, each with its name there where the file packs several."""
    yield None, read_bytes(data, path, encoding)


def _add_report(rows: TableRows, origin: Origin, settings: Settings) -> None:
    name = "/".join(origin.doc.rsplit("/", _NAME_PARTS)[-_NAME_PARTS:])
    stem = name.rsplit(".", 1)[0] if "." in name.rsplit("/", 1)[-1] else name
    found = extract_values(origin.source.text, doc=origin.doc, name=stem, lexicon=settings.lexicon)
    made: TableRows = {
        "reports": [report_row(found, origin, settings.extractor)],
        "texts": [(origin.report, found.text)],
        "sections": list(section_rows(found, origin.report)),
        "facts": list(fact_rows(found, origin)),
    }
    for table, added in made.items():
        rows[table] += added


def extract_content(path: str, data: bytes, settings: Settings) -> TableRows:
    r"""The rows of a file's content; `path` is its name in the archive.

    >>> rows = extract_content("2007.txt", "青溪县教育局2007年工作总结\n公开招聘300名教师。".encode(), Settings())
    >>> rows["facts"][0][8], rows["errors"]
    ('300名', [])
    """
    digest = hashlib.sha256(data).hexdigest()
    rows: TableRows = {table: [] for table in EXTRACTED}
    try:
        for member, source in _sources(path, data, settings.encoding):
            origin = Origin(path, member, digest, len(data), source)
            _add_report(rows, origin, settings)
    except Exception as error:
        # Whatever a file does to its reader, it must not end the run.
        rows["errors"].append(error_row(path, failure_of_exception(error), settings.extractor, digest))
    return rows


def extract_file(place: Place, raw: bytes, path: str, settings: Settings) -> tuple[str | None, TableRows]:
    """The rows of a file in a place, and the digest of its content, None where it cannot be had."""
    try:
        data = place.read(raw)
    except Exception as error:
        # fsspec's drivers raise errors of their own.
        rows: TableRows = {table: [] for table in EXTRACTED}
        rows["errors"].append(error_row(path, failure_of_exception(error), settings.extractor))
        return None, rows
    return hashlib.sha256(data).hexdigest(), extract_content(path, data, settings)
