"""Years side by side: linking, the table of indicators, the arithmetic checks.

The room has the name of the function that it is for, so it can be called like it: `zhreport.compare(reports)`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from zhreport.compare.comparison import AliasSource, Comparison


class _CallableRoom(ModuleType):
    """A module that stands for its function, whichever of the two an import has put in the package."""

    def __call__(self, reports: Iterable[Any] | pd.DataFrame, aliases: AliasSource = None) -> Comparison:
        """As `zhreport.compare.comparison.compare`."""
        from zhreport.compare.comparison import compare

        return compare(reports, aliases)


sys.modules[__name__].__class__ = _CallableRoom
