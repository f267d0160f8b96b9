"""Help and usage errors in the language of the locale, with lines as wide as the terminal in either script."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn
from unicodedata import east_asian_width

from zhreport.messages import is_said, say, translated

# A word of Latin script, or one other character; marks that may begin no line stay with what they follow.
_PIECE = re.compile(r"[!-~]+[，。；：、）」”]* ?|[^!-~][，。；：、）」”]* ?")
# Where the words begin: behind the longest command.
_HELP_COLUMN = 22

EXAMPLES = {
    "zhreport": (
        "zhreport extract corpus/yunxi-education/2007.txt",
        "zhreport compare corpus/yunxi-education/2*.txt -o years.xlsx",
    ),
    "extract": (
        "zhreport extract corpus/yunxi-education/2007.txt",
        "zhreport extract corpus/*/2*.txt -o facts.xlsx",
        "zhreport extract corpus/yunxi-education/2007.txt --format json | python3 -m json.tool --no-ensure-ascii",
    ),
    "sections": ("zhreport sections corpus/qinglan-health/2008.txt",),
    "compare": (
        "zhreport compare corpus/yunxi-education/2*.txt",
        "zhreport compare corpus/yunxi-education/2*.txt -o years.xlsx",
    ),
    "suggest-aliases": ("zhreport suggest-aliases corpus/qinglan-health/2*.txt -o links.toml",),
    "view": ("zhreport view corpus/yunxi-education/2007.txt -o page.html",),
    "archive": ("zhreport archive corpus store.duckdb",),
    "sql": (
        "zhreport sql store.duckdb",
        "zhreport sql store.duckdb \"select doc, item, std_value from facts where kind = 'amount' "
        'order by std_value desc limit 9" --format json',
    ),
    "export": ("zhreport export store.duckdb tables",),
    "completion": ('eval "$(zhreport completion bash)"',),
}
"""Command lines that work in a checkout; what each does is said in the messages."""


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width_cells: int) -> list[str]:
    """A text in lines of at most so many cells; Han characters are two cells wide and part anywhere.

    >>> wrapped("報告的章節，排成樹狀 as a tree", 12)
    ['報告的章節，', '排成樹狀 as', 'a tree']
    """
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and _cells(lines[-1] + piece.rstrip()) > width_cells:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


class _Formatter(argparse.HelpFormatter):
    """Wraps by cells; keeps the lines of a description that begin with a space as they are."""

    def __init__(self, prog: str, **others: Any) -> None:
        super().__init__(prog, max_help_position=_HELP_COLUMN, **others)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, say("help.usage") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = [[line] if not line or line.startswith(" ") else wrapped(line, width) for line in text.split("\n")]
        return "\n".join(indent + line for part in lines for line in part)


class Parser(argparse.ArgumentParser):
    """A parser whose words come from the messages: `told` is the name of its command, or of the program."""

    def __init__(self, *, told: str, epilog: str | None = None, **others: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, epilog=epilog or examples(told), **others)
        self.told = told
        self._positionals.title = say("help.arguments")
        self._optionals.title = say("help.options")
        self.add_argument("-h", "--help", action="help")

    def explain(self, kinds: Iterable[str]) -> None:
        """Give every option and argument its help; `kinds` are those of the command's output."""
        for action in self._actions:
            if action.help is None and action.dest != "command":
                own = f"option.{self.told}.{action.dest}"
                key = own if is_said(own) else f"option.{action.dest}"
                action.help = say(key, kinds=", ".join(f".{kind}" for kind in kinds))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and end with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {say('help.error')}{translated('argparse.', message)}\n")


def examples(command: str) -> str:
    """The examples of a command, each with what it does; `zhreport` stands for the whole command line."""
    lines = [f"{say('help.examples')}:"]
    for number, example in enumerate(EXAMPLES.get(command, ()), 1):
        lines += [f"  {example}", f"      {say(f'example.{command}.{number}')}"]
    return "\n".join(lines)
