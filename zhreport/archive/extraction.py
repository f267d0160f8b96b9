"""One file to its rows, whatever happens: what cannot be read is a row of errors. Needs no store and no pandas."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from zhreport.archive.places import Failure, Place, failure_of
from zhreport.archive.rows import MEMBER_MARK, Origin, fact_rows, report_row, section_rows
from zhreport.archive.schema import EXTRACTED
from zhreport.archive.version import extractor_version
from zhreport.errors import SourceError
from zhreport.pipeline import extract_values
from zhreport.readers import read_bytes
from zhreport.readers.archives import is_archive, may_be_archive, members_of
from zhreport.user_lexicon import Lexicon

TableRows = dict[str, list[tuple[object, ...]]]
_NAME_PARTS = 3
_ADDRESS = re.compile(" at 0x[0-9a-f]+")
_HEAD_BYTES = 1_024
_NOTHING = Failure("format", "there is no file in it", "check that it was packed or downloaded whole")


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
    r"""Words without what no database takes, and without addresses in memory, which differ from run to run.

    Halves of surrogate pairs are written out.

    >>> clean("a\udcb1 in <BytesIO object at 0x7f95126c9a80>")
    'a\\udcb1 in <BytesIO object>'
    """
    words = _ADDRESS.sub("", words)
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


def error_row(
    path: str, failure: Failure, extractor: str, digest: str | None = None, member: str | None = None
) -> tuple[object, ...]:
    """The row of `errors` of a file, or of a member of one, that gives no rows."""
    detail = None if failure.detail is None else clean(failure.detail)
    return (path, member, digest, failure.code, clean(failure.cause), clean(failure.remedy), detail, extractor)


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


@dataclass(frozen=True, slots=True)
class _Part:
    """A report's bytes: a file, or a `member` of one that packs several; the `error` where they cannot be had."""

    member: str | None
    data: bytes
    error: Exception | None = None


def _parts(path: str, data: bytes) -> Iterator[_Part]:
    if not (may_be_archive(path, data[:_HEAD_BYTES]) and is_archive(path, BytesIO(data))):
        yield _Part(None, data)
        return
    for one in members_of(BytesIO(data), path):
        # What cannot be read on as an archive has the name of the archive itself.
        member = clean(one.name.removeprefix(path).removeprefix(MEMBER_MARK)) or None
        yield _Part(member, one.data or b"", one.error)


def _name(within: str, doc: str) -> str:
    """The names in which a report's year and issuer are looked for: the file's, without suffix, and its folders'."""
    *folders, file = f"{within}/{doc}".strip("/").split("/")[-_NAME_PARTS:]
    return "/".join([*folders, file.rsplit(".", 1)[0] or file])


def _add_report(rows: TableRows, origin: Origin, settings: Settings, within: str) -> None:
    name = _name(within, origin.doc)
    found = extract_values(origin.source, doc=origin.doc, name=name, lexicon=settings.lexicon)
    made: TableRows = {
        "reports": [report_row(found, origin, settings.extractor)],
        "texts": [(origin.report, found.text)],
        "sections": list(section_rows(found, origin.report)),
        "facts": list(fact_rows(found, origin)),
    }
    for table, added in made.items():
        rows[table] += added


def _add_part(rows: TableRows, path: str, part: _Part, digest: str, settings: Settings, within: str) -> None:
    error = part.error
    try:
        doc = path if part.member is None else f"{path}{MEMBER_MARK}{part.member}"
        if error is None:
            source = read_bytes(part.data, doc, settings.encoding)
            _add_report(rows, Origin(path, part.member, digest, len(part.data), source), settings, within)
    except Exception as raised:
        # Whatever a file does to its reader, it must not end the run.
        error = raised
    if error is not None:
        failure = failure_of_exception(error)
        rows["errors"].append(error_row(path, failure, settings.extractor, digest, part.member))


def extract_content(path: str, data: bytes, settings: Settings, within: str = "") -> TableRows:
    r"""The rows of a file's content; `path` is its name in the archive, and `within` the archive's own name.

    >>> rows = extract_content("2007.txt", "青溪县教育局工作总结\n公开招聘300名教师。".encode(), Settings())
    >>> rows["facts"][0][8], rows["errors"]
    ('300名', [])
    """
    digest = hashlib.sha256(data).hexdigest()
    rows: TableRows = {table: [] for table in EXTRACTED}
    try:
        for part in _parts(path, data):
            _add_part(rows, path, part, digest, settings, within)
    except Exception as error:
        rows["errors"].append(error_row(path, failure_of_exception(error), settings.extractor, digest))
    if not any(rows.values()):
        rows["errors"].append(error_row(path, _NOTHING, settings.extractor, digest))
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
    return hashlib.sha256(data).hexdigest(), extract_content(path, data, settings, place.name)
