"""The texts that are measured: reports that are given, the example reports, and long ones made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

_CORPUS = Path(__file__).parents[2] / "corpus"
_DIGIT = re.compile(r"\d")


def reports(files: Sequence[str] = ()) -> list[str]:
    """The texts of files (`.jsonl`: the field `text` of each line), or the example reports where none are given."""
    texts = []
    for path in map(Path, files or sorted(map(str, _CORPUS.glob("*/*.txt")))):
        content = path.read_text(encoding="utf-8")
        lines = [line for line in content.split("\n") if line.strip()]
        texts += [json.loads(line)["text"] for line in lines] if path.suffix == ".jsonl" else [content]
    return texts


def long_report(size_bytes: int) -> str:
    """A text of `size_bytes` of UTF-8: paragraphs of the example reports in random order, each with other digits.

    Nothing in it repeats itself exactly, so that nothing can be remembered from one paragraph to the next.
    """
    random = Random(7)
    paragraphs = [line for text in reports() for line in text.split("\n") if line.strip()]
    made: list[str] = []
    while size_bytes > 0:
        line = _DIGIT.sub(lambda _: str(random.randint(1, 9)), random.choice(paragraphs)) + "\n"
        made.append(line)
        size_bytes -= len(line.encode())
    return "".join(made)
