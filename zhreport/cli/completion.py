"""The script that completes the command line in a shell."""

from __future__ import annotations

from zhreport.cli.parser import CommandLine

# The arguments that name what lies on the disk.
_FILES = ("files", "output", "aliases", "lexicon", "store")
_FOLDERS = ("folder",)


def script(line: CommandLine, shell: str) -> str:
    """The completion of a command line for one of `SHELLS`."""
    import shtab

    for command in line.commands.values():
        for action in command._actions:
            if action.dest in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.dest in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return str(shtab.complete(line.parser, shell))
