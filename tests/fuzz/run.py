"""Coverage-guided fuzzing of the readers and of the whole extraction, by hand.

It needs Atheris, which is no dependency of the tests: `pip install atheris`, then from the top of the repository

    python -m tests.fuzz.run text CORPUS_FOLDER -max_total_time=300
    python -m tests.fuzz.run bytes CORPUS_FOLDER -max_total_time=300

What follows the target is libFuzzer's. An input that breaks a promise, or takes longer than a few seconds, is left as
a file `crash-…`; `python -m tests.fuzz.run text crash-…` shows it. It becomes a row of `tests/fuzz/found.jsonl`.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

try:
    import atheris
except ModuleNotFoundError:  # one input can be shown without it
    watched = contextlib.nullcontext
else:
    watched = partial(atheris.instrument_imports, include=["zhreport"])

with watched():
    from zhreport.errors import SourceError
    from zhreport.model import Extraction, Region
    from zhreport.pipeline import extract_values
    from zhreport.readers import read_bytes
    from zhreport.readers.formats import recognise
    from zhreport.text.folding import fold

from tests.fuzz.pieces import written
from tests.fuzz.soundness import assert_sound, in_traditional, shape

# No input of the fuzzer is longer than 4 KB, which take a tenth of this even where the code is watched (seconds).
HANG = 5.0
_ROOMS = ("readers", "text", "sections", "quantities", "facts", "lexicon")
_REGIONS: tuple[Region | None, ...] = (None, "CN", "TW", "HK")
_YEARS = (None, 1956, 2007, 2023)
# Formats that LibreOffice turns into text take seconds each, in a process that is not watched.
_BY_ANOTHER_PROGRAM = "zhreport.readers.office"
NAMES = (
    "a.txt", "a.html", "a.md", "a.docx", "a.doc", "a.odt", "a.rtf", "a.pdf", "a.zip", "a.tar", "a.gz", "a.csv",
    "a.mht", "2007年/教育局.txt", "a.xhtml", "a",
)  # fmt: skip


def text_of(data: bytes) -> str:
    """A text from the fuzzer's bytes: each is a piece of a report, or they are characters."""
    if data[:1] == b"\xff":
        return data[1:].decode("utf-8", "replace")
    if data[:1] == b"\xfe":
        return data[1:].decode("utf-16-le", "surrogatepass" if len(data) % 2 else "replace")
    return written(data)


def try_text(data: bytes) -> None:
    """Reads a text in both scripts, checks what was found, and that nothing of one reading is left in the next."""
    if not data:
        return
    year, region = _YEARS[data[0] & 3], _REGIONS[data[0] >> 2 & 3]
    text = text_of(data[1:])

    def read(source: str) -> Extraction:
        return extract_values(source, doc="text", year=year, region=region)

    found = read(text)
    assert_sound(found)
    if year is not None and region is not None:
        other = in_traditional(text)
        assert fold(other) == fold(text)
        again = read(other)
        assert [shape(fact) for fact in again.facts] == [shape(fact) for fact in found.facts]
    assert read(text) == found


def try_bytes(data: bytes) -> None:
    """Reads a file, whatever it is: a text that can be extracted from, or a refusal with its reason."""
    if not data:
        return
    name = NAMES[data[0] % len(NAMES)]
    if recognise(name, data[1:]).module == _BY_ANOTHER_PROGRAM:
        return
    try:
        source = read_bytes(data[1:], name)
    except SourceError:
        return
    assert source.text.strip()
    source.text.encode()
    assert all(0 <= begin <= len(source.text) for begin in source.pages)
    assert list(source.pages) == sorted(source.pages)
    assert_sound(extract_values(source, doc="text"))


TARGETS: dict[str, Callable[[bytes], None]] = {"text": try_text, "bytes": try_bytes}


def timed(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, which fails too where it takes too long."""

    def run(data: bytes) -> None:
        begin = time.process_time()
        target(data)
        taken = time.process_time() - begin
        if taken > HANG:
            raise TimeoutError(f"{taken:.1f} s for {len(data)} bytes")

    return run


def main(arguments: list[str]) -> None:
    """Fuzzes, or shows one input."""
    target = TARGETS[arguments[1]]
    if len(arguments) == 3 and Path(arguments[2]).is_file():
        data = Path(arguments[2]).read_bytes()
        print(repr(text_of(data[1:]) if arguments[1] == "text" else data))
        target(data)
        return
    with watched():  # most modules are imported where they are first needed
        for path in sorted(Path("zhreport").glob("*/*.py")):
            if path.parent.name in _ROOMS:
                import_module(".".join(path.with_suffix("").parts))
    target(b"\x0a\x00\x01")  # the dictionary is loaded before the clock runs
    atheris.Setup([arguments[0], *arguments[2:]], timed(target))
    atheris.Fuzz()


if __name__ == "__main__":
    if "-h" not in sys.argv and len(sys.argv) > 2:
        main(sys.argv)
    else:
        print(__doc__)
