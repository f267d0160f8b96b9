"""The command line: `zhreport extract FILE…` and the others."""

from zhreport.cli.run import main

__all__ = ["main"]
