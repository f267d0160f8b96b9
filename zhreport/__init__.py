"""Chinese summary reports as tables of facts that can be compared year over year.

>>> import zhreport
>>> report = zhreport.extract("全縣公開招聘300名教師。", year=2007)
>>> report.facts["text"].tolist()
['300名']

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from zhreport import corpus, errors
    from zhreport.archive.archive import Archive, extract_archive, open_archive
    from zhreport.compare.comparison import Comparison, compare, suggest_aliases
    from zhreport.quantities import find_quantities, parse_number
    from zhreport.report import Report, extract, read
    from zhreport.user_lexicon import Lexicon

_HOMES = {
    "Archive": "zhreport.archive.archive",
    "Comparison": "zhreport.compare.comparison",
    "Lexicon": "zhreport.user_lexicon",
    "Report": "zhreport.report",
    "extract": "zhreport.report",
    "extract_archive": "zhreport.archive.archive",
    "find_quantities": "zhreport.quantities",
    "open_archive": "zhreport.archive.archive",
    "parse_number": "zhreport.quantities",
    "read": "zhreport.report",
    "suggest_aliases": "zhreport.compare.comparison",
}
# compare is the room and, called, the function of that name.
_MODULES = ("compare", "corpus", "errors")

__all__ = [
    "Archive",
    "Comparison",
    "Lexicon",
    "Report",
    "__version__",
    "compare",
    "corpus",
    "errors",
    "extract",
    "extract_archive",
    "find_quantities",
    "open_archive",
    "parse_number",
    "read",
    "suggest_aliases",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
