"""The commands `zhreport compare FILE FILE…` and `zhreport suggest-aliases FILE FILE…`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

COMMANDS = ("compare", "suggest-aliases")
_SUFFIXES = (".xlsx", ".html", ".csv", ".json")


def _output(words: str) -> str:
    if Path(words).suffix.lower() not in _SUFFIXES:
        raise argparse.ArgumentTypeError(f"{words!r} says no kind of output; end it in {', '.join(_SUFFIXES)}")
    return words


def _questions(words: str) -> str:
    if Path(words).suffix.lower() != ".toml":
        raise argparse.ArgumentTypeError(f"{words!r} is no name for questions; end it in .toml")
    return words


def add_commands(commands: Any, add_reading: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the commands to those of the command line; `add_reading` adds the options of reading files."""
    told = "the indicators of several years side by side, with changes and checks"
    command = commands.add_parser("compare", help=told, description=f"Shows {told}.")
    command.add_argument("files", nargs="+", metavar="FILE", help="reports of one issuer, one a year")
    command.add_argument(
        "-o", "--output", type=_output, metavar="OUT", help=f"write to OUT instead: {', '.join(_SUFFIXES)}"
    )
    told = "a file of the links that are uncertain, for a person to answer"
    asking = commands.add_parser("suggest-aliases", help=told, description=f"Writes {told}.")
    asking.add_argument("files", nargs="+", metavar="FILE", help="reports of one issuer, one a year")
    asking.add_argument("-o", "--output", type=_questions, required=True, metavar="OUT.toml", help="where to write it")
    for one in (command, asking):
        one.add_argument("--aliases", metavar="FILE", help="names of indicators and answers, as .toml or .csv")
        add_reading(one)


def run(options: argparse.Namespace, reports: Sequence[Any]) -> None:
    """Compare the reports and show or write what comes of it.

    Raises:
        ComparisonError: reports that cannot be compared.
        LexiconError: an aliases' file that cannot be read.
        OutputError: a place that cannot be written to.
    """
    from zhreport.compare.comparison import compare, suggest_aliases

    comparison = compare(reports, options.aliases)
    if options.command == "suggest-aliases":
        asked = suggest_aliases(comparison, options.output)
        print(f"{options.output}: {asked} links to confirm or refuse", file=sys.stderr)
        return
    if options.output is None:
        from zhreport.compare.shown import show_comparison

        print(show_comparison(comparison))
        return
    suffix = Path(options.output).suffix.lower()
    if suffix == ".xlsx":
        comparison.to_excel(options.output)
    elif suffix == ".html":
        comparison.to_html(options.output)
    else:
        from zhreport.output import write_tables

        table = comparison.table
        write_tables(options.output, {"comparison": table.rename(columns=str)})
    print(f"{options.output}: {comparison!r}", file=sys.stderr)
