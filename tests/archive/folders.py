"""Folders of reports made at run time from the corpus, each file a variation of its own; also run by hand.

`python -m tests.archive.folders FOLDER COUNT` makes one to measure with.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from typing import Any

import duckdb

from zhreport import corpus

ENCODINGS = ("utf-8", "utf-8", "gb18030", "utf-16")
# What differs from run to run, by table.
CIRCUMSTANCES = {"reports": ["run"], "errors": ["run", "detail"], "files": ["stamp"]}


def variation(text: str, rng: random.Random) -> str:
    """A report with other figures and some paragraphs fewer."""
    head, *rest = text.split("\n\n") if "\n\n" in text else text.split("\n")
    kept = "\n".join([head, *(part for part in rest if rng.random() > 0.05)])
    # Years stay what they are: they have four digits.
    return re.sub(r"[1-9]\d*", lambda m: m[0] if len(m[0]) == 4 else f"{rng.randint(1, 9)}{m[0][1:]}", kept)


def make_folder(folder: Path, count: int, seed: int = 1) -> Path:
    """A folder of `count` reports, in folders of issuers, in several encodings."""
    rng = random.Random(seed)
    sources = [path for issuer in corpus.issuers() for path in corpus.paths(issuer)]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    for number in range(count):
        source, text = sources[number % len(sources)], texts[number % len(sources)]
        place = folder / source.parent.name / f"{number // 100:03d}"
        place.mkdir(parents=True, exist_ok=True)
        varied = f"{variation(text, rng)}\n编号{number}"
        (place / f"{source.stem}-{number}.txt").write_bytes(varied.encode(rng.choice(ENCODINGS)))
    return folder


def dump(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a store but for what depends on when they were written."""
    rows = {}
    with duckdb.connect(str(store), read_only=True) as connection:
        for table in ("reports", "texts", "sections", "facts", "errors", "files"):
            out = CIRCUMSTANCES.get(table, [])
            without = f" EXCLUDE ({', '.join(out)})" if out else ""
            rows[table] = connection.execute(f"SELECT *{without} FROM {table} ORDER BY ALL").fetchall()
    return rows


if __name__ == "__main__":
    make_folder(Path(sys.argv[1]), int(sys.argv[2]))
