"""Runs what a page of the documentation shows.

A page's fenced blocks are done from top to bottom, in a folder that holds `corpus`:

- `pycon`: examples with their output, as in docstrings, with the names of the blocks before.
- `python`: code without output, run with the same names.
- `console`: lines that begin with `$ ` are commands (`zhreport …`, `cat FILE`), the others what they print.
- `sh`: commands whose output does not matter; what sets up an environment is not run.
- `toml`: a file; its first line is a comment with its name.
- `tsv`: rows of the table of words that the first line names.

`…` stands for whatever there is. Blanks at the ends of lines, and their number inside, do not count.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhreport import cli, corpus

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(\{?[\w-]+\}?)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETS_UP = ("pip ", "python -m venv ", "sphinx-build ", "jupyter ", "python -m tests.", "pytest ")


class MismatchError(AssertionError):
    """What a page shows is not what there is."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the line of its first line of content, counted from 1."""

    language: str
    content: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        yield Block(found[1], found[2], text.count("\n", 0, found.start(2)) + 1)


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())


def fits(shown: str, printed: str) -> bool:
    """Whether an output is as shown, … being anything."""
    pattern = ".*".join(re.escape(part.strip()) for part in _plain(shown).split("…"))
    return re.fullmatch(pattern, _plain(printed), re.DOTALL) is not None or _plain(shown) == _plain(printed)


class _Checker(doctest.OutputChecker):
    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return fits(want, got)


class Page:
    """A page being run: the names that its blocks share, and its folder, which is the current one."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.names: dict[str, object] = {"__name__": "__main__"}
        (folder / "corpus").symlink_to(corpus.folder())

    def run(self) -> int:
        """Runs every block; how many there are."""
        count = 0
        for block in blocks(self.path):
            run = getattr(self, f"_{block.language}", None)
            if run is not None:
                run(block)
            elif not block.language.startswith("{"):
                raise MismatchError(f"{self._place(block)}: nothing runs a block of {block.language}")
            count += 1
        return count

    def _place(self, block: Block) -> str:
        return f"{self.path.name}:{block.line}"

    def _pycon(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.content, {}, self.path.name, str(self.path), block.line - 1)
        test.globs = self.names
        said = io.StringIO()
        result = doctest.DocTestRunner(_Checker(), verbose=False).run(test, out=said.write, clear_globs=False)
        if result.failed:
            raise MismatchError(said.getvalue())

    def _python(self, block: Block) -> None:
        exec(compile(block.content, self._place(block), "exec"), self.names)

    def _console(self, block: Block) -> None:
        if not block.content.startswith("$ "):
            raise MismatchError(f"{self._place(block)}: a block of a console begins with a command")
        for part in re.split(r"^\$ ", block.content, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            printed = self._command(command, block)
            if not fits(shown, printed):
                raise MismatchError(f"{self._place(block)}: $ {command}\nshown:\n{shown}\nprinted:\n{printed}")

    def _sh(self, block: Block) -> None:
        for line in block.content.splitlines():
            command = line.partition("  #")[0].strip().removeprefix(".venv/bin/")
            extras = re.findall(r"(?:zhreport|\.)\[([\w,]+)\]", command)
            known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            missing = {e for found in extras for e in found.split(",")} - set(known["optional-dependencies"])
            if missing:
                raise MismatchError(f"{self._place(block)}: there is no extra {', '.join(missing)}")
            if not command.startswith(_SETS_UP):
                self._command(command, block)

    def _command(self, command: str, block: Block) -> str:
        words = shlex.split(command)
        if words[0] == "cat":
            return (self.folder / words[1]).read_text(encoding="utf-8")
        if words[0] != "zhreport":
            raise MismatchError(f"{self._place(block)}: {command} is no command that can be run here")
        words = [str(p) for w in words[1:] for p in (sorted(Path().glob(w)) if "*" in w else [w])]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main(words)
        if status:
            raise MismatchError(f"{self._place(block)}: {command} ended with {status}: {err.getvalue()}")
        return out.getvalue() + err.getvalue()

    def _toml(self, block: Block) -> None:
        name = block.content.partition("\n")[0].removeprefix("#").strip()
        tomllib.loads(block.content)
        Path(name).write_text(block.content, encoding="utf-8")

    def _tsv(self, block: Block) -> None:
        name, *rows = block.content.splitlines()
        table = (ROOT / "zhreport" / "lexicon" / name.removeprefix("#").strip()).read_text(encoding="utf-8")
        missing = [row for row in rows if f"\n{row.rstrip()}" not in table]
        if missing:
            raise MismatchError(f"{self._place(block)}: not in the table: {missing}")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """The current folder is `folder` for a while, and the terminal is English and as wide as need be."""
    before, shell = Path.cwd(), dict(os.environ)
    os.chdir(folder)
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ.pop("COLUMNS", None)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(shell)
