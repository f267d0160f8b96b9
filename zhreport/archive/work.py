"""What a worker process does: read one file of the archive and send its rows as Arrow."""

from __future__ import annotations

from dataclasses import dataclass

from zhreport.archive.extraction import Settings, extract_content, extract_file
from zhreport.archive.places import Place
from zhreport.archive.schema import EXTRACTED, arrow_batch, extracted_schema


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows made of a file, serialised, none if it gave no report; `errors` as they are; `digest` as read."""

    digest: str | None
    tables: dict[str, bytes]
    errors: tuple[tuple[object, ...], ...]


@dataclass(slots=True)
class _Process:
    place: Place | None = None
    settings: Settings | None = None


_process = _Process()


def initialise(place: Place, settings: Settings) -> None:
    """Set this process up for a run."""
    _process.place, _process.settings = place, settings
    # Loads the tables of words, so that the first file is not charged for it.
    extract_content("warm.txt", "全县公开招聘300名教师。".encode(), settings)


def work(task: tuple[bytes, str]) -> Outcome:
    """The outcome of one file, given by its raw name and path."""
    assert _process.place is not None
    assert _process.settings is not None
    digest, rows = extract_file(_process.place, *task, _process.settings)
    errors = tuple(rows["errors"])
    if errors and not rows["reports"]:
        return Outcome(digest, {}, errors)
    tables = {}
    for name in EXTRACTED:
        if name != "errors":
            tables[name] = arrow_batch(extracted_schema(name), rows[name]).serialize().to_pybytes()
    return Outcome(digest, tables, errors)
