"""Example reports that come with the package, written for it: the issuers do not exist."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zhreport.errors import SourceError


@cache
def folder() -> Path:
    """Where the example reports lie: inside the installed package, or beside it in a checkout.

    Raises:
        SourceError: an installation without them.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "_corpus", package.parent / "corpus"):
        if place.is_dir():
            return place
    raise SourceError(str(package / "_corpus"), "the example reports are missing", "install the package again")


def issuers() -> tuple[str, ...]:
    """The names of the folders, one for each issuer.

    >>> issuers()
    ('hailan-environment', 'qinglan-health', 'yunxi-education')
    """
    return tuple(sorted(place.name for place in folder().iterdir() if place.is_dir() and any(place.glob("*.txt"))))


def paths(issuer: str) -> tuple[Path, ...]:
    """The reports of one issuer, in the order of their years.

    >>> [path.name for path in paths("yunxi-education")]
    ['2004.txt', '2005.txt', '2006.txt', '2007.txt']

    Raises:
        SourceError: no such issuer.
    """
    if issuer not in issuers():
        raise SourceError(str(folder() / issuer), "there is no such issuer", f"name one of {', '.join(issuers())}")
    return tuple(sorted((folder() / issuer).glob("*.txt")))
