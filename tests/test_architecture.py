"""The rooms import only what docs/design.md lets them, and the document is true."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path("zhreport")
ROW = re.compile(r"^\|\s*(\w+)\s*\|[^|\n]+\|([^|\n]*)\|([^|\n]*)\|$", re.M)
MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 50


def declared() -> dict[str, tuple[list[str], list[str]]]:
    """The rooms in their order, with what they import of ours and which libraries."""
    rows = ROW.findall(Path("docs/design.md").read_text(encoding="utf-8"))
    split = {room: [re.findall(r"\w+", cell) for cell in cells] for room, *cells in rows if room != "room"}
    return {room: (ours, libraries) for room, (ours, libraries) in split.items()}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> Iterator[str]:
    """Everything that a file imports anywhere in it, with full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            if node.module == "zhreport":
                yield from (f"zhreport.{alias.name}" for alias in node.names if alias.name != "__version__")
            else:
                yield node.module or ""


def found() -> dict[str, tuple[set[str], set[str]]]:
    ours: dict[str, set[str]] = defaultdict(set)
    libraries: dict[str, set[str]] = defaultdict(set)
    rooms = set()
    for path in PACKAGE.rglob("*.py"):
        room = room_of(path)
        if room == "__init__":
            continue
        rooms.add(room)
        for module in imported_modules(path):
            top, *rest = module.split(".")
            if top == "zhreport":
                ours[room] |= set(rest[:1]) - {room}
            elif top not in sys.stdlib_module_names:
                libraries[room].add(top)
    return {room: (ours[room], libraries[room]) for room in rooms}


def lines_of(function: ast.FunctionDef) -> int:
    """The length of a function without its docstring."""
    documented = ast.get_docstring(function) is not None
    first = function.body[1 if documented and len(function.body) > 1 else 0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_every_room_is_in_the_document() -> None:
    assert set(declared()) == set(found())


@pytest.mark.parametrize("room", declared())
def test_imports_are_those_of_the_document(room: str) -> None:
    ours, libraries = found()[room]
    assert (sorted(ours), sorted(libraries)) == (sorted(declared()[room][0]), sorted(declared()[room][1]))


def test_imports_go_up_only() -> None:
    order = list(declared())
    for room, (ours, _) in declared().items():
        assert [other for other in ours if order.index(other) >= order.index(room)] == [], room


def test_files_named_in_the_document_exist() -> None:
    text = Path("docs/design.md").read_text(encoding="utf-8")
    tables = re.findall(r"`(\w+\.tsv)`", text)
    assert [name for name in tables if not (PACKAGE / "lexicon" / name).is_file()] == []
    for name in re.findall(r"`((?:readers|tests)/[\w./]+)`", text):
        assert (PACKAGE / name).exists() or Path(name).exists(), name


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_files_and_functions_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < MAX_FILE_LINES
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    assert [n.name for n in functions if lines_of(n) >= MAX_FUNCTION_LINES] == []
