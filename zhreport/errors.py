"""The exceptions that zhreport raises: each names the value, the place and the remedy.

A mistake of the caller is an exception; a puzzle in a report's text is a `Diagnostic` in the result.
"""

from __future__ import annotations


class ZhReportError(Exception):
    """Anything that zhreport raises on purpose. Picklable, so that it survives a process boundary."""


class SourceError(ZhReportError, ValueError):
    """A file that cannot be read as a report.

    `path` is the file as the caller named it, `reason` what is wrong with it, `remedy` what to do about it.
    """

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(path, reason, remedy)
        self.path, self.reason, self.remedy = path, reason, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; {self.remedy}"


class LexiconError(ZhReportError, ValueError):
    """A row of a vocabulary table that breaks the table's rules: file and line (counted from 1) are named."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class NumeralError(ZhReportError, ValueError):
    """A text that is no numeral: `text` as given, `position` the offset of the first character that does not fit."""

    def __init__(self, text: str, position: int) -> None:
        super().__init__(text, position)
        self.text, self.position = text, position

    def __str__(self) -> str:
        place = f"at character {self.position}" if self.position < len(self.text) else "at its end"
        return f"{self.text!r} is no numeral: it cannot be read {place}; give the numeral alone, without unit or words"


class OutputError(ZhReportError, ValueError):
    """A result that cannot be written where or as the caller asked: `path`, `reason`, `remedy`."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(path, reason, remedy)
        self.path, self.reason, self.remedy = path, reason, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; {self.remedy}"
