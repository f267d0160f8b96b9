"""What can be typed: commands, arguments, options, and the values that they take."""

from __future__ import annotations

import argparse
import codecs
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from zhreport import __version__
from zhreport.cli.help import Parser, examples
from zhreport.messages import say

KINDS: Mapping[str, Sequence[str]] = {
    "extract": ("csv", "xlsx", "parquet", "json", "html"),
    "sections": ("csv", "xlsx", "parquet", "json"),
    "compare": ("csv", "xlsx", "json", "html"),
    "suggest-aliases": ("toml",),
    "view": ("html",),
    "sql": ("csv", "xlsx", "parquet", "json"),
}
"""What each command can write; the first is that of standard output."""
SHELLS = ("bash", "zsh", "fish")
_BINARY = ("xlsx", "parquet")
_WRONG = {"suggest-aliases": "wrong.questions", "view": "wrong.page"}


def _year(words: str) -> int:
    if not re.fullmatch("[12][0-9]{3}", words):
        raise argparse.ArgumentTypeError(say("wrong.year", given=words))
    return int(words)


def _encoding(words: str) -> str:
    try:
        # Refuses what codecs knows but is no text: base64.
        b" ".decode(words, "replace")
        codecs.lookup(words)
    except (LookupError, ValueError):
        raise argparse.ArgumentTypeError(say("wrong.encoding", given=words)) from None
    return words


def _add_saying(command: argparse.ArgumentParser) -> None:
    saying = command.add_mutually_exclusive_group()
    saying.add_argument("-q", "--quiet", action="store_true")
    saying.add_argument("-v", "--verbose", action="store_true")


def _add_reading(command: argparse.ArgumentParser) -> None:
    """The options that overrule what is inferred from a file."""
    command.add_argument("--year", type=_year)
    command.add_argument("--region", choices=["CN", "TW", "HK"])
    command.add_argument("--encoding", type=_encoding)
    command.add_argument("--lexicon", metavar="FILE")


def _add_output(command: argparse.ArgumentParser, name: str, *, required: bool = False) -> None:
    command.add_argument("-o", "--output", metavar="OUT", required=required)
    if len(KINDS[name]) > 1:
        command.add_argument("--format", choices=KINDS[name])


class CommandLine:
    """The parser of the whole command line, and that of each command."""

    def __init__(self) -> None:
        epilog = f"{examples('zhreport')}\n\n{say('help.status')}\n\n{say('help.locale')}"
        self.parser = Parser(told="zhreport", prog="zhreport", description=say("about.zhreport"), epilog=epilog)
        self.parser.add_argument(
            "--version", action="version", version=f"zhreport {__version__}", help=say("option.version")
        )
        self._added = self.parser.add_subparsers(
            dest="command", required=True, metavar="COMMAND", title=say("help.commands"), parser_class=Parser
        )
        self.commands: dict[str, Parser] = {}
        self._add_commands()
        self.parser.explain(())
        for name, command in self.commands.items():
            command.explain(KINDS.get(name, ()))

    def add(self, name: str) -> argparse.ArgumentParser:
        """A new command of that name."""
        told = say(f"command.{name}")
        about = say("help.about", told=told[:1].upper() + told[1:])
        self.commands[name] = self._added.add_parser(name, told=name, help=told, description=about)
        return self.commands[name]

    def _add_commands(self) -> None:
        from zhreport.archive.command import add_commands

        for name in ("extract", "sections", "compare", "suggest-aliases", "view"):
            command = self.add(name)
            command.add_argument("files", nargs=1 if name == "view" else "+", metavar="FILE")
            _add_output(command, name, required=name in ("suggest-aliases", "view"))
            if name in ("compare", "suggest-aliases"):
                command.add_argument("--aliases", metavar="FILE")
            _add_reading(command)
            if name == "view":
                command.add_argument("--language", choices=["en", "zh-Hans", "zh-Hant"])
        add_commands(self.add, _encoding)
        _add_output(self.commands["sql"], "sql")
        self.add("completion").add_argument("shell", choices=SHELLS)
        for name, command in self.commands.items():
            if name != "completion":
                _add_saying(command)

    def parse(self, arguments: Sequence[str] | None) -> argparse.Namespace:
        """What was typed; in `kind` what is to be written, where it is to be written.

        Raises:
            SystemExit: help was asked for, or the usage is wrong.
        """
        options, unknown = self.parser.parse_known_args(arguments)
        command = self.commands[options.command]
        if unknown:
            # Said by the command, whose usage shows what is known.
            command.error(f"unrecognized arguments: {' '.join(unknown)}")
        if options.command == "export" and options.output == "-":
            command.error(say("wrong.many"))
        if options.command in KINDS:
            if options.output is None and getattr(options, "format", None):
                options.output = "-"
            options.kind = _kind(command, options)
            _check_output(command, options)
        return options


def _kind(command: Parser, options: argparse.Namespace) -> str | None:
    """What kind of output is asked for; None is a table to look at."""
    kinds = KINDS[options.command]
    asked: str | None = getattr(options, "format", None)
    if asked or options.output is None:
        return asked
    if options.output == "-":
        return kinds[0]
    kind = {"htm": "html"}.get(ending := Path(options.output).suffix.lower().removeprefix("."), ending)
    if kind not in kinds:
        key = _WRONG.get(options.command, "wrong.table")
        told = say(key, given=options.output, kinds=", ".join(f".{one}" for one in kinds))
        command.error(f"argument -o/--output: {told}")
    return kind


def _check_output(command: Parser, options: argparse.Namespace) -> None:
    """End where the output would be lost, or would destroy what is read."""
    if options.output == "-" and options.kind in _BINARY and sys.stdout.isatty():
        command.error(say("wrong.binary", kind=options.kind))
    if options.command == "extract" and options.kind == "html" and len(options.files) > 1:
        command.error(say("wrong.one_page"))
    read = [*getattr(options, "files", ()), *(getattr(options, name, None) for name in ("aliases", "lexicon", "store"))]
    for path in filter(None, read):
        if options.output and _same(path, options.output):
            command.error(say("wrong.overwritten", path=options.output))


def _same(path: str, output: str) -> bool:
    try:
        return os.path.samefile(path, output)
    except (OSError, ValueError):
        return False
