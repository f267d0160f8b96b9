"""What can go wrong with an archive as a whole; a single bad file is a row of `errors` instead."""

from __future__ import annotations

from zhreport.errors import ZhReportError


class ArchiveError(ZhReportError, ValueError):
    """A folder, a store or a query that cannot be used: `place`, `reason`, `remedy`."""

    def __init__(self, place: str, reason: str, remedy: str) -> None:
        super().__init__(place, reason, remedy)
        self.place, self.reason, self.remedy = place, reason, remedy

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"


class StoreBusyError(ArchiveError):
    """A store that another program holds."""


class MissingExtraError(ZhReportError, ImportError):
    """A library that an optional part of zhreport needs is not installed: `library`, `extra`."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(library, extra)
        self.library, self.extra = library, extra

    def __str__(self) -> str:
        return f"{self.library} is not installed; install it with pip install 'zhreport[{self.extra}]'"
