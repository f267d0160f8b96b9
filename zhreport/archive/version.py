"""Which extractor made a row: a digest that changes whenever other rows may come out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from zhreport import __version__
from zhreport.user_lexicon import Lexicon

_ROOMS = ("facts", "lexicon", "metadata.py", "model.py", "pipeline.py", "quantities", "readers", "sections", "text")
# The code counts as well as the tables, so that a checkout at work is never taken for the release that it came from.
_SUFFIXES = (".py", ".tsv", ".toml", ".json")
_DIGITS = 16


def _digest(digest: hashlib._Hash, place: Traversable) -> None:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            _digest(digest, inner)
    elif place.name.endswith(_SUFFIXES):
        digest.update(place.name.encode() + b"\0" + place.read_bytes())


@cache
def _package() -> bytes:
    digest = hashlib.sha256(__version__.encode())
    for room in _ROOMS:
        _digest(digest, resources.files("zhreport") / room)
    return digest.digest()


def extractor_version(encoding: str | None = None, lexicon: Lexicon | None = None) -> str:
    """The package's version with a digest of its rules and tables, and of the options that change what comes out.

    >>> extractor_version() == extractor_version()
    True
    >>> extractor_version() == extractor_version(encoding="big5")
    False
    """
    digest = hashlib.sha256(_package())
    digest.update(repr(encoding).encode())
    if lexicon is not None:
        tables = {name: [sorted(cells.items()) for *_, cells in rows] for name, rows in lexicon.added.tables.items()}
        digest.update(repr(sorted(tables.items())).encode())
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"
